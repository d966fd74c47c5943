//! The inbox: facts are kept first and handled afterwards, each once, in the order of their case.
//!
//! Receiving is dumb on purpose: a row is inserted and the delivery acknowledged, so that one fact that
//! cannot be handled never sends good ones back to the broker (trap D5). Handling takes a fact only when
//! the one before it, of the same producer and case, has been handled; the chain has no gaps, so a
//! missing fact is waited for and never jumped over. What cannot be handled is parked with its reason
//! and holds back its case, and only its case.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use proto::fact::Fact;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{
    Alias, Expr, ExprTrait, Func, LockBehavior, LockType, OnConflict, Query, SubQueryStatement,
};
use sea_orm::sqlx::Error as SqlxError;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, NotSet, QueryOrder, QuerySelect};
use tokio::sync::Notify;

use crate::bus::{Bus, BusError, Delivery, Receiver};
use crate::database::AsDatabaseError;
use crate::journal::{Journal, Outcome};
use crate::refusal::Failure;
use crate::time::Moment;

pub(crate) mod row;

use row::{Column, head};

const BATCH: u64 = 100;
const ROWS_AT_ONCE: usize = 500;
const POLL: Duration = Duration::from_millis(200);
const PAUSE_AFTER_ERROR: Duration = Duration::from_millis(500);

/// A fact of another service, as it was received.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// The service that announced it.
    pub producer: String,
    /// Its id.
    pub fact_id: Uuid,
    /// Its case.
    pub case_id: Uuid,
    /// Its type.
    pub fact_type: String,
    /// When it happened.
    pub occurred_at: Moment,
    /// When its producer recorded it.
    pub recorded_at: Moment,
    /// The fact.
    pub fact: Fact,
}

/// What a service does with the facts of others.
#[async_trait]
pub trait Listener: Send + Sync + 'static {
    /// The services it listens to. It gets all their facts and passes over those that do not concern it.
    fn producers(&self) -> &'static [&'static str];

    /// Decides what follows from `heard`, which is kept in the same transaction as its being handled.
    async fn react(
        &self,
        transaction: &DatabaseTransaction,
        heard: Heard,
        now: Moment,
    ) -> Result<Outcome<()>, Failure>;
}

/// Nothing follows.
pub fn nothing() -> Outcome<()> {
    Outcome {
        answer: (),
        facts: Vec::new(),
        writes: Vec::new(),
    }
}

/// The inbox of one service.
#[derive(Clone)]
pub struct Inbox {
    journal: Journal,
    listener: Arc<dyn Listener>,
    received: Arc<Notify>,
}

#[async_trait]
impl Receiver for Inbox {
    async fn receive(&self, deliveries: Vec<Delivery>) -> Result<(), BusError> {
        let received_at = self.journal.clock.now();
        self.journal
            .database
            .write_retrying(move |transaction| {
                let deliveries = deliveries.clone();
                Box::pin(async move { keep(transaction, deliveries, received_at).await })
            })
            .await
            .map_err(|error| BusError(error.to_string()))?;
        self.received.notify_one();
        Ok(())
    }
}

async fn keep(
    transaction: &DatabaseTransaction,
    deliveries: Vec<Delivery>,
    received_at: Moment,
) -> Result<(), DbErr> {
    let rows: Vec<_> = deliveries
        .into_iter()
        .map(|delivery| row::ActiveModel {
            id: NotSet,
            producer: Set(delivery.producer),
            case_id: Set(delivery.case_id),
            sequence: Set(delivery.sequence),
            fact_id: Set(delivery.fact_id),
            fact_type: Set(delivery.fact_type),
            occurred_at: Set(delivery.occurred_at),
            recorded_at: Set(delivery.recorded_at),
            payload: Set(delivery.payload),
            received_at: Set(received_at),
            handled_at: Set(None),
            parked_reason: Set(None),
        })
        .collect();
    for rows in rows.chunks(ROWS_AT_ONCE) {
        row::Entity::insert_many(rows.to_vec())
            .on_conflict(OnConflict::column(Column::FactId).do_nothing().to_owned())
            .exec_without_returning(transaction)
            .await?;
    }
    Ok(())
}

impl Inbox {
    /// The inbox of the service behind `journal`.
    pub fn new(journal: Journal, listener: Arc<dyn Listener>) -> Self {
        Self {
            journal,
            listener,
            received: Arc::default(),
        }
    }

