//! Why a team is refused what is asked of it.

use super::{TeamState, Warning};

/// A refusal about a team.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TeamRefusal {
    /// The team's state does not allow it.
    #[error("the state of the team does not allow it")]
    WrongState {
        /// The state it is in.
        state: TeamState,
        /// What was asked, in Vietnamese.
        act: &'static str,
    },
    /// The reviews' teams are not established by one authority.
    #[error("the teams of these reviews are established by different authorities")]
    SeveralAuthorities,
    /// Reviews that do not wait for a team; their dossiers.
    #[error("reviews that do not wait for a team")]
    NotWaiting(Vec<String>),
    /// Reviews that another team is proposed for; their dossiers.
    #[error("reviews that another team is proposed for")]
    Taken(Vec<String>),
    /// The one who signs prepared it, or gave a reason to go on in spite of a warning.
    #[error("the one who signs prepared it")]
    SamePerson,
    /// Those who have not accepted their seat.
    #[error("not everyone has accepted")]
    InvitationsOpen(Vec<String>),
    /// Everyone was asked already.
    #[error("everyone was asked already")]
    NobodyToInvite,
    /// The one who answers was answered for already.
    #[error("the invitation was answered already")]
    Answered,
    /// Warnings that nobody gave a reason for.
    #[error("warnings without a reason to go on")]
    WarningsUnanswered(Vec<Warning>),
    /// Who is to leave does not sit in the team.
    #[error("who is to leave does not sit in the team")]
    NotSeated(String),
    /// Who is to come sits in the team already.
    #[error("who is to come sits in the team already")]
    AlreadySeated(String),
    /// No replacement waits for a decision.
    #[error("no replacement waits for a decision")]
    NothingProposed,
    /// Every review of the team is over.
    #[error("every review of the team is over")]
    NothingLeft,
    /// The team has sent a draft report; the dossiers.
    #[error("a draft report was sent")]
    DraftSent(Vec<String>),
}
