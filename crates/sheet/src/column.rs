//! The columns that a file is to have.

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Text.
    Text,
    /// A code, a telephone number: text that looks like a number and must keep its leading zeros.
    Code,
    /// A date.
    Date,
    /// A whole number.
    Integer,
}

/// A column, known by its heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The heading, as it is written; it is found again whatever its case and blanks are.
    pub heading: &'static str,
    /// What stands in it.
    pub form: Form,
    /// Whether a file without it cannot be read.
    pub needed: bool,
    /// How wide it is written, in characters.
    pub width: u16,
}

impl Column {
    /// A column of texts.
    pub const fn text(heading: &'static str) -> Self {
        Self::of(heading, Form::Text, 24)
    }

    /// A column of codes.
    pub const fn code(heading: &'static str) -> Self {
        Self::of(heading, Form::Code, 16)
    }

    /// A column of dates.
    pub const fn date(heading: &'static str) -> Self {
        Self::of(heading, Form::Date, 14)
    }

    /// A column of whole numbers.
    pub const fn integer(heading: &'static str) -> Self {
        Self::of(heading, Form::Integer, 12)
    }

    /// The same column, without which a file cannot be read.
    #[must_use]
    pub const fn needed(mut self) -> Self {
        self.needed = true;
        self
    }

    /// The same column, `characters` wide.
    #[must_use]
    pub const fn wide(mut self, characters: u16) -> Self {
        self.width = characters;
        self
    }

    const fn of(heading: &'static str, form: Form, width: u16) -> Self {
        Self {
            heading,
            form,
            needed: false,
            width,
        }
    }
}

/// A heading as it is compared: whatever its case and its blanks are.
pub fn folded(heading: &str) -> String {
    let words: Vec<_> = heading.split_whitespace().collect();
    words.join(" ").to_lowercase()
}
