//! A time limit as the law states it, before any case has started it.

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

use crate::Wording;

/// How long, in the unit the law uses. The unit matters by weeks around Tết.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// *Ngày*: every day counts, holidays too.
    Days(u32),
    /// *Ngày làm việc*: only working days count; a make-up Saturday is one.
    WorkingDays(u32),
    /// *Tháng*: to the corresponding day, or the last day of that month (Bộ luật Dân sự 2015, Điều 148(3)).
    Months(u32),
    /// *Năm*: to the corresponding day and month (Điều 148(4)).
    Years(u32),
    /// The limit is the anchor day itself, such as the end of the planned month.
    OnDay,
    /// *Trước ngày D*: strictly before the anchor day, so due the day before it.
    Before,
}

impl Span {
    /// Whether the span has a length that passes day by day, and so can be stopped.
    #[must_use]
    pub const fn is_counted(self) -> bool {
        !matches!(self, Span::OnDay | Span::Before)
    }

    /// The unit in which consumption of the span is reported.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Span::WorkingDays(_) => Unit::WorkingDays,
            Span::Days(_) | Span::Months(_) | Span::Years(_) | Span::OnDay | Span::Before => Unit::Days,
        }
    }
}

impl Span {
    pub(crate) fn in_vietnamese(self) -> String {
        match self {
            Span::Days(count) => format!("{count} ngày"),
            Span::WorkingDays(count) => format!("{count} ngày làm việc"),
            Span::Months(count) => format!("{count} tháng"),
            Span::Years(count) => format!("{count} năm"),
            Span::OnDay => "đúng ngày".to_owned(),
            Span::Before => "trước ngày".to_owned(),
        }
    }

    pub(crate) fn in_english(self) -> String {
        let counted = |count: u32, unit: &str| format!("{count} {unit}{}", if count == 1 { "" } else { "s" });
        match self {
            Span::Days(count) => counted(count, "day"),
            Span::WorkingDays(count) => counted(count, "working day"),
            Span::Months(count) => counted(count, "month"),
            Span::Years(count) => counted(count, "year"),
            Span::OnDay => "on the day".to_owned(),
            Span::Before => "before the day".to_owned(),
        }
    }
}

/// The unit of elapsed and remaining time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Calendar days.
    Days,
    /// Working days.
    WorkingDays,
}

/// Which way the span is laid from its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Within so long after the event.
    #[default]
    Forward,
    /// At least so long before the anchor day ("at least 5 months before expiry").
    Backward,
}

/// How often and how far a limit may be extended (*gia hạn*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtensionRule {
    /// How many times at most.
    pub times: u32,
    /// The longest single extension, in the unit in which extensions must then be given; unbounded when absent.
    #[serde(default)]
    pub longest: Option<Span>,
    /// How many days before the last day it must be given at the latest; 0 when the last day is still in time.
    #[serde(default)]
    pub days_before: u32,
    /// Where the law allows it.
    pub citation: Wording,
}

/// A time limit: what `derive` applies to the facts of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeLimit {
    /// How long.
    pub span: Span,
    /// Which way.
    #[serde(default)]
    pub direction: Direction,
    /// Whether a last day that is not worked moves to the next working day (Điều 148(5)); backward limits move to
    /// the preceding one. A validity does not roll: a certificate expires on the day printed on it.
    pub roll: bool,
    /// Set for limits started by a receipt: what arrives later in the day than this Vietnamese time, or on a day
    /// off, is deemed received on the next working day. Applies to the start and to a reset.
    #[serde(default)]
    pub receipt_cutoff: Option<NaiveTime>,
    /// Whether the limit can be suspended at all. Only a counted forward span ever can.
    pub suspendable: bool,
    /// Whether and how far it can be extended; `None` refuses every extension.
    #[serde(default)]
    pub extension: Option<ExtensionRule>,
    /// What starts it, as a noun phrase in lower case: `ngày nhận báo cáo` / `the day the report was received`.
    #[serde(default)]
    pub start_event: Wording,
    /// The article that sets it.
    #[serde(default)]
    pub citation: Wording,
}

impl TimeLimit {
    /// A forward limit that rolls, can be suspended, and cannot be extended.
    #[must_use]
    pub fn new(span: Span) -> TimeLimit {
        TimeLimit {
            span,
            direction: Direction::Forward,
            roll: true,
            receipt_cutoff: None,
            suspendable: true,
            extension: None,
            start_event: Wording::default(),
            citation: Wording::default(),
        }
    }

    /// The same limit counted backward, without rolling.
    #[must_use]
    pub fn backward(self) -> TimeLimit {
        TimeLimit {
            direction: Direction::Backward,
            roll: false,
            ..self
        }
    }

    /// The same limit with a last day that stays where it falls.
    #[must_use]
    pub fn without_roll(self) -> TimeLimit {
        TimeLimit { roll: false, ..self }
    }

    /// The same limit with deemed receipt after `cutoff`.
    #[must_use]
    pub fn with_receipt_cutoff(self, cutoff: NaiveTime) -> TimeLimit {
        TimeLimit {
            receipt_cutoff: Some(cutoff),
            ..self
        }
    }

    /// The same limit, extensible by `rule`.
    #[must_use]
    pub fn with_extension(self, rule: ExtensionRule) -> TimeLimit {
        TimeLimit {
            extension: Some(rule),
            ..self
        }
    }

    /// Whether the limit was extended as often as its rule allows; never for a limit without such a rule.
    #[must_use]
    pub fn has_spent(&self, extensions: usize) -> bool {
        self.extension
            .as_ref()
            .is_some_and(|rule| extensions >= rule.times as usize)
    }

    /// Whether a stop means anything for this limit.
    #[must_use]
    pub fn can_be_suspended(&self) -> bool {
        self.suspendable && self.span.is_counted() && self.direction == Direction::Forward
    }
}
