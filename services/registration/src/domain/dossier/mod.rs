//! The dossier: put together, handed in, checked by the local body and the Sở, completed once at each if it must
//! be, accepted or refused.

use chrono::{DateTime, Utc};
use proto::fact::{Body, Fact, RecognitionKind, Subject, Target};
use statute::{RegimeId, Wish};
use uuid::Uuid;

use super::{Refusal, School};

mod certificate;
mod check;
mod command;
mod document;
mod judgement;
mod number;
mod preparation;
mod receipt;
mod refusal;
mod state;

pub use certificate::{Certificate, LegalDate, wish_in_vietnamese};
pub use check::{Checker, Office};
pub use command::{DossierCommand, Submission};
pub use document::{Document, DocumentForm, DocumentKind, Shortfall};
pub use judgement::judge_check;
pub use number::{DossierNumber, UnknownDossierNumber};
pub use preparation::Preparation;
pub use receipt::{Receipt, ReceivingBody, local_body, receipt};
pub use refusal::DossierRefusal;
pub use state::{CheckStage, DossierState, StateChange};

/// A dossier.
#[derive(Clone, Debug, PartialEq)]
pub struct Dossier {
    /// Its id, which is also the case.
    pub id: Uuid,
    /// Its number, once it was handed in.
    pub number: Option<DossierNumber>,
    /// The school.
    pub school: School,
    /// The plan item it fulfils.
    pub plan_item: Option<Uuid>,
    /// New recognition or renewal.
    pub kind: RecognitionKind,
    /// What is asked for.
    pub target: Target,
    /// The self-assessment it rests on. Dossiers of before these were kept have none.
    pub self_assessment: Option<Uuid>,
    /// Its documents.
    pub documents: Vec<Document>,
    /// The regime under which it was received; the case keeps it.
    pub regime: Option<RegimeId>,
    /// The overlay of the province it was received in, or empty.
    pub overlay: String,
    /// Which body checks it, once it was handed in.
    pub stage: Option<CheckStage>,
    /// The body that received it, once it was handed in.
    pub received_by: Option<ReceivingBody>,
    /// Its states, oldest first; never empty.
    pub history: Vec<StateChange>,
    /// What the last supplement request asked for.
    pub defects: Vec<String>,
    /// Why it was refused or withdrawn.
    pub reason: String,
    /// The number in the receiving body's own book, or empty.
    pub local_no: String,
    /// The number that a portal gave it, or empty.
    pub portal_no: String,
    /// The system that it came from, or empty for this one.
    pub origin_system: String,
    /// When the final report of its external review was handed in.
    pub reviewed_at: Option<DateTime<Utc>>,
    /// When the decision on recognition was signed.
    pub decided_at: Option<DateTime<Utc>>,
    /// Whether that decision recognises.
    pub recognised: Option<bool>,
    /// Nothing that is decided from now on can be dated before this moment: a limit that ended then has been
    /// judged.
    pub settled_until: Option<DateTime<Utc>>,
    /// Grows with every change.
    pub version: i64,
}

impl Dossier {
    /// The state it is in.
    pub fn state(&self) -> DossierState {
        self.history
            .last()
            .map_or(DossierState::Draft, |change| change.state)
    }

    /// When it was put together.
    pub fn prepared_at(&self) -> DateTime<Utc> {
        self.history
            .first()
            .map_or(DateTime::UNIX_EPOCH, |change| change.at)
    }

    /// The moment that something which is decided `now` is dated: never before what was judged, or happened,
    /// already.
    pub fn dated(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let last = self.history.last().map(|change| change.at);
        [self.settled_until, last]
            .into_iter()
            .flatten()
            .fold(now, Ord::max)
    }

    /// The wish that it keeps taken while it is open: from its being handed in until it is refused, withdrawn or
    /// decided on. A school has one open dossier for each.
    pub fn open_wish(&self) -> Option<Wish> {
        use DossierState::{Draft, Refused, Withdrawn};
        let open = !matches!(self.state(), Draft | Refused | Withdrawn) && self.decided_at.is_none();
        open.then(|| self.wish())
    }

    /// What it asks for.
    pub fn wish(&self) -> Wish {
        wish(self.target)
    }

    /// The dossier when the final report of its review was handed in.
    #[must_use]
    pub fn reviewed(self, at: DateTime<Utc>) -> Self {
        Self {
            reviewed_at: Some(at),
            ..self
        }
    }

    /// The dossier when the decision on recognition was signed.
    #[must_use]
    pub fn decided(self, at: DateTime<Utc>, recognises: bool) -> Self {
        Self {
            decided_at: Some(at),
            recognised: Some(recognises),
            ..self
        }
    }

    fn must_be(&self, allowed: &[DossierState], act: &'static str) -> Result<(), Refusal> {
        let state = self.state();
        if allowed.contains(&state) {
            Ok(())
        } else {
            Err(DossierRefusal::WrongState { state, act }.into())
        }
    }

    fn fact(&self, body: Body) -> Fact {
        Fact {
            subject: Some(self.subject(self.id)),
            body: Some(body),
        }
    }

    /// A fact in the case of the plan item that the dossier fulfils, if it does.
    fn plan_fact(&self, body: Body) -> Option<Fact> {
        self.plan_item.map(|item| Fact {
            subject: Some(self.subject(item)),
            body: Some(body),
        })
    }

    fn subject(&self, case_id: Uuid) -> Subject {
        Subject {
            regime: self.regime.map(|regime| regime.to_string()).unwrap_or_default(),
            overlay: self.overlay.clone(),
            target: self.target.into(),
            dossier_number: self.number.as_ref().map(ToString::to_string).unwrap_or_default(),
            ..self.school.subject(case_id)
        }
    }
}

/// The wish that a target is one of.
fn wish(target: Target) -> Wish {
    match target {
        Target::NationalStandard1 | Target::NationalStandard2 => Wish::NationalStandard,
        _ => Wish::Accreditation,
    }
}
