//! What was known of a clock, and when: the ledger cut at each moment at which something was recorded, and at what any
//! order of delivery could have made of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

use crate::count::{Almanac, Count, Effect, Ending, Line, Uncountable, WorkDays, count, local_day, start};
use crate::law::Rule;

/// More orders of delivery than this are not looked through.
const MOST_ORDERS: usize = 4_096;

/// The lines of one clock.
#[derive(Clone, Debug)]
pub struct Ledger<'r> {
    /// The regime of the clock.
    pub regime: String,
    versions: &'r [Rule],
    lines: Vec<Line>,
}

/// What was known from one moment until the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Since when.
    pub since: DateTime<Utc>,
    /// Until when; nothing for what is known now.
    pub until: Option<DateTime<Utc>>,
    /// What the ledger came to.
    pub count: Result<Option<Count>, Uncountable>,
}

impl State {
    /// The last day that then stood.
    pub fn due(&self) -> Option<NaiveDate> {
        self.counted()?.due
    }

    /// What the ledger came to, if to anything.
    pub fn counted(&self) -> Option<Count> {
        self.count.as_ref().ok().copied().flatten()
    }

    /// The last day whose end has, or will have, to be announced: the clock runs, or was ended too late, or by its
    /// own deadline.
    pub fn owes(&self) -> Option<NaiveDate> {
        let count = self.counted()?;
        count.due.filter(|due| match count.ending {
            None | Some(Ending::Deemed(_)) => true,
            Some(Ending::Done(on) | Ending::Cancelled(on)) => on > *due,
        })
    }
}

impl<'r> Ledger<'r> {
    /// An empty ledger of a clock under `regime`.
    pub fn new(regime: &str, versions: &'r [Rule]) -> Ledger<'r> {
        Ledger {
            regime: regime.to_owned(),
            versions,
            lines: Vec::new(),
        }
    }

    /// Enters a line; one that a fact has entered before changes nothing.
    pub fn enter(&mut self, line: Line) {
        let repeats = |known: &Line| {
            (known.fact_id, known.effect, known.version) == (line.fact_id, line.effect, line.version)
        };
        if !self.lines.iter().any(repeats) {
            self.lines.push(line);
        }
    }

    /// The lines.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The rule of the clock: the version of the day on which it was started, or any while it was not.
    pub fn rule(&self) -> Option<&'r Rule> {
        let all: Vec<&Line> = self.lines.iter().collect();
        let of_start = start(&all).and_then(|line| self.versions.get(line.version));
        let any = || {
            self.versions
                .iter()
                .find(|rule| rule.regimes.contains(&self.regime))
        };
        of_start.or_else(any)
    }

    /// What the lines that are `known` come to.
    pub fn count(
        &self,
        known: impl Fn(&Line) -> bool,
        days: &WorkDays,
    ) -> Result<Option<Count>, Uncountable> {
        let lines: Vec<&Line> = self.lines.iter().filter(|line| known(line)).collect();
        let Some(version) = start(&lines).map(|line| line.version) else {
            return Ok(None);
        };
        let Some(rule) = self.versions.get(version) else {
            return Ok(None);
        };
        let of_rule: Vec<&Line> = lines
            .into_iter()
            .filter(|line| line.version == version || line.effect == Effect::Starts)
            .collect();
        count(rule, &of_rule, days)
    }

    /// What was known, from the first recording on.
    pub fn states(&self, days: &WorkDays) -> Vec<State> {
        let moments: BTreeSet<DateTime<Utc>> = self.lines.iter().map(|line| line.recorded_at).collect();
        let nexts = moments.iter().skip(1).copied().map(Some).chain([None]);
        moments
            .iter()
            .zip(nexts)
            .map(|(since, until)| State {
                since: *since,
                until,
                count: self.count(|line| line.recorded_at <= *since, days),
            })
            .collect()
    }

    /// Every last day that somebody could have counted at `at`: by what was known of the calendar then or later, and
    /// by whatever of the facts recorded until then had been delivered. Facts of one service are delivered in order,
    /// those of several in any.
    pub fn possible(&self, at: DateTime<Utc>, almanac: &Almanac) -> BTreeSet<Option<NaiveDate>> {
        let mut recorded: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
        for line in self.lines.iter().filter(|line| line.recorded_at <= at) {
            recorded.entry(line.service).or_default().push(line.sequence);
        }
        for places in recorded.values_mut() {
            places.sort_unstable();
            places.dedup();
        }
        let orders: usize = recorded.values().map(|places| places.len() + 1).product();
        let mut possible = BTreeSet::new();
        for order in 0..orders.min(MOST_ORDERS) {
            let mut rest = order;
            let mut delivered: BTreeMap<&str, i64> = BTreeMap::new();
            for (service, places) in &recorded {
                let count = rest % (places.len() + 1);
                rest /= places.len() + 1;
                let last = count.checked_sub(1).and_then(|last| places.get(last));
                delivered.insert(service, last.copied().unwrap_or(0));
            }
            let known = |line: &Line| {
                line.recorded_at <= at
                    && delivered
                        .get(line.service)
                        .is_some_and(|last| line.sequence <= *last)
            };
            for days in almanac.known_since(local_day(at)) {
                if let Ok(Some(count)) = self.count(known, days) {
                    possible.insert(count.due);
                }
            }
        }
        possible
    }
}
