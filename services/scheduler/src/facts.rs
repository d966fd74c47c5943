//! What the scheduler hears: everything. Clocks follow from it, and letters.

use std::sync::Arc;

use async_trait::async_trait;
use calendar::sending_moment;
use platform::inbox::{Heard, Listener, nothing};
use platform::journal::{NewFact, Outcome};
use platform::refusal::Failure;
use platform::time::Moment;
use proto::fact::Fact;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement};

use crate::LISTENS_TO;
use crate::domain::{CaseFile, Consequences, News, Rules, concerns};
use crate::store::{file, mail};

/// Hears facts.
pub struct Ear {
    rules: Arc<Rules>,
}

impl Ear {
    /// An ear that decides by `rules`.
    pub fn new(rules: Arc<Rules>) -> Self {
        Self { rules }
    }
}

#[async_trait]
impl Listener for Ear {
    fn producers(&self) -> &'static [&'static str] {
        LISTENS_TO
    }

    async fn react(
        &self,
        transaction: &DatabaseTransaction,
        heard: Heard,
        now: Moment,
    ) -> Result<Outcome<()>, Failure> {
        let Fact {
            subject: Some(subject),
            body: Some(body),
        } = &heard.fact
        else {
            return Ok(nothing());
        };
        if !concerns(body) {
            return Ok(nothing());
        }
        let news = News {
            fact_id: heard.fact_id,
            fact_type: &heard.fact_type,
            occurred_at: heard.occurred_at,
            recorded_at: heard.recorded_at,
            subject,
            body,
        };
        let before = file::open(transaction, heard.case_id).await?;
        let mut after = before.clone();
        let consequences = after
            .hear(news, &self.rules, now)
            .map_err(|error| Failure::Corrupt(error.to_string()))?;
        outcome(
            &before,
            &after,
            consequences,
            &self.rules,
            now,
            transaction.get_database_backend(),
        )
    }
}

/// What is to be kept when `before` has become `after`.
pub fn outcome(
    before: &CaseFile,
    after: &CaseFile,
    consequences: Consequences,
    rules: &Rules,
    now: Moment,
    backend: DbBackend,
) -> Result<Outcome<()>, Failure> {
    let mut writes: Vec<Statement> = file::save(before, after, backend)?;
    writes.extend(mail::supersede(&consequences.outdated, now, backend));
    writes.extend(mail::queue(
        &consequences.letters,
        sending_moment(now, rules.calendar),
        now,
        backend,
    ));
    let facts = consequences
        .facts
        .into_iter()
        .map(|(occurred_at, fact)| NewFact::of(fact, occurred_at))
        .collect::<Result<_, _>>()?;
    Ok(Outcome {
        answer: (),
        facts,
        writes,
    })
}
