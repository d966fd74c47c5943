//! The journal: the audit log, the timeline and the outbox of a service, in one append-only table.
//!
//! Whatever a service decides goes through [`Journal`]: the state it writes, the facts it announces and
//! the answer it owes the caller are one transaction. There is no second way and nothing is sent after
//! the commit: what must be sent is a row, and the relay carries it.
//!
//! The chain is per case: an entry's hash covers the entry before it in the same case, so that writers
//! of different cases never queue on one another.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::SubsecRound;
use futures::future::BoxFuture;
use prost::Message;
use proto::fact::Fact;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, NotSet, QueryOrder, Statement};
use sha2::{Digest, Sha256};
use tokio::sync::watch;

use crate::database::{AsDatabaseError, Database};
use crate::identity::{Identity, unknown_caller};
use crate::refusal::{Failure, Refusal};
use crate::time::{Clock, Moment};

pub mod entry;
pub mod read;
mod request;

/// Rows of one INSERT: far below the number of parameters that either database takes.
const ROWS_AT_ONCE: usize = 500;
/// The namespace of fact ids.
const FACTS: Uuid = Uuid::from_u128(0x6b69_656d_6469_6e68_0000_0000_6661_6374);

/// What was decided: what is answered, what has happened, what is stored.
#[derive(Debug)]
pub struct Outcome<A> {
    /// The answer to whoever asked.
    pub answer: A,
    /// What has happened, in order.
    pub facts: Vec<NewFact>,
    /// The statements that bring the stored state up to it.
    pub writes: Vec<Statement>,
}

/// A fact that is to be recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct NewFact {
    /// The case whose journal it enters.
    pub case_id: Uuid,
    /// When it happened: the valid time, which may lie before the present.
    pub occurred_at: Moment,
    /// The fact.
    pub fact: Fact,
}

impl NewFact {
    /// `fact`, which happened at `occurred_at`, in the case that its subject names.
    pub fn of(fact: Fact, occurred_at: Moment) -> Result<Self, Failure> {
        let case_id = fact
            .subject
            .as_ref()
            .and_then(|subject| Uuid::parse_str(&subject.case_id).ok());
        let case_id = case_id.ok_or_else(|| Failure::Corrupt("a fact without a case".to_owned()))?;
        Ok(Self {
            case_id,
            occurred_at,
            fact,
        })
    }
}

/// A command, as it came to the door.
#[derive(Clone, Debug)]
pub struct Order {
    /// The method.
    pub method: &'static str,
    /// Who asks.
    pub identity: Identity,
    /// The key under which the answer is kept for retries.
    pub request_id: Uuid,
    /// What was asked, hashed: the same key with another content is refused.
    fingerprint: [u8; 32],
    /// Decide and answer, but keep nothing.
    pub validate_only: bool,
}

impl Order {
    /// A command by `identity` with the content `message`. Who did not say who they are commands nothing: the journal
    /// names a person.
    pub fn new(
        method: &'static str,
        identity: Identity,
        request_id: &str,
        validate_only: bool,
        message: &impl Message,
    ) -> Result<Self, Refusal> {
        if identity.sub.is_empty() {
            return Err(unknown_caller());
        }
        let request_id = Uuid::parse_str(request_id).map_err(|_| {
            Refusal::invalid(
                "request_id",
                "must be a UUID; keep it and send it again when you retry",
            )
        })?;
        let fingerprint = Sha256::new_with_prefix(method)
            .chain_update(identity.sub.as_bytes())
            .chain_update(message.encode_to_vec())
            .finalize()
            .into();
        Ok(Self {
            method,
            identity,
            request_id,
            fingerprint,
            validate_only,
        })
    }
}

/// The journal of one service, and the only way to write its database.
#[derive(Clone, Debug)]
pub struct Journal {
    /// The service, the first part of its facts' types.
    pub service: &'static str,
    /// The database behind it.
    pub database: Database,
    /// The time that counts.
    pub clock: Clock,
    written: Arc<watch::Sender<()>>,
}

/// How an attempt ended without keeping anything.
enum Ended<A> {
    DryRun(A),
    Failed(Failure),
}

impl<A> From<DbErr> for Ended<A> {
    fn from(error: DbErr) -> Self {
        Self::Failed(error.into())
    }
}

impl<A> AsDatabaseError for Ended<A> {
    fn as_database_error(&self) -> Option<&DbErr> {
        match self {
            Self::Failed(failure) => failure.as_database_error(),
            Self::DryRun(_) => None,
        }
    }
}

