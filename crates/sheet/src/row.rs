//! One row, read by heading and form. What does not fit is a defect, and reading goes on.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::cell::{Cell, whole};
use crate::column::folded;
use crate::date;
use crate::defect::Defects;

/// A row of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    number: u32,
    places: Arc<HashMap<&'static str, usize>>,
    cells: Vec<Cell>,
}

impl Row {
    pub(crate) fn new(number: u32, places: Arc<HashMap<&'static str, usize>>, cells: Vec<Cell>) -> Self {
        Self {
            number,
            places,
            cells,
        }
    }

    /// Its number as a person counts it: the heading is row 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Whether the file has the column `heading`.
    pub fn has(&self, heading: &str) -> bool {
        self.places.contains_key(heading)
    }

    /// The text under `heading`; empty when there is none.
    pub fn optional(&self, heading: &str, defects: &mut Defects) -> String {
        match self.cell(heading).shown() {
            Some(text) => text,
            None => {
                self.fault(heading, defects);
                String::new()
            }
        }
    }

    /// The text under `heading`; a defect when there is none. A column that the file lacks altogether is a
    /// defect of its heading, not of every row.
    pub fn required(&self, heading: &str, defects: &mut Defects) -> String {
        self.must_be_filled(heading, defects);
        self.optional(heading, defects)
    }

    /// The code under `heading`, with its leading zeros; empty when there is none. A number that may have
    /// lost its zeros is a defect.
    pub fn code(&self, heading: &str, defects: &mut Defects) -> String {
        let message = match self.cell(heading) {
            Cell::Number { value, digits } => match whole(*value) {
                Some(number) if *digits > 0 && number >= 0 => return format!("{number:0digits$}"),
                _ => {
                    "ô đang ở dạng số nên có thể đã mất số 0 ở đầu: định dạng cột là Văn bản (Text) rồi nhập lại"
                }
            },
            Cell::Date(_) => "ô đang ở dạng ngày: định dạng cột là Văn bản (Text) rồi nhập lại",
            _ => return self.optional(heading, defects),
        };
        defects.add(self.number, heading, message);
        String::new()
    }

    /// [`Row::code`], and a defect when it is empty.
    pub fn required_code(&self, heading: &str, defects: &mut Defects) -> String {
        self.must_be_filled(heading, defects);
        self.code(heading, defects)
    }

    /// The day under `heading`; nothing when it is empty.
    pub fn date(&self, heading: &str, defects: &mut Defects) -> Option<NaiveDate> {
        let found = match self.cell(heading) {
            Cell::Empty => return None,
            Cell::Date(date) => Some(*date).filter(date::plausible),
            Cell::Text(text) => date::parse(text),
            Cell::Number { .. } => None,
            Cell::Fault(_) => {
                self.fault(heading, defects);
                return None;
            }
        };
        if found.is_none() {
            defects.add(
                self.number,
                heading,
                "không phải ngày: nhập dạng 05/9/2026 hoặc 2026-09-05",
            );
        }
        found
    }

    /// The whole number under `heading`, within `range`; nothing when it is empty.
    pub fn integer(&self, heading: &str, range: RangeInclusive<i64>, defects: &mut Defects) -> Option<i64> {
        let found = match self.cell(heading) {
            Cell::Empty => return None,
            Cell::Number { value, .. } => whole(*value),
            Cell::Text(text) => text.parse().ok(),
            Cell::Date(_) => None,
            Cell::Fault(_) => {
                self.fault(heading, defects);
                return None;
            }
        };
        let found = found.filter(|number| range.contains(number));
        if found.is_none() {
            let message = format!("phải là số nguyên từ {} đến {}", range.start(), range.end());
            defects.add(self.number, heading, message);
        }
        found
    }

    /// What the word under `heading` stands for, whatever its case; nothing when it is empty.
    pub fn one_of<T: Copy>(&self, heading: &str, words: &[(&str, T)], defects: &mut Defects) -> Option<T> {
        let text = self.optional(heading, defects);
        if text.is_empty() {
            return None;
        }
        let asked = folded(&text);
        let found = words.iter().find(|(word, _)| folded(word) == asked);
        if found.is_none() {
            let list: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            let message = format!("không có “{text}”; phải là một trong: {}", list.join(", "));
            defects.add(self.number, heading, message);
        }
        found.map(|(_, meaning)| *meaning)
    }

    /// [`Row::one_of`], and a defect when it is empty.
    pub fn required_one_of<T: Copy>(
        &self,
        heading: &str,
        words: &[(&str, T)],
        defects: &mut Defects,
    ) -> Option<T> {
        self.must_be_filled(heading, defects);
        self.one_of(heading, words, defects)
    }

    fn must_be_filled(&self, heading: &str, defects: &mut Defects) {
        if self.has(heading) && *self.cell(heading) == Cell::Empty {
            defects.add(self.number, heading, "không được để trống");
        }
    }

    fn fault(&self, heading: &str, defects: &mut Defects) {
        if let Cell::Fault(fault) = self.cell(heading) {
            let message = format!("ô báo lỗi {fault} của Excel: sửa công thức hoặc nhập giá trị");
            defects.add(self.number, heading, message);
        }
    }

    fn cell(&self, heading: &str) -> &Cell {
        let place = self.places.get(heading).copied();
        place
            .and_then(|place| self.cells.get(place))
            .unwrap_or(&Cell::Empty)
    }
}
