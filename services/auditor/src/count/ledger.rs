//! What a clock's facts come to: the last day, and how it ended. The facts may come in any order and any number of
//! times.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::walk::{Stop, days_outside, roll, walk, walk_back};
use super::{Length, Uncountable, WorkDays, local_day, local_time};
use crate::law::Rule;

/// What a fact does to a clock, in the order in which facts of one moment take effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// What was counted is void; it may start again.
    Clears,
    /// It starts.
    Starts,
    /// It stops.
    Suspends,
    /// It goes on.
    Resumes,
    /// It starts again from zero.
    Resets,
    /// It gets a new last day.
    Extends,
    /// What it demands was done.
    Satisfies,
    /// It no longer applies.
    Cancels,
}

/// A fact in the ledger of a clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The fact.
    pub fact_id: Uuid,
    /// The service that announced it.
    pub service: &'static str,
    /// Its place in the chain of its case there.
    pub sequence: i64,
    /// What it does.
    pub effect: Effect,
    /// Which version of the rule says so.
    pub version: usize,
    /// When it happened, in law.
    pub happened_at: DateTime<Utc>,
    /// The date that it states, if the law counts from that.
    pub anchor: Option<NaiveDate>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Whether it is the effect of the deadline itself.
    pub deemed: bool,
}

/// How a clock ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Done, on that day.
    Done(NaiveDate),
    /// Ended by its own deadline, on that day.
    Deemed(NaiveDate),
    /// Void or no longer owed since that day.
    Cancelled(NaiveDate),
}

/// What a ledger comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// The day from which it counts, itself not counted.
    pub counted_from: NaiveDate,
    /// The last day; nothing while a stop keeps it open.
    pub due: Option<NaiveDate>,
    /// How it ended, if it has.
    pub ending: Option<Ending>,
}

/// The clock as it runs while its facts are read.
struct Running<'a> {
    rule: &'a Rule,
    days: &'a WorkDays,
    from: NaiveDate,
    stops: Vec<Stop>,
    /// Stops within stops that have not ended.
    open: u32,
    extensions: Vec<u32>,
}

/// Counts `lines` by `rule`; nothing when no line starts the clock.
///
/// # Errors
/// [`Uncountable`] when the lines break a rule of counting.
pub fn count(rule: &Rule, lines: &[&Line], days: &WorkDays) -> Result<Option<Count>, Uncountable> {
    let Some((start, round)) = last_round(lines) else {
        return Ok(None);
    };
    let mut running = Running {
        rule,
        days,
        from: counted_from(rule, start, days)?,
        stops: Vec::new(),
        open: 0,
        extensions: Vec::new(),
    };
    let mut ending = None;
    for line in &round {
        let on = local_day(line.happened_at);
        let ends = matches!(line.effect, Effect::Satisfies | Effect::Cancels);
        if line.happened_at < start.happened_at && !ends {
            return Err(Uncountable::BeforeStart(on));
        }
        match line.effect {
            Effect::Starts => {}
            Effect::Suspends => running.suspend(on)?,
            Effect::Resumes => running.resume(on)?,
            Effect::Resets => running.reset(line)?,
            Effect::Extends => running.extend(line, on)?,
            Effect::Satisfies => ending = Some(done(lines, on)),
            Effect::Cancels | Effect::Clears => ending = Some(Ending::Cancelled(on)),
        }
        if ending.is_some() {
            break;
        }
    }
    Ok(Some(Count {
        counted_from: running.from,
        due: running.last_day()?.due,
        ending,
    }))
}

/// The moments of the lines of one effect.
fn moments<'a>(lines: &'a [&Line], effect: Effect) -> impl Iterator<Item = DateTime<Utc>> + 'a {
    let of_effect = lines.iter().filter(move |line| line.effect == effect);
    of_effect.map(|line| line.happened_at)
}

/// The start that counts, and when what came before it was made void. Of several starts since then the first one
/// started the clock, the others found it running.
fn opening<'a>(lines: &[&'a Line]) -> Option<(&'a Line, Option<DateTime<Utc>>)> {
    let newest = moments(lines, Effect::Starts).max()?;
    let cleared_at = moments(lines, Effect::Clears).filter(|at| *at <= newest).max();
    let start = *lines
        .iter()
        .filter(|line| line.effect == Effect::Starts && Some(line.happened_at) >= cleared_at)
        .min_by_key(|line| (line.happened_at, line.fact_id))?;
    Some((start, cleared_at))
}

/// The start that counts among `lines`.
#[must_use]
pub fn start<'a>(lines: &[&'a Line]) -> Option<&'a Line> {
    opening(lines).map(|(start, _)| start)
}

