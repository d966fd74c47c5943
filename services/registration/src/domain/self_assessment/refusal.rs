//! Why something cannot be done with a self-assessment.

use proto::fact::SchoolType;
use statute::{RegimeId, Violation};

use super::SchoolYear;

/// A refusal.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SelfAssessmentRefusal {
    /// The school has one of that school year.
    #[error("there is one of the school year {school_year}")]
    OpenedAlready {
        /// The regime in force.
        regime: RegimeId,
        /// The school year.
        school_year: SchoolYear,
    },
    /// The act has no criteria for such a school.
    #[error("regime {regime} has no criteria for {school_type:?}")]
    NoCriteria {
        /// The regime in force.
        regime: RegimeId,
        /// The kind of school.
        school_type: SchoolType,
    },
    /// It was completed already.
    #[error("it was completed already")]
    Completed {
        /// Its regime.
        regime: RegimeId,
    },
    /// It was not completed yet.
    #[error("it was not completed yet")]
    NotCompleted {
        /// Its regime.
        regime: RegimeId,
    },
    /// The council does not fit the act.
    #[error("the council does not fit")]
    Council(Vec<Violation>),
    /// It has no council.
    #[error("there is no council")]
    NoCouncil {
        /// Its regime.
        regime: RegimeId,
    },
    /// Criteria have no result.
    #[error("criteria have no result: {}", missing.join(", "))]
    Missing {
        /// Its regime.
        regime: RegimeId,
        /// The criteria, in the order of the act.
        missing: Vec<String>,
    },
    /// The council concludes with another level than the results come to, and does not say why.
    #[error("level {concluded} instead of {proposed} needs a reason")]
    ReasonNeeded {
        /// What the results come to.
        proposed: u32,
        /// What the council concludes with.
        concluded: u32,
        /// The article.
        citation: String,
    },
    /// The number alone would fail the school.
    #[error("a number alone may not fail a school")]
    NumberAlone {
        /// The article.
        citation: String,
    },
    /// There is no improvement plan to report on.
    #[error("there is no improvement plan")]
    NoPlan {
        /// Its regime.
        regime: RegimeId,
    },
    /// The plan was reported on for that school year.
    #[error("there is a report for {school_year}")]
    ReviewedAlready {
        /// Its regime.
        regime: RegimeId,
        /// The school year.
        school_year: SchoolYear,
    },
    /// The new plan has fewer actions than were reported as done.
    #[error("{actions} actions, {done} were reported as done")]
    FewerThanDone {
        /// Its regime.
        regime: RegimeId,
        /// How many were reported as done.
        done: u32,
        /// How many the plan has.
        actions: u32,
    },
}
