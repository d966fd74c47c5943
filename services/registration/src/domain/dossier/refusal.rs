//! Why something cannot be done with a dossier.

use statute::Violation;

use super::DossierState;

/// A refusal.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DossierRefusal {
    /// The dossier's state does not allow it.
    #[error("a dossier that is {state} does not allow this: {act}")]
    WrongState {
        /// The state it is in.
        state: DossierState,
        /// What was asked, in Vietnamese.
        act: &'static str,
    },
    /// The council does not fit.
    #[error("the self-assessment council does not fit")]
    Council(Vec<Violation>),
    /// Under the regime in force, accreditation certificates are no longer issued.
    #[error("accreditation is no longer issued under {regime}")]
    AccreditationEnded {
        /// The regime.
        regime: String,
        /// The article.
        citation: String,
    },
    /// A supplement was asked for once already.
    #[error("a supplement may be asked for once only")]
    SecondSupplement,
}
