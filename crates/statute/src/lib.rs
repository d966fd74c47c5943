//! The law as data: regimes, time limits, ladders, criteria, conditions, procedures.
//!
//! The rules are in `law/*.toml` and `data/*.csv`, each with citation, effective dates and how well its source is
//! known; [`Law::load`] reads and checks them, and [`Law::official`] is the set shipped with the product. What a
//! number means is data; how a period is counted is `timelimit`'s business, and which days count is `calendar`'s.
//!
//! Pure: no clock, no database, no network. This crate knows rules and never a case.
//!
//! ```
//! use calendar::{Almanac, Day};
//! use statute::Law;
//!
//! let law = Law::official();
//! let received: Day = "2024-04-24".parse()?;
//! let regime = law.regime_on(received).ok_or("no regime")?;
//! let rule = law.limit("recognition.decide", regime.id, None, received).ok_or("no rule")?;
//! let derivation = timelimit::due(&rule.time_limit, received, Almanac::official().latest())?;
//! assert_eq!(derivation.due_on.map(Day::vietnamese).as_deref(), Some("24/5/2024"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod assessment;
mod check;
mod condition_text;
mod conditions;
mod coverage;
mod criteria;
mod evidence;
mod fault;
mod ladder;
mod law;
mod level;
mod limit_text;
mod listing;
mod load;
mod obstacle;
mod procedure;
mod recognition;
mod recognition_text;
mod regime;
mod role;
mod rule;
mod target;
mod yearly;

pub use assessment::{Assessed, Flaw, IndicatorResult, Outcome};
pub use conditions::{Candidate, Council, Severity, TeamMember, TeamRole, Validity, Violation};
pub use coverage::Gap;
pub use criteria::{CriteriaTable, Criterion};
pub use fault::{Fault, LoadError};
pub use ladder::{At, Ladder, Rung, RungKind, RungMoment};
pub use law::{Law, Triggered};
pub use level::{CriterionResult, Indicator, LevelError, Proposal, Standing};
pub use listing::{Change, Difference, RuleKey};
pub use obstacle::Obstacle;
pub use procedure::Procedure;
pub use recognition::{Application, Condition, ConditionState, Held};
pub use regime::{Deciders, Overlay, ReceivingBodies, Regime, RegimeId, UnknownRegime, Wish};
pub use role::Role;
pub use rule::{Binding, Confidence, Effect, LimitRule, OnExpiry, Owner, Source, Trigger, When, Yearly};
pub use target::RecognitionTarget;
pub use yearly::YearlyDuty;
