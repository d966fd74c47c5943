//! The parts of a review that are stored as JSON. Written apart from the domain's types, so that those may change
//! while what is stored stays readable.

use calendar::Day;
use chrono::{DateTime, Utc};
use form::ReportFile;
use platform::refusal::Failure;
use proto::fact::{CommentAnswer, ReviewStep, TeamRole};
use sea_orm::entity::prelude::Json;
use serde::{Deserialize, Serialize};
use statute::{IndicatorResult, Standing};
use uuid::Uuid;

use crate::domain::{
    CompletedStep, Conclusion, CriterionAssessment, PlannedVisit, Seat, StateChange, StepRecord,
};
use crate::store::corrupt;

/// One change of state.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredChange {
    state: String,
    at: DateTime<Utc>,
}

impl StoredChange {
    pub(super) fn of(change: &StateChange) -> Self {
        Self {
            state: change.state.to_string(),
            at: change.at,
        }
    }

    pub(super) fn read(self) -> Result<StateChange, Failure> {
        Ok(StateChange {
            state: self.state.parse().map_err(corrupt)?,
            at: self.at,
        })
    }
}

/// One seat.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredSeat {
    reviewer: Uuid,
    name: String,
    email: String,
    role: String,
}

impl StoredSeat {
    pub(super) fn of(seat: &Seat) -> Self {
        Self {
            reviewer: seat.reviewer,
            name: seat.name.clone(),
            email: seat.email.clone(),
            role: seat.role.as_str_name().to_owned(),
        }
    }

    pub(super) fn read(self) -> Result<Seat, Failure> {
        Ok(Seat {
            role: TeamRole::from_str_name(&self.role).ok_or_else(|| corrupt(&self.role))?,
            reviewer: self.reviewer,
            name: self.name,
            email: self.email,
        })
    }
}

/// One completed step; its name alone where no more was kept.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum StoredStep {
    Name(String),
    Whole {
        step: String,
        from: Day,
        until: Day,
        minutes: String,
        files: Vec<StoredFile>,
        recorded_at: DateTime<Utc>,
    },
}

impl StoredStep {
    pub(super) fn of(done: &CompletedStep) -> Self {
        let step = done.step.as_str_name().to_owned();
        match &done.record {
            None => Self::Name(step),
            Some(record) => Self::Whole {
                step,
                from: record.from,
                until: record.until,
                minutes: record.minutes.clone(),
                files: record.files.iter().map(StoredFile::of).collect(),
                recorded_at: record.recorded_at,
            },
        }
    }

    pub(super) fn read(self) -> Result<CompletedStep, Failure> {
        let (name, record) = match self {
            Self::Name(step) => (step, None),
            Self::Whole {
                step,
                from,
                until,
                minutes,
                files,
                recorded_at,
            } => {
                let record = StepRecord {
                    from,
                    until,
                    minutes,
                    files: files.into_iter().map(StoredFile::read).collect(),
                    recorded_at,
                };
                (step, Some(record))
            }
        };
        Ok(CompletedStep {
            step: step(&name)?,
            record,
        })
    }
}

/// One planned visit.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredVisit {
    step: String,
    from: Day,
    until: Day,
}

impl StoredVisit {
    pub(super) fn of(visit: &PlannedVisit) -> Self {
        Self {
            step: visit.step.as_str_name().to_owned(),
            from: visit.from,
            until: visit.until,
        }
    }

    pub(super) fn read(self) -> Result<PlannedVisit, Failure> {
        Ok(PlannedVisit {
            step: step(&self.step)?,
            from: self.from,
            until: self.until,
        })
    }
}

/// The step that was stored under its name.
fn step(name: &str) -> Result<ReviewStep, Failure> {
    ReviewStep::from_str_name(name).ok_or_else(|| corrupt(name))
}

#[derive(Serialize, Deserialize)]
pub(super) struct StoredFile {
    file_name: String,
    sha256: String,
    size: u64,
}

impl StoredFile {
    fn of(file: &ReportFile) -> Self {
        Self {
            file_name: file.file_name.clone(),
            sha256: file.sha256.clone(),
            size: file.size,
        }
    }

    fn read(self) -> ReportFile {
        ReportFile {
            file_name: self.file_name,
            sha256: self.sha256,
            size: self.size,
        }
    }
}

/// The result of one criterion.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredResult {
    criterion: String,
    level: u32,
    indicators: Vec<StoredIndicator>,
    strengths: String,
    weaknesses: String,
    recommendation: String,
    evidence: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct StoredIndicator {
    level: u32,
    indicator: String,
    met: bool,
}

impl StoredResult {
    pub(super) fn of(result: &CriterionAssessment) -> Self {
        let indicator = |indicator: &IndicatorResult| StoredIndicator {
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
            recommendation: result.recommendation.clone(),
            evidence: result.evidence.clone(),
        }
    }

    pub(super) fn read(self) -> CriterionAssessment {
        let indicator = |stored: StoredIndicator| IndicatorResult {
            level: stored.level,
            indicator: stored.indicator,
            met: stored.met,
        };
        CriterionAssessment {
            criterion: self.criterion,
            level: self.level,
            indicators: self.indicators.into_iter().map(indicator).collect(),
            strengths: self.strengths,
            weaknesses: self.weaknesses,
            recommendation: self.recommendation,
            evidence: self.evidence,
        }
    }
}

/// One answer to a comment.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredAnswer {
    accepted: bool,
    reason: String,
}

impl StoredAnswer {
    pub(super) fn of(answer: &CommentAnswer) -> Self {
        Self {
            accepted: answer.accepted,
            reason: answer.reason.clone(),
        }
    }

    pub(super) fn read(self) -> CommentAnswer {
        CommentAnswer {
            accepted: self.accepted,
            reason: self.reason,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct StoredStanding {
    cohort_completed: bool,
    years_of_operation: u32,
    years_of_data: u32,
    legal_conditions: bool,
}

/// What is known of the school, as it was stored.
pub(super) fn standing(json: Json) -> Result<Standing, Failure> {
    let stored: StoredStanding = serde_json::from_value(json).map_err(corrupt)?;
    Ok(Standing {
        cohort_completed: stored.cohort_completed,
        years_of_operation: stored.years_of_operation,
        years_of_data: stored.years_of_data,
        legal_conditions: stored.legal_conditions,
    })
}

/// What is known of the school, as it is stored.
pub(super) fn of_standing(standing: &Standing) -> Result<Json, Failure> {
    let stored = StoredStanding {
        cohort_completed: standing.cohort_completed,
        years_of_operation: standing.years_of_operation,
        years_of_data: standing.years_of_data,
        legal_conditions: standing.legal_conditions,
    };
    serde_json::to_value(stored).map_err(corrupt)
}

#[derive(Serialize, Deserialize)]
struct StoredConclusion {
    level: u32,
    proposed: u32,
    reason: String,
    report: StoredFile,
}

/// A report as it was stored.
pub(super) fn conclusion(json: Json) -> Result<Conclusion, Failure> {
    let stored: StoredConclusion = serde_json::from_value(json).map_err(corrupt)?;
    Ok(Conclusion {
        level: stored.level,
        proposed: stored.proposed,
        reason: stored.reason,
        report: stored.report.read(),
    })
}

/// A report as it is stored.
pub(super) fn of_conclusion(conclusion: &Conclusion) -> Result<Json, Failure> {
    let stored = StoredConclusion {
        level: conclusion.level,
        proposed: conclusion.proposed,
        reason: conclusion.reason.clone(),
        report: StoredFile::of(&conclusion.report),
    };
    serde_json::to_value(stored).map_err(corrupt)
}
