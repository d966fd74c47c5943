//! Dossiers, between the domain and the wire.

use platform::journal::read::timestamp;
use platform::server::etag;
use proto::registration as wire;

use crate::domain::{Dossier, DossierState};

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

impl From<&Dossier> for wire::Dossier {
    fn from(dossier: &Dossier) -> Self {
        let change = |change: &crate::domain::StateChange| wire::StateChange {
            state: wire::DossierState::from(change.state).into(),
            at: Some(timestamp(change.at)),
            stage: wire::CheckStage::Unspecified.into(),
        };
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
            ..Self::default()
        }
    }
}
