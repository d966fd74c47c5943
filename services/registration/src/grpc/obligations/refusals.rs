//! Refusals about yearly obligations, as callers read them.

use platform::refusal::Refusal;

use super::super::refusals::broken;
use crate::domain::ObligationRefusal;

impl From<ObligationRefusal> for Refusal {
    fn from(refusal: ObligationRefusal) -> Self {
        match refusal {
            ObligationRefusal::Fulfilled => broken(
                "FULFILLED",
                "obligation.state",
                "Nghĩa vụ này đã hoàn thành",
                "Kế hoạch kiểm định chất lượng giáo dục hằng năm",
            ),
        }
    }
}
