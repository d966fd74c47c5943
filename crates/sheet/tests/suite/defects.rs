//! Every defect at once, by row and column.

use rust_xlsxwriter::{Format, Workbook};
use sheet::{Column, Defect, Sheet};

use crate::COLUMNS;

fn found(sheet: Sheet) -> Vec<(u32, String)> {
    let defects = sheet.defects.into_sorted().into_iter();
    defects.map(|Defect { row, column, .. }| (row, column)).collect()
}

fn places(list: &[(u32, &str)]) -> Vec<(u32, String)> {
    list.iter()
        .map(|(row, column)| (*row, (*column).to_owned()))
        .collect()
}

/// Reads every cell of every row in its form.
fn all(mut sheet: Sheet) -> Sheet {
    for row in &sheet.rows {
        row.required_code("Mã trường", &mut sheet.defects);
        row.required("Tên trường", &mut sheet.defects);
        row.date("Ngày thành lập", &mut sheet.defects);
        row.integer("Năm", 2000..=2100, &mut sheet.defects);
    }
    sheet
}

#[test]
fn headings_that_are_missing_unknown_or_twice_are_found() {
    let text = "tên  TRƯỜNG,Năm,Màu,Năm\nTiểu học A,2024,đỏ,2025\n";
    assert_eq!(
        found(sheet::read(text.as_bytes(), COLUMNS)),
        places(&[(1, "Màu"), (1, "Năm"), (1, "Mã trường")])
    );
}

#[test]
fn cells_are_found_by_row_and_column_past_blank_lines_and_breaks_in_cells() {
    let text = "\u{feff}Mã trường;Tên trường;Ngày thành lập;Năm\r\n\
        01;\"Tiểu học\nBắc Sơn\";05/9/2026;2024\r\n\
        \r\n\
        02;;31/02/2026;2024,5\r\n\
        \"\";THCS;2026-09-05;1999;thừa\r\n";
    let sheet = all(sheet::read(text.as_bytes(), COLUMNS));
    assert_eq!(sheet.rows.len(), 3);
    assert_eq!(
        found(sheet),
        places(&[
            (4, "Tên trường"),
            (4, "Ngày thành lập"),
            (4, "Năm"),
            (5, ""),
            (5, "Mã trường"),
            (5, "Năm"),
        ])
    );
}

#[test]
fn dates_are_read_as_people_type_them() {
    let text = "Mã trường,Tên trường,Ngày thành lập\n1,a,2026-09-05\n2,b,05/9/2026\n3,c,5.9.2026\n\
                4,d,05-09-2026\n5,e,2026-09-05T07:30:00\n";
    let mut sheet = sheet::read(text.as_bytes(), COLUMNS);
    for row in &sheet.rows {
        let day = row.date("Ngày thành lập", &mut sheet.defects).unwrap();
        assert_eq!(day.to_string(), "2026-09-05");
    }
    for wrong in [
        "5/9/26",
        "2026-13-01",
        "05/9",
        "20266-01-01",
        "hôm qua",
        "+5/9/2026",
        "5/9/2026 hoặc sau đó",
        "5/9/1026",
    ] {
        let text = format!("Mã trường,Tên trường,Ngày thành lập\n1,a,{wrong}\n");
        assert_eq!(
            found(all(sheet::read(text.as_bytes(), COLUMNS))),
            places(&[(2, "Ngày thành lập")]),
            "{wrong}"
        );
    }
}

#[test]
fn a_number_where_a_code_should_be_is_shown_as_excel_shows_it_or_is_a_defect() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (place, column) in (0..).zip(COLUMNS) {
        page.write_string(0, place, column.heading).unwrap();
    }
    let padded = Format::new().set_num_format("00000000");
    page.write_number_with_format(1, 0, 1_234_567, &padded).unwrap();
    page.write_number(2, 0, 1_234_567).unwrap();
    page.write_number(3, 0, 100_000).unwrap();
    page.write_number(4, 0, 12.5).unwrap();
    for row in 1..=4 {
        page.write_number(row, 1, f64::from(row) * 100_000.0).unwrap();
    }
    let file = book.save_to_buffer().unwrap();
    let mut sheet = sheet::read(&file, COLUMNS);
    assert_eq!(sheet.rows[0].code("Mã trường", &mut sheet.defects), "01234567");
    assert_eq!(sheet.rows[0].optional("Tên trường", &mut sheet.defects), "100000");
    assert!(sheet.defects.is_empty());
    assert_eq!(
        found(all(sheet)),
        places(&[(3, "Mã trường"), (4, "Mã trường"), (5, "Mã trường")])
    );
}

#[test]
fn dates_of_excel_are_dates_and_errors_are_defects() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (place, column) in (0..).zip(COLUMNS) {
        page.write_string(0, place, column.heading).unwrap();
    }
    page.write_string(1, 0, "001").unwrap();
    page.write_string(1, 1, "Tie\u{302}\u{309}u ho\u{323}c").unwrap();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let day = chrono::NaiveDate::from_ymd_opt(2026, 9, 5).unwrap();
    page.write_datetime_with_format(1, 2, day, &date).unwrap();
    page.write_number(2, 2, 46_270).unwrap();
    page.write_string(2, 0, "002").unwrap();
    page.write_formula(2, 1, rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!"))
        .unwrap();
    let file = book.save_to_buffer().unwrap();
    let mut sheet = sheet::read(&file, COLUMNS);
    let row = &sheet.rows[0];
    assert_eq!(row.date("Ngày thành lập", &mut sheet.defects), Some(day));
    assert_eq!(
        row.required("Tên trường", &mut sheet.defects),
        "Tiểu học",
        "composed"
    );
    assert_eq!(
        found(all(sheet)),
        places(&[(3, "Tên trường"), (3, "Ngày thành lập")])
    );
}

#[test]
fn words_are_found_whatever_their_case() {
    const KINDS: &[Column] = &[Column::text("Loại")];
    let words = [("Công lập", 1), ("Ngoài công lập", 2)];
    let mut sheet = sheet::read("Loại\nCÔNG  LẬP\nngoài công lập\nkhác\n".as_bytes(), KINDS);
    let read: Vec<_> = sheet
        .rows
        .iter()
        .map(|row| row.required_one_of("Loại", &words, &mut sheet.defects))
        .collect();
    assert_eq!(read, [Some(1), Some(2), None]);
    assert_eq!(found(sheet), places(&[(4, "Loại")]));
}
