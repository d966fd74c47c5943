//! When a rung of a ladder may fire, for a due date.

use chrono::{DateTime, NaiveDate, Utc};

use super::moment::{end_of, office_morning};
use super::walk::{next_day, previous_day};
use super::{WorkDays, local_day};
use crate::law::At;

/// The moment of a rung at `at` of the due date `due`: 07:30 of a worked day, or 24:00 for the deadline. Days beyond
/// the calendar are worked Monday to Friday, for a deadline must not be lost.
#[must_use]
pub fn moment_of(at: At, due: NaiveDate, days: &WorkDays) -> DateTime<Utc> {
    let worked = |day: NaiveDate| days.is_worked_or_weekday(day);
    let back = |mut day: NaiveDate| {
        while let Some(earlier) = (!worked(day)).then(|| previous_day(day)).flatten() {
            day = earlier;
        }
        day
    };
    let on = |mut day: NaiveDate| {
        while let Some(later) = (!worked(day)).then(|| next_day(day)).flatten() {
            day = later;
        }
        day
    };
    let day = match at {
        At::Deadline => return end_of(due),
        At::DayOf => back(due),
        At::WorkingDaysBefore(count) => {
            (0..count).fold(back(due), |day, _| previous_day(day).map_or(day, back))
        }
        At::WorkingDaysAfter(count) => (0..count).fold(due, |day, _| next_day(day).map_or(day, on)),
        At::WeeksAfter(weeks) => {
            let later = (0..weeks * 7).fold(due, |day, _| next_day(day).unwrap_or(day));
            on(later)
        }
    };
    debug_assert_eq!(local_day(office_morning(day)), day);
    office_morning(day)
}
