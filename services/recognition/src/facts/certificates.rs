//! What certificates hear: dossiers that ask for recognition again, schools that end, limits that have run out.

use calendar::{Day, end_of_day, local_day};
use chrono::{DateTime, Utc};
use platform::inbox::{Heard, nothing};
use platform::journal::{NewFact, Outcome};
use platform::refusal::Failure;
use platform::time::Moment;
use proto::fact::{Body, DeadlineReached, DossierPrepared, Fact, Subject, Target};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use super::day;
use crate::domain::{Certificate, Ending, wish_of};
use crate::store;

/// Whether `reached` is a limit of certificates, which may have no decision here.
pub fn owns(reached: &DeadlineReached) -> bool {
    reached.limit.starts_with("certificate.")
}

/// Keeps what kind of recognition a dossier asks for.
pub fn apply(
    transaction: &DatabaseTransaction,
    subject: &Subject,
    prepared: &DossierPrepared,
) -> Result<Outcome<()>, Failure> {
    let backend = transaction.get_database_backend();
    let (case_id, school_id) = (id(&subject.case_id)?, id(&subject.school_id)?);
    Ok(Outcome {
        writes: vec![store::application::save(
            case_id,
            school_id,
            prepared.kind(),
            backend,
        )],
        ..nothing()
    })
}

/// Registers the renewal of what the school holds of the same wish. It is dated with the submission.
pub async fn renew(
    transaction: &DatabaseTransaction,
    subject: &Subject,
    submitted_at: Moment,
) -> Result<Outcome<()>, Failure> {
    if subject.target() == Target::Unspecified {
        return Ok(nothing());
    }
    let (dossier, wish) = (id(&subject.case_id)?, wish_of(subject.target()));
    let held = store::certificate::of_school_for_change(transaction, id(&subject.school_id)?).await?;
    let renewed = held
        .iter()
        .filter_map(|certificate| certificate.register_renewal(dossier, wish, submitted_at));
    kept(transaction, renewed.map(|renewed| (renewed, submitted_at)))
}

/// Ends what a school holds that is merged or closed; other facts about schools end nothing.
pub async fn lapse(
    transaction: &DatabaseTransaction,
    heard: &Heard,
    body: &Body,
) -> Result<Outcome<()>, Failure> {
    let (ending, on) = match body {
        Body::SchoolMerged(merged) => (Ending::Merged, day(&merged.on)?),
        // It teaches until the end of its last day.
        Body::SchoolClosed(closed) => (Ending::Closed, local_day(end_of_day(day(&closed.on)?))),
        _ => return Ok(nothing()),
    };
    let school = heard.fact.subject.clone().unwrap_or_default().school_id;
    let held = store::certificate::of_school_for_change(transaction, id(&school)?).await?;
    let lapsed = held.iter().filter_map(|certificate| {
        let at = certificate.dated(heard.occurred_at);
        Some((certificate.lapse(ending, on, at)?, at))
    });
    kept(transaction, lapsed)
}

/// Judges a limit of the certificate whose life is journaled in `case_id`.
pub async fn judge_limit(
    transaction: &DatabaseTransaction,
    case_id: Uuid,
    reached: &DeadlineReached,
    due_on: Day,
    now: Moment,
) -> Result<Outcome<()>, Failure> {
    let certificate = store::certificate::find_for_change(transaction, case_id).await?;
    let certificate =
        certificate.ok_or_else(|| Failure::Corrupt(format!("no certificate in case {case_id}")))?;
    let judged = certificate.judge(reached, due_on, now);
    kept(transaction, judged.map(|judged| (judged, now)))
}

/// What is kept of certificates that changed, each with its fact and the moment of that.
fn kept(
    transaction: &DatabaseTransaction,
    changed: impl IntoIterator<Item = ((Certificate, Fact), DateTime<Utc>)>,
) -> Result<Outcome<()>, Failure> {
    let mut outcome = nothing();
    for ((certificate, fact), at) in changed {
        let backend = transaction.get_database_backend();
        outcome.facts.push(NewFact::of(fact, at)?);
        outcome
            .writes
            .extend(store::certificate::save(&certificate, backend)?);
    }
    Ok(outcome)
}

fn id(text: &str) -> Result<Uuid, Failure> {
    Uuid::parse_str(text).map_err(|_| Failure::Corrupt(format!("a fact with {text:?} for an id")))
}
