//! Cases 3, 4, 5 and 9: replay, the boundary of the day, month arithmetic, a change of law.

use calendar::{Almanac, end_of_day, last_instant};
use chrono::{NaiveTime, TimeDelta};
use timelimit::{
    DeriveError, FactKind, LedgerFact, OpenClock, Shift, Span, State, TimeLimit, derive, derive_as_known_on,
    due, what_if,
};

use super::{at, day, decide, due_of, fact, latest};

#[test]
fn case_3_order_independent_bitemporal_replay_under_redelivery() {
    let limit = decide();
    // The stop of 2 May was entered only on 20 May, back-dated.
    let facts = [
        fact(FactKind::Resumed, "2024-05-09 10:00").recorded(at("2024-05-20 08:01")),
        fact(FactKind::Started, "2024-04-24 09:00"),
        fact(FactKind::Suspended, "2024-05-02 10:00").recorded(at("2024-05-20 08:00")),
        fact(FactKind::Started, "2024-04-24 09:00").recorded(at("2024-04-24 09:05")),
    ];
    let known = |on: &str| derive_as_known_on(&limit, &facts, Almanac::official(), day(on));
    assert_eq!(known("2024-04-23"), Err(DeriveError::NotStarted));
    assert_eq!(known("2024-05-19").unwrap().due_on, Some(day("2024-05-24")));
    assert_eq!(known("2024-05-20").unwrap().due_on, Some(day("2024-06-03")));
    let mut shuffled = facts;
    shuffled.reverse();
    assert_eq!(
        derive(&limit, &shuffled, latest()),
        derive(&limit, &facts, latest())
    );

    // The letter of 24 December 2025 said 2 January; that of the next day, 5 January.
    let facts = [fact(FactKind::Started, "2025-12-04 09:00")];
    let known = |on: &str| derive_as_known_on(&limit, &facts, Almanac::official(), day(on)).unwrap();
    assert_eq!(known("2025-12-24").due_on, Some(day("2026-01-02")));
    assert_eq!(known("2025-12-25").due_on, Some(day("2026-01-05")));
    // In 2024 nothing was known of 2026: the date rests on a projection, and says so.
    let early = [fact(FactKind::Started, "2025-12-04 09:00").recorded(at("2024-01-02 09:00"))];
    let early = derive_as_known_on(&limit, &early, Almanac::official(), day("2024-01-02")).unwrap();
    assert!(early.depends_on_projection && !known("2025-12-25").depends_on_projection);
}

#[test]
fn case_4_boundary_of_the_day() {
    let limit = decide();
    let started = |moment: &str| {
        derive(&limit, &[fact(FactKind::Started, moment)], latest())
            .map(|derivation| derivation.started_on)
            .unwrap()
    };
    // Office hours: 17:00 is in time, 17:01 is not; off days and nights go to the next working day.
    assert_eq!(started("2024-04-24 17:00"), day("2024-04-24"));
    assert_eq!(started("2024-04-24 17:01"), day("2024-04-25"));
    assert_eq!(started("2024-04-26 17:01"), day("2024-05-02"));
    assert_eq!(started("2024-04-27 09:00"), day("2024-05-02"));
    // A make-up Saturday receives; the swapped Monday does not.
    assert_eq!(started("2024-05-04 09:00"), day("2024-05-04"));
    assert_eq!(started("2024-05-04 17:30"), day("2024-05-06"));
    assert_eq!(started("2024-04-29 09:00"), day("2024-05-02"));
    // 15:00 for paper transfer is another rule, not another function.
    let paper = decide().with_receipt_cutoff(NaiveTime::from_hms_opt(15, 0, 0).unwrap());
    let facts = [fact(FactKind::Started, "2024-04-24 15:30")];
    assert_eq!(
        derive(&paper, &facts, latest()).unwrap().started_on,
        day("2024-04-25")
    );

    // Due today is not overdue: the last microsecond is in time, 24:00 is not, whatever the day in UTC.
    let last = day("2024-05-24");
    for (moment, late) in [(last_instant(last), false), (end_of_day(last), true)] {
        let facts = [
            fact(FactKind::Started, "2024-04-24 09:00"),
            LedgerFact::new(FactKind::Satisfied, moment),
        ];
        let derivation = derive(&limit, &facts, latest()).unwrap();
        let on = if late { last.plus_days(1) } else { last };
        assert_eq!(derivation.state, State::Satisfied { on, late });
    }
    let early_utc = end_of_day(day("2024-04-23")) + TimeDelta::minutes(10);
    assert_eq!(early_utc.to_rfc3339(), "2024-04-23T17:10:00+00:00");
    let facts = [LedgerFact::new(FactKind::Started, early_utc)];
    assert_eq!(
        derive(&limit, &facts, latest()).unwrap().started_on,
        day("2024-04-24")
    );
    // Due on a make-up Saturday.
    let ten = TimeLimit::new(Span::WorkingDays(10));
    assert_eq!(
        due(&ten, day("2025-04-14"), latest()).unwrap().due_on,
        Some(day("2025-04-26"))
    );
}

