//! What of a decision is kept as JSON, and how.

use chrono::{DateTime, Utc};
use platform::refusal::Failure;
use proto::fact::Target;
use sea_orm::entity::prelude::Json;
use serde::{Deserialize, Serialize};
use statute::ConditionState;

use crate::domain::{Condition, Finding, Prospect, StateChange};
use crate::store::corrupt;

/// One change of state.
#[derive(Serialize, Deserialize)]
struct StoredChange {
    state: String,
    at: DateTime<Utc>,
}

/// Something that the school may be recognised as.
#[derive(Serialize, Deserialize)]
struct StoredProspect {
    target: String,
    conditions: Vec<StoredCondition>,
}

/// A condition of recognition.
#[derive(Serialize, Deserialize)]
struct StoredCondition {
    rule: String,
    title: String,
    state: ConditionState,
    explanation: String,
    citation: String,
    to_verify: bool,
}

/// What an officer found of a condition.
#[derive(Serialize, Deserialize)]
struct StoredFinding {
    rule: String,
    met: bool,
    basis: String,
}

pub fn history(stored: Json) -> Result<Vec<StateChange>, Failure> {
    let stored: Vec<StoredChange> = serde_json::from_value(stored).map_err(corrupt)?;
    let change = |stored: StoredChange| {
        Ok(StateChange {
            state: stored.state.parse().map_err(corrupt)?,
            at: stored.at,
        })
    };
    stored.into_iter().map(change).collect()
}

pub fn store_history(history: &[StateChange]) -> Result<Json, Failure> {
    let change = |change: &StateChange| StoredChange {
        state: change.state.to_string(),
        at: change.at,
    };
    serde_json::to_value(history.iter().map(change).collect::<Vec<_>>()).map_err(corrupt)
}

/// The target that `name` names.
pub fn target(name: &str) -> Result<Target, Failure> {
    Target::from_str_name(name).ok_or_else(|| corrupt(name))
}

/// The target that `name` names; nothing when it names none.
pub fn optional_target(name: &str) -> Result<Option<Target>, Failure> {
    Ok(Some(target(name)?).filter(|target| *target != Target::Unspecified))
}

pub fn store_target(target: Option<Target>) -> String {
    target.unwrap_or_default().as_str_name().to_owned()
}

pub fn prospects(stored: Json) -> Result<Vec<Prospect>, Failure> {
    let stored: Vec<StoredProspect> = serde_json::from_value(stored).map_err(corrupt)?;
    let condition = |stored: StoredCondition| Condition {
        rule: stored.rule,
        title: stored.title,
        state: stored.state,
        explanation: stored.explanation,
        citation: stored.citation,
        to_verify: stored.to_verify,
    };
    let prospect = |stored: StoredProspect| {
        Ok(Prospect {
            target: target(&stored.target)?,
            conditions: stored.conditions.into_iter().map(condition).collect(),
        })
    };
    stored.into_iter().map(prospect).collect()
}

pub fn store_prospects(prospects: &[Prospect]) -> Result<Json, Failure> {
    let condition = |condition: &Condition| StoredCondition {
        rule: condition.rule.clone(),
        title: condition.title.clone(),
        state: condition.state,
        explanation: condition.explanation.clone(),
        citation: condition.citation.clone(),
        to_verify: condition.to_verify,
    };
    let prospect = |prospect: &Prospect| StoredProspect {
        target: prospect.target.as_str_name().to_owned(),
        conditions: prospect.conditions.iter().map(condition).collect(),
    };
    serde_json::to_value(prospects.iter().map(prospect).collect::<Vec<_>>()).map_err(corrupt)
}

pub fn findings(stored: Json) -> Result<Vec<Finding>, Failure> {
    let stored: Vec<StoredFinding> = serde_json::from_value(stored).map_err(corrupt)?;
    let finding = |stored: StoredFinding| Finding {
        rule: stored.rule,
        met: stored.met,
        basis: stored.basis,
    };
    Ok(stored.into_iter().map(finding).collect())
}

pub fn store_findings(findings: &[Finding]) -> Result<Json, Failure> {
    let finding = |finding: &Finding| StoredFinding {
        rule: finding.rule.clone(),
        met: finding.met,
        basis: finding.basis.clone(),
    };
    serde_json::to_value(findings.iter().map(finding).collect::<Vec<_>>()).map_err(corrupt)
}
