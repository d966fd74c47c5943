//! Which days are worked, from the notices on days off: a plain set of exceptions to Monday–Friday.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;

use super::walk::{Uncountable, next_day, previous_day};
use crate::law::LawError;

/// The years that can be counted in.
const YEARS: std::ops::RangeInclusive<i32> = 2010..=2060;
/// Since this year Quốc khánh is two days (Bộ luật Lao động 2019, Điều 112(1)(đ)).
const TWO_DAYS_SINCE: i32 = 2021;
/// Tết and Giỗ Tổ of every year, as a table.
const LUNAR: &str = include_str!("../../data/lunar.toml");

/// A notice, as its file says it.
#[derive(Clone, Debug, Deserialize)]
struct Notice {
    id: String,
    known_on: NaiveDate,
    #[serde(default)]
    settles: Vec<i32>,
    #[serde(default)]
    recurring: Vec<Recurring>,
    #[serde(default)]
    entries: Vec<Entry>,
}

#[derive(Clone, Debug, Deserialize)]
struct Recurring {
    month: u32,
    day: u32,
    from_year: i32,
}

#[derive(Clone, Debug, Deserialize)]
struct Entry {
    date: NaiveDate,
    kind: Kind,
    #[serde(default)]
    status: Status,
    #[serde(default)]
    scope: Scope,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Holiday,
    CompensatoryOff,
    SwappedOff,
    MakeUpWork,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Proposed,
    Announced,
    #[default]
    InForce,
    Withdrawn,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Scope {
    #[default]
    National,
    /// Local days count for no limit.
    Province(String),
}

#[derive(Clone, Debug, Deserialize)]
struct LunarTable {
    year: Vec<LunarYear>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
struct LunarYear {
    year: i32,
    tet: NaiveDate,
    hung_kings: NaiveDate,
}

/// The official notices, as text: what both this program and the one it checks count with.
pub struct OfficialDays;

impl OfficialDays {
    /// The files, oldest knowledge first.
    pub const TEXTS: &'static [&'static str] = &[
        include_str!("../../../../crates/calendar/data/base.toml"),
        include_str!("../../../../crates/calendar/data/2023-11-22-year-2024.toml"),
        include_str!("../../../../crates/calendar/data/2024-04-12-swap.toml"),
        include_str!("../../../../crates/calendar/data/2024-12-03-year-2025.toml"),
        include_str!("../../../../crates/calendar/data/2025-10-21-year-2026.toml"),
        include_str!("../../../../crates/calendar/data/2025-12-25-swap.toml"),
        include_str!("../../../../crates/calendar/data/2026-04-24-culture-day.toml"),
    ];
}

/// Which days are worked, as known on one day: what differs from Monday–Friday.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkDays {
    /// Days whose kind the notices decide, and whether they are worked.
    decided: BTreeMap<NaiveDate, bool>,
}

impl WorkDays {
    /// Whether `day` is worked.
    ///
    /// # Errors
    /// [`Uncountable::OutOfYears`] where no calendar reaches.
    pub fn is_worked(&self, day: NaiveDate) -> Result<bool, Uncountable> {
        if YEARS.contains(&day.year()) {
            Ok(self.is_worked_or_weekday(day))
        } else {
            Err(Uncountable::OutOfYears(day))
        }
    }

    /// Whether `day` is worked, with Monday–Friday where no calendar reaches.
    pub(super) fn is_worked_or_weekday(&self, day: NaiveDate) -> bool {
        self.decided
            .get(&day)
            .copied()
            .unwrap_or_else(|| !is_weekend(day))
    }
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// What was known of the calendar, step by step.
#[derive(Clone, Debug)]
pub struct Almanac {
    /// Since when, and which days are worked then.
    steps: Vec<(NaiveDate, WorkDays)>,
}

impl Almanac {
    /// Reads notices, given in any order.
    ///
    /// # Errors
    /// [`LawError`] when a text cannot be read.
    pub fn read(texts: &[&str]) -> Result<Almanac, LawError> {
        let lunar: LunarTable = toml::from_str(LUNAR).map_err(|error| LawError::of("lunar.toml", &error))?;
        let mut notices = texts
            .iter()
            .map(|text| toml::from_str(text).map_err(|error| LawError::of("calendar", &error)))
            .collect::<Result<Vec<Notice>, _>>()?;
        notices.sort_by(|one, other| (one.known_on, &one.id).cmp(&(other.known_on, &other.id)));
        let steps = (1..=notices.len())
            .filter_map(|known| notices.get(..known))
            .filter_map(|known| Some((known.last()?.known_on, lay_over(known, &lunar.year))))
            .collect();
        Ok(Almanac { steps })
    }

    /// The days as everything known makes them.
    #[must_use]
    pub fn latest(&self) -> &WorkDays {
        static WEEKS: WorkDays = WorkDays {
            decided: BTreeMap::new(),
        };
        self.steps.last().map_or(&WEEKS, |(_, days)| days)
    }

