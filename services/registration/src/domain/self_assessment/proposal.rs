//! The level that the results come to. A proposal, explained: a person concludes.

use calendar::Day;
use statute::{CriterionResult, Law, RegimeId};

use super::SelfAssessment;

/// What the results come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProposedLevel {
    /// The level, 0 to 4 under A, 0 to 2 under B.
    pub level: u32,
    /// The degree of the national standard that it would allow, 0 for none.
    pub national_standard: u32,
    /// How it follows, in Vietnamese, each with its article.
    pub explanation: Vec<String>,
    /// What stands in the way of the next level, by criterion.
    pub obstacles: Vec<String>,
    /// The article that the level follows from.
    pub citation: String,
}

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
        let Ok(proposal) = law.propose_level(self.regime, kind, &results, &standing, on) else {
            return ProposedLevel::default();
        };
        let national_standard = proposal.national_standard.unwrap_or(0);
        let level = if self.regime == RegimeId::B {
            national_standard
        } else {
            proposal.accreditation.unwrap_or(0)
        };
        let citation = proposal.citation.vi;
        let missing = self.missing_criteria(law);
        let mut explanation = Vec::new();
        if !missing.is_empty() {
            explanation.push(format!(
                "còn {} tiêu chí chưa có kết quả, tạm tính là chưa đạt ({citation})",
                missing.len()
            ));
        }
        for reason in proposal.reasons {
            let cited = reason.vi.ends_with(')');
            explanation.push(if cited {
                reason.vi
            } else {
                format!("{} ({citation})", reason.vi)
            });
        }
        explanation.push(law.conditions_besides(self.regime, kind).vi);
        let obstacles = law.obstacles(self.regime, kind, &results, level);
        ProposedLevel {
            level: level.into(),
            national_standard: national_standard.into(),
            explanation,
            obstacles: obstacles
                .into_iter()
                .map(|obstacle| obstacle.wording.vi)
                .collect(),
            citation,
        }
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
