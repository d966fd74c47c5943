//! External reviews: steps, results, reports, what is owed and how fast it goes.

use calendar::Day;
use proto::fact::{ReviewStep, TeamRole};
use proto::review::{ReviewState, Settlement};
use serde::Serialize;

use super::super::{Cell, Row, Word};
use super::obligation::ReportFile;
use super::self_assessment::{IndicatorResult, ProposedLevel};
use super::team::TeamDecision;
use super::{At, at, day, or_blank, some};

/// The external review of one dossier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Review {
    /// `reviews/{case id}`.
    pub name: String,
    /// The dossier's number.
    pub dossier_number: String,
    /// `schools/{id}`.
    pub school: String,
    /// The school's own name.
    pub school_name: String,
    /// Its state.
    pub state: Word,
    /// When each state was entered, oldest first.
    pub history: Vec<ReviewStateChange>,
    /// `teams/{id}`, once established.
    pub team: Option<String>,
    /// The team's decision.
    pub decision: Option<TeamDecision>,
    /// The members of the team.
    pub seats: Vec<ReviewSeat>,
    /// Conditions that warn without blocking, with why the team goes on.
    pub warnings: Vec<String>,
    /// When the team visits the school.
    pub visits: Vec<Visit>,
    /// The steps completed.
    pub steps: Vec<StepRecord>,
    /// The results, by criterion; empty in lists.
    pub results: Vec<CriterionAssessment>,
    /// Criteria without a result.
    pub missing_criteria: Vec<String>,
    /// What is known of the school besides its criteria.
    pub standing: Option<Standing>,
    /// What the results come to; none in lists.
    pub proposed: Option<ProposedLevel>,
    /// The level of the draft, then of the final report.
    pub level: Option<u32>,
    /// Why, when it is not the level that the results come to.
    pub reason: Option<String>,
    /// The draft report.
    pub draft: Option<ReportFile>,
    /// The school's comments on it, each with the team's answer.
    pub comments: Vec<Comment>,
    /// How the comments were settled.
    pub settlement: Option<Word>,
    /// The final report.
    pub report: Option<ReportFile>,
    /// The version seen.
    pub etag: String,
}

/// When a state was entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReviewStateChange {
    /// The state.
    pub state: Word,
    /// When.
    pub at: Option<At>,
}

/// A member of the team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReviewSeat {
    /// The reviewer's id.
    pub reviewer_id: String,
    /// The person's name.
    pub reviewer_name: String,
    /// The seat.
    pub role: Word,
}

/// When the team visits the school.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Visit {
    /// Which visit.
    pub step: Word,
    /// The first day.
    pub from: Option<Day>,
    /// The last day.
    pub until: Option<Day>,
}

/// A step that was completed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepRecord {
    /// Which.
    pub step: Word,
    /// The first day it was worked on.
    pub from: Option<Day>,
    /// The day it was completed.
    pub until: Option<Day>,
    /// What the minutes say.
    pub minutes: String,
    /// The files.
    pub files: Vec<ReportFile>,
}

/// How a criterion was assessed by the team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CriterionAssessment {
    /// The criterion.
    pub criterion: String,
    /// The level reached.
    pub level: u32,
    /// By level and indicator.
    pub indicators: Vec<IndicatorResult>,
    /// The strengths.
    pub strengths: String,
    /// The weaknesses.
    pub weaknesses: String,
    /// What the team recommends.
    pub recommendation: String,
    /// Codes of the evidence.
    pub evidence: Vec<String>,
}

/// What must hold of a school besides its criteria.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// A cohort has completed the school.
    pub cohort_completed: bool,
    /// Full years of operation.
    pub years_of_operation: u32,
    /// Consecutive school years with data.
    pub years_of_data: u32,
    /// The legal conditions of operation hold.
    pub legal_conditions: bool,
}

/// A comment of the school, and the team's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comment {
    /// Its number, from 1, by which it is answered.
    pub number: usize,
    /// What the school says.
    pub comment: String,
    /// Whether the team accepted it; none before it answered.
    pub accepted: Option<bool>,
    /// Why not.
    pub reason: Option<String>,
}

impl From<proto::review::Review> for Review {
    fn from(review: proto::review::Review) -> Self {
        let state = review.state();
        let drafted = review.draft.is_some();
        let settlement = review.settlement();
        let change = |change: &proto::review::ReviewStateChange| ReviewStateChange {
            state: Word::of::<ReviewState>(change.state),
            at: at(change.at.as_ref()),
        };
        let seat = |seat: proto::fact::TeamSeat| ReviewSeat {
            role: Word::of::<TeamRole>(seat.role),
            reviewer_id: seat.reviewer_id,
            reviewer_name: seat.reviewer_name,
        };
        let visit = |visit: proto::review::PlannedVisit| Visit {
            step: Word::of::<ReviewStep>(visit.step),
            from: day(&visit.from),
            until: day(&visit.until),
        };
        let standing = |standing: proto::review::SchoolStanding| Standing {
            cohort_completed: standing.cohort_completed,
            years_of_operation: standing.years_of_operation,
            years_of_data: standing.years_of_data,
            legal_conditions: standing.legal_conditions,
        };
        let proposed = |proposed: proto::review::LevelProposal| ProposedLevel {
            level: proposed.level,
            national_standard: proposed.national_standard,
            explanation: proposed.explanation,
            obstacles: proposed.obstacles,
        };
        Self {
            state: state.into(),
            history: review.history.iter().map(change).collect(),
            comments: comments(review.comments, &review.answers),
            seats: review.seats.into_iter().map(seat).collect(),
            visits: review.visits.into_iter().map(visit).collect(),
            steps: review.steps.into_iter().map(StepRecord::from).collect(),
            results: review
                .results
                .into_iter()
                .map(CriterionAssessment::from)
                .collect(),
            standing: review.standing.map(standing),
            proposed: review.proposed.map(proposed),
            level: drafted.then_some(review.level),
            settlement: (settlement != Settlement::Unspecified).then(|| settlement.into()),
            team: some(review.team),
            decision: review.decision.map(TeamDecision::from),
            draft: review.draft.map(ReportFile::from),
            report: review.report.map(ReportFile::from),
            reason: some(review.reason),
            name: review.name,
            dossier_number: review.dossier_number,
            school: review.school,
            school_name: review.school_name,
            warnings: review.warnings,
            missing_criteria: review.missing_criteria,
            etag: review.etag,
        }
    }
}

