//! What the computation did, one step at a time, for the person who reads the date.
//!
//! Steps are recorded by the very pass that computes the date, through [`Trace`]; when nobody will read them, a
//! [`Silent`] trace costs nothing.

use calendar::{Day, Entry};
use chrono::{DateTime, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Direction, Span, Unit, Wording};

/// One step of a derivation. [`Derivation::explanation`](crate::Derivation::explanation) puts it into words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Received after hours or on a day off, hence deemed received on a later day.
    DeemedReceipt {
        /// When it arrived.
        at: DateTime<Utc>,
        /// The cut-off that it missed, when the day itself was worked.
        cutoff: Option<NaiveTime>,
        /// The day on which it is deemed received.
        on: Day,
    },
    /// The event that starts the limit; its day does not count (Điều 147).
    Start {
        /// What happened.
        event: Wording,
        /// The day from which the period counts.
        on: Day,
        /// The span, which decides whether the day is excluded or is the limit itself.
        span: Span,
        /// Which way the span is laid from it.
        direction: Direction,
    },
    /// Counting starts again from zero.
    Reset {
        /// The new day from which the period counts.
        on: Day,
    },
    /// The limit stopped.
    Stop {
        /// The last day that counted.
        on: Day,
    },
    /// The limit went on.
    Resume {
        /// The last stopped day.
        on: Day,
        /// How much time the stop took out.
        stopped: u32,
        /// The unit of `stopped`.
        unit: Unit,
    },
    /// The limit was made longer.
    Extension {
        /// When it was granted.
        on: Day,
        /// By how much.
        by: Span,
        /// The rule that allows it.
        citation: Wording,
    },
    /// The limit was given a new last day.
    NewDate {
        /// When it was announced.
        on: Day,
        /// The last day it replaces.
        from: Day,
        /// The new one.
        until: Day,
        /// The rule that allows it.
        citation: Wording,
    },
    /// The length of the limit.
    Length {
        /// The span.
        span: Span,
        /// Which way it is laid.
        direction: Direction,
        /// The article that sets it.
        citation: Wording,
    },
    /// Days off inside the window, which working days skip.
    DaysOff {
        /// The entries, in order.
        entries: Vec<Entry>,
    },
    /// Weekend days worked inside the window.
    MakeUpDays {
        /// The entries, in order.
        entries: Vec<Entry>,
    },
    /// The last day fell into a stop, so that the end waited for the resume.
    HeldOpen {
        /// The day of the resume.
        until: Day,
    },
    /// The last day was not worked and moved (Điều 148(5)).
    Roll {
        /// The last day as counted.
        from: Day,
        /// The working day it moved to.
        to: Day,
        /// Forward, or backward for a limit counted backward.
        direction: Direction,
    },
    /// The last day is not worked and stays, because the limit does not roll.
    Stays {
        /// The day.
        on: Day,
    },
    /// The last day, ending at 24:00 (Điều 148(6)).
    Due {
        /// The day.
        on: Day,
    },
    /// The end is open: the limit is stopped.
    Waiting {
        /// How much time remains.
        remaining: u32,
        /// The unit of `remaining`.
        unit: Unit,
    },
    /// The date rests on days off that no notice has confirmed.
    Projection {
        /// The first such year.
        year: i32,
    },
    /// What the limit demands was done.
    Satisfied {
        /// When.
        on: Day,
        /// After the due date.
        late: bool,
    },
    /// The limit ceased to apply.
    Cancelled {
        /// When.
        on: Day,
    },
}

/// Where a pass writes its steps.
pub(crate) trait Trace {
    /// Writes the step; `step` is not even built when nobody reads it.
    fn record(&mut self, step: impl FnOnce() -> Step);
}

/// Keeps nothing.
pub(crate) struct Silent;

impl Trace for Silent {
    fn record(&mut self, _: impl FnOnce() -> Step) {}
}

impl Trace for Vec<Step> {
    fn record(&mut self, step: impl FnOnce() -> Step) {
        self.push(step());
    }
}
