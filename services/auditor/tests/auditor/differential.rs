//! The auditor's dates against the scheduler's, on random ledgers of facts; and a whole system at work, in which the
//! auditor must find nothing.

use std::collections::{BTreeMap, BTreeSet};

use auditor::count::Ending;
use auditor::{Case, Outcome};
use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use scheduler::domain::Outcome as Theirs;

use crate::story::{self, Details, MOVING};
use crate::town::{Moment, Town, moment, rules};

/// A fact of a random story.
#[derive(Clone, Debug)]
pub struct Event {
    fact_type: &'static str,
    /// Hours since the fact before it.
    after: i64,
    /// Hours by which it was recorded late.
    late: i64,
    details: Details,
}

const DATES: [&str; 8] = [
    "2024-03-31",
    "2024-06-30",
    "2024-09-02",
    "2025-01-31",
    "2025-02-28",
    "2025-06-15",
    "2026-02-17",
    "2027-05-02",
];

fn event() -> impl Strategy<Value = Event> {
    let gap = prop_oneof![0..6_i64, 0..72_i64, 0..2_000_i64];
    let late = prop_oneof![4 => Just(0), 1 => 0..200_i64];
    let details = (0..DATES.len(), any::<bool>(), 0..3_usize, 0..3_usize);
    (0..MOVING.len(), gap, late, details).prop_map(
        |(fact, after, late, (date, at_department, step, yearly))| Event {
            fact_type: MOVING[fact],
            after,
            late,
            details: Details {
                date: DATES[date],
                at_department,
                step,
                yearly,
            },
        },
    )
}

/// Of one family of facts, so that they meet the same clocks often.
fn events() -> impl Strategy<Value = Vec<Event>> {
    let family = prop_oneof![
        Just(0..5),
        Just(5..12),
        Just(5..8),
        Just(29..31),
        Just(12..15),
        Just(9..25),
        Just(24..41),
        Just(0..41_usize)
    ];
    family.prop_flat_map(|family| {
        prop::collection::vec((event(), family), 1..14).prop_map(|events| {
            let in_family = |(event, fact): (Event, usize)| Event {
                fact_type: MOVING[fact],
                ..event
            };
            events.into_iter().map(in_family).collect()
        })
    })
}

fn regimes() -> impl Strategy<Value = (&'static str, &'static str)> {
    (
        prop_oneof![Just("A0"), Just("A1"), Just("A2"), Just("B")],
        prop_oneof![Just(""), Just("ha-noi")],
    )
}

fn service_of(event: &Event) -> &'static str {
    let (service, _) = event.fact_type.split_once('.').unwrap();
    let mut services = auditor::SERVICES.into_iter();
    services.find(|one| *one == service).unwrap()
}

/// Plays the events; nothing is fired when `quiet`. Answers how far time went.
fn play(town: &mut Town, events: &[Event], quiet: bool) -> Moment {
    let mut now = moment("2024-01-02T01:30:00Z");
    for event in events {
        now += TimeDelta::hours(event.after);
        if !quiet {
            town.go_on(now);
        }
        let (service, _) = event.fact_type.split_once('.').unwrap();
        let service = auditor::SERVICES.into_iter().find(|one| *one == service).unwrap();
        let occurred_at = now - TimeDelta::hours(event.late);
        // What cannot be counted, its service would have refused.
        let _ = town.tell(
            service,
            now,
            occurred_at,
            story::body(event.fact_type, event.details),
        );
        now += TimeDelta::seconds(1);
    }
    now
}

