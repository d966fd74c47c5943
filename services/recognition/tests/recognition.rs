//! Recognition seen from outside: its rules alone, and the service over both databases.
//!
//! A service test written once runs twice: `embedded` over a SQLite file, `servers` over a database of
//! its own on the server that `tests/run` starts. Without that server the second half fails and says so.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

#[path = "recognition/builders.rs"]
mod builders;
#[path = "recognition/world.rs"]
mod world;

#[path = "recognition/apologies.rs"]
mod apologies;
#[path = "recognition/appraisal.rs"]
mod appraisal;
#[path = "recognition/certificates/mod.rs"]
mod certificates;
#[path = "recognition/flow.rs"]
mod flow;
#[path = "recognition/judging.rs"]
mod judging;
#[path = "recognition/limits.rs"]
mod limits;
#[path = "recognition/lists.rs"]
mod lists;
#[path = "recognition/model.rs"]
mod model;
#[path = "recognition/promises.rs"]
mod promises;
#[path = "recognition/races.rs"]
mod races;
#[path = "recognition/register/mod.rs"]
mod register;
#[path = "recognition/rules.rs"]
mod rules;
#[path = "recognition/signing.rs"]
mod signing;
#[path = "recognition/statistics/mod.rs"]
mod statistics;
#[path = "recognition/steps.rs"]
mod steps;
