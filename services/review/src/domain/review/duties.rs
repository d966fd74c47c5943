//! Which limits of this service are owed in a review, by what it has become.

use chrono::{DateTime, Utc};
use proto::fact::ReviewStep;

use super::{Review, ReviewState};

/// The limits of the team's work up to the draft, in the order of its steps.
const AT_WORK: [&str; 4] = [
    "review.study",
    "review.preliminary_visit",
    "review.official_visit",
    "review.draft",
];

impl Review {
    /// The limits of what is owed now, the next first; nothing when the review is over.
    pub fn owed(&self) -> &'static [&'static str] {
        match self.state() {
            ReviewState::AwaitingTeam if self.had_a_team() => &["review.team_again"],
            ReviewState::AwaitingTeam => &["review.start"],
            ReviewState::UnderReview => AT_WORK.get(self.steps.len()..).unwrap_or_default(),
            ReviewState::AwaitingComments => &["review.comment"],
            ReviewState::AwaitingReply => &["review.reply"],
            ReviewState::AwaitingFinalReport => &["review.report"],
            ReviewState::Completed | ReviewState::Closed => &[],
        }
    }

    /// Everything that may be owed at one time, as [`Review::owed`] answers it.
    pub fn ever_owed() -> Vec<&'static [&'static str]> {
        let at_work = (0..AT_WORK.len()).filter_map(|done| AT_WORK.get(done..));
        let others: [&'static [&'static str]; 5] = [
            &["review.start"],
            &["review.team_again"],
            &["review.comment"],
            &["review.reply"],
            &["review.report"],
        ];
        at_work.chain(others).collect()
    }

    /// Whether it had a team before the one that it waits for.
    fn had_a_team(&self) -> bool {
        let mut states = self.history.iter().map(|change| change.state);
        states.any(|state| state == ReviewState::UnderReview)
    }

    /// Whether what `limit` asks for was still owed just before `moment`; nothing for a limit that is not a duty of
    /// this service.
    pub(in super::super) fn still_owed(&self, limit: &str, moment: DateTime<Utc>) -> Option<bool> {
        let (owed_in, step) = match limit {
            "review.start" | "review.team_again" => (ReviewState::AwaitingTeam, None),
            "review.study" => (ReviewState::UnderReview, Some(ReviewStep::DossierStudy)),
            "review.preliminary_visit" => (ReviewState::UnderReview, Some(ReviewStep::PreliminaryVisit)),
            "review.official_visit" => (ReviewState::UnderReview, Some(ReviewStep::OfficialVisit)),
            "review.draft" => (ReviewState::UnderReview, None),
            "review.comment" => (ReviewState::AwaitingComments, None),
            "review.reply" => (ReviewState::AwaitingReply, None),
            "review.report" => (ReviewState::AwaitingFinalReport, None),
            _ => return None,
        };
        let open = step.is_none_or(|step| self.was_open(step, moment));
        Some(open && self.state_before(moment) == Some(owed_in))
    }
}
