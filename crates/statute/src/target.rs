//! What a school can be recognised as.

use timelimit::Wording;

use crate::Wish;

/// What a school can be recognised as: one of the two titles, at a degree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RecognitionTarget {
    /// *Đạt kiểm định chất lượng giáo dục*, cấp độ 1 to 4.
    Accreditation(u8),
    /// *Đạt chuẩn quốc gia*, mức độ 1 or 2.
    NationalStandard(u8),
}

impl RecognitionTarget {
    /// Every target, lowest degree first.
    pub const ALL: [RecognitionTarget; 6] = [
        RecognitionTarget::Accreditation(1),
        RecognitionTarget::Accreditation(2),
        RecognitionTarget::Accreditation(3),
        RecognitionTarget::Accreditation(4),
        RecognitionTarget::NationalStandard(1),
        RecognitionTarget::NationalStandard(2),
    ];

    /// Which of the two titles.
    #[must_use]
    pub const fn wish(self) -> Wish {
        match self {
            RecognitionTarget::Accreditation(_) => Wish::Accreditation,
            RecognitionTarget::NationalStandard(_) => Wish::NationalStandard,
        }
    }

    /// At which degree, from 1.
    #[must_use]
    pub const fn degree(self) -> u8 {
        match self {
            RecognitionTarget::Accreditation(degree) | RecognitionTarget::NationalStandard(degree) => degree,
        }
    }

    /// The same title at another degree.
    #[must_use]
    pub const fn at(self, degree: u8) -> RecognitionTarget {
        match self {
            RecognitionTarget::Accreditation(_) => RecognitionTarget::Accreditation(degree),
            RecognitionTarget::NationalStandard(_) => RecognitionTarget::NationalStandard(degree),
        }
    }

    /// What it is called, in the act's words.
    #[must_use]
    pub fn title(self) -> Wording {
        match self {
            RecognitionTarget::Accreditation(degree) => Wording::new(
                format!("Đạt kiểm định chất lượng giáo dục cấp độ {degree}"),
                format!("accreditation of level {degree}"),
            ),
            RecognitionTarget::NationalStandard(degree) => Wording::new(
                format!("Đạt chuẩn quốc gia mức độ {degree}"),
                format!("national standard of degree {degree}"),
            ),
        }
    }
}
