//! What an official notice says about one day.

use serde::{Deserialize, Serialize};

use crate::Day;

/// Why a day is, or is not, worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A public holiday (*nghỉ lễ, tết*; Bộ luật Lao động 2019, Điều 112).
    Holiday,
    /// A day off in place of a holiday that fell on a weekly rest day (*nghỉ bù*; Điều 111(3)).
    CompensatoryOff,
    /// A working day exchanged for a make-up day (*hoán đổi*).
    SwappedOff,
    /// A weekly rest day that is worked (*làm bù*).
    MakeUpWork,
}

impl EntryKind {
    /// Whether the entry makes its day a working day.
    #[must_use]
    pub const fn is_worked(self) -> bool {
        matches!(self, EntryKind::MakeUpWork)
    }
}

/// How far the notice has come. Only [`Status::InForce`] counts; the rest is kept for the record and the what-if.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Under consultation.
    Proposed,
    /// Made public, not yet signed.
    Announced,
    /// Signed and in force.
    #[default]
    InForce,
    /// Taken back; cancels an earlier entry of the same day and kind.
    Withdrawn,
}

/// Whom the entry binds. Both bind state offices, whose limits this product counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Civil servants and public employees only (swaps, as a rule).
    State,
    /// Everyone (public holidays).
    #[default]
    All,
}

/// Where the entry holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The whole country.
    #[default]
    National,
    /// One province, by its code (a local anniversary, a storm).
    Province(String),
}

/// The document that an entry or a version rests on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Số ký hiệu, such as `2450/VPCP-KGVX`.
    pub number: String,
    /// The date it was signed.
    pub date: Day,
    /// The authority that issued it, in Vietnamese.
    pub authority: String,
}

/// One day of a [`Version`](crate::Version).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The day it is about.
    pub date: Day,
    /// What it makes of that day.
    pub kind: EntryKind,
    /// The occasion, in Vietnamese (`Tết Nguyên đán`, `Quốc khánh`).
    pub name: String,
    /// The document that orders it; absent on projected days, which rest on the Labour Code alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// How far the notice has come.
    #[serde(default)]
    pub status: Status,
    /// Whom it binds.
    #[serde(default)]
    pub audience: Audience,
    /// Where it holds.
    #[serde(default)]
    pub scope: Scope,
    /// Computed from the Labour Code for a year without an official notice, hence open to change.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub projected: bool,
}

impl Entry {
    /// Whether the entry changes what its weekday alone would say: a day off that would have been worked, or a
    /// worked day that would have been off. A holiday on a Sunday does not.
    #[must_use]
    pub fn is_effective(&self) -> bool {
        self.date.is_weekend() == self.kind.is_worked()
    }
}
