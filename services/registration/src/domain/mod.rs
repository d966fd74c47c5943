//! The rules of registration, pure: what is, what is asked, the law and the moment go in; facts or a
//! refusal come out. No database, no network, no clock.

mod dossier;
mod number;
mod plan;
mod refusal;
mod school;

pub use dossier::{Dossier, DossierCommand, DossierState, Preparation, StateChange, judge_check};
pub use number::{DossierNumber, UnknownDossierNumber};
pub use plan::{PlanItem, PlanWish, judge_plan, plan_subject};
pub use refusal::Refusal;
pub use school::{School, SchoolForm};
