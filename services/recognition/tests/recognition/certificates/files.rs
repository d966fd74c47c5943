//! Certificates from files: all rows or none, and a file that comes again changes nothing.

use ground::{chains_must_hold, number};
use proto::exchange::ImportHeader;
use proto::recognition as wire;
use proto::recognition::CertificateState;

use super::stage::*;
use crate::builders::*;
use crate::world::{World, administrator, leader, officer};

ground::both!(World:
    a_file_comes_in_whole_and_again_changes_nothing,
    every_defect_of_a_file_is_found_and_nothing_is_written,
    what_is_printed_is_not_changed_by_a_file,
    a_file_is_for_one_province,
    of_two_rows_for_the_same_the_newer_one_holds,
);

async fn a_file_comes_in_whole_and_again_changes_nothing(world: World) {
    let schools = [school(1), school(1), school(1)];
    for (index, case) in schools.iter().enumerate() {
        world.enrol(case, &format!("2400{index}")).await;
    }
    // More than one statement holds.
    let rows: Vec<_> = (0..1_100)
        .map(|index| {
            let [number, school, target, decision, _, _, _, kind] =
                row(&format!("{index}/CN"), &format!("2400{}", index % 3));
            let (from, until) = (1950 + index / 30, 1955 + index / 30);
            let day = format!("{:02}/6", 1 + index % 30);
            let days = [format!("{day}/{from}"), String::new(), format!("{day}/{until}")];
            let [recognised_on, valid_from, valid_until] = days;
            [
                number,
                school,
                target,
                decision,
                recognised_on,
                valid_from,
                valid_until,
                kind,
            ]
        })
        .collect();
    let content = file(&rows);
    let tried = ImportHeader {
        validate_only: true,
        ..header()
    };
    let report = world
        .import_certificates(&officer(), tried, &content)
        .await
        .unwrap();
    assert_eq!(report.defects, []);
    assert_eq!(counts(&report), (1_100, 0, false));
    let counted = || async {
        number(
            world.journal.database.reader(),
            "SELECT COUNT(*) FROM certificates",
        )
        .await
    };
    assert_eq!(counted().await, 0, "only tried");
    let written = header();
    let report = world
        .import_certificates(&officer(), written.clone(), &content)
        .await
        .unwrap();
    assert_eq!(counts(&report), (1_100, 0, true));
    assert_eq!(counted().await, 1_100);
    let again = world
        .import_certificates(&officer(), written, &content)
        .await
        .unwrap();
    assert_eq!(again, report, "the same request, the same answer");
    let report = world
        .import_certificates(&administrator(), header(), &content)
        .await
        .unwrap();
    assert_eq!(counts(&report), (0, 1_100, true));
    assert_eq!(counted().await, 1_100);
    chains_must_hold(&world.journal).await;
}

async fn every_defect_of_a_file_is_found_and_nothing_is_written(world: World) {
    let case = school(1);
    world.enrol(&case, "24001").await;
    let mut rows: Vec<_> = (1..=9)
        .map(|index| row(&format!("{index}/CN"), "24001"))
        .collect();
    rows[1][1] = "99999".to_owned();
    rows[2][2] = "Xuất sắc".to_owned();
    rows[3][0] = "1/CN".to_owned();
    rows[4][4] = "31/02/2023".to_owned();
    rows[5][6] = "01/6/2022".to_owned();
    rows[6][7] = String::new();
    rows[7][4] = "04/6/2024".to_owned();
    rows[7][5] = "01/6/2024".to_owned();
    rows[8][0] = String::new();
    let report = world
        .import_certificates(&officer(), header(), &file(&rows))
        .await
        .unwrap();
    let expected = [
        (3, "Mã trường"),
        (4, "Danh hiệu/Cấp độ"),
        (5, "Số chứng nhận"),
        (6, "Ngày công nhận"),
        (7, "Hiệu lực đến"),
        (8, "Loại"),
        (9, "Ngày công nhận"),
        (9, "Hiệu lực từ"),
        (10, "Số chứng nhận"),
    ];
    let expected = expected.map(|(row, column)| (row, column.to_owned()));
    assert_eq!(places(&report), expected, "{:?}", report.defects);
    assert!(!report.written);
    let count = number(
        world.journal.database.reader(),
        "SELECT COUNT(*) FROM certificates",
    )
    .await;
    assert_eq!(count, 0);
    let headless = "Số chứng nhận\n1/CN\n";
    let report = world
        .import_certificates(&officer(), header(), headless.as_bytes())
        .await
        .unwrap();
    assert!(
        !report.written && !report.defects.is_empty(),
        "columns are missing"
    );
}

async fn what_is_printed_is_not_changed_by_a_file(world: World) {
    let case = school(1);
    world.enrol(&case, "24001").await;
    world.enter(&case, "17/CN").await;
    let report = world
        .import_certificates(&officer(), header(), &file(&[row("17/CN", "24001")]))
        .await;
    assert_eq!(counts(&report.unwrap()), (0, 1, true), "entered by hand before");
    let mut other = row("17/CN", "24001");
    other[6] = "01/6/2029".to_owned();
    let report = world
        .import_certificates(&officer(), header(), &file(&[other]))
        .await
        .unwrap();
    assert_eq!(places(&report), [(2, "Số chứng nhận".to_owned())]);
}

async fn a_file_is_for_one_province(world: World) {
    let (here, there) = (school(1), school(2));
    world.enrol(&here, "24001").await;
    world.enrol(&there, "24002").await;
    let content = file(&[row("17/CN", "24002")]);
    let report = world
        .import_certificates(&of_province(officer(), 1), header(), &content)
        .await
        .unwrap();
    assert_eq!(places(&report), [(2, "Mã trường".to_owned())]);
    let named = ImportHeader {
        province: format!("authorities/{}", authority(2)),
        ..header()
    };
    let refused = world
        .import_certificates(&of_province(officer(), 1), named.clone(), &content)
        .await;
    assert_eq!(refused.unwrap_err().code(), tonic::Code::NotFound);
    let refused = world
        .import_certificates(&leader(), named.clone(), &content)
        .await;
    assert_eq!(refused.unwrap_err().code(), tonic::Code::PermissionDenied);
    let report = world
        .import_certificates(&administrator(), named, &content)
        .await
        .unwrap();
    assert_eq!(counts(&report), (1, 0, true));
}

async fn of_two_rows_for_the_same_the_newer_one_holds(world: World) {
    let case = school(1);
    world.enrol(&case, "24001").await;
    let (mut older, newer) = (row("17/CN", "24001"), row("18/CN", "24001"));
    older[4] = "01/6/2019".to_owned();
    older[6] = "01/7/2024".to_owned();
    let report = world
        .import_certificates(&officer(), header(), &file(&[older, newer]))
        .await
        .unwrap();
    assert_eq!(counts(&report), (2, 0, true));
    let all = wire::ListCertificatesRequest::default();
    let names = world.listed(&officer(), all).await;
    let mut found = Vec::new();
    for name in &names {
        let certificate = world.certificate(&officer(), name).await.unwrap();
        found.push((certificate.number.clone(), certificate.state()));
    }
    let expected = [
        ("18/CN".to_owned(), CertificateState::InForce),
        ("17/CN".to_owned(), CertificateState::Replaced),
    ];
    assert_eq!(found, expected);
}
