//! What a ledger comes to: when the period began, where it was stopped, how it was extended, how it ended.
//!
//! A stop is itself a period counted like any other: the day of the stop still counts as elapsed, and the days after
//! it up to and including the day of the resume are stopped. So a stop from `s` to `r` covers `s < d <= r`, two
//! adjoining stops equal one, and a stop and resume on the same day change nothing.

use calendar::Day;

use crate::Span;

/// A stop: the days `d` with `after < d <= until`; open while `until` is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Stop {
    /// The day of the stop, which still counted.
    pub after: Day,
    /// The day of the resume, the last one stopped.
    pub until: Option<Day>,
}

/// From the day after `after` it was the turn of one side: whoever owes the limit, or whoever is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Phase {
    /// The last day of the phase before.
    pub after: Day,
    /// Whether the limit is stopped in this phase.
    pub stopped: bool,
}

/// How a clock ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Satisfied(Day),
    Cancelled(Day),
}

/// The ledger, read.
#[derive(Debug, Clone)]
pub(crate) struct Timeline {
    /// The day from which the period counts: the last start or reset, after deemed receipt, or the anchor.
    pub(crate) started_on: Day,
    /// The earliest day on which the calendar was consulted to find `started_on`.
    pub(crate) looked_from: Day,
    /// Disjoint and in order; only the last may be open.
    pub(crate) stops: Vec<Stop>,
    pub(crate) extensions: Vec<Span>,
    /// Since the very first start, across resets.
    pub(crate) phases: Vec<Phase>,
    pub(crate) ending: Option<Ending>,
    /// The day of the last fact that counted.
    pub(crate) last_fact_on: Day,
    /// Stops within stops still open.
    pub(crate) depth: u32,
}

impl Timeline {
    /// A timeline with only its starting day, as when a date is asked for without a case.
    pub(crate) fn bare(started_on: Day) -> Timeline {
        Timeline {
            started_on,
            looked_from: started_on,
            stops: Vec::new(),
            extensions: Vec::new(),
            phases: vec![Phase {
                after: started_on,
                stopped: false,
            }],
            ending: None,
            last_fact_on: started_on,
            depth: 0,
        }
    }
}
