//! Months.

use std::fmt;

use calendar::Day;

/// A month of a year. In text `YYYY-MM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    pub(super) first: Day,
}

impl Month {
    /// The month in `text`, which must be `YYYY-MM`.
    pub fn parse(text: &str) -> Option<Self> {
        format!("{text}-01").parse().ok().map(|first| Self { first })
    }

    /// The month that `day` lies in.
    pub fn of(day: Day) -> Self {
        let (_, _, day_of_month) = day.ymd();
        Self {
            first: day.plus_days(1 - i32::try_from(day_of_month).unwrap_or(1)),
        }
    }

    /// Its first day.
    pub fn first_day(self) -> Day {
        self.first
    }

    /// Its last day.
    pub fn last_day(self) -> Day {
        self.first.last_of_month()
    }

    /// Its year.
    pub fn year(self) -> i32 {
        self.first.year()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, _) = self.first.ymd();
        write!(formatter, "{year:04}-{month:02}")
    }
}
