//! Why recognition refuses, each with the rule that was broken.

use calendar::Day;

use super::{Authority, DecisionState, Unmet};

/// A refusal of the recognition domain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Fields that do not fit, all at once.
    #[error("fields do not fit")]
    Fields(Vec<(String, String)>),
    /// The decision's state does not allow it.
    #[error("a decision that is {state} does not allow this: {act}")]
    WrongState {
        /// The state it is in.
        state: DecisionState,
        /// What was asked, in Vietnamese.
        act: &'static str,
    },
    /// Whoever refuses must say why.
    #[error("a refusal needs reasons")]
    RefusalWithoutReasons,
    /// Whoever departs from what the software proposes must say why.
    #[error("a conclusion against the proposal needs reasons")]
    DeviationWithoutReasons,
    /// The school was to be recognised although conditions do not hold.
    #[error("conditions of recognition do not hold")]
    ConditionsNotMet(Vec<Unmet>),
    /// Under B, a number alone may not hold a school back: a person says why.
    #[error("a number alone does not conclude")]
    NumberWithoutReasons {
        /// The article.
        citation: String,
    },
    /// Who prepared a decision or a letter may not put a name to it.
    #[error("who prepared the decision may not put a name to it")]
    SamePerson,
    /// Another person prepared the decision; only they replace its text.
    #[error("another person prepared the decision")]
    PreparedByAnother,
    /// The text that was signed is not the one that was prepared.
    #[error("the text is not the prepared one")]
    TextChanged,
    /// Another authority signs this.
    #[error("this is signed by the {0}")]
    WrongAuthority(Authority),
    /// The Sở decides itself and proposes to nobody.
    #[error("the department decides itself")]
    NoProposalNeeded,
    /// The day from which the decision was to hold is over.
    #[error("the decision was to hold from {effective_on}, which is over")]
    EffectiveDayPassed {
        /// That day.
        effective_on: Day,
    },
    /// The school has said already where it published the decision.
    #[error("the school has published it already")]
    PublishedBySchool {
        /// Where.
        place: String,
    },
    /// No letter of apology can be prepared or sent.
    #[error(transparent)]
    Apology(#[from] ApologyRefusal),
}

/// Why no letter of apology can be prepared or sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApologyRefusal {
    /// The act that holds for the case lets nobody put off the limit.
    #[error("no letter of apology is foreseen")]
    NotForeseen,
    /// Nobody has prepared a letter of apology.
    #[error("no letter of apology was prepared")]
    NotPrepared,
    /// The limit is put off once only.
    #[error("a second new date is not allowed")]
    Second {
        /// The article.
        citation: String,
    },
    /// What the limit asks for is done: nobody has to apologise.
    #[error("the limit was kept")]
    LimitKept,
    /// The scheduler has not said yet when the limit ends.
    #[error("the due date is not known")]
    DueDateUnknown,
    /// The letter has to be sent before the limit ends.
    #[error("the letter comes too late for {due_on}")]
    TooLate {
        /// The last day of the limit.
        due_on: Day,
        /// The article.
        citation: String,
    },
    /// The due date moved on to the new date or beyond it since the letter was prepared.
    #[error("the due date {due_on} is no longer before {new_due_on}")]
    Overtaken {
        /// The last day of the limit.
        due_on: Day,
        /// The new date in the letter.
        new_due_on: Day,
    },
}
