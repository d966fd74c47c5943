//! Whose turn it was: every elapsed working day belongs to exactly one party.
//!
//! While a limit runs it is the turn of whoever owes it; while it is stopped, of whoever is waited for. Days before
//! a reset stay with whoever had them.

use calendar::{Calendar, Day, OutOfRange};
use serde::{Deserialize, Serialize};

use crate::{Derivation, State};

/// An unbroken run of days that belonged to one party: the days `d` with `after < d <= until`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn<P> {
    /// Whose turn it was.
    pub party: P,
    /// The day before its first.
    pub after: Day,
    /// Its last day.
    pub until: Day,
    /// How many of its days were worked.
    pub working_days: u32,
}

impl Derivation {
    /// Attributes the days from the first start to `until`, or to the end of the clock if that was earlier. The
    /// working days of all turns add up to the working days of the whole.
    ///
    /// # Errors
    /// [`OutOfRange`] when the days leave the calendar.
    pub fn turns<P: Clone>(
        &self,
        owed_by: P,
        waits_for: P,
        until: Day,
        calendar: &Calendar,
    ) -> Result<Vec<Turn<P>>, OutOfRange> {
        let end = match self.state {
            State::Satisfied { on, .. } | State::Cancelled { on } => until.min(on),
            State::Running | State::Suspended => until,
        };
        let mut turns: Vec<(bool, Turn<P>)> = Vec::new();
        let mut reached = self.phases.first().map_or(end, |phase| phase.after);
        for (index, phase) in self.phases.iter().enumerate() {
            // The next phase begins where this one ends; a phase never reaches back before the one it follows.
            let next = self.phases.get(index + 1).map_or(end, |next| next.after.min(end));
            if next <= reached {
                continue;
            }
            let working_days = calendar.working_days_between(reached, next)?;
            match turns.last_mut() {
                Some((stopped, turn)) if *stopped == phase.stopped => {
                    turn.until = next;
                    turn.working_days += working_days;
                }
                _ => {
                    let party = if phase.stopped {
                        waits_for.clone()
                    } else {
                        owed_by.clone()
                    };
                    turns.push((
                        phase.stopped,
                        Turn {
                            party,
                            after: reached,
                            until: next,
                            working_days,
                        },
                    ));
                }
            }
            reached = next;
        }
        Ok(turns.into_iter().map(|(_, turn)| turn).collect())
    }
}
