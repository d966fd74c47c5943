//! Registration seen from outside: its rules alone, and the service over both databases.
//!
//! A service test written once runs twice: `embedded` over a SQLite file, `servers` over a database of
//! its own on the server that `tests/run` starts. Without that server the second half fails and says so.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

#[path = "registration/builders.rs"]
mod builders;
#[path = "registration/world.rs"]
mod world;

#[path = "registration/flow.rs"]
mod flow;
#[path = "registration/judging.rs"]
mod judging;
#[path = "registration/limits.rs"]
mod limits;
#[path = "registration/lists.rs"]
mod lists;
#[path = "registration/model.rs"]
mod model;
#[path = "registration/promises.rs"]
mod promises;
#[path = "registration/rules.rs"]
mod rules;
