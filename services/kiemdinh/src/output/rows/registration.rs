//! Schools and dossiers.

use proto::fact::{Ownership, RecognitionKind, SchoolType, Target};
use proto::registration::DossierState;
use serde::Serialize;

use super::super::{Cell, Row, Word};
use super::{At, at, or_blank, some};

/// A school.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct School {
    /// `schools/{id}`.
    pub name: String,
    /// The school's own name.
    pub display_name: String,
    /// The kind of school.
    pub school_type: Word,
    /// The commune.
    pub commune: String,
    /// Who owns it.
    pub ownership: Word,
    /// Where it receives mail.
    pub email: Option<String>,
    /// The version seen.
    pub etag: String,
}

impl From<proto::registration::School> for School {
    fn from(school: proto::registration::School) -> Self {
        Self {
            school_type: Word::of::<SchoolType>(school.school_type),
            ownership: Word::of::<Ownership>(school.ownership),
            name: school.name,
            display_name: school.display_name,
            commune: school.commune,
            email: some(school.email),
            etag: school.etag,
        }
    }
}

impl Row for School {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("display_name", "Trường"),
        ("school_type", "Loại hình"),
        ("commune", "Xã"),
        ("ownership", "Sở hữu"),
        ("email", "Thư điện tử"),
        ("name", "Mã"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.display_name),
            Cell::Word(self.school_type),
            Cell::text(&self.commune),
            Cell::Word(self.ownership),
            or_blank(self.email.as_ref()),
            Cell::text(&self.name),
        ]
    }
}

/// When a state was entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StateChange {
    /// The state.
    pub state: Word,
    /// When.
    pub at: Option<At>,
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
        };
        Self {
            kind: Word::of::<RecognitionKind>(dossier.kind),
            target: Word::of::<Target>(dossier.target),
            state: Word::of::<DossierState>(dossier.state),
            history: dossier.history.iter().map(change).collect(),
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

impl Row for Dossier {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("number", "Số hồ sơ"),
        ("school_name", "Trường"),
        ("kind", "Loại"),
        ("target", "Đề nghị"),
        ("regime", "Chế độ"),
        ("state", "Trạng thái"),
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
            Cell::Moment(self.history.last().and_then(|change| change.at).map(|at| at.0)),
            Cell::text(&self.name),
        ]
    }
}

impl Row for StateChange {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[("state", "Trạng thái"), ("at", "Từ lúc")];

    fn cells(&self) -> Vec<Cell> {
        vec![Cell::Word(self.state), Cell::Moment(self.at.map(|at| at.0))]
    }
}
