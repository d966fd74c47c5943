//! What a draft calendar or law would do to open clocks. Changes nothing.
//!
//! A date already notified never silently becomes earlier: such a move is reported with the date to keep, and a
//! person decides. A clock that has ended is not judged again, and one already overdue is not made timely.

use std::cmp::Ordering;

use calendar::{Calendar, Day};
use serde::{Deserialize, Serialize};

use crate::{DeriveError, LedgerFact, State, TimeLimit, derive_without_steps};

/// A clock to try the draft on. `K` is whatever names it.
#[derive(Debug, Clone, Copy)]
pub struct OpenClock<'a, K> {
    /// Its name.
    pub key: K,
    /// The limit in force.
    pub limit: &'a TimeLimit,
    /// The limit under the draft law; the same one when only the calendar is drafted.
    pub drafted: &'a TimeLimit,
    /// Its facts, in any order.
    pub facts: &'a [LedgerFact],
    /// The due date printed in a letter, if one went out.
    pub notified: Option<Day>,
}

/// Where a due date would go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shift {
    /// To a later day: moves, and the holder is told.
    Later,
    /// To an earlier day.
    Earlier,
}

/// A day that counts differently under the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ChangedDay {
    /// The day.
    pub day: Day,
    /// Whether it is worked under the draft.
    pub worked: bool,
}

/// A clock that would move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move<K> {
    /// Its name.
    pub key: K,
    /// The due date now.
    pub from: Day,
    /// The due date under the draft.
    pub to: Day,
    /// Which way.
    pub shift: Shift,
    /// By how many days, negative when earlier.
    pub days: i32,
    /// The notified date, when the draft would make the limit end before it: to be kept until a person decides.
    pub keep: Option<Day>,
    /// A letter with another date is out and must be reissued.
    pub reissue: bool,
    /// The days in its window that count differently.
    pub because: Vec<ChangedDay>,
    /// The limit itself differs.
    pub limit_changed: bool,
}

/// What a draft would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIf<K> {
    /// The clocks that would move, in the order given.
    pub moves: Vec<Move<K>>,
    /// Clocks that cannot be derived before or under the draft, with the reason.
    pub refused: Vec<(K, DeriveError)>,
    /// How many would stay where they are.
    pub unmoved: usize,
}

/// Derives every clock on both calendars and limits. `today` tells which are already overdue.
pub fn what_if<'a, K>(
    clocks: impl IntoIterator<Item = OpenClock<'a, K>>,
    current: &Calendar,
    draft: &Calendar,
    today: Day,
) -> WhatIf<K> {
    let changed: Vec<ChangedDay> = current
        .differences(draft)
        .into_iter()
        .map(|day| ChangedDay {
            day,
            worked: draft.is_working(day) == Ok(true),
        })
        .collect();
    let mut outcome = WhatIf {
        moves: Vec::new(),
        refused: Vec::new(),
        unmoved: 0,
    };
    for clock in clocks {
        match move_of(&clock, current, draft, today, &changed) {
            Ok(None) => outcome.unmoved += 1,
            Ok(Some(moved)) => outcome.moves.push(moved.named(clock.key)),
            Err(error) => outcome.refused.push((clock.key, error)),
        }
    }
    outcome
}

fn move_of<K>(
    clock: &OpenClock<'_, K>,
    current: &Calendar,
    draft: &Calendar,
    today: Day,
    changed: &[ChangedDay],
) -> Result<Option<Move<()>>, DeriveError> {
    let now = derive_without_steps(clock.limit, clock.facts, current)?;
    let (State::Running, Some(from)) = (now.state, now.due_on) else {
        return Ok(None);
    };
    if from < today {
        return Ok(None);
    }
    let limit_changed = clock.limit != clock.drafted;
    let then = derive_without_steps(clock.drafted, clock.facts, draft)?;
    let Some(to) = then.due_on else {
        return Ok(None);
    };
    let shift = match to.cmp(&from) {
        Ordering::Greater => Shift::Later,
        Ordering::Less => Shift::Earlier,
        Ordering::Equal => return Ok(None),
    };
    let first = now.started_on.min(then.started_on).min(from).min(to);
    let last = now.started_on.max(from).max(to);
    let inside = changed.partition_point(|change| change.day < first)
        ..changed.partition_point(|change| change.day <= last);
    Ok(Some(Move {
        key: (),
        from,
        to,
        shift,
        days: to.days_since(from),
        keep: clock.notified.filter(|&notified| to < notified),
        reissue: clock.notified.is_some_and(|notified| notified < to),
        because: changed.get(inside).unwrap_or(&[]).to_vec(),
        limit_changed,
    }))
}

impl Move<()> {
    fn named<K>(self, key: K) -> Move<K> {
        let Move {
            key: (),
            from,
            to,
            shift,
            days,
            keep,
            reissue,
            because,
            limit_changed,
        } = self;
        Move {
            key,
            from,
            to,
            shift,
            days,
            keep,
            reissue,
            because,
            limit_changed,
        }
    }
}