/// The start that counts, and the lines that count with it, in legal order, each once. A clearing makes void what
/// came before it, except that it was cancelled for good.
fn last_round<'a>(lines: &[&'a Line]) -> Option<(&'a Line, Vec<&'a Line>)> {
    let (start, cleared_at) = opening(lines)?;
    let over_at = moments(lines, Effect::Clears)
        .filter(|at| *at > start.happened_at)
        .min();
    let counts = |line: &&&Line| match line.effect {
        Effect::Starts => std::ptr::eq(**line, start),
        // Before the round: only what cancelled it for good is left of it, and the clearing that began the round.
        _ if cleared_at.is_some_and(|at| line.happened_at < at) => line.effect == Effect::Cancels,
        Effect::Clears => Some(line.happened_at) == over_at,
        _ => over_at.is_none_or(|over_at| line.happened_at < over_at),
    };
    let mut round: Vec<&Line> = lines.iter().filter(counts).copied().collect();
    let key = |line: &Line| (line.happened_at, line.effect, line.anchor);
    round.sort_by_key(|line| (key(line), line.recorded_at, line.fact_id));
    round.dedup_by_key(|line| key(line));
    Some((start, round))
}

/// It was done, by an act or, when that came first, by its own deadline.
fn done(lines: &[&Line], on: NaiveDate) -> Ending {
    let cleared_at = opening(lines).and_then(|(_, cleared_at)| cleared_at);
    let first = lines
        .iter()
        .filter(|line| line.effect == Effect::Satisfies && Some(line.happened_at) >= cleared_at)
        .min_by_key(|line| (line.happened_at, line.fact_id));
    if first.is_some_and(|line| line.deemed) {
        Ending::Deemed(on)
    } else {
        Ending::Done(on)
    }
}

/// The day from which a start counts: the date that it states, else its own day, else, received after hours or on a
/// day off, the next worked one.
fn counted_from(rule: &Rule, line: &Line, days: &WorkDays) -> Result<NaiveDate, Uncountable> {
    if let Some(anchor) = line.anchor {
        return Ok(anchor);
    }
    let on = local_day(line.happened_at);
    if rule.backward || matches!(rule.length, Length::OnDay | Length::Before) {
        return Err(Uncountable::NoAnchor(on));
    }
    match rule.cutoff {
        None => Ok(on),
        Some(cutoff) if local_time(line.happened_at) > cutoff => {
            let next = super::walk::next_day(on).ok_or(Uncountable::OutOfYears(on))?;
            roll(next, true, days)
        }
        Some(_) => roll(on, true, days),
    }
}

/// Where a clock ends.
struct LastDay {
    due: Option<NaiveDate>,
    /// Before it waited for a stop to end or rolled: from here an extension goes on.
    counted: NaiveDate,
}

impl Running<'_> {
    fn suspend(&mut self, on: NaiveDate) -> Result<(), Uncountable> {
        let passes = !self.rule.backward && !matches!(self.rule.length, Length::OnDay | Length::Before);
        if !(self.rule.can_stop && passes) {
            return Err(Uncountable::NoStop(on));
        }
        self.open += 1;
        if self.open == 1 {
            self.stops.push((on, None));
        }
        Ok(())
    }

    fn resume(&mut self, on: NaiveDate) -> Result<(), Uncountable> {
        self.open = self.open.checked_sub(1).ok_or(Uncountable::NotStopped(on))?;
        if self.open == 0
            && let Some((_, until)) = self.stops.last_mut()
        {
            *until = Some(on);
        }
        Ok(())
    }

    fn reset(&mut self, line: &Line) -> Result<(), Uncountable> {
        self.from = counted_from(self.rule, line, self.days)?;
        self.stops.clear();
        self.open = 0;
        self.extensions.clear();
        Ok(())
    }

    /// A new last day, which must be announced in time, lie later, and not be the second where one is allowed.
    fn extend(&mut self, line: &Line, on: NaiveDate) -> Result<(), Uncountable> {
        let refused = || Uncountable::NoExtension(on);
        let allowed = self.rule.extension.as_ref().ok_or_else(refused)?;
        let so_far = self.last_day()?;
        let (Some(due), Some(until)) = (so_far.due, line.anchor) else {
            return Err(refused());
        };
        let days_left = due.signed_duration_since(on).num_days();
        let longest = allowed
            .longest
            .map(|longest| walk(so_far.counted, longest, &self.stops, self.days))
            .transpose()?;
        let in_bounds = self.extensions.len() < allowed.times as usize
            && days_left >= i64::from(allowed.days_before)
            && until > due
            && longest.is_none_or(|longest| until <= longest);
        if !in_bounds {
            return Err(refused());
        }
        self.extensions
            .push(days_outside(so_far.counted, until, &self.stops));
        Ok(())
    }

    fn last_day(&self) -> Result<LastDay, Uncountable> {
        let Running { rule, days, .. } = *self;
        let mut counted = if rule.backward {
            walk_back(self.from, rule.length, days)?
        } else {
            walk(self.from, rule.length, &self.stops, days)?
        };
        for extension in &self.extensions {
            counted = walk(counted, Length::Days(*extension), &self.stops, days)?;
        }
        let rolled = |day: NaiveDate| {
            if rule.rolls {
                roll(day, !rule.backward, days)
            } else {
                Ok(day)
            }
        };
        let mut last = rolled(counted)?;
        // A limit cannot run out while it is stopped.
        for (after, until) in &self.stops {
            match until {
                Some(until) if *after <= last && last < *until => last = rolled(*until)?,
                Some(_) => {}
                None if *after <= last => return Ok(LastDay { due: None, counted }),
                None => {}
            }
        }
        Ok(LastDay {
            due: Some(last),
            counted,
        })
    }
}