/// What the scheduler makes of each clock: its last day and how it stands.
type Standings = BTreeMap<(String, String), (String, &'static str)>;

fn theirs(town: &Town) -> Standings {
    let clocks = town.file.clocks.iter().filter_map(|clock| {
        let standing = clock.standing.as_ref()?;
        let due = standing.due_on.map(|due| due.to_string()).unwrap_or_default();
        let how = match standing.outcome {
            Theirs::Running | Theirs::Breached => "running",
            Theirs::Suspended => "suspended",
            Theirs::Met | Theirs::MetLate => "done",
            Theirs::Deemed | Theirs::Expired | Theirs::Opened => "deemed",
            Theirs::Cancelled => "cancelled",
        };
        let key = (clock.limit.clone(), clock.overlay.clone().unwrap_or_default());
        Some((key, (due, how)))
    });
    clocks.collect()
}

fn ours(case: &Case, until: Moment) -> Standings {
    let clocks = case
        .clocks(&rules(until))
        .into_iter()
        .map(|((limit, overlay), count)| {
            let count = count.unwrap();
            let due = count.due.map(|due| due.to_string()).unwrap_or_default();
            let how = match (count.ending, count.due) {
                (None, None) => "suspended",
                (None, Some(_)) => "running",
                (Some(Ending::Done(_)), _) => "done",
                (Some(Ending::Deemed(_)), _) => "deemed",
                (Some(Ending::Cancelled(_)), _) => "cancelled",
            };
            ((limit, overlay.unwrap_or_default()), (due, how))
        });
    clocks.collect()
}

/// The stories are only worth comparing if they start every kind of clock and end it in every way.
#[test]
fn the_stories_reach_every_outcome_of_most_limits() {
    let mut runner = TestRunner::deterministic();
    let (mut limits, mut outcomes, mut reached) = (BTreeSet::new(), BTreeSet::new(), 0);
    for number in 0..600 {
        let (events, (regime, overlay)) = (events(), regimes()).new_tree(&mut runner).unwrap().current();
        let mut town = Town::new(regime, overlay);
        let mut now = play(&mut town, &events, false);
        if number % 2 == 0 {
            now += TimeDelta::days(1_500);
            town.go_on(now);
        }
        let audited = town.case().audit(&rules(now));
        reached += audited.deadlines.values().sum::<u64>();
        for (key, outcome) in audited.outcomes {
            limits.insert(key);
            outcomes.insert(outcome);
        }
    }
    assert!(limits.len() >= 25, "{}: {limits:?}", limits.len());
    assert!(reached >= 300, "{reached} deadlines");
    let every = [
        Outcome::Running,
        Outcome::Suspended,
        Outcome::Met,
        Outcome::MetLate,
        Outcome::Breached,
        Outcome::Deemed,
        Outcome::Expired,
        Outcome::Opened,
        Outcome::Cancelled,
    ];
    assert_eq!(outcomes, BTreeSet::from(every));
}

/// The school reported before its last day; what is ordered anew half an hour after that day is announced at once.
#[test]
fn what_starts_again_after_its_last_day_is_late_from_then_on() {
    let told = [
        ("recognition.remedy_ordered", 0),
        ("recognition.remedy_reported", 237),
        ("recognition.remedy_ordered", 1_915),
    ];
    let events = told.map(|(fact_type, after)| Event {
        fact_type,
        after,
        late: 0,
        details: Details {
            date: "2024-03-31",
            at_department: false,
            step: 0,
            yearly: 0,
        },
    });
    let mut town = Town::new("A0", "");
    let later = play(&mut town, &events, false) + TimeDelta::days(400);
    town.go_on(later);
    let audited = town.case().audit(&rules(later));
    assert_eq!(audited.findings, []);
    assert_eq!(audited.lateness, [0]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_come_to_the_same_dates(events in events(), (regime, overlay) in regimes()) {
        let mut town = Town::new(regime, overlay);
        let now = play(&mut town, &events, true);
        prop_assert_eq!(ours(&town.case(), now), theirs(&town));
    }

    /// In whatever order the journals are read.
    #[test]
    fn the_order_of_reading_changes_nothing(
        events in events(),
        (regime, overlay) in regimes(),
        seed in prop::collection::vec(any::<u32>(), 200),
    ) {
        let mut town = Town::new(regime, overlay);
        let now = play(&mut town, &events, false);
        let straight = town.case();
        let mut shuffled = straight.clone();
        let mut keys = seed.into_iter().cycle();
        shuffled.entries.sort_by_cached_key(|_| keys.next());
        let rules = rules(now);
        let (one, other) = (straight.audit(&rules), shuffled.audit(&rules));
        prop_assert_eq!(one.findings, other.findings);
        prop_assert_eq!(one.outcomes, other.outcomes);
        prop_assert_eq!(one.lateness, other.lateness);
    }

    /// Facts of several services arrive in any order, each service's own in order: what the scheduler counts on the way
    /// is not the last word, and no exception.
    #[test]
    fn late_and_crossed_deliveries_are_no_exception(
        events in events(),
        (regime, overlay) in regimes(),
        choices in prop::collection::vec(0..3_usize, 40),
    ) {
        let mut town = Town::new(regime, overlay);
        let mut now = moment("2024-01-02T01:30:00Z");
        let mut choices = choices.into_iter().cycle();
        for few in events.chunks(4) {
            now += TimeDelta::hours(few[0].after);
            town.go_on(now);
            for event in few {
                now += TimeDelta::seconds(1);
                town.record(service_of(event), now, now, story::body(event.fact_type, event.details));
            }
            while town.undelivered() > 0 {
                let service = auditor::SERVICES[choices.next().unwrap()];
                // What cannot be counted as it comes is parked; such stories are for the others.
                prop_assume!(town.deliver(service).is_ok());
            }
        }
        let later = now + TimeDelta::days(400);
        town.go_on(later);
        prop_assert_eq!(town.case().audit(&rules(later)).findings, []);
    }

    /// The scheduler at work and owners who answer: nothing is missed, doubled, early, wrong or without its cause.
    #[test]
    fn a_system_that_works_has_no_exception(events in events(), (regime, overlay) in regimes()) {
        let mut town = Town::new(regime, overlay);
        let now = play(&mut town, &events, false);
        let later = now + TimeDelta::days(400);
        town.go_on(later);
        let audited = town.case().audit(&rules(later));
        prop_assert_eq!(audited.findings, []);
        prop_assert!(audited.lateness.iter().all(|late| *late == 0), "{:?}", audited.lateness);
        let running = audited.outcomes.iter().filter(|(_, outcome)| *outcome == Outcome::Uncountable);
        prop_assert_eq!(running.count(), 0);
    }
}
