//! The database behind a service: a SQLite file in the embedded default, a schema of PostgreSQL else.
//!
//! Every write is an explicit transaction, opened here and nowhere else, and runs in a task of its own:
//! a caller that goes away (its deadline passed, its connection broke) cannot cancel a transaction half
//! way and leave the pooled connection inside it (trap D1). As a last guard a connection is rolled back
//! before it is lent.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{Connection, Executor};
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, RuntimeErr,
    SqlErr, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use secrecy::ExposeSecret;
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::configuration::DatabaseConfiguration;
use crate::time::{Clock, Moment};

/// How often a transaction is tried when another one was in its way.
const ATTEMPTS: u32 = 16;
/// How long a session of PostgreSQL may sit idle inside a transaction before the server ends it, so that
/// a paused process cannot hide rows from the others for ever (trap D8).
const IDLE_IN_TRANSACTION: &str = "5s";
/// A transaction of PostgreSQL sees one state from its first statement to its last. In the server's usual
/// READ COMMITTED a command would decide on a state that another one changes before it writes, and still
/// find the new end of the chain: two would take effect where the second should have been refused.
const ISOLATION: &str = "repeatable read";
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(30);

/// The database of one service.
#[derive(Clone, Debug)]
pub struct Database {
    connection: DatabaseConnection,
    /// SQLite has one writer: waiting here is fair and never fails, waiting inside SQLite does.
    writer: Arc<Mutex<()>>,
    /// Those that must try again wait in line here: of many that want one case only one competes with
    /// the newcomers, so that none loses every time.
    losers: Arc<Mutex<()>>,
}

impl Database {
    /// Opens the database of `service`: `{data}/{service}.sqlite`, or the schema named after it.
    pub async fn open(
        configuration: &DatabaseConfiguration,
        data: &Path,
        service: &str,
    ) -> Result<Self, DbErr> {
        let mut options = if configuration.is_embedded() {
            let file = data.join(format!("{service}.sqlite"));
            sqlite_options(&file)
        } else {
            postgres_options(
                configuration.url.expose_secret(),
                service,
                configuration.connections,
            )
        };
        options.sqlx_logging(false);
        let connection = sea_orm::Database::connect(options).await?;
        Ok(Self {
            connection,
            writer: Arc::default(),
            losers: Arc::default(),
        })
    }

    /// The connection for reading. Never write through it: writes go through [`Database::write`].
    pub fn reader(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// SQLite or PostgreSQL.
    pub fn backend(&self) -> DbBackend {
        self.connection.get_database_backend()
    }

    /// Runs `work` in one transaction, in a task of its own, and commits it when it succeeds.
    pub async fn write<T, E, W>(&self, work: W) -> Result<T, E>
    where
        T: Send + 'static,
        W: for<'t> FnOnce(&'t DatabaseTransaction) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        E: From<DbErr> + Send + 'static,
    {
        let database = self.clone();
        ended(tokio::spawn(async move { database.write_here(None, work).await }).await)
    }

