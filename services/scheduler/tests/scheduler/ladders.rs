//! The ladder of every rule of the law, laid over a clock: what is armed, what is taken back, what fires.

use std::collections::BTreeMap;

use calendar::{Day, end_of_day};
use chrono::TimeDelta;
use platform::time::Moment;
use proto::fact::{Body, DossierSubmitted};
use scheduler::domain::{CaseFile, Clock, Noted, Outcome, Rules, Rung, RungState};
use statute::{LimitRule, RegimeId, RungKind};
use timelimit::{FactKind, LedgerFact};
use uuid::Uuid;

use crate::story::{self, Case, bodies, hear, moment, rules, rules_with};

const START: &str = "2026-03-02";
/// What limits that are bound to a date count from.
const ANCHOR: &str = "2026-11-30";
/// What they count from once they are started again.
const LATER_ANCHOR: &str = "2026-12-31";

/// A clock of a rule under one of its regimes, in the file of a case.
struct Laid<'a> {
    rule: &'a LimitRule,
    rules: &'a Rules,
    file: CaseFile,
}

impl<'a> Laid<'a> {
    fn new(rule: &'a LimitRule, regime: RegimeId, rules: &'a Rules) -> Self {
        let case = Case::new(1, regime.as_str()).with(|subject| {
            subject.overlay = rule.overlay.clone().unwrap_or_default();
        });
        let mut file = case.file();
        file.card.school_name = story::SCHOOL.to_owned();
        file.card.school_email = "truong@truong.example".to_owned();
        file.card.head_email = story::HEAD.to_owned();
        file.card.regime = regime.to_string();
        let clock = Clock::new(&file.card, regime, rule);
        file.clocks.push(clock);
        Self { rule, rules, file }
    }

    fn clock(&self) -> &Clock {
        &self.file.clocks[0]
    }

    /// Enters a fact of `kind` that happened at `at` and is heard at `now`.
    fn note(&mut self, kind: FactKind, at: Moment, now: Moment) {
        let anchored = matches!(kind, FactKind::Started | FactKind::Reset)
            && self.rule.starts_on.iter().any(|trigger| trigger.anchor.is_some());
        let date = if kind == FactKind::Reset {
            LATER_ANCHOR
        } else {
            ANCHOR
        };
        let fact = LedgerFact {
            anchor: anchored.then(|| date.parse().unwrap()),
            ..LedgerFact::new(kind, at)
        };
        let fact_id = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{kind:?}/{at}").as_bytes());
        let clock = &mut self.file.clocks[0];
        clock.note(Noted {
            fact_id,
            fact,
            deemed: false,
        });
        clock.recount(self.rules, now).unwrap();
    }

    /// Starts it, and answers its due date.
    fn start(&mut self) -> Day {
        self.note(FactKind::Started, moment(START), moment(START));
        self.clock().due_on().unwrap()
    }

    fn rungs(&self, state: RungState) -> Vec<&Rung> {
        let rungs = self.clock().rungs.iter();
        rungs.filter(|rung| rung.state == state).collect()
    }

    fn armed(&self) -> Vec<&str> {
        let mut names: Vec<_> = self
            .rungs(RungState::Armed)
            .iter()
            .map(|rung| rung.id.as_str())
            .collect();
        names.sort_unstable();
        names
    }

    fn outcome(&self) -> Outcome {
        self.clock().standing.as_ref().unwrap().outcome
    }
}

