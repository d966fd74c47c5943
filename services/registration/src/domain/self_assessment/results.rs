//! Results of criteria: they must be of the act, agree with their indicators, and be proven.

use std::collections::HashSet;

use calendar::{Day, local_day};
use chrono::{DateTime, Utc};
use proto::fact::{Body, CriteriaAssessed, Fact};
use statute::{Law, RegimeId};

use super::super::{Defects, Refusal};
use super::{CriterionResult, IndicatorResult, SelfAssessment, evidence, must_fit};

/// The levels to which indicators belong.
const LEVELS: std::ops::RangeInclusive<u32> = 1..=4;

/// The most pieces of evidence of one criterion.
const MOST_EVIDENCE: usize = 500;

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
        self.criteria_kind(law)?;
        let mut defects = Defects::default();
        defects.require(!given.is_empty(), "results", "phải có ít nhất một tiêu chí");
        let mut known = HashSet::new();
        for (position, result) in given.iter().enumerate() {
            let mut of_result = Defects::under(format!("results[{position}]"));
            if self.place(law, &result.criterion).is_none() {
                of_result.add(
                    "criterion",
                    format!(
                        "không có trong bộ tiêu chí của trường theo chế độ {}",
                        self.regime
                    ),
                );
            } else if !known.insert(&result.criterion) {
                of_result.add("criterion", "đã có kết quả khác trong danh sách này");
            }
            check(self.regime, result, law, local_day(at), &mut of_result);
            defects.take(of_result);
        }
        defects.judge()?;
        let mut after = Self {
            version: self.version + 1,
            ..self.clone()
        };
        after.results.retain(|there| !known.contains(&there.criterion));
        let criteria = given.iter().map(|result| result.criterion.clone()).collect();
        after.results.extend(given.iter().map(tidied));
        after
            .results
            .sort_by_key(|result| self.place(law, &result.criterion));
        let fact = after.fact(Body::CriteriaAssessed(CriteriaAssessed { criteria }));
        Ok((after, fact))
    }

    /// The criteria of the act that have no result yet, in its order.
    pub fn missing_criteria(&self, law: &Law) -> Vec<String> {
        let known: HashSet<&str> = self
            .results
            .iter()
            .map(|result| result.criterion.as_str())
            .collect();
        self.criteria(law)
            .map(|criterion| &criterion.criterion)
            .filter(|criterion| !known.contains(criterion.as_str()))
            .cloned()
            .collect()
    }
}

fn check(regime: RegimeId, result: &CriterionResult, law: &Law, on: Day, defects: &mut Defects) {
    let highest = Law::highest_level(regime);
    if result.level > highest.into() {
        defects.add("level", format!("phải từ 0 đến {highest} theo chế độ {regime}"));
    }
    for (text, field) in [
        (&result.strengths, "strengths"),
        (&result.weaknesses, "weaknesses"),
        (&result.improvement, "improvement"),
    ] {
        must_fit(text, field, defects);
    }
    if result.evidence.len() > MOST_EVIDENCE {
        defects.add("evidence", format!("không được quá {MOST_EVIDENCE} minh chứng"));
    }
    check_indicators(&result.indicators, defects);
    // Under B a number alone may not fail a criterion as long as a person concludes (TT 57/2026 Điều 27(4)): there
    // the indicators are kept as what was counted.
    if regime != RegimeId::B || !law.person_concludes(on) {
        agree(result, highest.into(), defects);
    }
    evidence::check(regime, &result.criterion, &result.evidence, "evidence", defects);
    defects.require(
        result.level == 0 || !result.evidence.is_empty(),
        "evidence",
        "tiêu chí đạt mức nào cũng phải có minh chứng",
    );
    defects.require(
        result.level > 0 || !result.weaknesses.trim().is_empty(),
        "weaknesses",
        "tiêu chí không đạt phải nêu điểm yếu",
    );
}

/// Each indicator is a letter of one level, and stands there once.
fn check_indicators(indicators: &[IndicatorResult], defects: &mut Defects) {
    let mut known = HashSet::new();
    for (position, indicator) in indicators.iter().enumerate() {
        let field = |name: &str| format!("indicators[{position}].{name}");
        defects.require(
            LEVELS.contains(&indicator.level),
            &field("level"),
            "phải từ 1 đến 4",
        );
        let letter = indicator.indicator.len() == 1
            && indicator.indicator.bytes().all(|byte| byte.is_ascii_lowercase());
        defects.require(letter, &field("indicator"), "phải là một chữ cái a, b, c");
        defects.require(
            known.insert((indicator.level, indicator.indicator.as_str())),
            &field("indicator"),
            "đã có kết quả khác ở mức này",
        );
    }
}

/// A criterion reaches a level when all indicators of this and of every lower level are met; so an unmet one may
/// not lie below, and the next level may not be met as a whole. Indicators may be left out.
fn agree(result: &CriterionResult, highest: u32, defects: &mut Defects) {
    for (position, indicator) in result.indicators.iter().enumerate() {
        if indicator.level <= result.level && !indicator.met {
            defects.add(
                &format!("indicators[{position}].met"),
                format!(
                    "chỉ báo {} của Mức {} không đạt thì tiêu chí không đạt Mức {}",
                    indicator.indicator, indicator.level, result.level
                ),
            );
        }
    }
    let next = result.level.saturating_add(1);
    let mut of_next = result
        .indicators
        .iter()
        .filter(|indicator| indicator.level == next)
        .peekable();
    if next <= highest && of_next.peek().is_some() && of_next.all(|indicator| indicator.met) {
        let message = format!("mọi chỉ báo của Mức {next} đều đạt nên tiêu chí đạt Mức {next}");
        defects.add("level", message);
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
