//! Between the domain and the wire.

use calendar::Day;
use platform::journal::read::timestamp;
use platform::server::etag;
use proto::fact::Target;
use proto::recognition as wire;
use statute::ConditionState;

use crate::domain::{
    Apology, ConclusionForm, Condition, Decision, DecisionState, Finding, Publication, StateChange,
};

impl From<DecisionState> for wire::DecisionState {
    fn from(state: DecisionState) -> Self {
        match state {
            DecisionState::UnderAppraisal => Self::UnderAppraisal,
            DecisionState::Appraised => Self::Appraised,
            DecisionState::Drafted => Self::Drafted,
            DecisionState::Proposed => Self::Proposed,
            DecisionState::Signed => Self::Signed,
            DecisionState::Published => Self::Published,
        }
    }
}

/// The state that a list asks for; nothing for all.
pub fn asked_state(state: wire::DecisionState) -> Option<DecisionState> {
    DecisionState::ALL
        .into_iter()
        .find(|ours| wire::DecisionState::from(*ours) == state)
}

impl From<wire::ConcludeAppraisalRequest> for ConclusionForm {
    fn from(request: wire::ConcludeAppraisalRequest) -> Self {
        let recognise_as = Some(request.recognise_as()).filter(|target| *target != Target::Unspecified);
        let finding = |finding: wire::ConditionFinding| Finding {
            rule: finding.rule,
            met: finding.met,
            basis: finding.basis,
        };
        Self {
            recognise: request.recognise,
            recognise_as,
            reasons: request.reasons,
            findings: request.findings.into_iter().map(finding).collect(),
        }
    }
}

impl From<&Condition> for wire::Condition {
    fn from(condition: &Condition) -> Self {
        let state = match condition.state {
            ConditionState::Met => wire::ConditionState::Met,
            ConditionState::NotMet => wire::ConditionState::NotMet,
            ConditionState::Unknown => wire::ConditionState::Unknown,
        };
        Self {
            rule: condition.rule.clone(),
            title: condition.title.clone(),
            state: state.into(),
            explanation: condition.explanation.clone(),
            citation: condition.citation.clone(),
            to_verify: condition.to_verify,
        }
    }
}

impl From<&Finding> for wire::ConditionFinding {
    fn from(finding: &Finding) -> Self {
        Self {
            rule: finding.rule.clone(),
            met: finding.met,
            basis: finding.basis.clone(),
        }
    }
}

impl From<&Publication> for wire::Publication {
    fn from(publication: &Publication) -> Self {
        Self {
            place: publication.place.clone(),
            at: Some(timestamp(publication.at)),
        }
    }
}

impl From<&Apology> for wire::Apology {
    fn from(letter: &Apology) -> Self {
        let sent = letter.sent.clone();
        Self {
            reason: letter.reason.clone(),
            due_on: letter.due_on.to_string(),
            new_due_on: letter.new_due_on.to_string(),
            text_sha256: letter.text_sha256.clone(),
            prepared_by: letter.prepared_by.clone(),
            number: sent
                .as_ref()
                .map(|sent| sent.number.to_string())
                .unwrap_or_default(),
            signed_on: sent
                .as_ref()
                .map(|sent| sent.signed_on.to_string())
                .unwrap_or_default(),
            signer: sent.map(|sent| sent.signer).unwrap_or_default(),
        }
    }
}

impl From<&Decision> for wire::Decision {
    fn from(decision: &Decision) -> Self {
        let change = |change: &StateChange| wire::DecisionStateChange {
            state: wire::DecisionState::from(change.state).into(),
            at: Some(timestamp(change.at)),
        };
        let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        let case = &decision.case;
        let conclusion = decision.conclusion.as_ref();
        let draft = decision.draft.clone();
        let sent = decision.sent.as_ref();
        let signature = decision.signature.clone();
        let certificate = decision.certificate;
        Self {
            name: format!("decisions/{}", case.id),
            dossier_number: case.dossier_number.clone(),
            school: format!("schools/{}", case.school_id),
            school_name: case.school_name.clone(),
            target: case.target.into(),
            regime: case.regime.to_string(),
            state: wire::DecisionState::from(decision.state()).into(),
            history: decision.history.iter().map(change).collect(),
            reviewed_level: decision.report.level,
            conditions: decision.conditions().iter().map(Into::into).collect(),
            proposed_recognition: decision.proposal.recognise_as.is_some(),
            proposed_as: decision.proposal.recognise_as.unwrap_or_default().into(),
            proposed_reasons: decision.proposal.reasons.clone(),
            recognises: decision.recognises(),
            recognised_as: decision.recognised_as().unwrap_or_default().into(),
            reasons: conclusion
                .map(|concluded| concluded.reasons.clone())
                .unwrap_or_default(),
            findings: conclusion
                .map(|concluded| concluded.findings.iter().map(Into::into).collect())
                .unwrap_or_default(),
            kind: decision.kind.into(),
            effective_on: day(draft.as_ref().and_then(|draft| draft.effective_on)),
            text_sha256: draft
                .as_ref()
                .map(|draft| draft.text_sha256.clone())
                .unwrap_or_default(),
            prepared_by: draft.map(|draft| draft.prepared_by).unwrap_or_default(),
            proposal_number: sent.map(|sent| sent.number.to_string()).unwrap_or_default(),
            signed_on: day(signature.as_ref().map(|signature| signature.signed_on)),
            number: signature
                .as_ref()
                .map(|signature| signature.number.to_string())
                .unwrap_or_default(),
            signer: signature.map(|signature| signature.signer).unwrap_or_default(),
            certificate_number: certificate.map(|number| number.to_string()).unwrap_or_default(),
            certificate: certificate
                .map(|_| format!("certificates/{}", case.id))
                .unwrap_or_default(),
            published: decision.published.as_ref().map(Into::into),
            published_by_school: decision.published_by_school.as_ref().map(Into::into),
            apology: decision.apology.as_ref().map(Into::into),
            due_on: day(decision.decide_due_on),
            etag: etag(decision.version),
            decided_by: decision.decided_by.to_string(),
        }
    }
}
