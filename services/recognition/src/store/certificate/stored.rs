//! What is kept of a certificate's life as documents: orders to remedy, a conclusion, measures.

use calendar::Day;
use chrono::{DateTime, Utc};
use form::ReportFile;
use platform::refusal::Failure;
use proto::fact::Measure;
use sea_orm::entity::prelude::Json;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::domain::{
    PreparedMeasure, Remedy, RemedyConclusion, RemedyReport, RevocationConclusion, SignedMeasure,
};
use crate::store::corrupt;

#[derive(Serialize, Deserialize)]
pub struct StoredRemedy {
    requirements: Vec<String>,
    remedy_by: Day,
    ordered_on: Day,
    report: Option<StoredReport>,
    conclusion: Option<StoredConclusion>,
}

#[derive(Serialize, Deserialize)]
struct StoredReport {
    at: DateTime<Utc>,
    summary: String,
    file_name: String,
    sha256: String,
    size: u64,
}

#[derive(Serialize, Deserialize)]
struct StoredConclusion {
    at: DateTime<Utc>,
    accepted: bool,
    reasons: String,
}

#[derive(Serialize, Deserialize)]
pub struct StoredRevocation {
    reasons: String,
    document_number: String,
    concluded_by: String,
    at: DateTime<Utc>,
}

#[derive(Serialize, Deserialize)]
pub struct StoredPrepared {
    measure: String,
    reasons: String,
    text_sha256: String,
    prepared_by: String,
    requirements: Vec<String>,
    remedy_by: Option<Day>,
}

#[derive(Serialize, Deserialize)]
pub struct StoredMeasure {
    measure: String,
    reasons: String,
    number: String,
    at: DateTime<Utc>,
    prepared_by: String,
    signer: String,
    concluded_at: Option<DateTime<Utc>>,
}

/// `value` as a document.
pub fn written<T: Serialize>(value: &T) -> Result<Json, Failure> {
    serde_json::to_value(value).map_err(corrupt)
}

/// The document `json`.
pub fn read<T: DeserializeOwned>(json: Json) -> Result<T, Failure> {
    serde_json::from_value(json).map_err(corrupt)
}

fn measure(name: &str) -> Result<Measure, Failure> {
    Measure::from_str_name(name).ok_or_else(|| corrupt(name))
}

impl From<&Remedy> for StoredRemedy {
    fn from(remedy: &Remedy) -> Self {
        Self {
            requirements: remedy.requirements.clone(),
            remedy_by: remedy.remedy_by,
            ordered_on: remedy.ordered_on,
            report: remedy.report.as_ref().map(|report| StoredReport {
                at: report.at,
                summary: report.summary.clone(),
                file_name: report.file.file_name.clone(),
                sha256: report.file.sha256.clone(),
                size: report.file.size,
            }),
            conclusion: remedy.conclusion.as_ref().map(|conclusion| StoredConclusion {
                at: conclusion.at,
                accepted: conclusion.accepted,
                reasons: conclusion.reasons.clone(),
            }),
        }
    }
}

impl From<StoredRemedy> for Remedy {
    fn from(stored: StoredRemedy) -> Self {
        Self {
            requirements: stored.requirements,
            remedy_by: stored.remedy_by,
            ordered_on: stored.ordered_on,
            report: stored.report.map(|report| RemedyReport {
                at: report.at,
                summary: report.summary,
                file: ReportFile {
                    file_name: report.file_name,
                    sha256: report.sha256,
                    size: report.size,
                },
            }),
            conclusion: stored.conclusion.map(|conclusion| RemedyConclusion {
                at: conclusion.at,
                accepted: conclusion.accepted,
                reasons: conclusion.reasons,
            }),
        }
    }
}

impl From<&RevocationConclusion> for StoredRevocation {
    fn from(conclusion: &RevocationConclusion) -> Self {
        Self {
            reasons: conclusion.reasons.clone(),
            document_number: conclusion.document_number.clone(),
            concluded_by: conclusion.concluded_by.clone(),
            at: conclusion.at,
        }
    }
}

impl From<StoredRevocation> for RevocationConclusion {
    fn from(stored: StoredRevocation) -> Self {
        Self {
            reasons: stored.reasons,
            document_number: stored.document_number,
            concluded_by: stored.concluded_by,
            at: stored.at,
        }
    }
}

impl From<&PreparedMeasure> for StoredPrepared {
    fn from(prepared: &PreparedMeasure) -> Self {
        Self {
            measure: prepared.measure.as_str_name().to_owned(),
            reasons: prepared.reasons.clone(),
            text_sha256: prepared.text_sha256.clone(),
            prepared_by: prepared.prepared_by.clone(),
            requirements: prepared.requirements.clone(),
            remedy_by: prepared.remedy_by,
        }
    }
}

impl TryFrom<StoredPrepared> for PreparedMeasure {
    type Error = Failure;

    fn try_from(stored: StoredPrepared) -> Result<Self, Failure> {
        Ok(Self {
            measure: measure(&stored.measure)?,
            reasons: stored.reasons,
            text_sha256: stored.text_sha256,
            prepared_by: stored.prepared_by,
            requirements: stored.requirements,
            remedy_by: stored.remedy_by,
        })
    }
}

impl From<&SignedMeasure> for StoredMeasure {
    fn from(signed: &SignedMeasure) -> Self {
        Self {
            measure: signed.measure.as_str_name().to_owned(),
            reasons: signed.reasons.clone(),
            number: signed.number.to_string(),
            at: signed.at,
            prepared_by: signed.prepared_by.clone(),
            signer: signed.signer.clone(),
            concluded_at: signed.concluded_at,
        }
    }
}

impl TryFrom<StoredMeasure> for SignedMeasure {
    type Error = Failure;

    fn try_from(stored: StoredMeasure) -> Result<Self, Failure> {
        Ok(Self {
            measure: measure(&stored.measure)?,
            reasons: stored.reasons,
            number: stored.number.parse().map_err(corrupt)?,
            at: stored.at,
            prepared_by: stored.prepared_by,
            signer: stored.signer,
            concluded_at: stored.concluded_at,
        })
    }
}
