//! The golden dates (time-limits.md §5), counted by the auditor's own walk.

use auditor::count::{Almanac, Effect, Length, Line, OfficialDays, WorkDays, count};
use auditor::law::{OnExpiry, Rule};
use chrono::NaiveDate;
use uuid::Uuid;

fn rule(length: Length) -> Rule {
    Rule {
        id: "golden".to_owned(),
        overlay: None,
        regimes: vec!["A0".to_owned()],
        title: String::new(),
        length,
        backward: false,
        rolls: true,
        cutoff: None,
        can_stop: false,
        extension: None,
        owner: "review".to_owned(),
        on_expiry: OnExpiry::Breach,
        rungs: Vec::new(),
        from: None,
        until: None,
        triggers: Vec::new(),
    }
}

fn due(rule: &Rule, from: &str, days: &WorkDays) -> String {
    let at = format!("{from}T09:00:00+07:00").parse().unwrap();
    let anchored = rule.backward || !rule.rolls;
    let start = Line {
        fact_id: Uuid::nil(),
        service: "review",
        sequence: 1,
        effect: Effect::Starts,
        version: 0,
        happened_at: at,
        anchor: anchored.then(|| from.parse().unwrap()),
        recorded_at: at,
        deemed: false,
    };
    let counted = count(rule, &[&start], days).unwrap().unwrap();
    counted.due.unwrap().to_string()
}

#[test]
fn the_golden_dates_come_out() {
    let almanac = Almanac::read(OfficialDays::TEXTS).unwrap();
    let days = almanac.latest();
    let (working, plain) = (Length::WorkingDays, Length::Days);
    for (from, length, expected) in [
        ("2024-04-24", working(20), "2024-05-24"),
        ("2024-04-24", plain(20), "2024-05-14"),
        ("2024-04-24", working(10), "2024-05-10"),
        ("2025-01-20", working(20), "2025-02-24"),
        ("2025-01-20", plain(20), "2025-02-10"),
        ("2025-04-14", working(20), "2025-05-14"),
        ("2025-04-14", working(10), "2025-04-26"),
        ("2025-12-04", working(20), "2026-01-05"),
        ("2025-12-08", working(20), "2026-01-07"),
        ("2025-12-12", working(20), "2026-01-12"),
        ("2026-01-02", working(20), "2026-01-29"),
        ("2025-12-11", working(20), "2026-01-10"),
        ("2026-01-30", working(20), "2026-03-06"),
        ("2026-01-30", plain(20), "2026-02-23"),
        ("2026-07-27", working(20), "2026-08-22"),
        ("2026-08-17", working(20), "2026-09-16"),
        ("2026-11-20", working(20), "2026-12-21"),
        ("2025-11-30", Length::Months(3), "2026-03-02"),
    ] {
        assert_eq!(due(&rule(length), from, days), expected, "{from} + {length:?}");
    }
}

#[test]
fn a_notice_is_counted_with_since_it_was_known() {
    let almanac = Almanac::read(OfficialDays::TEXTS).unwrap();
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let known = |on: &str| almanac.known_since(day(on)).next().unwrap();
    let rule = rule(Length::WorkingDays(20));
    for (from, before, after) in [
        ("2025-12-04", "2026-01-02", "2026-01-05"),
        ("2025-12-08", "2026-01-06", "2026-01-07"),
        ("2025-12-12", "2026-01-12", "2026-01-12"),
        ("2026-01-02", "2026-01-30", "2026-01-29"),
    ] {
        assert_eq!(due(&rule, from, known("2025-12-24")), before);
        assert_eq!(due(&rule, from, known("2025-12-25")), after);
    }
}

#[test]
fn a_validity_does_not_roll_and_a_renewal_counts_back() {
    let almanac = Almanac::read(OfficialDays::TEXTS).unwrap();
    let days = almanac.latest();
    let validity = Rule {
        rolls: false,
        ..rule(Length::Years(5))
    };
    assert_eq!(due(&validity, "2024-02-29", days), "2029-02-28");
    assert_eq!(due(&validity, "2026-03-15", days), "2031-03-15");
    let renewal = Rule {
        backward: true,
        rolls: false,
        ..rule(Length::Months(5))
    };
    assert_eq!(due(&renewal, "2031-03-15", days), "2030-10-15");
}
