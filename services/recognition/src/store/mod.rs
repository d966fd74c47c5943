//! What recognition remembers: rows in, states out.

pub mod application;
pub mod certificate;
pub mod decision;
pub mod merger;
pub mod number;
pub mod register;
pub mod school;
pub mod statistics;
pub mod target;

use platform::refusal::Failure;

/// Rows of one statement: far below the number of parameters that either database takes.
const ROWS_AT_ONCE: usize = 500;

/// What is stored contradicts the code.
fn corrupt(what: impl std::fmt::Display) -> Failure {
    Failure::Corrupt(what.to_string())
}
