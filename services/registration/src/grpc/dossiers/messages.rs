//! Dossiers, between the domain and the wire.

use platform::journal::read::timestamp;
use platform::server::etag;
use proto::registration as wire;

use crate::domain::{CheckStage, Document, DocumentForm, DocumentKind, Dossier, DossierState, StateChange};

impl From<DossierState> for wire::DossierState {
    fn from(state: DossierState) -> Self {
        match state {
            DossierState::Draft => Self::Draft,
            DossierState::Submitted => Self::Submitted,
            DossierState::UnderCheck => Self::UnderCheck,
            DossierState::SupplementRequested => Self::SupplementRequested,
            DossierState::Accepted => Self::Accepted,
            DossierState::Refused => Self::Refused,
            DossierState::Withdrawn => Self::Withdrawn,
        }
    }
}

/// The state that a list asks for; nothing for all.
pub fn asked_state(state: wire::DossierState) -> Option<DossierState> {
    DossierState::ALL
        .into_iter()
        .find(|ours| wire::DossierState::from(*ours) == state)
}

impl From<CheckStage> for wire::CheckStage {
    fn from(stage: CheckStage) -> Self {
        match stage {
            CheckStage::Local => Self::Local,
            CheckStage::Department => Self::Department,
        }
    }
}

/// The stage that a list asks for; nothing for all.
pub fn asked_stage(stage: wire::CheckStage) -> Option<CheckStage> {
    CheckStage::ALL
        .into_iter()
        .find(|ours| wire::CheckStage::from(*ours) == stage)
}

fn stage(stage: Option<CheckStage>) -> i32 {
    stage.map(wire::CheckStage::from).unwrap_or_default().into()
}

impl From<DocumentKind> for wire::DocumentKind {
    fn from(kind: DocumentKind) -> Self {
        match kind {
            DocumentKind::OfficialLetter => Self::OfficialLetter,
            DocumentKind::SelfAssessmentReport => Self::SelfAssessmentReport,
            DocumentKind::Other => Self::Other,
        }
    }
}

/// A document as it was entered.
pub fn document(entered: wire::Document) -> DocumentForm {
    DocumentForm {
        kind: DocumentKind::ALL
            .into_iter()
            .find(|ours| wire::DocumentKind::from(*ours) == entered.kind()),
        title: entered.title,
        file_name: entered.file_name,
        sha256: entered.sha256,
        size: entered.size,
        copies: entered.copies,
    }
}

impl From<&Document> for wire::Document {
    fn from(document: &Document) -> Self {
        Self {
            kind: wire::DocumentKind::from(document.kind).into(),
            title: document.title.clone(),
            file_name: document.file_name.clone(),
            sha256: document.sha256.clone(),
            size: document.size,
            copies: document.copies,
        }
    }
}

impl From<&Dossier> for wire::Dossier {
    fn from(dossier: &Dossier) -> Self {
        let change = |change: &StateChange| wire::StateChange {
            state: wire::DossierState::from(change.state).into(),
            at: Some(timestamp(change.at)),
            stage: stage(change.stage),
        };
        let received_by = dossier.received_by.as_ref();
        Self {
            name: format!("dossiers/{}", dossier.id),
            number: dossier
                .number
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            school: format!("schools/{}", dossier.school.id),
            school_name: dossier.school.name.clone(),
            plan_item: dossier
                .plan_item
                .map(|item| format!("planItems/{item}"))
                .unwrap_or_default(),
            kind: dossier.kind.into(),
            target: dossier.target.into(),
            regime: dossier
                .regime
                .map(|regime| regime.to_string())
                .unwrap_or_default(),
            state: wire::DossierState::from(dossier.state()).into(),
            history: dossier.history.iter().map(change).collect(),
            defects: dossier.defects.clone(),
            reason: dossier.reason.clone(),
            etag: etag(dossier.version),
            self_assessment: dossier
                .self_assessment
                .map(|id| format!("selfAssessments/{id}"))
                .unwrap_or_default(),
            documents: dossier.documents.iter().map(wire::Document::from).collect(),
            stage: stage(dossier.stage),
            received_by: received_by
                .map(|body| format!("authorities/{}", body.id))
                .unwrap_or_default(),
            received_by_name: received_by.map(|body| body.name.clone()).unwrap_or_default(),
            local_no: dossier.local_no.clone(),
            portal_no: dossier.portal_no.clone(),
            origin_system: dossier.origin_system.clone(),
        }
    }
}
