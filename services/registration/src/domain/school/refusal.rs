//! Why something cannot be done with a school.

use super::SchoolState;

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchoolRefusal {
    /// The authority named as its commune is none.
    #[error("{name} is no commune")]
    NoCommune {
        /// The authority's name.
        name: String,
    },
    /// Two that belong together lie in different provinces.
    #[error("they lie in different provinces")]
    OtherProvince,
    /// Its code belongs to another school of the province.
    #[error("the code {code} is taken")]
    CodeTaken {
        /// The code.
        code: String,
    },
    /// It is no more.
    #[error("{name} is {state}")]
    Gone {
        /// Its name.
        name: String,
        /// What became of it.
        state: SchoolState,
    },
    /// It has that name already.
    #[error("it has that name already")]
    SameName,
    /// A school cannot go up in itself.
    #[error("a school cannot go up in itself")]
    IntoItself,
    /// It has dossiers that are open.
    #[error("it has open dossiers: {numbers:?}")]
    OpenDossiers {
        /// Their numbers.
        numbers: Vec<String>,
    },
}
