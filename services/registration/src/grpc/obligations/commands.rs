//! Commands on yearly obligations: load, decide, hand over what is to be kept.

use calendar::local_day;
use platform::identity::{Identity, Role};
use platform::journal::Outcome;
use platform::names;
use platform::refusal::{Failure, Refusal};
use platform::server::must_be_unchanged;
use platform::time::Moment;
use proto::fact::Fact;
use proto::registration as wire;
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};
use statute::Law;

use super::super::happened;
use super::super::seat::department;
use super::super::{authorities, schools};
use super::messages::{message, opened};
use crate::domain::{Holder, lift_all, owed_in, reported};
use crate::store;

/// Opens what the province owes in a year; what is there already stays as it is.
pub async fn open(
    transaction: &DatabaseTransaction,
    law: &Law,
    caller: &Identity,
    asked: wire::OpenObligationsRequest,
    at: Moment,
) -> Result<Outcome<wire::OpenObligationsResponse>, Failure> {
    let department = department(transaction, caller, &asked.province).await?;
    let authorities = store::authority::of_province(transaction, department.id).await?;
    let schools = store::school::active_of(transaction, department.id).await?;
    let mut known = store::obligation::ids_of_year(transaction, department.id, asked.year).await?;
    let owed = owed_in(
        asked.year,
        law,
        &department,
        &authorities,
        &schools,
        local_day(at),
    )
    .map_err(Refusal::from)?;
    let mut answer = wire::OpenObligationsResponse::default();
    let (mut facts, mut new) = (Vec::new(), Vec::new());
    for owed in &owed {
        let before = new.len();
        for (obligation, holder) in &owed.obligations {
            // A limit that both the act and the local plan set is owed once, by the earlier day.
            if known.insert(obligation.id) {
                facts.push(obligation.opening(*holder));
                new.push(obligation.clone());
            }
        }
        let limit = opened(owed, new.len() - before);
        answer.opened += limit.opened;
        answer.kept += limit.kept;
        answer.limits.push(limit);
    }
    Ok(Outcome {
        answer,
        facts: happened(facts, at)?,
        writes: store::obligation::save_all(&new, transaction.get_database_backend())?,
    })
}

/// Fulfils an obligation with its report.
pub async fn fulfil(
    transaction: &DatabaseTransaction,
    law: &Law,
    caller: &Identity,
    asked: wire::FulfilObligationRequest,
    at: Moment,
) -> Result<Outcome<wire::Obligation>, Failure> {
    let id = names::id(&asked.name, "obligations", "name")?;
    let absent = || Refusal::absent("nghĩa vụ");
    let obligation = store::obligation::find_for_change(transaction, id).await?;
    let obligation = obligation.ok_or_else(absent)?;
    let debtor = store::obligation::debtor(transaction, &obligation).await?;
    if !sees(caller, debtor.holder()) {
        return Err(absent().into());
    }
    must_be_unchanged(&asked.etag, obligation.version)?;
    obligation
        .must_be_held(caller.scope_id()?, caller.is(Role::DepartmentOfficer))
        .map_err(Refusal::from)?;
    let report = asked.report.unwrap_or_default();
    let report = reported(&report.file_name, &report.sha256, report.size).map_err(Refusal::from)?;
    let (after, fact) = obligation
        .fulfil(debtor.holder(), report, &asked.summary, at)
        .map_err(Refusal::from)?;
    Ok(Outcome {
        answer: message(&after, debtor.holder().name(), law),
        facts: happened([fact], at)?,
        writes: store::obligation::save(&after, transaction.get_database_backend())?,
    })
}

/// Lifts what `holders`, as they are from now on, need not fulfil any more: the facts and the statements.
pub async fn lift(
    transaction: &DatabaseTransaction,
    holders: &[Holder<'_>],
    at: Moment,
) -> Result<(Vec<Fact>, Vec<Statement>), Failure> {
    let ids: Vec<_> = holders.iter().map(|holder| holder.id().id()).collect();
    let open = store::obligation::open_of(transaction, &ids).await?;
    let (lifted, facts) = lift_all(&open, holders, at);
    let writes = store::obligation::save_all(&lifted, transaction.get_database_backend())?;
    Ok((facts, writes))
}

/// Whether `caller` may see what `holder` owes: its own people, and those of the authorities above it.
fn sees(caller: &Identity, holder: Holder<'_>) -> bool {
    match holder {
        Holder::School(school) => schools::sees(caller, school),
        Holder::Authority(authority) => authorities::sees(caller, authority),
    }
}
