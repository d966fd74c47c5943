//! The hardest cases of the design that are pure, by name: 1 to 5, and the half of 9 that is counting.

use calendar::{Almanac, Calendar, Day, Language, end_of_day, last_instant, local_moment};
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use timelimit::{
    DeriveError, ExtensionRule, FactKind, LedgerFact, OpenClock, Shift, Span, State, Step, TimeLimit,
    Wording, derive, derive_as_known_on, due, what_if,
};

fn latest() -> &'static Calendar {
    Almanac::official().latest()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    let (date, time) = text.split_once(' ').unwrap();
    local_moment(day(date), NaiveTime::parse_from_str(time, "%H:%M").unwrap())
}

fn fact(kind: FactKind, moment: &str) -> LedgerFact {
    LedgerFact::new(kind, at(moment))
}

fn decide() -> TimeLimit {
    TimeLimit {
        start_event: Wording::new("ngày nhận báo cáo", "the day the report was received"),
        citation: Wording::new(
            "TT 18/2018/TT-BGDĐT Điều 38(1)",
            "Circular 18/2018/TT-BGDĐT Art. 38(1)",
        ),
        ..TimeLimit::new(Span::WorkingDays(20))
    }
    .with_receipt_cutoff(NaiveTime::from_hms_opt(17, 0, 0).unwrap())
}

fn due_of(limit: &TimeLimit, facts: &[LedgerFact]) -> Option<Day> {
    derive(limit, facts, latest()).unwrap().due_on
}

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

#[test]
fn case_2_clock_stop_algebra() {
    let limit = TimeLimit::new(Span::WorkingDays(10));
    let start = fact(FactKind::Started, "2024-05-06 09:00");
    let plain = due_of(&limit, &[start]);
    assert_eq!(plain, Some(day("2024-05-20")));

    let stop = |from: &str, to: &str| [fact(FactKind::Suspended, from), fact(FactKind::Resumed, to)];
    let with = |stops: &[[LedgerFact; 2]]| {
        let facts: Vec<LedgerFact> = [start]
            .into_iter()
            .chain(stops.iter().flatten().copied())
            .collect();
        due_of(&limit, &facts)
    };
    // Two stops of one working day each are one of two.
    let two = with(&[
        stop("2024-05-07 10:00", "2024-05-08 10:00"),
        stop("2024-05-13 10:00", "2024-05-14 10:00"),
    ]);
    let one = with(&[stop("2024-05-07 10:00", "2024-05-09 10:00")]);
    assert_eq!((two, one), (Some(day("2024-05-22")), Some(day("2024-05-22"))));
    // Overlapping stops are their union; a stop inside a stop adds nothing.
    let overlapping = with(&[
        stop("2024-05-07 10:00", "2024-05-08 10:00"),
        stop("2024-05-07 11:00", "2024-05-09 10:00"),
    ]);
    assert_eq!(overlapping, one);
    // The same day: nothing. Over a weekend: nothing.
    assert_eq!(with(&[stop("2024-05-07 10:00", "2024-05-07 16:00")]), plain);
    assert_eq!(with(&[stop("2024-05-10 16:00", "2024-05-12 10:00")]), plain);
    // After the due date: nothing, and the clock is running and overdue, not stopped.
    assert_eq!(with(&[stop("2024-05-21 10:00", "2024-05-30 10:00")]), plain);
    let late_stop = [start, fact(FactKind::Suspended, "2024-05-21 10:00")];
    let derivation = derive(&limit, &late_stop, latest()).unwrap();
    assert_eq!((derivation.state, derivation.due_on), (State::Running, plain));
    // On the last day: the end waits for the resume, with nothing left over.
    let open = [start, fact(FactKind::Suspended, "2024-05-20 10:00")];
    let waiting = derive(&limit, &open, latest()).unwrap();
    assert_eq!(
        (waiting.state, waiting.due_on, waiting.remaining),
        (State::Suspended, None, 0)
    );
    assert_eq!(
        with(&[stop("2024-05-20 10:00", "2024-05-23 10:00")]),
        Some(day("2024-05-23"))
    );
    // Stopped and resumed within the last day, rolled or not: as if nothing had happened.
    let twenty = TimeLimit::new(Span::Days(20));
    let rolled = fact(FactKind::Started, "2025-01-20 09:00");
    let brief = [
        fact(FactKind::Suspended, "2025-02-10 09:00"),
        fact(FactKind::Resumed, "2025-02-10 16:00"),
    ];
    let undisturbed = derive(&twenty, &[rolled], latest()).unwrap();
    let disturbed = derive(&twenty, &[rolled, brief[0], brief[1]], latest()).unwrap();
    assert_eq!(disturbed.due_on, Some(day("2025-02-10")));
    assert_eq!(
        (disturbed.due_on, disturbed.rolled_from),
        (undisturbed.due_on, undisturbed.rolled_from)
    );
    assert!(
        !disturbed
            .steps
            .iter()
            .any(|step| matches!(step, Step::HeldOpen { .. }))
    );
    // Stopped with time left: the date is open and the rest is kept.
    let open = [start, fact(FactKind::Suspended, "2024-05-09 10:00")];
    let waiting = derive(&limit, &open, latest()).unwrap();
    assert_eq!((waiting.state, waiting.due_on), (State::Suspended, None));
    assert_eq!((waiting.consumed, waiting.remaining), (3, 7));
    assert_eq!(waiting.due_without_open_stop, day("2024-05-20"));
}

