//! The compiled calendar: a bit per day, so that counting working days never walks.
//!
//! `rank` (how many working days up to here) is a prefix count plus one population count; `select` (which day is the
//! n-th working day) is a table look-up. Both are O(1), so adding 20 or 2,000 working days costs the same.

use crate::{Day, Entry};

const BITS: usize = 64;

/// A day, or the result of a count, lies outside the years the calendar covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the calendar covers {first} to {last}; counting from {day} leaves it")]
pub struct OutOfRange {
    /// The day that was asked about, or from which the count started.
    pub day: Day,
    /// The first day covered.
    pub first: Day,
    /// The last day covered.
    pub last: Day,
}

/// Which days are worked by state offices, as known on one day; immutable and cheap to ask.
///
/// Obtained from an [`Almanac`](crate::Almanac).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    first: Day,
    /// How many days are covered.
    length: u32,
    /// Bit `i % 64` of word `i / 64` is set when day `first + i` is worked.
    words: Vec<u64>,
    /// Working days before each word.
    before: Vec<u32>,
    /// Offsets from `first` of the working days, in order.
    working: Vec<u32>,
    /// The entries that took part, in order of date.
    entries: Vec<Entry>,
    /// First year covered, and for each year whether its days are projected.
    first_year: i32,
    projected_years: Vec<bool>,
}

impl Calendar {
    /// Compiles the days `first_year`-01-01 to `last_year`-12-31. `entries` are those that count, at most one kind
    /// per day meaning anything; `projected` tells whether a year has no official notice.
    pub(crate) fn compile(
        first_year: i32,
        last_year: i32,
        mut entries: Vec<Entry>,
        projected: impl Fn(i32) -> bool,
    ) -> Calendar {
        let first = Day::from_ymd(first_year, 1, 1).unwrap_or(Day::MIN);
        let last = Day::from_ymd(last_year, 12, 31).unwrap_or(Day::MAX);
        let length = last.days_since(first).unsigned_abs() + 1;
        entries.retain(|entry| first <= entry.date && entry.date <= last);
        entries.sort_by_key(|entry| (entry.date, entry.kind));

        let mut words = vec![0_u64; (length as usize).div_ceil(BITS)];
        for offset in 0..length {
            if !first.plus_days(offset as i32).is_weekend() {
                set(&mut words, offset, true);
            }
        }
        // Sorted by kind within a day, make-up work comes last: a day both holiday and made up for is worked.
        for entry in &entries {
            set(
                &mut words,
                entry.date.days_since(first).unsigned_abs(),
                entry.kind.is_worked(),
            );
        }

        let mut before = Vec::with_capacity(words.len());
        let mut count = 0;
        for word in &words {
            before.push(count);
            count += word.count_ones();
        }
        let working = (0..length).filter(|&offset| get(&words, offset)).collect();
        let projected_years = (first_year..=last_year).map(projected).collect();
        Calendar {
            first,
            length,
            words,
            before,
            working,
            entries,
            first_year,
            projected_years,
        }
    }

    /// The first day covered.
    #[must_use]
    pub fn first(&self) -> Day {
        self.first
    }

    /// The last day covered.
    #[must_use]
    pub fn last(&self) -> Day {
        self.first.plus_days(self.length as i32 - 1)
    }

    /// Whether `day` is worked: Monday to Friday, less days off, plus make-up days.
    ///
    /// # Errors
    /// [`OutOfRange`] when the calendar does not cover `day`.
    pub fn is_working(&self, day: Day) -> Result<bool, OutOfRange> {
        Ok(get(&self.words, self.offset(day)?))
    }

    /// The `count`-th working day after `day`; `day` itself, worked or not, when `count` is 0. The day of the event
    /// does not count (Bộ luật Dân sự 2015, Điều 147).
    ///
    /// # Errors
    /// [`OutOfRange`] when `day` or the result is not covered.
    pub fn add_working_days(&self, day: Day, count: u32) -> Result<Day, OutOfRange> {
        let offset = self.offset(day)?;
        if count == 0 {
            return Ok(day);
        }
        let index = self.rank(offset) as usize + count as usize - 1;
        let found = self.working.get(index).ok_or_else(|| self.out_of_range(day))?;
        Ok(self.first.plus_days(*found as i32))
    }

