//! How far reviews are, and how long their stages take.

use calendar::{Calendar, local_day};

use super::{ReviewState, StateChange};

/// How far reviews are and how long their stages took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    /// How many reviews are in each state, in the order of the states.
    pub states: Vec<(ReviewState, u32)>,
    /// How long each stage took where it was finished, in the order of the states.
    pub stages: Vec<StagePace>,
}

/// How long a stage took where it was finished, in working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StagePace {
    /// The state that was left.
    pub state: ReviewState,
    /// How often it was left.
    pub reviews: u32,
    /// Half of the times it took at most so many working days.
    pub median: u32,
    /// The longest took so many.
    pub longest: u32,
}

impl Pace {
    /// The pace of the reviews with these histories. A day on which a stage began does not count, as in every
    /// period; a stage that began or ended outside the years of the calendar is not measured.
    pub fn of(histories: &[Vec<StateChange>], calendar: &Calendar) -> Self {
        let last = |state: ReviewState| {
            let there =
                |history: &&Vec<StateChange>| history.last().is_some_and(|change| change.state == state);
            count(histories.iter().filter(there).count())
        };
        Self {
            states: ReviewState::ALL.map(|state| (state, last(state))).to_vec(),
            stages: ReviewState::ALL
                .into_iter()
                .filter_map(|state| stage(state, histories, calendar))
                .collect(),
        }
    }
}

fn stage(state: ReviewState, histories: &[Vec<StateChange>], calendar: &Calendar) -> Option<StagePace> {
    let left = histories.iter().flat_map(|history| {
        let next = history.iter().skip(1);
        history
            .iter()
            .zip(next)
            .filter(|(entered, _)| entered.state == state)
    });
    let mut days: Vec<u32> = left
        .filter_map(|(entered, left)| {
            let (entered, left) = (local_day(entered.at), local_day(left.at));
            calendar.working_days_between(entered, left).ok()
        })
        .collect();
    days.sort_unstable();
    let middle = days.len().checked_sub(1)? / 2;
    Some(StagePace {
        state,
        reviews: count(days.len()),
        median: *days.get(middle)?,
        longest: *days.last()?,
    })
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
