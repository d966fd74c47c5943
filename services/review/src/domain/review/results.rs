//! The team's results per criterion, what is known of the school besides, and what both come to. The rules of a
//! result are the same as for the school's own assessment, and stand in `statute`.

use std::collections::HashSet;

use calendar::{Day, local_day};
use chrono::{DateTime, Utc};
use form::Defects;
use proto::fact::{Body, CriteriaReviewed, CriterionLevel};
use statute::{Assessed, CriterionResult, IndicatorResult, Law, Outcome, Standing};

use super::super::{Broken, Refusal};
use super::{Review, ReviewState, must_fit};

/// How a criterion was assessed by the team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriterionAssessment {
    /// The criterion, for example 1.1.
    pub criterion: String,
    /// The level reached.
    pub level: u32,
    /// Under A, indicator by indicator.
    pub indicators: Vec<IndicatorResult>,
    /// The strengths.
    pub strengths: String,
    /// The weaknesses.
    pub weaknesses: String,
    /// What the team recommends.
    pub recommendation: String,
    /// Codes of the evidence that the team looked at.
    pub evidence: Vec<String>,
}

impl Review {
    pub(super) fn assess(
        &mut self,
        given: Vec<CriterionAssessment>,
        standing: Option<Standing>,
        law: &Law,
        at: DateTime<Utc>,
    ) -> Result<(ReviewState, Body), Refusal> {
        let state = self.state();
        // What the school says of the draft, and is right about, changes results: until the final report.
        if !matches!(
            state,
            ReviewState::AwaitingReply | ReviewState::AwaitingFinalReport
        ) {
            self.must_be(ReviewState::UnderReview, "ghi kết quả đánh giá tiêu chí", law)?;
        }
        let kind = self.criteria_kind(law)?;
        self.must_be_sound(&given, standing, kind, law, local_day(at))?;
        self.standing = standing.or(self.standing);
        let level = |result: &CriterionAssessment| CriterionLevel {
            criterion: result.criterion.clone(),
            level: result.level,
        };
        let levels: Vec<_> = given.iter().map(level).collect();
        let new: HashSet<_> = given.iter().map(|result| result.criterion.clone()).collect();
        self.results.retain(|there| !new.contains(&there.criterion));
        self.results.extend(given.into_iter().map(tidied));
        let regime = self.case.regime;
        self.results
            .sort_by_key(|result| law.criterion_place(regime, kind, &result.criterion));
        Ok((
            state,
            Body::CriteriaReviewed(CriteriaReviewed { results: levels }),
        ))
    }

    fn must_be_sound(
        &self,
        given: &[CriterionAssessment],
        standing: Option<Standing>,
        kind: &str,
        law: &Law,
        on: Day,
    ) -> Result<(), Refusal> {
        let mut defects = Defects::default();
        defects.require(
            !given.is_empty() || standing.is_some(),
            "results",
            "phải có ít nhất một tiêu chí",
        );
        let assessed: Vec<_> = given.iter().map(assessed).collect();
        let flaws = law.flaws(self.case.regime, kind, &assessed, on);
        for (position, (result, flaws)) in given.iter().zip(flaws).enumerate() {
            let mut of_result = Defects::under(format!("results[{position}]"));
            for (text, field) in [
                (&result.strengths, "strengths"),
                (&result.weaknesses, "weaknesses"),
                (&result.recommendation, "recommendation"),
            ] {
                must_fit(text, field, &mut of_result);
            }
            for flaw in flaws {
                of_result.add(&flaw.field, flaw.message);
            }
            defects.take(of_result);
        }
        Ok(defects.judge()?)
    }

    /// The kind of the act's criteria by which the school is assessed.
    fn criteria_kind<'a>(&self, law: &'a Law) -> Result<&'a str, Refusal> {
        let name = self.case.school_type.as_str_name();
        let name = name.strip_prefix("SCHOOL_TYPE_").unwrap_or(name).to_lowercase();
        law.criteria_for(self.case.regime, &name)
            .ok_or_else(|| self.broken(Broken::NoCriteria, law))
    }

    /// The criteria of the act that have no result yet, in its order.
    pub fn missing_criteria(&self, law: &Law) -> Vec<String> {
        let results = self.results.iter();
        let known: HashSet<&str> = results.map(|result| result.criterion.as_str()).collect();
        let kind = self.criteria_kind(law).unwrap_or_default();
        law.criteria_without(self.case.regime, kind, &known)
    }

    /// What the results come to on a day; nothing while criteria are missing. What was not said of the school is
    /// taken not to hold.
    pub fn proposed(&self, law: &Law, on: Day) -> Option<Outcome> {
        let kind = self.criteria_kind(law).ok()?;
        let results: Vec<_> = self.results.iter().map(reached).collect();
        let standing = self.standing.unwrap_or_default();
        law.outcome(self.case.regime, kind, &results, &standing, on)
    }
}

fn assessed(result: &CriterionAssessment) -> Assessed<'_> {
    Assessed {
        criterion: &result.criterion,
        level: result.level,
        indicators: &result.indicators,
        weaknesses: &result.weaknesses,
        evidence: &result.evidence,
    }
}

fn reached(result: &CriterionAssessment) -> CriterionResult {
    CriterionResult {
        criterion: result.criterion.clone(),
        level: u8::try_from(result.level).unwrap_or(u8::MAX),
    }
}

/// The result as it is kept: without blanks around its texts.
fn tidied(result: CriterionAssessment) -> CriterionAssessment {
    let text = |text: &str| text.trim().to_owned();
    CriterionAssessment {
        strengths: text(&result.strengths),
        weaknesses: text(&result.weaknesses),
        recommendation: text(&result.recommendation),
        ..result
    }
}
