//! The compiled calendar against a deliberately naive walker that shares nothing with it but the list of exceptions,
//! which is written out again here.

use calendar::{Almanac, Calendar, Day};
use proptest::prelude::*;

/// Weekdays off and weekend days worked, as the notices have them.
const OFF: &[(i32, &[(u32, u32)])] = &[
    (
        2024,
        &[
            (1, 1),
            (2, 8),
            (2, 9),
            (2, 12),
            (2, 13),
            (2, 14),
            (4, 18),
            (4, 29),
            (4, 30),
            (5, 1),
            (9, 2),
            (9, 3),
        ],
    ),
    (
        2025,
        &[
            (1, 1),
            (1, 27),
            (1, 28),
            (1, 29),
            (1, 30),
            (1, 31),
            (4, 7),
            (4, 30),
            (5, 1),
            (5, 2),
            (9, 1),
            (9, 2),
        ],
    ),
    (
        2026,
        &[
            (1, 1),
            (1, 2),
            (2, 16),
            (2, 17),
            (2, 18),
            (2, 19),
            (2, 20),
            (4, 27),
            (4, 30),
            (5, 1),
            (8, 31),
            (9, 1),
            (9, 2),
            (11, 24),
        ],
    ),
];
const WORKED: &[(i32, u32, u32)] = &[(2024, 5, 4), (2025, 4, 26), (2026, 1, 10), (2026, 8, 22)];

/// Whether a day of 2024–2026 is worked, by looking it up in the lists.
fn is_worked(year: i32, month: u32, day: u32, weekday: u32) -> bool {
    let off = OFF
        .iter()
        .any(|(of, days)| *of == year && days.contains(&(month, day)));
    (weekday < 5 && !off) || WORKED.contains(&(year, month, day))
}

/// A civil calendar of its own: all days from 2024-01-01 (a Monday) to 2026-12-31 with month lengths by rote.
fn all_days() -> Vec<(i32, u32, u32, u32)> {
    let mut days = Vec::new();
    let mut weekday = 0;
    for (year, february) in [(2024, 29), (2025, 28), (2026, 28)] {
        for (month, length) in (1..).zip([31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
            for day in 1..=length {
                days.push((year, month, day, weekday));
                weekday = (weekday + 1) % 7;
            }
        }
    }
    days
}

fn latest() -> &'static Calendar {
    Almanac::official().latest()
}

/// Every start of 2024–2026 and 1, 5, 10 and 20 working days, forward and backward.
#[test]
fn every_start_of_the_official_years() {
    let days = all_days();
    let as_day = |&(year, month, day, _): &(i32, u32, u32, u32)| Day::from_ymd(year, month, day).unwrap();
    for (index, start) in days.iter().enumerate() {
        for count in [1, 5, 10, 20] {
            let mut left = count;
            let mut walked = days[index + 1..].iter();
            let forward = loop {
                match walked.next() {
                    None => break None,
                    Some(&(year, month, day, weekday)) => {
                        left -= u32::from(is_worked(year, month, day, weekday));
                        if left == 0 {
                            break Day::from_ymd(year, month, day);
                        }
                    }
                }
            };
            if let Some(forward) = forward {
                assert_eq!(
                    latest().add_working_days(as_day(start), count),
                    Ok(forward),
                    "{start:?} + {count}"
                );
            }
            let mut before = days[..index].iter().rev();
            let mut left = count;
            let backward = loop {
                match before.next() {
                    None => break None,
                    Some(&(year, month, day, weekday)) => {
                        left -= u32::from(is_worked(year, month, day, weekday));
                        if left == 0 {
                            break Day::from_ymd(year, month, day);
                        }
                    }
                }
            };
            if let Some(backward) = backward {
                assert_eq!(
                    latest().subtract_working_days(as_day(start), count),
                    Ok(backward),
                    "{start:?} - {count}"
                );
            }
        }
    }
}

fn days() -> impl Strategy<Value = Day> {
    // 2010-01-02 and about 49 years on, so that the day before and 400 working days more still lie inside.
    (14_611..32_500).prop_map(Day::from_epoch_days)
}

proptest! {
    #[test]
    fn difference_undoes_addition(start in days(), count in 0_u32..400) {
        let end = latest().add_working_days(start, count).unwrap();
        prop_assert_eq!(latest().working_days_between(start, end).unwrap(), count);
    }

    #[test]
    fn addition_is_additive(start in days(), first in 1_u32..200, second in 1_u32..200) {
        let there = latest().add_working_days(start, first).unwrap();
        let in_two = latest().add_working_days(there, second).unwrap();
        prop_assert_eq!(latest().add_working_days(start, first + second).unwrap(), in_two);
    }

    #[test]
    fn subtraction_undoes_addition_between_working_days(start in days(), count in 0_u32..400) {
        let start = latest().next_working_day(start).unwrap();
        let end = latest().add_working_days(start, count).unwrap();
        prop_assert_eq!(latest().subtract_working_days(end, count).unwrap(), start);
    }

    #[test]
    fn the_next_and_previous_working_day_are_the_nearest(day in days()) {
        let next = latest().next_working_day(day).unwrap();
        prop_assert!(day <= next && latest().is_working(next).unwrap());
        prop_assert!((0..next.days_since(day)).all(|off| !latest().is_working(day.plus_days(off)).unwrap()));
        prop_assert_eq!(latest().add_working_days(day.plus_days(-1), 1).unwrap(), next);
        if let Ok(previous) = latest().previous_working_day(day) {
            prop_assert!(previous <= day && latest().is_working(previous).unwrap());
            prop_assert_eq!(latest().working_days_between(previous, day).unwrap(), 0);
        }
    }

    #[test]
    fn a_difference_splits_anywhere(a in days(), b in 0_i32..300, c in 0_i32..300) {
        let (middle, end) = (a.plus_days(b), a.plus_days(b + c));
        let whole = latest().working_days_between(a, end).unwrap();
        let parts = latest().working_days_between(a, middle).unwrap()
            + latest().working_days_between(middle, end).unwrap();
        prop_assert_eq!(whole, parts);
        prop_assert_eq!(latest().working_days_between(end, a).unwrap(), 0);
    }
}

#[test]
fn outside_the_years_counting_is_refused() {
    let calendar = latest();
    let (first, last) = (calendar.first(), calendar.last());
    assert_eq!(
        (first.to_string(), last.to_string()),
        ("2010-01-01".to_owned(), "2060-12-31".to_owned())
    );
    assert!(calendar.is_working(first.plus_days(-1)).is_err());
    assert!(calendar.is_working(last.plus_days(1)).is_err());
    assert!(calendar.is_working(last).is_ok());
    assert!(calendar.add_working_days(last, 1).is_err());
    assert!(calendar.subtract_working_days(first, 1).is_err());
    assert_eq!(calendar.add_working_days(last, 0), Ok(last));
    let refusal = calendar.add_working_days(last.plus_days(-3), 20).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "the calendar covers 2010-01-01 to 2060-12-31; counting from 2060-12-28 leaves it"
    );
    assert!(calendar.is_projected(last.plus_days(1)));
}
