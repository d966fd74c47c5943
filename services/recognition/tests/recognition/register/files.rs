//! The register as a file, in each form.

use proto::exchange::{FilePart, SheetFormat};
use proto::recognition as wire;

use super::{entered, public, registered, school};
use crate::world::World;

ground::both! {
    World:
    the_register_goes_out_in_each_form,
    what_goes_out_names_no_person_and_opens_as_text,
}

const DAYS: [&str; 2] = ["2021-03-01", "2026-02-28"];

/// The file, with its name and media type.
async fn exported(world: &World, format: SheetFormat, filter: wire::RegisterFilter) -> (FilePart, Vec<u8>) {
    let asked = wire::ExportRegisterRequest {
        filter: Some(filter),
        format: format.into(),
    };
    let mut parts = public(world).export_register(asked).await.unwrap().into_inner();
    let first = parts.message().await.unwrap().unwrap();
    let mut content = first.content.clone();
    while let Some(part) = parts.message().await.unwrap() {
        content.extend(part.content);
    }
    (first, content)
}

async fn the_register_goes_out_in_each_form(world: World) {
    let first = registered(&world, school("THCS Bắc Sơn", "Bắc Sơn"), "01").await;
    let second = registered(&world, school("THCS Vũ Lễ", "Vũ Lễ"), "02").await;
    entered(&world, &first, "15/2021", DAYS).await;
    entered(&world, &second, "16/2021", ["2022-03-01", "2027-02-28"]).await;
    let filter = || wire::RegisterFilter {
        commune: "Bắc Sơn".to_owned(),
        on: "2026-09-05".to_owned(),
        ..Default::default()
    };
    let headings = "Số chứng nhận,Tên trường,Tên ghi trên chứng nhận,Loại trường,\"Xã, phường\",Danh hiệu/Cấp độ,\
                    Số quyết định,Ngày công nhận,Hiệu lực từ,Hiệu lực đến,Tình trạng,Tại ngày";
    let row = "15/2021,THCS Bắc Sơn,THCS Bắc Sơn,Trung học cơ sở,Ủy ban nhân dân xã Bắc Sơn,\
               Đạt chuẩn quốc gia mức độ 1,12/QĐ-SGDĐT,2021-03-01,2021-03-01,2026-02-28,Hết hiệu lực,2026-09-05";
    let expected = format!("\u{feff}{headings}\r\n{row}\r\n");
    for format in [SheetFormat::Unspecified, SheetFormat::Csv] {
        let (first, content) = exported(&world, format, filter()).await;
        assert_eq!(first.file_name, "so-dang-ky.csv");
        assert_eq!(String::from_utf8(content).unwrap(), expected, "{format:?}");
    }
    let (first, content) = exported(&world, SheetFormat::Json, filter()).await;
    assert_eq!(
        (first.file_name.as_str(), first.media_type.as_str()),
        ("so-dang-ky.json", "application/json")
    );
    let rows: serde_json::Value = serde_json::from_slice(&content).unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 1);
    assert_eq!(rows[0]["Số chứng nhận"], "15/2021");
    assert_eq!(rows[0]["Hiệu lực đến"], "2026-02-28", "a program reads the day");
    let (first, content) = exported(&world, SheetFormat::Xlsx, wire::RegisterFilter::default()).await;
    assert_eq!(first.file_name, "so-dang-ky.xlsx");
    let columns = [
        sheet::Column::text("Tên trường"),
        sheet::Column::date("Ngày công nhận"),
    ];
    let read = sheet::read(&content, &columns);
    assert_eq!(read.rows.len(), 2, "the whole register, the newest first");
    let mut defects = sheet::Defects::default();
    let first = &read.rows[0];
    assert_eq!(first.required("Tên trường", &mut defects), "THCS Vũ Lễ");
    let recognised = first.date("Ngày công nhận", &mut defects);
    assert_eq!(
        recognised.map(|day| day.to_string()),
        Some("2022-03-01".to_owned())
    );
}

async fn what_goes_out_names_no_person_and_opens_as_text(world: World) {
    let school = registered(&world, school("=HYPERLINK(\"http://x\")", "Bắc Sơn"), "01").await;
    entered(&world, &school, "+15/2021", DAYS).await;
    let (_, content) = exported(&world, SheetFormat::Csv, wire::RegisterFilter::default()).await;
    let text = String::from_utf8(content).unwrap();
    assert!(text.contains("'+15/2021,\"'=HYPERLINK("), "{text}");
    for personal in ["@", "example", "chuyen-vien"] {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
    let answer = super::found(&world, wire::RegisterFilter::default()).await;
    assert!(!format!("{answer:?}").contains("example"));
}
