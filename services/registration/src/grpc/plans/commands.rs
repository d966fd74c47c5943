//! Commands on plans: load, decide, hand over what is to be kept.

use std::collections::HashMap;

use exchange::{Incoming, reported};
use platform::identity::{Identity, Role};
use platform::journal::Outcome;
use platform::names;
use platform::refusal::{Failure, Refusal};
use platform::server::must_be_unchanged;
use platform::time::Moment;
use proto::exchange::ImportReport;
use proto::registration as wire;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use sheet::Defects;
use statute::Law;
use uuid::Uuid;

use super::super::seat::department;
use super::super::{happened, made_by};
use super::messages::{target_form, whole_plan, wish};
use super::sheet as file;
use crate::domain::{
    self, AmendmentForm, ApprovedUnder, Authority, ItemForm, Plan, PlanItem, PlanRefusal, School,
};
use crate::store;
use crate::store::school::Names;

/// Drafts a plan.
pub async fn create(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    request_id: Uuid,
    asked: wire::Plan,
    at: Moment,
) -> Result<Outcome<wire::Plan>, Failure> {
    let authority = authority(transaction, caller, &asked.authority).await?;
    let plan = Plan::begin(made_by(request_id, "plan"), &authority, asked.year, &caller.sub);
    let plan = plan.map_err(Refusal::from)?;
    if store::plan::exists(transaction, authority.id, asked.year).await? {
        let refusal = PlanRefusal::Exists {
            authority: authority.name,
            year: asked.year,
        };
        return Err(Refusal::from(domain::Refusal::from(refusal)).into());
    }
    redraft(transaction, caller, &plan, &authority, &asked, at).await
}

/// Replaces what a draft says.
pub async fn update(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    asked: wire::UpdatePlanRequest,
    at: Moment,
) -> Result<Outcome<wire::Plan>, Failure> {
    let content = asked.plan.unwrap_or_default();
    let plan = named(transaction, caller, &content.name).await?;
    must_be_unchanged(&asked.etag, plan.version)?;
    let authority = authority_of(transaction, &plan).await?;
    redraft(transaction, caller, &plan, &authority, &content, at).await
}

async fn redraft(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    plan: &Plan,
    authority: &Authority,
    asked: &wire::Plan,
    at: Moment,
) -> Result<Outcome<wire::Plan>, Failure> {
    let forms = item_forms(transaction, plan.province_id, &asked.items).await?;
    let targets: Vec<_> = asked.targets.iter().map(target_form).collect();
    let (plan, items) = plan
        .redraft(&forms, &targets, &caller.sub)
        .map_err(Refusal::from)?;
    let backend = transaction.get_database_backend();
    let mut writes = vec![
        store::plan::save(&plan, backend)?,
        store::plan_item::clear(plan.id, backend),
    ];
    writes.extend(store::plan_item::save_all(&items, backend));
    let facts = happened([plan.drafting(authority, items.len())], at)?;
    let mut with_schools = Vec::with_capacity(items.len());
    for item in items {
        let schools = forms.iter().filter_map(|form| form.school.as_ref());
        let school = schools.clone().find(|school| school.id == item.school_id);
        with_schools.extend(school.map(|school| (item, school.clone())));
    }
    Ok(Outcome {
        answer: whole_plan(&plan, &with_schools),
        facts,
        writes,
    })
}

/// The leader approves a plan.
pub async fn approve(
    transaction: &DatabaseTransaction,
    law: &Law,
    caller: &Identity,
    asked: wire::ApprovePlanRequest,
    at: Moment,
) -> Result<Outcome<wire::Plan>, Failure> {
    let plan = named(transaction, caller, &asked.name).await?;
    must_be_unchanged(&asked.etag, plan.version)?;
    let authority = authority_of(transaction, &plan).await?;
    let under = law_of(transaction, law, &plan, at).await?;
    let items = store::plan_item::of_plan(transaction, plan.id).await?;
    let schools: Vec<School> = items.iter().map(|(_, school)| school.clone()).collect();
    let (plan, items, facts) = plan
        .approve(&authority, items, &asked.document_number, &caller.sub, under, at)
        .map_err(Refusal::from)?;
    let backend = transaction.get_database_backend();
    let mut writes = vec![store::plan::save(&plan, backend)?];
    writes.extend(store::plan_item::save_all(&items, backend));
    let items: Vec<_> = items.into_iter().zip(schools).collect();
    Ok(Outcome {
        answer: whole_plan(&plan, &items),
        facts: happened(facts, at)?,
        writes,
    })
}

