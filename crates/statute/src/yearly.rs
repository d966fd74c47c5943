//! What is owed in a year: every rule with a yearly date that is in force on its last day.

use calendar::Day;

use crate::{Law, LimitRule, RegimeId};

/// A yearly limit as it falls in one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearlyDuty<'a> {
    /// The rule.
    pub rule: &'a LimitRule,
    /// The regime of its last day, under which it is counted.
    pub regime: RegimeId,
    /// The day before which it must be done, as the law or plan names it.
    pub due_before: Day,
    /// The last day on which it is done in time.
    pub due_on: Day,
}

impl Law {
    /// The yearly duties of `year` for cases of an overlay or, with `None`, without one, by their days. A duty is
    /// under the regime of its last day, so a year in which the law changes has some of each.
    #[must_use]
    pub fn yearly_in(&self, year: i32, overlay: Option<&str>) -> Vec<YearlyDuty<'_>> {
        let in_year = |rule| duty(self, rule, year, overlay);
        let mut duties: Vec<_> = self.limits().iter().filter_map(in_year).collect();
        duties.sort_by_key(|duty| duty.due_before);
        duties
    }
}

fn duty<'a>(law: &Law, rule: &'a LimitRule, year: i32, overlay: Option<&str>) -> Option<YearlyDuty<'a>> {
    let due_before = rule.yearly?.of(year)?;
    let due_on = due_before.eve();
    let regime = law.regime_on(due_on)?.id;
    (rule.holds_under(regime, overlay) && rule.in_force_on(due_on)).then_some(YearlyDuty {
        rule,
        regime,
        due_before,
        due_on,
    })
}
