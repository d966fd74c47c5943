//! The rungs of a clock's ladder, as rows: each fires once for a due date.

use calendar::{Day, end_of_day};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use statute::{Role, RungKind, RungMoment};

/// How a rung stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RungState {
    /// Waiting for its moment.
    Armed,
    /// It had its moment.
    Fired,
    /// The due date moved away from under it, or a later rung overtook it while nobody was there to fire it.
    Superseded,
    /// The clock ended or was stopped before it.
    Cancelled,
}

/// A rung laid over a clock's due date. The key is the clock, the rung and the due date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rung {
    /// Its name in the ladder.
    pub id: String,
    /// The due date it belongs to.
    pub due_on: Day,
    /// What it is for.
    pub kind: RungKind,
    /// Its moment.
    pub fires_at: DateTime<Utc>,
    /// Who is told.
    pub role: Role,
    /// Who is told when nobody fills that role.
    pub fallback: Role,
    /// How it stands.
    pub state: RungState,
    /// When it was fired.
    pub fired_at: Option<DateTime<Utc>>,
}

impl Rung {
    /// An armed rung of the ladder laid over `due_on`.
    fn arm(due_on: Day, moment: RungMoment) -> Self {
        Self {
            id: moment.rung_id,
            due_on,
            kind: moment.kind,
            fires_at: moment.fires_at,
            role: moment.role,
            fallback: moment.fallback,
            state: RungState::Armed,
            fired_at: None,
        }
    }

    /// Whether it is due at `now`.
    pub fn is_due(&self, now: DateTime<Utc>) -> bool {
        self.state == RungState::Armed && self.fires_at <= now
    }
}

/// Brings `rungs` in line with the due date: `moments` is the ladder over `due_on`, or nothing while no
/// date stands. Rungs of another date are superseded. A letter whose moment has passed is stale and never
/// armed; the deadline always is, however late it is noticed, for it has a legal effect.
pub fn lay(rungs: &mut Vec<Rung>, due_on: Option<Day>, moments: Vec<RungMoment>, now: DateTime<Utc>) {
    let armed = rungs.iter_mut().filter(|rung| rung.state == RungState::Armed);
    for rung in armed.filter(|rung| Some(rung.due_on) != due_on) {
        rung.state = RungState::Superseded;
    }
    let Some(due_on) = due_on else { return };
    for moment in moments {
        let comes = moment.fires_at > now || moment.kind == RungKind::Deadline;
        match rungs
            .iter_mut()
            .find(|rung| rung.id == moment.rung_id && rung.due_on == due_on)
        {
            Some(rung) if comes && matches!(rung.state, RungState::Superseded | RungState::Cancelled) => {
                rung.state = RungState::Armed;
            }
            Some(_) => {}
            None if comes => rungs.push(Rung::arm(due_on, moment)),
            None => {}
        }
    }
}

/// Takes back what has not fired: the clock has ended.
pub fn take_back(rungs: &mut [Rung]) {
    for rung in rungs.iter_mut().filter(|rung| rung.state == RungState::Armed) {
        rung.state = RungState::Cancelled;
    }
}

/// Supersedes the letters among `rungs` that an outage has made stale by `now`: what they say is said by a
/// later one that is due as well, or is no longer true. The deadline never is.
pub fn skip_stale(rungs: &mut [Rung], now: DateTime<Utc>) {
    let due: Vec<_> = rungs
        .iter()
        .filter(|rung| rung.is_due(now))
        .map(|rung| (rung.kind, rung.role, rung.fires_at))
        .collect();
    let is_late = |kind| matches!(kind, RungKind::Overdue | RungKind::Escalation);
    for rung in rungs.iter_mut().filter(|rung| rung.is_due(now)) {
        let stale = match rung.kind {
            RungKind::Deadline => false,
            RungKind::Overdue | RungKind::Escalation => due.iter().any(|(kind, role, fires_at)| {
                is_late(*kind) && *role == rung.role && *fires_at > rung.fires_at
            }),
            RungKind::Reminder | RungKind::Apology | RungKind::DayOf => {
                end_of_day(rung.due_on) <= now || due.iter().any(|(_, _, fires_at)| *fires_at > rung.fires_at)
            }
        };
        if stale {
            rung.state = RungState::Superseded;
        }
    }
}
