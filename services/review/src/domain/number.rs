//! The number of a decision: `123/QĐ-SGDĐT` (Nghị định 30/2020/NĐ-CP).

use std::fmt;
use std::str::FromStr;

use statute::Role;

/// Who numbers its own decisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agency {
    /// Sở Giáo dục và Đào tạo.
    Department,
    /// Ủy ban nhân dân tỉnh.
    Province,
}

impl Agency {
    /// The agency that `authority` signs for.
    pub fn of(authority: Role) -> Self {
        match authority {
            Role::Province => Self::Province,
            _ => Self::Department,
        }
    }

    /// How it is written in numbers.
    pub fn abbreviation(self) -> &'static str {
        match self {
            Self::Department => "SGDĐT",
            Self::Province => "UBND",
        }
    }
}

/// The number of a decision. It counts from 01 in each year, per agency and type of document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionNumber(String);

/// Not the number of a decision.
#[derive(Debug, thiserror::Error)]
#[error("{0} is not the number of a decision (123/QĐ-SGDĐT)")]
pub struct UnknownDecisionNumber(String);

impl DecisionNumber {
    /// How decisions are written in numbers.
    pub const DOCUMENT_TYPE: &str = "QĐ";

    /// The `count`th decision of `agency` in its year.
    pub fn new(agency: Agency, count: i64) -> Self {
        Self(format!(
            "{count:02}/{}-{}",
            Self::DOCUMENT_TYPE,
            agency.abbreviation()
        ))
    }

    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its place in the year's numbers of `agency`; nothing when another agency gave it.
    pub fn count_of(&self, agency: Agency) -> Option<i64> {
        let (count, name) = split(&self.0)?;
        (name == agency.abbreviation())
            .then(|| count.parse().ok())
            .flatten()
    }
}

/// The count and the agency of a number.
fn split(text: &str) -> Option<(&str, &str)> {
    let (count, symbol) = text.split_once('/')?;
    let agency = symbol
        .strip_prefix(DecisionNumber::DOCUMENT_TYPE)?
        .strip_prefix('-')?;
    let counts = (1..=9).contains(&count.len()) && count.bytes().all(|byte| byte.is_ascii_digit());
    let names = !agency.is_empty()
        && agency
            .chars()
            .all(|one| one.is_alphanumeric() || "&-".contains(one));
    (counts && names).then_some((count, agency))
}

impl fmt::Display for DecisionNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for DecisionNumber {
    type Err = UnknownDecisionNumber;

    fn from_str(text: &str) -> Result<Self, UnknownDecisionNumber> {
        if split(text).is_some() {
            Ok(Self(text.to_owned()))
        } else {
            Err(UnknownDecisionNumber(text.to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_padded_and_name_their_agency() {
        assert_eq!(DecisionNumber::new(Agency::Department, 1).as_str(), "01/QĐ-SGDĐT");
        assert_eq!(DecisionNumber::new(Agency::Province, 123).as_str(), "123/QĐ-UBND");
        assert_eq!(Agency::of(Role::Province), Agency::Province);
        assert_eq!(Agency::of(Role::DepartmentLeader), Agency::Department);
    }

    #[test]
    fn a_given_number_is_read_as_written() {
        let given: DecisionNumber = "087/QĐ-SGDĐT".parse().unwrap();
        assert_eq!(given.to_string(), "087/QĐ-SGDĐT");
        assert_eq!(given.count_of(Agency::Department), Some(87));
        assert_eq!(given.count_of(Agency::Province), None);
        for wrong in [
            "",
            "87",
            "87/QĐ",
            "87/QĐ-",
            "/QĐ-SGDĐT",
            "tám/QĐ-SGDĐT",
            "87/KH-SGDĐT",
            "87/QĐ-SGDĐT\n",
            "1234567890/QĐ-SGDĐT",
        ] {
            assert!(wrong.parse::<DecisionNumber>().is_err(), "{wrong}");
        }
    }
}
