//! What is owed in external reviews, and how fast they go.

use calendar::Day;
use proto::review::ReviewState;
use serde::Serialize;

use super::super::{Cell, Row, Word};
use super::{day, or_blank, some};

/// What is owed in a review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Duty {
    /// `reviews/{case id}`.
    pub review: String,
    /// The dossier's number.
    pub dossier_number: String,
    /// The school's own name.
    pub school_name: String,
    /// The time limit.
    pub limit: String,
    /// The overlay it belongs to; none for the act itself.
    pub overlay: Option<String>,
    /// The limit's title.
    pub title: String,
    /// The last day; none while the clock is stopped.
    pub due_on: Option<Day>,
    /// Who owes it.
    pub owed_by: String,
    /// `teams/{id}`, once established.
    pub team: Option<String>,
    /// `clocks/{id}`.
    pub clock: String,
}

impl From<proto::review::Duty> for Duty {
    fn from(duty: proto::review::Duty) -> Self {
        Self {
            due_on: day(&duty.due_on),
            overlay: some(duty.overlay),
            team: some(duty.team),
            review: duty.review,
            dossier_number: duty.dossier_number,
            school_name: duty.school_name,
            limit: duty.limit,
            title: duty.title,
            owed_by: duty.owed_by,
            clock: duty.clock,
        }
    }
}

/// Who owes something, for people.
fn party(owed_by: &str) -> Cell {
    let word = |code, vietnamese| Cell::Word(Word { code, vietnamese });
    match owed_by {
        "reviewer" => word("reviewer", "đoàn đánh giá ngoài"),
        "school" => word("school", "nhà trường"),
        "department_officer" => word("department_officer", "Sở"),
        other => Cell::text(other),
    }
}

impl Row for Duty {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("due_on", "Hạn"),
        ("title", "Việc"),
        ("owed_by", "Bên phải làm"),
        ("school_name", "Trường"),
        ("dossier_number", "Số hồ sơ"),
        ("limit", "Thời hạn"),
        ("team", "Đoàn"),
        ("clock", "Mã"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Day(self.due_on),
            Cell::text(&self.title),
            party(&self.owed_by),
            Cell::text(&self.school_name),
            Cell::text(&self.dossier_number),
            Cell::text(&self.limit),
            or_blank(self.team.as_ref()),
            Cell::text(&self.clock),
        ]
    }
}

/// How far reviews are and how long their stages take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pace {
    /// How many reviews are in each state.
    pub states: Vec<StateCount>,
    /// How long each stage took where it was finished.
    pub stages: Vec<StagePace>,
}

/// How many reviews are in a state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StateCount {
    /// The state.
    pub state: Word,
    /// How many.
    pub reviews: u32,
}

/// How long a stage took where it was finished, in working days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StagePace {
    /// The state that was left.
    pub state: Word,
    /// How many reviews left it.
    pub reviews: u32,
    /// Half of them took at most so many working days.
    pub median: u32,
    /// The longest took so many.
    pub longest: u32,
}

impl From<proto::review::Pace> for Pace {
    fn from(pace: proto::review::Pace) -> Self {
        let count = |one: &proto::review::StateCount| StateCount {
            state: Word::of::<ReviewState>(one.state),
            reviews: one.reviews,
        };
        let stage = |one: &proto::review::StagePace| StagePace {
            state: Word::of::<ReviewState>(one.state),
            reviews: one.reviews,
            median: one.median,
            longest: one.longest,
        };
        Self {
            states: pace.states.iter().map(count).collect(),
            stages: pace.stages.iter().map(stage).collect(),
        }
    }
}

impl Row for StateCount {
    const COLUMNS: &'static [(&'static str, &'static str)] =
        &[("state", "Trạng thái"), ("reviews", "Số trường")];

    fn cells(&self) -> Vec<Cell> {
        vec![Cell::Word(self.state), Cell::Number(self.reviews.into())]
    }
}

impl Row for StagePace {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("state", "Giai đoạn đã qua"),
        ("reviews", "Số trường"),
        ("median", "Một nửa xong trong (ngày làm việc)"),
        ("longest", "Lâu nhất"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Word(self.state),
            Cell::Number(self.reviews.into()),
            Cell::Number(self.median.into()),
            Cell::Number(self.longest.into()),
        ]
    }
}
