//! The number of a dossier: `<agency code>-YYMMDD-NNNN`.

use std::fmt;
use std::str::FromStr;

use calendar::Day;

/// The number of a dossier. The last part counts the dossiers of an agency and a day from 1 and widens
/// past 9999.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DossierNumber(String);

/// Not the number of a dossier.
#[derive(Debug, thiserror::Error)]
#[error("{0} is not a dossier number (agency-YYMMDD-NNNN)")]
pub struct UnknownDossierNumber(String);

impl DossierNumber {
    /// The `count`th dossier that `agency_code` received on `day`.
    pub fn new(agency_code: &str, day: Day, count: i64) -> Self {
        let (year, month, date) = day.ymd();
        Self(format!(
            "{agency_code}-{:02}{month:02}{date:02}-{count:04}",
            year % 100
        ))
    }

    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DossierNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for DossierNumber {
    type Err = UnknownDossierNumber;

    fn from_str(text: &str) -> Result<Self, UnknownDossierNumber> {
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let mut parts = text.rsplitn(3, '-');
        let fits = parts
            .next()
            .is_some_and(|count| count.len() >= 4 && digits(count))
            && parts.next().is_some_and(|day| day.len() == 6 && digits(day))
            && parts.next().is_some_and(|agency| !agency.is_empty());
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(UnknownDossierNumber(text.to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_carry_agency_day_and_count_and_widen() {
        let day = Day::from_ymd(2024, 6, 5).unwrap();
        assert_eq!(
            DossierNumber::new("H37.14", day, 7).as_str(),
            "H37.14-240605-0007"
        );
        assert_eq!(
            DossierNumber::new("H37.14", day, 12_345).as_str(),
            "H37.14-240605-12345"
        );
        let old = "000.00.01.H22-240605-0007";
        assert_eq!(old.parse::<DossierNumber>().unwrap().as_str(), old);
        for wrong in [
            "",
            "H37-24065-0007",
            "H37-240605-07",
            "-240605-0007",
            "H37-240605-00x7",
        ] {
            assert!(wrong.parse::<DossierNumber>().is_err(), "{wrong}");
        }
    }
}
