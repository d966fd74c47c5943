//! Commands on schools: load, decide, hand over what is to be kept.

use calendar::local_day;
use exchange::{Incoming, reported};
use platform::identity::Identity;
use platform::journal::Outcome;
use platform::names;
use platform::refusal::{Failure, Refusal};
use platform::server::must_be_unchanged;
use platform::time::Moment;
use proto::exchange::ImportReport;
use proto::fact::Fact;
use proto::registration as wire;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use sheet::Defects;
use uuid::Uuid;

use super::super::refusals::{add_all, described};
use super::super::seat::department;
use super::super::{authorities, happened, made_by, obligations};
use super::messages::form;
use super::{sees, sheet as file};
use crate::domain::{AuthorityKind, Deed, Holder, ImportedSchools, Place, School, Tree, unnamed};
use crate::store;

/// Enters a school.
pub async fn create(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    request_id: Uuid,
    asked: wire::School,
    at: Moment,
) -> Result<Outcome<wire::School>, Failure> {
    let place = place(transaction, caller, &asked, at).await?;
    let id = made_by(request_id, "school");
    let (school, fact) = School::register(id, place, form(asked)).map_err(Refusal::from)?;
    must_have_its_own_code(transaction, &school).await?;
    kept(transaction, school, fact, at)
}

/// Changes what is known of a school, except its name.
pub async fn update(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    asked: wire::School,
    seen: &str,
    at: Moment,
) -> Result<Outcome<wire::School>, Failure> {
    let before = load(transaction, caller, &asked.name).await?;
    must_be_unchanged(seen, before.version)?;
    before.must_be_active().map_err(Refusal::from)?;
    let of_its_province = wire::School {
        province: before
            .place
            .province_id
            .map(|id| format!("authorities/{id}"))
            .unwrap_or_default(),
        ..asked
    };
    let place = place(transaction, caller, &of_its_province, at).await?;
    let (school, fact) = before
        .change(place, form(of_its_province))
        .map_err(Refusal::from)?;
    must_have_its_own_code(transaction, &school).await?;
    kept(transaction, school, fact, at)
}

/// Renames a school.
pub async fn rename(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    asked: &wire::RenameSchoolRequest,
    at: Moment,
) -> Result<Outcome<wire::School>, Failure> {
    let before = load(transaction, caller, &asked.name).await?;
    must_be_unchanged(&asked.etag, before.version)?;
    let by = deed(&asked.document, &asked.on);
    let (school, fact) = before
        .rename(&asked.display_name, &by, at)
        .map_err(Refusal::from)?;
    kept(transaction, school, fact, at)
}

/// Closes a school; what it still owes is lifted.
pub async fn close(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    asked: &wire::CloseSchoolRequest,
    at: Moment,
) -> Result<Outcome<wire::School>, Failure> {
    let before = load(transaction, caller, &asked.name).await?;
    must_be_unchanged(&asked.etag, before.version)?;
    let open = store::open_dossiers::numbers(transaction, &[before.id]).await?;
    let by = deed(&asked.document, &asked.on);
    let (school, fact) = before.close(open, &by, at).map_err(Refusal::from)?;
    let (lifted, writes) = obligations::lift(transaction, &[Holder::School(&school)], at).await?;
    let mut outcome = kept(transaction, school, fact, at)?;
    outcome.facts.extend(happened(lifted, at)?);
    outcome.writes.extend(writes);
    Ok(outcome)
}

/// Merges schools into another; what they still owe is lifted.
pub async fn merge(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    asked: &wire::MergeSchoolsRequest,
    at: Moment,
) -> Result<Outcome<wire::MergeSchoolsResponse>, Failure> {
    let into = names::id(&asked.into, "schools", "into")?;
    let mut ids = Vec::with_capacity(asked.sources.len());
    for name in &asked.sources {
        ids.push(names::id(name, "schools", "sources")?);
    }
    let mut all = ids.clone();
    all.push(into);
    let mut found = store::school::find_all_for_change(transaction, all).await?;
    found.retain(|school| sees(caller, school));
    let named = |id: &Uuid| {
        let school = found.iter().find(|school| school.id == *id).cloned();
        school.ok_or_else(|| Refusal::absent("trường"))
    };
    let into = named(&into)?;
    let sources = ids.iter().map(named).collect::<Result<Vec<_>, _>>()?;
    let open = store::open_dossiers::numbers(transaction, &ids).await?;
    let by = deed(&asked.document, &asked.on);
    let (schools, mut facts) = into.absorb(&sources, open, &by, at).map_err(Refusal::from)?;
    let holders: Vec<_> = schools.iter().map(Holder::School).collect();
    let (lifted, of_obligations) = obligations::lift(transaction, &holders, at).await?;
    facts.extend(lifted);
    let mut writes = store::school::save_many(&schools, transaction.get_database_backend())?;
    writes.extend(of_obligations);
    let mut answers = schools.iter().map(wire::School::from);
    Ok(Outcome {
        answer: wire::MergeSchoolsResponse {
            into: answers.next(),
            sources: answers.collect(),
        },
        facts: happened(facts, at)?,
        writes,
    })
}

