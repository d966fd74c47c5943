//! What became of files that came in or went out.

use serde::Serialize;

use super::super::{Cell, Row};

/// What an import did, or would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// How many rows the file has.
    pub rows: u32,
    /// How many of them are new.
    pub created: u32,
    /// How many of them change what is there.
    pub changed: u32,
    /// How many of them say what is there already.
    pub unchanged: u32,
    /// Whether it was written.
    pub written: bool,
    /// Every defect, by row.
    pub defects: Vec<SheetDefect>,
}

impl From<proto::exchange::ImportReport> for ImportReport {
    fn from(report: proto::exchange::ImportReport) -> Self {
        Self {
            rows: report.rows,
            created: report.created,
            changed: report.changed,
            unchanged: report.unchanged,
            written: report.written,
            defects: report.defects.into_iter().map(SheetDefect::from).collect(),
        }
    }
}

impl Row for ImportReport {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("rows", "Số dòng"),
        ("created", "Thêm mới"),
        ("changed", "Thay đổi"),
        ("unchanged", "Giữ nguyên"),
        ("written", "Đã ghi"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Number(self.rows.into()),
            Cell::Number(self.created.into()),
            Cell::Number(self.changed.into()),
            Cell::Number(self.unchanged.into()),
            Cell::Flag(self.written),
        ]
    }
}

/// Something wrong in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SheetDefect {
    /// The row as a person counts it; 0 for the file as a whole.
    pub row: u32,
    /// The heading of the column.
    pub column: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl From<proto::exchange::SheetDefect> for SheetDefect {
    fn from(defect: proto::exchange::SheetDefect) -> Self {
        Self {
            row: defect.row,
            column: defect.column,
            message: defect.message,
        }
    }
}

impl Row for SheetDefect {
    const COLUMNS: &'static [(&'static str, &'static str)] =
        &[("row", "Dòng"), ("column", "Cột"), ("message", "Lỗi")];

    fn cells(&self) -> Vec<Cell> {
        let row = match self.row {
            0 => Cell::text(""),
            row => Cell::Number(row.into()),
        };
        vec![row, Cell::text(&self.column), Cell::text(&self.message)]
    }
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WrittenFile {
    /// Where it is.
    pub file: String,
    /// Its size.
    pub bytes: u64,
}

impl Row for WrittenFile {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[("file", "Tệp"), ("bytes", "Số byte")];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.file),
            Cell::Number(i64::try_from(self.bytes).unwrap_or(i64::MAX)),
        ]
    }
}
