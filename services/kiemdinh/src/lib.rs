//! The one binary: it serves any of the services, rehearses plans in virtual time, and is the
//! administrators' command line.
//!
//! This crate composes. It knows no rule of the proceeding: services are reached by gRPC only, and dates come
//! from the pure crates.

pub mod arguments;
pub mod client;
pub mod commands;
pub mod demo;
pub mod migrate;
pub mod output;
pub mod problem;
pub mod rehearsal;
pub mod replay;
pub mod serve;
pub mod settings;
