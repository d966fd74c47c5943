//! Reviewers: who they are, where they worked, how much they carry.

use calendar::Day;
use proto::fact::{SchoolType, TeamRole};
use proto::review::{RelationKind, ReviewState};
use serde::Serialize;

use super::super::{Cell, Row, Word};
use super::{day, or_blank, some};

/// A person who may sit on an external review team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reviewer {
    /// `reviewers/{id}`.
    pub name: String,
    /// The code in the sector's register.
    pub code: Option<String>,
    /// The person's name.
    pub display_name: String,
    /// Where the person receives mail.
    pub email: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
    /// The commune the person works in.
    pub commune: String,
    /// The first day in the sector.
    pub in_sector_since: Option<Day>,
    /// Full years since then.
    pub years_in_sector: u32,
    /// The Ministry's training, once completed.
    pub training: Option<Training>,
    /// Whether the person comes from a department outside education.
    pub from_other_department: bool,
    /// The field that such a person is in charge of.
    pub field_in_charge: Option<String>,
    /// Fields the person is expert in.
    pub fields: Vec<String>,
    /// Kinds of school that the person can review.
    pub levels: Vec<Word>,
    /// Where the person worked, oldest first.
    pub career: Vec<Post>,
    /// Declared ties to schools.
    pub relations: Vec<Relation>,
    /// When the person cannot be called upon.
    pub absences: Vec<Absence>,
    /// How many schools in a season; none as the season says.
    pub most_schools: Option<u32>,
    /// The day from which the person is off the list.
    pub retired_on: Option<Day>,
    /// Why.
    pub retirement_reason: Option<String>,
    /// The version seen.
    pub etag: String,
}

/// The Ministry's training in external review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Training {
    /// The number of its certificate.
    pub certificate_number: String,
    /// The day it was completed.
    pub completed_on: Option<Day>,
}

/// A post that a reviewer held or holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Post {
    /// `schools/{id}`, when it was at a school of the list.
    pub school: Option<String>,
    /// The employer's name.
    pub employer: String,
    /// What the person was there.
    pub position: String,
    /// The first day.
    pub from: Option<Day>,
    /// The last day; none while it lasts.
    pub until: Option<Day>,
}

/// A declared tie to a school.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Relation {
    /// `schools/{id}`.
    pub school: String,
    /// The tie.
    pub kind: Word,
    /// What the person said about it.
    pub note: String,
}

/// Days on which a reviewer cannot be called upon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Absence {
    /// The first day.
    pub from: Option<Day>,
    /// The last day.
    pub until: Option<Day>,
    /// Why.
    pub reason: String,
}

impl From<proto::review::Reviewer> for Reviewer {
    fn from(one: proto::review::Reviewer) -> Self {
        let training = |training: proto::review::Training| Training {
            completed_on: day(&training.completed_on),
            certificate_number: training.certificate_number,
        };
        let post = |post: proto::review::Post| Post {
            from: day(&post.from),
            until: day(&post.until),
            school: some(post.school),
            employer: post.employer,
            position: post.position,
        };
        let relation = |relation: proto::review::Relation| Relation {
            kind: Word::of::<RelationKind>(relation.kind),
            school: relation.school,
            note: relation.note,
        };
        let absence = |absence: proto::review::Absence| Absence {
            from: day(&absence.from),
            until: day(&absence.until),
            reason: absence.reason,
        };
        Self {
            levels: one
                .levels
                .iter()
                .map(|level| Word::of::<SchoolType>(*level))
                .collect(),
            in_sector_since: day(&one.in_sector_since),
            retired_on: day(&one.retired_on),
            training: one.training.map(training),
            career: one.career.into_iter().map(post).collect(),
            relations: one.relations.into_iter().map(relation).collect(),
            absences: one.absences.into_iter().map(absence).collect(),
            most_schools: Some(one.most_schools).filter(|most| *most > 0),
            name: one.name,
            code: some(one.code),
            display_name: one.display_name,
            email: some(one.email),
            phone: some(one.phone),
            commune: one.commune,
            years_in_sector: one.years_in_sector,
            from_other_department: one.from_other_department,
            field_in_charge: some(one.field_in_charge),
            fields: one.fields,
            retirement_reason: some(one.retirement_reason),
            etag: one.etag,
        }
    }
}

