//! The laws of counting, against the naive walker and against each other.

use calendar::{Almanac, Audience, Calendar, Day, Entry, EntryKind, Scope, Status, Version, local_moment};
use chrono::{DateTime, NaiveTime, Utc};
use proptest::prelude::*;
use timelimit::{
    Derivation, DeriveError, ExtensionRule, FactKind, LedgerFact, Span, State, Step, TimeLimit, Wording,
    derive, derive_without_steps, due,
};

use crate::naive::{Event, walk, walk_back, worked_from};

fn latest() -> &'static Calendar {
    Almanac::official().latest()
}

pub fn at(day: Day, hour: u32) -> DateTime<Utc> {
    local_moment(day, NaiveTime::from_hms_opt(hour, 0, 0).unwrap())
}

fn fact(kind: FactKind, day: Day, hour: u32) -> LedgerFact {
    LedgerFact::new(kind, at(day, hour))
}

pub fn extensible(span: Span) -> TimeLimit {
    let citation = Wording::new("quy tắc thử", "test rule");
    TimeLimit::new(span).with_extension(ExtensionRule {
        times: 9,
        longest: None,
        days_before: 0,
        citation,
    })
}

/// Every start of 2015–2030 for 1, 5, 10 and 20 working days and days, 1, 3 and 5 months, 1, 2 and 5 years.
#[test]
fn every_start_of_sixteen_years() {
    let first = Day::from_ymd(2015, 1, 1).unwrap();
    let last = Day::from_ymd(2030, 12, 31).unwrap();
    let short = [1, 5, 10, 20]
        .into_iter()
        .flat_map(|count| [Span::Days(count), Span::WorkingDays(count)]);
    let long = [Span::Months(1), Span::Months(3), Span::Months(5), Span::Years(1)];
    let limits: Vec<TimeLimit> = short.chain(long).map(TimeLimit::new).collect();
    for start in (0..=last.days_since(first)).map(|offset| first.plus_days(offset)) {
        for limit in &limits {
            let walked = walk(limit.span, true, start, &[], latest());
            assert_eq!(
                due(limit, start, latest()).unwrap().due_on,
                walked.due_on,
                "{start} {:?}",
                limit.span
            );
        }
        let validity = TimeLimit::new(Span::Months(2)).without_roll();
        let walked = walk(validity.span, false, start, &[], latest());
        assert_eq!(
            due(&validity, start, latest()).unwrap().due_on,
            walked.due_on,
            "{start} without roll"
        );
        let renewal = TimeLimit::new(Span::Months(5)).backward();
        assert_eq!(
            due(&renewal, start, latest()).unwrap().due_on,
            Some(walk_back(renewal.span, start, latest())),
            "5 months before {start}"
        );
    }
    // Years are twelve months each; a few starts suffice for the long walks.
    for start in (0..=last.days_since(first))
        .step_by(29)
        .map(|offset| first.plus_days(offset))
    {
        for span in [Span::Years(2), Span::Years(5)] {
            let walked = walk(span, true, start, &[], latest());
            assert_eq!(
                due(&TimeLimit::new(span), start, latest()).unwrap().due_on,
                walked.due_on,
                "{start} {span:?}"
            );
        }
    }
}

pub fn spans() -> impl Strategy<Value = Span> {
    prop_oneof![
        (1_u32..40).prop_map(Span::Days),
        (1_u32..40).prop_map(Span::WorkingDays),
        (1_u32..7).prop_map(Span::Months),
        Just(Span::Years(1)),
    ]
}

pub fn starts() -> impl Strategy<Value = Day> {
    // 2015-01-01 to 2030-12-31.
    (16_436..22_280_i32).prop_map(Day::from_epoch_days)
}

/// What may happen: hours after the thing before, and which thing.
pub fn happenings() -> impl Strategy<Value = Vec<(i64, u8, u32)>> {
    prop::collection::vec((0_i64..400, 0_u8..9, 1_u32..15), 0..8)
}

