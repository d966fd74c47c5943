//! Commands on authorities: load, decide, hand over what is to be kept.

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
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};
use sheet::Defects;
use uuid::Uuid;

use super::super::refusals::{add_all, described};
use super::super::seat::department;
use super::super::{happened, made_by, obligations};
use super::messages::{form, kind};
use super::{sees, sheet as file};
use crate::domain::{Authority, AuthorityKind, Holder, ImportedAuthorities, School, Tree};
use crate::store;

/// Enters an authority.
pub async fn create(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    request_id: Uuid,
    asked: wire::Authority,
    at: Moment,
) -> Result<Outcome<wire::Authority>, Failure> {
    let kind = kind(asked.kind())?;
    let parent = match asked.parent.as_str() {
        // Who is confined to a province does not found another.
        "" if kind == AuthorityKind::Department && caller.confined_to().is_some() => {
            return Err(Refusal::denied("chỉ quản trị viên của toàn hệ thống được lập thêm Sở").into());
        }
        "" => None,
        name => {
            let id = names::id(name, "authorities", "authority.parent")?;
            let parent = store::authority::find(transaction, id).await?;
            let parent = parent.filter(|parent| sees(caller, parent));
            Some(parent.ok_or_else(|| Refusal::absent("cơ quan cấp trên"))?)
        }
    };
    let id = made_by(request_id, "authority");
    let (authority, fact) =
        Authority::enter(id, kind, parent.as_ref(), form(asked)).map_err(Refusal::from)?;
    must_have_its_own_code(transaction, &authority).await?;
    Ok(Outcome {
        answer: wire::Authority::from(&authority),
        facts: happened([fact], at)?,
        writes: vec![store::authority::save(
            &authority,
            transaction.get_database_backend(),
        )?],
    })
}

/// Changes what is known of an authority; its schools follow.
pub async fn update(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    asked: wire::Authority,
    seen: &str,
    at: Moment,
) -> Result<Outcome<wire::Authority>, Failure> {
    let before = load(transaction, caller, &asked.name).await?;
    must_be_unchanged(seen, before.version)?;
    let (after, fact) = before.change(form(asked)).map_err(Refusal::from)?;
    must_have_its_own_code(transaction, &after).await?;
    let mut tree = Tree::new(store::authority::of_province(transaction, after.province_id).await?);
    tree.put(after.clone());
    let touched = [after.id];
    let (facts, writes) = kept(transaction, &tree, &touched, &[], vec![fact], at).await?;
    Ok(Outcome {
        answer: wire::Authority::from(&after),
        facts: happened(facts, at)?,
        writes,
    })
}

/// Ends an authority; its schools and what stands under it go over to others.
pub async fn end(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    asked: wire::EndAuthorityRequest,
    at: Moment,
) -> Result<Outcome<wire::Authority>, Failure> {
    let before = load(transaction, caller, &asked.name).await?;
    must_be_unchanged(&asked.etag, before.version)?;
    let last = asked
        .valid_until
        .parse()
        .map_err(|_| Refusal::invalid("valid_until", "phải là ngày dạng 2025-06-30"))?;
    let mut tree = Tree::new(store::authority::of_province(transaction, before.province_id).await?);
    let mut successors: Vec<Authority> = Vec::with_capacity(asked.successors.len());
    for name in &asked.successors {
        let id = names::id(name, "authorities", "successors")?;
        let known = match tree.get(id) {
            Some(known) => Some(known.clone()),
            // One of another province is refused for that, if the caller may know of it.
            None => store::authority::find(transaction, id).await?,
        };
        let known = known.filter(|known| sees(caller, known));
        let known = known.ok_or_else(|| Refusal::absent("cơ quan kế thừa"))?;
        if successors.iter().all(|other| other.id != id) {
            successors.push(known);
        }
    }
    let is_under = |other: &&Authority| other.parent_id == Some(before.id);
    let under: Vec<_> = tree.all().iter().filter(is_under).cloned().collect();
    let (after, facts) = before
        .end_with_those_under(last, &successors, &under, &asked.document, local_day(at))
        .map_err(Refusal::from)?;
    let answer = after.first().map(wire::Authority::from).unwrap_or_default();
    let touched: Vec<_> = after.iter().map(|authority| authority.id).collect();
    for authority in after {
        tree.put(authority);
    }
    let (facts, writes) = kept(transaction, &tree, &touched, &[before.id], facts, at).await?;
    Ok(Outcome {
        answer,
        facts: happened(facts, at)?,
        writes,
    })
}

