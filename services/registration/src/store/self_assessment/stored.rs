//! The parts of a self-assessment that are stored as JSON: council, results, plan, reports. Written apart from the
//! domain's types, so that those may change while what is stored stays readable.

use calendar::Day;
use chrono::{DateTime, Utc};
use form::ReportFile;
use platform::refusal::Failure;
use sea_orm::entity::prelude::Json;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::domain::{
    Council, CouncilMember, CouncilSeat, CriterionResult, ImprovementAction, ImprovementReview,
    IndicatorResult,
};
use crate::store::corrupt;

#[derive(Serialize, Deserialize)]
struct StoredCouncil {
    members: Vec<StoredMember>,
    decision_number: String,
    decided_on: Day,
}

#[derive(Serialize, Deserialize)]
struct StoredMember {
    person: String,
    position: String,
    seat: StoredSeat,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredSeat {
    Chair,
    ViceChair,
    Secretary,
    Member,
}

#[derive(Serialize, Deserialize)]
struct StoredResult {
    criterion: String,
    level: u32,
    indicators: Vec<StoredIndicator>,
    strengths: String,
    weaknesses: String,
    improvement: String,
    evidence: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct StoredIndicator {
    level: u32,
    indicator: String,
    met: bool,
}

#[derive(Serialize, Deserialize)]
struct StoredAction {
    criterion: String,
    action: String,
    responsible: String,
    by: Day,
}

#[derive(Serialize, Deserialize)]
struct StoredReview {
    school_year: String,
    summary: String,
    done: u32,
    report: StoredReport,
    recorded_at: DateTime<Utc>,
}

#[derive(Serialize, Deserialize)]
struct StoredReport {
    file_name: String,
    sha256: String,
    size: u64,
}

fn read<T: DeserializeOwned>(json: Json) -> Result<T, Failure> {
    serde_json::from_value(json).map_err(corrupt)
}

fn write(stored: impl Serialize) -> Result<Json, Failure> {
    serde_json::to_value(stored).map_err(corrupt)
}

/// The council as it was stored.
pub fn council(json: Json) -> Result<Council, Failure> {
    let stored: StoredCouncil = read(json)?;
    let member = |member: StoredMember| CouncilMember {
        person: member.person,
        position: member.position,
        seat: match member.seat {
            StoredSeat::Chair => CouncilSeat::Chair,
            StoredSeat::ViceChair => CouncilSeat::ViceChair,
            StoredSeat::Secretary => CouncilSeat::Secretary,
            StoredSeat::Member => CouncilSeat::Member,
        },
    };
    Ok(Council {
        members: stored.members.into_iter().map(member).collect(),
        decision_number: stored.decision_number,
        decided_on: stored.decided_on,
    })
}

/// The council as it is stored.
pub fn of_council(council: &Council) -> Result<Json, Failure> {
    let member = |member: &CouncilMember| StoredMember {
        person: member.person.clone(),
        position: member.position.clone(),
        seat: match member.seat {
            CouncilSeat::Chair => StoredSeat::Chair,
            CouncilSeat::ViceChair => StoredSeat::ViceChair,
            CouncilSeat::Secretary => StoredSeat::Secretary,
            CouncilSeat::Member => StoredSeat::Member,
        },
    };
    write(StoredCouncil {
        members: council.members.iter().map(member).collect(),
        decision_number: council.decision_number.clone(),
        decided_on: council.decided_on,
    })
}

/// The results as they were stored.
pub fn results(json: Json) -> Result<Vec<CriterionResult>, Failure> {
    let indicator = |stored: StoredIndicator| IndicatorResult {
        level: stored.level,
        indicator: stored.indicator,
        met: stored.met,
    };
    let result = |stored: StoredResult| CriterionResult {
        criterion: stored.criterion,
        level: stored.level,
        indicators: stored.indicators.into_iter().map(indicator).collect(),
        strengths: stored.strengths,
        weaknesses: stored.weaknesses,
        improvement: stored.improvement,
        evidence: stored.evidence,
    };
    let stored: Vec<StoredResult> = read(json)?;
    Ok(stored.into_iter().map(result).collect())
}

/// The results as they are stored.
pub fn of_results(results: &[CriterionResult]) -> Result<Json, Failure> {
    let indicator = |indicator: &IndicatorResult| StoredIndicator {
        level: indicator.level,
        indicator: indicator.indicator.clone(),
        met: indicator.met,
    };
    let result = |result: &CriterionResult| StoredResult {
        criterion: result.criterion.clone(),
        level: result.level,
        indicators: result.indicators.iter().map(indicator).collect(),
        strengths: result.strengths.clone(),
        weaknesses: result.weaknesses.clone(),
        improvement: result.improvement.clone(),
        evidence: result.evidence.clone(),
    };
    write(results.iter().map(result).collect::<Vec<_>>())
}

/// The plan as it was stored.
pub fn improvement(json: Json) -> Result<Vec<ImprovementAction>, Failure> {
    let action = |stored: StoredAction| ImprovementAction {
        criterion: stored.criterion,
        action: stored.action,
        responsible: stored.responsible,
        by: stored.by,
    };
    let stored: Vec<StoredAction> = read(json)?;
    Ok(stored.into_iter().map(action).collect())
}

/// The plan as it is stored.
pub fn of_improvement(actions: &[ImprovementAction]) -> Result<Json, Failure> {
    let action = |action: &ImprovementAction| StoredAction {
        criterion: action.criterion.clone(),
        action: action.action.clone(),
        responsible: action.responsible.clone(),
        by: action.by,
    };
    write(actions.iter().map(action).collect::<Vec<_>>())
}

/// The reports on the plan as they were stored.
pub fn reviews(json: Json) -> Result<Vec<ImprovementReview>, Failure> {
    let review = |stored: StoredReview| {
        Ok(ImprovementReview {
            school_year: stored.school_year.parse().map_err(corrupt)?,
            summary: stored.summary,
            done: stored.done,
            report: file(stored.report),
            recorded_at: stored.recorded_at,
        })
    };
    let stored: Vec<StoredReview> = read(json)?;
    stored.into_iter().map(review).collect()
}

/// The reports on the plan as they are stored.
pub fn of_reviews(reviews: &[ImprovementReview]) -> Result<Json, Failure> {
    let review = |review: &ImprovementReview| StoredReview {
        school_year: review.school_year.to_string(),
        summary: review.summary.clone(),
        done: review.done,
        report: of_file(&review.report),
        recorded_at: review.recorded_at,
    };
    write(reviews.iter().map(review).collect::<Vec<_>>())
}

/// A report as it was stored.
pub fn report(json: Json) -> Result<ReportFile, Failure> {
    read(json).map(file)
}

/// A report as it is stored.
pub fn of_report(report: &ReportFile) -> Result<Json, Failure> {
    write(of_file(report))
}

fn file(stored: StoredReport) -> ReportFile {
    ReportFile {
        file_name: stored.file_name,
        sha256: stored.sha256,
        size: stored.size,
    }
}

fn of_file(report: &ReportFile) -> StoredReport {
    StoredReport {
        file_name: report.file_name.clone(),
        sha256: report.sha256.clone(),
        size: report.size,
    }
}
