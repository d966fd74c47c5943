//! Who acts.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An actor of the proceeding, in the sense of authority and of who is told what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The school: hiệu trưởng, văn thư.
    School,
    /// UBND cấp xã, since 2025-07-01.
    Commune,
    /// Phòng Giáo dục và Đào tạo, until 2025-06-30.
    District,
    /// Chuyên viên Sở, Phòng Quản lý chất lượng.
    DepartmentOfficer,
    /// Lãnh đạo Sở, who signs.
    DepartmentLeader,
    /// UBND tỉnh, which decides on the national standard under regime A0.
    Province,
    /// A member of an external review team; a limit owed by the team is addressed to its head.
    Reviewer,
    /// Runs the system, loads calendars and law.
    Administrator,
    /// A provincial e-government system.
    Portal,
    /// Reads everything, changes nothing.
    Auditor,
}

impl Role {
    /// The stable name, as in the law files and the permission table.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::School => "school",
            Role::Commune => "commune",
            Role::District => "district",
            Role::DepartmentOfficer => "department_officer",
            Role::DepartmentLeader => "department_leader",
            Role::Province => "province",
            Role::Reviewer => "reviewer",
            Role::Administrator => "administrator",
            Role::Portal => "portal",
            Role::Auditor => "auditor",
        }
    }

    /// The role as a letter names it.
    #[must_use]
    pub const fn in_vietnamese(self) -> &'static str {
        match self {
            Role::School => "nhà trường",
            Role::Commune => "UBND cấp xã",
            Role::District => "Phòng Giáo dục và Đào tạo",
            Role::DepartmentOfficer => "chuyên viên Sở Giáo dục và Đào tạo",
            Role::DepartmentLeader => "lãnh đạo Sở Giáo dục và Đào tạo",
            Role::Province => "UBND tỉnh",
            Role::Reviewer => "đoàn đánh giá ngoài",
            Role::Administrator => "quản trị hệ thống",
            Role::Portal => "cổng dịch vụ công",
            Role::Auditor => "kiểm toán viên",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
