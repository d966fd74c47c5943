//! From facts to a timeline, in legal order; what breaks a rule of counting is refused here.

use calendar::{Calendar, Day, local_day, local_time};

use crate::ledger::{in_legal_order, latest_round};
use crate::reckoning::{Reckoning, advance, length, reckon, unstopped_length};
use crate::step::{Step, Trace};
use crate::timeline::{Ending, Phase, Stop, Timeline};
use crate::{DeriveError, Direction, ExtensionRule, FactKind, LedgerFact, Span, TimeLimit, Unit};

/// Reads the facts, in any order and any number of times.
pub(crate) fn read(
    limit: &TimeLimit,
    facts: &[LedgerFact],
    calendar: &Calendar,
    trace: &mut impl Trace,
) -> Result<Timeline, DeriveError> {
    let facts = latest_round(in_legal_order(facts));
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
            FactKind::Postponed => timeline.postpone(limit, fact, calendar, trace)?,
            FactKind::Satisfied => timeline.ending = Some(Ending::Satisfied(on)),
            FactKind::Cleared | FactKind::Cancelled => timeline.ending = Some(Ending::Cancelled(on)),
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
            let stopped = length(after, on, unit, calendar)?;
            trace.record(|| Step::Resume { on, stopped, unit });
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
        let (rule, so_far) = self.extensible(limit, on, calendar)?;
        if !by.is_counted() {
            return Err(DeriveError::NotExtensible {
                on,
                citation: rule.citation.clone(),
            });
        }
        if let Some(longest) = rule.longest
            && !fits(by, longest)
        {
            return Err(DeriveError::ExtensionTooLong {
                on,
                by,
                longest,
                citation: rule.citation.clone(),
            });
        }
        in_time(rule, on, &so_far)?;
        self.extensions.push(by);
        trace.record(|| Step::Extension {
            on,
            by,
            citation: rule.citation.clone(),
        });
        Ok(())
    }

    fn postpone(
        &mut self,
        limit: &TimeLimit,
        fact: &LedgerFact,
        calendar: &Calendar,
        trace: &mut impl Trace,
    ) -> Result<(), DeriveError> {
        let on = local_day(fact.occurred_at);
        let (rule, so_far) = self.extensible(limit, on, calendar)?;
        let citation = || rule.citation.clone();
        let until = fact.anchor.ok_or_else(|| DeriveError::NewDateMissing {
            on,
            citation: citation(),
        })?;
        let due_on = so_far.due_on.ok_or_else(|| DeriveError::NewDateWhileStopped {
            on,
            citation: citation(),
        })?;
        in_time(rule, on, &so_far)?;
        if until <= due_on {
            return Err(DeriveError::NewDateNotLater {
                on,
                until,
                due_on,
                citation: citation(),
            });
        }
        if let Some(longest) = rule.longest {
            let latest = advance(so_far.counted, longest, Direction::Forward, &self.stops, calendar)?;
            if latest < until {
                return Err(DeriveError::NewDateTooLate {
                    on,
                    until,
                    latest,
                    citation: citation(),
                });
            }
        }
        // In days, whatever the unit of the limit: the date that was promised is the one that is counted to.
        let days = unstopped_length(so_far.counted, until, Unit::Days, &self.stops, calendar)?;
        self.extensions.push(Span::Days(days));
        trace.record(|| Step::NewDate {
            on,
            from: due_on,
            until,
            citation: citation(),
        });
        Ok(())
    }

    /// The rule by which the limit may be extended once more, and where the limit ends without that.
    fn extensible<'a>(
        &self,
        limit: &'a TimeLimit,
        on: Day,
        calendar: &Calendar,
    ) -> Result<(&'a ExtensionRule, Reckoning), DeriveError> {
        let Some(rule) = &limit.extension else {
            return Err(DeriveError::NotExtensible {
                on,
                citation: limit.citation.clone(),
            });
        };
        if limit.has_spent(self.extensions.len()) {
            return Err(DeriveError::TooManyExtensions {
                on,
                times: rule.times,
                citation: rule.citation.clone(),
            });
        }
        Ok((rule, reckon(limit, self, calendar)?))
    }
}

/// Refuses an extension given after the limit had ended, or later before its end than the rule allows.
fn in_time(rule: &ExtensionRule, on: Day, so_far: &Reckoning) -> Result<(), DeriveError> {
    let Some(due_on) = so_far.due_on else {
        return Ok(());
    };
    if due_on < on {
        return Err(DeriveError::ExtensionAfterExpiry { on, due_on });
    }
    let days_before = rule.days_before;
    if due_on.days_since(on).unsigned_abs() < days_before {
        return Err(DeriveError::ExtensionTooLate {
            on,
            due_on,
            days_before,
            citation: rule.citation.clone(),
        });
    }
    Ok(())
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
    if !limit.span.is_counted() || limit.direction == Direction::Backward {
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
            FactKind::Cleared => "cleared",
            FactKind::Started => "started",
            FactKind::Suspended => "suspended",
            FactKind::Resumed => "resumed",
            FactKind::Reset => "reset",
            FactKind::Extended { .. } => "extended",
            FactKind::Postponed => "postponed",
            FactKind::Satisfied => "satisfied",
            FactKind::Cancelled => "cancelled",
        }
    }
}
