//! Refusals about plans, as callers read them.

use platform::refusal::Refusal;

use super::super::refusals::broken;
use crate::domain::PlanRefusal;

impl From<PlanRefusal> for Refusal {
    fn from(refusal: PlanRefusal) -> Self {
        match refusal {
            PlanRefusal::Item(reason) => broken(
                "PLAN_ITEM_UNFIT",
                "plan.item",
                reason,
                "Kế hoạch đã được phê duyệt",
            ),
        }
    }
}
