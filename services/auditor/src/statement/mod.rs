//! The statement: what an audit found, in a canonical form that can be chained and signed.

mod key;
mod text;
mod verify;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use key::{KeyError, PublicKey, SigningKey, public_file};
pub use verify::{Broken, Known, verify};

use crate::case::{Audited, Outcome, Rules};
use crate::chain::Head;
use crate::finding::{Finding, Kind};

/// Changes when the canonical form changes.
const FORM: u32 = 1;
/// Exceptions that a statement lists; the others are counted.
const LISTED: usize = 1_000;
/// What the first statement says of the one before it.
pub const NO_STATEMENT: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What an audit found of one limit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitCounts {
    /// Clocks that were counted.
    pub clocks: u64,
    /// Of these, running.
    pub running: u64,
    /// Stopped.
    pub suspended: u64,
    /// Kept.
    pub met: u64,
    /// Kept too late.
    pub met_late: u64,
    /// Broken and still owed.
    pub breached: u64,
    /// Ended by silence.
    pub deemed: u64,
    /// Validities that ended.
    pub expired: u64,
    /// Rights that opened.
    pub opened: u64,
    /// No longer owed.
    pub cancelled: u64,
    /// Ends of the limit that were announced.
    pub deadlines: u64,
    /// Legal effects that were missed.
    pub missed: u64,
}

/// How late ends of limits were announced.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lateness {
    /// The latest, in milliseconds.
    pub greatest_ms: u64,
    /// What ninety-nine of a hundred do not exceed, in milliseconds.
    pub p99_ms: u64,
}

/// What was read of one journal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalCounts {
    /// Cases.
    pub cases: u64,
    /// Entries.
    pub entries: u64,
}

/// What a statement says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// The form of the statement.
    pub form: u32,
    /// Its number, from 1.
    pub number: i64,
    /// SHA-256 of the statement before it; zeros before the first.
    pub previous_sha256: String,
    /// The end of the audit before; nothing for the first. What it found is counted again here.
    pub since: Option<DateTime<Utc>>,
    /// The moment up to which the journals were audited.
    pub until: DateTime<Utc>,
    /// How many seconds after its moment something was given to come.
    pub grace_seconds: i64,
    /// SHA-256 of the law files and of the notices on days off that were counted by.
    pub texts_sha256: String,
    /// What was read of each journal.
    pub journals: BTreeMap<String, JournalCounts>,
    /// SHA-256 over where every chain ends.
    pub heads_sha256: String,
    /// Cases.
    pub cases: u64,
    /// Clocks that were counted.
    pub clocks: u64,
    /// Legal effects that were missed.
    pub missed: u64,
    /// How late ends of limits were announced.
    pub lateness: Lateness,
    /// What was found of each limit, by its name and, after an @, its local plan.
    pub limits: BTreeMap<String, LimitCounts>,
    /// How many exceptions there are of each kind.
    pub exceptions: BTreeMap<Kind, u64>,
    /// The exceptions, or the first of many.
    pub findings: Vec<Finding>,
}

/// A statement that was issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// What it says, in the form that was signed.
    pub canonical: String,
    /// SHA-256 of it, lower-case hexadecimal.
    pub sha256: String,
    /// The Ed25519 signature over it, lower-case hexadecimal.
    pub signature: String,
}

impl Body {
    /// The form that is hashed and signed: JSON, the fields in their order, without spaces.
    ///
    /// # Errors
    /// [`serde_json::Error`], which no body gives.
    pub fn canonical(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// How many exceptions there are.
    #[must_use]
    pub fn exception_count(&self) -> u64 {
        self.exceptions.values().sum()
    }
}

impl Statement {
    /// Signs `body`.
    ///
    /// # Errors
    /// [`serde_json::Error`], which no body gives.
    pub fn sign(body: &Body, key: &SigningKey) -> Result<Statement, serde_json::Error> {
        let canonical = body.canonical()?;
        Ok(Statement {
            sha256: sha256(canonical.as_bytes()),
            signature: key.sign(&canonical),
            canonical,
        })
    }

    /// What it says.
    ///
    /// # Errors
    /// [`serde_json::Error`] when it is no statement.
    pub fn body(&self) -> Result<Body, serde_json::Error> {
        serde_json::from_str(&self.canonical)
    }
}

fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// SHA-256 over texts, each after its length.
#[must_use]
pub fn texts_sha256(texts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for text in texts {
        digest.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(text.as_bytes());
    }
    hex::encode(digest.finalize())
}

/// The digest over where chains end, in the order of cases and services.
#[derive(Clone, Debug, Default)]
pub struct HeadsDigest(Sha256);

impl HeadsDigest {
    /// Takes in where one chain ends.
    pub fn add(&mut self, head: &Head) {
        self.0.update(head.case_id.as_bytes());
        self.0.update([0]);
        self.0.update(head.service.as_bytes());
        self.0.update([0]);
        self.0.update(head.sequence.to_be_bytes());
        self.0.update(&head.hash);
    }

