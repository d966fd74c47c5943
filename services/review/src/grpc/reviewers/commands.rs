//! Commands on reviewers: load, decide, hand over what is to be kept.

use calendar::local_day;
use exchange::{Incoming, reported};
use platform::identity::Identity;
use platform::journal::{NewFact, Outcome};
use platform::names;
use platform::refusal::{Failure, Refusal};
use platform::server::must_be_unchanged;
use platform::time::Moment;
use proto::exchange::ImportReport;
use proto::fact::Fact;
use proto::review as wire;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use sheet::Defects;
use uuid::Uuid;

use super::messages::{answer, form};
use super::{sees, sheet as file};
use crate::domain::{Directory, ImportedReviewers, IntoList, Reviewer, ReviewerForm, ReviewerRefusal};
use crate::store;

/// Enters a reviewer of the caller's province.
pub async fn create(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    request_id: Uuid,
    asked: wire::Reviewer,
    at: Moment,
) -> Result<Outcome<wire::Reviewer>, Failure> {
    let (province, form) = (caller.scope_id()?, form(asked));
    let schools = directory(transaction, province, &form).await?;
    let id = Uuid::new_v5(&request_id, b"reviewer");
    let entered = Reviewer::enter(id, province, form, &schools, local_day(at));
    let (reviewer, fact) = entered.map_err(Refusal::from)?;
    must_have_its_own_code(transaction, &reviewer).await?;
    kept(transaction, &reviewer, fact, at)
}

/// Says anew what is known of a reviewer.
pub async fn update(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    asked: wire::UpdateReviewerRequest,
    at: Moment,
) -> Result<Outcome<wire::Reviewer>, Failure> {
    let said = asked.reviewer.unwrap_or_default();
    let before = load(transaction, caller, &said.name, "reviewer.name").await?;
    must_be_unchanged(&asked.etag, before.version)?;
    let form = form(said);
    let schools = directory(transaction, before.province_id, &form).await?;
    let changed = before.change(form, &schools, local_day(at));
    let (reviewer, fact) = changed.map_err(Refusal::from)?;
    must_have_its_own_code(transaction, &reviewer).await?;
    kept(transaction, &reviewer, fact, at)
}

/// Takes a reviewer off the list.
pub async fn retire(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    asked: &wire::RetireReviewerRequest,
    at: Moment,
) -> Result<Outcome<wire::Reviewer>, Failure> {
    let before = load(transaction, caller, &asked.name, "name").await?;
    must_be_unchanged(&asked.etag, before.version)?;
    let retired = before.retire(&asked.on, &asked.reason, local_day(at));
    let (reviewer, fact) = retired.map_err(Refusal::from)?;
    kept(transaction, &reviewer, fact, at)
}

/// Takes in a file of reviewers.
pub async fn import(
    transaction: &DatabaseTransaction,
    incoming: &Incoming,
    at: Moment,
) -> Result<Outcome<ImportReport>, Failure> {
    let province = province(&incoming.caller, &incoming.header.province)?;
    let listed = store::reviewer::listed(transaction, province).await?;
    let schools = Directory::new(store::school::of_province(transaction, province).await?);
    let mut defects: Defects = incoming.sheet.defects.clone();
    let rows = file::rows(&incoming.sheet, &mut defects);
    let list = IntoList {
        province_id: province,
        listed: &listed,
        schools: &schools,
        day: local_day(at),
    };
    let id = |row: u32| Uuid::new_v5(&incoming.request_id, format!("reviewer of row {row}").as_bytes());
    let described = |refusal: &ReviewerRefusal| Refusal::from(refusal.clone()).message;
    let imported = ImportedReviewers::decide(rows, list, id, described);
    file::add_all(&mut defects, imported.defects);
    let broken = !defects.is_empty();
    let mut outcome = reported(incoming, defects);
    outcome.answer.created = imported.created;
    outcome.answer.changed = imported.changed;
    outcome.answer.unchanged = imported.unchanged;
    if broken {
        return Ok(outcome);
    }
    let happened = |fact| NewFact::of(fact, at);
    Ok(Outcome {
        facts: imported
            .facts
            .into_iter()
            .map(happened)
            .collect::<Result<_, _>>()?,
        writes: store::reviewer::save_many(&imported.reviewers, transaction.get_database_backend())?,
        ..outcome
    })
}

/// The province whose list a file is for: the one that is named, or else the one that the caller is confined to.
fn province(caller: &Identity, named: &str) -> Result<Option<Uuid>, Refusal> {
    if named.is_empty() {
        return caller.scope_id();
    }
    let id = names::id(named, "authorities", "header.province")?;
    caller.must_see(&id.to_string(), "Sở Giáo dục và Đào tạo")?;
    Ok(Some(id))
}

fn kept(
    transaction: &DatabaseTransaction,
    reviewer: &Reviewer,
    fact: Fact,
    at: Moment,
) -> Result<Outcome<wire::Reviewer>, Failure> {
    Ok(Outcome {
        answer: answer(reviewer, local_day(at)),
        facts: vec![NewFact::of(fact, at)?],
        writes: vec![store::reviewer::save(
            reviewer,
            transaction.get_database_backend(),
        )?],
    })
}

async fn load(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    name: &str,
    field: &str,
) -> Result<Reviewer, Failure> {
    let id = names::id(name, "reviewers", field)?;
    let found = store::reviewer::find_for_change(transaction, id).await?;
    let found = found.filter(|reviewer| sees(caller, reviewer));
    Ok(found.ok_or_else(|| Refusal::absent("người đánh giá"))?)
}

async fn must_have_its_own_code(
    transaction: &DatabaseTransaction,
    reviewer: &Reviewer,
) -> Result<(), Failure> {
    if reviewer.code.is_empty() {
        return Ok(());
    }
    let others = store::reviewer::with_code(transaction, &reviewer.code).await?;
    Ok(reviewer.must_have_its_own_code(&others).map_err(Refusal::from)?)
}

/// The schools that `form` may name.
async fn directory(
    connection: &impl ConnectionTrait,
    province: Option<Uuid>,
    form: &ReviewerForm,
) -> Result<Directory, Failure> {
    let schools = store::school::called(connection, province, &form.names_of_schools()).await?;
    Ok(Directory::new(schools))
}
