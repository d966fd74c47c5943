//! Why registration refuses, each with the rule that was broken.

use form::Defects;

use super::{
    AuthorityRefusal, DossierRefusal, ObligationRefusal, PlanRefusal, SchoolRefusal, SelfAssessmentRefusal,
};

/// A refusal of the registration domain.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Fields that do not fit, all at once: the field and what is wrong with it.
    #[error("fields do not fit")]
    Fields(Vec<(String, String)>),
    /// No regime is in force on that day.
    #[error("no regime is in force")]
    NoRegime,
    /// A rule of authorities.
    #[error(transparent)]
    Authority(#[from] AuthorityRefusal),
    /// A rule of schools.
    #[error(transparent)]
    School(#[from] SchoolRefusal),
    /// A rule of plans.
    #[error(transparent)]
    Plan(#[from] PlanRefusal),
    /// A rule of yearly obligations.
    #[error(transparent)]
    Obligation(#[from] ObligationRefusal),
    /// A rule of self-assessments.
    #[error(transparent)]
    SelfAssessment(#[from] SelfAssessmentRefusal),
    /// A rule of dossiers.
    #[error(transparent)]
    Dossier(#[from] DossierRefusal),
}

impl From<Defects> for Refusal {
    fn from(defects: Defects) -> Self {
        Self::Fields(defects.found())
    }
}
