//! Why something cannot be done with a dossier.

use statute::Wish;

use super::{Certificate, DossierState, LegalDate, Shortfall};

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
    /// Another body is to act on it now.
    #[error("{waits_for} is to act on it, who cannot: {act}")]
    NotInCharge {
        /// What was asked, in Vietnamese.
        act: &'static str,
        /// The body it waits for.
        waits_for: String,
    },
    /// The local body passes dossiers on; the Sở accepts them.
    #[error("the Sở alone accepts dossiers")]
    DepartmentAccepts,
    /// The dossier is at the Sở already.
    #[error("it is at the Sở already")]
    NothingAbove,
    /// The self-assessment that it is to rest on is not completed.
    #[error("the self-assessment of {school_year} is not completed")]
    SelfAssessmentOpen {
        /// Its school year.
        school_year: String,
    },
    /// Documents are missing or do not fit.
    #[error("the dossier is not complete: {lacking:?}")]
    Incomplete {
        /// Everything that it lacks.
        lacking: Vec<Shortfall>,
        /// The act that asks for it.
        citation: String,
    },
    /// It is not known where the school stands among the authorities.
    #[error("{school} has no place among the authorities")]
    Unplaced {
        /// The school's name.
        school: String,
    },
    /// Neither the body that managed the school nor its commune is there on that day.
    #[error("no body receives the dossiers of {commune}")]
    NoReceivingBody {
        /// The commune's name.
        commune: String,
    },
    /// Under the regime in force, accreditation certificates are no longer issued.
    #[error("accreditation is no longer issued under {regime}")]
    AccreditationEnded {
        /// The regime.
        regime: String,
        /// The article.
        citation: String,
    },
    /// The school has an open dossier for the same wish.
    #[error("the dossier {number} is open for the same wish")]
    OpenDossier {
        /// Its number.
        number: String,
        /// The wish.
        wish: Wish,
    },
    /// A valid certificate says already what a new recognition would.
    #[error("the certificate {} is valid until {}", .0.number, .0.valid_until)]
    AlreadyRecognised(Certificate),
    /// The renewal comes later than the law allows.
    #[error("the renewal was to be registered until {}", .0.due_on)]
    RenewalTooLate(Box<LegalDate>),
    /// The higher target comes earlier than the law allows.
    #[error("the upgrade opens after {}", .0.due_on)]
    UpgradeTooEarly(Box<LegalDate>),
    /// A date of the law cannot be counted.
    #[error("{limit} cannot be counted: {reason}")]
    Uncounted {
        /// The limit.
        limit: &'static str,
        /// Why.
        reason: String,
    },
    /// A supplement was asked for once already at this stage.
    #[error("a supplement may be asked for once only")]
    SecondSupplement,
    /// A dossier of the province has that number of a portal already.
    #[error("{dossier} has the portal's number {portal_no}")]
    PortalNumberTaken {
        /// The portal's number.
        portal_no: String,
        /// The dossier that has it: its resource name, and its own number when it has one.
        dossier: String,
    },
}
