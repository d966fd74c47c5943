//! The law as the services ask for it.

use std::sync::LazyLock;

use calendar::Day;

use crate::condition_text::ConditionsText;
use crate::coverage::StateText;
use crate::criteria::CriteriaTable;
use crate::load::{OFFICIAL_FILES, load};
use crate::{Effect, LimitRule, LoadError, Overlay, Procedure, Regime, RegimeId, Trigger};

#[expect(
    clippy::expect_used,
    reason = "the files are compiled in and a test loads them; going on without law would be worse than stopping"
)]
static OFFICIAL: LazyLock<Law> =
    LazyLock::new(|| Law::load(OFFICIAL_FILES).expect("the law files shipped with the product load"));

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
    /// The law shipped with this crate. That it loads is checked by a test.
    #[must_use]
    pub fn official() -> &'static Law {
        &OFFICIAL
    }

    /// The files behind [`Law::official`], as (name, text): `*.toml` and the criteria tables `*.csv`.
    #[must_use]
    pub fn official_files() -> &'static [(&'static str, &'static str)] {
        OFFICIAL_FILES
    }

    /// Reads and checks law files, given as (name, text).
    ///
    /// # Errors
    /// [`LoadError`] with every fault found, each with file, line and rule.
    pub fn load(files: &[(&str, &str)]) -> Result<Law, LoadError> {
        load(files)
    }

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

    /// The rules for cases of a regime: those of the acts, and those of the overlay when one is given.
    pub fn limits_for<'a>(
        &'a self,
        regime: RegimeId,
        overlay: Option<&'a str>,
    ) -> impl Iterator<Item = &'a LimitRule> + 'a {
        self.limits
            .iter()
            .filter(move |rule| rule.holds_under(regime, overlay))
    }

    /// One rule: that of the act with `None`, that of the local plan with its name.
    #[must_use]
    pub fn limit(&self, id: &str, regime: RegimeId, overlay: Option<&str>) -> Option<&LimitRule> {
        self.limits.iter().find(|rule| {
            rule.id == id && rule.regimes.contains(&regime) && rule.overlay.as_deref() == overlay
        })
    }

    /// Every rule, of any regime and overlay, that facts of a type can move. A rule of another regime or overlay
    /// than the case's is for the caller to leave out ([`LimitRule::holds_under`]), and so is a fact that does not
    /// meet the trigger's condition ([`Trigger::matches`]).
    pub fn triggered_by<'a>(&'a self, fact: &'a str) -> impl Iterator<Item = Triggered<'a>> + 'a {
        self.limits.iter().flat_map(move |rule| {
            rule.triggers()
                .filter(move |(_, trigger)| trigger.fact == fact)
                .map(move |(effect, trigger)| Triggered {
                    rule,
                    effect,
                    trigger,
                })
        })
    }
}
