//! Where a moment falls in the Vietnamese day.
//!
//! Vietnam has been UTC+7 without daylight saving since 1975, so a fixed offset is exact and no zone database is
//! needed. Moments are UTC everywhere else; these functions are the only bridge between a moment and a [`Day`].

use chrono::{DateTime, NaiveTime, TimeDelta, Timelike, Utc};

use crate::Day;

/// Seconds by which Vietnamese local time is ahead of UTC.
const OFFSET_SECONDS: i64 = 7 * 3600;
const SECONDS_PER_DAY: i64 = 86_400;

/// The Vietnamese day on which a moment falls.
#[must_use]
pub fn local_day(at: DateTime<Utc>) -> Day {
    let days = (at.timestamp() + OFFSET_SECONDS).div_euclid(SECONDS_PER_DAY);
    // chrono's moments lie within a hundred million days of 1970.
    Day::from_epoch_days(days as i32)
}

/// The Vietnamese time of day of a moment.
#[must_use]
pub fn local_time(at: DateTime<Utc>) -> NaiveTime {
    (at + TimeDelta::seconds(OFFSET_SECONDS)).time()
}

/// The moment at which Vietnamese clocks show `time` on `day`.
#[must_use]
pub fn local_moment(day: Day, time: NaiveTime) -> DateTime<Utc> {
    let seconds = i64::from(day.epoch_days()) * SECONDS_PER_DAY - OFFSET_SECONDS;
    let seconds = seconds + i64::from(time.num_seconds_from_midnight());
    // A `Day` lies far inside chrono's range, so the fallback is never taken.
    DateTime::from_timestamp(seconds, time.nanosecond()).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// 00:00 of `day`, its first moment.
#[must_use]
pub fn start_of_day(day: Day) -> DateTime<Utc> {
    local_moment(day, NaiveTime::MIN)
}

/// 24:00 of `day`: the moment at which a limit due on `day` ends (Bộ luật Dân sự 2015, Điều 148(6)). It is the
/// first moment that is too late, and equals 00:00 of the next day.
#[must_use]
pub fn end_of_day(day: Day) -> DateTime<Utc> {
    local_moment(day, NaiveTime::MIN) + TimeDelta::seconds(SECONDS_PER_DAY)
}

/// The last instant that still belongs to `day`, one microsecond before 24:00 (the resolution of the databases).
#[must_use]
pub fn last_instant(day: Day) -> DateTime<Utc> {
    end_of_day(day) - TimeDelta::microseconds(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_where_the_one_before_it_ends() {
        let day: Day = "2024-01-01".parse().unwrap();
        assert_eq!(start_of_day(day).to_rfc3339(), "2023-12-31T17:00:00+00:00");
        assert_eq!(end_of_day(day.eve()), start_of_day(day));
    }
}
