//! Reviews, between the domain and the wire. What people write is composed (NFC) here, without control characters,
//! so that it leaves as it was kept.

use std::ops::Range;

use calendar::{Day, Language, local_day, start_of_day};
use form::ReportFile;
use platform::journal::read::timestamp;
use platform::refusal::Refusal;
use platform::server::etag;
use platform::time::Moment;
use platform::{names, page};
use proto::fact::CommentAnswer;
use proto::{exchange, review as wire};
use sheet::clean;
use statute::{IndicatorResult, Law, Outcome, Role, Standing};

use crate::domain::{
    CompletedStep, CriterionAssessment, Decision, Duty, Pace, PlannedVisit, ReportForm, Review, ReviewState,
    Settlement, StateChange, StepForm, VisitForm,
};
use crate::store::duty::Filter;

impl From<ReviewState> for wire::ReviewState {
    fn from(state: ReviewState) -> Self {
        match state {
            ReviewState::AwaitingTeam => Self::AwaitingTeam,
            ReviewState::UnderReview => Self::UnderReview,
            ReviewState::AwaitingComments => Self::AwaitingComments,
            ReviewState::AwaitingReply => Self::AwaitingReply,
            ReviewState::AwaitingFinalReport => Self::AwaitingFinalReport,
            ReviewState::Completed => Self::Completed,
            ReviewState::Closed => Self::Closed,
        }
    }
}

/// The state that a list asks for; nothing for all.
pub fn asked_state(state: wire::ReviewState) -> Option<ReviewState> {
    ReviewState::ALL
        .into_iter()
        .find(|ours| wire::ReviewState::from(*ours) == state)
}

impl From<Settlement> for wire::Settlement {
    fn from(settlement: Settlement) -> Self {
        match settlement {
            Settlement::Agreed => Self::Agreed,
            Settlement::Deemed => Self::Deemed,
            Settlement::Answered => Self::Answered,
        }
    }
}

/// A review as a list shows it: without its results and what they come to.
pub fn brief(review: &Review) -> wire::Review {
    let change = |change: &StateChange| wire::ReviewStateChange {
        state: wire::ReviewState::from(change.state).into(),
        at: Some(timestamp(change.at)),
    };
    let team = review.team.as_ref();
    let seats = team.map_or(&[][..], |team| &team.seats);
    let conclusion = review.report.as_ref().or(review.draft.as_ref());
    let settlement = review.settlement.map(wire::Settlement::from);
    wire::Review {
        name: format!("reviews/{}", review.case.id),
        dossier_number: review.case.dossier_number.clone(),
        school: format!("schools/{}", review.case.school_id),
        school_name: review.case.school_name.clone(),
        state: wire::ReviewState::from(review.state()).into(),
        history: review.history.iter().map(change).collect(),
        seats: seats.iter().map(Into::into).collect(),
        completed_steps: review.steps.iter().map(|done| done.step.into()).collect(),
        comments: review.comments.clone(),
        settlement: settlement.unwrap_or_default().into(),
        level: review.level.unwrap_or_default(),
        warnings: team.map(|team| team.warnings.clone()).unwrap_or_default(),
        etag: etag(review.version),
        team: team_name(review),
        decision: team.map(|team| wire::TeamDecision::from(&team.decision)),
        steps: review.steps.iter().map(step).collect(),
        visits: review.visits.iter().map(visit).collect(),
        reason: conclusion
            .map(|conclusion| conclusion.reason.clone())
            .unwrap_or_default(),
        draft: review.draft.as_ref().map(|draft| file(&draft.report)),
        report: review.report.as_ref().map(|report| file(&report.report)),
        answers: review.answers.clone(),
        standing: review.standing.as_ref().map(of_standing),
        ..wire::Review::default()
    }
}

