//! Every service's schema, forward only.
//!
//! A service owns one SQLite file, or one schema of PostgreSQL named after it. Each begins with the
//! tables of the platform (journal, inbox, requests, the rehearsal's time) and goes on with its own.
//! Migrations are never edited after they were released and never undone: a mistake is corrected by a
//! further one.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

mod auditor;
mod platform;
mod recognition;
mod registration;
mod review;
mod scheduler;
mod tables;

/// Why a schema cannot be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// No such service.
    #[error("there is no service named {0}")]
    UnknownService(String),
    /// The database refused.
    #[error("the schema of {service} could not be brought up to date: {source}")]
    Database {
        /// The service.
        service: String,
        /// Why.
        source: DbErr,
    },
}

macro_rules! migrators {
    ($($name:literal => $migrator:ident, $module:ident;)*) => {
        $(struct $migrator;

        #[async_trait::async_trait]
        impl MigratorTrait for $migrator {
            fn migrations() -> Vec<Box<dyn MigrationTrait>> {
                let mut all: Vec<Box<dyn MigrationTrait>> = vec![Box::new(platform::Journal)];
                all.extend($module::migrations());
                all
            }
        })*

        /// Brings the schema of `service` up to date. What is up to date stays as it is.
        pub async fn up(service: &str, connection: &DatabaseConnection) -> Result<(), MigrationError> {
            let done = match service {
                $($name => $migrator::up(connection, None).await,)*
                _ => return Err(MigrationError::UnknownService(service.to_owned())),
            };
            done.map_err(|source| MigrationError::Database { service: service.to_owned(), source })
        }

        /// The names of the migrations that the schema of `service` still lacks.
        pub async fn pending(service: &str, connection: &DatabaseConnection) -> Result<Vec<String>, MigrationError> {
            let found = match service {
                $($name => $migrator::get_pending_migrations(connection).await,)*
                _ => return Err(MigrationError::UnknownService(service.to_owned())),
            };
            let found = found.map_err(|source| MigrationError::Database { service: service.to_owned(), source })?;
            Ok(found.iter().map(|migration| migration.name().to_owned()).collect())
        }
    };
}

migrators! {
    "registration" => Registration, registration;
    "review" => Review, review;
    "recognition" => Recognition, recognition;
    "scheduler" => Scheduler, scheduler;
    "auditor" => Auditor, auditor;
}

/// Makes the schema of `service` when there is none. SQLite has a file instead and needs nothing.
pub async fn make_schema(service: &str, connection: &DatabaseConnection) -> Result<(), MigrationError> {
    if connection.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    // The name is one of ours, never a caller's text: an unknown one was refused by then.
    let sql = match service {
        "registration" => "CREATE SCHEMA IF NOT EXISTS registration",
        "review" => "CREATE SCHEMA IF NOT EXISTS review",
        "recognition" => "CREATE SCHEMA IF NOT EXISTS recognition",
        "scheduler" => "CREATE SCHEMA IF NOT EXISTS scheduler",
        "auditor" => "CREATE SCHEMA IF NOT EXISTS auditor",
        _ => return Err(MigrationError::UnknownService(service.to_owned())),
    };
    connection
        .execute_raw(Statement::from_string(DbBackend::Postgres, sql))
        .await
        .map(drop)
        .map_err(|source| MigrationError::Database {
            service: service.to_owned(),
            source,
        })
}
