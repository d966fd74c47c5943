//! What is written reads back.

use calamine::{Data, Reader, Xlsx};
use chrono::NaiveDate;
use proptest::prelude::*;
use sheet::{Format, Value, clean};

use crate::COLUMNS;

fn a_text() -> impl Strategy<Value = Value> {
    let awkward = "[=+\\-@']{0,3}[ \\PC\\n\\t\u{1}\"',;_x0041Đđàạ\u{300}\u{323}]{0,12}";
    awkward.prop_map(|text| Value::text(&text))
}

fn a_row() -> impl Strategy<Value = Vec<Value>> {
    let date = (0..100_000_i32).prop_map(|days| {
        Value::date(
            NaiveDate::from_ymd_opt(1900, 3, 1)
                .unwrap()
                .checked_add_signed(chrono::TimeDelta::seconds(i64::from(days) * 86_400)),
        )
    });
    (
        prop_oneof!["0{0,4}[0-9]{1,12}", "[A-Z][0-9.]{1,6}"],
        a_text(),
        prop_oneof![Just(Value::Empty), date],
        prop_oneof![Just(Value::Empty), (-9_999..9_999_i64).prop_map(Value::Integer)],
    )
        .prop_map(|(code, name, date, year)| vec![Value::text(&code), name, date, year])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_reads_back(rows in prop::collection::vec(a_row(), 1..20)) {
        for format in [Format::Xlsx, Format::Csv] {
            let file = sheet::write(format, "Trường", COLUMNS, rows.clone()).unwrap();
            let sheet::Sheet { rows: read, mut defects } = sheet::read(&file, COLUMNS);
            prop_assert!(defects.is_empty(), "{:?}: {:?}", format, defects);
            let back: Vec<_> = read
                .iter()
                .map(|row| {
                    vec![
                        Value::text(&row.code("Mã trường", &mut defects)),
                        Value::text(&row.optional("Tên trường", &mut defects)),
                        Value::date(row.date("Ngày thành lập", &mut defects)),
                        row.integer("Năm", -9_999..=9_999, &mut defects).map_or(Value::Empty, Value::Integer),
                    ]
                })
                .collect();
            prop_assert!(defects.is_empty(), "{:?}: {:?}", format, defects);
            prop_assert_eq!(&back, &rows);
            let numbers: Vec<_> = read.iter().map(sheet::Row::number).collect();
            let expected: Vec<_> = (2..).take(rows.len()).collect();
            prop_assert_eq!(numbers, expected);
        }
    }

    #[test]
    fn cleaning_twice_is_cleaning_once(text in "\\PC{0,20}") {
        prop_assert_eq!(clean(&clean(&text)), clean(&text));
    }

    #[test]
    fn no_bytes_make_it_fail(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = sheet::read(&bytes, COLUMNS);
    }
}

#[test]
fn a_text_that_begins_like_a_formula_opens_as_text() {
    for text in ["=HYPERLINK(\"http://x\")", "+84123", "-1+1", "@SUM(A1)"] {
        let rows = [vec![
            Value::text("1"),
            Value::text(text),
            Value::Empty,
            Value::Empty,
        ]];
        let book = sheet::write(Format::Xlsx, "Trường", COLUMNS, rows.clone()).unwrap();
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(&book)).unwrap();
        let name = book.sheet_names().remove(0);
        let range = book.worksheet_range(&name).unwrap();
        assert_eq!(range.get_value((1, 1)), Some(&Data::String(text.to_owned())));
        assert!(book.worksheet_formula(&name).unwrap().is_empty());

        let text_file = sheet::write(Format::Csv, "Trường", COLUMNS, rows).unwrap();
        let written = String::from_utf8(text_file).unwrap();
        let cell = written.lines().nth(1).unwrap().split_once(',').unwrap().1;
        assert!(cell.trim_start_matches('"').starts_with('\''), "{written}");
    }
}

#[test]
fn json_is_rows_under_headings_in_order() {
    let day = NaiveDate::from_ymd_opt(2026, 9, 5);
    let rows = [vec![
        Value::text("007"),
        Value::text("Tiểu học \"A\""),
        Value::date(day),
        Value::Integer(3),
    ]];
    let text = String::from_utf8(sheet::write(Format::Json, "x", COLUMNS, rows).unwrap()).unwrap();
    assert_eq!(
        text,
        "[\n  {\"Mã trường\": \"007\", \"Tên trường\": \"Tiểu học \\\"A\\\"\", \"Ngày thành lập\": \"2026-09-05\", \"Năm\": 3}\n]\n"
    );
    assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
}

#[test]
fn a_workbook_of_several_sheets_keeps_them_apart() {
    const CODES: &[sheet::Column] = &[sheet::Column::code("Mã")];
    let page = |title, text| sheet::Page {
        title,
        columns: CODES,
        rows: vec![vec![Value::text(text)]],
    };
    let file = sheet::write_pages([page("Một", "0012"), page("Hai", "=1+1")]).unwrap();
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(file)).unwrap();
    assert_eq!(workbook.sheet_names(), ["Một", "Hai"]);
    for (title, text) in [("Một", "0012"), ("Hai", "=1+1")] {
        let range = workbook.worksheet_range(title).unwrap();
        assert_eq!(range.get((1, 0)), Some(&Data::String(text.to_owned())));
    }
}
