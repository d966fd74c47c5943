//! Days and moments. Vietnam has been seven hours ahead of UTC, without daylight saving, since 1975: 24:00 of a day
//! there is 17:00 UTC of the same date.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Utc};

const AHEAD_SECONDS: i32 = 7 * 3_600;

fn local(at: DateTime<Utc>) -> chrono::NaiveDateTime {
    FixedOffset::east_opt(AHEAD_SECONDS).map_or_else(
        || at.naive_utc(),
        |vietnam| at.with_timezone(&vietnam).naive_local(),
    )
}

/// The day on which a moment falls in Vietnam.
#[must_use]
pub fn local_day(at: DateTime<Utc>) -> NaiveDate {
    local(at).date()
}

/// What clocks show there at a moment.
#[must_use]
pub fn local_time(at: DateTime<Utc>) -> NaiveTime {
    local(at).time()
}

/// 24:00 of a day: the first moment that is too late for what is due on it (Bộ luật Dân sự 2015, Điều 148(6)).
#[must_use]
pub fn end_of(day: NaiveDate) -> DateTime<Utc> {
    at_utc(day, 17, 0)
}

/// The last instant of a day, in the resolution of the databases: silence takes effect with it.
#[must_use]
pub fn last_instant(day: NaiveDate) -> DateTime<Utc> {
    end_of(day) - TimeDelta::microseconds(1)
}

/// 07:30 of a day, when letters go out.
#[must_use]
pub fn office_morning(day: NaiveDate) -> DateTime<Utc> {
    at_utc(day, 0, 30)
}

fn at_utc(day: NaiveDate, hour: u32, minute: u32) -> DateTime<Utc> {
    // Both times exist on every day, so the fallback is never taken.
    day.and_hms_opt(hour, minute, 0).unwrap_or_default().and_utc()
}

/// A date as administrative documents write it: `05/9/2026`, `12/02/2026` (Nghị định 30/2020/NĐ-CP, Phụ lục I).
#[must_use]
pub fn vietnamese(day: NaiveDate) -> String {
    let (date, month, year) = (day.day(), day.month(), day.year());
    if month < 3 {
        format!("{date:02}/{month:02}/{year}")
    } else {
        format!("{date:02}/{month}/{year}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_midnight_in_vietnam() {
        let day = NaiveDate::from_ymd_opt(2024, 5, 24).unwrap();
        assert_eq!(end_of(day).to_rfc3339(), "2024-05-24T17:00:00+00:00");
        assert_eq!(local_day(last_instant(day)), day);
        assert_eq!(
            local_day(end_of(day)),
            NaiveDate::from_ymd_opt(2024, 5, 25).unwrap()
        );
        assert_eq!(local_time(office_morning(day)).to_string(), "07:30:00");
    }

    #[test]
    fn dates_are_written_as_documents_write_them() {
        let written = |text: &str| vietnamese(text.parse().unwrap());
        assert_eq!(written("2026-09-05"), "05/9/2026");
        assert_eq!(written("2026-02-12"), "12/02/2026");
    }
}