    /// The digest, lower-case hexadecimal.
    #[must_use]
    pub fn finish(self) -> String {
        hex::encode(self.0.finalize())
    }
}

/// What is gathered from case to case until a statement can be made of it.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    cases: u64,
    journals: BTreeMap<String, JournalCounts>,
    heads: HeadsDigest,
    limits: BTreeMap<String, LimitCounts>,
    lateness: Vec<u64>,
    exceptions: BTreeMap<Kind, u64>,
    findings: Vec<Finding>,
}

/// What precedes a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Previous {
    /// Its number.
    pub number: i64,
    /// Its SHA-256.
    pub sha256: String,
    /// Up to when it audited.
    pub until: DateTime<Utc>,
}

impl Tally {
    /// Takes in what the audit of a case came to. Cases come in the order of their ids.
    pub fn add(&mut self, audited: Audited) {
        self.cases += 1;
        for head in &audited.heads {
            let counts = self.journals.entry(head.service.to_owned()).or_default();
            counts.cases += 1;
            counts.entries += u64::try_from(head.sequence).unwrap_or_default();
            self.heads.add(head);
        }
        for (key, outcome) in &audited.outcomes {
            let counts = self.limits.entry(name(&key.0, key.1.as_deref())).or_default();
            counts.clocks += 1;
            match outcome {
                Outcome::Running => counts.running += 1,
                Outcome::Suspended => counts.suspended += 1,
                Outcome::Met => counts.met += 1,
                Outcome::MetLate => counts.met_late += 1,
                Outcome::Breached => counts.breached += 1,
                Outcome::Deemed => counts.deemed += 1,
                Outcome::Expired => counts.expired += 1,
                Outcome::Opened => counts.opened += 1,
                Outcome::Cancelled => counts.cancelled += 1,
                // Said by a finding.
                Outcome::Uncountable => {}
            }
        }
        for (key, deadlines) in &audited.deadlines {
            let counts = self.limits.entry(name(&key.0, key.1.as_deref())).or_default();
            counts.deadlines += deadlines;
        }
        self.lateness.extend(audited.lateness);
        for finding in audited.findings {
            self.find(finding);
        }
    }

    /// Takes in an exception that is about no case.
    pub fn find(&mut self, finding: Finding) {
        *self.exceptions.entry(finding.kind).or_default() += 1;
        if finding.kind.is_missed() {
            let overlay = Some(finding.overlay.as_str()).filter(|overlay| !overlay.is_empty());
            let counts = self.limits.entry(name(&finding.limit, overlay)).or_default();
            counts.missed += 1;
        }
        if self.findings.len() < LISTED {
            self.findings.push(finding);
        }
    }

    /// The statement of all that was taken in.
    #[must_use]
    pub fn body(mut self, rules: &Rules, texts_sha256: String, previous: Option<&Previous>) -> Body {
        self.lateness.sort_unstable();
        self.findings.sort();
        let missed = self.exceptions.iter().filter(|(kind, _)| kind.is_missed());
        // The least that at least ninety-nine of a hundred do not exceed.
        let rank = (self.lateness.len() * 99).div_ceil(100).saturating_sub(1);
        Body {
            form: FORM,
            number: previous.map_or(1, |previous| previous.number + 1),
            previous_sha256: previous
                .map_or(NO_STATEMENT, |previous| &previous.sha256)
                .to_owned(),
            since: previous.map(|previous| previous.until),
            until: rules.until,
            grace_seconds: rules.grace.num_seconds(),
            texts_sha256,
            journals: self.journals,
            heads_sha256: self.heads.finish(),
            cases: self.cases,
            clocks: self.limits.values().map(|counts| counts.clocks).sum(),
            missed: missed.map(|(_, count)| count).sum(),
            lateness: Lateness {
                greatest_ms: self.lateness.last().copied().unwrap_or_default(),
                p99_ms: self.lateness.get(rank).copied().unwrap_or_default(),
            },
            limits: self.limits,
            exceptions: self.exceptions,
            findings: self.findings,
        }
    }
}

fn name(limit: &str, overlay: Option<&str>) -> String {
    overlay.map_or_else(|| limit.to_owned(), |overlay| format!("{limit}@{overlay}"))
}
