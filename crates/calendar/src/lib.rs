//! Which days count.
//!
//! The calendar is law, so it is data: an [`Entry`] says what an official notice makes of one day, a [`Version`] is
//! what became known on one day, and the [`Almanac`] holds all versions in order, each compiled to a [`Calendar`]
//! that answers in constant time. Years without a notice are projected from the Labour Code and say so.
//!
//! Pure: no clock, no database, no network. This crate knows nothing of limits, cases or the law on education.
//!
//! ```
//! use calendar::{Almanac, Day};
//!
//! let start: Day = "2024-04-24".parse()?;
//! let due = Almanac::official().latest().add_working_days(start, 20)?;
//! assert_eq!(due.vietnamese(), "24/5/2024");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod almanac;
mod compiled;
mod day;
mod entry;
mod ical;
mod language;
mod lunar;
mod moment;
mod month;
mod projection;
mod sending;
mod text;
mod version;

pub use almanac::{Almanac, View};
pub use compiled::{Calendar, OutOfRange};
pub use day::{Day, ParseDayError};
pub use entry::{Audience, Document, Entry, EntryKind, Scope, Status};
pub use ical::{Event, IcalError, events_to_ical, version_from_ical, version_to_ical};
pub use language::Language;
pub use moment::{end_of_day, last_instant, local_day, local_moment, local_time, start_of_day};
pub use month::{Month, ParseMonthError};
pub use sending::sending_moment;
pub use text::{VersionTextError, version_from_toml, version_to_toml};
pub use version::{Recurring, Version};
