//! Why something cannot be done with a self-assessment.

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelfAssessmentRefusal {
    /// It was completed already.
    #[error("it was completed already")]
    Completed,
}
