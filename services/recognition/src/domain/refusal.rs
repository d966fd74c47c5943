//! Why recognition refuses, each with the rule that was broken.

use super::{Authority, DecisionState};

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
    /// Who prepared a decision may not sign or propose it.
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
}
