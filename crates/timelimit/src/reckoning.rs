//! The arithmetic: from a timeline to the last day.
//!
//! Months and years are turned into days once, at the start, so that a stop keeps the remaining *time*: what was
//! left when the limit stopped is what is left when it goes on.

use calendar::{Calendar, Day, OutOfRange};

use crate::timeline::{Stop, Timeline};
use crate::{Direction, Span, TimeLimit, Unit};

/// Where a period ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reckoning {
    /// The last day, or `None` while an open stop keeps the end open.
    pub(crate) due_on: Option<Day>,
    /// The last day as counted, before it waited for a resume or rolled: from here an extension goes on.
    pub(crate) counted: Day,
    /// The last day before rolling, with any open stop taken as ended on the day it began.
    pub(crate) raw: Day,
    /// The last day with any open stop taken as ended on the day it began.
    pub(crate) without_open_stop: Day,
    /// The last day was stopped at its 24:00, so that the end moved to the day of the resume.
    pub(crate) held_open: bool,
}

/// Computes the end of the period.
pub(crate) fn reckon(
    limit: &TimeLimit,
    timeline: &Timeline,
    calendar: &Calendar,
) -> Result<Reckoning, OutOfRange> {
    let stops = timeline.stops.as_slice();
    let mut counted = advance(timeline.started_on, limit.span, limit.direction, stops, calendar)?;
    for &extension in &timeline.extensions {
        counted = advance(counted, extension, Direction::Forward, stops, calendar)?;
    }
    let mut raw = counted;
    let mut last = roll(limit, raw, calendar)?;
    let mut held_open = false;
    // A limit cannot run out while it is stopped: an end whose 24:00 lies in a stop waits for the resume.
    for stop in stops {
        if let Some(until) = stop.until
            && stop.after <= last
            && last < until
        {
            held_open = true;
            raw = until;
            last = roll(limit, raw, calendar)?;
        }
    }
    let open = stops
        .last()
        .is_some_and(|stop| stop.until.is_none() && stop.after <= last);
    Ok(Reckoning {
        due_on: (!open).then_some(last),
        counted,
        raw,
        without_open_stop: last,
        held_open,
    })
}

/// The last day of `span` laid from `from`, skipping stopped days.
pub(crate) fn advance(
    from: Day,
    span: Span,
    direction: Direction,
    stops: &[Stop],
    calendar: &Calendar,
) -> Result<Day, OutOfRange> {
    let signed = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    if direction == Direction::Backward {
        return match span {
            Span::Days(count) => Ok(from.plus_days(-signed(count))),
            Span::WorkingDays(count) => calendar.subtract_working_days(from, count),
            Span::Months(count) => Ok(from.plus_months(-signed(count))),
            Span::Years(count) => Ok(from.plus_years(-signed(count))),
            Span::OnDay => Ok(from),
            Span::Before => Ok(from.plus_days(-1)),
        };
    }
    let days_to = |end: Day| end.days_since(from).unsigned_abs();
    match span {
        Span::Days(count) => Ok(skip_stops_days(from, count, stops)),
        Span::WorkingDays(count) => skip_stops_working(from, count, stops, calendar),
        Span::Months(count) => Ok(skip_stops_days(
            from,
            days_to(from.plus_months(signed(count))),
            stops,
        )),
        Span::Years(count) => Ok(skip_stops_days(
            from,
            days_to(from.plus_years(signed(count))),
            stops,
        )),
        Span::OnDay => Ok(from),
        Span::Before => Ok(from.plus_days(-1)),
    }
}

/// The day after which `count` days that are not stopped have passed since `from`. Open stops are passed over.
fn skip_stops_days(from: Day, count: u32, stops: &[Stop]) -> Day {
    let (mut cursor, mut left) = (from, i32::try_from(count).unwrap_or(i32::MAX));
    for stop in stops {
        let Some(until) = stop.until else { break };
        let before_stop = stop.after.days_since(cursor).max(0);
        if left <= before_stop {
            break;
        }
        left -= before_stop;
        cursor = cursor.max(stop.after).max(until);
    }
    cursor.plus_days(left)
}

/// The same in working days.
fn skip_stops_working(from: Day, count: u32, stops: &[Stop], calendar: &Calendar) -> Result<Day, OutOfRange> {
    let (mut cursor, mut left) = (from, count);
    for stop in stops {
        let Some(until) = stop.until else { break };
        let before_stop = calendar.working_days_between(cursor, stop.after)?;
        if left <= before_stop {
            break;
        }
        left -= before_stop;
        cursor = cursor.max(stop.after).max(until);
    }
    calendar.add_working_days(cursor, left)
}

fn roll(limit: &TimeLimit, day: Day, calendar: &Calendar) -> Result<Day, OutOfRange> {
    match (limit.roll, limit.direction) {
        (false, _) => Ok(day),
        (true, Direction::Forward) => calendar.next_working_day(day),
        (true, Direction::Backward) => calendar.previous_working_day(day),
    }
}

/// How many units lie in `after < d <= until`; 0 when `until` is not later.
pub(crate) fn length(after: Day, until: Day, unit: Unit, calendar: &Calendar) -> Result<u32, OutOfRange> {
    match unit {
        Unit::Days => Ok(until.days_since(after).max(0).unsigned_abs()),
        Unit::WorkingDays => calendar.working_days_between(after, until),
    }
}

/// How many units that are not stopped lie in `after < d <= until`. Stopped days of an open stop run to `until`.
pub(crate) fn unstopped_length(
    after: Day,
    until: Day,
    unit: Unit,
    stops: &[Stop],
    calendar: &Calendar,
) -> Result<u32, OutOfRange> {
    let mut total = length(after, until, unit, calendar)?;
    for stop in stops {
        let (from, to) = (stop.after.max(after), stop.until.unwrap_or(until).min(until));
        total = total.saturating_sub(length(from, to, unit, calendar)?);
    }
    Ok(total)
}