    /// Has the bus deliver here from now on.
    pub async fn subscribe(&self, bus: &Arc<dyn Bus>) -> Result<(), BusError> {
        bus.subscribe(
            self.journal.service,
            self.listener.producers(),
            Arc::new(self.clone()),
        )
        .await
    }

    /// Handles facts until it is dropped.
    pub async fn run(self) {
        loop {
            match self.pass().await {
                Ok(0) => {
                    let _ = tokio::time::timeout(POLL, self.received.notified()).await;
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, service = self.journal.service, "facts wait in the inbox");
                    tokio::time::sleep(PAUSE_AFTER_ERROR).await;
                }
            }
        }
    }

    /// Handles what is ready now and says how many facts that were.
    pub async fn pass(&self) -> Result<usize, Failure> {
        let ready = ready().all(self.journal.database.reader()).await?;
        let mut handled = 0;
        for row in ready {
            let fact_id = row.fact_id;
            match self.handle(row.id).await {
                Ok(done) => handled += usize::from(done),
                Err(failure) if is_passing(&failure) => return Err(failure),
                Err(failure) => {
                    tracing::error!(%failure, %fact_id, service = self.journal.service, "a fact was parked");
                    self.park(fact_id, failure.to_string()).await?;
                    handled += 1;
                }
            }
        }
        Ok(handled)
    }

    /// Handles the row `id`, unless another worker has or is about to. Says whether it did.
    async fn handle(&self, id: i64) -> Result<bool, Failure> {
        let inbox = self.clone();
        let done = self
            .journal
            .database
            .write_retrying(move |transaction| {
                let inbox = inbox.clone();
                Box::pin(async move { inbox.handle_in(transaction, id).await })
            })
            .await?;
        if done {
            self.journal.announce_commit();
        }
        Ok(done)
    }

    async fn handle_in(&self, transaction: &DatabaseTransaction, id: i64) -> Result<bool, Failure> {
        let locked = ready()
            .filter(Column::Id.eq(id))
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        let Some(row) = locked.one(transaction).await? else {
            return Ok(false);
        };
        let now = self.journal.clock.now();
        let (cause, position) = (row.fact_id, (row.producer.clone(), row.case_id, row.sequence));
        let outcome = self.listener.react(transaction, heard(row)?, now).await?;
        let actor = format!("service:{}", self.journal.service);
        self.journal
            .record(transaction, &actor, cause, now, outcome.facts, outcome.writes)
            .await?;
        advance(transaction, id, position, now).await?;
        Ok(true)
    }

    async fn park(&self, fact_id: Uuid, reason: String) -> Result<(), DbErr> {
        // PostgreSQL takes no NUL in a text, and a reason may quote what came from outside.
        let reason = reason.replace('\0', "\u{fffd}");
        self.set_parked(fact_id, Some(reason)).await.map(drop)
    }

    /// Tries a parked fact again. Says whether there was one.
    pub async fn replay(&self, fact_id: Uuid) -> Result<bool, DbErr> {
        let found = self.set_parked(fact_id, None).await?;
        self.received.notify_one();
        Ok(found)
    }

    async fn set_parked(&self, fact_id: Uuid, reason: Option<String>) -> Result<bool, DbErr> {
        self.journal
            .database
            .write_retrying(move |transaction| {
                let reason = reason.clone();
                Box::pin(async move {
                    let result = row::Entity::update_many()
                        .filter(Column::FactId.eq(fact_id))
                        .filter(Column::HandledAt.is_null())
                        .filter(match reason {
                            Some(_) => Column::ParkedReason.is_null(),
                            None => Column::ParkedReason.is_not_null(),
                        })
                        .col_expr(Column::ParkedReason, Expr::value(reason))
                        .exec(transaction)
                        .await?;
                    Ok::<_, DbErr>(result.rows_affected > 0)
                })
            })
            .await
    }

    /// The parked facts, oldest first, at most `limit`.
    pub(crate) async fn parked(&self, limit: u64) -> Result<Vec<row::Model>, DbErr> {
        row::Entity::find()
            .filter(Column::ParkedReason.is_not_null())
            .filter(Column::HandledAt.is_null())
            .order_by_asc(Column::Id)
            .limit(limit)
            .all(self.journal.database.reader())
            .await
    }

    /// The services it listens to.
    pub(crate) fn producers(&self) -> &'static [&'static str] {
        self.listener.producers()
    }
}

