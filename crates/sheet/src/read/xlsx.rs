//! Excel workbooks, with bounds on what a small file may grow to.

use std::io::{Cursor, Read, sink};

use calamine::{DataRef, Reader, Xlsx};
use zip::ZipArchive;

use super::{Cells, Unreadable};
use crate::cell::Cell;

/// What the parts of a workbook may come to together when they are unpacked, in bytes.
const MOST_UNPACKED: u64 = 256 << 20;
/// How many parts a workbook may have.
const MOST_PARTS: usize = 2_000;

/// The cells of the first sheet of `file`.
pub fn cells(file: &[u8]) -> Result<Cells, Unreadable> {
    must_unpack_within_bounds(file)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(file)).map_err(|_| unreadable())?;
    let first = workbook.sheet_names().into_iter().next();
    let first = first.ok_or_else(|| Unreadable::because("tệp Excel không có trang tính nào"))?;
    let mut reader = workbook
        .worksheet_cells_reader(&first)
        .map_err(|_| unreadable())?;
    // How many digits each style fills up to.
    let digits: Vec<usize> = reader
        .styles()
        .iter()
        .map(|style| {
            let format = style.number_format.as_ref();
            format.map_or(0, |format| zeros(&format.format_code))
        })
        .collect();
    let mut cells = Cells::default();
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(|_| unreadable())? {
        let (row, column) = cell.get_position();
        let digits = digits.get(style).copied().unwrap_or_default();
        cells.put(row, column, value(cell.get_value(), digits))?;
    }
    Ok(cells)
}

fn value(cell: &DataRef<'_>, digits: usize) -> Cell {
    match cell {
        DataRef::Empty => Cell::Empty,
        DataRef::String(text) => Cell::of(text),
        DataRef::SharedString(text) => Cell::of(text),
        DataRef::Int(value) => Cell::Number {
            // Excel itself keeps every number as a float.
            value: *value as f64,
            digits,
        },
        DataRef::Float(value) => Cell::Number {
            value: *value,
            digits,
        },
        DataRef::Bool(value) => Cell::of(if *value { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(moment) => match moment.as_datetime() {
            Some(moment) if moment_is_a_date(cell) => Cell::Date(moment.date()),
            _ => Cell::Fault("ngày giờ".to_owned()),
        },
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::of(text),
        DataRef::Error(error) => Cell::Fault(error.to_string()),
    }
}

/// Whether the cell is a date, and not a duration or a mere time of day.
fn moment_is_a_date(cell: &DataRef<'_>) -> bool {
    matches!(cell, DataRef::DateTime(moment) if moment.is_datetime() && moment.as_f64() >= 1.0)
}

/// How many digits the number format `code` fills up to, when it is zeros and nothing else.
fn zeros(code: &str) -> usize {
    let only = !code.is_empty() && code.bytes().all(|byte| byte == b'0');
    if only { code.len().min(20) } else { 0 }
}

/// Refuses a file that would unpack to more than the bounds. What is counted is what is really there: the
/// sizes that the file states may lie.
fn must_unpack_within_bounds(file: &[u8]) -> Result<(), Unreadable> {
    let too_large = || Unreadable::because("tệp Excel quá lớn khi mở ra: hãy chia nhỏ");
    let mut archive = ZipArchive::new(Cursor::new(file)).map_err(|_| unreadable())?;
    if archive.len() > MOST_PARTS {
        return Err(too_large());
    }
    let mut left = MOST_UNPACKED;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| unreadable())?;
        let size = std::io::copy(&mut part.take(left + 1), &mut sink()).map_err(|_| unreadable())?;
        left = left.checked_sub(size).ok_or_else(too_large)?;
    }
    Ok(())
}

fn unreadable() -> Unreadable {
    Unreadable::because(
        "tệp Excel bị hỏng, có mật khẩu hoặc không đúng dạng .xlsx: mở bằng Excel rồi lưu lại",
    )
}
