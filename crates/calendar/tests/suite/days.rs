//! Days as text and as moments; when letters may leave.

use calendar::{
    Almanac, Day, Language, end_of_day, last_instant, local_day, local_moment, local_time, sending_moment,
};
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};
use proptest::prelude::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn dates_as_documents_write_them() {
    assert_eq!(day("2026-09-05").vietnamese(), "05/9/2026");
    assert_eq!(day("2026-02-12").vietnamese(), "12/02/2026");
    assert_eq!(day("2026-01-01").vietnamese(), "01/01/2026");
    assert_eq!(day("2024-05-24").vietnamese(), "24/5/2024");
    assert_eq!(day("2024-10-10").vietnamese(), "10/10/2024");
    assert_eq!(day("2024-05-04").day_and_month(), "4/5");
    assert_eq!(day("2024-05-04").weekday_name(Language::Vietnamese), "thứ Bảy");
    assert_eq!(day("2024-05-05").weekday_name(Language::Vietnamese), "Chủ nhật");
    assert_eq!(day("2024-05-06").weekday_name(Language::English), "Monday");
    assert_eq!(format!("{:?}", day("2024-05-04")), "2024-05-04");
}

#[test]
fn only_iso_dates_are_read() {
    for text in [
        "2024-5-04",
        "2024-02-30",
        "24/5/2024",
        "2024-05-04 ",
        "+024-05-04",
        "0000-01-01",
        "2024‐05‐04",
        "",
    ] {
        assert!(text.parse::<Day>().is_err(), "{text:?}");
    }
    assert_eq!(Day::MIN.to_string(), "0001-01-01");
    assert_eq!(Day::MAX.to_string(), "9999-12-31");
    assert_eq!(Day::MAX.plus_days(1), Day::MAX);
    assert_eq!(Day::MIN.plus_days(-1), Day::MIN);
    assert_eq!(Day::MIN.plus_months(-1), day("0001-12-01"));
}

#[test]
fn months_end_where_the_month_ends() {
    assert_eq!(day("2025-11-30").plus_months(3), day("2026-02-28"));
    assert_eq!(day("2023-11-30").plus_months(3), day("2024-02-29"));
    assert_eq!(day("2024-02-29").plus_years(5), day("2029-02-28"));
    assert_eq!(day("2031-03-15").plus_months(-5), day("2030-10-15"));
    assert_eq!(day("2024-01-31").plus_months(-2), day("2023-11-30"));
    assert_eq!(day("2024-02-10").last_of_month(), day("2024-02-29"));
    assert_eq!(day("2100-02-10").last_of_month(), day("2100-02-28"));
}

#[test]
fn years_are_full_on_their_anniversary() {
    let years = |from: &str, until: &str| day(from).full_years_until(day(until));
    assert_eq!(years("2019-09-05", "2024-09-04"), 4);
    assert_eq!(years("2019-09-05", "2024-09-05"), 5);
    assert_eq!(years("2024-09-05", "2024-09-05"), 0);
    assert_eq!(years("2024-12-31", "2025-01-01"), 0);
    // Not later: none, however much earlier.
    assert_eq!(years("2024-09-05", "2024-09-04"), 0);
    assert_eq!(years("2024-09-05", "2019-09-05"), 0);
    assert_eq!(years("9999-12-31", "2024-01-01"), 0);
    // Without a 29/2 the year is full on the 28th, as limits in years are.
    assert_eq!(years("2020-02-29", "2021-02-27"), 0);
    assert_eq!(years("2020-02-29", "2021-02-28"), 1);
    assert_eq!(years("2020-02-29", "2024-02-28"), 3);
    assert_eq!(years("2020-02-29", "2024-02-29"), 4);
}

/// Counts years by walking from day to day: a year is full on the day of the same number in the same month, or on the
/// last of the month when it has none.
fn years_walked(from: Day, until: Day) -> u32 {
    let (_, month, number) = from.ymd();
    let (mut day, mut years) = (from, 0);
    while day < until {
        day = day.plus_days(1);
        let (_, this_month, this_number) = day.ymd();
        let (_, next_month, _) = day.plus_days(1).ymd();
        let is_last = next_month != this_month;
        if this_month == month && (this_number == number || is_last && this_number < number) {
            years += 1;
        }
    }
    years
}

/// Hardest case 4: the boundary of the day.
#[test]
fn the_day_ends_at_midnight_in_vietnam() {
    let today = day("2024-05-24");
    assert_eq!(local_day(utc("2024-05-24T16:59:59.999999Z")), today);
    assert_eq!(local_day(utc("2024-05-24T17:00:00Z")), day("2024-05-25"));
    assert_eq!(local_day(utc("2024-05-23T17:00:00Z")), today);
    assert_eq!(end_of_day(today), utc("2024-05-24T17:00:00Z"));
    assert_eq!(last_instant(today), utc("2024-05-24T16:59:59.999999Z"));
    assert_eq!(local_day(last_instant(today)), today);
    assert_eq!(
        local_time(utc("2024-05-24T10:00:00Z")),
        NaiveTime::from_hms_opt(17, 0, 0).unwrap()
    );
    assert_eq!(local_day(utc("1969-12-31T16:59:59Z")), day("1969-12-31"));
    assert_eq!(local_day(DateTime::<Utc>::MIN_UTC), Day::MIN);
    assert_eq!(local_day(DateTime::<Utc>::MAX_UTC), Day::MAX);
}

