//! The domain's refusals, as callers read them: the rule in Vietnamese, with its article.

use platform::refusal::{BrokenRule, Refusal};

use crate::domain::{self, ApologyRefusal, Authority};

/// The letter of apology, with its reason and one new date.
const APOLOGY: &str = "NĐ 61/2018/NĐ-CP Điều 19(9)";

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
            domain::Refusal::ConditionsNotMet(unmet) => {
                let rules = unmet.into_iter().map(|condition| BrokenRule {
                    description: format!(
                        "Không thể công nhận khi điều kiện chưa đạt: {}; kết luận không công nhận, hoặc nêu kết quả \
                         kiểm tra khác kèm căn cứ",
                        condition.title
                    ),
                    rule: condition.rule,
                    citation: condition.citation,
                });
                Self::forbidden("CONDITION_NOT_MET", rules.collect())
            }
            domain::Refusal::NumberWithoutReasons { citation } => one(
                "REASONS_REQUIRED",
                "decision.person_concludes",
                "Kết quả tính theo số không tự quyết định được; người kết luận phải nêu rõ lý do".to_owned(),
                &citation,
            ),
            domain::Refusal::SamePerson => one(
                "FOUR_EYES",
                "decision.four_eyes",
                "Người soạn thảo văn bản không được ký tờ trình, quyết định hoặc thư đó; cần người khác ký"
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
            domain::Refusal::EffectiveDayPassed { effective_on } => one(
                "DRAFT_AGAIN",
                "decision.effective_on",
                format!(
                    "Ngày có hiệu lực {} trong dự thảo đã qua; người soạn thảo trình lại dự thảo với ngày khác",
                    effective_on.vietnamese()
                ),
                "Quy tắc hiệu lực của quyết định: không có hiệu lực trước ngày ký",
            ),
            domain::Refusal::PublishedBySchool { place } => one(
                "PUBLISHED_BY_SCHOOL",
                "decision.publication",
                format!("Nhà trường đã báo công bố tại {place}; chỉ báo một lần"),
                "TT 18/2018/TT-BGDĐT Điều 38 khoản 3",
            ),
            domain::Refusal::Apology(refusal) => refusal.into(),
        }
    }
}

impl From<ApologyRefusal> for Refusal {
    fn from(refusal: ApologyRefusal) -> Self {
        match refusal {
            ApologyRefusal::NotForeseen => one(
                "NO_APOLOGY_FORESEEN",
                "decision.apology",
                "Quy định của hồ sơ này không cho hẹn lại ngày trả kết quả".to_owned(),
                APOLOGY,
            ),
            ApologyRefusal::NotPrepared => one(
                "NO_APOLOGY_PREPARED",
                "decision.apology",
                "Chưa có thư xin lỗi nào được soạn; chuyên viên soạn thư trước".to_owned(),
                APOLOGY,
            ),
            ApologyRefusal::Second { citation } => one(
                "SECOND_APOLOGY",
                "decision.apology",
                "Đã gửi thư xin lỗi và hẹn lại một lần; chỉ được hẹn lại một lần, nay phải ra quyết định"
                    .to_owned(),
                &citation,
            ),
            ApologyRefusal::LimitKept => one(
                "LIMIT_KEPT",
                "decision.apology",
                "Sở đã ký hoặc đã trình; không còn thời hạn nào để hẹn lại".to_owned(),
                APOLOGY,
            ),
            ApologyRefusal::DueDateUnknown => one(
                "DUE_DATE_UNKNOWN",
                "decision.apology",
                "Chưa biết ngày hết hạn hoặc thời hạn đang tạm dừng; thử lại khi hệ thống đã tính xong"
                    .to_owned(),
                APOLOGY,
            ),
            ApologyRefusal::TooLate { due_on, citation } => one(
                "APOLOGY_TOO_LATE",
                "decision.apology",
                format!(
                    "Thư xin lỗi phải gửi chậm nhất một ngày trước ngày hết hạn {}; nay phải ra quyết định",
                    due_on.vietnamese()
                ),
                &citation,
            ),
            ApologyRefusal::Overtaken { due_on, new_due_on } => one(
                "APOLOGY_OVERTAKEN",
                "decision.apology",
                format!(
                    "Ngày hết hạn nay là {}, không còn trước ngày hẹn {} trong thư; soạn lại thư với ngày hẹn sau đó",
                    due_on.vietnamese(),
                    new_due_on.vietnamese()
                ),
                APOLOGY,
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
