//! Is the law complete? Every reachable state of a case has the limits that are asked for there, and every limit has
//! a ladder, a recipient with another to fall back on, and an end.
//!
//! The states are data (`law/states.toml`); the check walks every path through them, opening and closing clocks by
//! the triggers of the rules, the way the scheduler does. A case that should have a clock and has none is found here
//! before any school finds it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use calendar::Day;
use serde::Deserialize;
use timelimit::Wording;

use crate::{Effect, Fault, Law, LimitRule, OnExpiry, RegimeId, RungKind, Source, When};

/// The state before anything happened.
const START: &str = "start";

/// A state of `law/states.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StateText {
    pub(crate) id: String,
    /// Where it stands, which the text itself does not say.
    #[serde(skip)]
    pub(crate) source: Source,
    /// The regimes under which it can be reached; all when empty.
    #[serde(default)]
    regimes: Vec<RegimeId>,
    pub(crate) reached: Vec<TransitionText>,
    /// Limits that must be open.
    #[serde(default)]
    limits: Vec<String>,
    /// Limits that must be open besides under an overlay.
    #[serde(default)]
    overlay_limits: BTreeMap<String, Vec<String>>,
    /// Why none is asked for.
    #[serde(default)]
    without_limit: Option<Wording>,
    /// Nothing is left to be done: no clock may be open.
    #[serde(default)]
    ends: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TransitionText {
    pub(crate) from: String,
    pub(crate) fact: String,
    /// The attribute of the fact that makes it this transition.
    #[serde(default)]
    pub(crate) when: Option<When>,
}

impl StateText {
    pub(crate) fn standing_at(self, source: Source) -> StateText {
        StateText { source, ..self }
    }

    /// Whether another text of the state differs in nothing but where it stands.
    pub(crate) fn says_the_same(&self, other: &StateText) -> bool {
        self.clone().standing_at(other.source.clone()) == *other
    }
}

/// Something the law should have and has not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// Under which regime.
    pub regime: RegimeId,
    /// In which local plan, if any.
    pub overlay: Option<String>,
    /// The state or the limit.
    pub place: String,
    /// Where that stands in the law files.
    pub source: Source,
    /// What is missing.
    pub message: String,
}

impl fmt::Display for Gap {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Gap {
            regime,
            overlay,
            place,
            message,
            ..
        } = self;
        match overlay {
            Some(overlay) => write!(formatter, "{regime} ({overlay}) {place}: {message}"),
            None => write!(formatter, "{regime} {place}: {message}"),
        }
    }
}

impl From<Gap> for Fault {
    fn from(gap: Gap) -> Fault {
        let Gap {
            regime,
            overlay,
            place,
            source,
            message,
        } = gap;
        let under = overlay.map_or_else(|| regime.to_string(), |overlay| format!("{regime} ({overlay})"));
        Fault {
            source,
            rule: Some(place),
            message: format!("{under}: {message}"),
        }
    }
}

impl Law {
    /// Every gap, under every regime, with and without each overlay; none when the law is complete.
    #[must_use]
    pub fn coverage(&self) -> Vec<Gap> {
        let overlays = || {
            [None]
                .into_iter()
                .chain(self.overlays.iter().map(|overlay| Some(overlay.id.as_str())))
        };
        let mut gaps = BTreeSet::new();
        for regime in RegimeId::ALL {
            for overlay in overlays() {
                let mut known = BTreeSet::new();
                for (index, day) in self.turning_days(regime).into_iter().enumerate() {
                    let mut found = BTreeSet::new();
                    let mut walk = Walk {
                        law: self,
                        regime,
                        overlay,
                        day,
                        gaps: &mut found,
                    };
                    walk.limits();
                    walk.states();
                    // A gap that was there before is told once.
                    for mut gap in found {
                        if known.insert(gap.clone()) {
                            if index > 0 {
                                gap.message.push_str(&format!(", from {day} on"));
                            }
                            gaps.insert(gap);
                        }
                    }
                }
            }
        }
        gaps.into_iter().collect()
    }

    /// The first day of a regime, and the days on which its rules change while it holds or is carried to its end.
    fn turning_days(&self, regime: RegimeId) -> BTreeSet<Day> {
        let Some(first) = self.regime(regime).map(|regime| regime.from) else {
            return BTreeSet::new();
        };
        let changes = self
            .limits
            .iter()
            .filter(|rule| rule.regimes.contains(&regime))
            .flat_map(|rule| [rule.from, rule.until.map(|until| until.plus_days(1))])
            .flatten()
            .filter(|day| *day > first);
        std::iter::once(first).chain(changes).collect()
    }
}

/// A clock that is open on a path: the name of its limit and of its overlay.
type Open<'a> = BTreeSet<(&'a str, Option<&'a str>)>;

/// The check under one regime and overlay, for clocks that begin on one day.
struct Walk<'a, 'g> {
    law: &'a Law,
    regime: RegimeId,
    overlay: Option<&'a str>,
    day: Day,
    gaps: &'g mut BTreeSet<Gap>,
}

