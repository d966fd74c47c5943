//! The relay: carries what the journal holds to the bus, until the bus has all of it.
//!
//! It polls for unpublished entries; there is no cursor, because a later id may commit first. Entries
//! that are published stay: the broker is disposable, the journal is not.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{LockBehavior, LockType};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, QueryOrder, QuerySelect};

use crate::bus::{Bus, BusError, Delivery};
use crate::journal::Journal;
use crate::journal::entry::{self, Column};

const BATCH: u64 = 500;
const POLL: Duration = Duration::from_millis(200);
const PAUSE_AFTER_ERROR: Duration = Duration::from_millis(500);
/// For this transaction alone: to skip what another relay has just published it must see the present, not
/// the state at its beginning; and it may be idle for longer than the bus may take to confirm.
const RELAY_TRANSACTION: &str = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; \
     SET LOCAL idle_in_transaction_session_timeout = '15s'";

/// Why a pass ended early. Nothing is lost: the next pass begins where this one did.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// The bus.
    #[error(transparent)]
    Bus(#[from] BusError),
    /// The database.
    #[error("the journal could not be read: {0}")]
    Database(#[from] DbErr),
}

/// Relays until it is dropped. Woken by commits of this process, and by the clock for those of others.
pub async fn run(journal: Journal, bus: Arc<dyn Bus>) {
    let mut commits = journal.commits();
    loop {
        match pass(&journal, &bus).await {
            Ok(BATCH..) => {}
            Ok(_) => {
                let _ = tokio::time::timeout(POLL, commits.changed()).await;
            }
            Err(error) => {
                tracing::warn!(%error, service = journal.service, "facts wait in the journal");
                tokio::time::sleep(PAUSE_AFTER_ERROR).await;
            }
        }
    }
}

/// Relays one batch and says how many facts it held.
pub async fn pass(journal: &Journal, bus: &Arc<dyn Bus>) -> Result<u64, RelayError> {
    match journal.database.backend() {
        DbBackend::Postgres => locked_pass(journal, bus).await,
        _ => lone_pass(journal, bus).await,
    }
}

/// Many relays of one service share the work: what one is publishing, the others skip.
async fn locked_pass(journal: &Journal, bus: &Arc<dyn Bus>) -> Result<u64, RelayError> {
    let (journal, bus) = (journal.clone(), Arc::clone(bus));
    let database = journal.database.clone();
    database
        .write(move |transaction| {
            Box::pin(async move {
                transaction.execute_unprepared(RELAY_TRANSACTION).await?;
                let waiting = unpublished().lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
                let entries = waiting.all(transaction).await?;
                if entries.is_empty() {
                    return Ok(0);
                }
                let ids = hand_over(&journal, &bus, entries).await?;
                mark(transaction, &journal, &ids).await?;
                Ok(ids.len() as u64)
            })
        })
        .await
}

/// SQLite has one process and one writer. Holding the writer while another service's inbox is written
/// would let two relays wait for each other, so the batch is read and marked apart; what is published
/// twice for that is taken once by the inbox.
async fn lone_pass(journal: &Journal, bus: &Arc<dyn Bus>) -> Result<u64, RelayError> {
    let entries = unpublished().all(journal.database.reader()).await?;
    if entries.is_empty() {
        return Ok(0);
    }
    let ids = hand_over(journal, bus, entries).await?;
    let (journal, count) = (journal.clone(), ids.len() as u64);
    let database = journal.database.clone();
    database
        .write(move |transaction| Box::pin(async move { mark(transaction, &journal, &ids).await }))
        .await?;
    Ok(count)
}

fn unpublished() -> Select<entry::Entity> {
    entry::Entity::find()
        .filter(Column::PublishedAt.is_null())
        .order_by_asc(Column::Id)
        .limit(BATCH)
}

async fn hand_over(
    journal: &Journal,
    bus: &Arc<dyn Bus>,
    entries: Vec<entry::Model>,
) -> Result<Vec<i64>, RelayError> {
    let ids = entries.iter().map(|entry| entry.id).collect();
    let deliveries = entries
        .into_iter()
        .map(|entry| Delivery::of(journal.service, entry))
        .collect();
    bus.publish(deliveries).await?;
    Ok(ids)
}

async fn mark(transaction: &DatabaseTransaction, journal: &Journal, ids: &[i64]) -> Result<(), DbErr> {
    entry::Entity::update_many()
        .col_expr(Column::PublishedAt, Expr::value(journal.clock.now()))
        .filter(Column::Id.is_in(ids.iter().copied()))
        .exec(transaction)
        .await?;
    Ok(())
}
