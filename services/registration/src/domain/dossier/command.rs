//! What is asked of a dossier, and what follows.

use calendar::local_day;
use chrono::{DateTime, Utc};
use proto::fact::{
    Body, DossierAccepted, DossierCheckBegun, DossierDocumentsReplaced, DossierForwarded, DossierRefused,
    DossierResubmitted, DossierSubmitted, DossierWithdrawn, Fact, PlanItemRegistered,
};
use statute::{Law, Regime};

use super::document::{must_be_complete, stated as documents};
use super::{
    Certificate, CheckStage, Checker, DocumentForm, Dossier, DossierNumber, DossierRefusal, DossierState,
    Receipt, StateChange, certificate,
};
use crate::domain::Refusal;

/// What a dossier is handed in with.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Where it is handed in.
    pub receipt: Receipt,
    /// The number it gets there.
    pub number: DossierNumber,
    /// SHA-256 of the report of its self-assessment.
    pub report_sha256: String,
    /// The school's certificates.
    pub certificates: Vec<Certificate>,
    /// The number of the school's other dossier that is open for the same wish.
    pub open: Option<String>,
}

/// What is asked of a dossier.
#[derive(Clone, Debug)]
pub enum DossierCommand {
    /// Replace its documents.
    ReplaceDocuments(Vec<DocumentForm>),
    /// Hand it in.
    Submit(Box<Submission>),
    /// Take it up for checking.
    BeginCheck(Checker),
    /// Ask for what is missing, all at once.
    RequestSupplement(Checker, Vec<String>),
    /// Hand the completed dossier in again; the SHA-256 is that of its self-assessment's report.
    Resubmit(String),
    /// Pass it on to the Sở.
    Forward(Checker),
    /// Accept it.
    Accept(Checker),
    /// Refuse it, with the reason.
    Refuse(Checker, String),
    /// Withdraw it, with the reason.
    Withdraw(String),
}

impl Dossier {
    /// Decides what follows from `command` at `at`, which [`Dossier::dated`] gives: the dossier afterwards, and the
    /// facts.
    pub fn decide(
        &self,
        command: DossierCommand,
        law: &Law,
        at: DateTime<Utc>,
    ) -> Result<(Self, Vec<Fact>), Refusal> {
        use DossierState::{Accepted, Draft, Refused, Submitted, SupplementRequested, UnderCheck, Withdrawn};
        let mut after = self.clone();
        after.version += 1;
        let (state, body) = match command {
            DossierCommand::ReplaceDocuments(forms) => return after.with_documents(forms),
            DossierCommand::Submit(submission) => {
                self.must_be(&[Draft], "nộp")?;
                let stage = after.receive(*submission, law, at)?.to_string();
                (Submitted, Body::DossierSubmitted(DossierSubmitted { stage }))
            }
            DossierCommand::BeginCheck(by) => {
                self.must_be_checked(&by, &[Submitted], "kiểm tra")?;
                let stage = self.stage_name();
                (UnderCheck, Body::DossierCheckBegun(DossierCheckBegun { stage }))
            }
            DossierCommand::RequestSupplement(by, defects) => {
                self.must_be_checked(&by, &[UnderCheck], "yêu cầu bổ sung")?;
                self.must_not_be_supplemented()?;
                after.defects = stated(defects, "defects")?;
                let body = proto::fact::SupplementRequested {
                    defects: after.defects.clone(),
                    stage: self.stage_name(),
                };
                (SupplementRequested, Body::SupplementRequested(body))
            }
            DossierCommand::Resubmit(report_sha256) => {
                self.must_be(&[SupplementRequested], "nộp lại")?;
                self.must_stay_complete(&report_sha256, law)?;
                let stage = self.stage_name();
                (Submitted, Body::DossierResubmitted(DossierResubmitted { stage }))
            }
            DossierCommand::Forward(by) => {
                self.must_be_checked(&by, &[UnderCheck], "chuyển lên Sở")?;
                if self.stage != Some(CheckStage::Local) {
                    return Err(DossierRefusal::NothingAbove.into());
                }
                after.stage = Some(CheckStage::Department);
                (Submitted, Body::DossierForwarded(DossierForwarded {}))
            }
            DossierCommand::Accept(by) => {
                self.must_be_checked(&by, &[UnderCheck], "chấp nhận")?;
                if self.stage == Some(CheckStage::Local) {
                    return Err(DossierRefusal::DepartmentAccepts.into());
                }
                let kind = self.kind.into();
                (Accepted, Body::DossierAccepted(DossierAccepted { kind }))
            }
            DossierCommand::Refuse(by, reason) => {
                self.must_be_checked(&by, &[UnderCheck], "từ chối")?;
                let reason = after.reasoned(reason)?;
                (Refused, Body::DossierRefused(DossierRefused { reason }))
            }
            DossierCommand::Withdraw(reason) => {
                self.must_be(&[Draft, Submitted, UnderCheck, SupplementRequested], "rút")?;
                let reason = after.reasoned(reason)?;
                (Withdrawn, Body::DossierWithdrawn(DossierWithdrawn { reason }))
            }
        };
        let stage = after.stage;
        after.history.push(StateChange { state, at, stage });
        let registered = matches!(body, Body::DossierSubmitted(_));
        let mut facts = vec![after.fact(body)];
        if registered {
            let registration = PlanItemRegistered {
                dossier_id: self.id.to_string(),
            };
            facts.extend(after.plan_fact(Body::PlanItemRegistered(registration)));
        }
        Ok((after, facts))
    }

