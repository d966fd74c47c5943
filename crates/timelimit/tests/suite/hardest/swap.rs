//! Case 1: a swap is announced while clocks run.

use calendar::Almanac;
use timelimit::{
    ExtensionRule, FactKind, LedgerFact, OpenClock, Shift, Span, TimeLimit, Wording, derive, due, what_if,
};

use super::{at, day, decide, fact, latest};

#[test]
fn case_1_swap_announced_while_clocks_run() {
    let limit = decide();
    let starts = [
        "2025-12-04",
        "2025-12-08",
        "2025-12-12",
        "2026-01-02",
        "2025-12-11",
    ];
    let before = Almanac::official().as_known_on(day("2025-12-24"));
    let facts: Vec<[LedgerFact; 1]> = starts
        .iter()
        .map(|start| [fact(FactKind::Started, &format!("{start} 09:00")).recorded(at("2025-12-04 09:00"))])
        .collect();
    let clocks = starts.iter().zip(&facts).map(|(start, facts)| OpenClock {
        key: *start,
        limit: &limit,
        drafted: &limit,
        facts,
        notified: due(&limit, day(start), before).unwrap().due_on,
    });
    let outcome = what_if(clocks, before, latest(), day("2025-12-25"));
    let moves: Vec<String> = outcome
        .moves
        .iter()
        .map(|m| {
            format!(
                "{}: {} to {}, {:?} by {}, reissue {}",
                m.key, m.from, m.to, m.shift, m.days, m.reissue
            )
        })
        .collect();
    assert_eq!(
        moves,
        [
            "2025-12-04: 2026-01-02 to 2026-01-05, Later by 3, reissue true",
            "2025-12-08: 2026-01-06 to 2026-01-07, Later by 1, reissue true",
            "2025-12-11: 2026-01-09 to 2026-01-10, Later by 1, reissue true",
        ]
    );
    assert!(outcome.moves.iter().all(|moved| moved.keep.is_none()));
    // 2025-12-12 nets to zero, and the receipt of 2 January as well once it is deemed to have come on the 5th.
    assert_eq!((outcome.unmoved, outcome.refused.len()), (2, 0));
    assert!(
        outcome
            .moves
            .iter()
            .all(|m| m.because[0].day == day("2026-01-02") && !m.because[0].worked)
    );

    // A draft that would shorten: the notified date is kept until a person decides.
    let by_date = TimeLimit {
        receipt_cutoff: None,
        ..decide()
    };
    let facts = [fact(FactKind::Started, "2026-01-02 09:00")];
    let notified = Some(day("2026-01-30"));
    let clock = OpenClock {
        key: (),
        limit: &by_date,
        drafted: &by_date,
        facts: &facts,
        notified,
    };
    let outcome = what_if([clock], before, latest(), day("2025-12-25"));
    let shortened = &outcome.moves[0];
    assert_eq!(
        (shortened.to, shortened.shift, shortened.keep),
        (day("2026-01-29"), Shift::Earlier, notified)
    );
    assert!(!shortened.reissue);
}

#[test]
fn case_1_a_breached_or_ended_clock_is_not_judged_again() {
    let limit = decide();
    let before = Almanac::official().as_known_on(day("2025-12-24"));
    let started = fact(FactKind::Started, "2025-12-04 09:00");
    let running = [started];
    let done = [started, fact(FactKind::Satisfied, "2025-12-20 09:00")];
    let stopped = [started, fact(FactKind::Suspended, "2025-12-20 09:00")];
    for (facts, today) in [
        (running.as_slice(), day("2026-01-03")),
        (done.as_slice(), day("2025-12-25")),
        (stopped.as_slice(), day("2025-12-25")),
    ] {
        let clock = OpenClock {
            key: (),
            limit: &limit,
            drafted: &limit,
            facts,
            notified: None,
        };
        let outcome = what_if([clock], before, latest(), today);
        assert_eq!((outcome.moves.len(), outcome.unmoved), (0, 1));
    }
}

/// A date names the projection it rests on, and none that it does not.
#[test]
fn case_1_a_date_says_whether_a_swap_may_still_move_it() {
    let rests =
        |limit: &TimeLimit, start: &str| due(limit, day(start), latest()).unwrap().depends_on_projection;
    let (working, days) = (
        TimeLimit::new(Span::WorkingDays(20)),
        TimeLimit::new(Span::Days(20)),
    );
    assert!(rests(&working, "2026-12-10") && !rests(&working, "2026-11-20"));
    // Plain days rest on the calendar only where they roll.
    assert!(rests(&days, "2026-12-20") && !rests(&days, "2026-12-01"));
    assert!(!rests(&days.clone().without_roll(), "2027-03-01"));
    assert!(rests(
        &TimeLimit::new(Span::WorkingDays(5)).backward(),
        "2027-03-01"
    ));

    let citation = Wording::new("quy tắc thử", "test rule");
    let extensible = days.without_roll().with_extension(ExtensionRule {
        times: 1,
        longest: None,
        days_before: 0,
        citation,
    });
    let extended = |by: Span| {
        let facts = [
            fact(FactKind::Started, "2027-03-01 09:00"),
            fact(FactKind::Extended { by }, "2027-03-02 09:00"),
        ];
        derive(&extensible, &facts, latest())
            .unwrap()
            .depends_on_projection
    };
    assert!(extended(Span::WorkingDays(3)) && !extended(Span::Days(3)));

    // A receipt on the last evening of 2026 is deemed to come in a year without a notice.
    let receipt = TimeLimit {
        roll: false,
        ..decide()
    };
    let receipt = TimeLimit {
        span: Span::WorkingDays(1),
        ..receipt
    };
    let facts = [fact(FactKind::Started, "2023-12-29 18:00")];
    assert!(derive(&receipt, &facts, latest()).unwrap().depends_on_projection);
    let facts = [fact(FactKind::Started, "2024-01-02 16:00")];
    assert!(!derive(&receipt, &facts, latest()).unwrap().depends_on_projection);
}
