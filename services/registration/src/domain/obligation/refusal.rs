//! Why something cannot be done with a yearly obligation.

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ObligationRefusal {
    /// It was fulfilled already.
    #[error("it was fulfilled already")]
    Fulfilled,
}
