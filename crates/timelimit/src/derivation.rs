//! The one function that dates come from.

use calendar::{Almanac, Calendar, Day, Entry, OutOfRange, local_day};
use serde::{Deserialize, Serialize};

use crate::reading::{read, trace_start};
use crate::reckoning::{Reckoning, reckon, unstopped_length};
use crate::step::{Silent, Step, Trace};
use crate::timeline::{Ending, Phase, Stop, Timeline};
use crate::{DeriveError, LedgerFact, Span, TimeLimit, Unit};

/// Where a clock stands, as far as its facts tell. Whether a running one is overdue is for the reader's clock to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Time passes.
    Running,
    /// Stopped; the remaining time is kept.
    Suspended,
    /// Done what the limit demands.
    Satisfied {
        /// The day it was done.
        on: Day,
        /// After the due date.
        late: bool,
    },
    /// No longer applies.
    Cancelled {
        /// Since that day.
        on: Day,
    },
}

/// A time limit applied to facts: the due date and everything that explains it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Derivation {
    /// The day from which the period counts, itself not counted: the last start or reset, after deemed receipt.
    pub started_on: Day,
    /// The last day; the limit ends at its 24:00, Vietnamese time. `None` exactly while a stop keeps the end open
    /// (state [`State::Suspended`], or ended during such a stop).
    pub due_on: Option<Day>,
    /// The last day if every open stop had ended on the day it began; equals `due_on` when none is open.
    pub due_without_open_stop: Day,
    /// The last day as counted, when it was not worked and moved to `due_on`.
    pub rolled_from: Option<Day>,
    /// Where the clock stands.
    pub state: State,
    /// The unit of `consumed` and `remaining`.
    pub unit: Unit,
    /// The day to which `consumed` and `remaining` refer: the end, the open stop, else the last fact.
    pub as_of: Day,
    /// How many units had passed by the end of `as_of`, stops left out.
    pub consumed: u32,
    /// How many units were left after `as_of`; 0 once the last day has passed.
    pub remaining: u32,
    /// The date rests on a year without an official notice, so that it may still move.
    pub depends_on_projection: bool,
    /// How often it was extended since the last start or reset.
    pub extensions: usize,
    /// The stops since the last start or reset, merged and in order.
    pub stops: Vec<Stop>,
    /// Whose turn it was, since the first start, across resets.
    pub phases: Vec<Phase>,
    /// What the computation did, in order.
    pub steps: Vec<Step>,
}

/// Applies a limit to the facts of a case.
///
/// Order and repetition of the facts do not matter. Facts after the one that satisfies or cancels the limit are not
/// read.
///
/// # Errors
/// [`DeriveError`] when the ledger breaks a rule of counting, or the count leaves the calendar.
pub fn derive(
    limit: &TimeLimit,
    facts: &[LedgerFact],
    calendar: &Calendar,
) -> Result<Derivation, DeriveError> {
    let mut steps = Vec::new();
    let timeline = read(limit, facts, calendar, &mut steps)?;
    let mut derivation = conclude(limit, timeline, calendar, &mut steps)?;
    derivation.steps = steps;
    Ok(derivation)
}

/// [`derive()`] by the same pass, without keeping the steps; for counting many clocks.
///
/// # Errors
/// As [`derive()`].
pub fn derive_without_steps(
    limit: &TimeLimit,
    facts: &[LedgerFact],
    calendar: &Calendar,
) -> Result<Derivation, DeriveError> {
    let timeline = read(limit, facts, calendar, &mut Silent)?;
    Ok(conclude(limit, timeline, calendar, &mut Silent)?)
}

/// What [`derive()`] would have answered at the end of `day`: only facts recorded by then, counted on the calendar
/// known by then. Reproduces the date printed in a letter of that day.
///
/// # Errors
/// As [`derive()`]; [`DeriveError::NotStarted`] when the start was not yet recorded.
pub fn derive_as_known_on(
    limit: &TimeLimit,
    facts: &[LedgerFact],
    almanac: &Almanac,
    day: Day,
) -> Result<Derivation, DeriveError> {
    let known: Vec<LedgerFact> = facts
        .iter()
        .copied()
        .filter(|fact| local_day(fact.recorded_at) <= day)
        .collect();
    derive(limit, &known, almanac.as_known_on(day))
}

/// The due date of a limit that counts from `start`, as a date alone: no deemed receipt, no case.
///
/// # Errors
/// [`DeriveError::Calendar`] when the count leaves the calendar.
pub fn due(limit: &TimeLimit, start: Day, calendar: &Calendar) -> Result<Derivation, DeriveError> {
    let mut steps = Vec::new();
    trace_start(limit, start, &mut steps);
    let mut derivation = conclude(limit, Timeline::bare(start), calendar, &mut steps)?;
    derivation.steps = steps;
    Ok(derivation)
}

