//! What stands in one cell, whatever the file was.

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

/// A cell as the file has it.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing, or only blanks.
    Empty,
    /// Text, clean.
    Text(String),
    /// A number. `digits` is how many the cell shows at least, when its format fills up with zeros.
    Number { value: f64, digits: usize },
    /// A date.
    Date(NaiveDate),
    /// An error value of Excel, such as #REF!.
    Fault(String),
}

/// The largest whole number that a cell keeps exactly: Excel has fifteen digits.
const LARGEST_EXACT: f64 = 999_999_999_999_999.0;

impl Cell {
    /// A cell with `text` in it.
    pub fn of(text: &str) -> Self {
        let text = clean(text);
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }

    /// The cell as a person reads it; `None` for an error value.
    pub fn shown(&self) -> Option<String> {
        match self {
            Self::Empty => Some(String::new()),
            Self::Text(text) => Some(text.clone()),
            Self::Number { value, .. } => {
                Some(whole(*value).map_or_else(|| value.to_string(), |whole| whole.to_string()))
            }
            Self::Date(date) => Some(date.format("%d/%m/%Y").to_string()),
            Self::Fault(_) => None,
        }
    }
}

/// The whole number that `value` is, if it is one that a cell keeps exactly.
pub fn whole(value: f64) -> Option<i64> {
    // The cast is exact: the number is whole and within fifteen digits.
    (value.fract() == 0.0 && value.abs() <= LARGEST_EXACT).then_some(value as i64)
}

/// `text` as it is kept: composed (NFC), without control characters but the line break and with plain blanks,
/// none of them around it.
pub fn clean(text: &str) -> String {
    // Most cells of most files: nothing to look up.
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return text.trim().to_owned();
    }
    let composed: String = text
        .replace("\r\n", "\n")
        .nfc()
        .filter_map(|letter| match letter {
            '\n' => Some('\n'),
            '\u{feff}' | '\u{200b}' | '\u{fffe}' | '\u{ffff}' => None,
            blank if blank.is_whitespace() => Some(' '),
            control if control.is_control() => None,
            letter => Some(letter),
        })
        .collect();
    composed.trim().to_owned()
}
