//! What registration remembers: rows in, states out.

pub mod authority;
pub mod certificate;
pub mod dossier;
pub mod dossier_number;
pub mod obligation;
pub mod open_dossiers;
pub mod plan;
pub mod plan_item;
pub mod progress;
pub mod school;
pub mod self_assessment;

use platform::refusal::Failure;

/// Rows of one statement: far below the number of parameters that either database takes.
const ROWS_AT_ONCE: usize = 500;

/// What is stored contradicts the code.
fn corrupt(what: impl std::fmt::Display) -> Failure {
    Failure::Corrupt(what.to_string())
}
