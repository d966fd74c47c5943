//! The law seen from outside.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says so by failing"
)]

mod complete;
mod conditions;
mod faults;
mod files;
mod ladders;
mod official;
mod recognition;
mod recognition_clocks;
mod versions;
