//! A clock: one running application of a time limit to a case. Not a date but a ledger of facts, from
//! which the date is derived.

use calendar::{Day, local_day};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use statute::{Effect, LimitRule, OnExpiry, RegimeId, RungKind};
use timelimit::{Derivation, DeriveError, FactKind, LedgerFact, State};
use uuid::Uuid;

use super::rung::{Rung, lay, take_back};
use super::{CaseCard, Rules};

/// The namespace of clock ids.
const CLOCKS: Uuid = Uuid::from_u128(0x6b69_656d_6469_6e68_0000_0000_636c_6f63);

/// How a clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Time passes.
    Running,
    /// Stopped for now.
    Suspended,
    /// Kept in time.
    Met,
    /// Kept, but late.
    MetLate,
    /// Broken and still owed.
    Breached,
    /// Ended by silence.
    Deemed,
    /// A validity came to its end.
    Expired,
    /// A waiting time is over.
    Opened,
    /// The case ended before the limit did.
    Cancelled,
}

/// A fact in the ledger of a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// The fact, in its service's journal.
    pub fact_id: Uuid,
    /// What it does to the clock.
    pub fact: LedgerFact,
    /// Whether it is the effect of the deadline itself, not an act of the one who owed it.
    pub deemed: bool,
}

/// What a ledger comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The day it began to run.
    pub started_on: Day,
    /// The last day; nothing while a stop keeps it open.
    pub due_on: Option<Day>,
    /// The last day if an open stop had ended at once: for sorting.
    pub expected_on: Day,
    /// How it stands.
    pub outcome: Outcome,
    /// The day it ended.
    pub ended_on: Option<Day>,
    /// Whether the date depends on a year without an official calendar.
    pub projected: bool,
}

/// A clock.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    /// Its id: one per case, limit and overlay.
    pub id: Uuid,
    /// The time limit.
    pub limit: String,
    /// The overlay that sets it, if not the act.
    pub overlay: Option<String>,
    /// The regime of the case.
    pub regime: RegimeId,
    /// The facts heard so far, in no order.
    pub ledger: Vec<Noted>,
    /// The due date that was found broken.
    pub breached_on: Option<Day>,
    /// What the ledger comes to; nothing while it has not started.
    pub standing: Option<Standing>,
    /// The rungs of its ladder.
    pub rungs: Vec<Rung>,
}

impl Clock {
    /// A clock of the case for `rule` that has heard nothing yet.
    pub fn new(card: &CaseCard, regime: RegimeId, rule: &LimitRule) -> Self {
        let name = format!(
            "{}/{}/{}",
            card.case_id,
            rule.id,
            rule.overlay.as_deref().unwrap_or_default()
        );
        Self {
            id: Uuid::new_v5(&CLOCKS, name.as_bytes()),
            limit: rule.id.clone(),
            overlay: rule.overlay.clone(),
            regime,
            ledger: Vec::new(),
            breached_on: None,
            standing: None,
            rungs: Vec::new(),
        }
    }

