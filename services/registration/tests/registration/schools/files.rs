//! Schools from files, and back.

use std::collections::BTreeSet;

use ground::{chains_must_hold, number};
use proto::exchange::{ImportHeader, ImportPart, SheetFormat};
use sheet::{Column, Format, Value};

use crate::files::{counts, header, places};
use crate::world::{World, administrator, id, leader, officer};

/// The columns of the form, in an order of the test's own.
const COLUMNS: &[Column] = &[
    Column::text("Tên trường"),
    Column::code("Mã trường"),
    Column::text("Loại trường"),
    Column::text("Loại hình"),
    Column::text("Xã, phường"),
    Column::text("Cơ quan quản lý"),
    Column::text("Hiệu trưởng"),
    Column::text("Thư điện tử"),
    Column::code("Điện thoại"),
    Column::text("Địa chỉ"),
    Column::date("Ngày thành lập"),
];
const SEED: u64 = 20_260_905;
const SCHOOLS: usize = 1_000;

/// A row without a fault.
fn sound(index: usize) -> Vec<String> {
    let types = ["Mầm non", "tiểu học", "THCS", "Trung học phổ thông"];
    [
        format!("Trường số {index}"),
        format!("{index:08}"),
        types[index % 4].to_owned(),
        if index.is_multiple_of(3) {
            "Tư thục"
        } else {
            "Công lập"
        }
        .to_owned(),
        "Bắc Sơn".to_owned(),
        if index.is_multiple_of(5) { "H37.14" } else { "" }.to_owned(),
        "Nguyễn Thị Hoà".to_owned(),
        format!("truong{index}@bacson.example"),
        format!("09{index:08}"),
        "=Thôn 1".to_owned(),
        "05/9/1990".to_owned(),
    ]
    .into()
}

fn file(format: Format, rows: &[Vec<String>]) -> Vec<u8> {
    let rows = rows
        .iter()
        .map(|row| row.iter().map(|cell| Value::text(cell)).collect());
    sheet::write(format, "Trường", COLUMNS, rows).unwrap()
}

/// Faults of every kind: the column, and what is put into it instead.
const FAULTS: &[(usize, &str)] = &[
    (0, ""),
    (1, "mã có dấu"),
    (2, ""),
    (2, "Đại học"),
    (3, ""),
    (3, "Nửa công"),
    (4, ""),
    (4, "Xã Không Có"),
    (4, "H37.14"),
    (5, "Phòng Không Có"),
    (7, "không phải thư"),
    (7, "a@b@c"),
    (10, "31/02/2020"),
    (10, "hôm qua"),
];

/// Numbers that look random and are the same for a seed.
fn numbers(seed: u64) -> impl Iterator<Item = u64> {
    std::iter::successors(Some(seed), |last| {
        Some(
            last.wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407),
        )
    })
    .map(|number| number >> 33)
}

async fn thirty_seven_errors_among_a_thousand_schools_are_found_and_nothing_is_written(world: World) {
    println!("seed {SEED}");
    world.commune().await;
    let mut rows: Vec<_> = (0..SCHOOLS).map(sound).collect();
    let mut faulty = BTreeSet::new();
    for number in numbers(SEED) {
        // Odd rows only: a code that is repeated is then that of a sound row above.
        faulty.insert((number as usize % (SCHOOLS / 2)) * 2 + 1);
        if faulty.len() == 37 {
            break;
        }
    }
    let mut expected = Vec::new();
    for (count, index) in faulty.into_iter().enumerate() {
        let (column, text) = match FAULTS.get(count % (FAULTS.len() + 1)) {
            Some((column, text)) => (*column, (*text).to_owned()),
            None => (1, format!("{:08}", index - 1)),
        };
        rows[index][column] = text;
        expected.push((index as u32 + 2, COLUMNS[column].heading.to_owned()));
    }
    for format in [Format::Xlsx, Format::Csv] {
        let content = file(format, &rows);
        let header = header();
        let report = world
            .import_schools(&administrator(), header.clone(), &content)
            .await
            .unwrap();
        assert_eq!(places(&report), expected, "seed {SEED}: {report:#?}");
        assert_eq!((report.rows, report.written), (1_000, false));
        assert_eq!(world.find_schools(&officer(), "").await, []);
        let connection = world.journal.database.reader();
        let sql = "SELECT COUNT(*) FROM requests WHERE method = 'ImportSchools'";
        assert_eq!(number(connection, sql).await, 0, "not even the request");
        // So the mended file may come under the same key.
        if format == Format::Csv {
            let mended: Vec<_> = (0..SCHOOLS).map(sound).collect();
            let report = world
                .import_schools(&administrator(), header, &file(format, &mended))
                .await
                .unwrap();
            assert_eq!((counts(&report), report.written), ((1_000, 0, 0), true));
        }
    }
}