/// Does `check` for every rule of the law under each of its regimes.
fn for_every_rule(check: impl Fn(Laid<'_>)) {
    let rules = rules();
    for rule in rules.law.limits() {
        for regime in &rule.regimes {
            check(Laid::new(rule, *regime, &rules));
        }
    }
}

fn long_after(due_on: Day) -> Moment {
    end_of_day(due_on) + TimeDelta::days(400)
}

#[test]
fn the_deadline_is_armed_for_every_rule_and_no_rung_of_the_past_is() {
    for_every_rule(|mut laid| {
        let due_on = laid.start();
        let deadlines: Vec<_> = laid
            .clock()
            .rungs
            .iter()
            .filter(|rung| rung.kind == RungKind::Deadline)
            .collect();
        assert_eq!(deadlines.len(), 1, "{}", laid.rule.id);
        assert_eq!(deadlines[0].state, RungState::Armed);
        assert_eq!(deadlines[0].fires_at, end_of_day(due_on));
        let ladder = laid.rule.ladder.moments(due_on, laid.rules.calendar);
        let coming = ladder
            .iter()
            .filter(|rung| rung.fires_at > moment(START) || rung.kind == RungKind::Deadline);
        let mut coming: Vec<_> = coming.map(|rung| rung.rung_id.as_str()).collect();
        coming.sort_unstable();
        assert_eq!(laid.armed(), coming, "{}", laid.rule.id);
    });
}

#[test]
fn a_limit_that_is_heard_of_long_after_its_end_arms_the_deadline_alone() {
    for_every_rule(|mut laid| {
        let due_on = laid.start();
        laid.file.clocks[0].rungs.clear();
        laid.file.clocks[0].ledger.clear();
        laid.note(FactKind::Started, moment(START), long_after(due_on));
        assert_eq!(laid.armed(), ["deadline"], "{}", laid.rule.id);
    });
}

#[test]
fn a_reset_supersedes_the_rungs_of_the_old_date() {
    let mut resettable = 0;
    for rule in rules().law.limits() {
        resettable += usize::from(!rule.reset_by.is_empty());
    }
    assert!(resettable > 0, "no rule is started again by anything");
    for_every_rule(|mut laid| {
        if laid.rule.reset_by.is_empty() {
            return;
        }
        let old = laid.start();
        let laid_before = laid.clock().rungs.len();
        laid.note(FactKind::Reset, moment("2026-03-04"), moment("2026-03-04"));
        let new = laid.clock().due_on().unwrap();
        assert!(new > old);
        let superseded = laid.rungs(RungState::Superseded);
        assert_eq!(superseded.len(), laid_before);
        assert!(superseded.iter().all(|rung| rung.due_on == old));
        assert!(laid.rungs(RungState::Armed).iter().all(|rung| rung.due_on == new));
        assert!(laid.armed().contains(&"deadline"));
    });
}

#[test]
fn what_is_done_in_time_cancels_every_rung() {
    for_every_rule(|mut laid| {
        let due_on = laid.start();
        let at = end_of_day(due_on) - TimeDelta::seconds(1);
        laid.note(FactKind::Satisfied, at, at);
        assert_eq!(laid.outcome(), Outcome::Met, "{}", laid.rule.id);
        assert_eq!(laid.armed(), [""; 0]);
        assert_eq!(laid.rungs(RungState::Cancelled).len(), laid.clock().rungs.len());
    });
}

#[test]
fn what_no_longer_applies_cancels_every_rung() {
    for_every_rule(|mut laid| {
        let due_on = laid.start();
        let at = end_of_day(due_on) - TimeDelta::seconds(1);
        laid.note(FactKind::Cancelled, at, at);
        assert_eq!(laid.outcome(), Outcome::Cancelled, "{}", laid.rule.id);
        assert_eq!(laid.armed(), [""; 0]);
    });
}

#[test]
fn what_is_done_late_keeps_the_deadline_so_that_the_breach_is_found() {
    for_every_rule(|mut laid| {
        let due_on = laid.start();
        // The deadline has not fired yet: nobody was there to fire it.
        laid.note(FactKind::Satisfied, end_of_day(due_on), end_of_day(due_on));
        assert_eq!(laid.outcome(), Outcome::MetLate, "{}", laid.rule.id);
        assert_eq!(laid.armed(), ["deadline"], "{}", laid.rule.id);
        let rules = laid.rules;
        let fired = laid.file.fire(rules, long_after(due_on), long_after(due_on));
        assert!(
            matches!(bodies(&fired)[..], [Body::DeadlineReached(_)]),
            "{fired:?}"
        );
    });
}

#[test]
fn what_is_known_to_be_late_after_it_seemed_in_time_finds_its_deadline_again() {
    let rules = rules();
    let rule = rules
        .law
        .limit("dossier.check", RegimeId::A1, None, START.parse().unwrap())
        .unwrap();
    let mut laid = Laid::new(rule, RegimeId::A1, &rules);
    let now = moment("2026-04-01");
    laid.note(FactKind::Started, moment("2026-03-09"), now);
    laid.note(FactKind::Satisfied, moment("2026-03-11"), now);
    assert_eq!(laid.outcome(), Outcome::Met);
    laid.file.clocks[0].ledger.clear();
    laid.note(FactKind::Started, moment("2026-03-02"), now);
    laid.note(FactKind::Satisfied, moment("2026-03-11"), now);
    assert_eq!(laid.outcome(), Outcome::MetLate);
    assert_eq!(laid.armed(), ["deadline"]);
}

#[test]
fn every_rung_fires_at_its_moment_in_order_and_never_again() {
    for_every_rule(|mut laid| {
        let due_on = laid.start();
        let rules = laid.rules;
        let mut moments: Vec<_> = laid
            .rungs(RungState::Armed)
            .iter()
            .map(|rung| rung.fires_at)
            .collect();
        let count = moments.len();
        moments.sort_unstable();
        moments.dedup();
        let (mut fired, mut letters) = (0, 0);
        for at in moments {
            let early = at - TimeDelta::microseconds(1);
            assert!(
                laid.file.fire(rules, early, early).facts.is_empty(),
                "never early"
            );
            let first = laid.file.fire(rules, at, at);
            fired += bodies(&first)
                .iter()
                .filter(|body| matches!(body, Body::DeadlineReached(_) | Body::RungFired(_)))
                .count();
            letters += first.letters.len();
            let second = laid.file.fire(rules, at, at);
            assert!(second.facts.is_empty() && second.letters.is_empty(), "{second:?}");
        }
        assert_eq!((fired, letters), (count, count - 1), "{}", laid.rule.id);
        // Nor does a repetition of the facts arm anything again.
        laid.note(FactKind::Started, moment(START), long_after(due_on));
        assert!(laid.armed().is_empty(), "{}", laid.rule.id);
    });
}

/// Hardest case 8: after an outage stale reminders are skipped, legal effects are not.
#[test]
fn an_outage_leaves_the_deadline_and_the_newest_letter_to_each() {
    for_every_rule(|mut laid| {
        let due_on = laid.start();
        let now = long_after(due_on);
        let rules = laid.rules;
        let fired = laid.file.fire(rules, now, now);
        let reached: Vec<_> = fired
            .facts
            .iter()
            .filter_map(|(at, fact)| match &fact.body {
                Some(Body::DeadlineReached(reached)) => Some((*at, reached.due_on.as_str())),
                _ => None,
            })
            .collect();
        let legal = due_on.to_string();
        assert_eq!(
            reached,
            [(end_of_day(due_on), legal.as_str())],
            "{}",
            laid.rule.id
        );
        let mut to = BTreeMap::new();
        for letter in &fired.letters {
            *to.entry(letter.to.as_str()).or_insert(0) += 1;
            assert!(letter.subject.contains("Quá hạn 4"), "{}", letter.subject);
        }
        assert!(to.values().all(|count| *count <= 2), "{to:?}");
        assert!(laid.armed().is_empty());
    });
}

#[test]
fn a_reminder_that_is_a_day_late_tells_the_days_that_are_left() {
    let rules = rules();
    let rule = rules
        .law
        .limit("review.comment", RegimeId::A2, None, START.parse().unwrap())
        .unwrap();
    let mut laid = Laid::new(rule, RegimeId::A2, &rules);
    let due_on = laid.start();
    assert_eq!(due_on.to_string(), "2026-03-16");
    // Reminders of the 9th and the 11th were missed; the one of the 13th is still to come.
    let now = moment("2026-03-12");
    let fired = laid.file.fire(&rules, now, now);
    let subjects: Vec<_> = fired
        .letters
        .iter()
        .map(|letter| letter.subject.as_str())
        .collect();
    assert_eq!(
        subjects,
        ["[KĐCL] Còn 2 ngày: trả lời dự thảo – THCS Vũ Lễ (hạn 16/3)"]
    );
}

#[test]
fn a_missing_recipient_falls_back_to_the_next() {
    let rules = rules_with(&["department_officer"]);
    let case = Case::new(1, "A1").with(|subject| subject.school_email.clear());
    let mut file = case.file();
    let draft = case.review(
        "2025-03-03",
        Body::DraftReportSent(proto::fact::DraftReportSent::default()),
    );
    hear(&mut file, &draft, &rules, draft.at);
    let at = moment("2025-03-10");
    let fired = file.fire(&rules, at, at);
    let to: Vec<_> = fired.letters.iter().map(|letter| letter.to.as_str()).collect();
    assert_eq!(to, ["department_officer@tinh.example"]);
    assert!(
        !bodies(&fired)
            .iter()
            .any(|body| matches!(body, Body::AlarmRaised(_)))
    );
}

/// Hardest case 10: a guard never mutes the law.
#[test]
fn a_rung_that_reaches_nobody_is_fired_all_the_same_and_raises_an_alarm() {
    let rules = rules_with(&[]);
    let case = Case::new(1, "A1").with(|subject| subject.school_email = "  ".to_owned());
    let mut file = case.file();
    let submitted = case.registration("2025-02-03", Body::DossierSubmitted(DossierSubmitted::default()));
    hear(&mut file, &submitted, &rules, submitted.at);
    let armed = file.clocks[0]
        .rungs
        .iter()
        .filter(|rung| rung.state == RungState::Armed)
        .count();
    let (mut rungs, mut deadlines, mut alarms) = (0, 0, 0);
    let mut at = submitted.at;
    while at < moment("2025-04-01") {
        at += TimeDelta::hours(1);
        let fired = file.fire(&rules, at, at);
        assert!(fired.letters.is_empty());
        for body in bodies(&fired) {
            match body {
                Body::RungFired(_) => rungs += 1,
                Body::DeadlineReached(_) => deadlines += 1,
                Body::AlarmRaised(alarm) => {
                    assert!(alarm.reason.contains("mailboxes"), "{}", alarm.reason);
                    alarms += 1;
                }
                other => panic!("{other:?}"),
            }
        }
    }
    assert_eq!((rungs, deadlines, alarms), (armed - 1, 1, armed - 1));
}

/// A clock of a law that is no longer there cannot be judged, and must not fall silent.
#[test]
fn a_rung_of_a_limit_that_the_law_no_longer_knows_raises_an_alarm() {
    let rules = rules();
    let rule = rules
        .law
        .limit("dossier.check", RegimeId::A1, None, START.parse().unwrap())
        .unwrap();
    let mut laid = Laid::new(rule, RegimeId::A1, &rules);
    let due_on = laid.start();
    laid.file.clocks[0].limit = "dossier.gone".to_owned();
    let fired = laid.file.fire(&rules, long_after(due_on), long_after(due_on));
    let bodies = bodies(&fired);
    assert!(!bodies.is_empty() && bodies.iter().all(|body| matches!(body, Body::AlarmRaised(_))));
}
