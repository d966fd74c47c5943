//! Events of a case, what a verification of journals found, and the auditor's statements.

use serde::Serialize;

use super::super::{Cell, Row, describe, words};
use super::{At, at};

/// An event in the history of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    /// When it happened.
    pub at: Option<At>,
    /// The fact's type, which begins with the service.
    pub fact_type: String,
    /// Who did it.
    pub actor: String,
    /// What happened, in Vietnamese.
    pub sentence: String,
    /// The fact's id.
    pub fact_id: String,
    /// When it was recorded.
    pub recorded_at: Option<At>,
    /// Its place in the service's chain of the case.
    pub sequence: i64,
    /// The hash of its entry.
    pub hash: String,
}

impl From<proto::platform::JournalEntry> for Event {
    fn from(entry: proto::platform::JournalEntry) -> Self {
        Self {
            at: at(entry.occurred_at.as_ref()),
            recorded_at: at(entry.recorded_at.as_ref()),
            sentence: entry.fact.as_ref().map(describe).unwrap_or_default(),
            fact_type: entry.fact_type,
            actor: entry.actor,
            fact_id: entry.fact_id,
            sequence: entry.sequence,
            hash: entry.hash,
        }
    }
}

impl Row for Event {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("at", "Lúc"),
        ("sentence", "Sự việc"),
        ("actor", "Người thực hiện"),
        ("fact_type", "Loại"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Moment(self.at.map(|at| at.0)),
            Cell::text(&self.sentence),
            Cell::text(words::actor(&self.actor)),
            Cell::text(&self.fact_type),
        ]
    }
}

/// What the verification of a journal found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The service.
    pub service: String,
    /// The case.
    pub case_id: String,
    /// The entry's place in the chain.
    pub sequence: i64,
    /// What is wrong.
    pub reason: String,
}

impl Row for Finding {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("service", "Dịch vụ"),
        ("case_id", "Vụ việc"),
        ("sequence", "Mục"),
        ("reason", "Sai ở đâu"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.service),
            Cell::text(&self.case_id),
            Cell::Number(self.sequence),
            Cell::text(&self.reason),
        ]
    }
}

/// A statement of the auditor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// Its number, from 1.
    pub number: i64,
    /// The moment up to which the journals were audited.
    pub until: Option<At>,
    /// Cases.
    pub cases: u64,
    /// Clocks that were counted.
    pub clocks: u64,
    /// Legal effects that were missed.
    pub missed: u64,
    /// Exceptions of every kind.
    pub exceptions: u64,
    /// Its SHA-256.
    pub sha256: String,
    /// Its Ed25519 signature.
    pub signature: String,
    /// What was signed, to the byte.
    pub canonical: String,
}

impl From<auditor::statement::Statement> for Statement {
    /// One that cannot be read keeps its hash and says nothing else.
    fn from(statement: auditor::statement::Statement) -> Self {
        let body = statement.body().ok();
        let body = body.as_ref();
        Self {
            number: body.map_or(0, |body| body.number),
            until: body.map(|body| At(body.until)),
            cases: body.map_or(0, |body| body.cases),
            clocks: body.map_or(0, |body| body.clocks),
            missed: body.map_or(0, |body| body.missed),
            exceptions: body.map_or(0, auditor::statement::Body::exception_count),
            sha256: statement.sha256,
            signature: statement.signature,
            canonical: statement.canonical,
        }
    }
}

impl Row for Statement {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("number", "Số"),
        ("until", "Tính đến"),
        ("clocks", "Thời hạn"),
        ("missed", "Bỏ sót"),
        ("exceptions", "Ngoại lệ"),
        ("sha256", "SHA-256"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let number = |number: u64| Cell::Number(i64::try_from(number).unwrap_or(i64::MAX));
        vec![
            Cell::Number(self.number),
            Cell::Moment(self.until.map(|at| at.0)),
            number(self.clocks),
            number(self.missed),
            number(self.exceptions),
            Cell::text(&self.sha256),
        ]
    }
}
