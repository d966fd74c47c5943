//! Counting seen from outside.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says so by failing"
)]

mod explanations;
mod golden;
mod hardest;
mod laws;
mod naive;
mod rounds;
mod whatif;
