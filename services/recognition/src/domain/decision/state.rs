//! The states of a decision, and who decides.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};

/// The state of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DecisionState {
    /// The final report is in and is appraised.
    UnderAppraisal,
    /// Appraised; the decision is to be prepared.
    Appraised,
    /// Prepared; to be signed or proposed.
    Drafted,
    /// With the provincial People's Committee.
    Proposed,
    /// Signed.
    Signed,
    /// Published: the case has ended.
    Published,
}

impl DecisionState {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::UnderAppraisal,
        Self::Appraised,
        Self::Drafted,
        Self::Proposed,
        Self::Signed,
        Self::Published,
    ];

    /// The state as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnderAppraisal => "under_appraisal",
            Self::Appraised => "appraised",
            Self::Drafted => "drafted",
            Self::Proposed => "proposed",
            Self::Signed => "signed",
            Self::Published => "published",
        }
    }

    /// The state as people read it.
    pub fn in_vietnamese(self) -> &'static str {
        match self {
            Self::UnderAppraisal => "đang thẩm định",
            Self::Appraised => "đã thẩm định",
            Self::Drafted => "đã có dự thảo",
            Self::Proposed => "đã trình UBND tỉnh",
            Self::Signed => "đã ký",
            Self::Published => "đã công bố",
        }
    }
}

impl fmt::Display for DecisionState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for DecisionState {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| format!("no decision state {text}"))
    }
}

/// One change of state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateChange {
    /// The state entered.
    pub state: DecisionState,
    /// When.
    pub at: DateTime<Utc>,
}

/// Who signs a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Authority {
    /// The director of the Sở.
    Department,
    /// The chairman of the provincial People's Committee, on the Sở's proposal.
    Province,
}

impl Authority {
    /// The authority as it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Department => "department",
            Self::Province => "province",
        }
    }
}

impl fmt::Display for Authority {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Authority {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Department, Self::Province]
            .into_iter()
            .find(|authority| authority.as_str() == text)
            .ok_or_else(|| format!("no authority {text}"))
    }
}