    /// The days as an officer could know them on `day`, and as every later notice made them.
    pub fn known_since(&self, day: NaiveDate) -> impl Iterator<Item = &WorkDays> {
        let first = self.steps.partition_point(|(known_on, _)| *known_on <= day);
        self.steps
            .iter()
            .skip(first.saturating_sub(1))
            .map(|(_, days)| days)
    }
}

/// The days that differ from Monday–Friday: projected where no notice has settled the year, then notice by notice,
/// the latest word on a day standing.
fn lay_over(notices: &[Notice], lunar: &[LunarYear]) -> WorkDays {
    let settled: BTreeSet<i32> = notices
        .iter()
        .flat_map(|notice| notice.settles.iter().copied())
        .collect();
    let mut words: BTreeMap<NaiveDate, BTreeSet<Kind>> = BTreeMap::new();
    for year in lunar.iter().filter(|lunar| !settled.contains(&lunar.year)) {
        for day in projected(*year, notices) {
            words.entry(day).or_default().insert(Kind::Holiday);
        }
    }
    for notice in notices {
        let national = || {
            notice
                .entries
                .iter()
                .filter(|entry| entry.scope == Scope::National)
        };
        for entry in national().filter(|entry| entry.status == Status::InForce) {
            let works = entry.kind == Kind::MakeUpWork;
            if let Some(earlier) = words.get_mut(&entry.date) {
                earlier.retain(|kind| (*kind == Kind::MakeUpWork) == works);
            }
            words.entry(entry.date).or_default().insert(entry.kind);
        }
        for entry in national().filter(|entry| entry.status == Status::Withdrawn) {
            if let Some(earlier) = words.get_mut(&entry.date) {
                earlier.remove(&entry.kind);
            }
        }
    }
    let decided = words
        .into_iter()
        .filter_map(|(day, kinds)| Some((day, *kinds.last()? == Kind::MakeUpWork)))
        .collect();
    WorkDays { decided }
}

/// The days off of a year without a notice: those of Bộ luật Lao động 2019 Điều 112, and for each that falls on a
/// weekly rest day the next free one (Điều 111(3)).
fn projected(lunar: LunarYear, notices: &[Notice]) -> Vec<NaiveDate> {
    let recurring = notices.iter().flat_map(|notice| &notice.recurring);
    let mut holidays: Vec<NaiveDate> = recurring
        .filter(|rule| rule.from_year <= lunar.year)
        .filter_map(|rule| NaiveDate::from_ymd_opt(lunar.year, rule.month, rule.day))
        .collect();
    let mut tet = Some(lunar.tet).and_then(previous_day).and_then(previous_day);
    for _ in 0..5 {
        holidays.extend(tet);
        tet = tet.and_then(next_day);
    }
    holidays.push(lunar.hung_kings);
    if lunar.year >= TWO_DAYS_SINCE
        && let Some(national_day) = NaiveDate::from_ymd_opt(lunar.year, 9, 2)
    {
        // The neighbour that joins the weekend, as the notices of 2023–2026 chose it.
        holidays.extend(match national_day.weekday() {
            Weekday::Mon | Weekday::Thu | Weekday::Sun => next_day(national_day),
            Weekday::Tue | Weekday::Wed | Weekday::Fri | Weekday::Sat => previous_day(national_day),
        });
    }
    holidays.sort_unstable();
    let mut off = holidays.clone();
    for holiday in holidays.into_iter().filter(|day| is_weekend(*day)) {
        let mut free = next_day(holiday);
        while let Some(taken) = free.filter(|day| is_weekend(*day) || off.contains(day)) {
            free = next_day(taken);
        }
        off.extend(free);
    }
    off
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of time-limits.md §1.
    #[test]
    fn the_official_days_off_are_those_of_the_notices() {
        let almanac = Almanac::read(OfficialDays::TEXTS).unwrap();
        let days = almanac.latest();
        let worked = |text: &str| days.is_worked(text.parse().unwrap()).unwrap();
        for off in [
            "2024-01-01",
            "2024-02-14",
            "2024-04-18",
            "2024-04-29",
            "2024-04-30",
            "2024-09-03",
            "2025-01-27",
            "2025-05-02",
            "2026-01-02",
            "2026-02-20",
            "2026-04-27",
            "2026-08-31",
            "2026-11-24",
            // Projected.
            "2027-02-10",
            "2027-04-16",
            "2027-05-03",
            "2027-09-03",
            "2027-11-24",
        ] {
            assert!(!worked(off), "{off}");
        }
        for day in [
            "2024-05-04",
            "2025-04-26",
            "2026-01-10",
            "2026-08-22",
            "2027-05-04",
            "2025-09-03",
        ] {
            assert!(worked(day), "{day}");
        }
    }

    #[test]
    fn where_no_calendar_reaches_nothing_is_counted() {
        let day = NaiveDate::from_ymd_opt(2061, 1, 3).unwrap();
        assert_eq!(
            WorkDays::default().is_worked(day),
            Err(Uncountable::OutOfYears(day))
        );
    }
}
