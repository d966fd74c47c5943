//! The rules of the external review, pure: what is, what is asked, the law and the moment go in; facts
//! or a refusal come out. No database, no network, no clock.

mod case;
mod deadline;
mod duty;
mod eligibility;
mod number;
mod pace;
mod refusal;
mod review;
mod reviewer;
pub mod season;
mod sight;
mod team;

pub use case::{Case, UnfitSubject};
pub use deadline::{Judgement, deem_consent, judge};
pub use duty::{Duty, UnfitDuty};
pub use eligibility::{Finding, Known, Visit, Warning, team_findings};
pub use number::{Agency, DecisionNumber, UnknownDecisionNumber};
pub use pace::{Pace, StagePace};
pub use refusal::{Broken, Refusal, UnfitLevel};
pub use review::{
    CompletedStep, Conclusion, CriterionAssessment, PlannedVisit, ReportForm, Review, ReviewCommand,
    ReviewState, Settlement, StateChange, StepForm, StepRecord, VisitForm,
};
pub use reviewer::{
    Absence, AbsenceForm, Ambiguous, Directory, Engagement, ImportedReviewers, IntoList, KnownSchool,
    MOST_SCHOOLS, Post, PostForm, Relation, RelationForm, RelationKind, Retirement, Reviewer, ReviewerForm,
    ReviewerRefusal, ReviewerRow, RowDefect, Training, TrainingForm, Workload, id_in,
};
pub use sight::Sight;
pub use team::{
    Circumstances, Decided, Decision, EstablishedTeam, Invitation, InvitedSeat, Override, OverrideForm,
    Replacement, ReplacementForm, Seat, Signer, Signing, Team, TeamCommand, TeamProposal, TeamRefusal,
    TeamState, must_still_fit,
};
