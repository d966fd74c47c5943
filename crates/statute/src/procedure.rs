//! National codes of the administrative procedures, by which portals name what is asked for.

use serde::{Deserialize, Serialize};
use timelimit::Wording;

use crate::{Confidence, Wish};

/// A procedure of the national database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// National code, such as `1.000288`.
    pub code: String,
    /// What is asked for.
    pub wish: Wish,
    /// Kind of school: `preschool`, `primary` or `secondary`.
    pub school_type: String,
    /// What it is called.
    pub title: Wording,
    /// How well the source is known.
    pub confidence: Confidence,
}
