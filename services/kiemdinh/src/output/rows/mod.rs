//! The things that can be listed, in the form that programs rely on. Written by hand and kept stable:
//! fields may be added, never renamed.

use calendar::Day;
use platform::journal::read::moment;
use platform::time::Moment;
use serde::{Serialize, Serializer};

use super::{Cell, rfc3339};

mod certificate;
mod dossier;
mod duty;
mod journal;
mod law;
mod obligation;
mod plan;
mod province;
mod recognition;
mod review;
mod reviewer;
mod scheduler;
mod season;
mod self_assessment;
mod sheets;
mod statistics;
mod team;

pub use certificate::Certificate;
pub use dossier::{Document, Dossier, StateChange};
pub use duty::{Duty, Pace};
pub use journal::{Event, Finding, Statement};
pub use law::{ClockMove, LawChange, LawFinding, LawRule};
pub use obligation::{Obligation, OpenedLimit, OpenedObligations, ReportFile};
pub use plan::{
    Plan, PlanAmendment, PlanChange, PlanItem, PlanItemProgress, PlanProgress, PlanTarget, PlanTargetProgress,
};
pub use province::{Authority, School, SchoolEvent};
pub use recognition::Decision;
pub use review::{Comment, CriterionAssessment, Review, StepRecord, Visit};
pub use reviewer::{Absence, Engagement, Post, Relation, Reviewer, Workload};
pub use scheduler::{Clock, Mail, MailPassage, Punctuality};
pub use season::{Choice, Clash, PassedOver, Season, SeasonSeat, SeasonTeam};
pub use self_assessment::{
    Council, CouncilMember, CriterionResult, ImprovementAction, ImprovementReview, IndicatorResult,
    ProposedLevel, SelfAssessment,
};
pub use sheets::{ImportReport, SheetDefect, WrittenFile};
pub use statistics::{Attainment, AttainmentRow, AttainmentTarget, Recheck, Recognition, RegisterEntry};
pub use team::{Replacement, Seat, Team, TeamConflict, TeamFinding, TeamReview, conflicts};

/// A moment that is RFC 3339 in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct At(pub Moment);

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&rfc3339(self.0))
    }
}

/// The moment of `timestamp`, if there is one.
pub fn at(timestamp: Option<&prost_types::Timestamp>) -> Option<At> {
    timestamp.and_then(moment).map(At)
}

fn day(text: &str) -> Option<Day> {
    text.parse().ok()
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn or_blank(text: Option<&String>) -> Cell {
    Cell::text(text.cloned().unwrap_or_default())
}