/// A review with everything: what its results come to is said as on the day of its final report, or of `at` while it
/// goes on.
pub fn whole(review: &Review, law: &Law, at: Moment) -> wire::Review {
    let completed = review
        .history
        .iter()
        .find(|change| change.state == ReviewState::Completed);
    let on = local_day(completed.map_or(at, |change| change.at));
    wire::Review {
        results: review.results.iter().map(result).collect(),
        missing_criteria: review.missing_criteria(law),
        proposed: review.proposed(law, on).map(proposal),
        ..brief(review)
    }
}

fn team_name(review: &Review) -> String {
    let name = |id| format!("teams/{id}");
    review.team.as_ref().map(|team| name(team.id)).unwrap_or_default()
}

fn proposal(outcome: Outcome) -> wire::LevelProposal {
    wire::LevelProposal {
        level: outcome.level,
        national_standard: outcome.national_standard,
        explanation: outcome.explanation,
        obstacles: outcome.obstacles,
    }
}

fn step(done: &CompletedStep) -> wire::StepRecord {
    let record = done.record.as_ref();
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    wire::StepRecord {
        step: done.step.into(),
        from: day(record.map(|record| record.from)),
        until: day(record.map(|record| record.until)),
        minutes: record.map(|record| record.minutes.clone()).unwrap_or_default(),
        files: record
            .map(|record| record.files.iter().map(file).collect())
            .unwrap_or_default(),
    }
}

fn visit(visit: &PlannedVisit) -> wire::PlannedVisit {
    wire::PlannedVisit {
        step: visit.step.into(),
        from: visit.from.to_string(),
        until: visit.until.to_string(),
    }
}

fn result(result: &CriterionAssessment) -> wire::CriterionAssessment {
    let indicator = |indicator: &IndicatorResult| wire::IndicatorAssessment {
        level: indicator.level,
        indicator: indicator.indicator.clone(),
        met: indicator.met,
    };
    wire::CriterionAssessment {
        criterion: result.criterion.clone(),
        level: result.level,
        indicators: result.indicators.iter().map(indicator).collect(),
        strengths: result.strengths.clone(),
        weaknesses: result.weaknesses.clone(),
        recommendation: result.recommendation.clone(),
        evidence: result.evidence.clone(),
    }
}

impl From<wire::CriterionAssessment> for CriterionAssessment {
    fn from(result: wire::CriterionAssessment) -> Self {
        let indicator = |indicator: wire::IndicatorAssessment| IndicatorResult {
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
            recommendation: clean(&result.recommendation),
            evidence: texts(result.evidence),
        }
    }
}

/// What was said of the school.
pub fn standing(standing: &wire::SchoolStanding) -> Standing {
    Standing {
        cohort_completed: standing.cohort_completed,
        years_of_operation: standing.years_of_operation,
        years_of_data: standing.years_of_data,
        legal_conditions: standing.legal_conditions,
    }
}

fn of_standing(standing: &Standing) -> wire::SchoolStanding {
    wire::SchoolStanding {
        cohort_completed: standing.cohort_completed,
        years_of_operation: standing.years_of_operation,
        years_of_data: standing.years_of_data,
        legal_conditions: standing.legal_conditions,
    }
}

/// Texts as people wrote them.
pub fn texts(texts: Vec<String>) -> Vec<String> {
    texts.iter().map(|text| clean(text)).collect()
}

/// Answers as people wrote them.
pub fn answers(answers: Vec<CommentAnswer>) -> Vec<CommentAnswer> {
    let cleaned = |answer: CommentAnswer| CommentAnswer {
        reason: clean(&answer.reason),
        ..answer
    };
    answers.into_iter().map(cleaned).collect()
}

impl From<wire::PlannedVisit> for VisitForm {
    fn from(visit: wire::PlannedVisit) -> Self {
        Self {
            step: visit.step(),
            from: visit.from,
            until: visit.until,
        }
    }
}

impl From<wire::CompleteStepRequest> for StepForm {
    fn from(request: wire::CompleteStepRequest) -> Self {
        Self {
            step: request.step(),
            from: request.from,
            until: request.until,
            minutes: clean(&request.minutes),
            files: request.files.into_iter().map(entered).collect(),
        }
    }
}

