//! The people of a rehearsal, and the tokens with which they speak.

use std::time::Duration;

use platform::identity::{Identity, Role, TokenKey};
use tonic::Status;
use unicode_normalization::UnicodeNormalization;

use crate::client::Voice;
use crate::problem::Problem;

/// How long a token of the rehearsal is valid, in real time; longer than any rehearsal takes.
const LIFETIME: Duration = Duration::from_secs(7 * 24 * 3600);

/// A reviewer of the pool.
#[derive(Clone, Copy, Debug)]
pub struct PoolMember {
    /// The name.
    pub name: &'static str,
    /// The commune the person works in.
    pub commune: &'static str,
    /// Full years in the sector.
    pub years: u32,
}

const fn member(name: &'static str, commune: &'static str, years: u32) -> PoolMember {
    PoolMember { name, commune, years }
}

/// The pool of reviewers: all eligible, from communes of the province.
pub const POOL: [PoolMember; 10] = [
    member("Lê Thị Hoa", "Thị trấn Bắc Sơn", 21),
    member("Nông Văn Páo", "Tân Lập", 14),
    member("Hoàng Thị Lý", "Hưng Vũ", 17),
    member("Dương Hữu Thắng", "Đồng Ý", 12),
    member("Trần Quốc Bảo", "Quỳnh Sơn", 25),
    member("Vi Thị Nguyệt", "Long Đống", 9),
    member("Lương Văn Tài", "Nhất Hòa", 19),
    member("Đặng Thu Hằng", "Trấn Yên", 11),
    member("Triệu Minh Đức", "Tân Hương", 16),
    member("Phạm Thị Kim Oanh", "Nhất Tiến", 8),
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
