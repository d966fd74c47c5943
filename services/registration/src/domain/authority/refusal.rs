//! Why something cannot be done with an authority.

use calendar::Day;

use super::AuthorityKind;

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthorityRefusal {
    /// The authority above is of the wrong level.
    #[error("a {kind} cannot stand there in the tree")]
    WrongParent {
        /// The level of the one that was to be entered.
        kind: AuthorityKind,
    },
    /// Its code belongs to another that lasts.
    #[error("the code {code} is taken")]
    CodeTaken {
        /// The code.
        code: String,
    },
    /// It has ended already.
    #[error("it ended on {until}")]
    Ended {
        /// Its last day.
        until: Day,
    },
    /// Its last day is still to come; its schools would be handed over too early.
    #[error("its last day, {last}, is still to come")]
    NotYet {
        /// The last day.
        last: Day,
    },
    /// It would end before its first day.
    #[error("it would end before it begins")]
    EndsBeforeItBegins,
    /// The root of a tree does not end.
    #[error("a department does not end")]
    DepartmentEnds,
    /// A successor is of another province, or not there on the day after.
    #[error("{name} cannot take over")]
    UnfitSuccessor {
        /// Its name.
        name: String,
    },
    /// Several provinces are served and none was named.
    #[error("which province is meant is not said")]
    WhichProvince,
    /// Schools would be left without an authority: which of several successors takes them over is not clear.
    #[error("{} schools would be left", names.len())]
    SchoolsLeft {
        /// Their names.
        names: Vec<String>,
    },
}
