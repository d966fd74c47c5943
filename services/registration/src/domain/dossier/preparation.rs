//! Putting a dossier together: the wish, a completed self-assessment, the documents.

use chrono::{DateTime, Utc};
use proto::fact::{Body, DossierPrepared, Fact, PlanItemDossierCompleted, RecognitionKind, Target};
use uuid::Uuid;

use super::document::stated;
use super::{DocumentForm, Dossier, DossierRefusal, DossierState, StateChange};
use crate::domain::{Refusal, School, SelfAssessment};

/// What a dossier is put together from.
#[derive(Clone, Debug)]
pub struct Preparation {
    /// The school.
    pub school: School,
    /// The plan item it fulfils.
    pub plan_item: Option<Uuid>,
    /// New recognition or renewal.
    pub kind: RecognitionKind,
    /// What is asked for.
    pub target: Target,
    /// The self-assessment it rests on, which is the school's.
    pub self_assessment: SelfAssessment,
    /// The documents so far.
    pub documents: Vec<DocumentForm>,
    /// The number that a portal gave it, or empty.
    pub portal_no: String,
    /// The system that it came from, or empty.
    pub origin_system: String,
    /// The overlay of the province.
    pub overlay: String,
}

impl Dossier {
    /// Puts a dossier together under `id`. The self-assessment must be completed: its council was found to fit the
    /// regime then, and its conclusion gives the level and the report.
    pub fn prepare(id: Uuid, from: Preparation, at: DateTime<Utc>) -> Result<(Self, Vec<Fact>), Refusal> {
        let mut defects = Vec::new();
        if from.kind == RecognitionKind::Unspecified {
            defects.push((
                "kind".to_owned(),
                "phải là công nhận mới hoặc công nhận lại".to_owned(),
            ));
        }
        if from.target == Target::Unspecified {
            defects.push(("target".to_owned(), "phải có nguyện vọng".to_owned()));
        }
        let documents = match stated(from.documents) {
            Ok(documents) => documents,
            Err(Refusal::Fields(more)) => {
                defects.extend(more);
                Vec::new()
            }
            Err(other) => return Err(other),
        };
        if !defects.is_empty() {
            return Err(Refusal::Fields(defects));
        }
        from.school.must_be_active()?;
        let Some(conclusion) = from.self_assessment.conclusion else {
            return Err(DossierRefusal::SelfAssessmentOpen {
                school_year: from.self_assessment.school_year.to_string(),
            }
            .into());
        };
        let draft = StateChange {
            state: DossierState::Draft,
            at,
            stage: None,
        };
        let dossier = Self {
            id,
            number: None,
            school: from.school,
            plan_item: from.plan_item,
            kind: from.kind,
            target: from.target,
            self_assessment: Some(from.self_assessment.id),
            documents,
            regime: None,
            overlay: from.overlay,
            stage: None,
            received_by: None,
            history: vec![draft],
            defects: Vec::new(),
            reason: String::new(),
            local_no: String::new(),
            portal_no: from.portal_no.trim().to_owned(),
            origin_system: from.origin_system.trim().to_owned(),
            reviewed_at: None,
            decided_at: None,
            recognised: None,
            settled_until: None,
            version: 1,
        };
        let mut facts = vec![dossier.fact(Body::DossierPrepared(DossierPrepared {
            kind: from.kind.into(),
            self_assessed_level: conclusion.level,
            report_sha256: conclusion.report.sha256,
        }))];
        let completed = PlanItemDossierCompleted {
            dossier_id: id.to_string(),
        };
        facts.extend(dossier.plan_fact(Body::PlanItemDossierCompleted(completed)));
        Ok((dossier, facts))
    }
}