#[test]
fn letters_leave_in_the_day_and_on_working_days() {
    let calendar = Almanac::official().latest();
    let leaves = |at: &str| sending_moment(utc(at), calendar).to_rfc3339();
    // 10:00 on Friday 24/5/2024: at once.
    assert_eq!(leaves("2024-05-24T03:00:00Z"), "2024-05-24T03:00:00+00:00");
    // 07:00 sharp: at once; 06:59: 07:30; 18:00 sharp and midnight before the weekend: Monday 07:30.
    assert_eq!(leaves("2024-05-24T00:00:00Z"), "2024-05-24T00:00:00+00:00");
    assert_eq!(leaves("2024-05-23T23:59:00Z"), "2024-05-24T00:30:00+00:00");
    assert_eq!(leaves("2024-05-24T11:00:00Z"), "2024-05-27T00:30:00+00:00");
    assert_eq!(leaves("2024-05-24T17:00:00Z"), "2024-05-27T00:30:00+00:00");
    // A make-up Saturday is a working day, a swapped Monday is not.
    assert_eq!(leaves("2024-05-04T03:00:00Z"), "2024-05-04T03:00:00+00:00");
    assert_eq!(leaves("2024-04-29T03:00:00Z"), "2024-05-02T00:30:00+00:00");
    // Beyond the calendar, plain weeks: 2061-01-01 is a Saturday.
    assert_eq!(leaves("2061-01-01T03:00:00Z"), "2061-01-03T00:30:00+00:00");
}

proptest! {
    #[test]
    fn days_agree_with_chrono(days in -700_000..2_900_000_i32, months in -600..600_i32) {
        let ours = Day::from_epoch_days(days);
        let theirs = NaiveDate::from(ours);
        prop_assert_eq!(ours.weekday(), theirs.weekday());
        prop_assert_eq!(Day::from(theirs), ours);
        prop_assert_eq!(ours.to_string().parse::<Day>(), Ok(ours));
        let moved = theirs.checked_add_signed(TimeDelta::days(i64::from(months))).unwrap();
        prop_assert_eq!(Day::from(moved), ours.plus_days(months));
        let moved = if months < 0 {
            theirs.checked_sub_months(chrono::Months::new(months.unsigned_abs()))
        } else {
            theirs.checked_add_months(chrono::Months::new(months.unsigned_abs()))
        };
        let moved = moved.unwrap();
        if (1..=9999).contains(&moved.year()) {
            prop_assert_eq!(Day::from(moved), ours.plus_months(months));
        }
    }

    #[test]
    fn full_years_agree_with_the_walker(days in -10_000..30_000_i32, later in -400..8_000_i32) {
        let from = Day::from_epoch_days(days);
        let until = from.plus_days(later);
        prop_assert_eq!(from.full_years_until(until), years_walked(from, until));
    }

    /// Anniversaries are where it turns, and a leap day is the hardest of them.
    #[test]
    fn full_years_turn_on_the_anniversary(leap_years in 0..20_i32, is_leap_day: bool, days in 0..20_000_i32, years in 0..30_i32, by in -1..2_i32) {
        let from = if is_leap_day { Day::from_ymd(1948 + 4 * leap_years, 2, 29).unwrap() } else { Day::from_epoch_days(days) };
        let until = from.plus_years(years).plus_days(by);
        prop_assert_eq!(from.full_years_until(until), years_walked(from, until));
    }

    #[test]
    fn moments_and_days_agree(seconds in -3_000_000_000_i64..4_000_000_000, micros in 0_u32..1_000_000) {
        let at = DateTime::from_timestamp(seconds, micros * 1000).unwrap();
        prop_assert_eq!(local_moment(local_day(at), local_time(at)), at);
        prop_assert!(at < end_of_day(local_day(at)));
        prop_assert!(at >= end_of_day(local_day(at).plus_days(-1)));
    }

    #[test]
    fn a_letter_is_never_early_and_never_at_night(seconds in 1_300_000_000_i64..2_800_000_000) {
        let calendar = Almanac::official().latest();
        let at = DateTime::from_timestamp(seconds, 0).unwrap();
        let leaves = sending_moment(at, calendar);
        prop_assert!(at <= leaves && leaves - at < TimeDelta::days(12));
        prop_assert!(calendar.is_working(local_day(leaves)).unwrap());
        let hour = local_time(leaves).format("%H").to_string().parse::<u32>().unwrap();
        prop_assert!((7..18).contains(&hour));
        prop_assert_eq!(sending_moment(leaves, calendar), leaves);
    }
}
