//! From bytes to rows under headings.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::cell::Cell;
use crate::column::{Column, folded};
use crate::defect::Defects;
use crate::row::Row;

mod text;
mod xlsx;

/// The largest file that is read, in bytes.
pub const LARGEST_FILE: usize = 16 << 20;
/// The most rows that are read, without the heading: more than a province has of anything.
pub const MOST_ROWS: u32 = 200_000;
/// The most columns that are read.
pub const MOST_COLUMNS: u32 = 200;
/// The most text that all cells may have together, in bytes: a small file can say one long text many times.
const MOST_TEXT: usize = 64 << 20;

/// What was read of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// The rows that have anything in them, in order, without the heading.
    pub rows: Vec<Row>,
    /// What is wrong with the file so far: its form and its headings.
    pub defects: Defects,
}

/// Why a file cannot be read at all, in Vietnamese.
#[derive(Debug)]
struct Unreadable(String);

impl Unreadable {
    fn because(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

/// The cells of a file by row and column, both from 0, within the limits.
#[derive(Default)]
struct Cells {
    rows: BTreeMap<u32, Vec<(u32, Cell)>>,
    text: usize,
}

impl Cells {
    fn put(&mut self, row: u32, column: u32, cell: Cell) -> Result<(), Unreadable> {
        if let Cell::Text(text) = &cell {
            self.text += text.len();
        }
        if cell == Cell::Empty {
            return Ok(());
        }
        if row > MOST_ROWS {
            return Err(Unreadable::because(format!(
                "tệp có hơn {MOST_ROWS} dòng: hãy chia nhỏ"
            )));
        }
        if column >= MOST_COLUMNS {
            return Err(Unreadable::because(format!(
                "tệp có hơn {MOST_COLUMNS} cột: hãy xóa cột thừa"
            )));
        }
        if self.text > MOST_TEXT {
            return Err(Unreadable::because("nội dung tệp quá lớn: hãy chia nhỏ"));
        }
        self.rows.entry(row).or_default().push((column, cell));
        Ok(())
    }
}

/// Reads the rows of `file` under `columns`: an Excel workbook (its first sheet) or text in UTF-8 with commas
/// or semicolons, as its content says. The heading is the first row. A file that cannot be read has no rows
/// and one defect.
pub fn read(file: &[u8], columns: &[Column]) -> Sheet {
    match cells(file) {
        Ok(cells) => under_headings(cells, columns),
        Err(Unreadable(message)) => {
            let mut defects = Defects::default();
            defects.add(0, "", message);
            Sheet {
                defects,
                ..Sheet::default()
            }
        }
    }
}

fn cells(file: &[u8]) -> Result<Cells, Unreadable> {
    match file {
        [] => Err(Unreadable::because("tệp rỗng")),
        _ if file.len() > LARGEST_FILE => Err(Unreadable::because(format!(
            "tệp lớn hơn {} MiB: hãy chia nhỏ",
            LARGEST_FILE >> 20
        ))),
        [b'P', b'K', 3, 4, ..] => xlsx::cells(file),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(Unreadable::because(
            "tệp Excel đời cũ (.xls) hoặc có mật khẩu: lưu lại dạng .xlsx không mật khẩu",
        )),
        _ => text::cells(file),
    }
}

fn under_headings(mut cells: Cells, columns: &[Column]) -> Sheet {
    let mut defects = Defects::default();
    let headings = cells.rows.remove(&0).unwrap_or_default();
    if headings.is_empty() {
        defects.add(1, "", "dòng 1 phải là dòng tiêu đề");
    }
    let mut places = HashMap::new();
    // Where in the file each column stands, and where in a row of ours.
    let mut taken: HashMap<u32, Option<usize>> = HashMap::new();
    for (position, cell) in headings {
        let heading = cell.shown().unwrap_or_default();
        let known = columns
            .iter()
            .find(|column| folded(column.heading) == folded(&heading));
        taken.insert(position, None);
        match known {
            None => defects.add(1, heading, "cột này không có trong mẫu: xóa cột hoặc sửa tiêu đề"),
            Some(column) if places.contains_key(column.heading) => {
                defects.add(1, column.heading, "tiêu đề này xuất hiện hai lần");
            }
            Some(column) => {
                taken.insert(position, Some(places.len()));
                places.insert(column.heading, places.len());
            }
        }
    }
    for column in columns {
        if column.needed && !places.contains_key(column.heading) {
            defects.add(1, column.heading, "thiếu cột này");
        }
    }
    let places = Arc::new(places);
    let mut rows = Vec::with_capacity(cells.rows.len());
    for (index, cells) in cells.rows {
        let number = index + 1;
        let mut row = vec![Cell::Empty; places.len()];
        for (position, cell) in cells {
            match taken.get(&position) {
                Some(place) => {
                    if let Some(place) = place.and_then(|place| row.get_mut(place)) {
                        *place = cell;
                    }
                }
                None => {
                    let message = format!("ô thứ {} không nằm dưới tiêu đề nào", position + 1);
                    defects.add(number, "", message);
                }
            }
        }
        rows.push(Row::new(number, Arc::clone(&places), row));
    }
    if rows.is_empty() && defects.is_empty() {
        defects.add(0, "", "tệp không có dòng dữ liệu nào");
    }
    Sheet { rows, defects }
}
