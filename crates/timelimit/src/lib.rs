//! How a period is counted, with its explanation.
//!
//! A clock is not a stored date. It is a [`TimeLimit`] and a ledger of [`LedgerFact`]s, and [`derive()`] turns both
//! into a [`Derivation`]: the due date, where the clock stands, and the steps that led there, each with the rule it
//! applies (Bộ luật Dân sự 2015, Điều 145–148). A date that the product shows always comes from here; nothing else
//! in the code adds days.
//!
//! # Conventions
//!
//! - The day of an event does not count; a limit ends at 24:00 of its last day, Vietnamese time.
//! - A stop is counted like any other period. The day of the stop still counts as elapsed; the days after it up to
//!   and including the day of the resume do not. So a stop from `s` to `r` takes out the days `s < d <= r`, two
//!   adjoining stops equal one, and stopping and resuming on one day changes nothing. Stops may overlap; each needs
//!   its own resume.
//! - A limit cannot run out while it is stopped: stopped on its last day, it ends on the day of the resume.
//! - A stop after the last day changes nothing. While a stop keeps the end open there is no due date.
//! - A reset starts again from zero on its own day, and forgets stops and extensions.
//! - An extension counts on from the last day as counted, before rolling; it must be given before the limit ends, and
//!   as many days before as its rule demands.
//! - A new date (*hẹn lại*) is an extension up to that day: always to a later one, and never while a stop keeps the
//!   end open, for then there is no date to replace. A stop after it keeps the time that remained, as always.
//! - Months and years become days at the start, so that a stop keeps the remaining time.
//!
//! Pure: no clock, no database, no network. This crate knows nothing of dossiers, roles or regimes.
//!
//! ```
//! use calendar::{Almanac, Day, Language};
//! use timelimit::{Span, TimeLimit, due};
//!
//! let limit = TimeLimit::new(Span::WorkingDays(20));
//! let start: Day = "2024-04-24".parse()?;
//! let derivation = due(&limit, start, Almanac::official().latest())?;
//! assert_eq!(derivation.due_on.map(Day::vietnamese).as_deref(), Some("24/5/2024"));
//! assert_eq!(derivation.explanation(Language::English).last().unwrap(), "last day: Friday 2024-05-24");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod attribution;
mod derivation;
mod error;
mod explain;
mod ledger;
mod limit;
mod reading;
mod reckoning;
mod refusal;
mod step;
mod timeline;
mod whatif;
mod wording;

pub use attribution::Turn;
pub use calendar::Language;
pub use derivation::{Derivation, State, derive, derive_as_known_on, derive_without_steps, due};
pub use error::DeriveError;
pub use ledger::{FactKind, LedgerFact};
pub use limit::{Direction, ExtensionRule, Span, TimeLimit, Unit};
pub use step::Step;
pub use timeline::{Phase, Stop};
pub use whatif::{ChangedDay, Move, OpenClock, Shift, WhatIf, what_if};
pub use wording::Wording;
