//! Far more schools than go into one statement, in one file. How long as many as the country has take,
//! `examples/province.rs` measures.

use ground::number;
use proto::registration as wire;
use sheet::{Column, Format, Value};
use tonic::Code;

use crate::files::{counts, header};
use crate::world::{World, administrator, officer};

const SCHOOLS: u32 = 10_000;
const COLUMNS: &[Column] = &[
    Column::code("Mã trường"),
    Column::text("Tên trường"),
    Column::text("Loại trường"),
    Column::text("Loại hình"),
    Column::text("Xã, phường"),
];

async fn ten_thousand_schools_come_in_at_once(world: World) {
    world.commune().await;
    let rows = (0..SCHOOLS).map(|index| {
        let texts = [
            format!("{index:08}"),
            format!("Trường Tiểu học Số {index}"),
            "Tiểu học".to_owned(),
            "Công lập".to_owned(),
            "Bắc Sơn".to_owned(),
        ];
        texts.iter().map(|text| Value::text(text)).collect()
    });
    let file = sheet::write(Format::Xlsx, "Trường", COLUMNS, rows).unwrap();
    let header = header();
    // A slow machine may take longer than a call may: the work goes on, and a retry gets its answer.
    let report = loop {
        match world
            .import_schools(&administrator(), header.clone(), &file)
            .await
        {
            Err(late)
                if matches!(
                    late.code(),
                    Code::Cancelled | Code::DeadlineExceeded | Code::Unavailable
                ) => {}
            answer => break answer.unwrap(),
        }
    };
    assert_eq!(
        (report.rows, counts(&report), report.written),
        (SCHOOLS, (SCHOOLS, 0, 0), true)
    );
    let connection = world.journal.database.reader();
    for sql in [
        "SELECT COUNT(*) FROM schools",
        "SELECT COUNT(*) FROM journal WHERE fact_type = 'registration.school_registered'",
    ] {
        assert_eq!(number(connection, sql).await, i64::from(SCHOOLS), "{sql}");
    }
    let found = world.find_schools(&officer(), "tieu hoc so 9999").await;
    assert_eq!(found.len(), 1);
    assert_eq!(
        world.find_schools(&officer(), "khong co").await,
        Vec::<wire::School>::new()
    );
}

ground::both!(World: ten_thousand_schools_come_in_at_once);
