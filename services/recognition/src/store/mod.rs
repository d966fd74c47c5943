//! What recognition remembers: rows in, states out.

pub mod certificate;
pub mod decision;
pub mod number;

use platform::refusal::Failure;

/// What is stored contradicts the code.
fn corrupt(what: impl std::fmt::Display) -> Failure {
    Failure::Corrupt(what.to_string())
}
