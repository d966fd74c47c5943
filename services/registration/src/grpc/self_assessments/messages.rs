//! Self-assessments, between the domain and the wire. What people write is composed (NFC) here, without control
//! characters, so that it leaves as it was kept.

use calendar::local_day;
use form::ReportFile;
use platform::journal::read::timestamp;
use platform::refusal::Refusal;
use platform::server::etag;
use platform::time::Moment;
use platform::{names, page};
use proto::{exchange, registration as wire};
use sheet::clean;
use statute::Law;

use crate::domain::{
    ActionForm, ConclusionForm, Council, CouncilForm, CouncilMember, CouncilSeat, CriterionResult,
    ImprovementAction, ImprovementReview, IndicatorResult, MemberForm, ProposedLevel, ReviewForm, SchoolYear,
    SelfAssessment,
};
use crate::store::self_assessment::Filter;

/// A self-assessment as a list shows it: without its results and what they come to.
pub fn brief(assessment: &SelfAssessment) -> wire::SelfAssessment {
    let conclusion = assessment.conclusion.as_ref();
    let state = if assessment.is_completed() {
        wire::SelfAssessmentState::Completed
    } else {
        wire::SelfAssessmentState::Open
    };
    wire::SelfAssessment {
        name: format!("selfAssessments/{}", assessment.id),
        school: format!("schools/{}", assessment.school.id),
        school_name: assessment.school.name.clone(),
        school_year: assessment.school_year.to_string(),
        regime: assessment.regime.to_string(),
        state: state.into(),
        council: assessment.council.as_ref().map(wire::Council::from),
        concluded_level: conclusion.map(|conclusion| conclusion.level).unwrap_or_default(),
        report: conclusion.map(|conclusion| report(&conclusion.report)),
        improvement: assessment
            .improvement
            .iter()
            .map(wire::ImprovementAction::from)
            .collect(),
        reviews: assessment
            .reviews
            .iter()
            .map(wire::ImprovementReview::from)
            .collect(),
        completed_at: conclusion.map(|conclusion| timestamp(conclusion.at)),
        reason: conclusion
            .map(|conclusion| conclusion.reason.clone())
            .unwrap_or_default(),
        etag: etag(assessment.version),
        ..wire::SelfAssessment::default()
    }
}

/// A self-assessment with everything: what its results come to is said as on the day of its conclusion, or of
/// `at` while it is open.
pub fn whole(assessment: &SelfAssessment, law: &Law, at: Moment) -> wire::SelfAssessment {
    let concluded_at = assessment.conclusion.as_ref().map(|conclusion| conclusion.at);
    let on = local_day(concluded_at.unwrap_or(at));
    wire::SelfAssessment {
        results: assessment
            .results
            .iter()
            .map(wire::CriterionResult::from)
            .collect(),
        missing_criteria: assessment.missing_criteria(law),
        proposed: Some(proposed(assessment.proposed(law, on))),
        ..brief(assessment)
    }
}

fn proposed(outcome: ProposedLevel) -> wire::ProposedLevel {
    wire::ProposedLevel {
        level: outcome.level,
        national_standard: outcome.national_standard,
        explanation: outcome.explanation,
        obstacles: outcome.obstacles,
    }
}

impl From<&Council> for wire::Council {
    fn from(council: &Council) -> Self {
        let member = |member: &CouncilMember| wire::CouncilMember {
            person: member.person.clone(),
            position: member.position.clone(),
            seat: wire::CouncilSeat::from(member.seat).into(),
        };
        Self {
            members: council.members.iter().map(member).collect(),
            decision_number: council.decision_number.clone(),
            decided_on: council.decided_on.to_string(),
        }
    }
}

impl From<CouncilSeat> for wire::CouncilSeat {
    fn from(seat: CouncilSeat) -> Self {
        match seat {
            CouncilSeat::Chair => Self::Chair,
            CouncilSeat::ViceChair => Self::ViceChair,
            CouncilSeat::Secretary => Self::Secretary,
            CouncilSeat::Member => Self::Member,
        }
    }
}

/// The seat that was entered; nothing when none was.
fn seat(seat: wire::CouncilSeat) -> Option<CouncilSeat> {
    match seat {
        wire::CouncilSeat::Unspecified => None,
        wire::CouncilSeat::Chair => Some(CouncilSeat::Chair),
        wire::CouncilSeat::ViceChair => Some(CouncilSeat::ViceChair),
        wire::CouncilSeat::Secretary => Some(CouncilSeat::Secretary),
        wire::CouncilSeat::Member => Some(CouncilSeat::Member),
    }
}

