//! The domain's refusals, as callers read them: the rule in Vietnamese, with its article.

use platform::refusal::{BrokenRule, Refusal};

use crate::domain::{self, Authority};

impl From<domain::Refusal> for Refusal {
    fn from(refusal: domain::Refusal) -> Self {
        match refusal {
            domain::Refusal::Fields(fields) => Self::invalid_fields(fields),
            domain::Refusal::WrongState { state, act } => one(
                "WRONG_STATE",
                "decision.state",
                format!("Quyết định {} nên không thể {act}", state.in_vietnamese()),
                "Trình tự công nhận",
            ),
            domain::Refusal::RefusalWithoutReasons => one(
                "REASONS_REQUIRED",
                "decision.reasons",
                "Kết luận không công nhận phải nêu rõ lý do".to_owned(),
                "Trình tự công nhận",
            ),
            domain::Refusal::DeviationWithoutReasons => one(
                "REASONS_REQUIRED",
                "decision.reasons",
                "Kết luận khác với đề xuất của phần mềm phải nêu rõ lý do".to_owned(),
                "Quy tắc thẩm định của hệ thống",
            ),
            domain::Refusal::SamePerson => one(
                "FOUR_EYES",
                "decision.four_eyes",
                "Người soạn thảo quyết định không được ký tờ trình hoặc quyết định đó; cần người khác ký"
                    .to_owned(),
                "Quy tắc hai người quyết định của hệ thống",
            ),
            domain::Refusal::PreparedByAnother => one(
                "PREPARED_BY_ANOTHER",
                "decision.preparer",
                "Dự thảo này do người khác soạn; chỉ người đó được thay dự thảo".to_owned(),
                "Quy tắc hai người quyết định của hệ thống",
            ),
            domain::Refusal::TextChanged => one(
                "TEXT_CHANGED",
                "decision.text",
                "Văn bản được ký không phải là văn bản đã trình; hãy đọc lại bản dự thảo hiện hành"
                    .to_owned(),
                "Quy tắc ký đúng văn bản đã trình của hệ thống",
            ),
            domain::Refusal::WrongAuthority(authority) => one(
                "WRONG_AUTHORITY",
                "decision.authority",
                match authority {
                    Authority::Department => "Văn bản này do lãnh đạo Sở Giáo dục và Đào tạo ký",
                    Authority::Province => "Quyết định này do UBND tỉnh ký",
                }
                .to_owned(),
                "Thẩm quyền công nhận theo chế độ của hồ sơ",
            ),
            domain::Refusal::NoProposalNeeded => one(
                "NO_PROPOSAL_NEEDED",
                "decision.authority",
                "Sở Giáo dục và Đào tạo tự quyết định, không trình UBND tỉnh".to_owned(),
                "Thẩm quyền công nhận theo chế độ của hồ sơ",
            ),
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
