//! Files read and written as people have them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod defects;
mod limits;
mod round;

use sheet::Column;

/// A form with a column of each kind.
pub const COLUMNS: &[Column] = &[
    Column::code("Mã trường").needed(),
    Column::text("Tên trường").needed().wide(40),
    Column::date("Ngày thành lập"),
    Column::integer("Năm"),
];
