//! Which acts govern a case, and which authority each of its steps belongs to.

use std::fmt;
use std::str::FromStr;

use calendar::Day;
use serde::{Deserialize, Serialize};
use timelimit::Wording;

use crate::{Confidence, Role};

/// The regimes, in the order in which they were in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RegimeId {
    /// Circulars 17, 18, 19/2018.
    A0,
    /// As amended by circular 22/2024.
    A1,
    /// Under two-tier local government.
    A2,
    /// Circular 57/2026.
    B,
}

/// A text that names no regime.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such regime: {0:?}; there are A0, A1, A2 and B")]
pub struct UnknownRegime(
    /// The text as given.
    pub String,
);

impl RegimeId {
    /// All regimes, oldest first.
    pub const ALL: [RegimeId; 4] = [RegimeId::A0, RegimeId::A1, RegimeId::A2, RegimeId::B];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            RegimeId::A0 => "A0",
            RegimeId::A1 => "A1",
            RegimeId::A2 => "A2",
            RegimeId::B => "B",
        }
    }
}

impl fmt::Display for RegimeId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for RegimeId {
    type Err = UnknownRegime;

    fn from_str(text: &str) -> Result<RegimeId, UnknownRegime> {
        RegimeId::ALL
            .into_iter()
            .find(|regime| regime.as_str() == text)
            .ok_or_else(|| UnknownRegime(text.to_owned()))
    }
}

/// What the school asks for in its letter of registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// *Kiểm định chất lượng giáo dục*: levels 1 to 4.
    Accreditation,
    /// *Đạt chuẩn quốc gia*: degrees 1 and 2.
    NationalStandard,
    /// Both in one dossier.
    Both,
}

/// Which authority decides, by what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deciders {
    /// Accreditation alone.
    pub accreditation: Role,
    /// The national standard alone.
    pub national_standard: Role,
    /// Both together.
    pub both: Role,
}

impl Deciders {
    /// The authority for a wish.
    #[must_use]
    pub const fn of(&self, wish: Wish) -> Role {
        match wish {
            Wish::Accreditation => self.accreditation,
            Wish::NationalStandard => self.national_standard,
            Wish::Both => self.both,
        }
    }
}

/// Who takes a dossier in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceivingBodies {
    /// For preschools, primary and lower-secondary schools.
    pub by_default: Role,
    /// For upper-secondary schools and those directly managed by the Sở.
    pub directly_managed: Role,
}

/// The acts in force in a period and the authorities they name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regime {
    /// Which one.
    pub id: RegimeId,
    /// First day in force.
    pub from: Day,
    /// Last day in force; open when absent.
    #[serde(default)]
    pub until: Option<Day>,
    /// What it is called.
    pub title: Wording,
    /// Numbers of the acts, oldest first.
    pub acts: Vec<String>,
    /// Whether accreditation certificates (levels 1–4) are still issued. Those issued before stay valid regardless.
    pub accreditation_issued: bool,
    team_decided_by: Deciders,
    recognition_decided_by: Deciders,
    receiving_body: ReceivingBodies,
    /// Where this is laid down.
    pub citation: Wording,
    /// How well the source is known.
    pub confidence: Confidence,
}

impl Regime {
    /// Who establishes the external review team.
    #[must_use]
    pub const fn team_decided_by(&self, wish: Wish) -> Role {
        self.team_decided_by.of(wish)
    }

    /// Who decides on recognition. [`Role::Province`] means that the Sở only proposes.
    #[must_use]
    pub const fn recognition_decided_by(&self, wish: Wish) -> Role {
        self.recognition_decided_by.of(wish)
    }

    /// Who receives and first checks a dossier; `directly_managed` for upper-secondary schools and those managed by
    /// the Sở itself.
    #[must_use]
    pub const fn receiving_body(&self, directly_managed: bool) -> Role {
        if directly_managed {
            self.receiving_body.directly_managed
        } else {
            self.receiving_body.by_default
        }
    }

    /// Whether what is asked for can still be granted.
    #[must_use]
    pub const fn grants(&self, wish: Wish) -> bool {
        self.accreditation_issued || matches!(wish, Wish::NationalStandard)
    }

    /// Whether the regime was in force on `day`.
    #[must_use]
    pub fn in_force_on(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// A local plan laid over a regime with stricter targets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overlay {
    /// Stable name, such as `ha-noi`.
    pub id: String,
    /// What it is called.
    pub title: Wording,
    /// The plan.
    pub citation: Wording,
    /// How well the source is known.
    pub confidence: Confidence,
}
