//! The law in rows, and what differs between two laws; for the command line and the console.

use std::collections::BTreeMap;

use calendar::Day;
use serde::Serialize;
use timelimit::{Direction, ExtensionRule, Span};

use crate::{Law, LimitRule, RegimeId, Rung, Trigger};

/// The identity of a version of a rule under one regime.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RuleKey {
    /// Its name.
    pub id: String,
    /// The regime.
    pub regime: RegimeId,
    /// The local plan, if any.
    pub overlay: Option<String>,
    /// Which of its versions, from 1, in the order of their days.
    pub version: usize,
}

/// What happened to a rule from one law to another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum Change {
    /// Only the newer law has it.
    Added,
    /// Only the older law has it.
    Removed,
    /// One field differs.
    Altered {
        /// Which field.
        field: &'static str,
        /// What it was.
        before: String,
        /// What it is.
        after: String,
    },
}

/// A difference between two laws.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Difference {
    /// Which rule.
    pub rule: RuleKey,
    /// What happened to it.
    #[serde(flatten)]
    pub change: Change,
}

impl LimitRule {
    /// The fields of the rule as texts, wordings in Vietnamese, in the order in which a person reads them: all but
    /// its key and where it stands.
    #[must_use]
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        // Taken apart, so that a field which is new in the law is new here too.
        let LimitRule {
            id: _,
            overlay: _,
            regimes: _,
            title,
            time_limit,
            yearly,
            owed_by,
            waits_for,
            owner,
            on_expiry,
            binding,
            owed_to_applicant,
            ladder_id,
            ladder,
            confidence,
            citation,
            note,
            from,
            until,
            cleared_by,
            starts_on,
            suspended_by,
            resumed_by,
            reset_by,
            extended_by,
            satisfied_by,
            cancelled_by,
            source: _,
        } = self;
        let triggers = |triggers: &[Trigger]| joined(triggers.iter().map(described));
        let optional = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        vec![
            ("title", title.vi.clone()),
            ("limit", self.limit_in_words()),
            (
                "yearly",
                yearly
                    .map(|yearly| format!("{}/{}", yearly.day, yearly.month))
                    .unwrap_or_default(),
            ),
            ("roll", time_limit.roll.to_string()),
            ("start_event", time_limit.start_event.vi.clone()),
            (
                "extension",
                time_limit
                    .extension
                    .as_ref()
                    .map(extension_in_words)
                    .unwrap_or_default(),
            ),
            ("owed_by", owed_by.as_str().to_owned()),
            (
                "waits_for",
                waits_for.map(|role| role.as_str().to_owned()).unwrap_or_default(),
            ),
            ("owner", owner.as_str().to_owned()),
            ("on_expiry", format!("{on_expiry:?}")),
            ("binding", format!("{binding:?}")),
            ("owed_to_applicant", owed_to_applicant.to_string()),
            (
                "ladder",
                format!("{ladder_id} ({})", joined(ladder.rungs.iter().map(rung_in_words))),
            ),
            ("confidence", confidence.as_str().to_owned()),
            ("citation", citation.vi.clone()),
            (
                "note",
                note.as_ref().map(|note| note.vi.clone()).unwrap_or_default(),
            ),
            ("from", optional(*from)),
            ("until", optional(*until)),
            ("cleared_by", triggers(cleared_by)),
            ("starts_on", triggers(starts_on)),
            ("suspended_by", triggers(suspended_by)),
            ("resumed_by", triggers(resumed_by)),
            ("reset_by", triggers(reset_by)),
            ("extended_by", triggers(extended_by)),
            ("satisfied_by", triggers(satisfied_by)),
            ("cancelled_by", triggers(cancelled_by)),
        ]
    }

    /// The fields in which a newer form of the rule differs.
    #[must_use]
    pub fn changes(&self, newer: &LimitRule) -> Vec<Change> {
        self.fields()
            .into_iter()
            .zip(newer.fields())
            .filter(|((_, before), (_, after))| before != after)
            .map(|((field, before), (_, after))| Change::Altered { field, before, after })
            .collect()
    }

    /// The limit in Vietnamese, such as `20 ngày làm việc` or `ít nhất 5 tháng trước`.
    #[must_use]
    pub fn limit_in_words(&self) -> String {
        let length = match self.time_limit.span {
            Span::Days(count) => format!("{count} ngày"),
            Span::WorkingDays(count) => format!("{count} ngày làm việc"),
            Span::Months(count) => format!("{count} tháng"),
            Span::Years(count) => format!("{count} năm"),
            Span::OnDay => "đúng ngày đã định".to_owned(),
            Span::Before => match self.yearly {
                Some(yearly) => format!("trước {}/{} hằng năm", yearly.day, yearly.month),
                None => "trước ngày đã định".to_owned(),
            },
        };
        match (self.time_limit.direction, self.time_limit.receipt_cutoff) {
            (Direction::Backward, _) => format!("ít nhất {length} trước"),
            (Direction::Forward, Some(cutoff)) => format!("{length}, nhận đến {}", cutoff.format("%H:%M")),
            (Direction::Forward, None) => length,
        }
    }
}