    /// The `count`-th working day before `day`; `day` itself when `count` is 0.
    ///
    /// # Errors
    /// [`OutOfRange`] when `day` or the result is not covered.
    pub fn subtract_working_days(&self, day: Day, count: u32) -> Result<Day, OutOfRange> {
        let offset = self.offset(day)?;
        if count == 0 {
            return Ok(day);
        }
        let earlier = self.rank(offset) - u32::from(get(&self.words, offset));
        let index = earlier.checked_sub(count).ok_or_else(|| self.out_of_range(day))?;
        let found = self
            .working
            .get(index as usize)
            .ok_or_else(|| self.out_of_range(day))?;
        Ok(self.first.plus_days(*found as i32))
    }

    /// How many working days `d` satisfy `after < d <= until`; 0 when `until` is not later than `after`.
    ///
    /// # Errors
    /// [`OutOfRange`] when either day is not covered.
    pub fn working_days_between(&self, after: Day, until: Day) -> Result<u32, OutOfRange> {
        let (from, to) = (self.rank(self.offset(after)?), self.rank(self.offset(until)?));
        Ok(to.saturating_sub(from))
    }

    /// The first working day that is `day` or later, to which a limit rolls forward (Điều 148(5)).
    ///
    /// # Errors
    /// [`OutOfRange`] when `day` or the result is not covered.
    pub fn next_working_day(&self, day: Day) -> Result<Day, OutOfRange> {
        if self.is_working(day)? {
            Ok(day)
        } else {
            self.add_working_days(day, 1)
        }
    }

    /// The last working day that is `day` or earlier.
    ///
    /// # Errors
    /// [`OutOfRange`] when `day` or the result is not covered.
    pub fn previous_working_day(&self, day: Day) -> Result<Day, OutOfRange> {
        if self.is_working(day)? {
            Ok(day)
        } else {
            self.subtract_working_days(day, 1)
        }
    }

    /// The entries that took part, from `first` to `last` inclusive, in order of date. Days outside the covered
    /// years have none.
    #[must_use]
    pub fn entries_between(&self, first: Day, last: Day) -> &[Entry] {
        let start = self.entries.partition_point(|entry| entry.date < first);
        let end = self.entries.partition_point(|entry| entry.date <= last);
        self.entries.get(start..end).unwrap_or(&[])
    }

    /// Whether the year of `day` has no official notice yet (or is not covered), so that its days off may change.
    #[must_use]
    pub fn is_projected(&self, day: Day) -> bool {
        self.is_projected_between(day, day)
    }

    /// Whether any day from `first` to `last` lies in a year without an official notice.
    #[must_use]
    pub fn is_projected_between(&self, first: Day, last: Day) -> bool {
        (first.year()..=last.year()).any(|year| {
            let index = usize::try_from(year - self.first_year).ok();
            index
                .and_then(|index| self.projected_years.get(index))
                .copied()
                .unwrap_or(true)
        })
    }

    /// The days that are worked in one calendar and not in the other, in order, within the years both cover.
    #[must_use]
    pub fn differences(&self, other: &Calendar) -> Vec<Day> {
        let (first, last) = (self.first.max(other.first), self.last().min(other.last()));
        (0..=last.days_since(first))
            .map(|offset| first.plus_days(offset))
            .filter(|&day| self.is_working(day) != other.is_working(day))
            .collect()
    }

    fn offset(&self, day: Day) -> Result<u32, OutOfRange> {
        // A day before the first wraps to a huge offset, so one comparison checks both ends.
        let offset = day.epoch_days().wrapping_sub(self.first.epoch_days()) as u32;
        if offset < self.length {
            Ok(offset)
        } else {
            Err(self.out_of_range(day))
        }
    }

    fn out_of_range(&self, day: Day) -> OutOfRange {
        OutOfRange {
            day,
            first: self.first,
            last: self.last(),
        }
    }

    /// Working days at offsets up to and including `offset`, which must be covered.
    fn rank(&self, offset: u32) -> u32 {
        let (word, bit) = (offset as usize / BITS, offset as usize % BITS);
        let upto = u64::MAX >> (BITS - 1 - bit);
        self.before[word] + (self.words[word] & upto).count_ones()
    }
}

fn get(words: &[u64], offset: u32) -> bool {
    words[offset as usize / BITS] >> (offset as usize % BITS) & 1 == 1
}

fn set(words: &mut [u64], offset: u32, worked: bool) {
    let mask = 1 << (offset as usize % BITS);
    let word = &mut words[offset as usize / BITS];
    *word = if worked { *word | mask } else { *word & !mask };
}
