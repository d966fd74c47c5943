//! Opening a self-assessment.

use calendar::local_day;
use chrono::{DateTime, Utc};
use form::Defects;
use proto::fact::{Body, Fact, SchoolType, SelfAssessmentOpened};
use statute::Law;
use uuid::Uuid;

use super::super::{Refusal, School};
use super::{SchoolYear, SelfAssessment, SelfAssessmentRefusal};

/// The kind of school as the law files name it: `lower_secondary`.
pub(super) fn kind(school_type: SchoolType) -> String {
    let name = school_type.as_str_name();
    name.strip_prefix("SCHOOL_TYPE_").unwrap_or(name).to_lowercase()
}

impl SelfAssessment {
    /// Opens the self-assessment of `school` for a school year under `id`, by the criteria in force at `at`. There is
    /// one for each school year: `there_already` says that this one is there.
    pub fn open(
        id: Uuid,
        school: School,
        school_year: &str,
        there_already: bool,
        law: &Law,
        at: DateTime<Utc>,
    ) -> Result<(Self, Fact), Refusal> {
        let today = local_day(at);
        let mut defects = Defects::default();
        let stated = SchoolYear::stated(school_year, "school_year", today.year(), &mut defects);
        let school_year = defects.settle(stated)?;
        school.must_be_active()?;
        let regime = law.regime_on(today).ok_or(Refusal::NoRegime)?.id;
        if there_already {
            return Err(SelfAssessmentRefusal::OpenedAlready { regime, school_year }.into());
        }
        let opened = Self {
            id,
            school,
            school_year,
            regime,
            council: None,
            results: Vec::new(),
            conclusion: None,
            improvement: Vec::new(),
            reviews: Vec::new(),
            opened_at: at,
            version: 1,
        };
        opened.criteria_kind(law)?;
        let fact = opened.fact(Body::SelfAssessmentOpened(SelfAssessmentOpened {
            school_year: school_year.to_string(),
        }));
        Ok((opened, fact))
    }
}
