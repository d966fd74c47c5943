//! What the scheduler remembers: rows in, case files out.

use async_trait::async_trait;
use platform::journal::Journal;
use platform::refusal::Failure;
use platform::server::DueWork;
use sea_orm::entity::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub mod address;
pub mod case;
pub mod clock;
pub mod due_date;
pub mod file;
pub mod mail;
pub mod passage;
pub mod punctuality;
pub mod query;
pub mod rung;

/// The word that a value of a plain enum is stored as.
pub fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        // Never for an enum without fields; an unknown word is noticed when it is read.
        other => format!("{other:?}"),
    }
}

/// The value that was stored as `word`.
fn meant<T: DeserializeOwned>(word: &str) -> Result<T, Failure> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(corrupt)
}

/// What is stored contradicts the code.
fn corrupt(what: impl std::fmt::Display) -> Failure {
    Failure::Corrupt(what.to_string())
}

/// Rungs and mails whose moment has come.
pub struct Due(pub Journal);

#[async_trait]
impl DueWork for Due {
    async fn due_work(&self) -> Result<i64, DbErr> {
        query::due(self.0.database.reader(), self.0.clock.now()).await
    }
}
