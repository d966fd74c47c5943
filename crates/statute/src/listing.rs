//! The law in rows, and what differs between two laws; for the command line and the console.

use std::collections::BTreeMap;

use serde::Serialize;
use timelimit::{Direction, Span};

use crate::{Law, LimitRule, RegimeId};

/// The identity of a rule under one regime.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RuleKey {
    /// Its name.
    pub id: String,
    /// The regime.
    pub regime: RegimeId,
    /// The local plan, if any.
    pub overlay: Option<String>,
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
    /// The fields of the rule as texts, in the order in which a person reads them.
    #[must_use]
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let roles = |roles: &[crate::Role]| {
            roles
                .iter()
                .map(|role| role.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        };
        let triggers =
            |triggers: &[crate::Trigger]| triggers.iter().map(described).collect::<Vec<_>>().join(", ");
        let rungs: Vec<&str> = self.ladder.rungs.iter().map(|rung| rung.id.as_str()).collect();
        let optional = |day: Option<calendar::Day>| day.map(|day| day.to_string()).unwrap_or_default();
        vec![
            ("title", self.title.vi.clone()),
            ("limit", self.limit_in_words()),
            (
                "owed_by",
                roles(&[&[self.owed_by], self.also_owed_by.as_slice()].concat()),
            ),
            (
                "waits_for",
                self.waits_for
                    .map(|role| role.as_str().to_owned())
                    .unwrap_or_default(),
            ),
            ("owner", self.owner.as_str().to_owned()),
            ("on_expiry", format!("{:?}", self.on_expiry)),
            ("binding", format!("{:?}", self.binding)),
            ("owed_to_applicant", self.owed_to_applicant.to_string()),
            ("ladder", format!("{} ({})", self.ladder_id, rungs.join(", "))),
            ("confidence", format!("{:?}", self.confidence).to_lowercase()),
            ("citation", self.citation.vi.clone()),
            ("from", optional(self.from)),
            ("until", optional(self.until)),
            ("starts_on", triggers(&self.starts_on)),
            ("suspended_by", triggers(&self.suspended_by)),
            ("resumed_by", triggers(&self.resumed_by)),
            ("reset_by", triggers(&self.reset_by)),
            ("satisfied_by", triggers(&self.satisfied_by)),
            ("cancelled_by", triggers(&self.cancelled_by)),
        ]
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

fn described(trigger: &crate::Trigger) -> String {
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
    text
}

impl Law {
    /// The rules by regime and overlay, sorted.
    #[must_use]
    pub fn by_key(&self) -> BTreeMap<RuleKey, &LimitRule> {
        let key = |rule: &LimitRule, regime| RuleKey {
            id: rule.id.clone(),
            regime,
            overlay: rule.overlay.clone(),
        };
        self.limits
            .iter()
            .flat_map(|rule| rule.regimes.iter().map(move |&regime| (key(rule, regime), rule)))
            .collect()
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
            let fields = old.fields().into_iter().zip(new.fields());
            differences.extend(fields.filter(|((_, old), (_, new))| old != new).map(
                |((field, before), (_, after))| Difference {
                    rule: key.clone(),
                    change: Change::Altered { field, before, after },
                },
            ));
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
}
