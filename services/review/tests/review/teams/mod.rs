//! Teams: their rules alone, and over both databases.

mod changes;
mod conflicts;
mod eligibility;
mod flow;
mod model;
mod rules;
mod stage;
