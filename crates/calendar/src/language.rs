//! The two languages in which the product speaks to people.

use serde::{Deserialize, Serialize};

/// The language of an explanation, a message or a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// The language of the law and of every letter.
    #[default]
    Vietnamese,
    /// For maintainers and for reading the law files aloud to them.
    English,
}
