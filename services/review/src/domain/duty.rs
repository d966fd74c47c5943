//! What is owed in a review and by when, as the scheduler counts it.

use calendar::Day;
use proto::fact::ClockDue;
use statute::{Law, LimitRule, Owner, Role};
use uuid::Uuid;

use super::Case;

/// A running clock of a limit of this service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// The clock.
    pub clock: Uuid,
    /// The case.
    pub case: Uuid,
    /// The limit, for example `review.reply`.
    pub limit: String,
    /// The local plan it belongs to, or empty for the act itself.
    pub overlay: String,
    /// The last day; nothing while the clock is stopped.
    pub due_on: Option<Day>,
}

/// An announcement of a due date that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a due date without {0}")]
pub struct UnfitDuty(&'static str);

impl Duty {
    /// What the scheduler announced for the case `case`; nothing when the limit is not one of this service.
    pub fn of(case: Uuid, due: &ClockDue, law: &Law) -> Result<Option<Self>, UnfitDuty> {
        let ours = |rule: &LimitRule| rule.id == due.limit && rule.owner == Owner::Review;
        if !law.limits().iter().any(ours) {
            return Ok(None);
        }
        let due_on = match due.due_on.as_str() {
            "" => None,
            text => Some(text.parse().map_err(|_| UnfitDuty("a date"))?),
        };
        Ok(Some(Self {
            clock: due.clock_id.parse().map_err(|_| UnfitDuty("a clock"))?,
            case,
            limit: due.limit.clone(),
            overlay: due.overlay.clone(),
            due_on,
        }))
    }

    /// The rule that it follows from in `case`; nothing when the law files have it no more.
    pub fn rule<'a>(&self, case: &Case, law: &'a Law) -> Option<&'a LimitRule> {
        let overlay = Some(self.overlay.as_str()).filter(|overlay| !overlay.is_empty());
        law.versions(&self.limit, case.regime, overlay).next()
    }

    /// The limits of this service that `party` owes.
    pub fn owed_by(party: Role, law: &Law) -> Vec<String> {
        let owed = law
            .limits()
            .iter()
            .filter(|rule| rule.owner == Owner::Review && rule.owed_by == party);
        let mut limits: Vec<_> = owed.map(|rule| rule.id.clone()).collect();
        limits.sort_unstable();
        limits.dedup();
        limits
    }
}