impl Row for Reviewer {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("code", "Mã"),
        ("display_name", "Họ tên"),
        ("commune", "Xã, phường"),
        ("years_in_sector", "Số năm trong ngành"),
        ("trained_on", "Bồi dưỡng của Bộ"),
        ("levels", "Loại trường"),
        ("fields", "Chuyên môn"),
        ("email", "Thư điện tử"),
        ("retired_on", "Thôi từ ngày"),
        ("name", "Tên tài nguyên"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            or_blank(self.code.as_ref()),
            Cell::text(&self.display_name),
            Cell::text(&self.commune),
            Cell::Number(self.years_in_sector.into()),
            Cell::Day(self.training.as_ref().and_then(|training| training.completed_on)),
            Cell::Words(self.levels.clone()),
            Cell::text(self.fields.join(", ")),
            or_blank(self.email.as_ref()),
            Cell::Day(self.retired_on),
            Cell::text(&self.name),
        ]
    }
}

impl Row for Post {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("from", "Từ ngày"),
        ("until", "Đến ngày"),
        ("employer", "Nơi công tác"),
        ("position", "Vị trí"),
        ("school", "Trường"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Day(self.from),
            Cell::Day(self.until),
            Cell::text(&self.employer),
            Cell::text(&self.position),
            or_blank(self.school.as_ref()),
        ]
    }
}

impl Row for Relation {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("kind", "Quan hệ"),
        ("note", "Người ấy khai"),
        ("school", "Trường"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Word(self.kind),
            Cell::text(&self.note),
            Cell::text(&self.school),
        ]
    }
}

impl Row for Absence {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("from", "Bận từ ngày"),
        ("until", "Đến ngày"),
        ("reason", "Lý do"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Day(self.from),
            Cell::Day(self.until),
            Cell::text(&self.reason),
        ]
    }
}

/// A seat that a reviewer has or had in the review of a school.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Engagement {
    /// `teams/{id}`.
    pub team: String,
    /// `reviews/{case id}`.
    pub review: String,
    /// `schools/{id}`.
    pub school: String,
    /// The school's own name.
    pub school_name: String,
    /// The seat.
    pub role: Word,
    /// The day of the decision that seated the person.
    pub since: Option<Day>,
    /// The day the seat was given up.
    pub until: Option<Day>,
    /// How far the review is.
    pub review_state: Word,
}

/// The word of a state that came as text.
fn review_state(text: &str) -> Word {
    let known = (1..).map_while(|value| ReviewState::try_from(value).ok());
    known
        .map(Word::from)
        .find(|word| word.code == text)
        .unwrap_or_else(|| ReviewState::Unspecified.into())
}

impl From<proto::review::Engagement> for Engagement {
    fn from(one: proto::review::Engagement) -> Self {
        Self {
            role: Word::of::<TeamRole>(one.role),
            since: day(&one.since),
            until: day(&one.until),
            review_state: review_state(&one.review_state),
            team: one.team,
            review: one.review,
            school: one.school,
            school_name: one.school_name,
        }
    }
}

impl Row for Engagement {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("since", "Từ ngày"),
        ("until", "Đến ngày"),
        ("school_name", "Trường"),
        ("role", "Nhiệm vụ"),
        ("review_state", "Đánh giá ngoài"),
        ("team", "Đoàn"),
        ("review", "Mã"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Day(self.since),
            Cell::Day(self.until),
            Cell::text(&self.school_name),
            Cell::Word(self.role),
            Cell::Word(self.review_state),
            Cell::text(&self.team),
            Cell::text(&self.review),
        ]
    }
}

/// How much a reviewer carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Workload {
    /// `reviewers/{id}`.
    pub reviewer: String,
    /// The person's name.
    pub display_name: String,
    /// Schools under review now.
    pub open_schools: u32,
    /// Schools finished.
    pub finished_schools: u32,
    /// Teams, of all these.
    pub teams: u32,
    /// Teams headed, of all these.
    pub headed: u32,
    /// Invitations declined.
    pub declined: u32,
}

impl From<proto::review::Workload> for Workload {
    fn from(one: proto::review::Workload) -> Self {
        Self {
            reviewer: one.reviewer,
            display_name: one.display_name,
            open_schools: one.open_schools,
            finished_schools: one.finished_schools,
            teams: one.teams,
            headed: one.headed,
            declined: one.declined,
        }
    }
}

impl Row for Workload {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("display_name", "Họ tên"),
        ("open_schools", "Trường đang đánh giá"),
        ("finished_schools", "Trường đã xong"),
        ("teams", "Số đoàn"),
        ("headed", "Làm trưởng đoàn"),
        ("declined", "Lần từ chối"),
        ("reviewer", "Người đánh giá"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.display_name),
            Cell::Number(self.open_schools.into()),
            Cell::Number(self.finished_schools.into()),
            Cell::Number(self.teams.into()),
            Cell::Number(self.headed.into()),
            Cell::Number(self.declined.into()),
            Cell::text(&self.reviewer),
        ]
    }
}
