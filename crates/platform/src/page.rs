//! Pages of a list: keyset pages, whose token is the key of the last row.

use crate::refusal::Refusal;

/// The most that a page holds.
pub const LARGEST: i32 = 200;
const USUAL: i32 = 100;

/// How many rows to answer: 0 asks for the usual number; more than [`LARGEST`] is cut to it.
pub fn size(asked: i32) -> Result<u64, Refusal> {
    match asked {
        ..0 => Err(Refusal::invalid("page_size", "must not be negative".to_owned())),
        0 => Ok(USUAL as u64),
        _ => Ok(asked.min(LARGEST) as u64),
    }
}

/// Cuts `rows`, of which one more than `size` was asked for, to the page and gives the token of the next,
/// made by `key` from the last row of this one.
pub fn cut<T>(rows: &mut Vec<T>, size: u64, key: impl Fn(&T) -> String) -> String {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    if rows.len() <= size {
        return String::new();
    }
    rows.truncate(size);
    rows.last().map(key).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_end_where_the_rows_end() {
        let mut rows = vec![1, 2, 3];
        assert_eq!(cut(&mut rows, 2, ToString::to_string), "2");
        assert_eq!(rows, [1, 2]);
        assert_eq!(cut(&mut rows, 2, ToString::to_string), "", "no further page");
    }

    #[test]
    fn sizes_are_bounded() {
        assert_eq!(size(0).unwrap(), 100);
        assert_eq!(size(9_999).unwrap(), 200);
        assert!(size(-1).is_err());
    }
}
