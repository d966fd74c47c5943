//! The school year: two calendar years that follow each other, as everybody writes it.

use std::fmt;
use std::str::FromStr;

use form::Defects;

/// A school year, for example 2023-2024. Ordered by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchoolYear(u16);

/// A text that is no school year.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no school year: {0:?}")]
pub struct UnknownSchoolYear(pub String);

impl SchoolYear {
    /// The calendar year in which it begins.
    pub fn first(self) -> i32 {
        self.0.into()
    }

    /// The calendar year in which it ends; what is owed for it is owed in this one.
    pub fn last(self) -> i32 {
        self.first() + 1
    }

    /// The school year that was entered as `field`, which may not lie ahead of the calendar year `now`; what is
    /// wrong with it is added to `defects`.
    pub(super) fn stated(text: &str, field: &str, now: i32, defects: &mut Defects) -> Option<Self> {
        let year = text.trim().parse::<Self>().ok();
        let message = "phải là năm học dạng 2023-2024, hai năm liền nhau";
        defects.require(year.is_some(), field, message);
        let begun = year.is_none_or(|year| year.first() <= now);
        defects.require(begun, field, "năm học này chưa bắt đầu");
        year
    }
}

impl fmt::Display for SchoolYear {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:04}", self.first(), self.last())
    }
}

impl FromStr for SchoolYear {
    type Err = UnknownSchoolYear;

    fn from_str(text: &str) -> Result<Self, UnknownSchoolYear> {
        let year = |digits: &str| {
            let plain = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| digits.parse::<u16>().ok()).flatten()
        };
        text.split_once('-')
            .and_then(|(first, last)| Some((year(first)?, year(last)?)))
            .filter(|(first, last)| (1975..9999).contains(first) && first + 1 == *last)
            .map(|(first, _)| Self(first))
            .ok_or_else(|| UnknownSchoolYear(text.to_owned()))
    }
}
