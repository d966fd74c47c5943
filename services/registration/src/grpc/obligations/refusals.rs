//! Refusals about yearly obligations, as callers read them.

use calendar::local_day;
use platform::refusal::Refusal;

use super::super::refusals::broken;
use crate::domain::ObligationRefusal;

/// What asks for something every year.
const YEARLY: &str =
    "TT 57/2026/TT-BGDĐT Điều 9; kế hoạch kiểm định chất lượng giáo dục hằng năm của địa phương";

impl From<ObligationRefusal> for Refusal {
    fn from(refusal: ObligationRefusal) -> Self {
        match refusal {
            ObligationRefusal::Fulfilled { fulfilled_at } => broken(
                "FULFILLED",
                "obligation.state",
                format!(
                    "Nghĩa vụ này đã hoàn thành ngày {}; báo cáo đã nộp không thay được",
                    local_day(fulfilled_at).vietnamese()
                ),
                YEARLY,
            ),
            ObligationRefusal::Lifted { lifted_at } => broken(
                "LIFTED",
                "obligation.state",
                format!(
                    "Nghĩa vụ này đã thôi áp dụng từ ngày {}: trường đã sáp nhập, giải thể hoặc cơ quan đã chấm dứt \
                     hoạt động",
                    local_day(lifted_at).vietnamese()
                ),
                YEARLY,
            ),
            ObligationRefusal::NotHolder => broken(
                "NOT_HOLDER",
                "obligation.holder",
                "Chỉ trường hoặc cơ quan có nghĩa vụ mới nộp được báo cáo này; chuyên viên nộp báo cáo của Sở",
                YEARLY,
            ),
            ObligationRefusal::NothingOwed { year } => broken(
                "NOTHING_OWED",
                "obligation.year",
                format!("Không có nghĩa vụ hằng năm nào có hiệu lực trong năm {year}"),
                YEARLY,
            ),
        }
    }
}