/// A ledger that obeys the rules, in order, and what the walker needs of it.
pub fn ledger(
    limit: &TimeLimit,
    start: Day,
    happenings: &[(i64, u8, u32)],
) -> (Vec<LedgerFact>, Vec<(Day, Event)>) {
    let mut moment = at(start, 9);
    let mut facts = vec![LedgerFact::new(FactKind::Started, moment)];
    let mut events: Vec<(Day, Event)> = Vec::new();
    let mut open = 0;
    for &(hours, what, by) in happenings {
        // A minute more keeps moments apart, so that the order in time is the order of effect.
        moment += chrono::TimeDelta::minutes(hours * 60 + 1);
        let day = calendar::local_day(moment);
        let (kind, event) = match what {
            0..=2 => (FactKind::Suspended, Event::Stop),
            3..=5 if open > 0 => (FactKind::Resumed, Event::Resume),
            6 => (FactKind::Reset, Event::Reset),
            7 => {
                let so_far = walk(limit.span, limit.roll, start, &events, latest());
                if so_far.due_on.is_some_and(|due_on| due_on < day) {
                    continue;
                }
                let by_span = match limit.span {
                    Span::WorkingDays(_) => Span::WorkingDays(by),
                    _ => Span::Days(by),
                };
                (FactKind::Extended { by: by_span }, Event::Extend(by))
            }
            8 => {
                let so_far = walk(limit.span, limit.roll, start, &events, latest());
                let Some(due_on) = so_far.due_on.filter(|due_on| *due_on >= day) else {
                    continue;
                };
                let until = due_on.plus_days(by as i32);
                facts.push(LedgerFact::new(FactKind::Postponed, moment).anchored(until));
                events.push((day, Event::Postpone(until)));
                continue;
            }
            _ => continue,
        };
        match event {
            Event::Stop => open += 1,
            Event::Resume => open -= 1,
            Event::Reset => open = 0,
            Event::Extend(_) | Event::Postpone(_) => {}
        }
        facts.push(LedgerFact::new(kind, moment));
        events.push((day, event));
    }
    (facts, events)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn random_ledgers_agree_with_the_walker(
        span in spans(), roll: bool, start in starts(), happenings in happenings(),
    ) {
        let limit = TimeLimit { roll, ..extensible(span) };
        let (facts, events) = ledger(&limit, start, &happenings);
        let derivation = derive(&limit, &facts, latest()).unwrap();
        let walked = walk(span, roll, start, &events, latest());
        prop_assert_eq!((derivation.started_on, derivation.due_on), (walked.started_on, walked.due_on));
        let suspended = derivation.state == State::Suspended;
        prop_assert_eq!(suspended, walked.due_on.is_none());
        prop_assert_eq!(Ok(Derivation { steps: vec![], ..derivation }), derive_without_steps(&limit, &facts, latest()));
    }

    /// Law 1: order and repetition do not matter.
    #[test]
    fn order_independent(
        span in spans(), start in starts(), happenings in happenings(),
        order in prop::collection::vec(any::<prop::sample::Index>(), 24),
    ) {
        let limit = extensible(span);
        let (facts, _) = ledger(&limit, start, &happenings);
        let mut shuffled: Vec<LedgerFact> = order.iter().map(|index| *index.get(&facts)).collect();
        shuffled.extend(facts.iter().rev());
        prop_assert_eq!(derive(&limit, &shuffled, latest()), derive(&limit, &facts, latest()));
    }

    /// Law 2: two adjoining stops are one, and a stop costs exactly its working days.
    #[test]
    fn additive(start in starts(), count in 2_u32..40, wait in 0_u32..20, first in 0_u32..10, second in 0_u32..10) {
        let calendar = latest();
        let limit = TimeLimit::new(Span::WorkingDays(count));
        let stop = calendar.add_working_days(start, wait % count).unwrap();
        let middle = calendar.add_working_days(stop, first).unwrap();
        let end = calendar.add_working_days(middle, second).unwrap();
        let derive = |facts: &[LedgerFact]| derive(&limit, facts, calendar).unwrap();
        let started = fact(FactKind::Started, start, 8);
        let one = derive(&[started, fact(FactKind::Suspended, stop, 9), fact(FactKind::Resumed, end, 16)]);
        let two = derive(&[
            started,
            fact(FactKind::Suspended, stop, 9), fact(FactKind::Resumed, middle, 10),
            fact(FactKind::Suspended, middle, 11), fact(FactKind::Resumed, end, 16),
        ]);
        prop_assert_eq!(one.due_on, two.due_on);
        let expected = calendar.add_working_days(start, count + first + second).unwrap();
        prop_assert_eq!(one.due_on, Some(expected));
        // Overlapping stops are their union.
        let overlapping = derive(&[
            started,
            fact(FactKind::Suspended, stop, 9), fact(FactKind::Suspended, stop.max(middle), 10),
            fact(FactKind::Resumed, middle, 11), fact(FactKind::Resumed, end, 16),
        ]);
        prop_assert_eq!(overlapping.due_on, one.due_on);
    }

    /// Law 2: a stop over days that are not worked consumes nothing of a working-day limit.
    #[test]
    fn a_stop_over_days_off_is_free(start in starts(), count in 1_u32..40, wait in 1_u32..40) {
        let calendar = latest();
        let limit = TimeLimit::new(Span::WorkingDays(count));
        let plain = due(&limit, start, calendar).unwrap().due_on;
        let stop = calendar.add_working_days(start, wait).unwrap();
        let resume = worked_from(calendar, stop.plus_days(1)).plus_days(-1);
        let facts = [
            fact(FactKind::Started, start, 8), fact(FactKind::Suspended, stop, 23), fact(FactKind::Resumed, resume, 23),
        ];
        // Stopping on the very last day keeps the limit open until the resume, even over days off.
        if plain != Some(stop) || stop == resume {
            prop_assert_eq!(derive(&limit, &facts, calendar).unwrap().due_on, plain);
        }
    }

    /// Law 3: a stop moves a working-day limit by its own length, neither more nor less, and never to an earlier day.
    #[test]
    fn monotone(span in spans(), start in starts(), wait in 0_i32..60, length in 0_i32..60) {
        let limit = TimeLimit::new(span);
        let calendar = latest();
        let before = due(&limit, start, calendar).unwrap().due_on.unwrap();
        let (stop, resume) = (start.plus_days(wait), start.plus_days(wait + length));
        let facts = [
            fact(FactKind::Started, start, 8), fact(FactKind::Suspended, stop, 9), fact(FactKind::Resumed, resume, 10),
        ];
        let after = derive(&limit, &facts, calendar).unwrap().due_on.unwrap();
        prop_assert!(before <= after);
        if before < stop {
            // Law 4: a stop after the due date changes nothing.
            prop_assert_eq!(before, after);
        }
        match span {
            Span::WorkingDays(_) if stop < before => {
                let moved = calendar.working_days_between(before, after).unwrap();
                prop_assert_eq!(moved, calendar.working_days_between(stop, resume).unwrap());
            }
            // Rolling may add the rest of a weekend or of Tết on top.
            _ => prop_assert!(after.days_since(before) <= length + 9),
        }
    }

    /// Law 4: a reset is a new start, whatever happened before; an extension is none of both.
    #[test]
    fn reset_is_neither_stop_nor_extension(
        span in spans(), start in starts(), happenings in happenings(), wait in 0_i32..30, by in 1_u32..10,
    ) {
        let limit = extensible(span);
        let (mut facts, _) = ledger(&limit, start, &happenings);
        let last = facts.iter().map(|fact| calendar::local_day(fact.occurred_at)).max().unwrap();
        let again = last.plus_days(wait + 1);
        facts.push(fact(FactKind::Reset, again, 9));
        let reset = derive(&limit, &facts, latest()).unwrap();
        prop_assert_eq!(reset.due_on, due(&limit, again, latest()).unwrap().due_on);
        prop_assert!(reset.stops.is_empty());

        if let Span::WorkingDays(count) = span {
            let facts = [
                fact(FactKind::Started, start, 8),
                fact(FactKind::Extended { by: Span::WorkingDays(by) }, start, 9),
            ];
            let longer = due(&TimeLimit::new(Span::WorkingDays(count + by)), start, latest()).unwrap();
            let extended = derive(&limit, &facts, latest()).unwrap();
            prop_assert_eq!(extended.due_on, longer.due_on);
            prop_assert_eq!(extended.started_on, start);
        }
    }

    /// Law 3: a new date is the last day, whatever came before, moved only when it is not worked; a stop after it
    /// moves it by its own days, and nothing else does.
    #[test]
    fn a_new_date_is_the_last_day(
        span in spans(), roll: bool, start in starts(), happenings in happenings(), by in 1_i32..40,
        wait in 0_i32..30, length in 0_i32..20,
    ) {
        let limit = TimeLimit { roll, ..extensible(span) };
        let (mut facts, _) = ledger(&limit, start, &happenings);
        let moment = facts.iter().map(|fact| fact.occurred_at).max().unwrap() + chrono::TimeDelta::seconds(1);
        let on = calendar::local_day(moment);
        let before = derive(&limit, &facts, latest()).unwrap();
        let until = before.due_without_open_stop.max(on).plus_days(by);
        facts.push(LedgerFact::new(FactKind::Postponed, moment).anchored(until));
        let rolled = |day: Day| if roll { worked_from(latest(), day) } else { day };
        match (before.due_on, derive(&limit, &facts, latest())) {
            (None, refused) => {
                prop_assert!(matches!(refused, Err(DeriveError::NewDateWhileStopped { .. })), "{refused:?}");
            }
            (Some(due_on), refused) if due_on < on => {
                prop_assert_eq!(refused, Err(DeriveError::ExtensionAfterExpiry { on, due_on }));
            }
            (Some(_), after) => {
                prop_assert_eq!(after.unwrap().due_on, Some(rolled(until)));
                // Stopped for the first time after the announcement, and well before the new date.
                let stop = on.plus_days(1 + wait);
                if stop.plus_days(length) < until {
                    facts.push(fact(FactKind::Suspended, stop, 9));
                    facts.push(fact(FactKind::Resumed, stop.plus_days(length), 10));
                    let stopped = derive(&limit, &facts, latest()).unwrap().due_on.unwrap();
                    prop_assert!(stopped >= rolled(until));
                }
            }
        }
    }

    /// One new date and no more: whichever comes second in law is refused, in whatever order they were heard.
    #[test]
    fn a_second_new_date_is_refused(
        start in starts(), count in 5_u32..40, wait in 1_i32..4, first in 1_i32..20, second in 1_i32..20,
    ) {
        let citation = Wording::new("quy tắc thử", "test rule");
        let limit = TimeLimit::new(Span::WorkingDays(count)).with_extension(ExtensionRule {
            times: 1, longest: None, days_before: 1, citation: citation.clone(),
        });
        let started = fact(FactKind::Started, start, 8);
        let due_on = derive(&limit, &[started], latest()).unwrap().due_on.unwrap();
        let once = fact(FactKind::Postponed, start, 9).anchored(due_on.plus_days(first));
        let on = start.plus_days(wait);
        let again = fact(FactKind::Postponed, on, 9).anchored(due_on.plus_days(first + second));
        let refused = Err(DeriveError::TooManyExtensions { on, times: 1, citation });
        prop_assert_eq!(derive(&limit, &[started, once, again], latest()), refused.clone());
        prop_assert_eq!(derive(&limit, &[again, once, started], latest()), refused);
        // The same one delivered again is still one.
        prop_assert!(derive(&limit, &[started, once, once], latest()).is_ok());
    }

    /// Every elapsed working day belongs to exactly one party.
    #[test]
    fn attribution_is_complete(span in spans(), start in starts(), happenings in happenings(), until in 0_i32..400) {
        let limit = extensible(span);
        let (facts, _) = ledger(&limit, start, &happenings);
        let derivation = derive(&limit, &facts, latest()).unwrap();
        let until = start.plus_days(until);
        let turns = derivation.turns("office", "school", until, latest()).unwrap();
        let total: u32 = turns.iter().map(|turn| turn.working_days).sum();
        prop_assert_eq!(total, latest().working_days_between(start, until).unwrap());
        prop_assert!(turns.windows(2).all(|pair| pair[0].until == pair[1].after && pair[0].party != pair[1].party));
    }

    /// Consumed and remaining add up to the whole while the clock is open and not overdue.
    #[test]
    fn consumption_adds_up(count in 1_u32..40, start in starts(), happenings in happenings()) {
        let limit = TimeLimit::new(Span::WorkingDays(count));
        let happenings: Vec<_> = happenings.into_iter().filter(|(_, what, _)| *what < 6).collect();
        let (facts, _) = ledger(&limit, start, &happenings);
        let derivation = derive(&limit, &facts, latest()).unwrap();
        // An end held open by a stop on the last day may roll on to one more working day.
        let held_open = derivation.steps.iter().any(|step| matches!(step, Step::HeldOpen { .. }));
        if derivation.remaining > 0 && !held_open {
            prop_assert_eq!(derivation.consumed + derivation.remaining, count);
        } else {
            prop_assert!(derivation.consumed >= count);
        }
    }

    /// Law 4: a resume without a stop, or before it, is refused.
    #[test]
    fn a_resume_needs_a_stop(start in starts(), wait in 0_i32..30, later in 1_i32..30) {
        let limit = TimeLimit::new(Span::WorkingDays(20));
        let resume = start.plus_days(wait);
        let facts = [
            fact(FactKind::Started, start, 8), fact(FactKind::Resumed, resume, 9),
            fact(FactKind::Suspended, resume.plus_days(later), 10),
        ];
        let refused = Err(DeriveError::ResumeWithoutStop { on: resume });
        prop_assert_eq!(derive(&limit, &facts, latest()), refused.clone());
        prop_assert_eq!(derive(&limit, &facts[..2], latest()), refused);
    }
}

