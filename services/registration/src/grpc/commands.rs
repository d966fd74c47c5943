//! The commands, between the door and the domain: load, decide, hand over what is to be kept.

use calendar::local_day;
use platform::identity::Identity;
use platform::journal::{NewFact, Outcome};
use platform::refusal::{Failure, Refusal};
use platform::server::must_be_unchanged;
use platform::time::Moment;
use proto::fact::{Fact, Ownership, RecognitionKind, SchoolType, Target};
use proto::registration as wire;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use statute::Council;
use uuid::Uuid;

use super::Office;
use super::messages::plan_item;
use crate::domain::{
    self, Dossier, DossierCommand, PlanItem, PlanWish, Preparation, School, SchoolForm, plan_subject,
};
use crate::store;

/// The id of the thing `what` that the request `request_id` makes: the same for every retry.
fn made_by(request_id: Uuid, what: &str) -> Uuid {
    Uuid::new_v5(&request_id, what.as_bytes())
}

fn happened(facts: Vec<Fact>, at: Moment) -> Result<Vec<NewFact>, Failure> {
    facts.into_iter().map(|fact| NewFact::of(fact, at)).collect()
}

/// Enters a school.
pub async fn create_school(
    transaction: &DatabaseTransaction,
    request_id: Uuid,
    asked: wire::School,
    at: Moment,
) -> Result<Outcome<wire::School>, Failure> {
    let form = SchoolForm {
        school_type: SchoolType::try_from(asked.school_type).unwrap_or_default(),
        ownership: Ownership::try_from(asked.ownership).unwrap_or_default(),
        name: asked.display_name,
        commune: asked.commune,
        email: asked.email,
    };
    let (school, fact) = School::register(made_by(request_id, "school"), form).map_err(Refusal::from)?;
    Ok(Outcome {
        answer: wire::School::from(&school),
        facts: happened(vec![fact], at)?,
        writes: vec![store::school::save(&school, transaction.get_database_backend())],
    })
}

/// Approves a plan, all items or none.
pub async fn approve_plan(
    transaction: &DatabaseTransaction,
    office: &Office,
    request_id: Uuid,
    asked: wire::ApprovePlanRequest,
    at: Moment,
) -> Result<Outcome<wire::ApprovePlanResponse>, Failure> {
    if asked.items.is_empty() {
        return Err(Refusal::invalid("items", "kế hoạch phải có ít nhất một trường").into());
    }
    let regime = office
        .law
        .regime_on(local_day(at))
        .ok_or(domain::Refusal::NoRegime)
        .map_err(Refusal::from)?
        .id;
    let ids: Vec<_> = asked
        .items
        .iter()
        .filter_map(|item| platform::names::id(&item.school, "schools", "school").ok())
        .collect();
    let schools = store::school::find_all(transaction, ids).await?;
    let mut outcome = Outcome {
        answer: wire::ApprovePlanResponse::default(),
        facts: Vec::new(),
        writes: Vec::new(),
    };
    let mut defects = Vec::new();
    for (position, item) in asked.items.iter().enumerate() {
        let Some(school) = schools
            .iter()
            .find(|school| format!("schools/{}", school.id) == item.school)
        else {
            defects.push((
                format!("items[{position}].school"),
                "không có trường này".to_owned(),
            ));
            continue;
        };
        let wish = PlanWish {
            kind: RecognitionKind::try_from(item.kind).unwrap_or_default(),
            target: Target::try_from(item.target).unwrap_or_default(),
            dossier_month: item.dossier_month.clone(),
            registration_month: item.registration_month.clone(),
        };
        let id = made_by(request_id, &format!("plan item {position}"));
        match PlanItem::approve(id, position, asked.year, school, &wish) {
            Ok(item) => {
                let fact = item.approval(plan_subject(&item, school, regime, &office.overlay));
                outcome.facts.push(NewFact::of(fact, at)?);
                outcome
                    .writes
                    .push(store::plan_item::save(&item, transaction.get_database_backend()));
                outcome.answer.items.push(plan_item(&item, school));
            }
            Err(domain::Refusal::Fields(fields)) => defects.extend(fields),
            Err(refusal) => return Err(Refusal::from(refusal).into()),
        }
    }
    if defects.is_empty() {
        Ok(outcome)
    } else {
        Err(Refusal::invalid_fields(defects).into())
    }
}

