//! A civil day in Vietnam, and nothing finer.
//!
//! Legal periods are counted in whole days, so the crates above never handle a date with a time zone attached.
//! A [`Day`] does not know which days are worked: that is the [`Calendar`](crate::Calendar)'s business.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Language;

/// A day of the Gregorian calendar, stored as days since 1970-01-01.
///
/// Always between [`Day::MIN`] (0001-01-01) and [`Day::MAX`] (9999-12-31): arithmetic saturates there instead of
/// failing, far outside the years any [`Calendar`](crate::Calendar) covers, where counting is refused anyway.
/// In text and in serde it is ISO 8601, `YYYY-MM-DD`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// 0001-01-01 and 9999-12-31, in days since 1970-01-01.
const FIRST: i32 = -719_162;
const LAST: i32 = 2_932_896;

/// A text that is not a day in the form `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a day in the form YYYY-MM-DD: {text:?}")]
pub struct ParseDayError {
    /// The text as it was given.
    pub text: String,
}

impl Day {
    /// 0001-01-01.
    pub const MIN: Day = Day(FIRST);
    /// 9999-12-31.
    pub const MAX: Day = Day(LAST);

    /// The day of that year, month (1–12) and day of month, or `None` when there is no such day.
    #[must_use]
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Day> {
        let date = NaiveDate::from_ymd_opt(year, month, day)?;
        (1..=9999).contains(&year).then(|| Day::from(date))
    }

    /// The day that lies `days` days after 1970-01-01, saturating at [`Day::MIN`] and [`Day::MAX`].
    #[must_use]
    pub const fn from_epoch_days(days: i32) -> Day {
        match days {
            ..FIRST => Day::MIN,
            FIRST..=LAST => Day(days),
            _ => Day::MAX,
        }
    }

    /// Days since 1970-01-01; negative before.
    #[must_use]
    pub const fn epoch_days(self) -> i32 {
        self.0
    }

    /// Year, month (1–12) and day of month (1–31).
    #[must_use]
    pub fn ymd(self) -> (i32, u32, u32) {
        let date = NaiveDate::from(self);
        (date.year(), date.month(), date.day())
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.ymd().0
    }

