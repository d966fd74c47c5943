//! Case 2: clock-stop algebra.

use calendar::Language;
use timelimit::{ExtensionRule, FactKind, LedgerFact, Span, State, Step, TimeLimit, Wording, derive, due};

use super::{day, decide, due_of, fact, latest};

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
        days_before: 0,
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
    // On the last day it is still time to extend.
    assert_eq!(
        due_of(&limit, &[start, extended(5, "2024-06-06 16:00")]),
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
fn case_2_one_new_date_before_the_last_day() {
    let limit = TimeLimit::new(Span::WorkingDays(3)).with_extension(ExtensionRule {
        times: 1,
        longest: None,
        days_before: 1,
        citation: Wording::new("NĐ 61/2018/NĐ-CP Điều 19(9)", "Decree 61/2018/NĐ-CP Art. 19(9)"),
    });
    let start = fact(FactKind::Started, "2024-06-03 09:00");
    let postponed = |moment, until| fact(FactKind::Postponed, moment).anchored(day(until));
    assert_eq!(due_of(&limit, &[start]), Some(day("2024-06-06")));
    // The day before the last one is in time; a new date that is not worked moves on as any last day does.
    let in_time = postponed("2024-06-05 16:00", "2024-06-14");
    assert_eq!(due_of(&limit, &[start, in_time]), Some(day("2024-06-14")));
    let on_a_saturday = postponed("2024-06-05 16:00", "2024-06-15");
    assert_eq!(due_of(&limit, &[start, on_a_saturday]), Some(day("2024-06-17")));
    // A stop after it keeps what remained: stopped for two days, it ends two days later.
    let stop = [
        fact(FactKind::Suspended, "2024-06-10 09:00"),
        fact(FactKind::Resumed, "2024-06-12 09:00"),
    ];
    assert_eq!(
        due_of(
            &limit,
            &[
                start,
                postponed("2024-06-05 16:00", "2024-06-13"),
                stop[0],
                stop[1]
            ]
        ),
        Some(day("2024-06-17"))
    );
    // Counted to Saturday 8/6, rolled to Monday, stopped on the Sunday between and held open until Wednesday: the
    // new date is still the one that was promised.
    let held = TimeLimit {
        span: Span::Days(5),
        extension: limit.extension.clone().map(|rule| ExtensionRule {
            days_before: 0,
            ..rule
        }),
        ..limit.clone()
    };
    let open_until_wednesday = [
        start,
        fact(FactKind::Suspended, "2024-06-09 09:00"),
        fact(FactKind::Resumed, "2024-06-12 09:00"),
        postponed("2024-06-12 10:00", "2024-06-20"),
    ];
    assert_eq!(due_of(&held, &open_until_wednesday[..3]), Some(day("2024-06-12")));
    assert_eq!(due_of(&held, &open_until_wednesday), Some(day("2024-06-20")));
    // A reset forgets it, and with it that the one new date was given.
    let reset = fact(FactKind::Reset, "2024-06-12 09:00");
    assert_eq!(due_of(&limit, &[start, in_time, reset]), Some(day("2024-06-17")));
    let again = postponed("2024-06-13 09:00", "2024-06-20");
    assert_eq!(
        due_of(&limit, &[start, in_time, reset, again]),
        Some(day("2024-06-20"))
    );

    let bounded = TimeLimit {
        extension: limit.extension.clone().map(|rule| ExtensionRule {
            longest: Some(Span::WorkingDays(5)),
            ..rule
        }),
        ..limit.clone()
    };
    assert_eq!(
        due_of(&bounded, &[start, postponed("2024-06-05 16:00", "2024-06-13")]),
        Some(day("2024-06-13"))
    );
    let refused = |limit: &TimeLimit, facts: &[LedgerFact]| derive(limit, facts, latest()).unwrap_err();
    let refusals = [
        refused(&limit, &[start, postponed("2024-06-06 08:00", "2024-06-14")]),
        refused(&limit, &[start, postponed("2024-06-07 08:00", "2024-06-14")]),
        refused(
            &limit,
            &[start, in_time, postponed("2024-06-11 08:00", "2024-06-20")],
        ),
        refused(&limit, &[start, postponed("2024-06-05 16:00", "2024-06-06")]),
        refused(&limit, &[start, postponed("2024-06-05 16:00", "2024-05-31")]),
        refused(&bounded, &[start, postponed("2024-06-05 16:00", "2024-06-14")]),
        refused(&limit, &[start, fact(FactKind::Postponed, "2024-06-05 16:00")]),
        refused(
            &limit,
            &[
                start,
                fact(FactKind::Suspended, "2024-06-04 09:00"),
                postponed("2024-06-05 16:00", "2024-06-14"),
            ],
        ),
        refused(&decide(), &[start, in_time]),
    ];
    let snapshot = refusals
        .map(|refused| {
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
fn case_2_consumption_refers_to_the_last_fact() {
    let limit = TimeLimit::new(Span::WorkingDays(10));
    // Started by a fact of Monday that counts from the Friday before.
    let start = fact(FactKind::Started, "2024-06-03 09:00").anchored(day("2024-05-31"));
    let derivation = derive(&limit, &[start], latest()).unwrap();
    assert_eq!(
        (derivation.started_on, derivation.as_of),
        (day("2024-05-31"), day("2024-06-03"))
    );
    assert_eq!((derivation.consumed, derivation.remaining), (1, 9));
    let done = [start, fact(FactKind::Satisfied, "2024-06-06 09:00")];
    let derivation = derive(&limit, &done, latest()).unwrap();
    assert_eq!(
        (derivation.as_of, derivation.consumed, derivation.remaining),
        (day("2024-06-06"), 4, 6)
    );
}
