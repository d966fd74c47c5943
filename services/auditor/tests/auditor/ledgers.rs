//! Single ledgers, with everything that any law could ask for: stops that end, extensions, clearings, limits that count
//! back. The law of today uses only a part of it; both countings know it all.

use std::sync::LazyLock;

use auditor::count::{Almanac, Effect, Ending, Length, Line, OfficialDays, count};
use auditor::law::{Extension, OnExpiry, Rule};
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use proptest::prelude::*;
use timelimit::{
    DeriveError, Direction, ExtensionRule, FactKind, LedgerFact, Span, State, TimeLimit, Wording,
};
use uuid::Uuid;

use crate::town::moment;

const EFFECTS: [(Effect, FactKind); 8] = [
    (Effect::Starts, FactKind::Started),
    (Effect::Suspends, FactKind::Suspended),
    (Effect::Resumes, FactKind::Resumed),
    (Effect::Resets, FactKind::Reset),
    (Effect::Extends, FactKind::Postponed),
    (Effect::Clears, FactKind::Cleared),
    (Effect::Satisfies, FactKind::Satisfied),
    (Effect::Cancels, FactKind::Cancelled),
];

fn spans() -> impl Strategy<Value = (Length, Span)> {
    prop_oneof![
        3 => (0..45_u32).prop_map(|days| (Length::Days(days), Span::Days(days))),
        5 => (0..30_u32).prop_map(|days| (Length::WorkingDays(days), Span::WorkingDays(days))),
        2 => (1..5_u32).prop_map(|months| (Length::Months(months), Span::Months(months))),
        1 => (1..3_u32).prop_map(|years| (Length::Years(years), Span::Years(years))),
        1 => Just((Length::OnDay, Span::OnDay)),
        1 => Just((Length::Before, Span::Before)),
    ]
}

fn limits() -> impl Strategy<Value = (Rule, TimeLimit)> {
    let extension = (1..3_u32, prop::option::of(5..30_u32), 0..3_u32);
    (
        spans(),
        prop::bool::weighted(0.15),
        any::<bool>(),
        any::<bool>(),
        prop::bool::weighted(0.85),
        prop::option::weighted(0.8, extension),
    )
        .prop_map(|((length, span), backward, rolls, cut, can_stop, extension)| {
            let cutoff = cut.then(|| NaiveTime::from_hms_opt(17, 0, 0).unwrap());
            let rule = Rule {
                id: "any".to_owned(),
                overlay: None,
                regimes: Vec::new(),
                title: String::new(),
                length,
                backward,
                rolls,
                cutoff,
                can_stop,
                extension: extension.map(|(times, longest, days_before)| Extension {
                    times,
                    longest: longest.map(Length::WorkingDays),
                    days_before,
                }),
                owner: String::new(),
                on_expiry: OnExpiry::Breach,
                rungs: Vec::new(),
                from: None,
                until: None,
                triggers: Vec::new(),
            };
            let limit = TimeLimit {
                direction: if backward {
                    Direction::Backward
                } else {
                    Direction::Forward
                },
                roll: rolls,
                receipt_cutoff: cutoff,
                suspendable: can_stop,
                extension: extension.map(|(times, longest, days_before)| ExtensionRule {
                    times,
                    longest: longest.map(Span::WorkingDays),
                    days_before,
                    citation: Wording::default(),
                }),
                ..TimeLimit::new(span)
            };
            (rule, limit)
        })
}

/// Facts in the order in which they happen, a start first as a rule; of several starts only those after a clearing.
fn facts() -> impl Strategy<Value = Vec<(Line, LedgerFact)>> {
    let effect =
        prop_oneof![2 => Just(1_usize), 3 => Just(2), 1 => Just(3), 3 => Just(4), 8 => 0..EFFECTS.len()];
    let anchor = prop::option::weighted(0.7, 0..60_i64);
    let fact = (effect, 1..200_i64, anchor);
    (prop::bool::weighted(0.95), prop::collection::vec(fact, 0..7)).prop_map(|(starts, rest)| {
        let first = starts.then_some((0, 1, None));
        let mut at = moment("2025-12-01T01:00:00Z");
        let (mut facts, mut runs) = (Vec::new(), false);
        for (number, (effect, after, anchor)) in first.into_iter().chain(rest).enumerate() {
            at += TimeDelta::hours(after);
            let (effect, kind) = EFFECTS[effect];
            match effect {
                Effect::Starts if runs => continue,
                Effect::Starts => runs = true,
                Effect::Clears => runs = false,
                _ => {}
            }
            let anchor: Option<NaiveDate> = anchor.map(|days| (at + TimeDelta::days(days)).date_naive());
            let line = Line {
                fact_id: Uuid::from_u128(number as u128),
                service: "review",
                sequence: 1,
                effect,
                version: 0,
                happened_at: at,
                anchor,
                recorded_at: at,
                deemed: false,
            };
            let fact = LedgerFact {
                occurred_at: at,
                kind,
                anchor: anchor.map(Into::into),
                recorded_at: at,
            };
            facts.push((line, fact));
        }
        facts
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_count_every_ledger_alike((rule, limit) in limits(), facts in facts().prop_shuffle()) {
        static ALMANAC: LazyLock<Almanac> = LazyLock::new(|| Almanac::read(OfficialDays::TEXTS).unwrap());
        let lines: Vec<&Line> = facts.iter().map(|(line, _)| line).collect();
        let theirs: Vec<LedgerFact> = facts.iter().map(|(_, fact)| *fact).collect();
        let ours = count(&rule, &lines, ALMANAC.latest());
        match timelimit::derive(&limit, &theirs, calendar::Almanac::official().latest()) {
            Err(DeriveError::NotStarted) => prop_assert_eq!(ours, Ok(None)),
            Err(error) => prop_assert!(ours.is_err(), "{} but {:?}", error, ours),
            Ok(derivation) => {
                let ours = ours.unwrap().unwrap();
                prop_assert_eq!(ours.due, derivation.due_on.map(NaiveDate::from));
                prop_assert_eq!(ours.counted_from, NaiveDate::from(derivation.started_on));
                let ending = match derivation.state {
                    State::Running | State::Suspended => None,
                    State::Satisfied { on, .. } => Some(Ending::Done(on.into())),
                    State::Cancelled { on } => Some(Ending::Cancelled(on.into())),
                };
                prop_assert_eq!(ours.ending, ending);
            }
        }
    }
}