/// The leader amends an approved plan.
pub async fn amend(
    transaction: &DatabaseTransaction,
    law: &Law,
    caller: &Identity,
    asked: wire::AmendPlanRequest,
    at: Moment,
) -> Result<Outcome<wire::Plan>, Failure> {
    let plan = named(transaction, caller, &asked.name).await?;
    must_be_unchanged(&asked.etag, plan.version)?;
    let authority = authority_of(transaction, &plan).await?;
    let under = law_of(transaction, law, &plan, at).await?;
    // Held, so that no dossier takes an item while it is taken out.
    let items = store::plan_item::of_plan_for_change(transaction, plan.id).await?;
    let form = AmendmentForm {
        additions: item_forms(transaction, plan.province_id, &asked.additions).await?,
        changes: asked
            .changes
            .iter()
            .enumerate()
            .map(|(position, item)| {
                let field = format!("changes[{position}].name");
                Ok((names::id(&item.name, "planItems", &field)?, wish(item)))
            })
            .collect::<Result<_, Refusal>>()?,
        removals: asked
            .removals
            .iter()
            .enumerate()
            .map(|(position, name)| names::id(name, "planItems", &format!("removals[{position}]")))
            .collect::<Result<_, Refusal>>()?,
        targets: asked.targets.iter().map(target_form).collect(),
        document_number: asked.document_number,
        reason: asked.reason,
    };
    let ids = items.iter().map(|item| item.school_id).collect();
    let schools = store::school::find_all(transaction, ids).await?;
    let added = form.additions.iter().filter_map(|form| form.school.clone());
    let schools: HashMap<Uuid, School> = schools
        .into_iter()
        .chain(added)
        .map(|school| (school.id, school))
        .collect();
    let before = items.clone();
    let (plan, changed, facts) = plan
        .amend(&authority, items, &schools, &form, &caller.sub, under, at)
        .map_err(Refusal::from)?;
    let backend = transaction.get_database_backend();
    let mut writes = vec![store::plan::save(&plan, backend)?];
    writes.extend(store::plan_item::save_all(&changed, backend));
    Ok(Outcome {
        answer: whole_plan(&plan, &after(before, changed, &schools)),
        facts: happened(facts, at)?,
        writes,
    })
}

/// The items of a plan, of which `changed` are new or other than `before`, with their schools.
fn after(
    before: Vec<PlanItem>,
    changed: Vec<PlanItem>,
    schools: &HashMap<Uuid, School>,
) -> Vec<(PlanItem, School)> {
    let unchanged: Vec<_> = before
        .into_iter()
        .filter(|item| changed.iter().all(|other| other.id != item.id))
        .collect();
    let all = unchanged.into_iter().chain(changed);
    all.filter_map(|item| schools.get(&item.school_id).map(|school| (item, school.clone())))
        .collect()
}

/// The plan that `name` names, held until the transaction ends, if the caller may see it.
pub async fn named(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    name: &str,
) -> Result<Plan, Failure> {
    let id = names::id(name, "plans", "name")?;
    let plan = store::plan::find_for_change(transaction, id).await?;
    let plan = plan.filter(|plan| sees(caller, plan));
    Ok(plan.ok_or_else(|| Refusal::absent("kế hoạch"))?)
}

/// Whether `caller` may see `plan`: the people of its authority, and of its province.
pub fn sees(caller: &Identity, plan: &Plan) -> bool {
    caller.may_see_any([plan.authority_id, plan.province_id].map(|id| id.to_string()))
}

/// The authority whose plan it is.
pub async fn authority_of(connection: &impl ConnectionTrait, plan: &Plan) -> Result<Authority, Failure> {
    let found = store::authority::find(connection, plan.authority_id).await?;
    found.ok_or_else(|| Failure::Corrupt(format!("plan {} has no authority", plan.id)))
}

async fn law_of(
    connection: &impl ConnectionTrait,
    law: &Law,
    plan: &Plan,
    at: Moment,
) -> Result<ApprovedUnder, Failure> {
    let department = store::authority::find(connection, plan.province_id).await?;
    let department =
        department.ok_or_else(|| Failure::Corrupt(format!("plan {} has no province", plan.id)))?;
    Ok(ApprovedUnder::at(law, &department, at).map_err(Refusal::from)?)
}

/// Whose plan it is to be: the one that is named, or else a local body's own, or else the department's. A local
/// body makes its own plan only.
async fn authority(
    connection: &impl ConnectionTrait,
    caller: &Identity,
    named: &str,
) -> Result<Authority, Failure> {
    let own = caller.scope_id()?;
    let id = match (named, own) {
        ("", Some(own)) => own,
        ("", None) => return department(connection, caller, "").await,
        (name, _) => names::id(name, "authorities", "plan.authority")?,
    };
    let found = store::authority::find(connection, id).await?;
    let found = found.filter(|authority| {
        let local = caller.is(Role::Commune) && !caller.is(Role::DepartmentOfficer);
        own.is_none_or(|own| own == authority.id || (!local && own == authority.province_id))
    });
    Ok(found.ok_or_else(|| Refusal::absent("cơ quan"))?)
}

