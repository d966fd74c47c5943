//! What decisions about a team do to each of its reviews.

use chrono::{DateTime, Utc};
use proto::fact::{Body, Fact, TeamDissolved, TeamMemberReplaced};
use statute::Law;
use uuid::Uuid;

use super::fact::printed;
use super::{Decision, EstablishedTeam, Override, Replacement, Team};
use crate::domain::{Refusal, Review, ReviewCommand, ReviewState, StateChange};

impl Team {
    /// The team as the review of the case `id` knows it.
    fn known_to(&self, id: Uuid, decision: &Decision) -> EstablishedTeam {
        EstablishedTeam {
            id: self.id,
            decision: decision.clone(),
            seats: self.seats.iter().map(|seat| seat.seat.clone()).collect(),
            warnings: self.printed_warnings(id),
        }
    }

    /// What warns in view of the case `id`, each with why the team goes on all the same.
    fn printed_warnings(&self, id: Uuid) -> Vec<String> {
        let concerned = self.warnings.iter().filter(|warning| warning.concerns(id));
        let printed = concerned.map(|warning| match self.answer_to(warning) {
            Some(given) => format!(
                "{} Vẫn cử vì: {} ({} đề nghị, {} duyệt)",
                warning.text,
                given.reason,
                given.requested_by,
                given.approved_by.as_deref().unwrap_or("chưa ai")
            ),
            None => warning.text.clone(),
        });
        printed.collect()
    }

    fn overrides_for(&self, id: Uuid) -> impl Iterator<Item = &Override> {
        self.overrides
            .iter()
            .filter(move |given| given.case.is_none_or(|case| case == id))
    }
}

impl Review {
    /// Gives it `team`, which `decision` has established.
    pub(super) fn take_team(
        &self,
        team: &Team,
        decision: &Decision,
        law: &Law,
        at: DateTime<Utc>,
    ) -> Result<(Self, Fact), Refusal> {
        let known = team.known_to(self.case.id, decision);
        let (after, mut fact) = self.decide(ReviewCommand::EstablishTeam(known), law, at)?;
        if let Some(Body::TeamEstablished(established)) = &mut fact.body {
            established.overrides = printed(team.overrides_for(self.case.id), &team.warnings);
        }
        Ok((after, fact))
    }

    /// Puts into its team who came in the place of who left; `team` is the team afterwards.
    pub(super) fn replace_member(
        &self,
        team: &Team,
        replacement: &Replacement,
        decision: &Decision,
    ) -> (Self, Fact) {
        let mut after = self.clone();
        after.version += 1;
        if let Some(own) = &mut after.team {
            own.seats = team.seats.iter().map(|seat| seat.seat.clone()).collect();
            own.warnings = team.printed_warnings(self.case.id);
        }
        let about_here = |given: &&Override| given.case.is_none_or(|case| case == self.case.id);
        let overrides = replacement.overrides.iter().filter(about_here);
        let body = Body::TeamMemberReplaced(TeamMemberReplaced {
            decision_number: decision.number.to_string(),
            decision_date: decision.signed_on.to_string(),
            signer: decision.signer.clone(),
            leaving: Some((&replacement.leaving).into()),
            coming: Some((&replacement.coming).into()),
            reason: replacement.reason.clone(),
            team_id: team.id.to_string(),
            overrides: printed(overrides, &replacement.warnings),
        });
        let fact = after.fact(body);
        (after, fact)
    }

    /// Waits for another team; what this one has done begins anew.
    pub(super) fn lose_team(&self, team: &Team, decision: &Decision, at: DateTime<Utc>) -> (Self, Fact) {
        let mut after = self.clone();
        after.version += 1;
        after.history.push(StateChange {
            state: ReviewState::AwaitingTeam,
            at,
        });
        after.team = None;
        after.begin_anew();
        let body = Body::TeamDissolved(TeamDissolved {
            decision_number: decision.number.to_string(),
            decision_date: decision.signed_on.to_string(),
            signer: decision.signer.clone(),
            reason: team.end_reason.clone(),
            team_id: team.id.to_string(),
            seats: team.seats.iter().map(|seat| (&seat.seat).into()).collect(),
        });
        let fact = after.fact(body);
        (after, fact)
    }
}
