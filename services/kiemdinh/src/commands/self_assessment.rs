//! `self-assessment`

use proto::registration::{
    AppointCouncilRequest, AssessCriteriaRequest, CompleteSelfAssessmentRequest, ExportSelfAssessmentRequest,
    GetSelfAssessmentRequest, ImprovementReview, ListSelfAssessmentsRequest, OpenSelfAssessmentRequest,
    PlanImprovementRequest, ReviewImprovementRequest, SelfAssessment as Wire,
};

use super::files;
use super::session::{PAGE, Session, resource};
use crate::arguments::SelfAssessment;
use crate::client::all;
use crate::output::{self, Format, Printer};
use crate::problem::Problem;

mod forms;

use forms::{CouncilForm, ImprovementForm, ResultsForm};

const NAMES: &str = "selfAssessments";

/// Does what `verb` says.
///
/// # Errors
/// What went wrong.
pub async fn run(session: &Session, verb: SelfAssessment, printer: &Printer) -> Result<(), Problem> {
    match verb {
        SelfAssessment::List { school, year } => {
            let school = match school {
                Some(school) => session.school(&school).await?,
                None => String::new(),
            };
            list(session, &school, &year.unwrap_or_default(), printer).await
        }
        SelfAssessment::Export { assessment, export } => {
            let request = ExportSelfAssessmentRequest {
                name: resource(NAMES, &assessment),
                format: export.form().into(),
            };
            let mut service = session.links.self_assessments(&session.voice.with_files());
            let parts = service.export_self_assessment(request).await?.into_inner();
            files::export(parts, &export, printer).await
        }
        verb => show(change(session, verb).await?, printer),
    }
}

/// Does what `verb` says to one self-assessment, and answers it.
async fn change(session: &Session, verb: SelfAssessment) -> Result<Wire, Problem> {
    let mut service = session.links.self_assessments(&session.voice);
    let answer = match verb {
        SelfAssessment::Open {
            school,
            year,
            changing,
        } => {
            let request = OpenSelfAssessmentRequest {
                school: session.school(&school).await?,
                school_year: year,
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
            };
            service.open_self_assessment(request).await?
        }
        SelfAssessment::Council(from) => {
            let request = AppointCouncilRequest {
                name: resource(NAMES, &from.assessment),
                council: Some(files::form::<CouncilForm>(&from.file)?.council()?),
                etag: from.changing.etag(),
                request_id: from.changing.request_id(),
                validate_only: from.changing.dry_run,
            };
            service.appoint_council(request).await?
        }
        SelfAssessment::Assess(from) => {
            let request = AssessCriteriaRequest {
                name: resource(NAMES, &from.assessment),
                results: files::form::<ResultsForm>(&from.file)?.results(),
                etag: from.changing.etag(),
                request_id: from.changing.request_id(),
                validate_only: from.changing.dry_run,
            };
            service.assess_criteria(request).await?
        }
        SelfAssessment::Improve(from) => {
            let request = PlanImprovementRequest {
                name: resource(NAMES, &from.assessment),
                actions: files::form::<ImprovementForm>(&from.file)?.actions(),
                etag: from.changing.etag(),
                request_id: from.changing.request_id(),
                validate_only: from.changing.dry_run,
            };
            service.plan_improvement(request).await?
        }
        SelfAssessment::Complete {
            assessment,
            level,
            reason,
            report,
            changing,
        } => {
            let request = CompleteSelfAssessmentRequest {
                name: resource(NAMES, &assessment),
                concluded_level: level,
                reason,
                report: Some(files::report(&report)?),
                etag: changing.etag(),
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
            };
            service.complete_self_assessment(request).await?
        }
        SelfAssessment::Review {
            assessment,
            year,
            done,
            summary,
            report,
            changing,
        } => {
            let review = ImprovementReview {
                school_year: year,
                summary,
                done,
                report: Some(files::report(&report)?),
                recorded_at: None,
            };
            let request = ReviewImprovementRequest {
                name: resource(NAMES, &assessment),
                review: Some(review),
                etag: changing.etag(),
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
            };
            service.review_improvement(request).await?
        }
        SelfAssessment::Get { assessment } => {
            let name = resource(NAMES, &assessment);
            let request = GetSelfAssessmentRequest { name };
            service.get_self_assessment(request).await?
        }
        SelfAssessment::List { .. } | SelfAssessment::Export { .. } => {
            return Err(Problem::failure("not one self-assessment"));
        }
    };
    Ok(answer.into_inner())
}

/// One self-assessment; people also read its results, and why they come to the level they come to.
fn show(assessment: Wire, printer: &Printer) -> Result<(), Problem> {
    let assessment = output::SelfAssessment::from(assessment);
    if printer.format == Format::Csv {
        return printer.list(&assessment.results);
    }
    printer.one(&assessment)?;
    if printer.format != Format::Table {
        return Ok(());
    }
    if !assessment.results.is_empty() {
        printer.list(&assessment.results)?;
    }
    if !assessment.missing_criteria.is_empty() {
        printer.line(&format!(
            "Chưa có kết quả: {}",
            assessment.missing_criteria.join(", ")
        ))?;
    }
    if let Some(proposed) = &assessment.proposed {
        for step in proposed.explanation.iter().chain(&proposed.obstacles) {
            printer.line(&format!("  {step}"))?;
        }
    }
    Ok(())
}

async fn list(session: &Session, school: &str, year: &str, printer: &Printer) -> Result<(), Problem> {
    let assessments = all(async |page_token| {
        let request = ListSelfAssessmentsRequest {
            school: school.to_owned(),
            school_year: year.to_owned(),
            page_size: PAGE,
            page_token,
        };
        let page = session
            .links
            .self_assessments(&session.voice)
            .list_self_assessments(request)
            .await?
            .into_inner();
        Ok::<_, Problem>((page.self_assessments, page.next_page_token))
    });
    let assessments: Vec<output::SelfAssessment> = assessments.await?.into_iter().map(Into::into).collect();
    printer.list(&assessments)
}