impl Journal {
    /// The journal of `service` in `database`.
    pub fn new(service: &'static str, database: Database, clock: Clock) -> Self {
        Self {
            service,
            database,
            clock,
            written: Arc::new(watch::Sender::new(())),
        }
    }

    /// Changes whenever this process has committed something: wakes the relay, and whoever looks for
    /// work that a commit may have made.
    pub fn commits(&self) -> watch::Receiver<()> {
        self.written.subscribe()
    }

    pub(crate) fn announce_commit(&self) {
        self.written.send_replace(());
    }

    /// Carries out a command: `work` loads what it needs and decides; what it decides is kept together
    /// with the answer, which the same request gets again however often it is sent.
    pub async fn command<A, W>(&self, order: Order, work: W) -> Result<A, Failure>
    where
        A: Message + Default + 'static,
        W: for<'t> Fn(&'t DatabaseTransaction, Moment) -> BoxFuture<'t, Result<Outcome<A>, Failure>>
            + Send
            + Sync
            + 'static,
    {
        self.command_in_line(order, None, work).await
    }

    /// [`Journal::command`] in the line of a table, as [`Database::write_in_line`] forms it.
    pub async fn command_in_line<A, W>(
        &self,
        order: Order,
        line: Option<&'static str>,
        work: W,
    ) -> Result<A, Failure>
    where
        A: Message + Default + 'static,
        W: for<'t> Fn(&'t DatabaseTransaction, Moment) -> BoxFuture<'t, Result<Outcome<A>, Failure>>
            + Send
            + Sync
            + 'static,
    {
        let (journal, work) = (self.clone(), Arc::new(work));
        let kept = self
            .database
            .write_in_line(line, move |transaction| {
                let (journal, order, work) = (journal.clone(), order.clone(), Arc::clone(&work));
                Box::pin(async move { journal.attempt(transaction, order, &*work).await })
            })
            .await;
        match kept {
            Ok(answer) => {
                self.announce_commit();
                Ok(answer)
            }
            Err(Ended::DryRun(answer)) => Ok(answer),
            Err(Ended::Failed(failure)) => Err(failure),
        }
    }

    async fn attempt<A, W>(
        &self,
        transaction: &DatabaseTransaction,
        order: Order,
        work: &W,
    ) -> Result<A, Ended<A>>
    where
        A: Message + Default,
        W: for<'t> Fn(&'t DatabaseTransaction, Moment) -> BoxFuture<'t, Result<Outcome<A>, Failure>>,
    {
        if let Some(kept) = request::find(transaction, &order).await.map_err(Ended::Failed)? {
            return Ok(kept);
        }
        let now = self.clock.now();
        let outcome = work(transaction, now).await.map_err(Ended::Failed)?;
        if order.validate_only {
            return Err(Ended::DryRun(outcome.answer));
        }
        let cause = order.request_id;
        let actor = order.identity.sub.clone();
        request::keep(transaction, &order, &outcome.answer, now).await?;
        self.record(transaction, &actor, cause, now, outcome.facts, outcome.writes)
            .await?;
        Ok(outcome.answer)
    }

    /// Carries out work on the service's own initiative (a deadline came, a mail is due), in one
    /// transaction like a command's.
    pub async fn act<A, W>(&self, actor: &'static str, cause: Uuid, work: W) -> Result<A, Failure>
    where
        A: Send + 'static,
        W: for<'t> Fn(&'t DatabaseTransaction, Moment) -> BoxFuture<'t, Result<Outcome<A>, Failure>>
            + Send
            + Sync
            + 'static,
    {
        let (journal, work) = (self.clone(), Arc::new(work));
        let answer = self
            .database
            .write_retrying(move |transaction| {
                let (journal, work) = (journal.clone(), Arc::clone(&work));
                Box::pin(async move {
                    let now = journal.clock.now();
                    let outcome = work(transaction, now).await?;
                    journal
                        .record(transaction, actor, cause, now, outcome.facts, outcome.writes)
                        .await?;
                    Ok::<_, Failure>(outcome.answer)
                })
            })
            .await?;
        self.announce_commit();
        Ok(answer)
    }

    /// Writes facts and state inside `transaction`.
    pub(crate) async fn record(
        &self,
        transaction: &DatabaseTransaction,
        actor: &str,
        cause: Uuid,
        now: Moment,
        facts: Vec<NewFact>,
        writes: Vec<Statement>,
    ) -> Result<(), DbErr> {
        for statement in writes {
            transaction.execute_raw(statement).await?;
        }
        let entries = self.chain(transaction, actor, cause, now, facts).await?;
        for rows in entries.chunks(ROWS_AT_ONCE) {
            entry::Entity::insert_many(rows.to_vec())
                .exec_without_returning(transaction)
                .await?;
        }
        Ok(())
    }

    /// Makes entries of `facts`, each chained to the one before it in its case.
    async fn chain(
        &self,
        transaction: &DatabaseTransaction,
        actor: &str,
        cause: Uuid,
        now: Moment,
        facts: Vec<NewFact>,
    ) -> Result<Vec<entry::ActiveModel>, DbErr> {
        let mut heads = heads(transaction, facts.iter().map(|fact| fact.case_id).collect()).await?;
        let mut entries = Vec::with_capacity(facts.len());
        for new in facts {
            let fact_type = self.fact_type(&new.fact)?;
            let head = heads.entry(new.case_id).or_insert((0, entry::GENESIS.to_vec()));
            let sequence = head.0 + 1;
            let name = format!("{}/{}/{sequence}", self.service, new.case_id);
            let mut model = entry::Model {
                id: 0,
                fact_id: Uuid::new_v5(&FACTS, name.as_bytes()),
                case_id: new.case_id,
                sequence,
                fact_type,
                // What is finer than the databases keep would be hashed and then lost.
                occurred_at: new.occurred_at.trunc_subsecs(6),
                recorded_at: now,
                actor: actor.to_owned(),
                cause,
                payload: new.fact.encode_to_vec(),
                previous_hash: head.1.clone(),
                hash: Vec::new(),
                published_at: None,
            };
            model.hash = model.expected_hash().to_vec();
            *head = (sequence, model.hash.clone());
            entries.push(entry::ActiveModel {
                id: NotSet,
                fact_id: Set(model.fact_id),
                case_id: Set(model.case_id),
                sequence: Set(model.sequence),
                fact_type: Set(model.fact_type),
                occurred_at: Set(model.occurred_at),
                recorded_at: Set(model.recorded_at),
                actor: Set(model.actor),
                cause: Set(model.cause),
                payload: Set(model.payload),
                previous_hash: Set(model.previous_hash),
                hash: Set(model.hash),
                published_at: Set(None),
            });
        }
        Ok(entries)
    }

    /// The type of `fact`. One that no listener could hear, because it says nothing or belongs to another
    /// service, would stand in the way of all that follow on the bus: it never enters the journal.
    fn fact_type(&self, fact: &Fact) -> Result<String, DbErr> {
        let fact_type = fact
            .body
            .as_ref()
            .map(|body| body.fact_type(self.service))
            .unwrap_or_default();
        match fact_type.split_once('.') {
            Some((producer, _)) if producer == self.service => Ok(fact_type),
            _ => Err(DbErr::Custom(format!(
                "{} cannot announce a fact of type {fact_type:?}",
                self.service
            ))),
        }
    }
}

