//! Plans: drafted, approved, amended, measured.

mod flow;
mod model;
mod rules;
