//! The team's results as they stand in a file: in the form of a self-assessment's, with recommendations.

use proto::review::{CriterionAssessment, IndicatorAssessment, SchoolStanding};
use serde::Deserialize;

/// What the team found.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssessmentForm {
    /// One for each criterion.
    #[serde(default)]
    pub results: Vec<ResultForm>,
    /// What is known of the school besides.
    pub standing: Option<StandingForm>,
}

/// The result of one criterion.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultForm {
    /// For example 1.1.
    pub criterion: String,
    /// The level reached.
    pub level: u32,
    /// By level and indicator.
    #[serde(default)]
    pub indicators: Vec<IndicatorForm>,
    /// The strengths.
    #[serde(default)]
    pub strengths: String,
    /// The weaknesses.
    #[serde(default)]
    pub weaknesses: String,
    /// What the team recommends.
    #[serde(default)]
    pub recommendation: String,
    /// Codes of the evidence.
    #[serde(default)]
    pub evidence: Vec<String>,
}

/// The result of one indicator at one level.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorForm {
    /// The level.
    pub level: u32,
    /// a, b or c.
    pub indicator: String,
    /// Whether it is met.
    pub met: bool,
}

/// What must hold of a school besides its criteria.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingForm {
    /// A cohort has completed the school.
    #[serde(default)]
    pub cohort_completed: bool,
    /// Full years of operation.
    #[serde(default)]
    pub years_of_operation: u32,
    /// Consecutive school years with data.
    #[serde(default)]
    pub years_of_data: u32,
    /// The legal conditions of operation hold.
    #[serde(default)]
    pub legal_conditions: bool,
}

impl AssessmentForm {
    /// The results, and what is known of the school if the file says it.
    pub fn into_parts(self) -> (Vec<CriterionAssessment>, Option<SchoolStanding>) {
        let indicator = |form: IndicatorForm| IndicatorAssessment {
            level: form.level,
            indicator: form.indicator,
            met: form.met,
        };
        let result = |form: ResultForm| CriterionAssessment {
            criterion: form.criterion,
            level: form.level,
            indicators: form.indicators.into_iter().map(indicator).collect(),
            strengths: form.strengths,
            weaknesses: form.weaknesses,
            recommendation: form.recommendation,
            evidence: form.evidence,
        };
        let standing = |form: StandingForm| SchoolStanding {
            cohort_completed: form.cohort_completed,
            years_of_operation: form.years_of_operation,
            years_of_data: form.years_of_data,
            legal_conditions: form.legal_conditions,
        };
        (
            self.results.into_iter().map(result).collect(),
            self.standing.map(standing),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_read_as_they_stand() {
        let text = "[standing]\ncohort_completed = true\n[[results]]\ncriterion = \"1.1\"\nlevel = 2\n\
                    recommendation = \"Số hóa minh chứng\"\nevidence = [\"[H1-1.1-01]\"]\n\
                    indicators = [{ level = 1, indicator = \"a\", met = true }]\n";
        let (results, standing) = toml::from_str::<AssessmentForm>(text).unwrap().into_parts();
        assert!(standing.unwrap().cohort_completed);
        assert_eq!((results[0].level, results[0].indicators[0].met), (2, true));
        assert_eq!(results[0].recommendation, "Số hóa minh chứng");
        let json = "{\"results\": [{\"criterion\": \"1.1\", \"level\": 2}]}";
        let (results, standing) = serde_json::from_str::<AssessmentForm>(json).unwrap().into_parts();
        assert_eq!(
            (results.len(), standing),
            (1, None),
            "what the file does not say stays"
        );
    }
}
