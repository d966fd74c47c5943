//! Self-assessments.

use calendar::Day;
use proto::registration::{CouncilSeat, SelfAssessmentState};
use serde::Serialize;

use super::super::{Cell, Row, Word};
use super::obligation::ReportFile;
use super::{At, at, day};

/// A self-assessment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SelfAssessment {
    /// `selfAssessments/{id}`.
    pub name: String,
    /// `schools/{id}`.
    pub school: String,
    /// The school's own name.
    pub school_name: String,
    /// The school year.
    pub school_year: String,
    /// The regime whose criteria it follows.
    pub regime: String,
    /// How far it is.
    pub state: Word,
    /// The council, once appointed.
    pub council: Option<Council>,
    /// The results; empty in lists.
    pub results: Vec<CriterionResult>,
    /// Criteria without a result.
    pub missing_criteria: Vec<String>,
    /// What the results come to; none in lists.
    pub proposed: Option<ProposedLevel>,
    /// The level that the council concluded with.
    pub concluded_level: Option<u32>,
    /// The report.
    pub report: Option<ReportFile>,
    /// The improvement plan.
    pub improvement: Vec<ImprovementAction>,
    /// Reports on it.
    pub reviews: Vec<ImprovementReview>,
    /// When it was completed.
    pub completed_at: Option<At>,
    /// The version seen.
    pub etag: String,
}

/// The council.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Council {
    /// Its members.
    pub members: Vec<CouncilMember>,
    /// The number of the decision.
    pub decision_number: String,
    /// The day of the decision.
    pub decided_on: Option<Day>,
}

/// A member of the council.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CouncilMember {
    /// The name.
    pub person: String,
    /// The position in the school.
    pub position: String,
    /// The seat.
    pub seat: Word,
}

/// What the results come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProposedLevel {
    /// The level.
    pub level: u32,
    /// The degree of the national standard that it would allow.
    pub national_standard: u32,
    /// How it follows.
    pub explanation: Vec<String>,
    /// What stands in the way of the next level.
    pub obstacles: Vec<String>,
}

/// An action of the improvement plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImprovementAction {
    /// The criterion.
    pub criterion: String,
    /// What is done.
    pub action: String,
    /// Who does it.
    pub responsible: String,
    /// The last day.
    pub by: Option<Day>,
}

/// A report on the improvement plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImprovementReview {
    /// The school year.
    pub school_year: String,
    /// What was achieved.
    pub summary: String,
    /// How many actions are done.
    pub done: u32,
    /// The report.
    pub report: Option<ReportFile>,
    /// When it was entered.
    pub recorded_at: Option<At>,
}

impl From<proto::registration::SelfAssessment> for SelfAssessment {
    fn from(one: proto::registration::SelfAssessment) -> Self {
        let completed = one.state() == SelfAssessmentState::Completed;
        let action = |action: proto::registration::ImprovementAction| ImprovementAction {
            by: day(&action.by),
            criterion: action.criterion,
            action: action.action,
            responsible: action.responsible,
        };
        let review = |review: proto::registration::ImprovementReview| ImprovementReview {
            recorded_at: at(review.recorded_at.as_ref()),
            school_year: review.school_year,
            summary: review.summary,
            done: review.done,
            report: review.report.map(ReportFile::from),
        };
        let proposed = |proposed: proto::registration::ProposedLevel| ProposedLevel {
            level: proposed.level,
            national_standard: proposed.national_standard,
            explanation: proposed.explanation,
            obstacles: proposed.obstacles,
        };
        Self {
            state: Word::of::<SelfAssessmentState>(one.state),
            completed_at: at(one.completed_at.as_ref()),
            council: one.council.map(Council::from),
            results: one.results.into_iter().map(CriterionResult::from).collect(),
            proposed: one.proposed.map(proposed),
            concluded_level: completed.then_some(one.concluded_level),
            report: one.report.map(ReportFile::from),
            improvement: one.improvement.into_iter().map(action).collect(),
            reviews: one.reviews.into_iter().map(review).collect(),
            name: one.name,
            school: one.school,
            school_name: one.school_name,
            school_year: one.school_year,
            regime: one.regime,
            missing_criteria: one.missing_criteria,
            etag: one.etag,
        }
    }
}

impl From<proto::registration::Council> for Council {
    fn from(council: proto::registration::Council) -> Self {
        let member = |member: proto::registration::CouncilMember| CouncilMember {
            seat: Word::of::<CouncilSeat>(member.seat),
            person: member.person,
            position: member.position,
        };
        Self {
            members: council.members.into_iter().map(member).collect(),
            decided_on: day(&council.decided_on),
            decision_number: council.decision_number,
        }
    }
}

impl Row for SelfAssessment {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("school_name", "Trường"),
        ("school_year", "Năm học"),
        ("regime", "Chế độ"),
        ("state", "Trạng thái"),
        ("council", "Hội đồng"),
        ("proposed_level", "Mức theo kết quả"),
        ("concluded_level", "Mức kết luận"),
        ("completed_at", "Hoàn thành lúc"),
        ("name", "Mã"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let level =
            |level: Option<u32>| level.map_or_else(|| Cell::text(""), |level| Cell::Number(level.into()));
        let council = self.council.as_ref().map_or_else(String::new, |council| {
            format!("{} người ({})", council.members.len(), council.decision_number)
        });
        vec![
            Cell::text(&self.school_name),
            Cell::text(&self.school_year),
            Cell::text(&self.regime),
            Cell::Word(self.state),
            Cell::text(council),
            level(self.proposed.as_ref().map(|proposed| proposed.level)),
            level(self.concluded_level),
            Cell::Moment(self.completed_at.map(|at| at.0)),
            Cell::text(&self.name),
        ]
    }
}

/// The result of one criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CriterionResult {
    /// The criterion.
    pub criterion: String,
    /// The level reached.
    pub level: u32,
    /// By indicator and level.
    pub indicators: Vec<IndicatorResult>,
    /// The strengths.
    pub strengths: String,
    /// The weaknesses.
    pub weaknesses: String,
    /// The plan to improve.
    pub improvement: String,
    /// Codes of the evidence.
    pub evidence: Vec<String>,
}

/// The result of one indicator at one level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IndicatorResult {
    /// The level.
    pub level: u32,
    /// a, b or c.
    pub indicator: String,
    /// Whether it is met.
    pub met: bool,
}

impl From<proto::registration::CriterionResult> for CriterionResult {
    fn from(result: proto::registration::CriterionResult) -> Self {
        let indicator = |one: proto::registration::IndicatorResult| IndicatorResult {
            level: one.level,
            indicator: one.indicator,
            met: one.met,
        };
        Self {
            indicators: result.indicators.into_iter().map(indicator).collect(),
            criterion: result.criterion,
            level: result.level,
            strengths: result.strengths,
            weaknesses: result.weaknesses,
            improvement: result.improvement,
            evidence: result.evidence,
        }
    }
}

impl Row for CriterionResult {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("criterion", "Tiêu chí"),
        ("level", "Mức"),
        ("strengths", "Điểm mạnh"),
        ("weaknesses", "Điểm yếu"),
        ("improvement", "Cải tiến"),
        ("evidence", "Minh chứng"),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.criterion),
            Cell::Number(self.level.into()),
            Cell::text(&self.strengths),
            Cell::text(&self.weaknesses),
            Cell::text(&self.improvement),
            Cell::text(self.evidence.join(", ")),
        ]
    }
}
