//! Plans: which school is to be ready in which month.

mod item;
mod refusal;

pub use item::{ApprovedUnder, PlanItem, PlanWish, judge_plan, plan_subject};
pub use refusal::PlanRefusal;
