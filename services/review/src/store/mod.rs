//! What the review service remembers: rows in, states out.

pub mod number;
pub mod review;
pub mod reviewer;

use platform::refusal::Failure;

/// What is stored contradicts the code.
fn corrupt(what: impl std::fmt::Display) -> Failure {
    Failure::Corrupt(what.to_string())
}