/// Each comment with the answer in the same place, if there is one yet.
fn comments(comments: Vec<String>, answers: &[proto::fact::CommentAnswer]) -> Vec<Comment> {
    let comment = |(place, comment): (usize, String)| {
        let answer = answers.get(place);
        Comment {
            number: place + 1,
            comment,
            accepted: answer.map(|answer| answer.accepted),
            reason: answer.and_then(|answer| some(answer.reason.clone())),
        }
    };
    comments.into_iter().enumerate().map(comment).collect()
}

impl From<proto::review::StepRecord> for StepRecord {
    fn from(record: proto::review::StepRecord) -> Self {
        Self {
            step: Word::of::<ReviewStep>(record.step),
            from: day(&record.from),
            until: day(&record.until),
            files: record.files.into_iter().map(ReportFile::from).collect(),
            minutes: record.minutes,
        }
    }
}

impl From<proto::review::CriterionAssessment> for CriterionAssessment {
    fn from(one: proto::review::CriterionAssessment) -> Self {
        let indicator = |indicator: proto::review::IndicatorAssessment| IndicatorResult {
            level: indicator.level,
            indicator: indicator.indicator,
            met: indicator.met,
        };
        Self {
            indicators: one.indicators.into_iter().map(indicator).collect(),
            criterion: one.criterion,
            level: one.level,
            strengths: one.strengths,
            weaknesses: one.weaknesses,
            recommendation: one.recommendation,
            evidence: one.evidence,
        }
    }
}

fn level(level: Option<u32>) -> Cell {
    level.map_or_else(|| Cell::text(""), |level| Cell::Number(level.into()))
}

impl Row for Review {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("dossier_number", "Số hồ sơ"),
        ("school_name", "Trường"),
        ("state", "Trạng thái"),
        ("since", "Từ"),
        ("decision", "Quyết định lập đoàn"),
        ("head", "Trưởng đoàn"),
        ("level", "Mức kết luận"),
        ("settlement", "Ý kiến nhà trường"),
        ("name", "Mã"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let head = self.seats.iter().find(|seat| seat.role.code == "head");
        vec![
            Cell::text(&self.dossier_number),
            Cell::text(&self.school_name),
            Cell::Word(self.state),
            Cell::Moment(self.history.last().and_then(|change| change.at).map(|at| at.0)),
            or_blank(self.decision.as_ref().map(|decision| &decision.number)),
            or_blank(head.map(|seat| &seat.reviewer_name)),
            level(self.level),
            self.settlement.map_or_else(|| Cell::text(""), Cell::Word),
            Cell::text(&self.name),
        ]
    }
}

impl Row for ReviewSeat {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("role", "Nhiệm vụ"),
        ("reviewer_name", "Họ tên"),
        ("reviewer_id", "Mã"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Word(self.role),
            Cell::text(&self.reviewer_name),
            Cell::text(&self.reviewer_id),
        ]
    }
}

impl Row for Visit {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("step", "Lịch khảo sát"),
        ("from", "Từ ngày"),
        ("until", "Đến ngày"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![Cell::Word(self.step), Cell::Day(self.from), Cell::Day(self.until)]
    }
}

impl Row for StepRecord {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("step", "Bước"),
        ("from", "Từ ngày"),
        ("until", "Đến ngày"),
        ("minutes", "Biên bản"),
        ("files", "Tệp"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let files: Vec<&str> = self.files.iter().map(|file| file.file_name.as_str()).collect();
        vec![
            Cell::Word(self.step),
            Cell::Day(self.from),
            Cell::Day(self.until),
            Cell::text(&self.minutes),
            Cell::text(files.join(", ")),
        ]
    }
}

impl Row for CriterionAssessment {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("criterion", "Tiêu chí"),
        ("level", "Mức"),
        ("strengths", "Điểm mạnh"),
        ("weaknesses", "Điểm yếu"),
        ("recommendation", "Kiến nghị"),
        ("evidence", "Minh chứng"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.criterion),
            Cell::Number(self.level.into()),
            Cell::text(&self.strengths),
            Cell::text(&self.weaknesses),
            Cell::text(&self.recommendation),
            Cell::text(self.evidence.join(", ")),
        ]
    }
}

impl Row for Comment {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("number", "Số"),
        ("comment", "Ý kiến nhà trường"),
        ("accepted", "Đoàn tiếp thu"),
        ("reason", "Lý do giữ nguyên"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Number(i64::try_from(self.number).unwrap_or(i64::MAX)),
            Cell::text(&self.comment),
            self.accepted.map_or_else(|| Cell::text(""), Cell::Flag),
            or_blank(self.reason.as_ref()),
        ]
    }
}
