//! Events of a case, and what a verification of journals found.

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
