//! Counting, written a second time and in another way: a day is a plain date, and every period is walked day by day.
//!
//! This is the one place outside the crates of the law that counts days. It shares nothing with them but the data:
//! the notices on days off, and the law files. Where both come to one date, that date is right or both are wrong in
//! the same way; where they differ, a person looks.

mod calendar;
mod ledger;
mod moment;
mod rungs;
mod walk;

pub use calendar::{Almanac, OfficialDays, WorkDays};
pub use ledger::{Count, Effect, Ending, Line, count, start};
pub use moment::{end_of, last_instant, local_day, local_time, office_morning, vietnamese};
pub use rungs::moment_of;
pub use walk::{Length, Uncountable, roll};