/// The last sequence and hash of each of `cases` that has any, in one query.
async fn heads(
    transaction: &DatabaseTransaction,
    mut cases: Vec<Uuid>,
) -> Result<HashMap<Uuid, (i64, Vec<u8>)>, DbErr> {
    use entry::Column;
    cases.sort_unstable();
    cases.dedup();
    let mut heads = HashMap::with_capacity(cases.len());
    for cases in cases.chunks(ROWS_AT_ONCE) {
        let last = Query::select()
            .expr(Expr::col(Column::Sequence).max())
            .column(Column::CaseId)
            .from(entry::Entity)
            .and_where(Expr::col(Column::CaseId).is_in(cases.iter().copied()))
            .group_by_col(Column::CaseId)
            .take();
        let rows = entry::Entity::find()
            .filter(Expr::tuple([Expr::col(Column::Sequence), Expr::col(Column::CaseId)]).in_subquery(last))
            .order_by_asc(Column::CaseId)
            .all(transaction)
            .await?;
        heads.extend(
            rows.into_iter()
                .map(|row| (row.case_id, (row.sequence, row.hash))),
        );
    }
    Ok(heads)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Role;

    #[test]
    fn who_did_not_say_who_they_are_commands_nothing() {
        let ordered = |identity| Order::new("X", identity, &Uuid::nil().to_string(), false, &());
        assert!(ordered(Identity::new("quan-tri", Role::Administrator)).is_ok());
        let refused = ordered(Identity::public()).map(|order| order.method);
        assert_eq!(refused, Err(unknown_caller()));
    }
}
