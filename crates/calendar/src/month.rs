//! Months of a plan: what is planned for a month is done by its last day.

use std::fmt;
use std::str::FromStr;

use crate::Day;

/// A month of a year. In text `YYYY-MM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month {
    first: Day,
}

/// Not a month.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a month, which is written YYYY-MM")]
pub struct ParseMonthError {
    text: String,
}

impl Month {
    /// The month that `day` lies in.
    #[must_use]
    pub fn of(day: Day) -> Month {
        let (year, month, _) = day.ymd();
        // The first of a month that has a day always exists.
        let first = Day::from_ymd(year, month, 1).unwrap_or(day);
        Month { first }
    }

    /// Its first day.
    #[must_use]
    pub const fn first_day(self) -> Day {
        self.first
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> Day {
        self.first.last_of_month()
    }

    /// Each of its days.
    pub fn days(self) -> impl Iterator<Item = Day> {
        let first = self.first_day().epoch_days();
        let last = self.last_day().epoch_days();
        (first..=last).map(Day::from_epoch_days)
    }

    /// Its year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.first.year()
    }

    /// The month after it.
    #[must_use]
    pub fn next(self) -> Month {
        Month::of(self.first.plus_months(1))
    }
}

impl FromStr for Month {
    type Err = ParseMonthError;

    fn from_str(text: &str) -> Result<Month, ParseMonthError> {
        let first = format!("{text}-01").parse().ok();
        first.map(|first| Month { first }).ok_or_else(|| ParseMonthError {
            text: text.to_owned(),
        })
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, _) = self.first.ymd();
        write!(formatter, "{year:04}-{month:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_runs_from_its_first_day_to_its_last() {
        let february: Month = "2024-02".parse().unwrap();
        assert_eq!(february.to_string(), "2024-02");
        assert_eq!(february.year(), 2024);
        assert_eq!(february.first_day().to_string(), "2024-02-01");
        assert_eq!(february.last_day().to_string(), "2024-02-29");
        assert_eq!(Month::of(february.last_day()), february);
        assert_eq!(february.days().count(), 29);
        assert_eq!(february.days().last(), Some(february.last_day()));
        assert_eq!("2024-12".parse::<Month>().unwrap().next().to_string(), "2025-01");
    }

    #[test]
    fn what_is_not_a_month_is_refused() {
        for wrong in [
            "2024-13",
            "2024-6",
            "24-06",
            "2024",
            "",
            "2024-00",
            "2024-06-01",
            "2024-06 ",
        ] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }
}
