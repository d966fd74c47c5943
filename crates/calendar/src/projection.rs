//! The days off of a year for which no notice has been issued yet.
//!
//! Computed from the Labour Code alone: the days of Điều 112, and the compensatory days of Điều 111(3). The two
//! choices the law leaves to the Prime Minister each year are made the way the notices of 2023–2026 made them: Tết
//! takes two days before and three from the first day of the year, and the second day of Quốc khánh is the one that
//! joins the weekend. Swaps cannot be foreseen. Everything here is marked as projected.

use chrono::Weekday;

use crate::version::Recurring;
use crate::{Audience, Day, Entry, EntryKind, Scope, Status, lunar};

/// From this year Quốc khánh has two days (Bộ luật Lao động 2019, Điều 112(1)(đ), in force 2021-01-01).
const TWO_DAY_NATIONAL_DAY_FROM: i32 = 2021;

/// The projected entries of a year, in order of date, weekend holidays included.
pub(crate) fn entries_of(year: i32, recurring: &[Recurring]) -> Vec<Entry> {
    let holidays = holidays_of(year, recurring);
    let compensatory = compensatory_days(&holidays);
    let mut entries: Vec<Entry> = holidays
        .into_iter()
        .map(|(date, name)| entry(date, EntryKind::Holiday, name))
        .chain(
            compensatory
                .into_iter()
                .map(|(date, name)| entry(date, EntryKind::CompensatoryOff, name)),
        )
        .collect();
    entries.sort_by_key(|entry| entry.date);
    entries
}

fn entry(date: Day, kind: EntryKind, name: String) -> Entry {
    Entry {
        date,
        kind,
        name,
        document: None,
        status: Status::InForce,
        audience: Audience::All,
        scope: Scope::National,
        projected: true,
    }
}

/// The holidays of Điều 112 in a year, each with its name, sorted; two occasions on one day stay two.
fn holidays_of(year: i32, recurring: &[Recurring]) -> Vec<(Day, String)> {
    let mut holidays: Vec<(Day, String)> = recurring
        .iter()
        .filter(|rule| rule.from_year <= year)
        .filter_map(|rule| Some((Day::from_ymd(year, rule.month, rule.day)?, rule.name.clone())))
        .collect();
    let tet = lunar::new_year(year);
    holidays.extend((-2..=2).map(|offset| (tet.plus_days(offset), "Tết Nguyên đán".to_owned())));
    holidays.push((lunar::hung_kings(year), "Giỗ Tổ Hùng Vương".to_owned()));
    if let Some(national_day) = Day::from_ymd(year, 9, 2)
        && year >= TWO_DAY_NATIONAL_DAY_FROM
    {
        holidays.push((second_national_day(national_day), "Quốc khánh".to_owned()));
    }
    holidays.sort();
    holidays
}

/// The day next to 2 September that makes the longest rest.
fn second_national_day(national_day: Day) -> Day {
    match national_day.weekday() {
        Weekday::Mon | Weekday::Thu | Weekday::Sun => national_day.plus_days(1),
        Weekday::Tue | Weekday::Wed | Weekday::Fri | Weekday::Sat => national_day.plus_days(-1),
    }
}

/// One compensatory day for each holiday on a weekly rest day: the next working day that is still free.
fn compensatory_days(holidays: &[(Day, String)]) -> Vec<(Day, String)> {
    let mut given: Vec<(Day, String)> = Vec::new();
    for (holiday, name) in holidays.iter().filter(|(day, _)| day.is_weekend()) {
        let mut day = holiday.plus_days(1);
        while day.is_weekend()
            || holidays.iter().any(|(taken, _)| *taken == day)
            || given.iter().any(|(taken, _)| *taken == day)
        {
            day = day.plus_days(1);
        }
        given.push((day, name.clone()));
    }
    given
}
