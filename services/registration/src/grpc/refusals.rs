//! The domain's refusals, as callers read them: the rule in Vietnamese, with its article.

use calendar::Language;
use platform::refusal::{BrokenRule, Refusal};
use statute::Violation;

use crate::domain;

impl From<domain::Refusal> for Refusal {
    fn from(refusal: domain::Refusal) -> Self {
        match refusal {
            domain::Refusal::Fields(fields) => Self::invalid_fields(fields),
            domain::Refusal::WrongState { state, act } => one(
                "WRONG_STATE",
                "dossier.state",
                format!("Hồ sơ {} nên không thể {act}", state.in_vietnamese()),
                "Trình tự đăng ký đánh giá ngoài",
            ),
            domain::Refusal::Council(violations) => {
                Self::forbidden("COUNCIL_UNFIT", violations.into_iter().map(violated).collect())
            }
            domain::Refusal::AccreditationEnded { regime, citation } => one(
                "ACCREDITATION_ENDED",
                "dossier.wish",
                format!("Chế độ {regime} không còn cấp chứng nhận kiểm định; chỉ đăng ký công nhận đạt chuẩn quốc gia"),
                &citation,
            ),
            domain::Refusal::SecondSupplement => one(
                "SECOND_SUPPLEMENT",
                "dossier.check",
                "Chỉ được yêu cầu bổ sung hồ sơ một lần, nêu đủ mọi thiếu sót; nay chấp nhận hoặc từ chối hồ sơ".to_owned(),
                "NĐ 61/2018/NĐ-CP Điều 19 khoản 4",
            ),
            domain::Refusal::NoRegime => one(
                "NO_REGIME",
                "regime",
                "Không có quy định nào có hiệu lực vào ngày này".to_owned(),
                "Danh mục văn bản của hệ thống",
            ),
            domain::Refusal::PlanItem(reason) => {
                one("PLAN_ITEM_UNFIT", "plan.item", reason.to_owned(), "Kế hoạch đã được phê duyệt")
            }
        }
    }
}

fn one(reason: &str, rule: &str, description: String, citation: &str) -> Refusal {
    let rule = BrokenRule {
        rule: rule.to_owned(),
        description,
        citation: citation.to_owned(),
    };
    Refusal::forbidden(reason, vec![rule])
}

fn violated(violation: Violation) -> BrokenRule {
    BrokenRule {
        rule: violation.rule.to_string(),
        description: violation.message_vi,
        citation: violation.citation.text(Language::Vietnamese).to_owned(),
    }
}
