//! Who may check a dossier: the people of the body that it is at, and nobody in their place.

use uuid::Uuid;

use super::{CheckStage, Dossier, DossierRefusal, DossierState, ReceivingBody};
use crate::domain::Refusal;

/// The Sở, as a refusal names it.
const DEPARTMENT: &str = "Sở Giáo dục và Đào tạo";

/// For whom somebody acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Office {
    /// A local authority.
    Local(Uuid),
    /// The Sở.
    Department,
}

/// Somebody who checks a dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checker {
    /// For whom.
    pub office: Office,
    /// The body whose people check the dossier at the local stage on that day.
    pub local_body: Option<ReceivingBody>,
}

impl Dossier {
    /// Refuses `act` unless `by` belongs to the body that the dossier is at and its state is one of `allowed`.
    pub(super) fn must_be_checked(
        &self,
        by: &Checker,
        allowed: &[DossierState],
        act: &'static str,
    ) -> Result<(), Refusal> {
        if self.state().is_being_checked() {
            self.must_be_held(by, act)?;
        }
        self.must_be(allowed, act)
    }

    fn must_be_held(&self, by: &Checker, act: &'static str) -> Result<(), Refusal> {
        let (holds, waits_for) = if self.stage == Some(CheckStage::Local) {
            let body = by.local_body.as_ref().or(self.received_by.as_ref());
            let holds = body.is_some_and(|body| by.office == Office::Local(body.id));
            (holds, body.map_or("", |body| body.name.as_str()))
        } else {
            // Dossiers of before there were two stages were accepted by the Sở as well.
            (by.office == Office::Department, DEPARTMENT)
        };
        if holds {
            return Ok(());
        }
        Err(DossierRefusal::NotInCharge {
            act,
            waits_for: waits_for.to_owned(),
        }
        .into())
    }

    /// Refuses to ask for a supplement a second time at the same body.
    pub(super) fn must_not_be_supplemented(&self) -> Result<(), Refusal> {
        let asked = self
            .history
            .iter()
            .any(|change| change.state == DossierState::SupplementRequested && change.stage == self.stage);
        if asked {
            Err(DossierRefusal::SecondSupplement.into())
        } else {
            Ok(())
        }
    }
}