    async fn write_here<T, E>(
        &self,
        line: Option<&'static str>,
        work: impl for<'t> FnOnce(&'t DatabaseTransaction) -> BoxFuture<'t, Result<T, E>>,
    ) -> Result<T, E>
    where
        E: From<DbErr>,
    {
        let _turn = self.turn().await;
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the one place that opens a transaction"
        )]
        let transaction = self.connection.begin_with_options(options).await?;
        if let Some(table) = line.filter(|_| self.backend() == DbBackend::Postgres) {
            // Alone among statements that wait, this one takes no snapshot: what follows sees what the ones
            // before it in the line committed. An advisory lock is taken by a SELECT, which does.
            let lock = format!("LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE");
            transaction.execute_unprepared(&lock).await?;
        }
        match work(&transaction).await {
            Ok(answer) => {
                transaction.commit().await?;
                Ok(answer)
            }
            Err(error) => {
                // Dropped, it would hold its rows until the connection is used again. If this fails, the
                // connection is gone and the transaction with it.
                let _ = transaction.rollback().await;
                Err(error)
            }
        }
    }

    /// [`Database::write`], tried again when another transaction was in the way: `work` must do the same
    /// whenever it is called.
    pub async fn write_retrying<T, E, W>(&self, work: W) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbErr> + AsDatabaseError + Send + 'static,
        W: for<'t> Fn(&'t DatabaseTransaction) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
    {
        self.write_in_line(None, work).await
    }

    /// [`Database::write_retrying`] in a line: transactions that name the same table go one after the other,
    /// in all processes. For work that changes one row whenever it is done, such as a counter: of many at
    /// once all but one would lose, and begin again.
    pub async fn write_in_line<T, E, W>(&self, line: Option<&'static str>, work: W) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbErr> + AsDatabaseError + Send + 'static,
        W: for<'t> Fn(&'t DatabaseTransaction) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
    {
        let database = self.clone();
        let task = tokio::spawn(async move {
            let mut attempt = 1;
            let mut turn = None;
            loop {
                match database.write_here(line, &work).await {
                    Err(error)
                        if attempt < ATTEMPTS && error.as_database_error().is_some_and(is_contention) =>
                    {
                        attempt += 1;
                        if turn.is_none() {
                            turn = Some(database.losers.lock().await);
                        }
                    }
                    result => return result,
                }
            }
        });
        ended(task.await)
    }

    async fn turn(&self) -> Option<OwnedMutexGuard<()>> {
        match self.backend() {
            DbBackend::Sqlite => Some(Arc::clone(&self.writer).lock_owned().await),
            _ => None,
        }
    }

    /// What the database's clock says.
    pub async fn now(&self) -> Result<Moment, DbErr> {
        let sql = match self.backend() {
            DbBackend::Postgres => "SELECT clock_timestamp() AS now",
            _ => return Ok(crate::time::machine_now()),
        };
        let row = self
            .connection
            .query_one_raw(Statement::from_string(self.backend(), sql))
            .await?;
        row.ok_or_else(|| DbErr::RecordNotFound("the database's clock".to_owned()))?
            .try_get("", "now")
    }

    /// Keeps `clock` with the database's clock until the task is dropped.
    pub async fn keep_time(&self, clock: &Clock) {
        const EVERY: Duration = Duration::from_secs(10);
        loop {
            match self.now().await {
                Ok(now) => clock.synchronise(now),
                Err(error) => tracing::warn!(%error, "the database's clock could not be read"),
            }
            tokio::time::sleep(EVERY).await;
        }
    }
}

/// What a transaction's task came to. A task that panicked is an error to its caller, never a hang.
fn ended<T, E: From<DbErr>>(joined: Result<Result<T, E>, tokio::task::JoinError>) -> Result<T, E> {
    joined.unwrap_or_else(|error| {
        Err(DbErr::Custom(format!("a transaction's task ended early: {error}")).into())
    })
}

/// Errors that may have a database error inside.
pub trait AsDatabaseError {
    /// The database error, if it is one.
    fn as_database_error(&self) -> Option<&DbErr>;
}

impl AsDatabaseError for DbErr {
    fn as_database_error(&self) -> Option<&DbErr> {
        Some(self)
    }
}

impl AsDatabaseError for crate::refusal::Failure {
    fn as_database_error(&self) -> Option<&DbErr> {
        match self {
            Self::Database(error) => Some(error),
            _ => None,
        }
    }
}

/// Whether another transaction was in the way, so that trying again may succeed: a key that both wrote,
/// a serialisation failure, a deadlock, a busy file.
pub fn is_contention(error: &DbErr) -> bool {
    if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) {
        return true;
    }
    let (DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner))) = error
    else {
        return false;
    };
    let code = inner
        .as_database_error()
        .and_then(|error| error.code().map(std::borrow::Cow::into_owned));
    matches!(code.as_deref(), Some("40001" | "40P01" | "5" | "517"))
}

fn sqlite_options(file: &Path) -> ConnectOptions {
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", file.display()));
    options
        .max_connections(4)
        .min_connections(1)
        .map_sqlx_sqlite_opts(|options| {
            options
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(10))
        });
    options
}

fn postgres_options(url: &str, service: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    let name = format!("kiemdinh-{service}");
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        .idle_timeout(Duration::from_secs(300))
        .test_before_acquire(false)
        .set_schema_search_path(service)
        .set_application_name(name)
        .statement_timeout(STATEMENT_TIMEOUT)
        .map_sqlx_postgres_opts(|options| {
            options.options([
                ("default_transaction_isolation", ISOLATION),
                ("idle_in_transaction_session_timeout", IDLE_IN_TRANSACTION),
                ("timezone", "UTC"),
            ])
        })
        .map_sqlx_postgres_before_acquire(|connection, _| {
            Box::pin(async move {
                // Takes the place of the ping, at the same price of one round trip: a connection that a
                // cancelled `begin` left inside a transaction is freed of it, a dead one is discarded.
                // A lone ROLLBACK would have the server write a warning to its log each time.
                if connection.is_in_transaction() {
                    tracing::warn!("a pooled connection was left inside a transaction");
                }
                connection.execute("BEGIN; ROLLBACK").await?;
                Ok(true)
            })
        });
    options
}
