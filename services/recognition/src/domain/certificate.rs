//! The certificate: issued with a recognition, valid to the day printed on it.

use calendar::Day;
use chrono::{DateTime, Utc};
use platform::scope::Place;
use proto::fact::{Body, CertificateIssued, Target};
use statute::Law;
use uuid::Uuid;

use super::{Case, CertificateNumber};

/// A certificate (chứng nhận, bằng công nhận).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Its number.
    pub number: CertificateNumber,
    /// The case whose decision issued it.
    pub case_id: Uuid,
    /// The school.
    pub school_id: Uuid,
    /// The school's name when it was issued.
    pub school_name: String,
    /// Where its case stood among the authorities when it was issued.
    pub place: Place,
    /// What it certifies.
    pub target: Target,
    /// First day of validity.
    pub valid_from: Day,
    /// Last day of validity. Stored, never computed again.
    pub valid_until: Day,
    /// The day of recognition, that an upgrade counts from.
    pub recognised_on: Day,
    /// When it was found to have run out.
    pub expired_at: Option<DateTime<Utc>>,
}

impl Certificate {
    /// Issues the certificate of `case`, recognised on `signed_on`. The decision takes effect on the day it
    /// is signed.
    pub fn issue(case: &Case, number: CertificateNumber, signed_on: Day, law: &Law) -> Self {
        let validity = law.certificate_validity(case.regime, signed_on, signed_on);
        Self {
            number,
            case_id: case.id,
            school_id: case.school_id,
            school_name: case.school_name.clone(),
            place: case.place.clone(),
            target: case.target,
            valid_from: validity.valid_from,
            valid_until: validity.valid_until,
            recognised_on: signed_on,
            expired_at: None,
        }
    }

    /// The fact of its issue.
    pub fn issued(&self) -> Body {
        Body::CertificateIssued(CertificateIssued {
            number: self.number.to_string(),
            valid_from: self.valid_from.to_string(),
            valid_until: self.valid_until.to_string(),
            recognised_on: self.recognised_on.to_string(),
        })
    }
}
