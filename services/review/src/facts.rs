//! What the review service hears: that registration accepted a dossier or that the school withdrew it, what becomes
//! of schools, when something of its own is due, and that a limit it owns has run out. It passes over everything
//! else.

use async_trait::async_trait;
use calendar::Day;
use platform::inbox::{Heard, Listener, nothing};
use platform::journal::{NewFact, Outcome};
use platform::refusal::Failure;
use platform::time::Moment;
use proto::fact::{Body, ClockDue, DeadlineReached, DossierWithdrawn};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use statute::Law;
use uuid::Uuid;

use crate::domain::{Case, Duty, KnownSchool, Review, judge};
use crate::{LISTENS_TO, NAME, store};

/// Opens reviews, and judges limits that have run out.
pub struct Reactions;

#[async_trait]
impl Listener for Reactions {
    fn producers(&self) -> &'static [&'static str] {
        LISTENS_TO
    }

    async fn react(
        &self,
        transaction: &DatabaseTransaction,
        heard: Heard,
        now: Moment,
    ) -> Result<Outcome<()>, Failure> {
        match &heard.fact.body {
            Some(Body::DossierAccepted(_)) => open(transaction, &heard).await,
            Some(
                body @ (Body::SchoolRegistered(_)
                | Body::SchoolChanged(_)
                | Body::SchoolRenamed(_)
                | Body::SchoolMerged(_)
                | Body::SchoolAbsorbed(_)
                | Body::SchoolClosed(_)),
            ) => learn_school(transaction, &heard, body).await,
            Some(Body::DossierWithdrawn(withdrawn)) => close(transaction, &heard, withdrawn, now).await,
            Some(Body::ClockDue(due)) => note_due(transaction, heard.case_id, due),
            Some(Body::DeadlineReached(reached)) if reached.owner == NAME => {
                end_limit(transaction, heard.case_id, reached, now).await
            }
            _ => Ok(nothing()),
        }
    }
}

/// The review is open since the dossier was accepted, however late that is heard: the Sở's time to
/// establish the team runs from that day.
async fn open(transaction: &DatabaseTransaction, heard: &Heard) -> Result<Outcome<()>, Failure> {
    if store::review::find_for_change(transaction, heard.case_id)
        .await?
        .is_some()
    {
        return Ok(nothing());
    }
    let subject = heard.fact.subject.clone().unwrap_or_default();
    let case = Case::of(&subject).map_err(|error| Failure::Corrupt(error.to_string()))?;
    let (review, fact) = Review::open(case, heard.occurred_at);
    Ok(Outcome {
        facts: vec![NewFact::of(fact, heard.occurred_at)?],
        writes: vec![store::review::save(&review, transaction.get_database_backend())?],
        ..nothing()
    })
}

/// What registration says of a school: careers and relations name schools, and registration keeps their list.
async fn learn_school(
    transaction: &DatabaseTransaction,
    heard: &Heard,
    body: &Body,
) -> Result<Outcome<()>, Failure> {
    let before = store::school::find(transaction, heard.case_id).await?;
    let subject = heard.fact.subject.clone().unwrap_or_default();
    let school = KnownSchool::heard(before.as_ref(), &subject, body)
        .ok_or_else(|| Failure::Corrupt(format!("a school without an id in {}", heard.case_id)))?;
    Ok(Outcome {
        writes: vec![store::school::save(&school, transaction.get_database_backend())],
        ..nothing()
    })
}

/// Nothing is reviewed any more when the school has withdrawn its dossier. One that was withdrawn before it was
/// accepted never had a review.
async fn close(
    transaction: &DatabaseTransaction,
    heard: &Heard,
    withdrawn: &DossierWithdrawn,
    now: Moment,
) -> Result<Outcome<()>, Failure> {
    let review = store::review::find_for_change(transaction, heard.case_id).await?;
    let Some((after, fact)) = review.and_then(|review| review.close(&withdrawn.reason, now)) else {
        return Ok(nothing());
    };
    Ok(Outcome {
        facts: vec![NewFact::of(fact, now)?],
        writes: vec![store::review::save(&after, transaction.get_database_backend())?],
        ..nothing()
    })
}

/// Keeps when something is owed, for those who ask.
fn note_due(
    transaction: &DatabaseTransaction,
    case_id: Uuid,
    due: &ClockDue,
) -> Result<Outcome<()>, Failure> {
    let duty = Duty::of(case_id, due, Law::official());
    let duty = duty.map_err(|error| Failure::Corrupt(error.to_string()))?;
    let backend = transaction.get_database_backend();
    Ok(Outcome {
        writes: duty.iter().map(|duty| store::duty::save(duty, backend)).collect(),
        ..nothing()
    })
}

async fn end_limit(
    transaction: &DatabaseTransaction,
    case_id: Uuid,
    reached: &DeadlineReached,
    now: Moment,
) -> Result<Outcome<()>, Failure> {
    let due_on: Day = reached
        .due_on
        .parse()
        .map_err(|_| Failure::Corrupt(format!("a deadline without a date: {:?}", reached.due_on)))?;
    let review = store::review::find_for_change(transaction, case_id).await?;
    let review = review.ok_or_else(|| Failure::Corrupt(format!("no case {case_id} in review")))?;
    let Some(judgement) = judge(&review, reached, due_on, now) else {
        return Ok(nothing());
    };
    let backend = transaction.get_database_backend();
    let writes = judgement
        .review
        .map(|review| store::review::save(&review, backend))
        .into_iter()
        .collect::<Result<_, _>>()?;
    Ok(Outcome {
        facts: vec![NewFact::of(judgement.fact, judgement.occurred_at)?],
        writes,
        ..nothing()
    })
}
