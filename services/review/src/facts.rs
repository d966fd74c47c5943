//! What the review service hears: that registration accepted a dossier, and that a limit it owns has run
//! out. It passes over everything else.

use async_trait::async_trait;
use calendar::Day;
use platform::inbox::{Heard, Listener, nothing};
use platform::journal::{NewFact, Outcome};
use platform::refusal::Failure;
use platform::time::Moment;
use proto::fact::{Body, DeadlineReached};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use crate::domain::{Case, Review, judge};
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
