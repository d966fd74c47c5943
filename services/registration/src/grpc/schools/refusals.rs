//! Refusals about schools, as callers read them.

use platform::refusal::Refusal;

use super::super::refusals::broken;
use crate::domain::{SchoolRefusal, SchoolState};

/// Founding, merging, splitting, closing of schools.
const FOUNDING: &str = "Nghị định 125/2024/NĐ-CP về điều kiện đầu tư và hoạt động trong lĩnh vực giáo dục";

impl From<SchoolRefusal> for Refusal {
    fn from(refusal: SchoolRefusal) -> Self {
        match refusal {
            SchoolRefusal::NoCommune { name } => broken(
                "NO_COMMUNE",
                "school.commune",
                format!("{name} không phải cấp xã; hãy nêu xã, phường nơi trường đóng"),
                "Luật Tổ chức chính quyền địa phương số 72/2025/QH15",
            ),
            SchoolRefusal::OtherProvince => broken(
                "OTHER_PROVINCE",
                "school.province",
                "Các đơn vị được nêu không cùng một tỉnh",
                "Phạm vi quản lý của Sở Giáo dục và Đào tạo",
            ),
            SchoolRefusal::CodeTaken { code } => broken(
                "CODE_TAKEN",
                "school.code",
                format!("Mã {code} đang thuộc trường khác của tỉnh"),
                "Cơ sở dữ liệu ngành giáo dục: mỗi trường một mã",
            ),
            SchoolRefusal::Gone { name, state } => broken(
                "SCHOOL_GONE",
                "school.state",
                format!(
                    "{name} {} nên không thể thực hiện",
                    match state {
                        SchoolState::Merged => "đã sáp nhập vào trường khác",
                        SchoolState::Closed => "đã giải thể",
                        SchoolState::Active => "đang hoạt động",
                    }
                ),
                FOUNDING,
            ),
            SchoolRefusal::SameName => broken(
                "SAME_NAME",
                "school.rename",
                "Tên mới trùng với tên hiện tại",
                FOUNDING,
            ),
            SchoolRefusal::IntoItself => broken(
                "INTO_ITSELF",
                "school.merge",
                "Một trường không thể sáp nhập vào chính nó",
                FOUNDING,
            ),
            SchoolRefusal::OpenDossiers { numbers } => broken(
                "OPEN_DOSSIERS",
                "school.end",
                format!(
                    "Trường còn hồ sơ đang giải quyết ({}); hãy rút hoặc giải quyết xong trước",
                    numbers.join(", ")
                ),
                FOUNDING,
            ),
        }
    }
}
