//! The rules of registration, pure: what is, what is asked, the law and the moment go in; facts or a
//! refusal come out. No database, no network, no clock.

mod authority;
mod dossier;
mod obligation;
mod plan;
mod refusal;
mod row_defect;
mod school;
mod self_assessment;

pub use authority::{
    Authority, AuthorityForm, AuthorityKind, AuthorityRefusal, AuthorityRow, ImportedAuthorities, Tree,
    Unnamed, called, unnamed,
};
pub use dossier::{
    Certificate, CheckStage, Checker, Document, DocumentForm, DocumentKind, Dossier, DossierCommand,
    DossierNumber, DossierRefusal, DossierState, LegalDate, Office, Preparation, Receipt, ReceivingBody,
    Shortfall, StateChange, Submission, UnknownDossierNumber, judge_check, local_body, receipt,
    wish_in_vietnamese,
};
pub use obligation::{
    Gone, Holder, HolderId, Obligation, ObligationRefusal, OwedUnder, judge_obligation, lift_all, owed_in,
    reported,
};
pub use plan::{
    AmendmentForm, ApprovedUnder, DossierProgress, Imported, ItemDefects, ItemForm, ItemProgress, ItemStage,
    ItemTerms, Measure, Plan, PlanAmendment, PlanChange, PlanItem, PlanRefusal, PlanState, PlanTarget,
    PlanWish, SchoolCount, Tally, TargetForm, TargetProgress, Window, defects_of, judge_plan, measure,
    plan_subject, school_year,
};
pub use refusal::Refusal;
pub use row_defect::RowDefect;
pub use school::{
    Contact, Deed, ImportedSchools, Place, School, SchoolChange, SchoolEvent, SchoolForm, SchoolRefusal,
    SchoolRow, SchoolState,
};
pub use self_assessment::{
    ActionForm, Conclusion, ConclusionForm, Council, CouncilForm, CouncilMember, CouncilSeat,
    CriterionResult, ImprovementAction, ImprovementReview, IndicatorResult, MemberForm, ProposedLevel,
    ReviewForm, SchoolYear, SelfAssessment, SelfAssessmentRefusal,
};
