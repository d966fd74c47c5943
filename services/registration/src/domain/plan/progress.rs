//! How far a plan has come, out of rows that were counted: its items with their deviations in days, its targets
//! with what was reached.

use calendar::{Day, end_of_day, local_day, start_of_day};
use chrono::{DateTime, Utc};
use proto::fact::{Ownership, SchoolType};

use super::{Measure, PlanItem, PlanTarget};

/// How many schools of one kind and ownership there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchoolCount {
    /// The kind of school.
    pub school_type: SchoolType,
    /// The ownership.
    pub ownership: Ownership,
    /// How many.
    pub schools: u32,
}

/// What was counted for one target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Those that reached it.
    pub reached: Vec<SchoolCount>,
    /// Those that could; nothing for numbers.
    pub of: Vec<SchoolCount>,
}

/// A target and what was reached of it by schools of one kind, or of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetProgress {
    /// The kind of school counted here; unspecified for all.
    pub school_type: SchoolType,
    /// How many schools count.
    pub reached: u32,
    /// Out of how many; 0 for numbers.
    pub of: u32,
    /// Whether the target is met.
    pub met: bool,
}

/// When what a target counts must have happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Not before; nothing for at any time.
    pub from: Option<DateTime<Utc>>,
    /// Before.
    pub until: DateTime<Utc>,
}

impl PlanTarget {
    /// When what it counts in a plan of `year` must have happened: in the year, and by the target's day; what is
    /// asked of all eligible schools, at any time before that day.
    pub fn window(&self, year: i32) -> Window {
        let begins = Day::from_ymd(year, 1, 1).unwrap_or(Day::MIN);
        let ends = Day::from_ymd(year, 12, 31).unwrap_or(Day::MAX);
        Window {
            from: (self.measure != Measure::EligibleReviewed).then(|| start_of_day(begins)),
            until: end_of_day(self.by.unwrap_or(ends)),
        }
    }
}

/// The school year whose self-assessments a plan of `year` counts: the one that ends in it.
pub fn school_year(year: i32) -> String {
    format!("{}-{year}", year - 1)
}

/// What was reached of `target`: by all the schools that it means and, for a share that is asked of each kind, by
/// each kind besides.
pub fn measure(target: &PlanTarget, tally: &Tally) -> Vec<TargetProgress> {
    let count = |rows: &[SchoolCount], only: SchoolType| -> u32 {
        rows.iter()
            .filter(|row| only == SchoolType::Unspecified || row.school_type == only)
            .filter(|row| target.ownership == Ownership::Unspecified || row.ownership == target.ownership)
            .map(|row| row.schools)
            .sum()
    };
    let line = |school_type| {
        let (reached, of) = (count(&tally.reached, school_type), count(&tally.of, school_type));
        TargetProgress {
            school_type,
            reached,
            of,
            met: target.is_met(reached, of),
        }
    };
    let mut lines = vec![line(target.school_type)];
    if target.measure.is_share() && target.school_type == SchoolType::Unspecified {
        let mut kinds: Vec<SchoolType> = tally.of.iter().map(|row| row.school_type).collect();
        kinds.sort_unstable_by_key(|kind| i32::from(*kind));
        kinds.dedup();
        lines.extend(kinds.into_iter().map(line).filter(|line| line.of > 0));
    }
    lines
}

/// What became of the dossier of an item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DossierProgress {
    /// It was accepted.
    pub accepted: bool,
    /// The external review is finished.
    pub reviewed: bool,
    /// It was decided.
    pub decided: bool,
}

/// How far an item has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemStage {
    /// There is no dossier yet.
    Planned,
    /// Its dossier is complete.
    DossierComplete,
    /// Its dossier is registered.
    Registered,
    /// Its dossier was accepted.
    Accepted,
    /// The external review is finished.
    Reviewed,
    /// It was decided.
    Decided,
}

/// An item's stage and its deviation from the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemProgress {
    /// How far it has come.
    pub stage: ItemStage,
    /// The day the dossier was complete.
    pub dossier_completed_on: Option<Day>,
    /// The day it was registered.
    pub registered_on: Option<Day>,
    /// By how many days the dossier is or was late; 0 when it is not.
    pub dossier_days_late: u32,
    /// By how many days the registration is or was late; 0 when it is not.
    pub registration_days_late: u32,
}

impl PlanItem {
    /// How far it has come by `today`, with what became of its dossier.
    pub fn progress(&self, dossier: DossierProgress, today: Day) -> ItemProgress {
        let stage = if dossier.decided {
            ItemStage::Decided
        } else if dossier.reviewed {
            ItemStage::Reviewed
        } else if dossier.accepted {
            ItemStage::Accepted
        } else if self.registered_at.is_some() {
            ItemStage::Registered
        } else if self.dossier_completed_at.is_some() {
            ItemStage::DossierComplete
        } else {
            ItemStage::Planned
        };
        let dossier_completed_on = self.dossier_completed_at.map(local_day);
        let registered_on = self.registered_at.map(local_day);
        ItemProgress {
            stage,
            dossier_completed_on,
            registered_on,
            dossier_days_late: days_late(
                dossier_completed_on.unwrap_or(today),
                self.dossier_month.last_day(),
            ),
            registration_days_late: days_late(
                registered_on.unwrap_or(today),
                self.registration_month.last_day(),
            ),
        }
    }
}

fn days_late(done: Day, due: Day) -> u32 {
    u32::try_from(done.days_since(due)).unwrap_or_default()
}
