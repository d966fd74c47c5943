//! The whole system as its users have it: the real program, one process or four, over real servers.
//!
//! `embedded` needs nothing; `processes` and `faults` need PostgreSQL and RabbitMQ, which `./tests/run`
//! starts. What they compare is always what a rehearsal answers in the end: every state, date, decision,
//! certificate and mail, and the counts of facts, clocks and rungs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod certificate;
mod embedded;
mod faults;
mod fleet;
mod ha_noi;
mod processes;
mod program;
