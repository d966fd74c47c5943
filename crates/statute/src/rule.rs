//! A time limit of the law, with everything the services need to run it: what starts and ends it, who owes it, what
//! follows when it passes.

use std::fmt;

use calendar::Day;
use serde::{Deserialize, Serialize};
use timelimit::{TimeLimit, Wording};

use crate::{Ladder, RegimeId, Role};

/// How well the source of a rule is known; anything but [`Confidence::Text`] is shown as "cần xác minh".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// The wording itself was found.
    Text,
    /// Found only paraphrased.
    Summary,
    /// Found only in third-party software that cites the article.
    Lead,
    /// Common practice without a source.
    Custom,
}

impl Confidence {
    /// The stable name, as in the law files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Confidence::Text => "text",
            Confidence::Summary => "summary",
            Confidence::Lead => "lead",
            Confidence::Custom => "custom",
        }
    }

    /// Whether a person should check the rule against its source.
    #[must_use]
    pub const fn to_verify(self) -> bool {
        !matches!(self, Confidence::Text)
    }
}

/// The service that owns the cases of a rule and judges what happens when its limit passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// Schools, plans, dossiers.
    Registration,
    /// Teams and external reviews.
    Review,
    /// Decisions and certificates.
    Recognition,
}

impl Owner {
    /// The name of the service.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Owner::Registration => "registration",
            Owner::Review => "review",
            Owner::Recognition => "recognition",
        }
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// The legal effect at 24:00 of the due day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnExpiry {
    /// *Vi phạm thời hạn*.
    Breach,
    /// *Mặc nhiên đồng ý*: silence agrees.
    DeemedConsent,
    /// The certificate ceases to be valid.
    Expires,
    /// A right opens.
    Opens,
}

/// Whether missing the limit breaks the law or a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Binding {
    /// An act.
    #[default]
    Statute,
    /// A plan or an overlay: a target, shown beside the statutory limit.
    Plan,
}

/// A condition on an attribute of the fact.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// The attribute of the fact.
    pub attribute: String,
    /// The value it must have.
    pub equals: String,
}

/// A published fact that moves the clock.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// The fact type, such as `registration.dossier_submitted`.
    pub fact: String,
    /// The attribute of the fact that states the date from which the period counts, or to which it is extended.
    #[serde(default)]
    pub anchor: Option<String>,
    /// Only facts with this attribute.
    #[serde(default)]
    pub when: Option<When>,
    /// The fact is itself the effect of the deadline (deemed consent), not an act of the one who owed it.
    #[serde(default)]
    pub deemed: bool,
    /// It starts the clock only when the limit, counted from the anchor, ends no earlier than the fact itself: what is
    /// entered long after it began starts no clock of the past.
    #[serde(default)]
    pub ahead: bool,
}

impl Trigger {
    /// Whether a fact of that type, whose attributes `attribute` looks up, is meant.
    pub fn matches<'a>(&self, fact: &str, attribute: impl Fn(&str) -> Option<&'a str>) -> bool {
        self.fact == fact
            && self
                .when
                .as_ref()
                .is_none_or(|when| attribute(&when.attribute) == Some(when.equals.as_str()))
    }
}

/// What a fact does to the clock of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Ends it and makes what came before void: another start is counted from zero.
    Clears,
    /// Opens the clock.
    Starts,
    /// Stops it.
    Suspends,
    /// Lets it go on.
    Resumes,
    /// Starts it again from zero.
    Resets,
    /// Gives it a new last day.
    Extends,
    /// Ends it as done.
    Satisfies,
    /// Ends it as no longer applying.
    Cancels,
}

/// Month and day of a yearly obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Yearly {
    /// Month, 1–12.
    pub month: u32,
    /// Day of month.
    pub day: u32,
}

impl Yearly {
    /// That day of a year.
    #[must_use]
    pub fn of(self, year: i32) -> Option<Day> {
        Day::from_ymd(year, self.month, self.day)
    }
}

