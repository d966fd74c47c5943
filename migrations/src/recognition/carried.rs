//! What was decided before this version, after it: nothing is lost, and everything is where this version looks for it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement,
};

use super::migrations;

struct Recognition;

impl MigratorTrait for Recognition {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let mut all: Vec<Box<dyn MigrationTrait>> = vec![Box::new(crate::platform::Journal)];
        all.extend(migrations());
        all
    }
}

/// Two decisions of a province, one of them published, and their certificates.
const BEFORE: &str = "
INSERT INTO decisions (case_id, school_id, school_name, school_type, commune, school_email, regime, overlay, target,
    dossier_number, decided_by, reviewed_level, report_sha256, proposed_recognition, proposed_reasons, recognises,
    reasons, text_sha256, prepared_by, number, number_year, signed_on, signer, certificate_number, place, state,
    history, received_at, settled_until, version, province_id)
SELECT column1, x'0A', 'THCS Bắc Sơn', 'SCHOOL_TYPE_LOWER_SECONDARY', 'Bắc Sơn', 'a@b.vn', 'A1', '',
    'TARGET_NATIONAL_STANDARD_1', 'H37', 'department', 2, 'aa', TRUE, '[]', TRUE, 'Đạt', 'bb', 'chuyen-vien', column2,
    2025, '2025-03-03', 'giam-doc', column3, column4, column5,
    '[{\"state\":\"under_appraisal\",\"at\":\"2025-03-01T02:00:00Z\"},{\"state\":\"' || column5
    || '\",\"at\":\"2025-03-04T02:00:00Z\"}]', '2025-03-01T02:00:00+00:00', '2025-03-04T02:00:00+00:00', 5,
    x'0000000000000000000000000000ABCD'
FROM (VALUES (x'01', '01/QĐ-SGDĐT', 'CN-2025-0001', 'Báo Lạng Sơn', 'published'),
    (x'02', '02/QĐ-SGDĐT', 'CN-2025-12345', '', 'signed'));
INSERT INTO certificates (year, ordinal, case_id, school_id, school_name, target, valid_from, valid_until,
    recognised_on, province_id)
VALUES (2025, 1, x'01', x'0A', 'THCS Bắc Sơn', 'TARGET_NATIONAL_STANDARD_1', '2025-03-03', '2030-03-03', '2025-03-03',
    x'0000000000000000000000000000ABCD'),
    (2025, 12345, x'02', x'0A', 'THCS Bắc Sơn', 'TARGET_NATIONAL_STANDARD_1', '2025-03-03', '2030-03-03',
    '2025-03-03', x'0000000000000000000000000000ABCD');
INSERT INTO numbering (agency, kind, year, last) VALUES ('SGDĐT', 'QĐ', 2025, 2), ('SGDĐT', 'CN', 2025, 12345);
";

async fn texts(connection: &DatabaseConnection, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(DbBackend::Sqlite, sql);
    let rows = connection.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

#[tokio::test]
async fn what_was_decided_before_stays_and_its_books_go_on() {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(1);
    let connection = Database::connect(options).await.unwrap();
    Recognition::up(&connection, Some(3)).await.unwrap();
    connection.execute_unprepared(BEFORE).await.unwrap();
    Recognition::up(&connection, None).await.unwrap();

    let decided = "SELECT hex(case_id) || ' ' || book || ' ' || number || ' ' || recognised_as || ' ' || \
                   COALESCE(published_at, 'chưa công bố') || ' ' || version FROM decisions ORDER BY case_id";
    let book = "0000000000000000000000000000abcd";
    assert_eq!(
        texts(&connection, decided).await,
        [
            format!("01 {book} 01/QĐ-SGDĐT TARGET_NATIONAL_STANDARD_1 2025-03-04T02:00:00Z 5"),
            format!("02 {book} 02/QĐ-SGDĐT TARGET_NATIONAL_STANDARD_1 chưa công bố 5")
        ]
    );
    let certified = "SELECT c.number || ' ' || c.valid_until || ' ' || s.until_day FROM certificates c \
                     JOIN certificate_spans s ON s.certificate_id = c.id ORDER BY c.id";
    assert_eq!(
        texts(&connection, certified).await,
        [
            "CN-2025-0001 2030-03-03 2030-03-03",
            "CN-2025-12345 2030-03-03 2030-03-03"
        ]
    );
    let books = "SELECT book || ' ' || kind || ' ' || last FROM number_books ORDER BY kind DESC";
    assert_eq!(
        texts(&connection, books).await,
        [format!("{book} QĐ 2"), format!("{book} CN 12345")]
    );
    let same = "UPDATE decisions SET signer = prepared_by";
    let refused = connection.execute_unprepared(same).await.unwrap_err();
    assert!(
        refused.to_string().contains("decisions_four_eyes_signer"),
        "{refused}"
    );
}
