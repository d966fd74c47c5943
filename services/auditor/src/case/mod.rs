//! One case, audited whole: its chains, and every clock that its facts give or that was announced of it.

mod announced;
mod clock;
mod facts;
mod known;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::chain::{Entry, Fault, Head, first_fault};
use crate::count::{Almanac, Count, Uncountable};
use crate::finding::{Finding, Kind};
use crate::law::{Key, Law, LawError};
use crate::wire::Dictionary;

use announced::Announced;
use clock::Clock;
pub use clock::Outcome;
use facts::{Told, ledgers};
pub use known::Ledger;

/// The services whose journals are audited. The last one announces; the others decide.
pub const SERVICES: [&str; 4] = ["registration", "review", "recognition", SCHEDULER];
/// The service that runs the clocks.
pub(crate) const SCHEDULER: &str = "scheduler";

/// What every case is audited by.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The law.
    pub law: Law,
    /// Which days are worked.
    pub almanac: Almanac,
    /// The shapes of facts.
    pub dictionary: Dictionary,
    /// The moment up to which the journals are audited.
    pub until: DateTime<Utc>,
    /// How long after its moment something may come and still be under way. What is younger is not missed yet.
    pub grace: TimeDelta,
}

/// Up to when, and how patiently, is audited.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// The moment up to which the journals are audited.
    pub until: DateTime<Utc>,
    /// How long after its moment something may come and still be under way.
    pub grace: TimeDelta,
}

impl Rules {
    /// Reads law files and notices on days off.
    ///
    /// # Errors
    /// [`LawError`] when a text is not understood.
    pub fn read(law_texts: &[&str], calendar_texts: &[&str], bounds: Bounds) -> Result<Rules, LawError> {
        Ok(Rules {
            law: Law::read(law_texts)?,
            almanac: Almanac::read(calendar_texts)?,
            dictionary: Dictionary::read(proto::DESCRIPTORS)
                .map_err(|error| LawError::of("proto", &error))?,
            until: bounds.until,
            grace: bounds.grace,
        })
    }
}

/// A case: what the journals hold of it, in any order, and where its chains once ended.
#[derive(Clone, Debug)]
pub struct Case {
    /// The case.
    pub id: Uuid,
    /// Its entries in all journals.
    pub entries: Vec<Entry>,
    /// Where its chains ended when they were audited before.
    pub noted: Vec<Head>,
}

/// What the audit of a case came to.
#[derive(Clone, Debug, Default)]
pub struct Audited {
    /// The exceptions.
    pub findings: Vec<Finding>,
    /// How each of its clocks stands.
    pub outcomes: Vec<(Key, Outcome)>,
    /// How late each announced end of a limit was, in milliseconds.
    pub lateness: Vec<u64>,
    /// Ends of limits that were announced, by clock.
    pub deadlines: BTreeMap<Key, u64>,
    /// Where its chains end now.
    pub heads: Vec<Head>,
}

impl Case {
    /// Audits the case.
    #[must_use]
    pub fn audit(&self, rules: &Rules) -> Audited {
        let mut audited = Audited::default();
        let mut told = Vec::with_capacity(self.entries.len());
        for service in SERVICES {
            let mut chain: Vec<&Entry> = self
                .entries
                .iter()
                .filter(|entry| entry.service == service)
                .collect();
            chain.sort_by_key(|entry| entry.sequence);
            self.verify(service, &chain, &mut audited);
            for entry in chain.into_iter().filter(|entry| entry.recorded_at <= rules.until) {
                match Told::read(entry, &rules.dictionary) {
                    Ok(one) => told.push(one),
                    Err(why) => audited.findings.push(
                        Finding::new(Kind::UnreadableFact, format!("{}: {why}.", entry.fact_type)).at(entry),
                    ),
                }
            }
        }
        // In the order of their recording; a fact that follows from another of the same moment is of a later service.
        told.sort_by_key(|told| told.entry.recorded_at);
        let (deciding, announcing): (Vec<Told<'_>>, Vec<Told<'_>>) =
            told.into_iter().partition(|told| told.entry.service != SCHEDULER);
        let ledgers = ledgers(rules, &deciding, &mut audited.findings);
        let mut announced = Announced::collect(rules, &deciding, &announcing, &mut audited.findings);
        for (key, ledger) in &ledgers {
            let heard = announced.take(key);
            Clock::new(rules, key, Some(ledger), heard).audit(&mut audited);
        }
        for (key, heard) in announced.rest() {
            Clock::new(rules, &key, None, heard).audit(&mut audited);
        }
        for finding in &mut audited.findings {
            finding.case_id = Some(self.id);
        }
        audited
    }

    /// The chain of one service: its first fault, and where it ends.
    fn verify(&self, service: &'static str, chain: &[&Entry], audited: &mut Audited) {
        let noted = self.noted.iter().find(|head| head.service == service);
        if let Some((place, fault)) = first_fault(chain, noted) {
            let at = chain.iter().find(|entry| entry.sequence == place);
            let (kind, what) = match fault {
                Fault::Content => (Kind::TamperedEntry, "nội dung không khớp với mã băm đã ghi"),
                Fault::Link => (Kind::TamperedEntry, "không nối tiếp mục đứng trước"),
                Fault::Rewritten => (
                    Kind::TamperedEntry,
                    "không còn là mục đã ghi nhận ở lần kiểm toán trước",
                ),
                Fault::Gap => (Kind::MissingEntry, "bị thiếu"),
                Fault::Cut => (Kind::TruncatedChain, "đã có ở lần kiểm toán trước, nay không còn"),
            };
            let mut finding = Finding::new(
                kind,
                format!("Nhật ký {service}, mục thứ {place} của vụ việc {what}."),
            );
            finding.recorded_at = at.map(|entry| entry.recorded_at);
            service.clone_into(&mut finding.service);
            finding.sequence = Some(place);
            audited.findings.push(finding);
        }
        // What was noted of a chain that no longer holds it stays noted, so that it is found again.
        let kept = noted.filter(|noted| {
            !chain
                .iter()
                .any(|entry| entry.sequence == noted.sequence && entry.hash == noted.hash)
        });
        let found = || {
            chain.last().map(|last| Head {
                service,
                case_id: self.id,
                sequence: last.sequence,
                hash: last.hash.clone(),
            })
        };
        audited.heads.extend(kept.cloned().or_else(found));
    }
}

impl Case {
    /// What every clock of the case comes to, counted from everything recorded until the rules' moment; those that
    /// never started are left out.
    #[must_use]
    pub fn clocks(&self, rules: &Rules) -> BTreeMap<Key, Result<Count, Uncountable>> {
        let mut told: Vec<Told<'_>> = self
            .entries
            .iter()
            .filter(|entry| entry.service != SCHEDULER && entry.recorded_at <= rules.until)
            .filter_map(|entry| Told::read(entry, &rules.dictionary).ok())
            .collect();
        told.sort_by_key(|told| {
            (
                told.entry.recorded_at,
                place(told.entry.service),
                told.entry.sequence,
            )
        });
        ledgers(rules, &told, &mut Vec::new())
            .into_iter()
            .filter_map(|(key, ledger)| {
                let count = ledger.count(|_| true, rules.almanac.latest()).transpose()?;
                Some((key.clone(), count))
            })
            .collect()
    }
}

/// Where a service stands on a case's way.
fn place(service: &str) -> usize {
    SERVICES
        .iter()
        .position(|one| *one == service)
        .unwrap_or(SERVICES.len())
}
