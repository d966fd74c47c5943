//! What registration hears: only that a limit it owns has run out. It judges whether it was broken.

use async_trait::async_trait;
use calendar::Day;
use platform::inbox::{Heard, Listener, nothing};
use platform::journal::{NewFact, Outcome};
use platform::refusal::Failure;
use platform::time::Moment;
use proto::fact::{Body, DeadlineReached, Fact};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use crate::domain::{judge_check, judge_obligation, judge_plan};
use crate::{LISTENS_TO, NAME, store};

/// Judges limits that have run out.
pub struct Judge;

#[async_trait]
impl Listener for Judge {
    fn producers(&self) -> &'static [&'static str] {
        LISTENS_TO
    }

    async fn react(
        &self,
        transaction: &DatabaseTransaction,
        heard: Heard,
        now: Moment,
    ) -> Result<Outcome<()>, Failure> {
        let case_id = heard.case_id;
        let Fact {
            subject,
            body: Some(Body::DeadlineReached(reached)),
        } = heard.fact
        else {
            return Ok(nothing());
        };
        if reached.owner != NAME {
            return Ok(nothing());
        }
        let due_on = due_on(&reached)?;
        let breach = match store::dossier::find_for_change(transaction, case_id).await? {
            Some(dossier) => judge_check(&dossier, &reached, due_on),
            None => match store::plan_item::find_for_change(transaction, case_id).await? {
                Some(item) => judge_plan(&item, &reached, due_on).map(|body| Fact {
                    subject,
                    body: Some(body),
                }),
                None => judge_of_the_year(transaction, case_id, &reached, due_on).await?,
            },
        };
        let facts = breach
            .map(|fact| NewFact::of(fact, now))
            .into_iter()
            .collect::<Result<_, _>>()?;
        Ok(Outcome { facts, ..nothing() })
    }
}

/// The judgment of a yearly obligation's limit.
async fn judge_of_the_year(
    transaction: &DatabaseTransaction,
    case_id: Uuid,
    reached: &DeadlineReached,
    due_on: Day,
) -> Result<Option<Fact>, Failure> {
    let found = store::obligation::find_for_change(transaction, case_id).await?;
    let obligation = found.ok_or_else(|| Failure::Corrupt(format!("no case {case_id} in registration")))?;
    let debtor = store::obligation::debtor(transaction, &obligation).await?;
    Ok(judge_obligation(&obligation, debtor.holder(), reached, due_on))
}

fn due_on(reached: &DeadlineReached) -> Result<Day, Failure> {
    reached
        .due_on
        .parse()
        .map_err(|_| Failure::Corrupt(format!("a deadline without a date: {:?}", reached.due_on)))
}