/// Turns a timeline into its derivation, recording the steps of the count.
fn conclude(
    limit: &TimeLimit,
    timeline: Timeline,
    calendar: &Calendar,
    trace: &mut impl Trace,
) -> Result<Derivation, OutOfRange> {
    let reckoning = reckon(limit, &timeline, calendar)?;
    let unit = limit.span.unit();
    let state = state_of(&timeline, &reckoning);
    let as_of = match state {
        State::Satisfied { on, .. } | State::Cancelled { on } => on,
        State::Suspended => timeline
            .stops
            .last()
            .map_or(timeline.last_fact_on, |stop| stop.after),
        State::Running => timeline.last_fact_on,
    }
    .max(timeline.started_on);
    let last_counted = reckoning.without_open_stop;
    let consumed = unstopped_length(timeline.started_on, as_of, unit, &timeline.stops, calendar)?;
    // The whole is measured as if an open stop had ended at once, as is the last day it reaches to.
    let closed = timeline.stops.partition_point(|stop| stop.until.is_some());
    let closed_stops = timeline.stops.get(..closed).unwrap_or(&[]);
    let whole = unstopped_length(timeline.started_on, last_counted, unit, closed_stops, calendar)?;
    let remaining = whole.saturating_sub(consumed);
    let depends_on_projection = projected_from(limit, &timeline, &reckoning, calendar);

    record_count(limit, &timeline, &reckoning, calendar, trace);
    if state == State::Suspended {
        trace.record(|| Step::Waiting { remaining, unit });
    }
    if let Some(year) = depends_on_projection {
        trace.record(|| Step::Projection { year });
    }
    match state {
        State::Satisfied { on, late } => trace.record(|| Step::Satisfied { on, late }),
        State::Cancelled { on } => trace.record(|| Step::Cancelled { on }),
        State::Running | State::Suspended => {}
    }

    Ok(Derivation {
        started_on: timeline.started_on,
        due_on: reckoning.due_on,
        due_without_open_stop: last_counted,
        rolled_from: (reckoning.due_on.is_some() && reckoning.raw != last_counted).then_some(reckoning.raw),
        state,
        unit,
        as_of,
        consumed,
        remaining,
        depends_on_projection: depends_on_projection.is_some(),
        extensions: timeline.extensions.len(),
        stops: timeline.stops,
        phases: timeline.phases,
        steps: Vec::new(),
    })
}

fn state_of(timeline: &Timeline, reckoning: &Reckoning) -> State {
    match timeline.ending {
        Some(Ending::Satisfied(on)) => State::Satisfied {
            on,
            late: reckoning.due_on.is_some_and(|due_on| on > due_on),
        },
        Some(Ending::Cancelled(on)) => State::Cancelled { on },
        None if reckoning.due_on.is_none() => State::Suspended,
        None => State::Running,
    }
}

/// The first year without a notice on which the date rests, if any. Plain dates that are neither rolled nor counted
/// in working days rest on no calendar.
fn projected_from(
    limit: &TimeLimit,
    timeline: &Timeline,
    reckoning: &Reckoning,
    calendar: &Calendar,
) -> Option<i32> {
    let (raw, last) = (reckoning.raw, reckoning.without_open_stop);
    let counted = limit.span.unit() == Unit::WorkingDays
        || timeline
            .extensions
            .iter()
            .any(|span| span.unit() == Unit::WorkingDays);
    let (first, last) = if counted {
        (
            timeline.started_on.min(raw).min(last),
            timeline.started_on.max(raw).max(last),
        )
    } else if limit.roll {
        (raw.min(last), raw.max(last))
    } else {
        return None;
    };
    let first = if limit.receipt_cutoff.is_some() {
        first.min(timeline.looked_from)
    } else {
        first
    };
    if !calendar.is_projected_between(first, last) {
        return None;
    }
    (first.year()..=last.year())
        .find(|&year| Day::from_ymd(year, 7, 1).is_some_and(|midsummer| calendar.is_projected(midsummer)))
}

/// Records days off and make-up days of the window, roll and last day.
fn record_count(
    limit: &TimeLimit,
    timeline: &Timeline,
    reckoning: &Reckoning,
    calendar: &Calendar,
    trace: &mut impl Trace,
) {
    let Reckoning {
        due_on,
        counted: _,
        raw,
        without_open_stop: last,
        held_open,
    } = *reckoning;
    if matches!(limit.span, Span::WorkingDays(_)) {
        let (after, until) = (timeline.started_on.min(raw), timeline.started_on.max(raw));
        // While the end is open, only the days up to the stop are known to be part of the window.
        let open_since = timeline
            .stops
            .last()
            .filter(|_| due_on.is_none())
            .map(|stop| stop.after);
        let until = open_since.map_or(until, |since| until.min(since));
        let inside = || effective_entries(calendar, after, until, &timeline.stops);
        if inside().any(|entry| !entry.kind.is_worked()) {
            trace.record(|| Step::DaysOff {
                entries: inside()
                    .filter(|entry| !entry.kind.is_worked())
                    .cloned()
                    .collect(),
            });
        }
        if inside().any(|entry| entry.kind.is_worked()) {
            trace.record(|| Step::MakeUpDays {
                entries: inside().filter(|entry| entry.kind.is_worked()).cloned().collect(),
            });
        }
    }
    if due_on.is_none() {
        return;
    }
    if held_open {
        trace.record(|| Step::HeldOpen { until: raw });
    }
    if raw != last {
        trace.record(|| Step::Roll {
            from: raw,
            to: last,
            direction: limit.direction,
        });
    } else if !limit.roll && calendar.is_working(last) == Ok(false) {
        trace.record(|| Step::Stays { on: last });
    }
    trace.record(|| Step::Due { on: last });
}

/// Entries in `after < d <= until`, outside stops, that make their day differ from what its weekday says.
fn effective_entries<'a>(
    calendar: &'a Calendar,
    after: Day,
    until: Day,
    stops: &'a [Stop],
) -> impl Iterator<Item = &'a Entry> {
    let stopped = |day: Day| {
        stops
            .iter()
            .any(|stop| stop.after < day && stop.until.is_some_and(|until| day <= until))
    };
    calendar
        .entries_between(after.plus_days(1), until)
        .iter()
        .filter(move |entry| entry.is_effective() && !stopped(entry.date))
}
