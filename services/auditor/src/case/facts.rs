//! The facts of a case, and which clocks they move.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::Rules;
use super::known::Ledger;
use crate::chain::Entry;
use crate::count::{Effect, Line, WorkDays, count, last_instant, local_day};
use crate::finding::{Finding, Kind};
use crate::law::{Key, Rule, Trigger};
use crate::wire::{Dictionary, Stated};

/// A fact, as its entry tells it.
#[derive(Clone, Debug)]
pub struct Told<'a> {
    /// The entry.
    pub entry: &'a Entry,
    /// What it says.
    pub stated: Stated,
}

impl<'a> Told<'a> {
    /// Reads the fact of `entry`; one of another type or case than the entry says is not read.
    pub fn read(entry: &'a Entry, dictionary: &Dictionary) -> Result<Told<'a>, String> {
        let stated = dictionary
            .fact(&entry.payload)
            .map_err(|error| error.to_string())?;
        let said = format!("{}.{}", entry.service, stated.what);
        if said != entry.fact_type {
            return Err(format!(
                "mục ghi là {:?} nhưng nội dung là {said:?}",
                entry.fact_type
            ));
        }
        let case = stated.subject.get("case_id").map(String::as_str);
        if case != Some(entry.case_id.to_string().as_str()) {
            return Err(format!(
                "nội dung nói về vụ việc khác: {:?}",
                case.unwrap_or_default()
            ));
        }
        Ok(Told { entry, stated })
    }

    /// What its body says of `name`.
    pub fn says(&self, name: &str) -> &str {
        self.stated.body.get(name).map_or("", String::as_str)
    }

    /// The date that its body states as `name`.
    pub fn date(&self, name: &str) -> Option<NaiveDate> {
        self.says(name).parse().ok()
    }

    /// When it takes effect in law: silence with the last instant of its limit, whenever that was noticed.
    fn happened_at(&self) -> DateTime<Utc> {
        self.date("deemed_on")
            .map_or(self.entry.occurred_at, last_instant)
    }

    fn meets(&self, trigger: &Trigger) -> bool {
        self.entry.fact_type == trigger.fact
            && trigger
                .when
                .as_ref()
                .is_none_or(|when| self.says(&when.attribute) == when.equals)
    }

    fn line(&self, effect: Effect, version: usize, trigger: &Trigger) -> Line {
        Line {
            fact_id: self.entry.fact_id,
            service: self.entry.service,
            sequence: self.entry.sequence,
            effect,
            version,
            happened_at: self.happened_at(),
            anchor: trigger.anchor.as_deref().and_then(|name| self.date(name)),
            recorded_at: self.entry.recorded_at,
            deemed: trigger.deemed,
        }
    }
}

/// What a case is under, as its newest facts say.
#[derive(Default)]
struct Standing {
    regime: String,
    overlay: String,
}

/// The ledgers of all clocks that `told`, in the order of their recording, move. A clock keeps the regime of the
/// first fact that moved it.
pub fn ledgers<'r>(
    rules: &'r Rules,
    told: &[Told<'_>],
    findings: &mut Vec<Finding>,
) -> BTreeMap<&'r Key, Ledger<'r>> {
    let mut ledgers: BTreeMap<&Key, Ledger<'r>> = BTreeMap::new();
    let mut standing = Standing::default();
    for told in told {
        for (field, said) in [
            (&mut standing.regime, "regime"),
            (&mut standing.overlay, "overlay"),
        ] {
            if let Some(said) = told.stated.subject.get(said).filter(|said| !said.is_empty()) {
                field.clone_from(said);
            }
        }
        let mut lacks_regime = false;
        for (key, versions) in &rules.law.rules {
            let known = ledgers.get(key).map(|ledger| ledger.regime.clone());
            let regime = known.unwrap_or_else(|| standing.regime.clone());
            let lines = lines_of(told, versions, &regime, &standing, rules.almanac.latest());
            lacks_regime |= regime.is_empty() && starts_any(told, versions, &standing);
            if !lines.is_empty() {
                let ledger = ledgers
                    .entry(key)
                    .or_insert_with(|| Ledger::new(&regime, versions));
                lines.into_iter().for_each(|line| ledger.enter(line));
            }
        }
        if lacks_regime {
            let explanation = format!(
                "{} làm phát sinh thời hạn nhưng không rõ vụ việc thuộc chế độ pháp lý nào, nên không thời hạn nào được tính.",
                told.entry.fact_type
            );
            findings.push(Finding::new(Kind::UnknownRegime, explanation).at(told.entry));
        }
    }
    ledgers
}

fn lies_over(rule: &Rule, standing: &Standing) -> bool {
    rule.overlay
        .as_ref()
        .is_none_or(|overlay| *overlay == standing.overlay)
}

fn starts_any(told: &Told<'_>, versions: &[Rule], standing: &Standing) -> bool {
    versions
        .iter()
        .filter(|rule| lies_over(rule, standing))
        .flat_map(|rule| &rule.triggers)
        .any(|(effect, trigger)| *effect == Effect::Starts && told.meets(trigger))
}

/// What a fact does to the clock of `versions`.
fn lines_of(
    told: &Told<'_>,
    versions: &[Rule],
    regime: &str,
    standing: &Standing,
    days: &WorkDays,
) -> Vec<Line> {
    let mut lines = Vec::new();
    let holding = versions
        .iter()
        .enumerate()
        .filter(|(_, rule)| rule.regimes.iter().any(|one| one == regime) && lies_over(rule, standing));
    for (version, rule) in holding {
        for (effect, trigger) in rule.triggers.iter().filter(|(_, trigger)| told.meets(trigger)) {
            let line = told.line(*effect, version, trigger);
            let starts = *effect == Effect::Starts;
            let begins = || rule.is_in_force(local_day(line.happened_at));
            if !starts || (begins() && (!trigger.ahead || lies_ahead(rule, &line, days))) {
                lines.push(line);
            }
        }
    }
    lines
}

/// Whether the limit that a line would start ends no earlier than the fact itself. One that cannot be counted is
/// started, so that this is found.
fn lies_ahead(rule: &Rule, line: &Line, days: &WorkDays) -> bool {
    let counted = line
        .anchor
        .and_then(|_| count(rule, &[line], days).ok().flatten());
    let ends_on = counted.and_then(|count| count.due);
    ends_on.is_none_or(|ends_on| local_day(line.happened_at) <= ends_on)
}
