//! Shares as people read them, rounded once and exactly: 394 of 597 is 66,0 %.

use std::fmt;

/// Some of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    part: u32,
    whole: u32,
}

impl Share {
    /// `part` of `whole`; nothing when there is no whole.
    pub fn of(part: u32, whole: u32) -> Option<Self> {
        (whole > 0).then_some(Self { part, whole })
    }

    /// The share in thousandths, to the nearest one; half of one counts as a whole one.
    pub fn per_mille(self) -> u64 {
        let (part, whole) = (u64::from(self.part), u64::from(self.whole));
        (2_000 * part + whole) / (2 * whole)
    }
}

/// In percent with one decimal, as Vietnamese writes it: 66,0 %.
impl fmt::Display for Share {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let per_mille = self.per_mille();
        write!(formatter, "{},{} %", per_mille / 10, per_mille % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(part: u32, whole: u32) -> String {
        Share::of(part, whole)
            .map(|share| share.to_string())
            .unwrap_or_default()
    }

    #[test]
    fn a_share_has_one_decimal_and_a_comma() {
        assert_eq!(shown(394, 597), "66,0 %");
        assert_eq!(shown(5, 8), "62,5 %");
        assert_eq!(shown(0, 3), "0,0 %");
        assert_eq!(shown(3, 3), "100,0 %");
    }

    #[test]
    fn half_of_a_thousandth_is_rounded_up_and_less_is_not() {
        assert_eq!(shown(1, 2_000), "0,1 %");
        assert_eq!(shown(1, 2_001), "0,0 %");
        assert_eq!(shown(1_999, 2_000), "100,0 %");
        assert_eq!(shown(u32::MAX, u32::MAX), "100,0 %");
    }

    #[test]
    fn of_nothing_there_is_no_share() {
        assert_eq!(Share::of(0, 0), None);
    }
}
