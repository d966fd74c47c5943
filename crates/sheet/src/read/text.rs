//! Text with commas or semicolons.

use super::{Cells, Unreadable};
use crate::cell::Cell;
use crate::write::without_guard;

const MARK: &[u8] = "\u{feff}".as_bytes();

/// The cells of `file`, which is text in UTF-8, with or without a byte order mark.
pub fn cells(file: &[u8]) -> Result<Cells, Unreadable> {
    let file = file.strip_prefix(MARK).unwrap_or(file);
    let text = str::from_utf8(file)
        .ok()
        .filter(|text| !text.contains('\0'))
        .ok_or_else(|| {
            Unreadable::because(
                "tệp không phải Excel (.xlsx) cũng không phải văn bản UTF-8: lưu lại dạng .xlsx hoặc “CSV UTF-8”",
            )
        })?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(text))
        .from_reader(text.as_bytes());
    let mut cells = Cells::default();
    let mut record = csv::StringRecord::new();
    // What a person counts as rows: blank lines, which yield no record, but not line breaks inside cells.
    let mut row = 0_u32;
    let mut read = 0;
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(cells),
            Err(error) => return Err(Unreadable::because(format!("văn bản không đọc được: {error}"))),
        }
        row = row.saturating_add(blank_lines(text, read));
        read = usize::try_from(reader.position().byte()).unwrap_or(text.len());
        for (column, text) in (0..).zip(&record) {
            cells.put(row, column, Cell::of(&without_guard(text)))?;
        }
        row = row.saturating_add(1);
    }
}

/// How many blank lines `text` has from `place` on, which is where the record before ended: possibly between
/// the two characters of its line break.
fn blank_lines(text: &str, place: usize) -> u32 {
    let rest = text.get(place..).unwrap_or_default();
    let rest = match text.get(..place) {
        Some(before) if before.ends_with('\r') => rest.strip_prefix('\n').unwrap_or(rest),
        _ => rest,
    };
    let breaks = rest.bytes().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    (0..)
        .zip(breaks.filter(|byte| *byte == b'\n'))
        .map(|(count, _)| count + 1)
        .last()
        .unwrap_or(0)
}

/// What stands between the cells: the mark that the heading has most of.
fn separator(text: &str) -> u8 {
    let heading = text.lines().next().unwrap_or_default();
    let count = |mark: u8| {
        let mut quoted = false;
        let outside = heading.bytes().filter(|byte| {
            quoted ^= *byte == b'"';
            !quoted && *byte == mark
        });
        outside.count()
    };
    // Of equals the last wins: the comma.
    [b'\t', b';', b',']
        .into_iter()
        .max_by_key(|mark| count(*mark))
        .unwrap_or(b',')
}
