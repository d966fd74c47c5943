//! What was announced and drawn of a case, clock by clock.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Rules;
use super::facts::Told;
use crate::chain::Entry;
use crate::finding::{Finding, Kind};
use crate::law::{Key, Law};

/// Something that was announced of a clock.
#[derive(Clone, Debug)]
pub struct Said<'a> {
    /// The entry.
    pub entry: &'a Entry,
    /// The last day that it names, if any.
    pub due_on: Option<NaiveDate>,
    /// The rung, when one was fired.
    pub rung: String,
}

/// What was announced of one clock, in the order of recording.
#[derive(Clone, Debug, Default)]
pub struct Heard<'a> {
    /// Last days that the scheduler announced.
    pub dues: Vec<Said<'a>>,
    /// Ends of the limit that the scheduler announced.
    pub reached: Vec<Said<'a>>,
    /// Rungs that the scheduler fired.
    pub rungs: Vec<Said<'a>>,
    /// Consequences that the owner drew.
    pub answers: Vec<Said<'a>>,
}

/// What was announced of the clocks of a case.
#[derive(Debug, Default)]
pub struct Announced<'a> {
    heard: BTreeMap<Key, Heard<'a>>,
}

impl<'a> Announced<'a> {
    /// Collects it from the facts of the deciding services and of the scheduler.
    pub fn collect(
        rules: &Rules,
        deciding: &[Told<'a>],
        announcing: &[Told<'a>],
        findings: &mut Vec<Finding>,
    ) -> Announced<'a> {
        let mut announced = Announced::default();
        let mut clocks: BTreeMap<String, Key> = BTreeMap::new();
        for told in announcing {
            let key = key(told);
            match told.stated.what.as_str() {
                "clock_due" => {
                    clocks.insert(told.says("clock_id").to_owned(), key.clone());
                    announced.of(key).dues.push(said(told, "due_on"));
                }
                "deadline_reached" => announced.of(key).reached.push(said(told, "due_on")),
                "rung_fired" => match clocks.get(told.says("clock_id")) {
                    Some(key) => announced.of(key.clone()).rungs.push(said(told, "due_on")),
                    None => findings.push(
                        Finding::new(
                            Kind::EffectWithoutClock,
                            format!(
                                "Bậc nhắc {:?} của {} được thực hiện cho một thời hạn chưa từng được công bố.",
                                told.says("rung"),
                                told.says("limit")
                            ),
                        )
                        .of_clock(&key)
                        .at(told.entry),
                    ),
                },
                _ => {}
            }
        }
        for told in deciding {
            if told.stated.what == "deadline_breached" {
                announced.of(key(told)).answers.push(said(told, "due_on"));
            }
            for key in deemed_keys(&rules.law, &told.entry.fact_type) {
                let date = ["deemed_on", "valid_until"]
                    .iter()
                    .find(|name| told.date(name).is_some());
                let said = said(told, date.unwrap_or(&""));
                announced.of(key.clone()).answers.push(said);
            }
        }
        announced
    }

    fn of(&mut self, key: Key) -> &mut Heard<'a> {
        self.heard.entry(key).or_default()
    }

    /// Takes what was announced of one clock.
    pub fn take(&mut self, key: &Key) -> Heard<'a> {
        self.heard.remove(key).unwrap_or_default()
    }

    /// What was announced of clocks that no fact moves.
    pub fn rest(self) -> BTreeMap<Key, Heard<'a>> {
        self.heard
    }
}

fn key(told: &Told<'_>) -> Key {
    let overlay = Some(told.says("overlay")).filter(|overlay| !overlay.is_empty());
    (told.says("limit").to_owned(), overlay.map(str::to_owned))
}

fn said<'a>(told: &Told<'a>, date: &str) -> Said<'a> {
    Said {
        entry: told.entry,
        due_on: told.date(date),
        rung: told.says("rung").to_owned(),
    }
}

/// The clocks of whose end a fact is itself the effect.
fn deemed_keys<'l>(law: &'l Law, fact_type: &str) -> impl Iterator<Item = &'l Key> {
    law.rules.iter().filter_map(move |(key, versions)| {
        let mut triggers = versions.iter().flat_map(|rule| &rule.triggers);
        triggers
            .any(|(_, trigger)| trigger.deemed && trigger.fact == fact_type)
            .then_some(key)
    })
}