#[test]
fn case_2_a_stop_over_tet_consumes_nothing() {
    let limit = TimeLimit::new(Span::WorkingDays(20));
    let start = fact(FactKind::Started, "2026-01-30 09:00");
    let over_tet = [
        fact(FactKind::Suspended, "2026-02-13 16:00"),
        fact(FactKind::Resumed, "2026-02-22 09:00"),
    ];
    assert_eq!(due_of(&limit, &[start]), Some(day("2026-03-06")));
    assert_eq!(
        due_of(&limit, &[start, over_tet[0], over_tet[1]]),
        Some(day("2026-03-06"))
    );
}

#[test]
fn case_2_reset_suspension_and_extension_are_three_things() {
    let rule = ExtensionRule {
        times: 1,
        longest: Some(Span::WorkingDays(5)),
        citation: Wording::new("NĐ 61/2018/NĐ-CP Điều 19(9)", "Decree 61/2018/NĐ-CP Art. 19(9)"),
    };
    let limit = TimeLimit::new(Span::WorkingDays(3)).with_extension(rule);
    let start = fact(FactKind::Started, "2024-06-03 09:00");
    let extended = |days, moment| {
        fact(
            FactKind::Extended {
                by: Span::WorkingDays(days),
            },
            moment,
        )
    };
    assert_eq!(due_of(&limit, &[start]), Some(day("2024-06-06")));
    let reset = fact(FactKind::Reset, "2024-06-11 09:00");
    let stopped = fact(FactKind::Suspended, "2024-06-05 09:00");
    assert_eq!(due_of(&limit, &[start, stopped, reset]), Some(day("2024-06-14")));
    assert_eq!(
        due_of(
            &limit,
            &[start, stopped, fact(FactKind::Resumed, "2024-06-11 09:00")]
        ),
        Some(day("2024-06-12"))
    );
    assert_eq!(
        due_of(&limit, &[start, extended(5, "2024-06-05 09:00")]),
        Some(day("2024-06-13"))
    );
    // The reset forgets the extension.
    assert_eq!(
        due_of(&limit, &[start, extended(5, "2024-06-05 09:00"), reset]),
        Some(day("2024-06-14"))
    );

    let refusals = [
        derive(&limit, &[], latest()),
        derive(
            &limit,
            &[start, fact(FactKind::Started, "2024-06-04 09:00")],
            latest(),
        ),
        derive(
            &limit,
            &[start, fact(FactKind::Suspended, "2024-06-01 09:00")],
            latest(),
        ),
        derive(
            &limit,
            &[start, fact(FactKind::Resumed, "2024-06-04 09:00")],
            latest(),
        ),
        derive(&limit, &[start, extended(6, "2024-06-05 09:00")], latest()),
        derive(&limit, &[start, extended(5, "2024-06-07 09:00")], latest()),
        derive(
            &limit,
            &[
                start,
                extended(1, "2024-06-04 09:00"),
                extended(1, "2024-06-05 09:00"),
            ],
            latest(),
        ),
        derive(
            &limit,
            &[
                start,
                fact(FactKind::Extended { by: Span::Days(1) }, "2024-06-04 09:00"),
            ],
            latest(),
        ),
        derive(
            &limit,
            &[
                start,
                fact(FactKind::Extended { by: Span::OnDay }, "2024-06-04 09:00"),
            ],
            latest(),
        ),
        derive(&decide(), &[start, extended(1, "2024-06-04 09:00")], latest()),
        derive(
            &TimeLimit {
                suspendable: false,
                ..decide()
            },
            &[start, fact(FactKind::Suspended, "2024-06-04 09:00")],
            latest(),
        ),
        derive(
            &TimeLimit::new(Span::Months(5)).backward(),
            &[
                start.anchored(day("2024-12-01")),
                fact(FactKind::Suspended, "2024-06-04 09:00"),
            ],
            latest(),
        ),
        derive(&TimeLimit::new(Span::OnDay), &[start], latest()),
        derive(&TimeLimit::new(Span::Months(5)).backward(), &[start], latest()),
        due(&limit, day("2060-12-31"), latest()),
    ];
    let snapshot = refusals
        .map(|refused| {
            let refused = refused.unwrap_err();
            [Language::Vietnamese, Language::English]
                .map(|language| refused.message(language))
                .join("\n")
        })
        .join("\n\n");
    insta::assert_snapshot!(snapshot);
}

#[test]
fn case_2_every_working_day_belongs_to_one_party() {
    let limit = TimeLimit::new(Span::WorkingDays(3));
    let facts = [
        fact(FactKind::Started, "2024-06-03 09:00"),
        fact(FactKind::Suspended, "2024-06-05 09:00"),
        fact(FactKind::Reset, "2024-06-11 09:00"),
        fact(FactKind::Reset, "2024-06-12 09:00"),
        fact(FactKind::Satisfied, "2024-06-13 09:00"),
    ];
    let derivation = derive(&limit, &facts, latest()).unwrap();
    let turns = |until: &str| -> Vec<String> {
        let turns = derivation
            .turns("office", "school", day(until), latest())
            .unwrap();
        turns
            .iter()
            .map(|turn| {
                format!(
                    "{} {}..{} {}",
                    turn.party, turn.after, turn.until, turn.working_days
                )
            })
            .collect()
    };
    let whole = [
        "office 2024-06-03..2024-06-05 2",
        "school 2024-06-05..2024-06-11 4",
        "office 2024-06-11..2024-06-13 2",
    ];
    assert_eq!(turns("2024-06-13"), whole);
    // Nothing belongs to anyone after the end, nor before the start.
    assert_eq!(turns("2024-07-01"), whole);
    assert_eq!(turns("2024-06-07"), [whole[0], "school 2024-06-05..2024-06-07 2"]);
    assert!(turns("2024-06-03").is_empty() && turns("2024-06-01").is_empty());
}

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
