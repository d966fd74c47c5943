//! The rules of registration, pure: what is, what is asked, the law and the moment go in; facts or a
//! refusal come out. No database, no network, no clock.

mod authority;
mod defects;
mod dossier;
mod obligation;
mod plan;
mod refusal;
mod report;
mod school;
mod self_assessment;

pub use authority::{Authority, AuthorityForm, AuthorityKind, AuthorityRefusal};
pub use defects::Defects;
pub use dossier::{
    Dossier, DossierCommand, DossierNumber, DossierRefusal, DossierState, Preparation, StateChange,
    UnknownDossierNumber, judge_check,
};
pub use obligation::{
    Holder, HolderId, Obligation, ObligationRefusal, OwedUnder, judge_obligation, owed_in, reported,
};
pub use plan::{ApprovedUnder, PlanItem, PlanRefusal, PlanWish, judge_plan, plan_subject};
pub use refusal::Refusal;
pub use report::ReportFile;
pub use school::{
    Contact, Deed, Place, School, SchoolChange, SchoolEvent, SchoolForm, SchoolRefusal, SchoolState,
};
pub use self_assessment::{
    ActionForm, Conclusion, ConclusionForm, Council, CouncilForm, CouncilMember, CouncilSeat,
    CriterionResult, ImprovementAction, ImprovementReview, IndicatorResult, MemberForm, ProposedLevel,
    ReviewForm, SchoolYear, SelfAssessment, SelfAssessmentRefusal,
};
