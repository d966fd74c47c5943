//! Dates computed by others: the official days off, and the golden table of the design.

use calendar::{Almanac, Calendar, Day, EntryKind};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Weekdays off and weekend days worked in a year, as ISO dates.
fn exceptions(calendar: &Calendar, year: i32) -> (Vec<String>, Vec<String>) {
    let first = Day::from_ymd(year, 1, 1).unwrap();
    let last = Day::from_ymd(year, 12, 31).unwrap();
    let days = (0..=last.days_since(first)).map(|offset| first.plus_days(offset));
    let (mut off, mut worked) = (Vec::new(), Vec::new());
    for day in days {
        match (calendar.is_working(day).unwrap(), day.is_weekend()) {
            (false, false) => off.push(day.to_string()[5..].to_owned()),
            (true, true) => worked.push(day.to_string()[5..].to_owned()),
            _ => {}
        }
    }
    (off, worked)
}

#[test]
fn every_official_file_is_read() {
    for (name, text) in Almanac::official_files() {
        calendar::version_from_toml(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    assert_eq!(
        Almanac::official().versions().len(),
        Almanac::official_files().len()
    );
}

#[test]
fn days_off_of_the_official_years_and_of_the_next() {
    let calendar = Almanac::official().latest();
    let (off, worked) = exceptions(calendar, 2024);
    assert_eq!(
        off,
        [
            "01-01", "02-08", "02-09", "02-12", "02-13", "02-14", "04-18", "04-29", "04-30", "05-01",
            "09-02", "09-03"
        ]
    );
    assert_eq!(worked, ["05-04"]);

    let (off, worked) = exceptions(calendar, 2025);
    assert_eq!(
        off,
        [
            "01-01", "01-27", "01-28", "01-29", "01-30", "01-31", "04-07", "04-30", "05-01", "05-02",
            "09-01", "09-02"
        ]
    );
    assert_eq!(worked, ["04-26"]);

    let (off, worked) = exceptions(calendar, 2026);
    assert_eq!(
        off,
        [
            "01-01", "01-02", "02-16", "02-17", "02-18", "02-19", "02-20", "04-27", "04-30", "05-01",
            "08-31", "09-01", "09-02", "11-24"
        ]
    );
    assert_eq!(worked, ["01-10", "08-22"]);

    let (off, worked) = exceptions(calendar, 2027);
    assert_eq!(
        off,
        [
            "01-01", "02-04", "02-05", "02-08", "02-09", "02-10", "04-16", "04-30", "05-03", "09-02",
            "09-03", "11-24"
        ]
    );
    assert!(worked.is_empty());
    assert!(calendar.is_projected(day("2027-01-01")));
    assert!(!calendar.is_projected(day("2026-12-31")));
}

/// The projection rule, applied to years whose notice is known, misses only what nobody could foresee: swaps.
#[test]
fn the_projection_agrees_with_the_notices_apart_from_swaps() {
    let before_any_notice = Almanac::official().as_known_on(day("2020-01-01"));
    let official = Almanac::official().latest();
    for year in [2024, 2025] {
        let first = Day::from_ymd(year, 1, 1).unwrap();
        for day in (0..365).map(|offset| first.plus_days(offset)) {
            let swapped = official
                .entries_between(day, day)
                .iter()
                .any(|entry| matches!(entry.kind, EntryKind::SwappedOff | EntryKind::MakeUpWork));
            if !swapped {
                assert_eq!(
                    before_any_notice.is_working(day),
                    official.is_working(day),
                    "{day}"
                );
            }
        }
    }
}

/// Start, working days, due; with everything known.
#[test]
fn golden_working_days() {
    let table = [
        ("2024-04-24", 20, "2024-05-24"),
        ("2024-04-24", 10, "2024-05-10"),
        ("2025-01-20", 20, "2025-02-24"),
        ("2025-04-14", 20, "2025-05-14"),
        ("2025-04-14", 10, "2025-04-26"),
        ("2025-12-04", 20, "2026-01-05"),
        ("2025-12-08", 20, "2026-01-07"),
        ("2025-12-12", 20, "2026-01-12"),
        ("2026-01-02", 20, "2026-01-29"),
        ("2025-12-11", 20, "2026-01-10"),
        ("2026-01-30", 20, "2026-03-06"),
        ("2026-07-27", 20, "2026-08-22"),
        ("2026-08-17", 20, "2026-09-16"),
        ("2026-11-20", 20, "2026-12-21"),
    ];
    for (start, count, due) in table {
        let found = Almanac::official()
            .latest()
            .add_working_days(day(start), count)
            .unwrap();
        assert_eq!(found.to_string(), due, "{start} + {count} working days");
    }
}

/// The same counts as an officer made them on Christmas Eve 2025, before the swap of 2 January was announced.
#[test]
fn golden_working_days_as_known_before_the_notice() {
    let known = Almanac::official().as_known_on(day("2025-12-24"));
    let table = [
        ("2025-12-04", "2026-01-02"),
        ("2025-12-08", "2026-01-06"),
        ("2025-12-12", "2026-01-12"),
        ("2026-01-02", "2026-01-30"),
    ];
    for (start, due) in table {
        assert_eq!(
            known.add_working_days(day(start), 20).unwrap().to_string(),
            due,
            "{start}"
        );
    }
}
