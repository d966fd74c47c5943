//! Between the domain and the wire.

use platform::journal::read::timestamp;
use platform::server::etag;
use proto::review as wire;

use crate::domain::{Review, ReviewState, Reviewer, Settlement};

impl From<&Reviewer> for wire::Reviewer {
    fn from(reviewer: &Reviewer) -> Self {
        let schools = |ids: &[uuid::Uuid]| ids.iter().map(|id| format!("schools/{id}")).collect();
        Self {
            name: format!("reviewers/{}", reviewer.id),
            display_name: reviewer.name.clone(),
            email: reviewer.email.clone(),
            years_in_sector: reviewer.years_in_sector,
            trained_by_ministry: reviewer.trained_by_ministry,
            commune: reviewer.commune.clone(),
            worked_at: schools(&reviewer.worked_at),
            relatives_at: schools(&reviewer.relatives_at),
            etag: etag(reviewer.version),
        }
    }
}

impl From<ReviewState> for wire::ReviewState {
    fn from(state: ReviewState) -> Self {
        match state {
            ReviewState::AwaitingTeam => Self::AwaitingTeam,
            ReviewState::UnderReview => Self::UnderReview,
            ReviewState::AwaitingComments => Self::AwaitingComments,
            ReviewState::AwaitingReply => Self::AwaitingReply,
            ReviewState::AwaitingFinalReport => Self::AwaitingFinalReport,
            ReviewState::Completed => Self::Completed,
        }
    }
}

/// The state that a list asks for; nothing for all.
pub fn asked_state(state: wire::ReviewState) -> Option<ReviewState> {
    ReviewState::ALL
        .into_iter()
        .find(|ours| wire::ReviewState::from(*ours) == state)
}

impl From<Settlement> for wire::Settlement {
    fn from(settlement: Settlement) -> Self {
        match settlement {
            Settlement::Agreed => Self::Agreed,
            Settlement::Deemed => Self::Deemed,
            Settlement::Answered => Self::Answered,
        }
    }
}

impl From<&Review> for wire::Review {
    fn from(review: &Review) -> Self {
        let change = |change: &crate::domain::StateChange| wire::ReviewStateChange {
            state: wire::ReviewState::from(change.state).into(),
            at: Some(timestamp(change.at)),
        };
        let seats = review.team.as_ref().map_or(&[][..], |team| &team.seats);
        Self {
            name: format!("reviews/{}", review.case.id),
            dossier_number: review.case.dossier_number.clone(),
            school: format!("schools/{}", review.case.school_id),
            school_name: review.case.school_name.clone(),
            state: wire::ReviewState::from(review.state()).into(),
            history: review.history.iter().map(change).collect(),
            seats: seats.iter().map(Into::into).collect(),
            completed_steps: review.completed_steps.iter().map(|step| (*step).into()).collect(),
            comments: review.comments.clone(),
            settlement: review
                .settlement
                .map_or(wire::Settlement::Unspecified, Into::into)
                .into(),
            level: review.level.unwrap_or_default(),
            warnings: review.warnings.clone(),
            etag: etag(review.version),
        }
    }
}
