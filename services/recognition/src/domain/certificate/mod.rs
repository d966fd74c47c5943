//! The certificate: issued with a recognition or entered from outside, valid to the day printed on it, and what may
//! become of it before.

use calendar::Day;
use chrono::{DateTime, Utc};
use proto::fact::{Body, CertificateIssued, RecognitionKind, Target};
use statute::Law;

use super::{Authority, Case, CertificateNumber};

mod code;
mod command;
mod entry;
mod import;
mod judgement;
mod life;
mod measure;
mod refusal;
mod remedy;
mod span;
mod state;

pub use code::{UnknownCode, VerificationCode};
pub use command::{CertificateCommand, Circumstances};
pub use entry::{Entered, Entering, EntryForm, Holder, LONGEST_NUMBER};
pub use import::{CertificateRow, ImportedCertificates, IntoRegister, RowDefect};
pub use life::Renewal;
pub use measure::{MeasureForm, PreparedMeasure, RevocationConclusion, SignedMeasure};
pub use refusal::CertificateRefusal;
pub use remedy::{Remedy, RemedyConclusion, RemedyForm, RemedyReport};
pub use span::{Span, in_force};
pub use state::{CertificateState, Standing};

/// Where a certificate comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Issued here, with its place in the Sở's register.
    Issued(CertificateNumber),
    /// Issued outside this system; it carries the number printed on it.
    Entered(String),
}

impl Origin {
    /// The number on the certificate.
    pub fn number(&self) -> String {
        match self {
            Self::Issued(number) => number.to_string(),
            Self::Entered(number) => number.clone(),
        }
    }
}

/// A certificate (chứng nhận, bằng công nhận).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The case in which its life is journaled (the dossier's; its own when it was entered), the school as it is
    /// printed, and where it stands among the authorities. What it certifies is the case's target.
    pub case: Case,
    /// Where it comes from, and its number.
    pub origin: Origin,
    /// Whether the school was recognised before.
    pub kind: RecognitionKind,
    /// The number of the decision, or empty.
    pub decision_number: String,
    /// Who decided, and decides on measures.
    pub decided_by: Authority,
    /// The day of recognition, that an upgrade counts from.
    pub recognised_on: Day,
    /// First day of validity.
    pub valid_from: Day,
    /// Last day of validity, as printed. Stored, never computed again.
    pub valid_until: Day,
    /// The code by which anyone can check it.
    pub code: VerificationCode,
    /// What last became of it.
    pub standing: Standing,
    /// The days on which it is in force, in order, apart from one another.
    pub spans: Vec<Span>,
    /// When it was found to have run out.
    pub expired_at: Option<DateTime<Utc>>,
    /// The registration for its renewal.
    pub renewal: Option<Renewal>,
    /// The orders to remedy, oldest first. At most the last one is open.
    pub remedies: Vec<Remedy>,
    /// The Sở's conclusion that it is to be revoked, when no revocation has answered it.
    pub revocation: Option<RevocationConclusion>,
    /// The measure that is prepared and not signed.
    pub prepared: Option<PreparedMeasure>,
    /// The signed measures, oldest first.
    pub measures: Vec<SignedMeasure>,
    /// When it was entered here.
    pub entered_at: DateTime<Utc>,
    /// Nothing that is decided from now on can be dated before this moment: a limit that ended then has
    /// been judged.
    pub settled_until: DateTime<Utc>,
    /// Grows with every change.
    pub version: i64,
}

/// What a decision issues a certificate with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Its number.
    pub number: CertificateNumber,
    /// Its code.
    pub code: VerificationCode,
    /// Whether the school was recognised before.
    pub kind: RecognitionKind,
    /// What it certifies: what was asked for, or a lower degree of it.
    pub target: Target,
    /// The decision's number.
    pub decision_number: String,
    /// Who decided.
    pub decided_by: Authority,
    /// The day the decision was signed.
    pub signed_on: Day,
    /// The day from which it holds.
    pub effective_on: Day,
}

impl Certificate {
    /// Issues the certificate of `case` at `at`. When it begins and ends follows from the regime's start rule: the
    /// day from which the decision holds, or the day it was signed.
    pub fn issue(case: &Case, issue: Issue, law: &Law, at: DateTime<Utc>) -> Self {
        let validity = law.certificate_validity(case.regime, issue.signed_on, issue.effective_on);
        Self {
            case: Case {
                target: issue.target,
                ..case.clone()
            },
            origin: Origin::Issued(issue.number),
            kind: issue.kind,
            decision_number: issue.decision_number,
            decided_by: issue.decided_by,
            recognised_on: issue.signed_on,
            valid_from: validity.valid_from,
            valid_until: validity.valid_until,
            code: issue.code,
            standing: Standing::InForce,
            spans: vec![Span {
                from: validity.valid_from,
                until: validity.valid_until,
            }],
            expired_at: None,
            renewal: None,
            remedies: Vec::new(),
            revocation: None,
            prepared: None,
            measures: Vec::new(),
            entered_at: at,
            settled_until: at,
            version: 1,
        }
    }

    /// The number on it.
    pub fn number(&self) -> String {
        self.origin.number()
    }

    /// The fact of its issue.
    pub fn issued(&self) -> Body {
        Body::CertificateIssued(CertificateIssued {
            number: self.number(),
            valid_from: self.valid_from.to_string(),
            valid_until: self.valid_until.to_string(),
            recognised_on: self.recognised_on.to_string(),
            certified: self.case.target.into(),
            kind: self.kind.into(),
        })
    }
}
