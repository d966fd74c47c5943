//! The scheduler seen from outside: its clocks and letters alone, and the service over both databases.
//!
//! A service test written once runs twice: `embedded` over a SQLite file, `servers` over a database of
//! its own on the server that `tests/run` starts. Without that server the second half fails and says so.
//! Time is virtual throughout; what takes real time is awaited as a condition, with a bound.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

#[path = "scheduler/recognised.rs"]
mod recognised;
#[path = "scheduler/smtp.rs"]
mod smtp;
#[path = "scheduler/story.rs"]
mod story;
#[path = "scheduler/world.rs"]
mod world;

#[path = "scheduler/authorities.rs"]
mod authorities;
#[path = "scheduler/certificates.rs"]
mod certificates;
#[path = "scheduler/dkim.rs"]
mod dkim;
#[path = "scheduler/enclosures.rs"]
mod enclosures;
#[path = "scheduler/enforcement.rs"]
mod enforcement;
#[path = "scheduler/ha_noi.rs"]
mod ha_noi;
#[path = "scheduler/ladders.rs"]
mod ladders;
#[path = "scheduler/law.rs"]
mod law;
#[path = "scheduler/law_changes.rs"]
mod law_changes;
#[path = "scheduler/letters.rs"]
mod letters;
#[path = "scheduler/mail.rs"]
mod mail;
#[path = "scheduler/order.rs"]
mod order;
#[path = "scheduler/outbox.rs"]
mod outbox;
#[path = "scheduler/outcomes.rs"]
mod outcomes;
#[path = "scheduler/passages.rs"]
mod passages;
#[path = "scheduler/punctuality.rs"]
mod punctuality;
#[path = "scheduler/sight.rs"]
mod sight;
#[path = "scheduler/teams.rs"]
mod teams;
