//! How decisions, reasons and replacements are stored.

use calendar::Day;
use platform::refusal::Failure;
use proto::fact::TeamRole;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{Decision, Override, Replacement, Seat, Warning};
use crate::store::corrupt;

#[derive(Serialize, Deserialize)]
pub struct StoredDecision {
    number: String,
    signed_on: Day,
    signer: String,
    prepared_by: String,
}

impl StoredDecision {
    pub fn of(decision: &Decision) -> Self {
        Self {
            number: decision.number.to_string(),
            signed_on: decision.signed_on,
            signer: decision.signer.clone(),
            prepared_by: decision.prepared_by.clone(),
        }
    }

    pub fn read(self) -> Result<Decision, Failure> {
        Ok(Decision {
            number: self.number.parse().map_err(corrupt)?,
            signed_on: self.signed_on,
            signer: self.signer,
            prepared_by: self.prepared_by,
        })
    }
}

#[derive(Serialize, Deserialize)]
pub struct StoredOverride {
    reviewer: Option<Uuid>,
    case: Option<Uuid>,
    rule: String,
    reason: String,
    requested_by: String,
    approved_by: Option<String>,
}

impl From<&Override> for StoredOverride {
    fn from(given: &Override) -> Self {
        Self {
            reviewer: given.reviewer,
            case: given.case,
            rule: given.rule.clone(),
            reason: given.reason.clone(),
            requested_by: given.requested_by.clone(),
            approved_by: given.approved_by.clone(),
        }
    }
}

impl From<StoredOverride> for Override {
    fn from(stored: StoredOverride) -> Self {
        Self {
            reviewer: stored.reviewer,
            case: stored.case,
            rule: stored.rule,
            reason: stored.reason,
            requested_by: stored.requested_by,
            approved_by: stored.approved_by,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct StoredSeat {
    reviewer: Uuid,
    name: String,
    email: String,
    role: String,
}

impl StoredSeat {
    fn of(seat: &Seat) -> Self {
        Self {
            reviewer: seat.reviewer,
            name: seat.name.clone(),
            email: seat.email.clone(),
            role: seat.role.as_str_name().to_owned(),
        }
    }

    fn read(self) -> Result<Seat, Failure> {
        Ok(Seat {
            role: TeamRole::from_str_name(&self.role).ok_or_else(|| corrupt(&self.role))?,
            reviewer: self.reviewer,
            name: self.name,
            email: self.email,
        })
    }
}

#[derive(Serialize, Deserialize)]
pub struct StoredReplacement {
    leaving: StoredSeat,
    coming: StoredSeat,
    reason: String,
    proposed_by: String,
    warnings: Vec<Warning>,
    overrides: Vec<StoredOverride>,
    decision: Option<StoredDecision>,
}

impl StoredReplacement {
    pub fn of(replacement: &Replacement) -> Self {
        Self {
            leaving: StoredSeat::of(&replacement.leaving),
            coming: StoredSeat::of(&replacement.coming),
            reason: replacement.reason.clone(),
            proposed_by: replacement.proposed_by.clone(),
            warnings: replacement.warnings.clone(),
            overrides: replacement.overrides.iter().map(Into::into).collect(),
            decision: replacement.decision.as_ref().map(StoredDecision::of),
        }
    }

    pub fn read(self) -> Result<Replacement, Failure> {
        Ok(Replacement {
            leaving: self.leaving.read()?,
            coming: self.coming.read()?,
            reason: self.reason,
            proposed_by: self.proposed_by,
            warnings: self.warnings,
            overrides: self.overrides.into_iter().map(Into::into).collect(),
            decision: self.decision.map(StoredDecision::read).transpose()?,
        })
    }
}