    /// The day of the week.
    #[must_use]
    pub const fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday.
        match (self.0 + 3).rem_euclid(7) {
            0 => Weekday::Mon,
            1 => Weekday::Tue,
            2 => Weekday::Wed,
            3 => Weekday::Thu,
            4 => Weekday::Fri,
            5 => Weekday::Sat,
            _ => Weekday::Sun,
        }
    }

    /// Saturday or Sunday, the weekly rest of state offices.
    #[must_use]
    pub const fn is_weekend(self) -> bool {
        matches!(self.weekday(), Weekday::Sat | Weekday::Sun)
    }

    /// The day `days` days later (earlier when negative). Counts every day; holidays do not matter here.
    #[must_use]
    pub const fn plus_days(self, days: i32) -> Day {
        Day::from_epoch_days(self.0.saturating_add(days))
    }

    /// The corresponding day `months` months later (earlier when negative), or the last day of that month when it
    /// has no such day (Bộ luật Dân sự 2015, Điều 148(3), 148(4)).
    #[must_use]
    pub fn plus_months(self, months: i32) -> Day {
        let (year, month, day) = self.ymd();
        let index = i64::from(year) * 12 + i64::from(month) - 1 + i64::from(months);
        // Both casts are of values already bounded by the clamp and by `rem_euclid`.
        let year = index.div_euclid(12).clamp(1, 9999) as i32;
        let month = index.rem_euclid(12) as u32 + 1;
        let last = length_of_month(year, month);
        Day::from_ymd(year, month, day.min(last)).unwrap_or(self)
    }

    /// The corresponding day `years` years later; 29 February becomes 28 February in a common year.
    #[must_use]
    pub fn plus_years(self, years: i32) -> Day {
        self.plus_months(years.saturating_mul(12))
    }

    /// The day before.
    #[must_use]
    pub const fn eve(self) -> Day {
        self.plus_days(-1)
    }

    /// The last day of this day's month.
    #[must_use]
    pub fn last_of_month(self) -> Day {
        let (year, month, day) = self.ymd();
        self.plus_days(length_of_month(year, month) as i32 - day as i32)
    }

    /// Full years from this day to `later`, as ages are counted; 0 when it is not later.
    #[must_use]
    pub fn full_years_until(self, later: Day) -> u32 {
        let years = later.year() - self.year();
        let full = years - i32::from(self.plus_years(years) > later);
        u32::try_from(full).unwrap_or(0)
    }

    /// How many days lie from `earlier` to this day; negative when this day is the earlier one.
    #[must_use]
    pub const fn days_since(self, earlier: Day) -> i32 {
        self.0 - earlier.0
    }

    /// The date as a Vietnamese administrative document writes it: days below 10 and months 1 and 2 carry a zero
    /// (`05/9/2026`, `12/02/2026`, `24/5/2024`; Nghị định 30/2020/NĐ-CP, Phụ lục I).
    #[must_use]
    pub fn vietnamese(self) -> String {
        let (year, month, day) = self.ymd();
        if month <= 2 {
            format!("{day:02}/{month:02}/{year}")
        } else {
            format!("{day:02}/{month}/{year}")
        }
    }

    /// Day and month for running text inside one year, without zeros: `1/5`, `24/11`.
    #[must_use]
    pub fn day_and_month(self) -> String {
        let (_, month, day) = self.ymd();
        format!("{day}/{month}")
    }

    /// The name of the weekday, as written inside a sentence: `thứ Bảy`, `Chủ nhật`; `Saturday`, `Sunday`.
    #[must_use]
    pub const fn weekday_name(self, language: Language) -> &'static str {
        match (language, self.weekday()) {
            (Language::Vietnamese, Weekday::Mon) => "thứ Hai",
            (Language::Vietnamese, Weekday::Tue) => "thứ Ba",
            (Language::Vietnamese, Weekday::Wed) => "thứ Tư",
            (Language::Vietnamese, Weekday::Thu) => "thứ Năm",
            (Language::Vietnamese, Weekday::Fri) => "thứ Sáu",
            (Language::Vietnamese, Weekday::Sat) => "thứ Bảy",
            (Language::Vietnamese, Weekday::Sun) => "Chủ nhật",
            (Language::English, Weekday::Mon) => "Monday",
            (Language::English, Weekday::Tue) => "Tuesday",
            (Language::English, Weekday::Wed) => "Wednesday",
            (Language::English, Weekday::Thu) => "Thursday",
            (Language::English, Weekday::Fri) => "Friday",
            (Language::English, Weekday::Sat) => "Saturday",
            (Language::English, Weekday::Sun) => "Sunday",
        }
    }
}

/// Days in that month, 28–31.
fn length_of_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

impl From<NaiveDate> for Day {
    fn from(date: NaiveDate) -> Day {
        Day::from_epoch_days(date.to_epoch_days())
    }
}

impl From<Day> for NaiveDate {
    fn from(day: Day) -> NaiveDate {
        // Every `Day` lies within chrono's years, so the fallback is never taken.
        NaiveDate::from_epoch_days(day.0).unwrap_or(NaiveDate::MAX)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(formatter, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl FromStr for Day {
    type Err = ParseDayError;

    fn from_str(text: &str) -> Result<Day, ParseDayError> {
        let malformed = || ParseDayError {
            text: text.to_owned(),
        };
        // Stricter than chrono, which accepts signs, spaces and single digits.
        let shaped = text.len() == 10
            && text.bytes().enumerate().all(|(place, byte)| match place {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shaped {
            return Err(malformed());
        }
        let number = |range: std::ops::Range<usize>| text[range].parse::<u32>().map_err(|_| malformed());
        let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
        Day::from_ymd(year as i32, month, day).ok_or_else(malformed)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