    /// Its rule in the law, in the version of the day on which it was opened: what comes into force while it
    /// runs is for others. Any version while that day has not been heard.
    pub fn rule<'a>(&self, rules: &'a Rules) -> Option<&'a LimitRule> {
        let (law, overlay) = (rules.law, self.overlay.as_deref());
        match self.opened_on() {
            Some(day) => law.limit(&self.limit, self.regime, overlay, day),
            None => law.versions(&self.limit, self.regime, overlay).next(),
        }
    }

    /// The day of the fact that started it, the last time when it was started again.
    pub fn opened_on(&self) -> Option<Day> {
        self.first_start().map(|noted| local_day(noted.fact.occurred_at))
    }

    /// The due date, while one stands.
    pub fn due_on(&self) -> Option<Day> {
        self.standing.as_ref().and_then(|standing| standing.due_on)
    }

    /// Enters a fact. One that was entered before changes nothing.
    pub fn note(&mut self, noted: Noted) {
        if self
            .ledger
            .iter()
            .all(|known| (known.fact_id, known.fact.kind) != (noted.fact_id, noted.fact.kind))
        {
            self.ledger.push(noted);
        }
    }

    /// The derivation of its due date, with its explanation.
    pub fn derive(&self, rule: &LimitRule, rules: &Rules) -> Result<Derivation, DeriveError> {
        timelimit::derive(&rule.time_limit, &self.facts(), rules.calendar)
    }

    /// Of several facts that would start the clock (the school's silence, and an agreement that came too
    /// late) only the first in law does; the others found it running. When it was cleared and started again,
    /// the first after that.
    fn first_start(&self) -> Option<&Noted> {
        self.round(FactKind::Started)
            .min_by_key(|noted| (noted.fact.occurred_at, noted.fact_id))
    }

    /// The facts of a kind since it was cleared for the start that counts, or all of them.
    fn round(&self, kind: FactKind) -> impl Iterator<Item = &Noted> {
        let moments = |kind: FactKind| {
            let of_kind = self.ledger.iter().filter(move |noted| noted.fact.kind == kind);
            of_kind.map(|noted| noted.fact.occurred_at)
        };
        let started = moments(FactKind::Started).max();
        let cleared = moments(FactKind::Cleared).filter(|at| Some(*at) <= started).max();
        self.ledger
            .iter()
            .filter(move |noted| noted.fact.kind == kind && Some(noted.fact.occurred_at) >= cleared)
    }

    /// The facts that count, and those of earlier rounds, which `timelimit` leaves out.
    fn facts(&self) -> Vec<LedgerFact> {
        let first = self.first_start();
        let counts = |noted: &&Noted| noted.fact.kind != FactKind::Started || Some(*noted) == first;
        self.ledger
            .iter()
            .filter(counts)
            .map(|noted| noted.fact)
            .collect()
    }

    /// Counts anew what the ledger comes to by its rule, and lays the ladder over it. A clock whose rule is
    /// lost from the law stays as it is; its next rung says so.
    pub fn recount(&mut self, rules: &Rules, now: DateTime<Utc>) -> Result<(), DeriveError> {
        let Some(rule) = self.rule(rules) else {
            return Ok(());
        };
        let derivation = match self.derive(rule, rules) {
            Ok(derivation) => derivation,
            // A fact that ends a clock may be heard before the one that starts it.
            Err(DeriveError::NotStarted) => return Ok(()),
            Err(error) => return Err(error),
        };
        let (outcome, ended_on) = self.outcome(rule, &derivation);
        match outcome {
            Outcome::Running | Outcome::Breached => {
                let mut moments = derivation
                    .due_on
                    .map(|due_on| rule.ladder.moments(due_on, rules.calendar))
                    .unwrap_or_default();
                // Nobody is asked to promise a new date that the law would refuse.
                let spent = rule.time_limit.has_spent(derivation.extensions);
                moments.retain(|moment| !(spent && moment.kind == RungKind::Apology));
                lay(&mut self.rungs, derivation.due_on, moments, now);
            }
            Outcome::Suspended => lay(&mut self.rungs, None, Vec::new(), now),
            // Whoever ends it after its last day ends it too late: that it was broken must still be found,
            // in whatever order the facts were heard.
            Outcome::MetLate | Outcome::Cancelled => {
                take_back(&mut self.rungs);
                if let Some(due_on) = derivation.due_on.filter(|due_on| ended_on > Some(*due_on)) {
                    let mut moments = rule.ladder.moments(due_on, rules.calendar);
                    moments.retain(|moment| moment.kind == RungKind::Deadline);
                    lay(&mut self.rungs, Some(due_on), moments, now);
                }
            }
            _ => take_back(&mut self.rungs),
        }
        self.standing = Some(Standing {
            started_on: self.began_on().unwrap_or(derivation.started_on),
            due_on: derivation.due_on,
            expected_on: derivation.due_without_open_stop,
            outcome,
            ended_on,
            projected: derivation.depends_on_projection,
        });
        Ok(())
    }

    /// The day on which a clock with a date of its own (the end of a planned month, of a validity) began
    /// to run; other clocks count from the day that the derivation says.
    fn began_on(&self) -> Option<Day> {
        self.first_start()
            .filter(|noted| noted.fact.anchor.is_some())
            .map(|noted| local_day(noted.fact.occurred_at))
    }

    fn outcome(&self, rule: &LimitRule, derivation: &Derivation) -> (Outcome, Option<Day>) {
        match derivation.state {
            State::Running
                if self
                    .breached_on
                    .is_some_and(|broken| derivation.due_on == Some(broken)) =>
            {
                (Outcome::Breached, None)
            }
            State::Running => (Outcome::Running, None),
            State::Suspended => (Outcome::Suspended, None),
            State::Cancelled { on } => (Outcome::Cancelled, Some(on)),
            State::Satisfied { on, .. } if self.ended_by_its_deadline() => {
                let outcome = match rule.on_expiry {
                    OnExpiry::DeemedConsent => Outcome::Deemed,
                    OnExpiry::Expires => Outcome::Expired,
                    OnExpiry::Opens => Outcome::Opened,
                    OnExpiry::Breach => Outcome::Breached,
                };
                (outcome, Some(on))
            }
            State::Satisfied { on, late } => (if late { Outcome::MetLate } else { Outcome::Met }, Some(on)),
        }
    }

    /// Whether what ended it first was the effect of the deadline.
    fn ended_by_its_deadline(&self) -> bool {
        self.round(FactKind::Satisfied)
            .min_by_key(|noted| (noted.fact.occurred_at, noted.fact_id))
            .is_some_and(|noted| noted.deemed)
    }
}

/// What an effect of the law is in a ledger.
pub fn kind(effect: Effect) -> FactKind {
    match effect {
        Effect::Clears => FactKind::Cleared,
        Effect::Starts => FactKind::Started,
        Effect::Suspends => FactKind::Suspended,
        Effect::Resumes => FactKind::Resumed,
        Effect::Resets => FactKind::Reset,
        Effect::Extends => FactKind::Postponed,
        Effect::Satisfies => FactKind::Satisfied,
        Effect::Cancels => FactKind::Cancelled,
    }
}