impl From<wire::Council> for CouncilForm {
    fn from(council: wire::Council) -> Self {
        let member = |member: wire::CouncilMember| MemberForm {
            seat: seat(member.seat()),
            person: clean(&member.person),
            position: clean(&member.position),
        };
        Self {
            members: council.members.into_iter().map(member).collect(),
            decision_number: clean(&council.decision_number),
            decided_on: council.decided_on,
        }
    }
}

impl From<&CriterionResult> for wire::CriterionResult {
    fn from(result: &CriterionResult) -> Self {
        let indicator = |indicator: &IndicatorResult| wire::IndicatorResult {
            level: indicator.level,
            indicator: indicator.indicator.clone(),
            met: indicator.met,
        };
        Self {
            criterion: result.criterion.clone(),
            level: result.level,
            indicators: result.indicators.iter().map(indicator).collect(),
            strengths: result.strengths.clone(),
            weaknesses: result.weaknesses.clone(),
            improvement: result.improvement.clone(),
            evidence: result.evidence.clone(),
        }
    }
}

impl From<wire::CriterionResult> for CriterionResult {
    fn from(result: wire::CriterionResult) -> Self {
        let indicator = |indicator: wire::IndicatorResult| IndicatorResult {
            level: indicator.level,
            indicator: clean(&indicator.indicator),
            met: indicator.met,
        };
        Self {
            criterion: clean(&result.criterion),
            level: result.level,
            indicators: result.indicators.into_iter().map(indicator).collect(),
            strengths: clean(&result.strengths),
            weaknesses: clean(&result.weaknesses),
            improvement: clean(&result.improvement),
            evidence: result.evidence.iter().map(|code| clean(code)).collect(),
        }
    }
}

impl From<&ImprovementAction> for wire::ImprovementAction {
    fn from(action: &ImprovementAction) -> Self {
        Self {
            criterion: action.criterion.clone(),
            action: action.action.clone(),
            responsible: action.responsible.clone(),
            by: action.by.to_string(),
        }
    }
}

impl From<wire::ImprovementAction> for ActionForm {
    fn from(action: wire::ImprovementAction) -> Self {
        Self {
            criterion: clean(&action.criterion),
            action: clean(&action.action),
            responsible: clean(&action.responsible),
            by: action.by,
        }
    }
}

impl From<&ImprovementReview> for wire::ImprovementReview {
    fn from(review: &ImprovementReview) -> Self {
        Self {
            school_year: review.school_year.to_string(),
            summary: review.summary.clone(),
            done: review.done,
            report: Some(report(&review.report)),
            recorded_at: Some(timestamp(review.recorded_at)),
        }
    }
}

impl From<wire::ImprovementReview> for ReviewForm {
    fn from(review: wire::ImprovementReview) -> Self {
        Self {
            school_year: review.school_year,
            summary: clean(&review.summary),
            done: review.done,
            report: entered(review.report),
        }
    }
}

impl From<wire::CompleteSelfAssessmentRequest> for ConclusionForm {
    fn from(request: wire::CompleteSelfAssessmentRequest) -> Self {
        Self {
            level: request.concluded_level,
            reason: clean(&request.reason),
            report: entered(request.report),
        }
    }
}

/// A report as it was entered; what is wrong with it the domain says.
fn entered(report: Option<exchange::ReportFile>) -> ReportFile {
    let report = report.unwrap_or_default();
    ReportFile {
        file_name: clean(&report.file_name),
        sha256: report.sha256,
        size: report.size,
    }
}

fn report(report: &ReportFile) -> exchange::ReportFile {
    exchange::ReportFile {
        file_name: report.file_name.clone(),
        sha256: report.sha256.clone(),
        size: report.size,
    }
}

/// Which self-assessments a list asks for.
pub fn asked(request: &wire::ListSelfAssessmentsRequest) -> Result<Filter, Refusal> {
    let school = match request.school.as_str() {
        "" => None,
        name => Some(names::id(name, "schools", "school")?),
    };
    let wrong = |_| Refusal::invalid("school_year", "phải là năm học dạng 2023-2024, hai năm liền nhau");
    let school_year = match request.school_year.as_str() {
        "" => None,
        text => Some(text.parse::<SchoolYear>().map_err(wrong)?),
    };
    Ok(Filter {
        school,
        school_year,
        after: page::token(&request.page_token)?,
        ..Filter::default()
    })
}
