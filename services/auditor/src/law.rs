//! The law files, read a second time: what starts, moves and ends each limit, how long it is, and its ladder. A file
//! that says something unknown here is refused as a whole, for half a law counts wrong dates.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};
use serde::Deserialize;
use toml::Table;

use crate::count::{Effect, Length};

/// The law files of this system.
pub const OFFICIAL: &[&str] = &[
    include_str!("../../../crates/statute/law/ladders.toml"),
    include_str!("../../../crates/statute/law/limits/certificate.toml"),
    include_str!("../../../crates/statute/law/limits/recognition.toml"),
    include_str!("../../../crates/statute/law/limits/registration.toml"),
    include_str!("../../../crates/statute/law/limits/review.toml"),
    include_str!("../../../crates/statute/law/limits/year.toml"),
];

/// Everything that a limit may say. What does not matter to a date or its effect is passed over, but known.
const KNOWN: [&str; 32] = [
    "id",
    "overlay",
    "regimes",
    "title",
    "span",
    "direction",
    "roll",
    "receipt_cutoff",
    "extension",
    "start_event",
    "yearly",
    "owed_by",
    "waits_for",
    "owner",
    "on_expiry",
    "binding",
    "owed_to_applicant",
    "ladder",
    "confidence",
    "citation",
    "note",
    "from",
    "until",
    "cleared_by",
    "starts_on",
    "suspended_by",
    "resumed_by",
    "reset_by",
    "extended_by",
    "satisfied_by",
    "cancelled_by",
    "variant",
];

/// A text of the law, or of the calendar, that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}: {why}; the auditor counts nothing by a text that it does not understand")]
pub struct LawError {
    /// Which text, or which limit in it.
    pub what: String,
    /// What is wrong with it.
    pub why: String,
}

impl LawError {
    pub(crate) fn of(what: &str, why: &impl ToString) -> LawError {
        LawError {
            what: what.to_owned(),
            why: why.to_string(),
        }
    }
}

/// What follows when a limit passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnExpiry {
    /// The owner finds it broken.
    Breach,
    /// Silence agrees.
    DeemedConsent,
    /// A validity ends.
    Expires,
    /// A right opens.
    Opens,
}

/// A condition on a fact.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// The attribute.
    pub attribute: String,
    /// What it must say.
    pub equals: String,
}

/// A fact that moves a clock.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// Its type.
    pub fact: String,
    /// Which of its attributes states the date that counts.
    #[serde(default)]
    pub anchor: Option<String>,
    /// On what condition.
    #[serde(default)]
    pub when: Option<When>,
    /// It is the effect of the deadline itself.
    #[serde(default)]
    pub deemed: bool,
    /// It starts no clock whose end lies before the fact.
    #[serde(default)]
    pub ahead: bool,
}

/// How a limit may be extended.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Extension {
    /// How often.
    pub times: u32,
    /// By how much at most.
    #[serde(default)]
    pub longest: Option<Length>,
    /// How many days before the last one at the latest.
    #[serde(default)]
    pub days_before: u32,
}

/// When a rung fires, relative to the last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum At {
    /// So many worked days before.
    WorkingDaysBefore(u32),
    /// On the morning of the last day.
    DayOf,
    /// At its 24:00.
    Deadline,
    /// So many worked days after.
    WorkingDaysAfter(u32),
    /// So many weeks after.
    WeeksAfter(u32),
}

/// A rung of a ladder.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Rung {
    /// Its name.
    pub id: String,
    /// When it fires.
    pub at: At,
}

/// A limit under some regimes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name.
    pub id: String,
    /// The local plan that sets it.
    pub overlay: Option<String>,
    /// The regimes under which it holds.
    pub regimes: Vec<String>,
    /// What it is called in Vietnamese.
    pub title: String,
    /// How long.
    pub length: Length,
    /// Counted back from its date.
    pub backward: bool,
    /// Whether a last day that is not worked moves.
    pub rolls: bool,
    /// Until when something received is received that day.
    pub cutoff: Option<NaiveTime>,
    /// Whether the law names a ground to stop it.
    pub can_stop: bool,
    /// How it may be extended.
    pub extension: Option<Extension>,
    /// Which service judges it.
    pub owner: String,
    /// What follows when it passes.
    pub on_expiry: OnExpiry,
    /// The rungs of its ladder.
    pub rungs: Vec<Rung>,
    /// The first day on which clocks begin under it.
    pub from: Option<NaiveDate>,
    /// The last such day.
    pub until: Option<NaiveDate>,
    /// What moves it.
    pub triggers: Vec<(Effect, Trigger)>,
}

