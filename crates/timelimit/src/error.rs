//! Why a ledger cannot be derived. Every refusal names the rule it stands on.

use calendar::{Day, Language, OutOfRange};

use crate::explain::span_in_english;
use crate::{Span, Wording};

/// A ledger that breaks a rule of counting, so that no date can honestly be given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeriveError {
    /// No fact starts the limit.
    #[error("no fact starts the limit, and a period begins with an event (Civil Code Art. 147)")]
    NotStarted,
    /// Two different facts start it; starting again is a reset and must be said so.
    #[error("the limit is started on {first} and again on {second}; a new start must be a reset")]
    StartedTwice {
        /// The day of the first start.
        first: Day,
        /// The day of the second.
        second: Day,
    },
    /// A stop, resume, reset or extension before the limit began.
    #[error("{what} on {on} comes before the limit began on {started_on} (Civil Code Art. 147)")]
    BeforeStart {
        /// The fact, in English.
        what: &'static str,
        /// Its day.
        on: Day,
        /// The day of the starting event.
        started_on: Day,
    },
    /// A resume that no stop precedes.
    #[error("resumed on {on} although the limit was not stopped; a stop must come first")]
    ResumeWithoutStop {
        /// The day of the resume.
        on: Day,
    },
    /// The limit cannot be stopped: it is a fixed date, runs backward, or the law gives no ground.
    #[error("stopped on {on}, but this limit cannot be suspended{}", cited(citation))]
    NotSuspendable {
        /// The day of the stop.
        on: Day,
        /// The article of the limit.
        citation: Wording,
    },
    /// The law gives no ground to extend the limit.
    #[error(
        "extended on {on}, but no rule allows an extension of this limit{}",
        cited(citation)
    )]
    NotExtensible {
        /// The day of the extension.
        on: Day,
        /// The article of the limit.
        citation: Wording,
    },
    /// More extensions than the law allows.
    #[error(
        "extended on {on}, but only {times} extension(s) are allowed{}",
        cited(citation)
    )]
    TooManyExtensions {
        /// The day of the extension too many.
        on: Day,
        /// How many are allowed.
        times: u32,
        /// The rule.
        citation: Wording,
    },
    /// A longer extension than the law allows, or one in a unit that the rule does not use.
    #[error(
        "extended on {on} by {}, more than the rule's {}{}",
        span_in_english(*by),
        span_in_english(*longest),
        cited(citation)
    )]
    ExtensionTooLong {
        /// The day of the extension.
        on: Day,
        /// What was given.
        by: Span,
        /// What is allowed.
        longest: Span,
        /// The rule.
        citation: Wording,
    },
    /// An extension given after the limit had ended.
    #[error("extended on {on}, after the limit ended on {due_on}; what has ended cannot be extended")]
    ExtensionAfterExpiry {
        /// The day of the extension.
        on: Day,
        /// The due date it came after.
        due_on: Day,
    },
    /// A limit bound to a date was started by a fact that states none.
    #[error("the limit counts from a date that its starting fact of {on} does not state")]
    AnchorMissing {
        /// The day of the fact.
        on: Day,
    },
    /// The count leaves the years of the calendar.
    #[error(transparent)]
    Calendar(#[from] OutOfRange),
}

fn cited(citation: &Wording) -> String {
    let text = citation.text(Language::English);
    if text.is_empty() {
        String::new()
    } else {
        format!(" ({text})")
    }
}
