//! What the review service remembers: rows in, states out.

pub mod duty;
pub mod engagement;
pub mod number;
pub mod review;
pub mod reviewer;
pub mod school;
pub mod season;
pub mod team;

use platform::refusal::Failure;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Rows of one statement: far below the number of parameters that either database takes.
const ROWS_AT_ONCE: usize = 500;

/// What is stored contradicts the code.
fn corrupt(what: impl std::fmt::Display) -> Failure {
    Failure::Corrupt(what.to_string())
}

/// A list as it was stored, each entry read by `read`.
fn read_list<S, T>(stored: Value, read: impl Fn(S) -> Result<T, Failure>) -> Result<Vec<T>, Failure>
where
    S: DeserializeOwned,
{
    let stored: Vec<S> = serde_json::from_value(stored).map_err(corrupt)?;
    stored.into_iter().map(read).collect()
}

/// A list as it is stored, each entry in the form of `S`.
fn stored_list<'a, T, S: Serialize>(list: &'a [T], form: impl Fn(&'a T) -> S) -> Result<Value, Failure> {
    let stored: Vec<S> = list.iter().map(form).collect();
    serde_json::to_value(stored).map_err(corrupt)
}
