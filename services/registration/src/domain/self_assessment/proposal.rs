//! The level that the results come to. A proposal, explained: a person concludes.

use calendar::Day;
pub use statute::Outcome as ProposedLevel;
use statute::{CriterionResult, Law};

use super::SelfAssessment;

impl SelfAssessment {
    /// What the results come to on a day. A criterion without a result counts as not reached.
    pub fn proposed(&self, law: &Law, on: Day) -> ProposedLevel {
        let Ok(kind) = self.criteria_kind(law) else {
            return ProposedLevel::default();
        };
        let results: Vec<_> = law
            .criteria(self.regime, kind)
            .map(|criterion| self.reached(&criterion.criterion))
            .collect();
        // What a self-assessment cannot show is taken to hold, and named below.
        let standing = statute::Standing {
            cohort_completed: true,
            years_of_operation: u32::MAX,
            years_of_data: u32::MAX,
            legal_conditions: true,
        };
        let outcome = law.outcome(self.regime, kind, &results, &standing, on);
        let mut proposed = outcome.unwrap_or_default();
        let missing = self.missing_criteria(law);
        if !missing.is_empty() {
            let text = format!(
                "còn {} tiêu chí chưa có kết quả, tạm tính là chưa đạt ({})",
                missing.len(),
                proposed.citation
            );
            proposed.explanation.insert(0, text);
        }
        let besides = law.conditions_besides(self.regime, kind).vi;
        proposed.explanation.push(besides);
        proposed
    }

    fn reached(&self, criterion: &str) -> CriterionResult {
        let found = self.results.iter().find(|result| result.criterion == criterion);
        let level = found.map_or(0, |result| result.level);
        CriterionResult {
            criterion: criterion.to_owned(),
            level: u8::try_from(level).unwrap_or(u8::MAX),
        }
    }
}
