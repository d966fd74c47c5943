//! What registration remembers: rows in, states out.

pub mod authority;
pub mod dossier;
pub mod obligation;
pub mod plan;
pub mod plan_item;
pub mod progress;
pub mod school;
mod search;
pub mod self_assessment;

use platform::refusal::Failure;

/// What is stored contradicts the code.
fn corrupt(what: impl std::fmt::Display) -> Failure {
    Failure::Corrupt(what.to_string())
}