/// Facts that may be handled now: neither handled nor parked, next in their chain, and of no case that a
/// parked fact holds back.
fn ready() -> Select<row::Entity> {
    let handled_up_to = Query::select()
        .expr(Expr::col((Alias::new("h"), head::Column::Sequence)))
        .from_as(head::Entity, "h")
        .and_where(
            Expr::col((Alias::new("h"), head::Column::Producer)).equals((row::Entity, Column::Producer)),
        )
        .and_where(Expr::col((Alias::new("h"), head::Column::CaseId)).equals((row::Entity, Column::CaseId)))
        .take();
    let handled_up_to = Expr::from(SubQueryStatement::SelectStatement(handled_up_to));
    let next = Func::coalesce([handled_up_to, Expr::val(0_i64)]).add(1_i64);
    let held_back = Query::select()
        .expr(Expr::val(1))
        .from_as(row::Entity, "p")
        .and_where(Expr::col((Alias::new("p"), Column::CaseId)).equals((row::Entity, Column::CaseId)))
        .and_where(Expr::col((Alias::new("p"), Column::ParkedReason)).is_not_null())
        .and_where(Expr::col((Alias::new("p"), Column::HandledAt)).is_null())
        .take();
    row::Entity::find()
        .filter(Column::HandledAt.is_null())
        .filter(Expr::col((row::Entity, Column::Sequence)).eq(next))
        .filter(Expr::exists(held_back).not())
        .order_by_asc(Column::Id)
        .limit(BATCH)
}

fn heard(row: row::Model) -> Result<Heard, Failure> {
    let fact: Fact = prost::Message::decode(row.payload.as_slice())
        .map_err(|error| Failure::Corrupt(format!("fact {} is unreadable: {error}", row.fact_id)))?;
    if fact.body.is_none() {
        return Err(Failure::Corrupt(format!(
            "fact {} of type {} is not known here",
            row.fact_id, row.fact_type
        )));
    }
    Ok(Heard {
        producer: row.producer,
        fact_id: row.fact_id,
        case_id: row.case_id,
        fact_type: row.fact_type,
        occurred_at: row.occurred_at,
        recorded_at: row.recorded_at,
        fact,
    })
}

async fn advance(
    transaction: &DatabaseTransaction,
    id: i64,
    (producer, case_id, sequence): (String, Uuid, i64),
    now: Moment,
) -> Result<(), DbErr> {
    row::Entity::update_many()
        .col_expr(Column::HandledAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .exec(transaction)
        .await?;
    let place = head::ActiveModel {
        producer: Set(producer),
        case_id: Set(case_id),
        sequence: Set(sequence),
    };
    head::Entity::insert(place)
        .on_conflict(
            OnConflict::columns([head::Column::Producer, head::Column::CaseId])
                .update_column(head::Column::Sequence)
                .to_owned(),
        )
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

/// Whether the failure passes by itself: the database is away or another transaction was in the way.
/// Everything else is a fault of the fact or of the code, which waiting does not mend.
fn is_passing(failure: &Failure) -> bool {
    use sea_orm::RuntimeErr;
    let Some(error) = failure.as_database_error() else {
        return false;
    };
    match error {
        DbErr::Conn(_) | DbErr::ConnectionAcquire(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner)) => {
            match inner.as_database_error() {
                Some(error) => error.code().is_some_and(|code| is_passing_code(&code)),
                // The connection broke, or there was none.
                None => !matches!(
                    **inner,
                    SqlxError::Encode(_) | SqlxError::Decode(_) | SqlxError::ColumnDecode { .. }
                ),
            }
        }
        _ => false,
    }
}

/// Whether what the database answered speaks of the moment and not of the statement.
fn is_passing_code(code: &str) -> bool {
    // SQLite: the lower byte says busy, locked, out of memory, read-only, interrupted, input or output, full,
    // cannot be opened.
    if let (1..=4, Ok(code)) = (code.len(), code.parse::<u32>()) {
        return matches!(code & 0xff, 5..=10 | 13 | 14);
    }
    // PostgreSQL, by class: connection, rollback, resources, not in the needed state, intervention, system.
    ["08", "40", "53", "55", "57", "58"]
        .iter()
        .any(|class| code.starts_with(class))
        || code == "25P03"
        || code == "25006"
}