impl<'a> Walk<'a, '_> {
    fn gap(&mut self, place: &str, source: &Source, message: impl Into<String>) {
        let (regime, overlay) = (self.regime, self.overlay.map(str::to_owned));
        self.gaps.insert(Gap {
            regime,
            overlay,
            place: place.to_owned(),
            source: source.clone(),
            message: message.into(),
        });
    }

    /// What each limit must have whatever the state.
    fn limits(&mut self) {
        let law = self.law;
        for rule in law.limits_for(self.regime, self.overlay, self.day) {
            if !rule
                .ladder
                .rungs
                .iter()
                .any(|rung| rung.kind == RungKind::Deadline)
            {
                self.gap(&rule.id, &rule.source, "its ladder has no deadline");
            }
            for rung in rule.ladder.rungs.iter().filter(|rung| rung.role == rung.fallback) {
                self.gap(
                    &rule.id,
                    &rule.source,
                    format!("rung {} falls back on the same role {}", rung.id, rung.role),
                );
            }
            if !has_end(rule) {
                self.gap(&rule.id, &rule.source, "nothing ends it");
            }
            // Yearly obligations are opened by a year, not by the state of a case.
            let starts_in_a_state = rule.starts_on.iter().any(|trigger| {
                law.states
                    .iter()
                    .flat_map(|state| &state.reached)
                    .any(|t| t.fact == trigger.fact)
            });
            if rule.yearly.is_none() && !starts_in_a_state {
                self.gap(
                    &rule.id,
                    &rule.source,
                    "no state of a case is entered by a fact that starts it",
                );
            }
        }
    }

    /// Follows every path, looking at each pair of state and open clocks once.
    fn states(&mut self) {
        let (law, regime) = (self.law, self.regime);
        let mut seen: BTreeSet<(&str, Open<'a>)> = BTreeSet::new();
        let mut waiting: Vec<(&str, Open<'a>)> = vec![(START, Open::new())];
        while let Some((from, open)) = waiting.pop() {
            if !seen.insert((from, open.clone())) {
                continue;
            }
            for state in law.states.iter().filter(|state| can_be(state, regime)) {
                for transition in state.reached.iter().filter(|transition| transition.from == from) {
                    let after = self.apply(transition, &open);
                    self.judge(state, &transition.fact, &after);
                    waiting.push((&state.id, after));
                }
            }
        }
        let reached: BTreeSet<&str> = seen.into_iter().map(|(state, _)| state).collect();
        for state in law.states.iter().filter(|state| can_be(state, regime)) {
            if !reached.contains(state.id.as_str()) {
                self.gap(&state.id, &state.source, "no path leads to this state");
            }
            let leads_on = law
                .states
                .iter()
                .filter(|next| can_be(next, regime))
                .any(|next| next.reached.iter().any(|transition| transition.from == state.id));
            if !leads_on && !state.ends {
                self.gap(
                    &state.id,
                    &state.source,
                    "nothing leads on from this state, and it is no end",
                );
            }
        }
    }

    /// The open clocks after a transition. A trigger that asks for an attribute is met by one that states it.
    fn apply(&self, transition: &TransitionText, open: &Open<'a>) -> Open<'a> {
        let mut after = open.clone();
        let (regime, overlay, day) = (self.regime, self.overlay, self.day);
        for triggered in self
            .law
            .triggered_by(&transition.fact, day, |_| Some(day))
            .filter(|t| t.rule.holds_under(regime, overlay))
            .filter(|t| t.trigger.when.is_none() || t.trigger.when == transition.when)
        {
            let clock = (triggered.rule.id.as_str(), triggered.rule.overlay.as_deref());
            match triggered.effect {
                Effect::Starts => after.insert(clock),
                Effect::Clears | Effect::Satisfies | Effect::Cancels => after.remove(&clock),
                Effect::Suspends | Effect::Resumes | Effect::Resets | Effect::Extends => continue,
            };
        }
        after
    }

    /// Whether the open clocks are those that the state asks for.
    fn judge(&mut self, state: &StateText, fact: &str, open: &Open<'a>) {
        let of_overlay = self.overlay.and_then(|overlay| state.overlay_limits.get(overlay));
        let asked: BTreeSet<&str> = state
            .limits
            .iter()
            .chain(of_overlay.into_iter().flatten())
            .map(String::as_str)
            .collect();
        for limit in &asked {
            if !open.iter().any(|(id, _)| id == limit) {
                self.gap(
                    &state.id,
                    &state.source,
                    format!("{limit} is not open after {fact}"),
                );
            }
        }
        let beyond: BTreeSet<&str> = open
            .iter()
            .map(|(id, _)| *id)
            .filter(|id| !asked.contains(id))
            .collect();
        for limit in beyond {
            self.gap(
                &state.id,
                &state.source,
                format!("{limit} is still open after {fact}"),
            );
        }
        if asked.is_empty() && state.without_limit.is_none() && !state.ends {
            self.gap(&state.id, &state.source, "asks for no limit and does not say why");
        }
    }
}

fn can_be(state: &StateText, regime: RegimeId) -> bool {
    state.regimes.is_empty() || state.regimes.contains(&regime)
}

fn has_end(rule: &LimitRule) -> bool {
    !rule.satisfied_by.is_empty() || matches!(rule.on_expiry, OnExpiry::Expires | OnExpiry::Opens)
}
