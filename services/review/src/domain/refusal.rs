//! Why the external review refuses, each with the rule that was broken.

use calendar::Day;
use proto::fact::ReviewStep;
use statute::Role;
use timelimit::Wording;

use super::{Finding, ReviewState, TeamRefusal};

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
    /// The level that the team concludes with does not follow.
    #[error("the level does not follow from the results")]
    Level {
        /// Why not.
        unfit: UnfitLevel,
        /// The article that the level follows from.
        citation: String,
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
    TeamUnfit(Vec<Finding>),
    /// People who would sit in the team twice.
    #[error("someone would sit in the team twice")]
    SeatedTwice(Vec<String>),
    /// Something about a team.
    #[error(transparent)]
    Team(#[from] TeamRefusal),
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
    /// The review was closed.
    Closed {
        /// Why.
        reason: String,
    },
    /// The step was completed, so its visit is no more to be planned.
    StepCompleted {
        /// Which.
        step: ReviewStep,
    },
    /// The official visit begins before the preliminary one is over.
    VisitsOutOfOrder {
        /// The last day of the preliminary visit.
        preliminary: Day,
        /// The first day of the official visit.
        official: Day,
    },
    /// A step begins before the team was established.
    StepBeforeTeam {
        /// The day the team was established.
        on: Day,
    },
    /// A step is completed before the one that it follows.
    StepBeforePrevious {
        /// The day that one was completed.
        until: Day,
    },
    /// The act has no criteria for such a school.
    NoCriteria,
    /// A report comes after every criterion has a result.
    CriteriaMissing {
        /// The criteria without one, in the order of the act.
        criteria: Vec<String>,
    },
    /// A report comes after the team said what is known of the school besides its criteria.
    StandingMissing,
}

/// Why the team cannot conclude with a level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnfitLevel {
    /// It is higher than what the results come to.
    TooHigh {
        /// What they come to.
        proposed: u32,
        /// What the team concludes with.
        concluded: u32,
    },
    /// It is not what the results come to, and no reason is given.
    ReasonNeeded {
        /// What they come to.
        proposed: u32,
        /// What the team concludes with.
        concluded: u32,
    },
    /// The number alone would fail the school.
    NumberAlone,
}

impl From<form::Defects> for Refusal {
    fn from(defects: form::Defects) -> Self {
        Self::Fields(defects.found())
    }
}
