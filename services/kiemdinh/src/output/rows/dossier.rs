//! Dossiers.

use proto::fact::{RecognitionKind, Target};
use proto::registration::{CheckStage, DocumentKind, DossierState};
use serde::Serialize;

use super::super::{Cell, Row, Word};
use super::{At, at, or_blank, some};

/// When a state was entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StateChange {
    /// The state.
    pub state: Word,
    /// When.
    pub at: Option<At>,
    /// Which body checked the dossier then; none before it was handed in.
    pub stage: Option<Word>,
}

/// A document of a dossier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Document {
    /// What it is.
    pub kind: Word,
    /// Its title.
    pub title: String,
    /// The name of the file.
    pub file_name: String,
    /// SHA-256 of its content.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
    /// How many copies on paper.
    pub copies: u32,
}

/// A dossier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dossier {
    /// `dossiers/{id}`.
    pub name: String,
    /// Its number, once handed in.
    pub number: Option<String>,
    /// `schools/{id}`.
    pub school: String,
    /// The school's own name.
    pub school_name: String,
    /// New recognition or renewal.
    pub kind: Word,
    /// What is asked for.
    pub target: Word,
    /// The regime, once received.
    pub regime: Option<String>,
    /// Its state.
    pub state: Word,
    /// Which body checks it, once it was handed in.
    pub stage: Option<Word>,
    /// The body that received it: `authorities/{id}`.
    pub received_by: Option<String>,
    /// That body's own name.
    pub received_by_name: Option<String>,
    /// The plan item it fulfils: `planItems/{id}`.
    pub plan_item: Option<String>,
    /// The self-assessment it rests on: `selfAssessments/{id}`.
    pub self_assessment: Option<String>,
    /// Its documents.
    pub documents: Vec<Document>,
    /// The number in the receiving body's own book.
    pub local_no: Option<String>,
    /// The number that a portal gave it.
    pub portal_no: Option<String>,
    /// The system that it came from.
    pub origin_system: Option<String>,
    /// When each state was entered.
    pub history: Vec<StateChange>,
    /// What the supplement request asked for.
    pub defects: Vec<String>,
    /// Why it was refused or withdrawn.
    pub reason: Option<String>,
    /// The version seen.
    pub etag: String,
}

impl From<proto::registration::Dossier> for Dossier {
    fn from(dossier: proto::registration::Dossier) -> Self {
        let change = |change: &proto::registration::StateChange| StateChange {
            state: Word::of::<DossierState>(change.state),
            at: at(change.at.as_ref()),
            stage: stage(change.stage),
        };
        let document = |document: proto::registration::Document| Document {
            kind: Word::of::<DocumentKind>(document.kind),
            title: document.title,
            file_name: document.file_name,
            sha256: document.sha256,
            size: document.size,
            copies: document.copies,
        };
        Self {
            kind: Word::of::<RecognitionKind>(dossier.kind),
            target: Word::of::<Target>(dossier.target),
            state: Word::of::<DossierState>(dossier.state),
            stage: stage(dossier.stage),
            history: dossier.history.iter().map(change).collect(),
            documents: dossier.documents.into_iter().map(document).collect(),
            received_by: some(dossier.received_by),
            received_by_name: some(dossier.received_by_name),
            plan_item: some(dossier.plan_item),
            self_assessment: some(dossier.self_assessment),
            local_no: some(dossier.local_no),
            portal_no: some(dossier.portal_no),
            origin_system: some(dossier.origin_system),
            name: dossier.name,
            number: some(dossier.number),
            school: dossier.school,
            school_name: dossier.school_name,
            regime: some(dossier.regime),
            defects: dossier.defects,
            reason: some(dossier.reason),
            etag: dossier.etag,
        }
    }
}

/// Which body checks; none before a dossier is handed in.
fn stage(stage: i32) -> Option<Word> {
    CheckStage::try_from(stage)
        .ok()
        .filter(|stage| *stage != CheckStage::Unspecified)
        .map(Word::from)
}

fn or_none(word: Option<Word>) -> Cell {
    word.map_or_else(|| Cell::text(""), Cell::Word)
}

impl Row for Dossier {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("number", "Số hồ sơ"),
        ("school_name", "Trường"),
        ("kind", "Loại"),
        ("target", "Đề nghị"),
        ("regime", "Chế độ"),
        ("state", "Trạng thái"),
        ("stage", "Nơi kiểm tra"),
        ("since", "Từ"),
        ("name", "Mã"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            or_blank(self.number.as_ref()),
            Cell::text(&self.school_name),
            Cell::Word(self.kind),
            Cell::Word(self.target),
            or_blank(self.regime.as_ref()),
            Cell::Word(self.state),
            or_none(self.stage),
            Cell::Moment(self.history.last().and_then(|change| change.at).map(|at| at.0)),
            Cell::text(&self.name),
        ]
    }
}

impl Row for StateChange {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("state", "Trạng thái"),
        ("at", "Từ lúc"),
        ("stage", "Nơi kiểm tra"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Word(self.state),
            Cell::Moment(self.at.map(|at| at.0)),
            or_none(self.stage),
        ]
    }
}

impl Row for Document {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("kind", "Tài liệu"),
        ("title", "Tên"),
        ("file_name", "Tệp"),
        ("size", "Số byte"),
        ("copies", "Bản giấy"),
        ("sha256", "SHA-256"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Word(self.kind),
            Cell::text(&self.title),
            Cell::text(&self.file_name),
            Cell::Number(i64::try_from(self.size).unwrap_or(i64::MAX)),
            Cell::Number(self.copies.into()),
            Cell::text(&self.sha256),
        ]
    }
}
