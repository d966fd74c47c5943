//! From facts to a timeline: when the period began, where it was stopped, how it was extended, how it ended.
//!
//! A stop is itself a period counted like any other: the day of the stop still counts as elapsed, and the days after
//! it up to and including the day of the resume are stopped. So a stop from `s` to `r` covers `s < d <= r`, two
//! adjoining stops equal one, and a stop and resume on the same day change nothing.

use calendar::{Calendar, Day, local_day, local_time};

use crate::ledger::in_legal_order;
use crate::reckoning::reckon;
use crate::step::{Step, Trace};
use crate::{DeriveError, FactKind, LedgerFact, Span, TimeLimit};

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
    depth: u32,
}

/// Reads the facts, in any order and any number of times.
pub(crate) fn read(
    limit: &TimeLimit,
    facts: &[LedgerFact],
    calendar: &Calendar,
    trace: &mut impl Trace,
) -> Result<Timeline, DeriveError> {
    let facts = in_legal_order(facts);
    let mut starts = facts.iter().filter(|fact| fact.kind == FactKind::Started);
    let start = starts.next().ok_or(DeriveError::NotStarted)?;
    if let Some(second) = starts.next() {
        let (first, second) = (local_day(start.occurred_at), local_day(second.occurred_at));
        return Err(DeriveError::StartedTwice { first, second });
    }

    let mut timeline = Timeline::started(limit, start, calendar, trace)?;
    for fact in &facts {
        let on = local_day(fact.occurred_at);
        if fact.occurred_at < start.occurred_at
            && !matches!(fact.kind, FactKind::Satisfied | FactKind::Cancelled)
        {
            let started_on = local_day(start.occurred_at);
            return Err(DeriveError::BeforeStart {
                what: fact.kind.in_english(),
                on,
                started_on,
            });
        }
        match fact.kind {
            FactKind::Started => {}
            FactKind::Suspended => timeline.suspend(limit, on, trace)?,
            FactKind::Resumed => timeline.resume(on, calendar, limit, trace)?,
            FactKind::Reset => timeline.reset(limit, fact, calendar, trace)?,
            FactKind::Extended { by } => timeline.extend(limit, on, by, calendar, trace)?,
            FactKind::Satisfied => timeline.ending = Some(Ending::Satisfied(on)),
            FactKind::Cancelled => timeline.ending = Some(Ending::Cancelled(on)),
        }
        timeline.last_fact_on = timeline.last_fact_on.max(on);
        if timeline.ending.is_some() {
            // What was done is not judged again: later facts belong to other clocks.
            break;
        }
    }
    Ok(timeline)
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

    fn started(
        limit: &TimeLimit,
        fact: &LedgerFact,
        calendar: &Calendar,
        trace: &mut impl Trace,
    ) -> Result<Timeline, DeriveError> {
        let day = counts_from(limit, fact, calendar, trace)?;
        trace_start(limit, day, trace);
        let occurred_on = local_day(fact.occurred_at);
        Ok(Timeline {
            looked_from: day.min(occurred_on),
            ..Timeline::bare(day)
        })
    }

    fn suspend(&mut self, limit: &TimeLimit, on: Day, trace: &mut impl Trace) -> Result<(), DeriveError> {
        if !limit.can_be_suspended() {
            return Err(DeriveError::NotSuspendable {
                on,
                citation: limit.citation.clone(),
            });
        }
        self.depth += 1;
        if self.depth == 1 {
            self.stops.push(Stop {
                after: on,
                until: None,
            });
            self.phases.push(Phase {
                after: on,
                stopped: true,
            });
            trace.record(|| Step::Stop { on });
        }
        Ok(())
    }

    fn resume(
        &mut self,
        on: Day,
        calendar: &Calendar,
        limit: &TimeLimit,
        trace: &mut impl Trace,
    ) -> Result<(), DeriveError> {
        if self.depth == 0 {
            return Err(DeriveError::ResumeWithoutStop { on });
        }
        self.depth -= 1;
        if self.depth == 0
            && let Some(stop) = self.stops.last_mut()
        {
            stop.until = Some(on);
            self.phases.push(Phase {
                after: on,
                stopped: false,
            });
            let (after, unit) = (stop.after, limit.span.unit());
            let length = crate::reckoning::length(after, on, unit, calendar)?;
            trace.record(|| Step::Resume {
                on,
                stopped: length,
                unit,
            });
        }
        Ok(())
    }

    fn reset(
        &mut self,
        limit: &TimeLimit,
        fact: &LedgerFact,
        calendar: &Calendar,
        trace: &mut impl Trace,
    ) -> Result<(), DeriveError> {
        let on = counts_from(limit, fact, calendar, trace)?;
        trace.record(|| Step::Reset { on });
        self.looked_from = on.min(local_day(fact.occurred_at));
        self.started_on = on;
        self.stops.clear();
        self.extensions.clear();
        self.depth = 0;
        self.phases.push(Phase {
            after: local_day(fact.occurred_at),
            stopped: false,
        });
        Ok(())
    }

    fn extend(
        &mut self,
        limit: &TimeLimit,
        on: Day,
        by: Span,
        calendar: &Calendar,
        trace: &mut impl Trace,
    ) -> Result<(), DeriveError> {
        let Some(rule) = &limit.extension else {
            return Err(DeriveError::NotExtensible {
                on,
                citation: limit.citation.clone(),
            });
        };
        if !by.is_counted() {
            return Err(DeriveError::NotExtensible {
                on,
                citation: rule.citation.clone(),
            });
        }
        let citation = || rule.citation.clone();
        if self.extensions.len() >= rule.times as usize {
            return Err(DeriveError::TooManyExtensions {
                on,
                times: rule.times,
                citation: citation(),
            });
        }
        if let Some(longest) = rule.longest
            && !fits(by, longest)
        {
            return Err(DeriveError::ExtensionTooLong {
                on,
                by,
                longest,
                citation: citation(),
            });
        }
        let so_far = reckon(limit, self, calendar)?;
        if let Some(due_on) = so_far.due_on
            && due_on < on
        {
            return Err(DeriveError::ExtensionAfterExpiry { on, due_on });
        }
        self.extensions.push(by);
        trace.record(|| Step::Extension {
            on,
            by,
            citation: citation(),
        });
        Ok(())
    }
}

