//! What was known about the calendar, and since when.

use serde::{Deserialize, Serialize};

use crate::{Day, Document, Entry};

/// A holiday on a fixed date of every year, from which unsettled years are projected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recurring {
    /// Month, 1–12.
    pub month: u32,
    /// Day of month, 1–31.
    pub day: u32,
    /// The first year in which it is kept.
    pub from_year: i32,
    /// The occasion, in Vietnamese.
    pub name: String,
}

/// One step of knowledge: what a notice added, on the day it became known.
///
/// Versions are cumulative. A later entry replaces an earlier one of the same day and kind, so a notice is corrected
/// or withdrawn by a later version and never by rewriting the earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Version {
    /// A short stable name, such as `2024-swap`.
    pub id: String,
    /// The first day on which an officer could have known it: the date of the notice.
    pub known_on: Day,
    /// What the version is about, in Vietnamese.
    pub title: String,
    /// The document behind it; entries without their own document rest on this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// Years whose days off are now official: their projection is dropped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settles: Vec<i32>,
    /// Holidays that now recur every year.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recurring: Vec<Recurring>,
    /// The days it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<Entry>,
}