/// Takes in a file of authorities.
pub async fn import(
    transaction: &DatabaseTransaction,
    incoming: &Incoming,
    at: Moment,
) -> Result<Outcome<ImportReport>, Failure> {
    let department = department(transaction, &incoming.caller, &incoming.header.province).await?;
    let tree = Tree::new(store::authority::of_province(transaction, department.id).await?);
    let mut defects: Defects = incoming.sheet.defects.clone();
    let rows = file::rows(&incoming.sheet, &mut defects);
    let codes = rows.iter().map(|row| row.code.clone());
    let mut elsewhere = store::authority::with_codes(transaction, codes).await?;
    elsewhere.retain(|authority| authority.province_id != department.id);
    let id = |row: u32| made_by(incoming.request_id, &format!("authority of row {row}"));
    let imported = ImportedAuthorities::decide(rows, tree, &elsewhere, id, described, local_day(at));
    add_all(&mut defects, imported.defects, file::heading);
    let broken = !defects.is_empty();
    let mut outcome = reported(incoming, defects);
    outcome.answer.created = imported.created;
    outcome.answer.changed = imported.changed;
    outcome.answer.unchanged = imported.unchanged;
    if broken {
        return Ok(outcome);
    }
    let (tree, touched, ending) = (&imported.tree, &imported.touched, &imported.ending);
    let (facts, writes) = kept(transaction, tree, touched, ending, imported.facts, at).await?;
    Ok(Outcome {
        facts: happened(facts, at)?,
        writes,
        ..outcome
    })
}

/// What keeps the authorities `touched` as `tree` now has them, with the schools that follow them, and without what
/// those `ending` will not be there to fulfil: the facts after `facts`, and the statements.
async fn kept(
    transaction: &DatabaseTransaction,
    tree: &Tree,
    touched: &[Uuid],
    ending: &[Uuid],
    mut facts: Vec<Fact>,
    at: Moment,
) -> Result<(Vec<Fact>, Vec<Statement>), Failure> {
    let backend = transaction.get_database_backend();
    let schools = store::school::under(transaction, touched).await?;
    let (schools, of_schools) = School::follow(&schools, tree, ending).map_err(Refusal::from)?;
    let after: Vec<_> = touched.iter().filter_map(|id| tree.get(*id)).cloned().collect();
    let mut writes = store::authority::save_many(&after, backend)?;
    writes.extend(store::school::save_many(&schools, backend)?);
    facts.extend(of_schools);
    let ended = after.iter().filter(|authority| ending.contains(&authority.id));
    let ended: Vec<_> = ended.map(Holder::Authority).collect();
    let (lifted, of_obligations) = obligations::lift(transaction, &ended, at).await?;
    facts.extend(lifted);
    writes.extend(of_obligations);
    Ok((facts, writes))
}

async fn load(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    name: &str,
) -> Result<Authority, Failure> {
    let id = names::id(name, "authorities", "name")?;
    let found = store::authority::find_for_change(transaction, id).await?;
    let found = found.filter(|found| sees(caller, found));
    Ok(found.ok_or_else(|| Refusal::absent("cơ quan"))?)
}

async fn must_have_its_own_code(
    transaction: &DatabaseTransaction,
    authority: &Authority,
) -> Result<(), Failure> {
    let others = store::authority::with_codes(transaction, [authority.code.clone()]).await?;
    Ok(authority.must_have_its_own_code(&others).map_err(Refusal::from)?)
}
