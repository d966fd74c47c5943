//! The form of `law/conditions.toml`.

use calendar::Day;
use serde::Deserialize;
use timelimit::Wording;

use crate::recognition_text::RecognitionText;
use crate::{Confidence, RegimeId};

/// `law/conditions.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConditionsText {
    pub(crate) council: Vec<CouncilText>,
    pub(crate) team: TeamText,
    pub(crate) reviewer: Vec<ReviewerText>,
    pub(crate) conflict: ConflictText,
    pub(crate) validity: ValidityText,
    pub(crate) conclusion: ConclusionText,
    pub(crate) level_a: LevelAText,
    pub(crate) level_b: LevelBText,
    pub(crate) recognition: Vec<RecognitionText>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CouncilText {
    pub(crate) regimes: Vec<RegimeId>,
    pub(crate) minimum: u32,
    pub(crate) odd: bool,
    pub(crate) citation: Wording,
    pub(crate) confidence: Confidence,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TeamText {
    pub(crate) minimum: u32,
    pub(crate) warn_above: u32,
    pub(crate) citation: Wording,
    pub(crate) confidence: Confidence,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReviewerText {
    pub(crate) regimes: Vec<RegimeId>,
    pub(crate) minimum_years: u32,
    pub(crate) citation: Wording,
    pub(crate) confidence: Confidence,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConflictText {
    pub(crate) citation: Wording,
    pub(crate) confidence: Confidence,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ValidityText {
    pub(crate) years: i32,
    pub(crate) basis: Vec<ValidityBasis>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ValidityBasis {
    pub(crate) regimes: Vec<RegimeId>,
    pub(crate) from: ValidFrom,
    pub(crate) citation: Wording,
    pub(crate) confidence: Confidence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ValidFrom {
    EffectiveOn,
    DecidedOn,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConclusionText {
    pub(crate) person_concludes_until: Day,
    pub(crate) citation: Wording,
    pub(crate) confidence: Confidence,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LevelAText {
    pub(crate) years_of_operation: u32,
    pub(crate) citation: Wording,
    pub(crate) confidence: Confidence,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LevelBText {
    pub(crate) mandatory: Vec<String>,
    pub(crate) others_needed: usize,
    pub(crate) citation: Wording,
    pub(crate) confidence: Confidence,
}
