//! Why something cannot be done with a plan.

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanRefusal {
    /// The plan item is of another school, kind or target, or has its dossier already.
    #[error("the plan item does not fit")]
    Item(&'static str),
}
