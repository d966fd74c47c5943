//! What is asked of a certificate, and what follows.

use chrono::{DateTime, Utc};
use proto::fact::Fact;
use statute::Law;

use super::{Certificate, CertificateRefusal, MeasureForm, RemedyForm};
use crate::domain::{DocumentNumber, Signer};

/// What is asked of a certificate.
#[derive(Clone, Debug)]
pub enum CertificateCommand {
    /// Lay a measure before its signer.
    DraftMeasure(MeasureForm),
    /// Drop what is prepared, for a reason.
    DiscardMeasure(String),
    /// Sign what is prepared; the document gets this number.
    SignMeasure(Signer, DocumentNumber),
    /// Report what was remedied.
    ReportRemedy(RemedyForm),
    /// Conclude on what was reported.
    ConcludeRemedy {
        /// Whether everything is remedied.
        accept: bool,
        /// Why not, or what was seen.
        reasons: String,
    },
    /// Conclude that it is to be revoked.
    ConcludeRevocation {
        /// Why.
        reasons: String,
        /// The document of the conclusion.
        document_number: String,
        /// Who concludes.
        concluded_by: String,
    },
}

/// What a command on a certificate is decided by.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// The law.
    pub law: &'a Law,
    /// When, as [`Certificate::dated`] gives it.
    pub at: DateTime<Utc>,
    /// The certificates of the school.
    pub others: &'a [Certificate],
    /// Whether the school is no more.
    pub school_ended: bool,
}

impl Certificate {
    /// The moment that something which is decided `now` is dated: never before what was judged already.
    pub fn dated(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now.max(self.settled_until)
    }

    /// Decides what follows from `command`: the certificate afterwards, and what has happened.
    pub fn decide(
        &self,
        command: CertificateCommand,
        circumstances: &Circumstances<'_>,
    ) -> Result<(Self, Vec<Fact>), CertificateRefusal> {
        let at = circumstances.at;
        let mut after = self.clone();
        let bodies = match command {
            CertificateCommand::DraftMeasure(form) => after.draft_measure(form, circumstances),
            CertificateCommand::DiscardMeasure(reason) => after.discard_measure(&reason),
            CertificateCommand::SignMeasure(signer, number) => {
                after.sign_measure(signer, number, circumstances)
            }
            CertificateCommand::ReportRemedy(form) => after.report_remedy(form, at),
            CertificateCommand::ConcludeRemedy { accept, reasons } => {
                after.conclude_remedy(accept, &reasons, at)
            }
            CertificateCommand::ConcludeRevocation {
                reasons,
                document_number,
                concluded_by,
            } => after.conclude_revocation(&reasons, &document_number, &concluded_by, at),
        }?;
        after.version = self.version + 1;
        after.settled_until = at;
        let facts = bodies.into_iter().map(|body| after.case.fact(body)).collect();
        Ok((after, facts))
    }
}