/// Takes in a file of schools.
pub async fn import(
    transaction: &DatabaseTransaction,
    incoming: &Incoming,
    at: Moment,
) -> Result<Outcome<ImportReport>, Failure> {
    let department = department(transaction, &incoming.caller, &incoming.header.province).await?;
    let tree = Tree::new(store::authority::of_province(transaction, department.id).await?);
    let existing = store::school::of_province(transaction, department.id).await?;
    let mut defects: Defects = incoming.sheet.defects.clone();
    let rows = file::rows(&incoming.sheet, &mut defects);
    let id = |row: u32| made_by(incoming.request_id, &format!("school of row {row}"));
    let imported = ImportedSchools::decide(rows, &tree, &existing, local_day(at), id, described);
    add_all(&mut defects, imported.defects, file::heading);
    let broken = !defects.is_empty();
    let mut outcome = reported(incoming, defects);
    outcome.answer.created = imported.created;
    outcome.answer.changed = imported.changed;
    outcome.answer.unchanged = imported.unchanged;
    if broken {
        return Ok(outcome);
    }
    Ok(Outcome {
        facts: happened(imported.facts, at)?,
        writes: store::school::save_many(&imported.schools, transaction.get_database_backend())?,
        ..outcome
    })
}

fn deed(document: &str, on: &str) -> Deed {
    Deed {
        document: document.to_owned(),
        on: on.to_owned(),
    }
}

fn kept(
    transaction: &DatabaseTransaction,
    school: School,
    fact: Fact,
    at: Moment,
) -> Result<Outcome<wire::School>, Failure> {
    Ok(Outcome {
        answer: wire::School::from(&school),
        facts: happened([fact], at)?,
        writes: vec![store::school::save(&school, transaction.get_database_backend())?],
    })
}

async fn load(transaction: &DatabaseTransaction, caller: &Identity, name: &str) -> Result<School, Failure> {
    let id = names::id(name, "schools", "name")?;
    let found = store::school::find_all_for_change(transaction, vec![id]).await?;
    let found = found.into_iter().find(|school| sees(caller, school));
    Ok(found.ok_or_else(|| Refusal::absent("trường"))?)
}

async fn must_have_its_own_code(transaction: &DatabaseTransaction, school: &School) -> Result<(), Failure> {
    if school.code.is_empty() {
        return Ok(());
    }
    let others = store::school::with_code(transaction, &school.code).await?;
    Ok(school.must_have_its_own_code(&others).map_err(Refusal::from)?)
}

/// Where the school stands among the authorities: of the province of its commune, when that is named by its
/// resource name, else of the caller's.
async fn place(
    connection: &impl ConnectionTrait,
    caller: &Identity,
    asked: &wire::School,
    at: Moment,
) -> Result<Place, Failure> {
    let commune = match names::id(asked.commune.trim(), "authorities", "school.commune") {
        Ok(id) => store::authority::find(connection, id).await?,
        Err(_) => None,
    };
    let province = match commune.filter(|commune| authorities::sees(caller, commune)) {
        Some(commune) => commune.province_id,
        None => department(connection, caller, &asked.province).await?.id,
    };
    let tree = Tree::new(store::authority::of_province(connection, province).await?);
    let named = |text: &str, field: &str, kind: Option<AuthorityKind>| {
        let found = tree.named(text, kind);
        found.map_err(|why| Refusal::invalid(field, unnamed(why, text)))
    };
    // An authority of another level is refused by the rule, not as unknown.
    let commune = named(&asked.commune, "school.commune", Some(AuthorityKind::Commune))
        .or_else(|unknown| named(&asked.commune, "school.commune", None).map_err(|_| unknown))?;
    let authority = match asked.authority.trim() {
        "" => commune,
        name => named(name, "school.authority", None)?,
    };
    Ok(Place::among(commune, authority, Some(local_day(at))).map_err(Refusal::from)?)
}
