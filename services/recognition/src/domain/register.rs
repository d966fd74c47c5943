//! The public register (sổ đăng ký): what it says of a certificate on a day.
//!
//! A day of the register is a day of the law: a certificate stands on it as it stood by what was decided until now,
//! whenever that was entered. A revocation that was signed on a day and entered a week later holds from the day on
//! which it was signed, also for who asks about the days between.
//!
//! It has what is printed on the certificate and what is known of the school, and of no person anything.

use calendar::Day;
use proto::fact::{SchoolType, Target};
use uuid::Uuid;

use super::CertificateState;

/// A line of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterEntry {
    /// The certificate.
    pub certificate_id: Uuid,
    /// Its number.
    pub number: String,
    /// The number of the decision, or empty.
    pub decision_number: String,
    /// The school.
    pub school_id: Uuid,
    /// The school's name on the day.
    pub school_name: String,
    /// The school's name as it is printed.
    pub printed_name: String,
    /// The kind of school it was on the day.
    pub school_type: SchoolType,
    /// The commune it lay in on the day.
    pub commune: String,
    /// What is certified.
    pub target: Target,
    /// The day of recognition.
    pub recognised_on: Day,
    /// The first day of validity.
    pub valid_from: Day,
    /// The last day of validity, as printed.
    pub valid_until: Day,
    /// How it stood on the day.
    pub state: CertificateState,
    /// The day that the line speaks of.
    pub on: Day,
}
