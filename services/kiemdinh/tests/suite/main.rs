//! The binary as its users meet it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says so by failing"
)]

mod audit;
mod certificates;
mod command_line;
mod demo;
mod empty_system;
mod law;
mod law_files;
mod mail;
mod program;
mod replay;
mod whatif;
