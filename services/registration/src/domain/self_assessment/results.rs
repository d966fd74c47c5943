//! Results of criteria: they must be of the act, agree with their indicators, and be proven.

use std::collections::HashSet;

use calendar::local_day;
use chrono::{DateTime, Utc};
use form::Defects;
use proto::fact::{Body, CriteriaAssessed, Fact};
use statute::{Assessed, Law};

use super::super::Refusal;
use super::{CriterionResult, SelfAssessment, must_fit};

impl SelfAssessment {
    /// Enters results; those given replace those that were there. Every defect of all of them at once, as
    /// `results[i].field`.
    pub fn assess(
        &self,
        given: Vec<CriterionResult>,
        law: &Law,
        at: DateTime<Utc>,
    ) -> Result<(Self, Fact), Refusal> {
        self.must_be_open()?;
        let kind = self.criteria_kind(law)?;
        let mut defects = Defects::default();
        defects.require(!given.is_empty(), "results", "phải có ít nhất một tiêu chí");
        let assessed: Vec<_> = given.iter().map(assessed).collect();
        let flaws = law.flaws(self.regime, kind, &assessed, local_day(at));
        for (position, (result, flaws)) in given.iter().zip(flaws).enumerate() {
            let mut of_result = Defects::under(format!("results[{position}]"));
            for (text, field) in [
                (&result.strengths, "strengths"),
                (&result.weaknesses, "weaknesses"),
                (&result.improvement, "improvement"),
            ] {
                must_fit(text, field, &mut of_result);
            }
            for flaw in flaws {
                of_result.add(&flaw.field, flaw.message);
            }
            defects.take(of_result);
        }
        defects.judge()?;
        let mut after = Self {
            version: self.version + 1,
            ..self.clone()
        };
        let criteria: Vec<_> = given.iter().map(|result| result.criterion.clone()).collect();
        after.results.retain(|there| !criteria.contains(&there.criterion));
        after.results.extend(given.iter().map(tidied));
        after
            .results
            .sort_by_key(|result| self.place(law, &result.criterion));
        let fact = after.fact(Body::CriteriaAssessed(CriteriaAssessed { criteria }));
        Ok((after, fact))
    }

    /// The criteria of the act that have no result yet, in its order.
    pub fn missing_criteria(&self, law: &Law) -> Vec<String> {
        let results = self.results.iter();
        let known: HashSet<&str> = results.map(|result| result.criterion.as_str()).collect();
        let kind = self.criteria_kind(law).unwrap_or_default();
        law.criteria_without(self.regime, kind, &known)
    }
}

fn assessed(result: &CriterionResult) -> Assessed<'_> {
    Assessed {
        criterion: &result.criterion,
        level: result.level,
        indicators: &result.indicators,
        weaknesses: &result.weaknesses,
        evidence: &result.evidence,
    }
}

/// The result as it is kept: without blanks around its texts.
fn tidied(result: &CriterionResult) -> CriterionResult {
    let text = |text: &str| text.trim().to_owned();
    CriterionResult {
        strengths: text(&result.strengths),
        weaknesses: text(&result.weaknesses),
        improvement: text(&result.improvement),
        ..result.clone()
    }
}