impl Rule {
    /// Whether clocks that begin on `day` are under it.
    #[must_use]
    pub fn is_in_force(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// The type of the fact by which its owner answers that the limit has passed.
    #[must_use]
    pub fn answer(&self) -> String {
        let deemed = self.triggers.iter().find(|(_, trigger)| trigger.deemed);
        match deemed.filter(|_| self.on_expiry != OnExpiry::Breach) {
            Some((_, trigger)) => trigger.fact.clone(),
            None => format!("{}.deadline_breached", self.owner),
        }
    }
}

/// The key of a clock within its case: the limit, and the local plan that sets it.
pub type Key = (String, Option<String>);

/// The limits, by the key of the clocks that run under them.
#[derive(Clone, Debug, Default)]
pub struct Law {
    /// Of each key the rules: one for each regime and period in which they differ.
    pub rules: BTreeMap<Key, Vec<Rule>>,
}

#[derive(Deserialize)]
struct LimitText {
    id: String,
    #[serde(default)]
    overlay: Option<String>,
    regimes: Vec<String>,
    title: Wording,
    span: Length,
    #[serde(default)]
    direction: Direction,
    #[serde(default = "yes")]
    roll: bool,
    #[serde(default)]
    receipt_cutoff: Option<String>,
    #[serde(default)]
    extension: Option<Extension>,
    owner: String,
    on_expiry: OnExpiry,
    #[serde(default)]
    owed_to_applicant: bool,
    ladder: String,
    #[serde(default)]
    from: Option<NaiveDate>,
    #[serde(default)]
    until: Option<NaiveDate>,
    #[serde(default)]
    cleared_by: Vec<Trigger>,
    starts_on: Vec<Trigger>,
    #[serde(default)]
    suspended_by: Vec<Trigger>,
    #[serde(default)]
    resumed_by: Vec<Trigger>,
    #[serde(default)]
    reset_by: Vec<Trigger>,
    #[serde(default)]
    extended_by: Vec<Trigger>,
    #[serde(default)]
    satisfied_by: Vec<Trigger>,
    #[serde(default)]
    cancelled_by: Vec<Trigger>,
    #[serde(default)]
    variant: Vec<VariantText>,
}

const fn yes() -> bool {
    true
}

#[derive(Clone, Deserialize)]
struct Wording {
    vi: String,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Direction {
    #[default]
    Forward,
    Backward,
}

#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct VariantText {
    regimes: Vec<String>,
    #[serde(default)]
    span: Option<Length>,
    #[serde(default)]
    satisfied_by: Option<Vec<Trigger>>,
    #[serde(default, rename = "owed_by")]
    _owed_by: Option<toml::Value>,
    #[serde(default, rename = "citation")]
    _citation: Option<toml::Value>,
    #[serde(default, rename = "confidence")]
    _confidence: Option<toml::Value>,
}

#[derive(Deserialize)]
struct LadderText {
    id: String,
    rungs: Vec<RungText>,
}

#[derive(Deserialize)]
struct RungText {
    #[serde(flatten)]
    rung: Rung,
    #[serde(default)]
    only: Option<Only>,
}

/// To which limits a rung belongs.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Only {
    /// Those that the applicant may demand.
    Applicant,
    /// Those that a letter may extend.
    Extensible,
}

impl Law {
    /// Reads law files: those with ladders and those with limits, in any order.
    ///
    /// # Errors
    /// [`LawError`] when a text cannot be read, or says something unknown.
    pub fn read(texts: &[&str]) -> Result<Law, LawError> {
        let mut ladders = Vec::new();
        let mut limits = Vec::new();
        for text in texts {
            let file: Table = toml::from_str(text).map_err(|error| LawError::of("law", &error))?;
            for (kind, entries) in file {
                let entries = entries.as_array().cloned().unwrap_or_default();
                let tables = entries.into_iter().filter_map(|entry| match entry {
                    toml::Value::Table(table) => Some(table),
                    _ => None,
                });
                match kind.as_str() {
                    "ladder" => ladders.extend(tables),
                    "limit" => limits.extend(tables),
                    // Regimes, criteria and the like count no date.
                    _ => {}
                }
            }
        }
        let ladders = ladders
            .into_iter()
            .map(|table| table.try_into().map_err(|error| LawError::of("ladder", &error)))
            .collect::<Result<Vec<LadderText>, _>>()?;
        let mut law = Law::default();
        for table in limits {
            for rule in rules_of(table, &ladders)? {
                let key = (rule.id.clone(), rule.overlay.clone());
                law.rules.entry(key).or_default().push(rule);
            }
        }
        Ok(law)
    }
}

