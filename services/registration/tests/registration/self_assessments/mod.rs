//! Self-assessments from council to report.

pub mod assessed;
mod flow;