proptest! {
    // Each case compiles a calendar.
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Law 3: one more day off inside the window moves a working-day limit by one working day, outside by none.
    #[test]
    fn a_day_off_moves_only_what_contains_it(start in starts(), count in 1_u32..40, offset in -20_i32..80) {
        let limit = TimeLimit::new(Span::WorkingDays(count));
        let day = worked_from(latest(), start.plus_days(offset));
        let draft = with_day_off(day);
        let before = due(&limit, start, latest()).unwrap().due_on.unwrap();
        let after = due(&limit, start, draft.latest()).unwrap().due_on.unwrap();
        let inside = start < day && day <= before;
        prop_assert_eq!(latest().working_days_between(before, after).unwrap(), u32::from(inside));
        prop_assert!(inside || before == after);
    }
}

/// The official almanac with one more day off, known from the start.
fn with_day_off(date: Day) -> Almanac {
    Almanac::official().with_version(Version {
        id: "draft".to_owned(),
        known_on: date,
        title: "Nghỉ thử".to_owned(),
        document: None,
        settles: Vec::new(),
        recurring: Vec::new(),
        entries: vec![Entry {
            date,
            kind: EntryKind::Holiday,
            name: "Nghỉ thử".to_owned(),
            document: None,
            status: Status::InForce,
            audience: Audience::All,
            scope: Scope::National,
            projected: false,
        }],
    })
}
