//! Why recognition refuses what is asked about a certificate.

use calendar::Day;
use proto::fact::{Measure, Target};
use statute::RegimeId;

use super::CertificateState;
use crate::domain::Authority;

/// A refusal about a certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateRefusal {
    /// Fields that do not fit, all at once.
    #[error("fields do not fit")]
    Fields(Vec<(String, String)>),
    /// The same certificate was entered before.
    #[error("the certificate {0} of {1} is there already")]
    Duplicate(String, Day),
    /// The regime of the day issued no such certificates.
    #[error("{target:?} was not granted under {regime}")]
    NotGranted {
        /// What it would certify.
        target: Target,
        /// The regime.
        regime: RegimeId,
        /// The regime's acts.
        citation: String,
    },
    /// A date of the law that cannot be counted.
    #[error("{limit} cannot be counted: {reason}")]
    Uncounted {
        /// The limit.
        limit: &'static str,
        /// Why.
        reason: String,
    },
    /// How the certificate stands today does not allow it.
    #[error("a certificate that {state} does not allow this: {act}")]
    WrongState {
        /// How it stands.
        state: CertificateState,
        /// What was asked, in Vietnamese.
        act: &'static str,
    },
    /// An order to remedy stands that the Sở has not concluded on.
    #[error("an order to remedy by {0} is open")]
    OrderOpen(Day),
    /// There is no order to remedy that waits for this.
    #[error("no order to remedy is open")]
    NoOrder,
    /// The school has reported already, and the Sở has not concluded on it.
    #[error("the school has reported already")]
    Reported,
    /// The school has not reported, and still has time to.
    #[error("the school has until {0} to report")]
    NotReported(Day),
    /// What nobody reported cannot be accepted.
    #[error("there is no report to accept")]
    NothingToAccept,
    /// The day by which it is to be remedied is not after the day of the signature.
    #[error("the term {0} is over")]
    TermOver(Day),
    /// A conclusion to revoke stands already.
    #[error("a conclusion to revoke stands already")]
    Concluded,
    /// Nobody concluded that it is to be revoked.
    #[error("nobody concluded to revoke")]
    NotConcluded,
    /// Another certificate of the school is in force in its place.
    #[error("{0} is in force in its place")]
    AnotherInForce(String),
    /// The school is no more.
    #[error("the school is no more")]
    SchoolEnded,
    /// No measure is prepared.
    #[error("no measure is prepared")]
    NothingPrepared,
    /// Another person prepared this measure; only they replace it.
    #[error("another person prepared the {0:?}")]
    PreparedByAnother(Measure),
    /// Who prepared a measure may not sign it.
    #[error("who prepared the measure may not sign it")]
    SamePerson,
    /// The text that was signed is not the one that was prepared.
    #[error("the text is not the prepared one")]
    TextChanged,
    /// Another authority signs this.
    #[error("this is signed by the {0}")]
    WrongAuthority(Authority),
}

impl From<form::Defects> for CertificateRefusal {
    fn from(defects: form::Defects) -> Self {
        Self::Fields(defects.found())
    }
}
