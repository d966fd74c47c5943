//! Numbers of documents and certificates: each agency counts each type from 1 every 1 January.

use std::fmt;
use std::str::FromStr;

use super::Authority;

/// A row of numbers: one agency, one type of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Series {
    /// Quyết định of the Sở.
    DepartmentDecision,
    /// Quyết định of the provincial People's Committee.
    ProvinceDecision,
    /// Tờ trình of the Sở to the People's Committee.
    DepartmentProposal,
    /// Công văn of the Sở, from its Phòng Quản lý chất lượng.
    DepartmentLetter,
    /// The register of certificates, which the Sở keeps whoever decided.
    Certificate,
}

impl Series {
    /// Every series.
    pub const ALL: [Self; 5] = [
        Self::DepartmentDecision,
        Self::ProvinceDecision,
        Self::DepartmentProposal,
        Self::DepartmentLetter,
        Self::Certificate,
    ];

    /// The decisions of `authority`.
    pub fn decisions_of(authority: Authority) -> Self {
        match authority {
            Authority::Department => Self::DepartmentDecision,
            Authority::Province => Self::ProvinceDecision,
        }
    }

    /// The agency's sign.
    pub fn agency(self) -> &'static str {
        match self {
            Self::DepartmentDecision
            | Self::DepartmentProposal
            | Self::DepartmentLetter
            | Self::Certificate => "SGDĐT",
            Self::ProvinceDecision => "UBND",
        }
    }

    /// The sign of the type of document (Nghị định 30/2020/NĐ-CP, Phụ lục III).
    pub fn kind(self) -> &'static str {
        match self {
            Self::DepartmentDecision | Self::ProvinceDecision => "QĐ",
            Self::DepartmentProposal => "TTr",
            Self::DepartmentLetter => "CV",
            Self::Certificate => "CN",
        }
    }

    /// What follows the count in a number: type and agency; of a letter, which has no type, agency and unit (Nghị
    /// định 30/2020/NĐ-CP, Phụ lục I).
    fn sign(self) -> String {
        match self {
            Self::DepartmentLetter => format!("{}-QLCL", self.agency()),
            other => format!("{}-{}", other.kind(), other.agency()),
        }
    }
}

/// Not the number of a document or certificate.
#[derive(Debug, thiserror::Error)]
#[error("{0} is not a number of a document (01/QĐ-SGDĐT) or certificate (CN-2024-0001)")]
pub struct UnknownNumber(String);

/// The number of a decision, proposal or letter, `01/QĐ-SGDĐT`: with its year it is unique.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DocumentNumber(String);

impl DocumentNumber {
    /// The `ordinal`th document of `series` in its year.
    pub fn new(series: Series, ordinal: i64) -> Self {
        Self(format!("{ordinal:02}/{}", series.sign()))
    }

    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its place among the documents of `series`; nothing when it is of another.
    pub fn ordinal_in(&self, series: Series) -> Option<i64> {
        let (ordinal, sign) = self.0.split_once('/')?;
        ordinal.parse().ok().filter(|_| sign == series.sign())
    }
}

impl fmt::Display for DocumentNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for DocumentNumber {
    type Err = UnknownNumber;

    fn from_str(text: &str) -> Result<Self, UnknownNumber> {
        let (ordinal, sign) = text
            .split_once('/')
            .ok_or_else(|| UnknownNumber(text.to_owned()))?;
        let known = Series::ALL.into_iter().any(|series| sign == series.sign());
        if known && is_count(ordinal, 2) {
            Ok(Self(text.to_owned()))
        } else {
            Err(UnknownNumber(text.to_owned()))
        }
    }
}

/// The number of a certificate, `CN-2024-0001`. It widens past 9999 and sorts by year and count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CertificateNumber {
    year: i32,
    ordinal: i64,
}

impl CertificateNumber {
    /// The `ordinal`th certificate of `year`.
    pub fn new(year: i32, ordinal: i64) -> Self {
        Self { year, ordinal }
    }

    /// The year of issue.
    pub fn year(self) -> i32 {
        self.year
    }

    /// Its place in the year, from 1.
    pub fn ordinal(self) -> i64 {
        self.ordinal
    }
}

impl fmt::Display for CertificateNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "CN-{:04}-{:04}", self.year, self.ordinal)
    }
}

impl FromStr for CertificateNumber {
    type Err = UnknownNumber;

    fn from_str(text: &str) -> Result<Self, UnknownNumber> {
        let parsed = || {
            let (year, ordinal) = text.strip_prefix("CN-")?.split_once('-')?;
            if year.len() != 4 || !is_count(year, 4) || !is_count(ordinal, 4) {
                return None;
            }
            Some(Self::new(year.parse().ok()?, ordinal.parse().ok()?))
        };
        // Written in another way it would be another name for the same thing.
        parsed()
            .filter(|number| number.to_string() == text)
            .ok_or_else(|| UnknownNumber(text.to_owned()))
    }
}

fn is_count(text: &str, least: usize) -> bool {
    text.len() >= least && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_carry_count_type_and_agency_and_widen() {
        let number = |series, ordinal| DocumentNumber::new(series, ordinal).to_string();
        assert_eq!(number(Series::DepartmentDecision, 1), "01/QĐ-SGDĐT");
        assert_eq!(number(Series::ProvinceDecision, 12), "12/QĐ-UBND");
        assert_eq!(number(Series::DepartmentProposal, 123), "123/TTr-SGDĐT");
        assert_eq!(number(Series::DepartmentLetter, 123), "123/SGDĐT-QLCL");
        for series in Series::ALL {
            let number = DocumentNumber::new(series, 7);
            assert_eq!(number.as_str().parse::<DocumentNumber>().unwrap(), number);
        }
        for wrong in [
            "",
            "1/QĐ-SGDĐT",
            "01/QĐ",
            "01QĐ-SGDĐT",
            "0x/QĐ-UBND",
            "01/QĐ-BGDĐT",
        ] {
            assert!(wrong.parse::<DocumentNumber>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn certificates_carry_year_and_count_and_sort_by_them() {
        let last = CertificateNumber::new(2024, 9_999);
        let widened = CertificateNumber::new(2024, 10_000);
        assert_eq!(CertificateNumber::new(2024, 1).to_string(), "CN-2024-0001");
        assert_eq!(widened.to_string(), "CN-2024-10000");
        assert!(last < widened && widened < CertificateNumber::new(2025, 1));
        assert_eq!("CN-2024-10000".parse::<CertificateNumber>().unwrap(), widened);
        for wrong in [
            "",
            "CN-2024-1",
            "CN-24-0001",
            "CN-2024-00001",
            "2024-0001",
            "CN-2024-000x",
        ] {
            assert!(wrong.parse::<CertificateNumber>().is_err(), "{wrong}");
        }
    }
}
