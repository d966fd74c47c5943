//! Why the external review refuses, each with the rule that was broken.

use calendar::Day;
use proto::fact::ReviewStep;
use statute::{Role, Violation};
use timelimit::Wording;

use super::ReviewState;

/// A refusal of the review domain.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Fields that do not fit, all at once.
    #[error("fields do not fit")]
    Fields(Vec<(String, String)>),
    /// The order of the external review does not allow it.
    #[error("the order of the external review does not allow it")]
    Procedure {
        /// What of it is broken.
        broken: Broken,
        /// Where the order is laid down.
        article: Wording,
    },
    /// Another authority establishes the team.
    #[error("the team is established by {decided_by}")]
    WrongAuthority {
        /// Who establishes it.
        decided_by: Role,
        /// The act that says so.
        article: Wording,
    },
    /// The team, or someone in it, does not fit; everything that blocks.
    #[error("the external review team does not fit")]
    TeamUnfit(Vec<Unfit>),
    /// People who would sit in the team twice.
    #[error("someone would sit in the team twice")]
    SeatedTwice(Vec<String>),
    /// The regime of the case is not in the law files.
    #[error("the regime of the case is unknown")]
    NoRegime,
}

/// What of the order of the external review is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The review's state does not allow it.
    WrongState {
        /// The state it is in.
        state: ReviewState,
        /// What was asked, in Vietnamese.
        act: &'static str,
    },
    /// The steps before the draft come one after another.
    StepOutOfOrder {
        /// The step that was reported.
        asked: ReviewStep,
        /// The step that is next; nothing when all are done.
        next: Option<ReviewStep>,
    },
    /// The draft comes after all steps.
    StepsIncomplete {
        /// The step that is next.
        next: ReviewStep,
    },
    /// The school stayed silent to the end of its limit and is deemed to agree.
    ConsentDeemed {
        /// The last day of the limit.
        on: Day,
    },
    /// Every comment is answered, and nothing else.
    AnswersDoNotMatch {
        /// How many comments there are.
        comments: usize,
        /// How many answers were given.
        answers: usize,
    },
    /// A comment that is not accepted is kept with a reason.
    ReasonMissing {
        /// The places of the answers, from 1.
        places: Vec<usize>,
    },
    /// The final report comes after the comments are settled.
    CommentsUnsettled {
        /// The state it is in.
        state: ReviewState,
    },
}

/// A condition that blocks a team.
#[derive(Clone, Debug, PartialEq)]
pub struct Unfit {
    /// The member it is about; nothing when it is the team as a whole.
    pub who: Option<String>,
    /// The condition.
    pub violation: Violation,
}
