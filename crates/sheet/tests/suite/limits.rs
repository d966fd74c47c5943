//! Files that would be too much, and those that are none.

use std::io::{Cursor, Write};

use sheet::{Column, LARGEST_FILE, Sheet};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const COLUMNS: &[Column] = &[Column::text("Tên")];

/// The one thing that is wrong with a file that cannot be read.
fn why(sheet: Sheet) -> String {
    assert!(sheet.rows.is_empty());
    let mut defects = sheet.defects.into_sorted();
    assert_eq!((defects.len(), defects[0].row), (1, 0));
    defects.remove(0).message
}

#[test]
fn what_is_no_sheet_is_said_so() {
    for (file, word) in [
        (b"".as_slice(), "rỗng"),
        (b"PK\x03\x04 and then nothing", ".xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"),
        (b"\xff\xfeT\x00e\x00n\x00", "UTF-8"),
        (b"T\xean\nA", "UTF-8"),
    ] {
        let message = why(sheet::read(file, COLUMNS));
        assert!(message.contains(word), "{message}");
    }
    let large = vec![b'a'; LARGEST_FILE + 1];
    assert!(why(sheet::read(&large, COLUMNS)).contains("MiB"));
    assert!(why(sheet::read("Tên\n".as_bytes(), COLUMNS)).contains("dòng dữ liệu"));
}

#[test]
fn a_part_that_unpacks_to_too_much_is_refused() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default())
        .unwrap();
    let blank = vec![b' '; 1 << 20];
    for _ in 0..257 {
        zip.write_all(&blank).unwrap();
    }
    let file = zip.finish().unwrap().into_inner();
    assert!(file.len() < 1 << 20, "a small file");
    assert!(why(sheet::read(&file, COLUMNS)).contains("quá lớn"));
}

#[test]
fn a_cell_far_away_does_not_make_a_sheet_of_that_size() {
    for (row, column, word) in [(1_048_575, 0, "dòng"), (1, 16_383, "cột")] {
        let mut book = rust_xlsxwriter::Workbook::new();
        let page = book.add_worksheet();
        page.write_string(0, 0, "Tên").unwrap();
        page.write_string(row, column, "xa").unwrap();
        let message = why(sheet::read(&book.save_to_buffer().unwrap(), COLUMNS));
        assert!(message.contains(word), "{message}");
    }
}

#[test]
fn one_long_text_said_many_times_is_refused() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet();
    page.write_string(0, 0, "Tên").unwrap();
    let long = "a".repeat(32_000);
    for row in 1..2_200 {
        page.write_string(row, 0, &long).unwrap();
    }
    let file = book.save_to_buffer().unwrap();
    assert!(why(sheet::read(&file, COLUMNS)).contains("quá lớn"));
}
