//! The platform seen from outside: every promise it makes to the services, over both ways to run it.
//!
//! A test written once runs twice: `embedded` over SQLite and the in-process bus, `servers` over
//! PostgreSQL and RabbitMQ, which `tests/run` starts. Without these the second half fails and says so.
//! Nothing here sleeps for a while and hopes: what takes time is awaited as a condition, with a bound.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

#[path = "platform/ledger.rs"]
mod ledger;
#[path = "platform/proxy.rs"]
mod proxy;
#[path = "platform/world.rs"]
mod world;

#[path = "platform/broker.rs"]
mod broker;
#[path = "platform/cancellation.rs"]
mod cancellation;
#[path = "platform/delivery.rs"]
mod delivery;
#[path = "platform/faults.rs"]
mod faults;
#[path = "platform/journal.rs"]
mod journal;
#[path = "platform/schedules.rs"]
mod schedules;
#[path = "platform/server.rs"]
mod server;
#[path = "platform/time.rs"]
mod time;
