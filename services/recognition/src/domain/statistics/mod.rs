//! Statistics: how many schools were at standard on a day, against which target; which certificates are to be checked
//! again, and why.

use std::fmt;
use std::str::FromStr;

use proto::fact::Target;

mod attainment;
mod recheck;
mod target;

pub use attainment::{Attainment, Counted, Figures, Group, Grouping, Tally, attainment};
pub use recheck::{Absorbed, remarks};
pub use target::{AttainmentTarget, TargetForm, TargetRefusal, Targets, department};

/// What counts as being at standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standard {
    /// The national standard, of any degree.
    National,
    /// The national standard of degree 2.
    National2,
    /// An accreditation of any level.
    Accreditation,
    /// Any certificate.
    Any,
}

impl Standard {
    /// Every standard.
    pub const ALL: [Self; 4] = [Self::National, Self::National2, Self::Accreditation, Self::Any];

    /// What a certificate certifies that counts.
    pub fn targets(self) -> &'static [Target] {
        match self {
            Self::National => &[Target::NationalStandard1, Target::NationalStandard2],
            Self::National2 => &[Target::NationalStandard2],
            Self::Accreditation => &[
                Target::Accreditation1,
                Target::Accreditation2,
                Target::Accreditation3,
                Target::Accreditation4,
            ],
            Self::Any => &[
                Target::NationalStandard1,
                Target::NationalStandard2,
                Target::Accreditation1,
                Target::Accreditation2,
                Target::Accreditation3,
                Target::Accreditation4,
            ],
        }
    }

    /// The standard as it is stored and announced.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::National => "national",
            Self::National2 => "national_2",
            Self::Accreditation => "accreditation",
            Self::Any => "any",
        }
    }
}

impl fmt::Display for Standard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Standard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|standard| standard.as_str() == text)
            .ok_or_else(|| format!("no standard {text}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_certificate_is_of_the_national_standard_or_an_accreditation() {
        let both = [Standard::National.targets(), Standard::Accreditation.targets()].concat();
        assert_eq!(Standard::Any.targets(), both);
        for standard in Standard::ALL {
            assert_eq!(standard.as_str().parse(), Ok(standard));
        }
    }
}
