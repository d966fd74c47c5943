//! What is wrong with a file: everything at once.

use std::collections::HashSet;

/// Something wrong at one place of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Defect {
    /// The row as a person counts it: the heading is row 1; 0 for the file as a whole.
    pub row: u32,
    /// The heading of the column, or empty for the row as a whole.
    pub column: String,
    /// What is wrong and what to do, in Vietnamese.
    pub message: String,
}

/// What is wrong with a file so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Defects(Vec<Defect>);

impl Defects {
    /// `column` of `row` is wrong: `message` says what to do.
    pub fn add(&mut self, row: u32, column: impl Into<String>, message: impl Into<String>) {
        self.0.push(Defect {
            row,
            column: column.into(),
            message: message.into(),
        });
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How much is wrong.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Everything, by row; within one in the order in which it was found. Of one cell only what was found
    /// first is said: the rest follows from it.
    pub fn into_sorted(mut self) -> Vec<Defect> {
        self.0.sort_by_key(|defect| defect.row);
        let mut cells = HashSet::new();
        self.0.retain(|Defect { row, column, .. }| {
            column.is_empty() || *row < 2 || cells.insert((*row, column.clone()))
        });
        self.0
    }
}
