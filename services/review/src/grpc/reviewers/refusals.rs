//! Refusals about reviewers, as callers read them.

use platform::refusal::{BrokenRule, Refusal};

use crate::domain::ReviewerRefusal;

impl From<ReviewerRefusal> for Refusal {
    fn from(refusal: ReviewerRefusal) -> Self {
        match refusal {
            ReviewerRefusal::Fields(fields) => Self::invalid_fields(fields),
            ReviewerRefusal::CodeTaken { code, holder } => broken(
                "CODE_TAKEN",
                "reviewer.code",
                format!("Mã {code} đang thuộc {holder}; hãy kiểm tra lại mã, hoặc sửa hồ sơ của người đó"),
                "Cơ sở dữ liệu ngành giáo dục: mỗi người một mã",
            ),
            ReviewerRefusal::Retired { name, on } => broken(
                "REVIEWER_RETIRED",
                "reviewer.retired",
                format!(
                    "{name} đã thôi tham gia đánh giá ngoài từ ngày {}; muốn mời lại hãy nhập hồ sơ mới",
                    on.vietnamese()
                ),
                "Danh sách người tham gia đánh giá ngoài của Sở Giáo dục và Đào tạo",
            ),
        }
    }
}

fn broken(reason: &str, rule: &str, description: String, citation: &str) -> Refusal {
    let rule = BrokenRule {
        rule: rule.to_owned(),
        description,
        citation: citation.to_owned(),
    };
    Refusal::forbidden(reason, vec![rule])
}
