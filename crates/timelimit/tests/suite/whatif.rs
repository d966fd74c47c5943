//! What a draft would do to open clocks, to the day.

use calendar::{Almanac, Calendar, Day, local_moment};
use chrono::NaiveTime;
use timelimit::{FactKind, LedgerFact, Move, OpenClock, Shift, Span, TimeLimit, WhatIf, what_if};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The calendar before the swap of 2 January 2026 was announced.
fn before() -> &'static Calendar {
    Almanac::official().as_known_on(day("2025-12-24"))
}

fn started(start: &str) -> [LedgerFact; 1] {
    let nine = NaiveTime::from_hms_opt(9, 0, 0).unwrap();
    [LedgerFact::new(FactKind::Started, local_moment(day(start), nine))]
}

/// What the announced swap does to one clock of 20 working days.
fn try_swap(start: &str, notified: Option<&str>, today: &str) -> WhatIf<&'static str> {
    let limit = TimeLimit::new(Span::WorkingDays(20));
    let facts = started(start);
    let notified = notified.map(day);
    let clock = OpenClock {
        key: "clock",
        limit: &limit,
        drafted: &limit,
        facts: &facts,
        notified,
    };
    what_if([clock], before(), Almanac::official().latest(), day(today))
}

fn reasons(moved: &Move<&str>) -> Vec<(String, bool)> {
    moved
        .because
        .iter()
        .map(|change| (change.day.to_string(), change.worked))
        .collect()
}

#[test]
fn the_reasons_are_the_changed_days_of_the_window_and_no_others() {
    let off = ("2026-01-02".to_owned(), false);
    let made_up = ("2026-01-10".to_owned(), true);
    // The window ends on 7 January, before the make-up day.
    assert_eq!(
        reasons(&try_swap("2025-12-08", None, "2025-12-25").moves[0]),
        std::slice::from_ref(&off)
    );
    // It ends on the make-up day itself, which counts.
    assert_eq!(
        reasons(&try_swap("2025-12-11", None, "2025-12-25").moves[0]),
        [off.clone(), made_up.clone()]
    );
    // It starts on the swapped day, and moves to an earlier day.
    let moved = &try_swap("2026-01-02", None, "2025-12-25").moves[0];
    assert_eq!((moved.shift, moved.days), (Shift::Earlier, -1));
    assert_eq!(reasons(moved), [off, made_up.clone()]);
    // It starts after the swapped day.
    assert_eq!(
        reasons(&try_swap("2026-01-05", None, "2025-12-25").moves[0]),
        [made_up]
    );
}

#[test]
fn a_letter_with_the_drafted_date_needs_nothing() {
    let of = |notified| {
        let outcome = try_swap("2025-12-08", notified, "2025-12-25");
        (outcome.moves[0].keep, outcome.moves[0].reissue)
    };
    // The limit moves from 6 to 7 January.
    assert_eq!(of(None), (None, false));
    assert_eq!(of(Some("2026-01-06")), (None, true));
    assert_eq!(of(Some("2026-01-07")), (None, false));
    assert_eq!(of(Some("2026-01-08")), (Some(day("2026-01-08")), false));
}

#[test]
fn due_today_still_moves_and_due_yesterday_does_not() {
    assert_eq!(try_swap("2025-12-08", None, "2026-01-06").moves.len(), 1);
    assert_eq!(try_swap("2025-12-08", None, "2026-01-07").moves.len(), 0);
}

#[test]
fn a_clock_that_cannot_be_derived_is_named() {
    let limit = TimeLimit::new(Span::WorkingDays(20));
    let clock = OpenClock {
        key: 7,
        limit: &limit,
        drafted: &limit,
        facts: &[],
        notified: None,
    };
    let outcome = what_if([clock], before(), before(), day("2025-12-25"));
    assert_eq!(
        outcome.refused.iter().map(|(key, _)| *key).collect::<Vec<_>>(),
        [7]
    );
    assert_eq!((outcome.moves.len(), outcome.unmoved), (0, 0));
}
