//! The states of a dossier, and which body checks it.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};

/// The state of a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DossierState {
    /// Put together, not yet handed in.
    Draft,
    /// Handed in to the body that checks it.
    Submitted,
    /// Being checked.
    UnderCheck,
    /// Waiting for the school to complete it.
    SupplementRequested,
    /// Accepted for external review.
    Accepted,
    /// Refused.
    Refused,
    /// Withdrawn by the school.
    Withdrawn,
}

impl DossierState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Draft,
        Self::Submitted,
        Self::UnderCheck,
        Self::SupplementRequested,
        Self::Accepted,
        Self::Refused,
        Self::Withdrawn,
    ];

    /// The state as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::UnderCheck => "under_check",
            Self::SupplementRequested => "supplement_requested",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state as people read it.
    pub fn in_vietnamese(self) -> &'static str {
        match self {
            Self::Draft => "đang soạn",
            Self::Submitted => "đã nộp",
            Self::UnderCheck => "đang được kiểm tra",
            Self::SupplementRequested => "đang chờ bổ sung",
            Self::Accepted => "đã được chấp nhận",
            Self::Refused => "đã bị từ chối",
            Self::Withdrawn => "đã được rút",
        }
    }

    /// Whether a body owes the check.
    pub fn is_being_checked(self) -> bool {
        matches!(self, Self::Submitted | Self::UnderCheck)
    }
}

impl fmt::Display for DossierState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for DossierState {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| format!("no dossier state {text}"))
    }
}

/// Which body checks a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CheckStage {
    /// The local body: UBND cấp xã, Phòng GDĐT before.
    Local,
    /// The Sở.
    Department,
}

impl CheckStage {
    /// Both, in their order.
    pub const ALL: [Self; 2] = [Self::Local, Self::Department];

    /// The stage as it is stored, and as facts name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Department => "department",
        }
    }

    /// The time limit of the check at this stage.
    pub fn limit(self) -> &'static str {
        match self {
            Self::Local => "dossier.check",
            Self::Department => "dossier.check.department",
        }
    }
}

impl fmt::Display for CheckStage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for CheckStage {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|stage| stage.as_str() == text)
            .ok_or_else(|| format!("no stage of the check {text}"))
    }
}

/// One change of state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateChange {
    /// The state entered.
    pub state: DossierState,
    /// When.
    pub at: DateTime<Utc>,
    /// Which body checked the dossier then. Nothing before it was handed in, and in dossiers of before there
    /// were two stages.
    pub stage: Option<CheckStage>,
}
