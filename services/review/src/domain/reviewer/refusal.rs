//! Why a command on a reviewer is refused, each with the rule that was broken.

use calendar::Day;
use form::Defects;

/// A refusal about reviewers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReviewerRefusal {
    /// Fields that do not fit, all at once: the field and what is wrong with it.
    #[error("fields do not fit")]
    Fields(Vec<(String, String)>),
    /// Someone else of the province has the code.
    #[error("the code {code} is taken")]
    CodeTaken {
        /// The code.
        code: String,
        /// Who has it.
        holder: String,
    },
    /// The person is off the list.
    #[error("{name} is off the list")]
    Retired {
        /// The person's name.
        name: String,
        /// The day from which they are off it.
        on: Day,
    },
}

impl From<Defects> for ReviewerRefusal {
    fn from(defects: Defects) -> Self {
        Self::Fields(defects.found())
    }
}
