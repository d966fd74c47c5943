//! People who may sit on an external review team: who they are, where they worked, what they can do and when.
//!
//! Whether a person is eligible is not asked here: that is a matter between a person, a school and a day, and
//! stands in [`eligibility`](super::eligibility).

use calendar::Day;
use proto::fact::SchoolType;
use uuid::Uuid;

mod command;
mod engagement;
mod form;
mod import;
mod refusal;
mod schools;

pub use engagement::{Engagement, Workload};
pub use form::{AbsenceForm, MOST_SCHOOLS, PostForm, RelationForm, ReviewerForm, TrainingForm};
pub use import::{ImportedReviewers, IntoList, ReviewerRow, RowDefect};
pub use refusal::ReviewerRefusal;
pub use schools::{Ambiguous, Directory, KnownSchool, id_in};

/// A reviewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewer {
    /// The person's id, which is also the subject of their token.
    pub id: Uuid,
    /// The person's code in the sector's register, unique within a province; or empty.
    pub code: String,
    /// The person's name.
    pub name: String,
    /// Where the person receives mail.
    pub email: String,
    /// The person's telephone number, or empty.
    pub phone: String,
    /// The commune the person works in.
    pub commune: String,
    /// The first day in the education sector.
    pub in_sector_since: Day,
    /// The Ministry's training in external review, once completed.
    pub training: Option<Training>,
    /// Of a person from a department outside education: the field related to education that they are in charge
    /// of, or empty when there is none.
    pub other_department: Option<String>,
    /// Fields the person is expert in.
    pub fields: Vec<String>,
    /// Kinds of school that the person can review.
    pub levels: Vec<SchoolType>,
    /// Where the person worked, oldest first.
    pub career: Vec<Post>,
    /// What ties the person to schools, as declared.
    pub relations: Vec<Relation>,
    /// When the person cannot be called upon.
    pub absences: Vec<Absence>,
    /// How many schools the person may be asked to review in a season; nothing for as many as the season says.
    pub most_schools: Option<u32>,
    /// Since when and why the person is off the list.
    pub retirement: Option<Retirement>,
    /// The department of the province that the person reviews for: of the officer who entered them, when that
    /// officer is confined to one.
    pub province_id: Option<Uuid>,
    /// Grows with every change.
    pub version: i64,
}

/// The Ministry's training in external review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Training {
    /// The number of its certificate, or empty.
    pub certificate_number: String,
    /// The day it was completed.
    pub completed_on: Day,
}

/// A post that a person held or holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// The school, when it is one of the list.
    pub school: Option<Uuid>,
    /// The employer's name.
    pub employer: String,
    /// What the person was there.
    pub position: String,
    /// The first day.
    pub from: Day,
    /// The last day; nothing while it lasts.
    pub until: Option<Day>,
}

/// What ties a person to a school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RelationKind {
    /// A relative works or learns there.
    Relative,
    /// Advised the school's self-assessment.
    Advised,
}

/// A tie to a school, as the person declared it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The school.
    pub school: Uuid,
    /// The tie.
    pub kind: RelationKind,
    /// What the person said about it.
    pub note: String,
}

/// Days on which a person cannot be called upon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Day,
    /// Why, or empty.
    pub reason: String,
}

/// Since when and why a person is off the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retirement {
    /// The day from which it holds.
    pub on: Day,
    /// Why.
    pub reason: String,
}

impl Reviewer {
    /// Whether the person worked at `school` at any time up to and including `on`; the end of a post does not
    /// end the tie (TT 18/2018/TT-BGDĐT Điều 30: never worked there).
    pub fn worked_at(&self, school: Uuid, on: Day) -> bool {
        self.career
            .iter()
            .any(|post| post.school == Some(school) && post.from <= on)
    }

    /// Whether the person declared the tie `kind` to `school`.
    pub fn is_tied_to(&self, school: Uuid, kind: RelationKind) -> bool {
        self.relations
            .iter()
            .any(|relation| relation.school == school && relation.kind == kind)
    }

    /// Full years in the sector on the day `on`.
    pub fn years_in_sector(&self, on: Day) -> u32 {
        self.in_sector_since.full_years_until(on)
    }

    /// Whether the person is away on a day from `from` to `until`.
    pub fn is_away(&self, from: Day, until: Day) -> bool {
        self.absences
            .iter()
            .any(|absence| absence.from <= until && from <= absence.until)
    }

    /// Whether the person is off the list on the day `on`.
    pub fn is_retired(&self, on: Day) -> bool {
        self.retirement
            .as_ref()
            .is_some_and(|retirement| retirement.on <= on)
    }
}