/// A time limit of the law under some regimes and, when `overlay` is set, one local plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitRule {
    /// Stable name, such as `recognition.decide`; unique per regime, overlay and day.
    pub id: String,
    /// The local plan that sets it, if any.
    pub overlay: Option<String>,
    /// The regimes under which it holds.
    pub regimes: Vec<RegimeId>,
    /// What it is called.
    pub title: Wording,
    /// How it is counted.
    pub time_limit: TimeLimit,
    /// The date that the law or plan names, for yearly obligations.
    pub yearly: Option<Yearly>,
    /// Who must act in time.
    pub owed_by: Role,
    /// Who is waited for while the limit is stopped.
    pub waits_for: Option<Role>,
    /// The service that judges it.
    pub owner: Owner,
    /// What follows when it passes.
    pub on_expiry: OnExpiry,
    /// Law or plan.
    pub binding: Binding,
    /// Whether the applicant may demand it, so that lateness must be apologised for beforehand.
    pub owed_to_applicant: bool,
    /// Name of the ladder.
    pub ladder_id: String,
    /// The ladder, addressed to this rule's obligor.
    pub ladder: Ladder,
    /// How well the source is known.
    pub confidence: Confidence,
    /// The article.
    pub citation: Wording,
    /// What the administrator should know about the source.
    pub note: Option<Wording>,
    /// First day on which clocks begin under the rule, when narrower than its regimes.
    pub from: Option<Day>,
    /// Last such day.
    pub until: Option<Day>,
    /// Facts that make void what it was counted for, so that it may start again.
    pub cleared_by: Vec<Trigger>,
    /// Facts that open the clock.
    pub starts_on: Vec<Trigger>,
    /// Facts that stop it.
    pub suspended_by: Vec<Trigger>,
    /// Facts that let it go on.
    pub resumed_by: Vec<Trigger>,
    /// Facts that start it again from zero.
    pub reset_by: Vec<Trigger>,
    /// Facts that give it a new last day, as its extension rule allows.
    pub extended_by: Vec<Trigger>,
    /// Facts that end it as done.
    pub satisfied_by: Vec<Trigger>,
    /// Facts that end it as no longer applying.
    pub cancelled_by: Vec<Trigger>,
    /// Where the rule stands in the law files.
    pub source: Source,
}

/// Where a rule stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    /// Name of the file.
    pub file: String,
    /// Line of its first entry, from 1.
    pub line: usize,
}

impl LimitRule {
    /// Every trigger with what it does, in the order in which one fact that does several things does them.
    pub fn triggers(&self) -> impl Iterator<Item = (Effect, &Trigger)> {
        [
            (Effect::Clears, &self.cleared_by),
            (Effect::Starts, &self.starts_on),
            (Effect::Suspends, &self.suspended_by),
            (Effect::Resumes, &self.resumed_by),
            (Effect::Resets, &self.reset_by),
            (Effect::Extends, &self.extended_by),
            (Effect::Satisfies, &self.satisfied_by),
            (Effect::Cancels, &self.cancelled_by),
        ]
        .into_iter()
        .flat_map(|(effect, triggers)| triggers.iter().map(move |trigger| (effect, trigger)))
    }

    /// Whether a clock that begins on `day` is under the rule, as far as the rule's own dates say.
    #[must_use]
    pub fn in_force_on(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// Whether some day has both this rule and the other.
    pub(crate) fn meets(&self, other: &LimitRule) -> bool {
        let ends_before = |one: &LimitRule, two: &LimitRule| {
            one.until
                .is_some_and(|until| two.from.is_some_and(|from| until < from))
        };
        !ends_before(self, other) && !ends_before(other, self)
    }

    /// Whether the rule holds under a regime, for cases of an overlay or, with `None`, without one.
    #[must_use]
    pub fn holds_under(&self, regime: RegimeId, overlay: Option<&str>) -> bool {
        self.regimes.contains(&regime) && (self.overlay.is_none() || self.overlay.as_deref() == overlay)
    }
}