async fn what_goes_out_comes_in_unchanged(world: World) {
    let commune = world.commune().await;
    let rows: Vec<_> = (0..40).map(sound).collect();
    let content = file(Format::Xlsx, &rows);
    let tried = ImportHeader {
        validate_only: true,
        ..header()
    };
    let preview = world
        .import_schools(&administrator(), tried, &content)
        .await
        .unwrap();
    assert_eq!((counts(&preview), preview.written), ((40, 0, 0), false));
    let written = header();
    let report = world
        .import_schools(&administrator(), written.clone(), &content)
        .await
        .unwrap();
    assert_eq!(
        (counts(&report), report.written),
        ((40, 0, 0), true),
        "{report:?}"
    );
    let again = world
        .import_schools(&administrator(), written, &content)
        .await
        .unwrap();
    assert_eq!(again, report, "a retry");

    let one = world.look_up(&officer(), "schools/00000010").await.unwrap();
    assert_eq!(
        (
            one.phone.as_str(),
            one.address.as_str(),
            one.founded_on.as_str(),
            one.commune.as_str()
        ),
        ("0900000010", "=Thôn 1", "1990-09-05", commune.name.as_str())
    );
    assert_eq!(
        (one.authority.as_str(), one.principal.as_str()),
        (commune.province.as_str(), "Nguyễn Thị Hoà")
    );
    assert_eq!(world.history(id(&one.name)).await, ["school_registered"]);

    for format in [SheetFormat::Xlsx, SheetFormat::Csv] {
        let exported = world.export_schools(&officer(), format).await;
        let report = world
            .import_schools(&administrator(), header(), &exported)
            .await
            .unwrap();
        assert_eq!(
            (report.defects.as_slice(), counts(&report)),
            ([].as_slice(), (0, 0, 40)),
            "{format:?}"
        );
    }
    assert_eq!(
        world.history(id(&one.name)).await,
        ["school_registered"],
        "nothing happened"
    );
    chains_must_hold(&world.journal).await;
}

async fn a_row_is_the_school_of_its_code_or_of_its_name_in_its_commune(world: World) {
    world.commune().await;
    let bare = world.enter("Tiểu học Bắc Sơn").await;
    let import = async |text: &str| {
        let report = world
            .import_schools(&administrator(), header(), text.as_bytes())
            .await
            .unwrap();
        assert_eq!(report.defects, [], "{text}");
        counts(&report)
    };
    let head = "Mã trường;Tên trường;Loại trường;Loại hình;Xã, phường";
    // It gets a code, and keeps what the file has no column for.
    let with_code = format!("{head}\n007;Tiểu học  Bắc Sơn;Tiểu học;Công lập;Bắc Sơn\n");
    assert_eq!(import(&with_code).await, (0, 1, 0));
    let after = world.look_up(&officer(), "schools/007").await.unwrap();
    assert_eq!(
        (&after.name, &after.authority, &after.email),
        (&bare.name, &bare.authority, &bare.email)
    );
    assert_eq!(import(&with_code).await, (0, 0, 1));
    // A new one of the same name has a code of its own.
    let namesake = format!("{head}\n008;Tiểu học Bắc Sơn;Tiểu học;Công lập;Bắc Sơn\n");
    assert_eq!(import(&namesake).await, (1, 0, 0));

    let renamed = format!("{head}\n007;Tiểu học Khác;Tiểu học;Công lập;Bắc Sơn\n");
    let twice = format!("{head}\n;Mầm non A;Mầm non;Công lập;Bắc Sơn\n;mầm non A;Mầm non;Công lập;Bắc Sơn\n");
    let gone = format!("{head};Trạng thái\n007;Tiểu học Bắc Sơn;Tiểu học;Công lập;Bắc Sơn;Đã giải thể\n");
    for (text, row, column) in [
        (renamed, 2, "Tên trường"),
        (twice, 3, "Tên trường"),
        (gone, 2, "Trạng thái"),
    ] {
        let report = world
            .import_schools(&administrator(), header(), text.as_bytes())
            .await
            .unwrap();
        assert_eq!(places(&report), [(row, column.to_owned())], "{text}");
    }
}

async fn a_file_that_is_none_or_too_large_is_refused(world: World) {
    world.commune().await;
    let report = world
        .import_schools(&administrator(), header(), b"PK\x03\x04")
        .await
        .unwrap();
    assert_eq!(
        (places(&report), report.written),
        (vec![(0, String::new())], false)
    );
    let large = vec![b'a'; sheet::LARGEST_FILE + 1];
    let refused = world
        .import_schools(&administrator(), header(), &large)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), tonic::Code::InvalidArgument);
    let headless = futures::stream::iter([ImportPart::default()]);
    let refused = world
        .schools(&administrator())
        .import_schools(headless)
        .await
        .unwrap_err();
    assert_eq!(ground::broken_fields(&refused), ["header"]);
    let leader_refused = world.import_schools(&leader(), header(), b"x").await.unwrap_err();
    assert_eq!(leader_refused.code(), tonic::Code::PermissionDenied);
}

ground::both!(World:
    thirty_seven_errors_among_a_thousand_schools_are_found_and_nothing_is_written,
    what_goes_out_comes_in_unchanged,
    a_row_is_the_school_of_its_code_or_of_its_name_in_its_commune,
    a_file_that_is_none_or_too_large_is_refused,
);
