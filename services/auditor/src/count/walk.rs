//! The walk: day after day from the start, counting those that pass.

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use super::WorkDays;

/// How long, as law files say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Length {
    /// Every day counts.
    Days(u32),
    /// Only days that are worked count.
    WorkingDays(u32),
    /// To the same day of a later month, or its last.
    Months(u32),
    /// To the same day of a later year, or the last of its month.
    Years(u32),
    /// The day stated itself.
    OnDay,
    /// The day before the one stated.
    Before,
}

/// Why no date follows from a ledger.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Uncountable {
    /// The walk left the calendar.
    #[error("phép đếm ra ngoài các năm có lịch tại {0}")]
    OutOfYears(NaiveDate),
    /// The limit counts from a date that the fact does not state.
    #[error("sự việc ngày {0} không nêu ngày làm mốc")]
    NoAnchor(NaiveDate),
    /// A fact moves the clock before it has started.
    #[error("sự việc ngày {0} có trước khi thời hạn bắt đầu")]
    BeforeStart(NaiveDate),
    /// The law gives no ground to stop this limit.
    #[error("thời hạn này không được tạm dừng (ngày {0})")]
    NoStop(NaiveDate),
    /// It goes on without having been stopped.
    #[error("tiếp tục ngày {0} khi không tạm dừng")]
    NotStopped(NaiveDate),
    /// The law gives no ground for this extension.
    #[error("gia hạn ngày {0} trái quy định")]
    NoExtension(NaiveDate),
}

/// A stop: the days after the first one up to and including the second, if it has ended.
pub(super) type Stop = (NaiveDate, Option<NaiveDate>);

/// The next day.
pub(super) fn next_day(day: NaiveDate) -> Option<NaiveDate> {
    day.succ_opt()
}

/// The day before.
pub(super) fn previous_day(day: NaiveDate) -> Option<NaiveDate> {
    day.pred_opt()
}

fn step(day: NaiveDate, forward: bool) -> Result<NaiveDate, Uncountable> {
    let stepped = if forward { next_day(day) } else { previous_day(day) };
    stepped.ok_or(Uncountable::OutOfYears(day))
}

/// The last day of `length` from `from`: each day that passes is crossed off, and a day inside a stop that has ended
/// does not pass.
pub(super) fn walk(
    from: NaiveDate,
    length: Length,
    stops: &[Stop],
    days: &WorkDays,
) -> Result<NaiveDate, Uncountable> {
    let (mut left, working) = match length {
        Length::OnDay => return Ok(from),
        Length::Before => return step(from, false),
        Length::Days(count) => (count, false),
        Length::WorkingDays(count) => (count, true),
        Length::Months(count) => (days_to_month(from, i64::from(count))?, false),
        Length::Years(count) => (days_to_month(from, i64::from(count) * 12)?, false),
    };
    let mut day = from;
    while left > 0 {
        day = step(day, true)?;
        let stopped = stops
            .iter()
            .any(|(after, until)| *after < day && until.is_some_and(|until| day <= until));
        if !stopped && (!working || days.is_worked(day)?) {
            left -= 1;
        }
    }
    Ok(day)
}

/// The day that lies `length` before `from`.
pub(super) fn walk_back(from: NaiveDate, length: Length, days: &WorkDays) -> Result<NaiveDate, Uncountable> {
    let (mut left, working) = match length {
        Length::OnDay => return Ok(from),
        Length::Before => return step(from, false),
        Length::Days(count) => (count, false),
        Length::WorkingDays(count) => (count, true),
        Length::Months(count) => return same_day(from, -i64::from(count)),
        Length::Years(count) => return same_day(from, -i64::from(count) * 12),
    };
    let mut day = from;
    while left > 0 {
        day = step(day, false)?;
        if !working || days.is_worked(day)? {
            left -= 1;
        }
    }
    Ok(day)
}

/// The first worked day from `day` on, or back.
///
/// # Errors
/// [`Uncountable::OutOfYears`] where no calendar reaches.
pub fn roll(mut day: NaiveDate, forward: bool, days: &WorkDays) -> Result<NaiveDate, Uncountable> {
    while !days.is_worked(day)? {
        day = step(day, forward)?;
    }
    Ok(day)
}

/// The days of `(from, to]` that no stop covers; a stop that has not ended covers all that follows it.
pub(super) fn days_outside(from: NaiveDate, to: NaiveDate, stops: &[Stop]) -> u32 {
    let mut passed = 0;
    let mut day = from;
    while day < to {
        let Some(next) = next_day(day) else { break };
        day = next;
        let stopped = stops
            .iter()
            .any(|(after, until)| *after < day && until.is_none_or(|until| day <= until));
        passed += u32::from(!stopped);
    }
    passed
}

fn days_to_month(from: NaiveDate, months: i64) -> Result<u32, Uncountable> {
    let days = same_day(from, months)?.signed_duration_since(from).num_days();
    Ok(u32::try_from(days).unwrap_or_default())
}

/// The same day of a month so many months away, or the last that it has.
fn same_day(from: NaiveDate, months: i64) -> Result<NaiveDate, Uncountable> {
    let month = i64::from(from.year()) * 12 + i64::from(from.month0()) + months;
    let found = i32::try_from(month.div_euclid(12)).ok().and_then(|year| {
        let month0 = u32::try_from(month.rem_euclid(12)).ok()?;
        (1..=from.day())
            .rev()
            .find_map(|day| NaiveDate::from_ymd_opt(year, month0 + 1, day))
    });
    found.ok_or(Uncountable::OutOfYears(from))
}