/// Records the first two steps of every derivation: from where, and how long.
pub(crate) fn trace_start(limit: &TimeLimit, on: Day, trace: &mut impl Trace) {
    let TimeLimit { span, direction, .. } = *limit;
    trace.record(|| Step::Start {
        event: limit.start_event.clone(),
        on,
        span,
        direction,
    });
    trace.record(|| Step::Length {
        span,
        direction,
        citation: limit.citation.clone(),
    });
}

/// Whether an extension is counted, in the rule's unit and no longer than the rule's.
fn fits(by: Span, longest: Span) -> bool {
    match (by, longest) {
        (Span::Days(given), Span::Days(most))
        | (Span::WorkingDays(given), Span::WorkingDays(most))
        | (Span::Months(given), Span::Months(most))
        | (Span::Years(given), Span::Years(most)) => given <= most,
        _ => false,
    }
}

/// The day from which a start or reset counts: its explicit date, else its own day, else the next working day when
/// it was received after hours or on a day off.
fn counts_from(
    limit: &TimeLimit,
    fact: &LedgerFact,
    calendar: &Calendar,
    trace: &mut impl Trace,
) -> Result<Day, DeriveError> {
    let on = local_day(fact.occurred_at);
    if let Some(anchor) = fact.anchor {
        return Ok(anchor);
    }
    if !limit.span.is_counted() || limit.direction == crate::Direction::Backward {
        return Err(DeriveError::AnchorMissing { on });
    }
    let Some(cutoff) = limit.receipt_cutoff else {
        return Ok(on);
    };
    let after_hours = local_time(fact.occurred_at) > cutoff;
    let received = calendar.next_working_day(if after_hours { on.plus_days(1) } else { on })?;
    if received != on {
        let at = fact.occurred_at;
        trace.record(|| Step::DeemedReceipt {
            at,
            cutoff: after_hours.then_some(cutoff),
            on: received,
        });
    }
    Ok(received)
}

impl FactKind {
    /// The fact as a participle, for messages to maintainers.
    pub(crate) const fn in_english(self) -> &'static str {
        match self {
            FactKind::Started => "started",
            FactKind::Suspended => "suspended",
            FactKind::Resumed => "resumed",
            FactKind::Reset => "reset",
            FactKind::Extended { .. } => "extended",
            FactKind::Satisfied => "satisfied",
            FactKind::Cancelled => "cancelled",
        }
    }
}
