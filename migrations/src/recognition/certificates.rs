//! Certificates with their life: those issued here and those entered, the days on which they are in force, and the
//! dossiers that may renew them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, date, integer, integer_null, json, json_null, string, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::tables::index;

pub struct Certificates;

impl MigrationName for Certificates {
    fn name(&self) -> &str {
        "recognition_0003_certificates"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Certificates {
    /// One connection: another one of the pool may still know what was dropped or renamed here, and refuse the name.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let before = Table::rename()
            .table("certificates", "certificates_before")
            .take();
        for name in [
            "certificates_by_school",
            "certificates_by_commune",
            "certificates_by_authority",
            "certificates_by_province",
        ] {
            let index = Index::drop().name(name).table("certificates").to_owned();
            manager.drop_index(index).await?;
        }
        manager.rename_table(before).await?;
        certificates(manager).await?;
        spans(manager).await?;
        signatures(manager).await?;
        carry_over(manager).await?;
        let before = Table::drop().table("certificates_before").take();
        manager.drop_table(before).await?;
        applications(manager).await
    }
}

async fn certificates(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("certificates")
                // The case in which its life is journaled: the dossier's, or its own when it was entered.
                .col(uuid("id").primary_key())
                .col(string("number"))
                // Its place in the register of those issued here.
                .col(integer_null("year"))
                .col(ColumnDef::new("ordinal").big_integer().null())
                .col(boolean("entered"))
                .col(string("book"))
                .col(uuid("school_id"))
                .col(string("school_name"))
                .col(string("school_type"))
                .col(string("commune"))
                .col(string("school_email"))
                .col(string("regime"))
                .col(string("overlay"))
                .col(string("dossier_number"))
                .col(string("target"))
                .col(string("kind"))
                .col(string("decision_number"))
                .col(string("decided_by"))
                .col(date("recognised_on"))
                .col(date("valid_from"))
                .col(date("valid_until"))
                .col(string("verification_code").unique_key())
                // in_force, expired, revoked, replaced or lapsed: what last became of it.
                .col(string("standing"))
                .col(timestamp_with_time_zone_null("expired_at"))
                .col(uuid_null("renewal_dossier"))
                .col(timestamp_with_time_zone_null("renewal_registered_at"))
                .col(json("remedies"))
                .col(json_null("revocation"))
                .col(json_null("prepared"))
                .col(json("measures"))
                .col(timestamp_with_time_zone("entered_at"))
                .col(timestamp_with_time_zone("settled_until"))
                .col(big_integer("version"))
                .col(uuid_null("commune_id"))
                .col(uuid_null("authority_id"))
                .col(string("authority_name"))
                .col(string("authority_email"))
                .col(uuid_null("province_id"))
                .take(),
        )
        .await?;
    for (name, columns) in [
        (
            "certificates_by_recognition",
            // All that the register looks at while it walks down its entries.
            [
                "recognised_on",
                "id",
                "school_id",
                "valid_from",
                "valid_until",
                "standing",
                "target",
            ]
            .as_slice(),
        ),
        ("certificates_by_school", &["school_id", "recognised_on", "id"]),
        ("certificates_by_commune", &["commune_id", "recognised_on", "id"]),
        (
            "certificates_by_authority",
            &["authority_id", "recognised_on", "id"],
        ),
        (
            "certificates_by_province",
            &["province_id", "recognised_on", "id"],
        ),
        ("certificates_by_validity", &["valid_until", "id"]),
        // Who holds what is certified, for statistics.
        ("certificates_by_target", &["target", "id", "school_id"]),
    ] {
        index(manager, name, "certificates", columns, false).await?;
    }
    let columns = ["book", "number", "recognised_on"];
    index(
        manager,
        "certificates_numbered_once",
        "certificates",
        &columns,
        true,
    )
    .await
}

