//! The people of a rehearsal, and the tokens with which they speak.

use std::time::Duration;

use platform::identity::{Identity, Role, TokenKey};
use tonic::Status;
use unicode_normalization::UnicodeNormalization;

use crate::client::Voice;
use crate::problem::Problem;

/// How long a token of the rehearsal is valid, in real time; longer than any rehearsal takes.
const LIFETIME: Duration = Duration::from_secs(7 * 24 * 3600);

/// What ties a reviewer of the pool to a school of the plan, or keeps them from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    /// Nothing.
    None,
    /// Teaches there.
    TeachesThere,
    /// A relative teaches there.
    Relative,
    /// Advised its self-assessment.
    Advised,
    /// Works in the commune in which it lies.
    SameCommune,
}

/// A reviewer of the pool.
#[derive(Clone, Copy, Debug)]
pub struct PoolMember {
    /// The name.
    pub name: &'static str,
    /// The commune the person works in.
    pub commune: &'static str,
    /// Full years in the sector.
    pub years: i32,
    /// What the person is expert in.
    pub field: &'static str,
    /// What ties the person to one school of the plan.
    pub tie: Tie,
}

const fn member(
    name: &'static str,
    commune: &'static str,
    years: i32,
    field: &'static str,
    tie: Tie,
) -> PoolMember {
    PoolMember {
        name,
        commune,
        years,
        field,
        tie,
    }
}

/// The pool of reviewers, from communes of the province. Eight may review every school; each of the others is tied to
/// one.
pub const POOL: [PoolMember; 12] = [
    member(
        "Lê Thị Hoa",
        "Thị trấn Bắc Sơn",
        21,
        "Quản lý trường học",
        Tie::None,
    ),
    member("Nông Văn Páo", "Tân Lập", 14, "Toán", Tie::None),
    member("Hoàng Thị Lý", "Hưng Vũ", 17, "Giáo dục mầm non", Tie::None),
    member("Dương Hữu Thắng", "Đồng Ý", 12, "Thư viện, thiết bị", Tie::None),
    member("Trần Quốc Bảo", "Quỳnh Sơn", 25, "Quản lý trường học", Tie::None),
    member("Vi Thị Nguyệt", "Long Đống", 9, "Ngữ văn", Tie::None),
    member("Lương Văn Tài", "Nhất Hòa", 19, "Giáo dục tiểu học", Tie::None),
    member(
        "Đặng Thu Hằng",
        "Trấn Yên",
        11,
        "Tài chính, cơ sở vật chất",
        Tie::None,
    ),
    member(
        "Triệu Minh Đức",
        "Tân Hương",
        16,
        "Giáo dục tiểu học",
        Tie::TeachesThere,
    ),
    member(
        "Phạm Thị Kim Oanh",
        "Nhất Tiến",
        8,
        "Giáo dục mầm non",
        Tie::Relative,
    ),
    member("Hà Văn Sinh", "Vạn Thủy", 18, "Khoa học tự nhiên", Tie::Advised),
    member("Nông Thị Thu", "Tân Tri", 13, "Tiếng Anh", Tie::SameCommune),
];

/// Those who act for the authorities.
#[derive(Clone, Debug)]
pub struct Office {
    /// Runs the system: enters schools and reviewers, moves time.
    pub administrator: Voice,
    /// Chuyên viên of the Sở.
    pub officer: Voice,
    /// Lãnh đạo of the Sở.
    pub leader: Voice,
    /// UBND tỉnh.
    pub province: Voice,
}

impl Office {
    /// Everyone, with tokens signed by `key`.
    ///
    /// # Errors
    /// When `key` cannot sign.
    pub fn open(key: &TokenKey) -> Result<Self, Problem> {
        let voice = |person: &str, role| speak(key, &Identity::new(person, role));
        Ok(Self {
            administrator: voice("quan-tri", Role::Administrator)?,
            officer: voice("Chuyên viên Nguyễn Thị Hạnh", Role::DepartmentOfficer)?,
            leader: voice("Phó Giám đốc Trần Văn Minh", Role::DepartmentLeader)?,
            province: voice("Phó Chủ tịch Hoàng Quốc Khánh", Role::Province)?,
        })
    }
}

/// The voice of a school's head; `school_id` confines it to that school.
///
/// # Errors
/// When `key` cannot sign.
pub fn school_head(key: &TokenKey, school: &str, school_id: &str) -> Result<Voice, Problem> {
    speak(
        key,
        &Identity::new(format!("Hiệu trưởng {school}"), Role::School).within(school_id),
    )
}

/// The voice of an officer of the local authority `authority`; `authority_id` confines it to that authority.
///
/// # Errors
/// When `key` cannot sign.
pub fn local_officer(key: &TokenKey, authority: &str, authority_id: &str) -> Result<Voice, Problem> {
    speak(
        key,
        &Identity::new(format!("Chuyên viên {authority}"), Role::Commune).within(authority_id),
    )
}

/// The voice of a reviewer, whom the services know by `reviewer_id`.
///
/// # Errors
/// When `key` cannot sign.
pub fn reviewer(key: &TokenKey, reviewer_id: &str) -> Result<Voice, Problem> {
    speak(key, &Identity::new(reviewer_id, Role::Reviewer))
}

fn speak(key: &TokenKey, identity: &Identity) -> Result<Voice, Problem> {
    let token = key.issue(identity, LIFETIME).map_err(Status::from)?;
    Voice::of(&token)
}

/// A name as part of a mail address: lower-case Latin letters, digits and hyphens.
pub fn address_part(name: &str) -> String {
    let plain: String = name
        .to_lowercase()
        .replace('đ', "d")
        .nfd()
        .filter(|letter| !unicode_normalization::char::is_combining_mark(*letter))
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                ' '
            }
        })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_addresses() {
        assert_eq!(
            address_part("Trường TH&THCS xã Chiến Thắng"),
            "truong-th-thcs-xa-chien-thang"
        );
        assert_eq!(address_part("Đặng Thu Hằng"), "dang-thu-hang");
    }
}
