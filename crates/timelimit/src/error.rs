//! Why a ledger cannot be derived. Every refusal names the rule it stands on.

use calendar::{Day, Language, OutOfRange};

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
        by.in_english(),
        longest.in_english(),
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
    /// An extension given before the end, but not as long before as the rule demands.
    #[error(
        "extended on {on}, less than {days_before} day(s) before the limit ends on {due_on}{}",
        cited(citation)
    )]
    ExtensionTooLate {
        /// The day of the extension.
        on: Day,
        /// The due date.
        due_on: Day,
        /// How many days before it the rule demands.
        days_before: u32,
        /// The rule.
        citation: Wording,
    },
    /// A postponement that does not say to when.
    #[error("postponed on {on} without a new date{}", cited(citation))]
    NewDateMissing {
        /// The day of the postponement.
        on: Day,
        /// The rule.
        citation: Wording,
    },
    /// A new date for a limit that a stop keeps open, so that it has no date to replace.
    #[error(
        "postponed on {on} while the limit is stopped and has no last day; it must go on first{}",
        cited(citation)
    )]
    NewDateWhileStopped {
        /// The day of the postponement.
        on: Day,
        /// The rule.
        citation: Wording,
    },
    /// A new date that does not lie after the one it replaces.
    #[error(
        "postponed on {on} to {until}, which is not later than the last day {due_on}{}",
        cited(citation)
    )]
    NewDateNotLater {
        /// The day of the postponement.
        on: Day,
        /// The new date.
        until: Day,
        /// The due date that stands.
        due_on: Day,
        /// The rule.
        citation: Wording,
    },
    /// A new date beyond the longest extension that the law allows.
    #[error(
        "postponed on {on} to {until}; {latest} is the latest allowed{}",
        cited(citation)
    )]
    NewDateTooLate {
        /// The day of the postponement.
        on: Day,
        /// The new date.
        until: Day,
        /// The latest that is allowed.
        latest: Day,
        /// The rule.
        citation: Wording,
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