/// The days on which a certificate is in force: from its first to its printed last day, less those on which it was
/// revoked. What was in force on a day is a look into this table.
async fn spans(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("certificate_spans")
                .col(uuid("certificate_id"))
                .col(date("from_day"))
                .col(date("until_day"))
                .primary_key(Index::create().col("certificate_id").col("from_day"))
                .foreign_key(
                    ForeignKey::create()
                        .from("certificate_spans", "certificate_id")
                        .to("certificates", "id"),
                )
                .take(),
        )
        .await?;
    let columns = ["certificate_id", "from_day", "until_day"];
    index(
        manager,
        "certificate_spans_by_days",
        "certificate_spans",
        &columns,
        false,
    )
    .await
}

/// Who signed which measure, and who had prepared it: two people decide, whatever the service above believes.
async fn signatures(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let two_people = Expr::col("signer").ne(Expr::col("prepared_by"));
    manager
        .create_table(
            Table::create()
                .table("measure_signatures")
                .col(uuid("certificate_id"))
                // Its place among the measures on the certificate, from 0.
                .col(integer("place"))
                .col(string("book"))
                .col(string("number"))
                .col(integer("number_year"))
                .col(string("prepared_by"))
                .col(string("signer"))
                .primary_key(Index::create().col("certificate_id").col("place"))
                .foreign_key(
                    ForeignKey::create()
                        .from("measure_signatures", "certificate_id")
                        .to("certificates", "id"),
                )
                .check(Check::named("measures_four_eyes", two_people))
                .take(),
        )
        .await?;
    let columns = ["book", "number", "number_year"];
    let name = "measures_numbered_once";
    index(manager, name, "measure_signatures", &columns, true).await
}

/// What was issued before this version, as it would have been written by it.
async fn carry_over(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let (book, code) = match manager.get_database_backend() {
        DbBackend::Postgres => (
            "replace(c.province_id::text, '-', '')",
            "upper(substr(replace(gen_random_uuid()::text, '-', ''), 1, 12))",
        ),
        _ => ("lower(hex(c.province_id))", "upper(hex(randomblob(6)))"),
    };
    let carried = format!(
        "INSERT INTO certificates (id, number, year, ordinal, entered, book, school_id, school_name, school_type, \
         commune, school_email, regime, overlay, dossier_number, target, kind, decision_number, decided_by, \
         recognised_on, valid_from, valid_until, verification_code, standing, expired_at, remedies, measures, entered_at, \
         settled_until, version, commune_id, authority_id, authority_name, authority_email, province_id) \
         SELECT c.case_id, 'CN-' || c.year || '-' || CASE WHEN c.ordinal < 10 THEN '000' WHEN c.ordinal < 100 THEN '00' \
         WHEN c.ordinal < 1000 THEN '0' ELSE '' END || c.ordinal, c.year, c.ordinal, FALSE, COALESCE({book}, ''), \
         c.school_id, c.school_name, d.school_type, d.commune, d.school_email, d.regime, d.overlay, d.dossier_number, \
         c.target, 'RECOGNITION_KIND_UNSPECIFIED', COALESCE(d.number, ''), d.decided_by, c.recognised_on, c.valid_from, \
         c.valid_until, {code}, CASE WHEN c.expired_at IS NULL THEN 'in_force' ELSE 'expired' END, c.expired_at, '[]', '[]', \
         d.settled_until, d.settled_until, 1, c.commune_id, c.authority_id, c.authority_name, c.authority_email, \
         c.province_id FROM certificates_before c JOIN decisions d ON d.case_id = c.case_id"
    );
    let connection = manager.get_connection();
    connection.execute_unprepared(&carried).await?;
    let spans = "INSERT INTO certificate_spans (certificate_id, from_day, until_day) \
                 SELECT id, valid_from, valid_until FROM certificates";
    connection.execute_unprepared(spans).await?;
    Ok(())
}

/// What registration says of dossiers: whether they ask for recognition again.
async fn applications(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("applications")
                .col(uuid("case_id").primary_key())
                .col(uuid("school_id"))
                .col(string("kind"))
                .take(),
        )
        .await
}
