//! The team of a review: what a decision on the team changes in each review that it has.

use proto::fact::{Body, TeamEstablished};
use statute::Law;

use super::super::{EstablishedTeam, Refusal};
use super::{Review, ReviewState};

impl Review {
    pub(super) fn establish_team(
        &mut self,
        team: EstablishedTeam,
        law: &Law,
    ) -> Result<(ReviewState, Body), Refusal> {
        self.must_be(ReviewState::AwaitingTeam, "thành lập đoàn đánh giá ngoài", law)?;
        let established = TeamEstablished {
            decision_number: team.decision.number.to_string(),
            decision_date: team.decision.signed_on.to_string(),
            signer: team.decision.signer.clone(),
            seats: team.seats.iter().map(Into::into).collect(),
            team_id: team.id.to_string(),
            prepared_by: team.decision.prepared_by.clone(),
            ..TeamEstablished::default()
        };
        self.team = Some(team);
        Ok((ReviewState::UnderReview, Body::TeamEstablished(established)))
    }

    /// Forgets what a team has done that is dissolved: the next one does it again, and what was done stays in the
    /// journal.
    pub(in super::super) fn begin_anew(&mut self) {
        self.visits.clear();
        self.steps.clear();
        self.results.clear();
        self.standing = None;
    }
}