#[test]
fn case_5_month_leap_and_five_year_arithmetic() {
    let on = |limit: &TimeLimit, start: &str| {
        let derivation = due(limit, day(start), latest()).unwrap();
        (
            derivation.due_on.unwrap().to_string(),
            derivation.rolled_from.map(|day| day.to_string()),
        )
    };
    let date = |due: &str, raw: Option<&str>| (due.to_owned(), raw.map(str::to_owned));
    let months = TimeLimit::new(Span::Months(3));
    assert_eq!(on(&months, "2025-11-30"), date("2026-03-02", Some("2026-02-28")));
    assert_eq!(on(&months, "2023-11-29"), date("2024-02-29", None));
    assert_eq!(
        on(&TimeLimit::new(Span::Months(1)), "2024-01-31"),
        date("2024-02-29", None)
    );
    let validity = TimeLimit::new(Span::Years(5)).without_roll();
    assert_eq!(on(&validity, "2024-02-29"), date("2029-02-28", None));
    assert_eq!(on(&validity, "2026-03-15"), date("2031-03-15", None));
    let renewal = TimeLimit::new(Span::Months(5)).backward();
    assert_eq!(on(&renewal, "2031-03-15"), date("2030-10-15", None));
    assert_eq!(on(&renewal, "2029-07-31"), date("2029-02-28", None));
    let back = |span| TimeLimit::new(span).backward();
    assert_eq!(on(&back(Span::Days(10)), "2026-09-12"), date("2026-09-02", None));
    assert_eq!(
        on(&back(Span::WorkingDays(5)), "2026-09-07"),
        date("2026-08-26", None)
    );
    assert_eq!(on(&back(Span::Years(2)), "2028-02-29"), date("2026-02-28", None));
    assert_eq!(on(&back(Span::OnDay), "2028-02-29"), date("2028-02-29", None));
    assert_eq!(on(&back(Span::Before), "2028-03-01"), date("2028-02-29", None));
    // A backward limit that rolls goes to the preceding working day, never later.
    let rolling = TimeLimit {
        roll: true,
        ..TimeLimit::new(Span::Days(10)).backward()
    };
    assert_eq!(on(&rolling, "2026-09-12"), date("2026-08-28", Some("2026-09-02")));
    // No roll, no working days: the date rests on no projection, however far ahead.
    assert!(
        !due(&validity, day("2026-03-15"), latest())
            .unwrap()
            .depends_on_projection
    );
    assert!(
        due(&TimeLimit::new(Span::WorkingDays(1)), day("2031-03-14"), latest())
            .unwrap()
            .depends_on_projection
    );
}

#[test]
fn case_9_the_law_changes_in_mid_case() {
    // The clock runs on under the version applied to it; the draft shows what the other would say.
    let (old, new) = (
        decide(),
        TimeLimit {
            span: Span::Days(20),
            ..decide()
        },
    );
    let facts = [fact(FactKind::Started, "2024-04-24 09:00")];
    let notified = Some(day("2024-05-24"));
    let clock = OpenClock {
        key: "case",
        limit: &old,
        drafted: &new,
        facts: &facts,
        notified,
    };
    let outcome = what_if([clock], latest(), latest(), day("2024-05-01"));
    let moved = &outcome.moves[0];
    assert_eq!(
        (moved.from, moved.to, moved.shift),
        (day("2024-05-24"), day("2024-05-14"), Shift::Earlier)
    );
    assert_eq!(
        (moved.keep, moved.limit_changed, moved.because.len()),
        (notified, true, 0)
    );
    assert_eq!(due_of(&old, &facts), notified);
}
