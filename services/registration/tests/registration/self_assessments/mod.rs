//! Self-assessments from council to report.

pub mod assessed;
mod export;
mod flow;
mod model;
mod rules;
