//! Brings schemas up to date: by `kiemdinh migrate`, and at start in the embedded default.

use platform::configuration::{Configuration, SERVICES};
use platform::database::Database;

use crate::problem::{Kind, Problem};

/// Brings the schema of every one of `services` up to date.
///
/// # Errors
/// When a database cannot be reached or refuses.
pub async fn up(configuration: &Configuration, services: &[&str]) -> Result<(), Problem> {
    for service in services {
        let database = open(configuration, service).await?;
        migrations::make_schema(service, database.reader())
            .await
            .map_err(Problem::failure)?;
        migrations::up(service, database.reader())
            .await
            .map_err(Problem::failure)?;
    }
    Ok(())
}

/// What a start needs: in the embedded default the schemas are brought up to date, else they must be.
///
/// # Errors
/// When a schema is behind, or its database cannot be reached.
pub async fn prepare(configuration: &Configuration, services: &[&str]) -> Result<(), Problem> {
    if configuration.database.is_embedded() {
        return up(configuration, services).await;
    }
    for service in services {
        let database = open(configuration, service).await?;
        let behind = match migrations::pending(service, database.reader()).await {
            Ok(pending) => pending.len(),
            // Without the schema even the list of migrations cannot be kept.
            Err(error) => {
                tracing::debug!(%error, service, "the schema cannot be read");
                1
            }
        };
        if behind > 0 {
            let message =
                format!("lược đồ của {service} chưa cập nhật ({behind} bước): run `kiemdinh migrate`");
            return Err(Problem::new(Kind::Failure, "SCHEMA_BEHIND", message));
        }
    }
    Ok(())
}

/// Opens the database of `service`.
///
/// # Errors
/// When it cannot be reached.
pub async fn open(configuration: &Configuration, service: &str) -> Result<Database, Problem> {
    std::fs::create_dir_all(&configuration.data)?;
    Database::open(&configuration.database, &configuration.data, service)
        .await
        .map_err(|error| {
            let message = format!("không mở được cơ sở dữ liệu của {service}: {error}");
            Problem::new(Kind::Unavailable, "DATABASE_AWAY", message)
        })
}

/// `migrate`: every service, and the auditor, who is none.
///
/// # Errors
/// As [`up`].
pub async fn run(configuration: &Configuration) -> Result<(), Problem> {
    let schemas = [SERVICES.as_slice(), &[auditor::NAME]].concat();
    up(configuration, &schemas).await?;
    eprintln!("Cơ sở dữ liệu của {} đã cập nhật.", schemas.join(", "));
    Ok(())
}