/// What is entered for the items, with the schools that they name by id or by code.
async fn item_forms(
    connection: &impl ConnectionTrait,
    province_id: Uuid,
    asked: &[wire::PlanItem],
) -> Result<Vec<ItemForm>, Failure> {
    let mut called = Names::default();
    for item in asked {
        match names::id(&item.school, "schools", "school") {
            Ok(id) => called.ids.push(id),
            Err(_) if !item.school.trim().is_empty() => called.codes.push(item.school.trim().to_owned()),
            Err(_) => {}
        }
    }
    let schools = store::school::called(connection, province_id, called).await?;
    let by_id: HashMap<Uuid, &School> = schools.iter().map(|school| (school.id, school)).collect();
    // Of several with one code the last is the one that is still there.
    let by_code: HashMap<&str, &School> = schools
        .iter()
        .map(|school| (school.code.as_str(), school))
        .collect();
    let form = |item: &wire::PlanItem| ItemForm {
        school: match names::id(&item.school, "schools", "school") {
            Ok(id) => by_id.get(&id).copied(),
            Err(_) => by_code
                .get(item.school.trim())
                .copied()
                .filter(|school| !school.code.is_empty()),
        }
        .cloned(),
        wish: wish(item),
    };
    Ok(asked.iter().map(form).collect())
}

/// Reads the items of a draft from a file: all rows or none.
pub async fn import(
    transaction: &DatabaseTransaction,
    incoming: &Incoming,
    at: Moment,
) -> Result<Outcome<ImportReport>, Failure> {
    let columns = incoming.columns;
    let plan = named(transaction, &incoming.caller, &incoming.header.plan).await?;
    let authority = authority_of(transaction, &plan).await?;
    let mut defects: Defects = incoming.sheet.defects.clone();
    let rows: Vec<file::Read> = incoming
        .sheet
        .rows
        .iter()
        .map(|row| file::read(row, columns, &mut defects))
        .collect();
    let called = Names {
        ids: Vec::new(),
        codes: rows
            .iter()
            .map(|row| row.code.clone())
            .filter(|code| !code.is_empty())
            .collect(),
        names: rows
            .iter()
            .map(|row| row.name.clone())
            .filter(|name| !name.is_empty())
            .collect(),
    };
    let schools = store::school::called(transaction, plan.province_id, called).await?;
    let form = |row: &file::Read| ItemForm {
        school: meant(row, &schools).cloned(),
        wish: row.wish.clone(),
    };
    let forms: Vec<_> = rows.iter().map(form).collect();
    let standing = store::plan_item::of_plan_for_change(transaction, plan.id).await?;
    let imported = plan
        .import(&forms, &standing, &incoming.caller.sub)
        .map_err(Refusal::from)?;
    let imported = match imported {
        Ok(imported) => imported,
        Err(wrong) => {
            for (position, fields) in wrong {
                let number = rows.get(position).map_or(0, |row| row.number);
                for (field, message) in fields {
                    defects.add(number, file::heading(&field, columns), message);
                }
            }
            return Ok(reported(incoming, defects));
        }
    };
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let mut outcome = reported(incoming, defects);
    outcome.answer.created = count(imported.created);
    outcome.answer.changed = count(imported.changed);
    outcome.answer.unchanged = count(imported.unchanged);
    if !imported.items.is_empty() {
        let backend = transaction.get_database_backend();
        let items = standing.len() + imported.created;
        outcome.writes.push(store::plan::save(&imported.plan, backend)?);
        outcome
            .writes
            .extend(store::plan_item::save_all(&imported.items, backend));
        outcome.facts = happened([imported.plan.drafting(&authority, items)], at)?;
    }
    Ok(outcome)
}

/// The school that a row means: by its code, or else by its name and, where the row has one, its commune.
fn meant<'a>(row: &file::Read, schools: &'a [School]) -> Option<&'a School> {
    let lies_there = |school: &&School| {
        row.commune.is_empty()
            || school
                .place
                .commune
                .to_lowercase()
                .contains(&row.commune.to_lowercase())
    };
    if !row.code.is_empty() {
        return schools.iter().rfind(|school| school.code == row.code);
    }
    let mut of_that_name = schools
        .iter()
        .filter(|school| school.name == row.name)
        .filter(lies_there)
        .rev();
    // Two of one name that are both there are nobody's to choose from.
    match (of_that_name.next(), of_that_name.next()) {
        (Some(one), Some(other)) if one.must_be_active().is_ok() && other.must_be_active().is_ok() => None,
        (found, _) => found,
    }
}
