//! The external review seen from outside: its rules alone, and the service over both databases.
//!
//! A service test written once runs twice: `embedded` over a SQLite file, `servers` over a database of
//! its own on the server that `tests/run` starts. Without that server the second half fails and says so.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on stops"
)]

#[path = "review/assessed.rs"]
mod assessed;
#[path = "review/builders.rs"]
mod builders;
#[path = "review/seating.rs"]
mod seating;
#[path = "review/world.rs"]
mod world;

#[path = "review/deadlines.rs"]
mod deadlines;
#[path = "review/door.rs"]
mod door;
#[path = "review/duties.rs"]
mod duties;
#[path = "review/flow.rs"]
mod flow;
#[path = "review/model.rs"]
mod model;
#[path = "review/numbers.rs"]
mod numbers;
#[path = "review/permissions.rs"]
mod permissions;
#[path = "review/procedure.rs"]
mod procedure;
#[path = "review/races.rs"]
mod races;
#[path = "review/results.rs"]
mod results;
#[path = "review/reviewers/mod.rs"]
mod reviewers;
#[path = "review/seasons/mod.rs"]
mod seasons;
#[path = "review/sight.rs"]
mod sight;
#[path = "review/teams/mod.rs"]
mod teams;