/// Puts a dossier together, and marks the plan item that it fulfils.
pub async fn prepare_dossier(
    transaction: &DatabaseTransaction,
    office: &Office,
    caller: &Identity,
    request_id: Uuid,
    asked: wire::PrepareDossierRequest,
    at: Moment,
) -> Result<Outcome<wire::Dossier>, Failure> {
    let school_id = platform::names::id(&asked.school, "schools", "school")?;
    caller.must_see(&school_id.to_string(), "trường")?;
    let school = store::school::find(transaction, school_id)
        .await?
        .ok_or_else(|| Refusal::absent("trường"))?;
    let kind = RecognitionKind::try_from(asked.kind).unwrap_or_default();
    let target = Target::try_from(asked.target).unwrap_or_default();
    let mut writes = Vec::new();
    let backend = transaction.get_database_backend();
    let mut plan_item = None;
    if !asked.plan_item.is_empty() {
        let id = platform::names::id(&asked.plan_item, "planItems", "plan_item")?;
        let item = store::plan_item::find_for_change(transaction, id).await?;
        let item = item.ok_or_else(|| Refusal::absent("mục kế hoạch"))?;
        caller.must_see(&item.school_id.to_string(), "mục kế hoạch")?;
        let item = item
            .complete_dossier(school_id, kind, target, at)
            .map_err(Refusal::from)?;
        writes.push(store::plan_item::save(&item, backend));
        plan_item = Some(id);
    }
    let council = asked.council.unwrap_or_default();
    let preparation = Preparation {
        school,
        plan_item,
        kind,
        target,
        council: Council {
            members: council.members,
            chairs: council.chairs,
            secretaries: council.secretaries,
        },
        self_assessed_level: asked.self_assessed_level,
        report_sha256: asked.report_sha256,
        overlay: office.overlay.clone(),
    };
    let prepared = Dossier::prepare(made_by(request_id, "dossier"), preparation, office.law, at);
    let (dossier, facts) = prepared.map_err(Refusal::from)?;
    writes.push(store::dossier::save(&dossier, backend)?);
    Ok(Outcome {
        answer: wire::Dossier::from(&dossier),
        facts: happened(facts, at)?,
        writes,
    })
}

/// What a method asks of a dossier; the number of one that is handed in is given here, in the same
/// transaction.
#[derive(Clone, Debug)]
pub enum Asked {
    /// Hand it in.
    Submit,
    /// Anything else.
    Command(DossierCommand),
}

/// A dossier that is to change, as the caller named and saw it.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its id.
    pub id: Uuid,
    /// The version the caller saw, or empty.
    pub etag: String,
    /// Who asks.
    pub caller: Identity,
}

/// Changes a dossier.
pub async fn change_dossier(
    transaction: &DatabaseTransaction,
    office: &Office,
    named: &Named,
    asked: Asked,
    at: Moment,
) -> Result<Outcome<wire::Dossier>, Failure> {
    let dossier = store::dossier::find_for_change(transaction, named.id).await?;
    let dossier = dossier.ok_or_else(|| Refusal::absent("hồ sơ"))?;
    named.caller.must_see(&dossier.school.id.to_string(), "hồ sơ")?;
    must_be_unchanged(&named.etag, dossier.version)?;
    let backend = transaction.get_database_backend();
    let mut writes = Vec::new();
    let command = match asked {
        Asked::Command(command) => command,
        Asked::Submit => {
            if let Some(id) = dossier.plan_item {
                let item = store::plan_item::find_for_change(transaction, id).await?;
                writes.extend(item.map(|item| store::plan_item::save(&item.register(at), backend)));
            }
            let number = store::dossier::next_number(transaction, &office.agency_code, local_day(at)).await?;
            DossierCommand::Submit(number)
        }
    };
    let (after, facts) = dossier.decide(command, office.law, at).map_err(Refusal::from)?;
    writes.push(store::dossier::save(&after, backend)?);
    Ok(Outcome {
        answer: wire::Dossier::from(&after),
        facts: happened(facts, at)?,
        writes,
    })
}
