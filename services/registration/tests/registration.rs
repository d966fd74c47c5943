//! Registration seen from outside: its rules alone, and the service over both databases.
//!
//! A service test written once runs twice: `embedded` over a SQLite file, `servers` over a database of
//! its own on the server that `tests/run` starts. Without that server the second half fails and says so.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

#[path = "registration/builders.rs"]
mod builders;
#[path = "registration/files.rs"]
mod files;
#[path = "registration/world.rs"]
mod world;

#[path = "registration/authorities/mod.rs"]
mod authorities;
#[path = "registration/dossiers/mod.rs"]
mod dossiers;
#[path = "registration/obligations/mod.rs"]
mod obligations;
#[path = "registration/plans/mod.rs"]
mod plans;
#[path = "registration/schools/mod.rs"]
mod schools;
#[path = "registration/self_assessments/mod.rs"]
mod self_assessments;
