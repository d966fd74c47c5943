//! Why something cannot be done with a yearly obligation.

use chrono::{DateTime, Utc};

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ObligationRefusal {
    /// It was fulfilled already.
    #[error("it was fulfilled already")]
    Fulfilled {
        /// When.
        fulfilled_at: DateTime<Utc>,
    },
    /// It was lifted, because its holder is no more.
    #[error("it was lifted")]
    Lifted {
        /// When.
        lifted_at: DateTime<Utc>,
    },
    /// Only the holder fulfils an obligation, and officers that of their department.
    #[error("it is another's obligation")]
    NotHolder,
    /// No limit of the law has a yearly date in that year.
    #[error("nothing is owed in that year")]
    NothingOwed {
        /// The year.
        year: i32,
    },
}
