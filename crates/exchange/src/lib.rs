//! Files that come in and go out over gRPC: received in parts, read, decided whole, written or refused with every
//! defect.
//!
//! [`import`] collects a file within bounds, reads it and lets its service decide what it comes to, in one command
//! of the journal: all rows or none. [`file`] and [`handed_out`] send one out by parts.
//!
//! What columns a file has, and what a row means, the services say; [`words`] that several of them read and write
//! stand here.

mod incoming;
mod outgoing;
pub mod words;

pub use incoming::{Incoming, import, import_in_line, reported};
pub use outgoing::{FileStream, file, handed_out};
