//! What every service stands on: configuration, telemetry, database, journal, bus, server, identity, time.
//!
//! The platform carries a command from the door to the disk and a fact from the disk to its listeners.
//! It knows no law: neither `calendar` nor `timelimit` nor `statute`, and no school either.
//!
//! The one way through is [`journal::Journal::command`]: state, facts and the request's answer in one
//! transaction. What listens to facts goes the same way by [`inbox`].

pub mod bus;
pub mod configuration;
pub mod database;
pub mod identity;
pub mod inbox;
pub mod journal;
pub mod names;
pub mod page;
pub mod refusal;
pub mod relay;
pub mod scope;
pub mod search;
pub mod server;
pub mod service;
pub mod share;
pub mod telemetry;
pub mod time;