impl From<wire::ReportRequest> for ReportForm {
    fn from(request: wire::ReportRequest) -> Self {
        Self {
            level: request.level,
            reason: clean(&request.reason),
            report: entered(request.report.unwrap_or_default()),
        }
    }
}

/// A file as it was entered; what is wrong with it the domain says.
fn entered(file: exchange::ReportFile) -> ReportFile {
    ReportFile {
        file_name: clean(&file.file_name),
        sha256: file.sha256,
        size: file.size,
    }
}

fn file(file: &ReportFile) -> exchange::ReportFile {
    exchange::ReportFile {
        file_name: file.file_name.clone(),
        sha256: file.sha256.clone(),
        size: file.size,
    }
}

/// Which duties a list asks for.
pub fn asked_duties(request: &wire::ListDutiesRequest, law: &Law) -> Result<Filter, Refusal> {
    let team = match request.team.as_str() {
        "" => None,
        name => Some(names::id(name, "teams", "team")?),
    };
    let parties = [Role::Reviewer, Role::School, Role::DepartmentOfficer];
    let party = parties
        .into_iter()
        .find(|party| party.as_str() == request.owed_by);
    if party.is_none() && !request.owed_by.is_empty() {
        let message = "phải là reviewer, school hoặc department_officer";
        return Err(Refusal::invalid("owed_by", message));
    }
    Ok(Filter {
        team,
        limits: party.map(|party| Duty::owed_by(party, law)),
        after: page::token(&request.page_token)?,
    })
}

/// A duty, with the title that the law gives it.
pub fn duty(duty: &Duty, review: &Review, law: &Law) -> wire::Duty {
    let rule = duty.rule(&review.case, law);
    let title = rule.map(|rule| rule.title.text(Language::Vietnamese).to_owned());
    wire::Duty {
        review: format!("reviews/{}", review.case.id),
        dossier_number: review.case.dossier_number.clone(),
        school_name: review.case.school_name.clone(),
        limit: duty.limit.clone(),
        overlay: duty.overlay.clone(),
        title: title.unwrap_or_default(),
        due_on: duty.due_on.map(|day| day.to_string()).unwrap_or_default(),
        owed_by: rule.map(|rule| rule.owed_by.to_string()).unwrap_or_default(),
        team: team_name(review),
        clock: format!("clocks/{}", duty.clock),
    }
}

/// The year whose reviews are asked for, from its first moment to that of the next; nothing for all.
pub fn asked_year(year: i32) -> Result<Option<Range<Moment>>, Refusal> {
    if year == 0 {
        return Ok(None);
    }
    let begins = |year: i32| Day::from_ymd(year, 1, 1).map(start_of_day);
    let whole = begins(year).zip(year.checked_add(1).and_then(begins));
    let (from, until) = whole.ok_or_else(|| Refusal::invalid("year", "không phải một năm"))?;
    Ok(Some(from..until))
}

impl From<Pace> for wire::Pace {
    fn from(pace: Pace) -> Self {
        let states = pace.states.into_iter().map(|(state, reviews)| wire::StateCount {
            state: wire::ReviewState::from(state).into(),
            reviews,
        });
        let stages = pace.stages.into_iter().map(|stage| wire::StagePace {
            state: wire::ReviewState::from(stage.state).into(),
            reviews: stage.reviews,
            median: stage.median,
            longest: stage.longest,
        });
        Self {
            states: states.collect(),
            stages: stages.collect(),
        }
    }
}

impl From<&Decision> for wire::TeamDecision {
    fn from(decision: &Decision) -> Self {
        Self {
            number: decision.number.to_string(),
            signed_on: decision.signed_on.to_string(),
            signer: decision.signer.clone(),
            prepared_by: decision.prepared_by.clone(),
        }
    }
}
