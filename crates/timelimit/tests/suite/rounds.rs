//! A limit that was cleared starts again: what came before is another's.

use calendar::Day;
use proptest::prelude::*;
use timelimit::{DeriveError, FactKind, LedgerFact, Span, State, TimeLimit, derive};

use crate::hardest::{day, fact, latest};
use crate::laws::{at, extensible, happenings, ledger, spans, starts};

/// Ten working days; from 6/5/2024 to 20/5/2024.
fn ten() -> TimeLimit {
    TimeLimit::new(Span::WorkingDays(10))
}

fn standing(facts: &[LedgerFact]) -> (State, Option<Day>) {
    let derivation = derive(&ten(), facts, latest()).unwrap();
    (derivation.state, derivation.due_on)
}

fn cancelled(on: &str) -> State {
    State::Cancelled { on: day(on) }
}

#[test]
fn what_is_cleared_ends_and_starts_again_from_zero() {
    let start = fact(FactKind::Started, "2024-05-06 09:00");
    let cleared = fact(FactKind::Cleared, "2024-05-14 09:00");
    let again = fact(FactKind::Started, "2024-05-27 09:00");
    let first = Some(day("2024-05-20"));
    assert_eq!(standing(&[start, cleared]), (cancelled("2024-05-14"), first));
    assert_eq!(
        standing(&[start, cleared, again]),
        (State::Running, Some(day("2024-06-10")))
    );
    // So does what had been done, and is to be done once more.
    let done = fact(FactKind::Satisfied, "2024-05-10 09:00");
    let kept = State::Satisfied {
        on: day("2024-05-10"),
        late: false,
    };
    assert_eq!(standing(&[start, done, cleared]), (kept, first));
    assert_eq!(standing(&[start, done, cleared, again]).0, State::Running);
    // Cleared once more, before it was started: nothing is new.
    let twice = fact(FactKind::Cleared, "2024-05-28 09:00");
    let thrice = fact(FactKind::Cleared, "2024-05-29 09:00");
    assert_eq!(
        standing(&[start, cleared, again, twice, thrice]).0,
        cancelled("2024-05-28")
    );
    // By the fact that starts it.
    let start = fact(FactKind::Started, "2024-05-14 09:00");
    assert_eq!(standing(&[cleared, start]).0, State::Running);
}

#[test]
fn what_was_cancelled_for_good_does_not_start_again() {
    let facts = [
        fact(FactKind::Started, "2024-05-06 09:00"),
        fact(FactKind::Cancelled, "2024-05-08 09:00"),
        fact(FactKind::Cleared, "2024-05-14 09:00"),
        fact(FactKind::Started, "2024-05-27 09:00"),
    ];
    assert_eq!(standing(&facts).0, cancelled("2024-05-08"));
    assert_eq!(standing(&facts[1..]).0, cancelled("2024-05-08"));
}

#[test]
fn nothing_starts_twice_without_being_cleared() {
    let facts = [
        fact(FactKind::Cleared, "2024-05-06 09:00"),
        fact(FactKind::Started, "2024-05-07 09:00"),
        fact(FactKind::Started, "2024-05-08 09:00"),
    ];
    let refused = derive(&ten(), &facts, latest());
    assert!(
        matches!(refused, Err(DeriveError::StartedTwice { .. })),
        "{refused:?}"
    );
    let refused = derive(&ten(), &facts[..1], latest());
    assert_eq!(refused, Err(DeriveError::NotStarted));
}

proptest! {
    /// Whatever happened in a round, the next one is counted as if it were the first, in whatever order the facts come.
    #[test]
    fn a_round_is_counted_as_if_it_were_the_first(
        span in spans(), start in starts(), first in happenings(), second in happenings(), wait in 0_i32..60,
        ended in prop::option::of(Just(FactKind::Satisfied)),
        order in prop::collection::vec(any::<prop::sample::Index>(), 24),
    ) {
        let limit = extensible(span);
        let (mut facts, _) = ledger(&limit, start, &first);
        let last = |facts: &[LedgerFact]| facts.iter().map(|fact| fact.occurred_at).max().unwrap();
        let minute = chrono::TimeDelta::minutes(1);
        facts.extend(ended.map(|kind| LedgerFact::new(kind, last(&facts) + minute)));
        let cleared_at = last(&facts) + minute;
        let cancelled = LedgerFact::new(FactKind::Cancelled, cleared_at);
        let ended_by_it = derive(&limit, &[facts.clone(), vec![cancelled]].concat(), latest());
        facts.push(LedgerFact::new(FactKind::Cleared, cleared_at));
        prop_assert_eq!(derive(&limit, &facts, latest()), ended_by_it);

        let again = calendar::local_day(cleared_at).plus_days(1 + wait);
        let (next, _) = ledger(&limit, again, &second);
        prop_assert!(next.iter().all(|fact| fact.occurred_at >= at(again, 0)));
        facts.extend(&next);
        let expected = derive(&limit, &next, latest());
        prop_assert_eq!(&derive(&limit, &facts, latest()), &expected);
        let mut shuffled: Vec<LedgerFact> = order.iter().map(|index| *index.get(&facts)).collect();
        shuffled.extend(facts.iter().rev());
        prop_assert_eq!(&derive(&limit, &shuffled, latest()), &expected);
    }
}
