//! Between the domain and the wire.

use platform::journal::read::timestamp;
use platform::server::etag;
use proto::recognition as wire;

use crate::domain::{Certificate, Decision, DecisionState, StateChange};

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

impl From<&Decision> for wire::Decision {
    fn from(decision: &Decision) -> Self {
        let change = |change: &StateChange| wire::DecisionStateChange {
            state: wire::DecisionState::from(change.state).into(),
            at: Some(timestamp(change.at)),
        };
        let conclusion = decision.conclusion.as_ref();
        let draft = decision.draft.as_ref();
        let signature = decision.signature.as_ref();
        Self {
            name: format!("decisions/{}", decision.case.id),
            dossier_number: decision.case.dossier_number.clone(),
            school: format!("schools/{}", decision.case.school_id),
            school_name: decision.case.school_name.clone(),
            target: decision.case.target.into(),
            regime: decision.case.regime.to_string(),
            state: wire::DecisionState::from(decision.state()).into(),
            history: decision.history.iter().map(change).collect(),
            reviewed_level: decision.report.level,
            proposed_recognition: decision.proposal.recognise,
            proposed_reasons: decision.proposal.reasons.clone(),
            recognises: conclusion.is_some_and(|conclusion| conclusion.recognises),
            reasons: conclusion
                .map(|conclusion| conclusion.reasons.clone())
                .unwrap_or_default(),
            text_sha256: draft.map(|draft| draft.text_sha256.clone()).unwrap_or_default(),
            prepared_by: draft.map(|draft| draft.prepared_by.clone()).unwrap_or_default(),
            number: signature
                .map(|signature| signature.number.to_string())
                .unwrap_or_default(),
            signed_on: signature
                .map(|signature| signature.signed_on.to_string())
                .unwrap_or_default(),
            signer: signature
                .map(|signature| signature.signer.clone())
                .unwrap_or_default(),
            certificate_number: decision
                .certificate
                .map(|number| number.to_string())
                .unwrap_or_default(),
            etag: etag(decision.version),
            decided_by: decision.decided_by.to_string(),
        }
    }
}

impl From<&Certificate> for wire::Certificate {
    fn from(certificate: &Certificate) -> Self {
        Self {
            name: format!("certificates/{}", certificate.number),
            school: format!("schools/{}", certificate.school_id),
            school_name: certificate.school_name.clone(),
            target: certificate.target.into(),
            valid_from: certificate.valid_from.to_string(),
            valid_until: certificate.valid_until.to_string(),
            expired: certificate.expired_at.is_some(),
        }
    }
}