fn rules_of(table: Table, ladders: &[LadderText]) -> Result<Vec<Rule>, LawError> {
    let name = table
        .get("id")
        .and_then(toml::Value::as_str)
        .unwrap_or("limit")
        .to_owned();
    if let Some(unknown) = table.keys().find(|key| !KNOWN.contains(&key.as_str())) {
        return Err(LawError::of(&name, &format!("{unknown:?} is unknown")));
    }
    let text: LimitText = table.try_into().map_err(|error| LawError::of(&name, &error))?;
    let cutoff = text
        .receipt_cutoff
        .as_ref()
        .map(|time| NaiveTime::parse_from_str(time, "%H:%M"))
        .transpose()
        .map_err(|error| LawError::of(&name, &error))?;
    let ladder = ladders
        .iter()
        .find(|ladder| ladder.id == text.ladder)
        .ok_or_else(|| LawError::of(&name, &format!("there is no ladder {:?}", text.ladder)))?;
    let belongs = |only: Option<Only>| match only {
        None => true,
        Some(Only::Applicant) => text.owed_to_applicant,
        Some(Only::Extensible) => !text.extended_by.is_empty(),
    };
    let rungs: Vec<Rung> = ladder
        .rungs
        .iter()
        .filter(|rung| belongs(rung.only))
        .map(|rung| rung.rung.clone())
        .collect();
    let itself = VariantText {
        regimes: text.regimes.clone(),
        ..VariantText::default()
    };
    let rule = |variant: &VariantText| {
        let satisfied_by = variant.satisfied_by.as_ref().unwrap_or(&text.satisfied_by);
        let triggers = [
            (Effect::Clears, &text.cleared_by),
            (Effect::Starts, &text.starts_on),
            (Effect::Suspends, &text.suspended_by),
            (Effect::Resumes, &text.resumed_by),
            (Effect::Resets, &text.reset_by),
            (Effect::Extends, &text.extended_by),
            (Effect::Satisfies, satisfied_by),
            (Effect::Cancels, &text.cancelled_by),
        ];
        Rule {
            id: text.id.clone(),
            overlay: text.overlay.clone(),
            regimes: variant.regimes.clone(),
            title: text.title.vi.clone(),
            length: variant.span.unwrap_or(text.span),
            backward: text.direction == Direction::Backward,
            rolls: text.roll,
            cutoff,
            can_stop: !text.suspended_by.is_empty(),
            extension: text.extension.clone(),
            owner: text.owner.clone(),
            on_expiry: text.on_expiry,
            rungs: rungs.clone(),
            from: text.from,
            until: text.until,
            triggers: triggers
                .into_iter()
                .flat_map(|(effect, triggers)| triggers.iter().map(move |trigger| (effect, trigger.clone())))
                .collect(),
        }
    };
    Ok(std::iter::once(&itself).chain(&text.variant).map(rule).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_law_of_this_system_is_understood() {
        let law = Law::read(OFFICIAL).unwrap();
        assert!(law.rules.len() > 20, "{}", law.rules.len());
        let decide = law.rules.get(&("recognition.decide".to_owned(), None)).unwrap();
        assert_eq!(decide.len(), 3, "A0; A1 and A2; B");
        assert!(decide.iter().all(|rule| rule.length == Length::WorkingDays(20)));
        let comment = law.rules.get(&("review.comment".to_owned(), None)).unwrap();
        assert_eq!(comment.first().unwrap().answer(), "review.consent_deemed");
    }

    #[test]
    fn a_law_that_says_something_unknown_is_refused() {
        let strange = OFFICIAL
            .iter()
            .map(|text| {
                text.replacen(
                    "on_expiry = \"breach\"",
                    "on_expiry = \"breach\"\nunless = \"raining\"",
                    1,
                )
            })
            .collect::<Vec<_>>();
        let strange: Vec<&str> = strange.iter().map(String::as_str).collect();
        let refused = Law::read(&strange).unwrap_err();
        assert!(refused.why.contains("unless"), "{refused}");
    }
}
