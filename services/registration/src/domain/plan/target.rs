//! Targets of plans: what is to be reached in a year, by level and ownership.

use std::fmt;
use std::str::FromStr;

use calendar::Day;
use form::Defects;
use proto::fact::{Ownership, SchoolType};

/// The whole, in the unit of shares: tenths of a percent.
const WHOLE: u32 = 1_000;

/// What a target counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Schools with a completed self-assessment of the plan's year, of all schools.
    SelfAssessed,
    /// Schools reviewed externally in the year, of all schools.
    ExternallyReviewed,
    /// Schools reviewed externally up to the target's day, of those that are eligible.
    EligibleReviewed,
    /// Schools recognised for the first time in the year.
    RecognisedNew,
    /// Schools recognised again in the year.
    RecognisedAgain,
}

impl Measure {
    /// Every measure.
    pub const ALL: [Self; 5] = [
        Self::SelfAssessed,
        Self::ExternallyReviewed,
        Self::EligibleReviewed,
        Self::RecognisedNew,
        Self::RecognisedAgain,
    ];

    /// The measure as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SelfAssessed => "self_assessed",
            Self::ExternallyReviewed => "externally_reviewed",
            Self::EligibleReviewed => "eligible_reviewed",
            Self::RecognisedNew => "recognised_new",
            Self::RecognisedAgain => "recognised_again",
        }
    }

    /// Whether it is a share of schools; else it is a number of them.
    pub fn is_share(self) -> bool {
        match self {
            Self::SelfAssessed | Self::ExternallyReviewed | Self::EligibleReviewed => true,
            Self::RecognisedNew | Self::RecognisedAgain => false,
        }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Measure {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|measure| measure.as_str() == text)
            .ok_or_else(|| format!("no measure {text}"))
    }
}

/// A target of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanTarget {
    /// What it counts.
    pub measure: Measure,
    /// Only schools of this kind; unspecified for each and all.
    pub school_type: SchoolType,
    /// Only schools of this ownership; unspecified for all.
    pub ownership: Ownership,
    /// At least so many: tenths of a percent for shares, schools for numbers.
    pub at_least: u32,
    /// At most so many, in the same unit; 0 for no bound.
    pub at_most: u32,
    /// The last day to reach it; nothing for the end of the plan's year.
    pub by: Option<Day>,
    /// Where it comes from.
    pub source: String,
}

/// A target as it is entered.
#[derive(Clone, Debug)]
pub struct TargetForm {
    /// What it counts; nothing when that was not given.
    pub measure: Option<Measure>,
    /// Only schools of this kind.
    pub school_type: SchoolType,
    /// Only schools of this ownership.
    pub ownership: Ownership,
    /// At least so many.
    pub at_least: u32,
    /// At most so many.
    pub at_most: u32,
    /// The last day, YYYY-MM-DD, or empty.
    pub by: String,
    /// Where it comes from.
    pub source: String,
}

impl PlanTarget {
    /// The target that `form` states; what is wrong with it is added to `defects`.
    fn stated(form: &TargetForm, defects: &mut Defects) -> Option<Self> {
        defects.require(form.measure.is_some(), "measure", "phải nêu chỉ tiêu tính gì");
        defects.require(
            form.at_least > 0 || form.at_most > 0,
            "at_least",
            "phải có mức tối thiểu hoặc tối đa",
        );
        defects.require(
            form.at_most == 0 || form.at_least <= form.at_most,
            "at_most",
            "không thể thấp hơn mức tối thiểu",
        );
        let is_share = form.measure.is_some_and(Measure::is_share);
        for (field, number) in [("at_least", form.at_least), ("at_most", form.at_most)] {
            defects.require(
                !is_share || number <= WHOLE,
                field,
                "tỷ lệ tính bằng phần nghìn, không quá 1000 (100 %)",
            );
        }
        let by = defects.day(&form.by, "by");
        Some(Self {
            measure: form.measure?,
            school_type: form.school_type,
            ownership: form.ownership,
            at_least: form.at_least,
            at_most: form.at_most,
            by,
            source: form.source.trim().to_owned(),
        })
    }

    /// The targets that `forms` state, with every defect by its position.
    pub(super) fn all_stated(forms: &[TargetForm], defects: &mut Defects) -> Vec<Self> {
        let mut targets = Vec::with_capacity(forms.len());
        for (position, form) in forms.iter().enumerate() {
            let mut of_this = Defects::under(format!("targets[{position}]"));
            targets.extend(Self::stated(form, &mut of_this));
            defects.extend(of_this.found());
        }
        targets
    }

    /// Whether `reached` of `of` meets it.
    pub fn is_met(&self, reached: u32, of: u32) -> bool {
        let (reached, of) = (u64::from(reached), u64::from(of));
        let (have, unit) = if self.measure.is_share() {
            (reached * u64::from(WHOLE), of)
        } else {
            (reached, 1)
        };
        let enough = have >= u64::from(self.at_least) * unit;
        enough && (self.at_most == 0 || have <= u64::from(self.at_most) * unit)
    }
}
