//! Why something cannot be done with a plan.

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanRefusal {
    /// The plan item is of another school, kind or target, or has its dossier already.
    #[error("the plan item does not fit")]
    Item(&'static str),
    /// The authority has a plan of that year.
    #[error("there is a plan of that year")]
    Exists {
        /// The authority.
        authority: String,
        /// The year.
        year: i32,
    },
    /// The authority had ended before the year began.
    #[error("the authority had ended")]
    AuthorityEnded {
        /// The authority.
        authority: String,
        /// The year.
        year: i32,
    },
    /// A plan that is approved changes by an amendment only.
    #[error("the plan is approved")]
    Approved,
    /// Only an approved plan is amended.
    #[error("the plan is a draft")]
    Draft,
    /// A plan asks for something: it has an item or a target.
    #[error("the plan is empty")]
    Empty,
    /// Whoever drafted a plan does not approve it.
    #[error("the drafter may not approve")]
    FourEyes,
    /// An amendment changes something.
    #[error("the amendment changes nothing")]
    NothingAmended,
    /// An item that has a dossier is neither taken out nor given another target.
    #[error("the item has a dossier")]
    HasDossier {
        /// The schools of those items.
        schools: Vec<String>,
    },
}
