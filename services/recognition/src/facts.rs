//! What recognition hears: that a review ended with its final report, that a limit it owns has run out, and from
//! registration what dossiers ask for and what becomes of schools.

use async_trait::async_trait;
use calendar::Day;
use platform::inbox::{Heard, Listener, nothing};
use platform::journal::Outcome;
use platform::refusal::Failure;
use platform::time::Moment;
use proto::fact::{Body, Fact};
use sea_orm::DatabaseTransaction;
use statute::Law;

use crate::{LISTENS_TO, NAME};

mod certificates;
mod decisions;
mod schools;

/// Opens decisions, and judges limits that have run out.
pub struct Hearing {
    law: &'static Law,
}

impl Hearing {
    /// Hears under `law`.
    pub fn new(law: &'static Law) -> Self {
        Self { law }
    }
}

#[async_trait]
impl Listener for Hearing {
    fn producers(&self) -> &'static [&'static str] {
        LISTENS_TO
    }

    async fn react(
        &self,
        transaction: &DatabaseTransaction,
        heard: Heard,
        now: Moment,
    ) -> Result<Outcome<()>, Failure> {
        if let Some(body) = &heard.fact.body
            && is_of_a_school(body)
        {
            let mut outcome = schools::learn(transaction, &heard, body).await?;
            let lapsed = certificates::lapse(transaction, &heard, body).await?;
            outcome.facts.extend(lapsed.facts);
            outcome.writes.extend(lapsed.writes);
            return Ok(outcome);
        }
        let Fact { subject, body } = heard.fact;
        match body {
            Some(Body::FinalReportSubmitted(submitted)) => {
                let subject = subject.unwrap_or_default();
                decisions::open(transaction, self.law, &subject, submitted, heard.occurred_at).await
            }
            Some(Body::ClockDue(due)) => decisions::note_due(transaction, heard.case_id, &due),
            Some(Body::DeadlineReached(reached)) if reached.owner == NAME => {
                let due_on = day(&reached.due_on)?;
                if certificates::owns(&reached) {
                    certificates::judge_limit(transaction, heard.case_id, &reached, due_on, now).await
                } else {
                    decisions::judge_limit(transaction, heard.case_id, &reached, due_on, now).await
                }
            }
            Some(Body::DossierPrepared(prepared)) => {
                certificates::apply(transaction, &subject.unwrap_or_default(), &prepared)
            }
            Some(Body::DossierSubmitted(_)) => {
                certificates::renew(transaction, &subject.unwrap_or_default(), heard.occurred_at).await
            }
            _ => Ok(nothing()),
        }
    }
}

/// Whether registration says it of a school.
fn is_of_a_school(body: &Body) -> bool {
    matches!(
        body,
        Body::SchoolRegistered(_)
            | Body::SchoolChanged(_)
            | Body::SchoolRenamed(_)
            | Body::SchoolMerged(_)
            | Body::SchoolAbsorbed(_)
            | Body::SchoolClosed(_)
    )
}

/// The day that a fact names.
fn day(text: &str) -> Result<Day, Failure> {
    let unnamed = |_| Failure::Corrupt(format!("a fact without its day: {text:?}"));
    text.parse().map_err(unnamed)
}
