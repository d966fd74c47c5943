//! Plans, between the domain and the wire.

use calendar::Day;
use platform::journal::read::timestamp;
use platform::names;
use platform::refusal::Refusal;
use platform::server::etag;
use proto::registration as wire;
use uuid::Uuid;

use crate::domain::{
    ItemProgress, ItemStage, ItemTerms, Measure, Plan, PlanAmendment, PlanChange, PlanItem, PlanState,
    PlanTarget, PlanWish, School, TargetForm, TargetProgress,
};
use crate::store::plan::Filter;

fn shown(day: Option<Day>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// `plan` without its items.
pub fn plan(plan: &Plan) -> wire::Plan {
    let amendment = |amendment| amended(amendment, plan);
    wire::Plan {
        name: format!("plans/{}", plan.id),
        year: plan.year,
        authority: format!("authorities/{}", plan.authority_id),
        authority_name: plan.authority_name.clone(),
        state: match plan.state {
            PlanState::Draft => wire::PlanState::Draft,
            PlanState::Approved => wire::PlanState::Approved,
        }
        .into(),
        items: Vec::new(),
        targets: plan.targets.iter().map(wire::PlanTarget::from).collect(),
        document_number: plan.document_number.clone(),
        approved_on: shown(plan.approved_on),
        approved_by: plan.approved_by.clone(),
        amendments: plan.amendments.iter().map(amendment).collect(),
        etag: etag(plan.version),
    }
}

/// `plan` with its `items`, by their planned months; those that were taken out last.
pub fn whole_plan(of: &Plan, items: &[(PlanItem, School)]) -> wire::Plan {
    let mut items: Vec<_> = items.iter().collect();
    items.sort_by_key(|item| order(item));
    let item = |(item, school): &&(PlanItem, School)| plan_item(item, &school.name);
    wire::Plan {
        items: items.iter().map(item).collect(),
        ..plan(of)
    }
}

/// The order in which people read items: by planned month, then by school.
pub fn order((item, school): &(PlanItem, School)) -> impl Ord + use<> {
    (
        item.removed,
        item.registration_month,
        item.dossier_month,
        school.name.clone(),
        item.id,
    )
}

/// An item of the school `school_name`.
pub fn plan_item(item: &PlanItem, school_name: &str) -> wire::PlanItem {
    wire::PlanItem {
        name: format!("planItems/{}", item.id),
        year: item.year,
        plan: item.plan_id.map(|id| format!("plans/{id}")).unwrap_or_default(),
        dossier: item
            .dossier_id
            .map(|id| format!("dossiers/{id}"))
            .unwrap_or_default(),
        removed: item.removed,
        ..said(&item.terms(), item.school_id, school_name)
    }
}

fn said(terms: &ItemTerms, school_id: Uuid, school_name: &str) -> wire::PlanItem {
    wire::PlanItem {
        school: format!("schools/{school_id}"),
        school_name: school_name.to_owned(),
        kind: terms.kind.into(),
        target: terms.target.into(),
        dossier_month: terms.dossier_month.to_string(),
        registration_month: terms.registration_month.to_string(),
        ..wire::PlanItem::default()
    }
}

fn amended(amendment: &PlanAmendment, plan: &Plan) -> wire::PlanAmendment {
    let change = |change: &PlanChange| {
        let name = format!("planItems/{}", change.item);
        let item = |terms: &ItemTerms| wire::PlanItem {
            name: name.clone(),
            year: plan.year,
            plan: format!("plans/{}", plan.id),
            ..said(terms, change.school_id, &change.school_name)
        };
        wire::PlanChange {
            item: name.clone(),
            school_name: change.school_name.clone(),
            before: change.before.as_ref().map(item),
            after: change.after.as_ref().map(item),
        }
    };
    let before = amendment.targets_before.iter().flatten();
    wire::PlanAmendment {
        document_number: amendment.document_number.clone(),
        approved_on: amendment.approved_on.to_string(),
        approved_by: amendment.approved_by.clone(),
        reason: amendment.reason.clone(),
        changes: amendment.changes.iter().map(change).collect(),
        recorded_at: Some(timestamp(amendment.recorded_at)),
        targets_before: before.map(wire::PlanTarget::from).collect(),
    }
}

impl From<Measure> for wire::PlanMeasure {
    fn from(measure: Measure) -> Self {
        match measure {
            Measure::SelfAssessed => Self::SelfAssessed,
            Measure::ExternallyReviewed => Self::ExternallyReviewed,
            Measure::EligibleReviewed => Self::EligibleReviewed,
            Measure::RecognisedNew => Self::RecognisedNew,
            Measure::RecognisedAgain => Self::RecognisedAgain,
        }
    }
}

impl From<&PlanTarget> for wire::PlanTarget {
    fn from(target: &PlanTarget) -> Self {
        Self {
            measure: wire::PlanMeasure::from(target.measure).into(),
            school_type: target.school_type.into(),
            ownership: target.ownership.into(),
            at_least: target.at_least,
            at_most: target.at_most,
            by: shown(target.by),
            source: target.source.clone(),
        }
    }
}

/// A target as it is entered.
pub fn target_form(asked: &wire::PlanTarget) -> TargetForm {
    TargetForm {
        measure: Measure::ALL
            .into_iter()
            .find(|measure| wire::PlanMeasure::from(*measure) == asked.measure()),
        school_type: asked.school_type(),
        ownership: asked.ownership(),
        at_least: asked.at_least,
        at_most: asked.at_most,
        by: asked.by.clone(),
        source: asked.source.clone(),
    }
}

/// What is planned, as it is entered.
pub fn wish(asked: &wire::PlanItem) -> PlanWish {
    PlanWish {
        kind: asked.kind(),
        target: asked.target(),
        dossier_month: asked.dossier_month.clone(),
        registration_month: asked.registration_month.clone(),
    }
}

/// Which plans a list asks for.
pub fn asked(request: &wire::ListPlansRequest) -> Result<Filter, Refusal> {
    let authority = match request.authority.as_str() {
        "" => None,
        name => Some(names::id(name, "authorities", "authority")?),
    };
    Ok(Filter {
        year: Some(request.year).filter(|year| *year != 0),
        authority,
        ..Filter::default()
    })
}

/// An item and how far it has come.
pub fn item_progress(item: &PlanItem, school_name: &str, progress: ItemProgress) -> wire::PlanItemProgress {
    let stage = match progress.stage {
        ItemStage::Planned => wire::ItemProgress::Planned,
        ItemStage::DossierComplete => wire::ItemProgress::DossierComplete,
        ItemStage::Registered => wire::ItemProgress::Registered,
        ItemStage::Accepted => wire::ItemProgress::Accepted,
        ItemStage::Reviewed => wire::ItemProgress::Reviewed,
        ItemStage::Decided => wire::ItemProgress::Decided,
    };
    wire::PlanItemProgress {
        item: Some(plan_item(item, school_name)),
        progress: stage.into(),
        dossier_completed_on: shown(progress.dossier_completed_on),
        registered_on: shown(progress.registered_on),
        dossier_days_late: progress.dossier_days_late,
        registration_days_late: progress.registration_days_late,
    }
}

/// A target and what was reached of it.
pub fn target_progress(target: &PlanTarget, progress: &TargetProgress) -> wire::PlanTargetProgress {
    wire::PlanTargetProgress {
        target: Some(target.into()),
        school_type: progress.school_type.into(),
        reached: progress.reached,
        of: progress.of,
        met: progress.met,
    }
}