    /// Replaces the documents, which the state must allow; the state stays.
    fn with_documents(mut self, forms: Vec<DocumentForm>) -> Result<(Self, Vec<Fact>), Refusal> {
        use DossierState::{Draft, SupplementRequested};
        self.must_be(&[Draft, SupplementRequested], "thay tài liệu")?;
        self.documents = documents(forms)?;
        let sha256 = self.documents.iter().map(|document| document.sha256.clone());
        let replaced = DossierDocumentsReplaced {
            sha256: sha256.collect(),
        };
        let fact = self.fact(Body::DossierDocumentsReplaced(replaced));
        Ok((self, vec![fact]))
    }

    /// Receipt fixes the regime for good, and with it what can be asked for, when, and who checks it first.
    fn receive(&mut self, with: Submission, law: &Law, at: DateTime<Utc>) -> Result<CheckStage, Refusal> {
        self.school.must_be_active()?;
        let on = local_day(at);
        let regime = law.regime_on(on).ok_or(Refusal::NoRegime)?;
        if !regime.grants(self.wish()) {
            return Err(DossierRefusal::AccreditationEnded {
                regime: regime.id.to_string(),
                citation: regime.acts.last().cloned().unwrap_or_default(),
            }
            .into());
        }
        must_be_complete(&self.documents, &with.report_sha256, regime)?;
        if let Some(number) = with.open {
            let wish = self.wish();
            return Err(DossierRefusal::OpenDossier { number, wish }.into());
        }
        certificate::must_allow(&with.certificates, self.kind, self.target, law, regime.id, on)?;
        self.number = Some(with.number);
        self.regime = Some(regime.id);
        self.overlay = with.receipt.overlay;
        self.stage = Some(with.receipt.stage);
        self.received_by = Some(with.receipt.body);
        Ok(with.receipt.stage)
    }

    /// What is handed in again is as complete as the regime of its receipt asks for. Dossiers of before documents
    /// were kept have none.
    fn must_stay_complete(&self, report_sha256: &str, law: &Law) -> Result<(), Refusal> {
        let regime: Option<&Regime> = self.regime.and_then(|regime| law.regime(regime));
        match (regime, self.self_assessment) {
            (Some(regime), Some(_)) => Ok(must_be_complete(&self.documents, report_sha256, regime)?),
            _ => Ok(()),
        }
    }

    fn reasoned(&mut self, reason: String) -> Result<String, Refusal> {
        self.reason = stated(vec![reason], "reason")?.concat();
        Ok(self.reason.clone())
    }

    fn stage_name(&self) -> String {
        self.stage.map(|stage| stage.to_string()).unwrap_or_default()
    }
}

/// `texts`, of which there must be one and none may be blank.
fn stated(texts: Vec<String>, field: &str) -> Result<Vec<String>, Refusal> {
    if texts.is_empty() || texts.iter().any(|text| text.trim().is_empty()) {
        return Err(Refusal::Fields(vec![(
            field.to_owned(),
            "phải nêu rõ, không để trống".to_owned(),
        )]));
    }
    Ok(texts)
}
