//! Refusals about authorities, as callers read them.

use platform::refusal::Refusal;

use super::super::refusals::broken;
use crate::domain::{AuthorityKind, AuthorityRefusal};

/// Local government in two tiers: districts ended, communes took over.
const TWO_TIERS: &str = "Luật Tổ chức chính quyền địa phương số 72/2025/QH15";
/// Codes of agencies.
const CODES: &str = "Quyết định 20/2020/QĐ-TTg về mã định danh điện tử của cơ quan, tổ chức";

impl From<AuthorityRefusal> for Refusal {
    fn from(refusal: AuthorityRefusal) -> Self {
        match refusal {
            AuthorityRefusal::WrongParent { kind } => broken(
                "WRONG_PARENT",
                "authority.parent",
                match kind {
                    AuthorityKind::Department => "Sở là gốc, không trực thuộc cơ quan nào",
                    AuthorityKind::District => "Cấp huyện phải trực thuộc Sở",
                    AuthorityKind::Commune => "Cấp xã phải trực thuộc Sở hoặc cấp huyện",
                },
                TWO_TIERS,
            ),
            AuthorityRefusal::CodeTaken { code } => broken(
                "CODE_TAKEN",
                "authority.code",
                format!("Mã {code} đang thuộc cơ quan khác; mỗi mã chỉ dùng cho một cơ quan còn hoạt động"),
                CODES,
            ),
            AuthorityRefusal::Ended { until } => broken(
                "AUTHORITY_ENDED",
                "authority.end",
                format!(
                    "Cơ quan này đã chấm dứt hoạt động sau ngày {}",
                    until.vietnamese()
                ),
                TWO_TIERS,
            ),
            AuthorityRefusal::NotYet { last } => broken(
                "NOT_YET",
                "authority.end",
                format!(
                    "Cơ quan còn hoạt động đến hết {}; các trường được chuyển cho cơ quan kế thừa ngay khi ghi nhận, nên hãy ghi nhận từ ngày đó",
                    last.vietnamese()
                ),
                TWO_TIERS,
            ),
            AuthorityRefusal::EndsBeforeItBegins => broken(
                "ENDS_BEFORE_IT_BEGINS",
                "authority.end",
                "Ngày chấm dứt trước ngày bắt đầu hoạt động",
                TWO_TIERS,
            ),
            AuthorityRefusal::DepartmentEnds => broken(
                "DEPARTMENT_ENDS",
                "authority.end",
                "Sở là gốc của tỉnh nên không chấm dứt tại đây; hãy đổi tên hoặc mã của Sở",
                TWO_TIERS,
            ),
            AuthorityRefusal::UnfitSuccessor { name } => broken(
                "UNFIT_SUCCESSOR",
                "authority.successors",
                format!("{name} không thể kế thừa: phải cùng tỉnh và còn hoạt động sau ngày chấm dứt"),
                TWO_TIERS,
            ),
            AuthorityRefusal::SchoolsLeft { names } => broken(
                "SCHOOLS_LEFT",
                "authority.successors",
                format!(
                    "Chưa rõ cơ quan nào kế thừa {} trường ({}{}); hãy chuyển các trường này trước",
                    names.len(),
                    names.iter().take(5).cloned().collect::<Vec<_>>().join(", "),
                    if names.len() > 5 { ", …" } else { "" }
                ),
                TWO_TIERS,
            ),
            AuthorityRefusal::WhichProvince => broken(
                "WHICH_PROVINCE",
                "authority.province",
                "Hệ thống phục vụ nhiều tỉnh: hãy nêu Sở nào",
                "Phạm vi quản lý của Sở Giáo dục và Đào tạo",
            ),
        }
    }
}
