//! The auditor: proves that nothing was missed.
//!
//! It reads the raw journals of the services that decide and of the scheduler, counts every clock anew from the facts
//! alone, and compares: what should have been announced, drawn and fired with what was. It is written a second time
//! and in another way. It shares with the others the data — law files, notices on days off, the shapes of facts — and
//! no rule: it must never use the crates of the law, nor a service. Where the two come to one result, nothing was
//! missed; where they differ, it says so with case, limit and dates, and judges nothing itself.
//!
//! What it finds is a statement, chained to the one before it and signed.

mod case;
mod chain;
pub mod count;
mod finding;
pub mod law;
mod run;
mod source;
pub mod statement;
mod store;
pub mod wire;

pub use case::{Audited, Bounds, Case, Ledger, Outcome, Rules, SERVICES};
pub use chain::{Entry, Fault, Head, first_fault};
pub use finding::{Finding, Kind};
pub use run::{AuditError, Issued, STATEMENTS, USUAL_GRACE, kept, run, verify_kept};
pub use source::{GrpcJournals, Journals, Page, SourceError, Voice};

/// The service's name: its schema, and the first part of its facts' types.
pub const NAME: &str = "auditor";

/// Audits `cases`, given in the order of their ids, by law files and notices on days off as texts: what a statement
/// after `previous` has to say. Pure: no database, no network, no clock.
///
/// # Errors
/// [`law::LawError`] when a text is not understood.
pub fn audit(
    cases: impl IntoIterator<Item = Case>,
    law_texts: &[&str],
    calendar_texts: &[&str],
    bounds: Bounds,
    previous: Option<&statement::Previous>,
) -> Result<statement::Body, law::LawError> {
    let rules = Rules::read(law_texts, calendar_texts, bounds)?;
    let mut tally = statement::Tally::default();
    for case in cases {
        tally.add(case.audit(&rules));
    }
    let texts: Vec<&str> = [law_texts, calendar_texts].concat();
    Ok(tally.body(&rules, statement::texts_sha256(&texts), previous))
}
