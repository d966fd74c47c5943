//! The states of a review, and how the comments on a draft were settled.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};

/// The state of a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReviewState {
    /// Waiting for its team.
    AwaitingTeam,
    /// The team is at work.
    UnderReview,
    /// The draft is with the school.
    AwaitingComments,
    /// The school commented; the team owes its answer.
    AwaitingReply,
    /// Comments are settled; the final report is owed.
    AwaitingFinalReport,
    /// The final report is in.
    Completed,
    /// The school withdrew its dossier: nothing is reviewed any more.
    Closed,
}

impl ReviewState {
    /// Every state, in the order in which a review goes through them; it is closed instead of going on.
    pub const ALL: [Self; 7] = [
        Self::AwaitingTeam,
        Self::UnderReview,
        Self::AwaitingComments,
        Self::AwaitingReply,
        Self::AwaitingFinalReport,
        Self::Completed,
        Self::Closed,
    ];

    /// The state as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingTeam => "awaiting_team",
            Self::UnderReview => "under_review",
            Self::AwaitingComments => "awaiting_comments",
            Self::AwaitingReply => "awaiting_reply",
            Self::AwaitingFinalReport => "awaiting_final_report",
            Self::Completed => "completed",
            Self::Closed => "closed",
        }
    }

    /// Whether nothing follows any more.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Closed)
    }
}

impl fmt::Display for ReviewState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for ReviewState {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| format!("no review state {text}"))
    }
}

/// How the comments on a draft were settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Settlement {
    /// The school agreed in writing.
    Agreed,
    /// The school stayed silent and is deemed to agree.
    Deemed,
    /// The school commented and the team answered.
    Answered,
}

impl Settlement {
    /// Every settlement.
    pub const ALL: [Self; 3] = [Self::Agreed, Self::Deemed, Self::Answered];

    /// The settlement as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Deemed => "deemed",
            Self::Answered => "answered",
        }
    }
}

impl FromStr for Settlement {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|settlement| settlement.as_str() == text)
            .ok_or_else(|| format!("no settlement {text}"))
    }
}

/// One change of state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateChange {
    /// The state entered.
    pub state: ReviewState,
    /// When, as the law counts it.
    pub at: DateTime<Utc>,
}
