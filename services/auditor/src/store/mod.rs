//! What the auditor keeps: its statements, and where every chain ended.

pub mod head;
pub mod statement;
