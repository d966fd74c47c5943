//! Self-assessments: council, results per criterion, report, improvement.

use calendar::Day;
use chrono::{DateTime, Utc};
use form::{Defects, ReportFile};
use proto::fact::{Body, Fact, Subject};
use statute::{Criterion, Law, RegimeId};
use uuid::Uuid;

use super::{Refusal, School};

mod completion;
mod council;
mod improvement;
mod opening;
mod proposal;
mod refusal;
mod results;
mod school_year;

pub use completion::ConclusionForm;
pub use council::{CouncilForm, MemberForm};
pub use improvement::{ActionForm, ReviewForm};
pub use proposal::ProposedLevel;
pub use refusal::SelfAssessmentRefusal;
pub use school_year::SchoolYear;
pub use statute::IndicatorResult;

/// A school's self-assessment of a school year.
#[derive(Clone, Debug, PartialEq)]
pub struct SelfAssessment {
    /// Its id, which is also its case.
    pub id: Uuid,
    /// The school.
    pub school: School,
    /// The school year.
    pub school_year: SchoolYear,
    /// The regime whose criteria it follows.
    pub regime: RegimeId,
    /// The council, once it was appointed.
    pub council: Option<Council>,
    /// The results, by criterion.
    pub results: Vec<CriterionResult>,
    /// The level that the council concluded with, and why when it is not the one that the results come to.
    pub conclusion: Option<Conclusion>,
    /// The improvement plan.
    pub improvement: Vec<ImprovementAction>,
    /// Reports on it, oldest first.
    pub reviews: Vec<ImprovementReview>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// Grows with every change.
    pub version: i64,
}

/// How a self-assessment was concluded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conclusion {
    /// The level, 0 to 4 under A, 0 to 2 under B.
    pub level: u32,
    /// Why, when it is not the level that the results come to.
    pub reason: String,
    /// The report.
    pub report: ReportFile,
    /// When.
    pub at: DateTime<Utc>,
}

/// A self-assessment council.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Council {
    /// Its members.
    pub members: Vec<CouncilMember>,
    /// The number of the decision that appointed it.
    pub decision_number: String,
    /// The day of that decision.
    pub decided_on: Day,
}

/// A member of a council.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CouncilMember {
    /// The person's name.
    pub person: String,
    /// The person's position in the school.
    pub position: String,
    /// The seat in the council.
    pub seat: CouncilSeat,
}

/// A seat in a council.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CouncilSeat {
    /// Chủ tịch.
    Chair,
    /// Phó chủ tịch.
    ViceChair,
    /// Thư ký.
    Secretary,
    /// Ủy viên.
    Member,
}

/// The result of one criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriterionResult {
    /// The criterion, for example 1.1.
    pub criterion: String,
    /// The level reached.
    pub level: u32,
    /// Under A, indicator by indicator.
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

/// An action of an improvement plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImprovementAction {
    /// The criterion that it improves.
    pub criterion: String,
    /// What is done.
    pub action: String,
    /// Who does it.
    pub responsible: String,
    /// The last day.
    pub by: Day,
}

/// A report on an improvement plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImprovementReview {
    /// The school year that it reports on.
    pub school_year: SchoolYear,
    /// What was achieved.
    pub summary: String,
    /// How many of the actions are done.
    pub done: u32,
    /// The report.
    pub report: ReportFile,
    /// When it was entered.
    pub recorded_at: DateTime<Utc>,
}

/// The most letters of a text: far below what a cell of a workbook holds, far above what anybody writes.
const LONGEST_TEXT: usize = 10_000;

/// Adds a defect for a text that is too long to be exported.
fn must_fit(text: &str, field: &str, defects: &mut Defects) {
    if text.chars().count() > LONGEST_TEXT {
        defects.add(field, format!("không được quá {LONGEST_TEXT} ký tự"));
    }
}

impl SelfAssessment {
    /// Whether it was concluded.
    pub fn is_completed(&self) -> bool {
        self.conclusion.is_some()
    }

    /// Refuses a change to what was concluded, and to what is of a school that is no more.
    fn must_be_open(&self) -> Result<(), Refusal> {
        if self.is_completed() {
            return Err(SelfAssessmentRefusal::Completed { regime: self.regime }.into());
        }
        self.school.must_be_active()
    }

    /// The kind of the act's criteria by which the school is assessed.
    fn criteria_kind<'a>(&self, law: &'a Law) -> Result<&'a str, Refusal> {
        let kind = opening::kind(self.school.school_type);
        law.criteria_for(self.regime, &kind).ok_or_else(|| {
            let (regime, school_type) = (self.regime, self.school.school_type);
            SelfAssessmentRefusal::NoCriteria { regime, school_type }.into()
        })
    }

    /// The criteria by which the school is assessed, in the order of the act.
    pub fn criteria<'a>(&self, law: &'a Law) -> impl Iterator<Item = &'a Criterion> + 'a {
        let kind = self.criteria_kind(law).unwrap_or_default();
        law.criteria(self.regime, kind)
    }

    /// Where `criterion` stands among those of the act, from 0; nothing when it has none such.
    fn place(&self, law: &Law, criterion: &str) -> Option<usize> {
        let kind = self.criteria_kind(law).ok()?;
        law.criterion_place(self.regime, kind, criterion)
    }

    fn subject(&self) -> Subject {
        Subject {
            regime: self.regime.to_string(),
            ..self.school.subject(self.id)
        }
    }

    fn fact(&self, body: Body) -> Fact {
        Fact {
            subject: Some(self.subject()),
            body: Some(body),
        }
    }
}
