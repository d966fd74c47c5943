//! When a letter may leave: a calendar apart from the one that counts limits and from office hours.

use chrono::{DateTime, NaiveTime, Utc};

use crate::{Calendar, Day, local_day, local_moment, local_time};

/// No mail before this hour …
const OPENS: (u32, u32) = (7, 0);
/// … nor from this one on.
const CLOSES: (u32, u32) = (18, 0);
/// What waited over night or over a holiday leaves at this time.
const MORNING: (u32, u32) = (7, 30);

/// The first moment, at `at` or later, at which mail may be sent: at once between 07:00 and 18:00 (Vietnamese time)
/// of a working day, else 07:30 of the next working morning.
///
/// Where the calendar does not reach, Monday to Friday are taken as worked: a letter must not be lost because a
/// calendar ends.
#[must_use]
pub fn sending_moment(at: DateTime<Utc>, calendar: &Calendar) -> DateTime<Utc> {
    let (day, now) = (local_day(at), local_time(at));
    let worked = |day: Day| calendar.is_working(day).unwrap_or(!day.is_weekend());
    if worked(day) && time(OPENS) <= now && now < time(CLOSES) {
        return at;
    }
    let mut morning = if now < time(CLOSES) { day } else { day.plus_days(1) };
    // It ends: the last day of all is a Friday.
    while !worked(morning) {
        morning = morning.plus_days(1);
    }
    local_moment(morning, time(MORNING))
}

fn time((hour, minute): (u32, u32)) -> NaiveTime {
    // Only the constants above are passed, so the fallback is never taken.
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or(NaiveTime::MIN)
}
