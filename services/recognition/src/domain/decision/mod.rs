//! The decision: the final report is appraised, a decision is prepared by one person and signed by another, and
//! published by the Sở and by the school; a letter of apology puts off its limit once.

use calendar::{Day, local_day};
use chrono::{DateTime, Utc};
use proto::fact::{Body, Fact, RecognitionKind, ReportReceived};
use statute::{Law, Role};

use super::{Case, Certificate, CertificateNumber, UnfitCase};

mod apology;
mod appraisal;
mod command;
mod conclusion;
mod publication;
mod signature;
mod state;

pub use apology::{Apology, ApologyForm, DECIDE, SentApology};
pub use appraisal::{Condition, Proposal, Prospect, held, propose};
pub use command::{Decided, DecisionCommand};
pub use conclusion::{Conclusion, ConclusionForm, Finding, Unmet};
pub use publication::Publication;
pub use signature::{Draft, DraftForm, Issuing, SentProposal, Signature, Signer};
pub use state::{Authority, DecisionState, StateChange};

/// The final report of a review team, as it was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinalReport {
    /// The level it concludes with, 0 to 4.
    pub level: u32,
    /// Its SHA-256, lower-case hexadecimal.
    pub sha256: String,
    /// What the team found of the school besides its criteria; nothing when it has not entered it.
    pub standing: Option<statute::Standing>,
}

/// What is known of a school when its report comes in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Background {
    /// Whether the dossier asks for recognition again, as registration said; nothing when it did not.
    pub kind: Option<RecognitionKind>,
    /// The certificates that the school holds or held.
    pub certificates: Vec<Certificate>,
}

impl Background {
    /// Whether the school of `case` is recognised again: as its dossier says, or as its certificates show.
    fn kind_of(&self, case: &Case) -> RecognitionKind {
        let stated = self.kind.filter(|kind| *kind != RecognitionKind::Unspecified);
        let before = self
            .certificates
            .iter()
            .any(|certificate| certificate.case.wish() == case.wish());
        stated.unwrap_or(if before {
            RecognitionKind::Renewal
        } else {
            RecognitionKind::New
        })
    }
}

/// The decision on one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The case.
    pub case: Case,
    /// Whether the school was recognised before.
    pub kind: RecognitionKind,
    /// Who signs.
    pub decided_by: Authority,
    /// The report that it rests on.
    pub report: FinalReport,
    /// What the software proposes; kept as it was when the report came in.
    pub proposal: Proposal,
    /// What the officer concluded.
    pub conclusion: Option<Conclusion>,
    /// What was prepared.
    pub draft: Option<Draft>,
    /// The proposal to the People's Committee, when it decides.
    pub sent: Option<SentProposal>,
    /// The signature.
    pub signature: Option<Signature>,
    /// The certificate, when it recognises.
    pub certificate: Option<CertificateNumber>,
    /// Where the Sở published it.
    pub published: Option<Publication>,
    /// Where the school published it.
    pub published_by_school: Option<Publication>,
    /// The last day of the act's limit, as the scheduler counted it last.
    pub decide_due_on: Option<Day>,
    /// The letter of apology.
    pub apology: Option<Apology>,
    /// Its states, oldest first; never empty.
    pub history: Vec<StateChange>,
    /// Nothing that is decided from now on can be dated before this moment: a limit that ended then has
    /// been judged.
    pub settled_until: DateTime<Utc>,
    /// Grows with every change.
    pub version: i64,
}

impl Decision {
    /// Opens the decision of `case`: its report was received at `at`.
    pub fn open(
        case: Case,
        report: FinalReport,
        background: &Background,
        law: &Law,
        at: DateTime<Utc>,
    ) -> Result<(Self, Fact), UnfitCase> {
        let regime = law
            .regime(case.regime)
            .ok_or_else(|| UnfitCase(format!("the law knows no regime {}", case.regime)))?;
        let decided_by = match regime.recognition_decided_by(case.wish()) {
            Role::DepartmentLeader => Authority::Department,
            Role::Province => Authority::Province,
            other => return Err(UnfitCase(format!("{other} decides on no recognition"))),
        };
        let received = case.fact(Body::ReportReceived(ReportReceived {
            level: report.level,
            report_sha256: report.sha256.clone(),
        }));
        let on = local_day(at);
        let held = held(&background.certificates, case.wish(), on);
        let decision = Self {
            kind: background.kind_of(&case),
            proposal: propose(&case, &report, held, law, on),
            case,
            decided_by,
            report,
            conclusion: None,
            draft: None,
            sent: None,
            signature: None,
            certificate: None,
            published: None,
            published_by_school: None,
            decide_due_on: None,
            apology: None,
            history: vec![StateChange {
                state: DecisionState::UnderAppraisal,
                at,
            }],
            settled_until: at,
            version: 1,
        };
        Ok((decision, received))
    }

    /// The state it is in.
    pub fn state(&self) -> DecisionState {
        self.history
            .last()
            .map_or(DecisionState::UnderAppraisal, |change| change.state)
    }

    /// When the report was received.
    pub fn received_at(&self) -> DateTime<Utc> {
        self.history
            .first()
            .map_or(DateTime::UNIX_EPOCH, |change| change.at)
    }

    /// When `state` was first entered, if it was.
    pub fn entered(&self, state: DecisionState) -> Option<DateTime<Utc>> {
        self.history
            .iter()
            .find(|change| change.state == state)
            .map(|change| change.at)
    }

    /// The state that keeps the act's limit. In regime A0 it binds the Sở: when the People's Committee decides, its
    /// proposal.
    pub fn bound_state(&self) -> DecisionState {
        match self.decided_by {
            Authority::Department => DecisionState::Signed,
            Authority::Province => DecisionState::Proposed,
        }
    }

    /// The moment that something which is decided `now` is dated: never before what was judged already.
    pub fn dated(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now.max(self.settled_until)
    }
}
