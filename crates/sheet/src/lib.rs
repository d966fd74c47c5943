//! Workbooks in and out: rows under headings, from Excel and from text, and back.
//!
//! [`read`] finds out the form of a file from its content and gathers every defect of it, each by row, column
//! and message in Vietnamese; it never stops at the first. [`write()`] makes a workbook, text with commas, or
//! JSON of the same columns, and what it writes [`read`] reads back.
//!
//! Pure: bytes in, values out. Codes are text and keep their leading zeros, texts are NFC and trimmed, dates
//! are dates. It knows nothing of schools, plans, services or databases.
//!
//! ```
//! use sheet::{Column, Value};
//!
//! const COLUMNS: &[Column] = &[Column::code("Mã trường"), Column::text("Tên trường").needed()];
//! let rows = [vec![Value::text("00123"), Value::text("Tiểu học Bắc Sơn")]];
//! let file = sheet::write(sheet::Format::Csv, "Trường", COLUMNS, rows)?;
//!
//! let mut sheet = sheet::read(&file, COLUMNS);
//! let row = &sheet.rows[0];
//! assert_eq!(row.number(), 2);
//! assert_eq!(row.code("Mã trường", &mut sheet.defects), "00123");
//! assert!(sheet.defects.is_empty());
//! # Ok::<(), sheet::WriteError>(())
//! ```

mod cell;
mod column;
mod date;
mod defect;
mod read;
mod row;
mod write;

pub use cell::clean;
pub use column::{Column, Form};
pub use date::parse as parse_date;
pub use defect::{Defect, Defects};
pub use read::{LARGEST_FILE, MOST_COLUMNS, MOST_ROWS, Sheet, read};
pub use row::Row;
pub use write::{Format, Page, Value, WriteError, write, write_pages};
