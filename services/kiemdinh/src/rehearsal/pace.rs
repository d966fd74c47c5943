//! How fast people act: seeded, on working days, in office hours.
//!
//! The same seed gives the same moments. Days come from the calendar crate; nothing is added here.

use calendar::{Almanac, Calendar, Day, Month, OutOfRange, local_day, local_moment};
use chrono::NaiveTime;
use platform::time::Moment;
use rand::RngExt;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::problem::Problem;

/// When the day's work begins.
const MORNING: (u32, u32) = (8, 0);
/// Office hours in which people act, in minutes of the day; well before the cut-off of receipts at 17:00.
const HOURS: [std::ops::Range<u32>; 2] = [8 * 60 + 15..11 * 60 + 30, 13 * 60 + 30..16 * 60 + 30];

/// One person's pace.
#[derive(Clone, Debug)]
pub struct Pace {
    random: ChaCha8Rng,
    calendar: &'static Calendar,
}

impl Pace {
    /// The pace number `index` of a rehearsal with `seed`: independent of every other.
    pub fn new(seed: u64, index: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(index);
        Self {
            random,
            calendar: Almanac::official().latest(),
        }
    }

    /// A moment in office hours, between `least` and `most` working days after `now`'s day; at least one.
    ///
    /// # Errors
    /// When the calendar ends.
    pub fn working_days_later(&mut self, now: Moment, least: u32, most: u32) -> Result<Moment, Problem> {
        self.working_days_after(local_day(now), least, most)
    }

    /// A moment in office hours, between `least` and `most` working days after `day`.
    ///
    /// # Errors
    /// When the calendar ends.
    pub fn working_days_after(&mut self, day: Day, least: u32, most: u32) -> Result<Moment, Problem> {
        let count = self.random.random_range(least..=most);
        let day = self
            .calendar
            .add_working_days(day, count)
            .map_err(beyond_the_calendar)?;
        Ok(self.in_office_hours(day))
    }

    /// A moment in office hours on a working day of `month`, on a later day than `now`'s. When the month is
    /// over by then: the next working day.
    ///
    /// # Errors
    /// When the calendar ends.
    pub fn within(&mut self, month: Month, now: Moment) -> Result<Moment, Problem> {
        let before = month.first_day().eve().max(local_day(now));
        let working = self
            .calendar
            .working_days_between(before, month.last_day())
            .map_err(beyond_the_calendar)?;
        self.working_days_after(before, 1, working.max(1))
    }

    /// A moment in office hours on one of the last three working days up to `day`, on a later day than `now`'s.
    ///
    /// # Errors
    /// When the calendar ends.
    pub fn shortly_before(&mut self, day: Day, now: Moment) -> Result<Moment, Problem> {
        let today = local_day(now);
        let left = self
            .calendar
            .working_days_between(today, day.max(today))
            .map_err(beyond_the_calendar)?;
        self.working_days_after(today, left.saturating_sub(2).max(1), left.max(1))
    }

    fn in_office_hours(&mut self, day: Day) -> Moment {
        let half = HOURS[usize::from(self.chance(0.5))].clone();
        let minute = self.random.random_range(half);
        local_moment(day, time(minute / 60, minute % 60))
    }

    /// True with probability `probability`.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.random.random_bool(probability)
    }

    /// One of `choices`, which must not be empty.
    pub fn choose<'a>(&mut self, choices: &'a [&'a str]) -> &'a str {
        choices[self.random.random_range(0..choices.len())]
    }

    /// The numbers below `count` in random order.
    pub fn shuffled(&mut self, count: usize) -> Vec<usize> {
        let mut numbers: Vec<usize> = (0..count).collect();
        numbers.shuffle(&mut self.random);
        numbers
    }
}

/// The first working morning on `day` or later.
///
/// # Errors
/// When the calendar ends.
pub fn first_working_morning(day: Day) -> Result<Moment, Problem> {
    let day = Almanac::official()
        .latest()
        .next_working_day(day)
        .map_err(beyond_the_calendar)?;
    Ok(local_moment(day, time(MORNING.0, MORNING.1)))
}

fn beyond_the_calendar(error: OutOfRange) -> Problem {
    Problem::invalid(error.to_string())
}

fn time(hour: u32, minute: u32) -> NaiveTime {
    // Hours and minutes come from the constants above.
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or(NaiveTime::MIN)
}

#[cfg(test)]
mod tests {
    use calendar::local_time;

    use super::*;

    #[test]
    fn people_act_in_office_hours_of_working_days() {
        let mut pace = Pace::new(7, 0);
        let mut now: Moment = "2024-01-02T01:00:00Z".parse().unwrap();
        for _ in 0..200 {
            let then = pace.working_days_later(now, 1, 4).unwrap();
            let (day, hour) = (local_day(then), local_time(then));
            assert!(then > now && pace.calendar.is_working(day).unwrap(), "{then}");
            assert!((time(8, 0)..time(16, 30)).contains(&hour), "{then}");
            now = then;
        }
    }

    #[test]
    fn a_month_is_kept_while_it_lasts() {
        let month = "2024-02".parse::<Month>().unwrap();
        for seed in 0..50 {
            let mut pace = Pace::new(seed, 1);
            let early = pace
                .within(month, "2024-01-10T02:00:00Z".parse().unwrap())
                .unwrap();
            assert_eq!(Month::of(local_day(early)), month);
            let late = pace
                .within(month, "2024-02-29T02:00:00Z".parse().unwrap())
                .unwrap();
            assert_eq!(local_day(late).to_string(), "2024-03-01");
        }
    }

    #[test]
    fn a_promise_is_kept_on_its_last_days() {
        let now: Moment = "2024-03-01T02:00:00Z".parse().unwrap();
        let promised: Day = "2024-03-22".parse().unwrap();
        for seed in 0..50 {
            let then = local_day(Pace::new(seed, 2).shortly_before(promised, now).unwrap());
            assert!(
                ("2024-03-20".parse().unwrap()..=promised).contains(&then),
                "{then}"
            );
            let late = local_day(
                Pace::new(seed, 2)
                    .shortly_before("2024-02-01".parse().unwrap(), now)
                    .unwrap(),
            );
            assert_eq!(late.to_string(), "2024-03-04", "the next working day");
        }
    }

    #[test]
    fn the_same_seed_is_the_same_pace() {
        let moments = |seed, index| {
            let mut pace = Pace::new(seed, index);
            let start = "2024-03-01T02:00:00Z".parse().unwrap();
            (0..5)
                .map(|_| pace.working_days_later(start, 1, 30).unwrap())
                .collect::<Vec<_>>()
        };
        assert_eq!(moments(1, 0), moments(1, 0));
        assert_ne!(moments(1, 0), moments(2, 0));
        assert_ne!(moments(1, 0), moments(1, 1));
    }

    #[test]
    fn work_begins_after_the_holiday() {
        let morning = first_working_morning("2024-01-01".parse().unwrap()).unwrap();
        assert_eq!(morning.to_rfc3339(), "2024-01-02T01:00:00+00:00");
    }
}
