//! The calendar seen from outside.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says so by failing"
)]

mod days;
mod drafts;
mod exchange;
mod golden;
mod walker;
