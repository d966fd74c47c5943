//! Standards (*tiêu chuẩn*) and criteria (*tiêu chí*), versioned by act.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Confidence, Law, RegimeId};

/// One criterion of one kind of school under one act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// Kind of school, as the act groups them: `preschool`, `primary`, `secondary`; under B `preschool`, `general`,
    /// `continuing`.
    pub school_type: String,
    /// Number of the standard, from 1.
    pub standard: u32,
    /// Title of the standard, in Vietnamese.
    pub standard_title: String,
    /// Number of the criterion, such as `1.10`.
    pub criterion: String,
    /// Title of the criterion, in Vietnamese.
    pub criterion_title: String,
    /// Whether it is mandatory (B).
    #[serde(default)]
    pub mandatory: bool,
    /// How many of its indicators are quantitative (B).
    #[serde(default)]
    pub quantitative_indicators: u32,
}

/// The criteria of an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CriteriaTable {
    /// Name of the data file.
    pub file: String,
    /// The regimes that use it.
    pub regimes: Vec<RegimeId>,
    /// How well the source is known.
    pub confidence: Confidence,
    /// All criteria, in the order of the act.
    pub criteria: Vec<Criterion>,
    /// Which of its kinds each kind of school belongs to.
    pub covers: BTreeMap<String, String>,
}

/// An entry of `law/criteria.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TableText {
    pub(crate) file: String,
    pub(crate) regimes: Vec<RegimeId>,
    pub(crate) confidence: Confidence,
    pub(crate) counts: Vec<CountText>,
    /// Kind of school, as facts name it, and the `school_type` of the table that it is assessed by.
    #[serde(default)]
    pub(crate) covers: BTreeMap<String, String>,
}

/// How many standards and criteria a kind of school must have.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CountText {
    pub(crate) school_type: String,
    pub(crate) standards: usize,
    pub(crate) criteria: usize,
}

impl Law {
    /// The criteria of a kind of school under a regime, in order; empty when the act has no such kind.
    pub fn criteria<'a>(
        &'a self,
        regime: RegimeId,
        school_type: &'a str,
    ) -> impl Iterator<Item = &'a Criterion> + 'a {
        self.tables
            .iter()
            .filter(move |table| table.regimes.contains(&regime))
            .flat_map(|table| &table.criteria)
            .filter(move |criterion| criterion.school_type == school_type)
    }

    /// The `school_type` of the criteria by which a kind of school (`lower_secondary`, `multi_level`, …) is assessed
    /// under a regime; nothing when the act has none for it.
    #[must_use]
    pub fn criteria_for(&self, regime: RegimeId, kind: &str) -> Option<&str> {
        self.tables
            .iter()
            .filter(|table| table.regimes.contains(&regime))
            .find_map(|table| table.covers.get(kind))
            .map(String::as_str)
    }

    /// All tables.
    #[must_use]
    pub fn criteria_tables(&self) -> &[CriteriaTable] {
        &self.tables
    }
}