fn joined(texts: impl Iterator<Item = String>) -> String {
    texts.collect::<Vec<_>>().join(", ")
}

fn rung_in_words(rung: &Rung) -> String {
    format!("{} {:?}→{}/{}", rung.id, rung.at, rung.role, rung.fallback)
}

fn extension_in_words(rule: &ExtensionRule) -> String {
    let longest = rule
        .longest
        .map_or_else(String::new, |span| format!(", at most {span:?}"));
    let before = match rule.days_before {
        0 => String::new(),
        days => format!(", {days} day(s) before"),
    };
    format!("{} time(s){longest}{before} ({})", rule.times, rule.citation.vi)
}

fn described(trigger: &Trigger) -> String {
    let mut text = trigger.fact.clone();
    if let Some(anchor) = &trigger.anchor {
        text.push_str(&format!(" @{anchor}"));
    }
    if let Some(when) = &trigger.when {
        text.push_str(&format!(" [{}={}]", when.attribute, when.equals));
    }
    if trigger.deemed {
        text.push_str(" (deemed)");
    }
    if trigger.ahead {
        text.push_str(" (ahead)");
    }
    text
}

impl Law {
    /// The rules by regime and overlay, sorted.
    #[must_use]
    pub fn by_key(&self) -> BTreeMap<RuleKey, &LimitRule> {
        let mut by_day: Vec<&LimitRule> = self.limits.iter().collect();
        by_day.sort_by_key(|rule| rule.from);
        let mut rules = BTreeMap::new();
        for rule in by_day {
            for &regime in &rule.regimes {
                let mut key = RuleKey {
                    id: rule.id.clone(),
                    regime,
                    overlay: rule.overlay.clone(),
                    version: 1,
                };
                while rules.contains_key(&key) {
                    key.version += 1;
                }
                rules.insert(key, rule);
            }
        }
        rules
    }

    /// What differs in the time limits from this law to a newer one, sorted by rule.
    #[must_use]
    pub fn diff(&self, newer: &Law) -> Vec<Difference> {
        let (before, after) = (self.by_key(), newer.by_key());
        let mut differences = Vec::new();
        for (key, old) in &before {
            let Some(new) = after.get(key) else {
                differences.push(Difference {
                    rule: key.clone(),
                    change: Change::Removed,
                });
                continue;
            };
            differences.extend(old.changes(new).into_iter().map(|change| Difference {
                rule: key.clone(),
                change,
            }));
        }
        differences.extend(
            after
                .keys()
                .filter(|key| !before.contains_key(*key))
                .map(|key| Difference {
                    rule: key.clone(),
                    change: Change::Added,
                }),
        );
        differences.sort();
        differences
    }

    /// The law files that say something else in a newer law besides its time limits; for these no rules are listed.
    #[must_use]
    pub fn diff_of_other_files(&self, newer: &Law) -> Vec<&'static str> {
        let Law {
            regimes,
            overlays,
            limits: _,
            procedures,
            tables,
            conditions,
            states,
        } = self;
        let states_differ = states.len() != newer.states.len()
            || states
                .iter()
                .zip(&newer.states)
                .any(|(old, new)| !old.says_the_same(new));
        [
            (
                "regimes.toml",
                *regimes != newer.regimes || *overlays != newer.overlays,
            ),
            ("procedures.toml", *procedures != newer.procedures),
            ("criteria.toml", *tables != newer.tables),
            ("conditions.toml", *conditions != newer.conditions),
            ("states.toml", states_differ),
        ]
        .into_iter()
        .filter_map(|(file, differs)| differs.then_some(file))
        .collect()
    }
}
