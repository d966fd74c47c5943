//! Refusals about plans, as callers read them.

use platform::refusal::Refusal;

use super::super::refusals::broken;
use crate::domain::PlanRefusal;

/// The plan itself, which was approved as it is.
const PLAN: &str = "Kế hoạch đã được phê duyệt";
/// Who makes plans, for which year.
const MAKING: &str =
    "Kế hoạch kiểm định chất lượng giáo dục hằng năm của cơ quan quản lý (mẫu: Hà Nội, mục II.2, III)";
/// Whoever prepares does not sign.
const FOUR_EYES: &str = "Quy chế làm việc của Sở: người trình không đồng thời là người phê duyệt";

impl From<PlanRefusal> for Refusal {
    fn from(refusal: PlanRefusal) -> Self {
        match refusal {
            PlanRefusal::Item(reason) => broken("PLAN_ITEM_UNFIT", "plan.item", reason, PLAN),
            PlanRefusal::Exists { authority, year } => broken(
                "PLAN_EXISTS",
                "plan.year",
                format!("{authority} đã có kế hoạch năm {year}; hãy sửa dự thảo hoặc điều chỉnh kế hoạch ấy"),
                MAKING,
            ),
            PlanRefusal::AuthorityEnded { authority, year } => broken(
                "AUTHORITY_ENDED",
                "plan.authority",
                format!("{authority} đã chấm dứt hoạt động trước năm {year}"),
                "Luật Tổ chức chính quyền địa phương số 72/2025/QH15",
            ),
            PlanRefusal::Approved => broken(
                "PLAN_APPROVED",
                "plan.state",
                "Kế hoạch đã được phê duyệt; chỉ lãnh đạo điều chỉnh được, kèm văn bản và lý do",
                PLAN,
            ),
            PlanRefusal::Draft => broken(
                "PLAN_DRAFT",
                "plan.state",
                "Kế hoạch còn là dự thảo: hãy sửa dự thảo hoặc trình phê duyệt trước",
                MAKING,
            ),
            PlanRefusal::Empty => broken(
                "PLAN_EMPTY",
                "plan.items",
                "Kế hoạch phải có ít nhất một trường hoặc một chỉ tiêu",
                MAKING,
            ),
            PlanRefusal::FourEyes => broken(
                "FOUR_EYES",
                "plan.approval",
                "Người dự thảo không được phê duyệt kế hoạch của mình; hãy để lãnh đạo khác phê duyệt",
                FOUR_EYES,
            ),
            PlanRefusal::NothingAmended => broken(
                "NOTHING_AMENDED",
                "plan.amendment",
                "Điều chỉnh phải thêm, đổi hoặc bớt ít nhất một mục hay đổi chỉ tiêu",
                PLAN,
            ),
            PlanRefusal::HasDossier { schools } => broken(
                "PLAN_ITEM_HAS_DOSSIER",
                "plan.item",
                format!(
                    "Mục đã có hồ sơ thì không đưa ra khỏi kế hoạch và không đổi mức phấn đấu được: {}",
                    schools.join(", ")
                ),
                PLAN,
            ),
        }
    }
}
