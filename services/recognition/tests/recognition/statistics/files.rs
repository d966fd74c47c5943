//! Statistics as files.

use proto::exchange::SheetFormat;
use proto::fact::{SchoolType, Target};
use proto::recognition as wire;
use proto::recognition::export_statistics_request::Report;

use super::{Held, hold, on, school, set, sow, target};
use crate::world::{World, officer};

/// The name of a file, and what stands in it.
async fn exported(world: &World, report: Report, format: SheetFormat) -> (String, Vec<u8>) {
    let asked = wire::ExportStatisticsRequest {
        report: Some(report),
        format: format.into(),
    };
    let mut client = world.statistics(&officer());
    let mut parts = client.export_statistics(asked).await.unwrap().into_inner();
    let (mut name, mut content) = (String::new(), Vec::new());
    while let Some(part) = parts.message().await.unwrap() {
        if name.is_empty() {
            name = part.file_name;
        }
        content.extend(part.content);
    }
    (name, content)
}

async fn text(world: &World, report: Report) -> (String, Vec<String>) {
    let (name, content) = exported(world, report, SheetFormat::Csv).await;
    let text = String::from_utf8(content).unwrap();
    let lines = text.trim_start_matches('\u{feff}').lines();
    (name, lines.map(str::to_owned).collect())
}

async fn told(world: &World) {
    let schools = [
        school(1, SchoolType::Preschool).named("Mầm non Hoa Mai"),
        school(2, SchoolType::Primary).named("Tiểu học Bắc Sơn"),
        school(3, SchoolType::Primary).named("Tiểu học Vũ Lễ"),
    ];
    sow(world, &schools).await;
    let held = |place: usize, on: &str, until: &str| {
        Held::new(&schools[place], Target::NationalStandard1, on, until)
    };
    let first = held(0, "2019-05-20", "2024-12-20").again();
    hold(world, &[first, held(1, "2023-05-04", "2028-05-04")]).await;
    set(world, target("2023-12-31", 700)).await;
}

async fn a_count_is_a_table_with_its_total(world: World) {
    told(&world).await;
    let asked = wire::GetAttainmentRequest {
        grouping: wire::Grouping::SchoolType.into(),
        ..on("2023-12-31")
    };
    let (name, lines) = text(&world, Report::Attainment(asked.clone())).await;
    assert_eq!(name, "truong-dat-chuan-2023-12-31.csv");
    assert_eq!(
        lines,
        [
            "Loại trường,Số trường,Số trường đạt,Tỷ lệ,Chỉ tiêu,So với chỉ tiêu (điểm %),Tính đến ngày",
            "Mầm non,1,1,\"100,0 %\",,,2023-12-31",
            "Tiểu học,2,1,\"50,0 %\",,,2023-12-31",
            "Tổng cộng,3,2,\"66,7 %\",\"70,0 %\",\"thiếu 3,3\",2023-12-31",
        ]
    );
    for (grouping, heading) in [
        (wire::Grouping::Unspecified, "Phạm vi"),
        (wire::Grouping::Commune, "\"Xã, phường\""),
        (wire::Grouping::Ownership, "Loại hình"),
    ] {
        let asked = wire::GetAttainmentRequest {
            grouping: grouping.into(),
            ..on("2023-12-31")
        };
        let (_, lines) = text(&world, Report::Attainment(asked)).await;
        assert!(lines[0].starts_with(heading), "{}", lines[0]);
        assert!(lines.last().unwrap().starts_with("Tổng cộng,3,2,"));
    }
    let (name, content) = exported(&world, Report::Attainment(asked), SheetFormat::Unspecified).await;
    assert_eq!(name, "truong-dat-chuan-2023-12-31.xlsx");
    assert!(
        content.starts_with(b"PK"),
        "a workbook is what is asked for by default"
    );
}

async fn lists_are_the_register_with_what_they_are_for(world: World) {
    told(&world).await;
    let asked = wire::ListRecognitionsRequest {
        from: "2019-01-01".to_owned(),
        until: "2023-12-31".to_owned(),
        page_size: 1,
        ..Default::default()
    };
    let (name, content) = exported(&world, Report::Recognitions(asked), SheetFormat::Json).await;
    assert_eq!(name, "truong-duoc-cong-nhan-2019-01-01-2023-12-31.json");
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&content).unwrap();
    let shown: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row["Tên trường"].as_str().unwrap(),
                row["Loại công nhận"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("Mầm non Hoa Mai", "Công nhận lại"),
            ("Tiểu học Bắc Sơn", "Công nhận mới")
        ],
        "whole, whatever the page"
    );
    let asked = wire::ListToRecheckRequest {
        from_year: 2019,
        until_year: 2024,
        page_size: 1,
        ..Default::default()
    };
    let (name, lines) = text(&world, Report::Rechecks(asked)).await;
    assert_eq!(name, "ra-soat-2019-2024.csv");
    assert_eq!(lines.len(), 3);
    assert!(lines[0].ends_with("Lưu ý"));
    assert!(
        lines[1].ends_with("Hết hạn trong năm: ngày 20/12/2024"),
        "{}",
        lines[1]
    );
}

ground::both!(World:
    a_count_is_a_table_with_its_total,
    lists_are_the_register_with_what_they_are_for,
);
