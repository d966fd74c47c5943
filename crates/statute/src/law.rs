//! The law as the services ask for it.

use calendar::Day;

use crate::condition_text::ConditionsText;
use crate::coverage::StateText;
use crate::criteria::CriteriaTable;
use crate::{Effect, LimitRule, Overlay, Procedure, Regime, RegimeId, Trigger};

/// Everything the law files say, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Law {
    pub(crate) regimes: Vec<Regime>,
    pub(crate) overlays: Vec<Overlay>,
    pub(crate) limits: Vec<LimitRule>,
    pub(crate) procedures: Vec<Procedure>,
    pub(crate) tables: Vec<CriteriaTable>,
    pub(crate) conditions: ConditionsText,
    pub(crate) states: Vec<StateText>,
}

/// A rule that a fact moves.
#[derive(Debug, Clone, Copy)]
pub struct Triggered<'a> {
    /// The rule.
    pub rule: &'a LimitRule,
    /// What the fact does to its clock.
    pub effect: Effect,
    /// The trigger, with the name of its anchor and its condition.
    pub trigger: &'a Trigger,
}

impl Law {
    /// The regimes, oldest first.
    #[must_use]
    pub fn regimes(&self) -> &[Regime] {
        &self.regimes
    }

    /// A regime by its name.
    #[must_use]
    pub fn regime(&self, id: RegimeId) -> Option<&Regime> {
        self.regimes.iter().find(|regime| regime.id == id)
    }

    /// The regime in force on a day, under which a dossier received that day is handled to its end.
    #[must_use]
    pub fn regime_on(&self, day: Day) -> Option<&Regime> {
        self.regimes.iter().find(|regime| regime.in_force_on(day))
    }

    /// The local plans.
    #[must_use]
    pub fn overlays(&self) -> &[Overlay] {
        &self.overlays
    }

    /// The administrative procedures.
    #[must_use]
    pub fn procedures(&self) -> &[Procedure] {
        &self.procedures
    }

    /// Every rule, in the order of the files.
    #[must_use]
    pub fn limits(&self) -> &[LimitRule] {
        &self.limits
    }

    /// The rules for clocks that begin on a day in cases of a regime: those of the acts, and those of the overlay when
    /// one is given.
    pub fn limits_for<'a>(
        &'a self,
        regime: RegimeId,
        overlay: Option<&str>,
        begins_on: Day,
    ) -> impl Iterator<Item = &'a LimitRule> {
        self.limits
            .iter()
            .filter(move |rule| rule.holds_under(regime, overlay) && rule.in_force_on(begins_on))
    }

    /// The rule for a clock that began on a day: that of the act with `None`, that of the local plan with its name.
    /// The clock keeps it, whatever comes into force while it runs.
    #[must_use]
    pub fn limit(
        &self,
        id: &str,
        regime: RegimeId,
        overlay: Option<&str>,
        began_on: Day,
    ) -> Option<&LimitRule> {
        self.versions(id, regime, overlay)
            .find(|rule| rule.in_force_on(began_on))
    }

    /// The versions of a rule, in the order of the files: more than one when a later act changed it while the regime
    /// went on. No two are in force on one day.
    pub fn versions<'a>(
        &'a self,
        id: &str,
        regime: RegimeId,
        overlay: Option<&str>,
    ) -> impl Iterator<Item = &'a LimitRule> {
        self.limits.iter().filter(move |rule| {
            rule.id == id && rule.regimes.contains(&regime) && rule.overlay.as_deref() == overlay
        })
    }

    /// Every rule, of any regime and overlay, that a fact of a type moves when it happens on the day `on`. A clock is
    /// opened under the version of its rule in force on that day; it is moved under the version of the day on which
    /// it began, which `began_on` answers, or under any while its beginning has not been heard.
    ///
    /// A rule of another regime or overlay than the case's is for the caller to leave out
    /// ([`LimitRule::holds_under`]), and so is a fact that does not meet the trigger's condition
    /// ([`Trigger::matches`]).
    pub fn triggered_by<'a>(
        &'a self,
        fact: &str,
        on: Day,
        began_on: impl Fn(&LimitRule) -> Option<Day>,
    ) -> impl Iterator<Item = Triggered<'a>> {
        self.limits
            .iter()
            .flat_map(move |rule| {
                rule.triggers()
                    .filter(move |(_, trigger)| trigger.fact == fact)
                    .map(move |(effect, trigger)| Triggered {
                        rule,
                        effect,
                        trigger,
                    })
            })
            .filter(move |Triggered { rule, effect, .. }| match effect {
                Effect::Starts => rule.in_force_on(on),
                _ => began_on(rule).is_none_or(|began_on| rule.in_force_on(began_on)),
            })
    }
}
