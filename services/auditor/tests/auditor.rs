//! The auditor against known dates, against what it checks, and against what was planted for it to find.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

#[path = "auditor/story.rs"]
mod story;
#[path = "auditor/town.rs"]
mod town;

#[path = "auditor/differential.rs"]
mod differential;
#[path = "auditor/golden.rs"]
mod golden;
#[path = "auditor/ledgers.rs"]
mod ledgers;
#[path = "auditor/planted.rs"]
mod planted;
#[path = "auditor/statements.rs"]
mod statements;
#[path = "auditor/system.rs"]
mod system;
