//! How criteria are assessed, by a school's council and by an external review team alike: results are of the act,
//! agree with their indicators and are proven; and what all of them come to, in words.

use std::collections::HashSet;

use calendar::Day;

use crate::{CriterionResult, Law, RegimeId, Standing, evidence};

/// The levels to which indicators belong.
const LEVELS: std::ops::RangeInclusive<u32> = 1..=4;

/// The result of one indicator at one level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndicatorResult {
    /// The level that the indicator belongs to, 1 to 4.
    pub level: u32,
    /// The indicator: a, b or c.
    pub indicator: String,
    /// Whether all its contents are met.
    pub met: bool,
}

/// A result of one criterion, as a council or a team enters it.
#[derive(Debug, Clone, Copy)]
pub struct Assessed<'a> {
    /// The criterion, for example 1.1.
    pub criterion: &'a str,
    /// The level reached.
    pub level: u32,
    /// Indicator by indicator; may be left out.
    pub indicators: &'a [IndicatorResult],
    /// The weaknesses.
    pub weaknesses: &'a str,
    /// Codes of the evidence.
    pub evidence: &'a [String],
}

/// Something wrong with a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The part that is wrong, for example `indicators[2].met`.
    pub field: String,
    /// What to do, in Vietnamese.
    pub message: String,
}

impl Flaw {
    pub(crate) fn of(field: impl Into<String>, message: impl Into<String>) -> Flaw {
        Flaw {
            field: field.into(),
            message: message.into(),
        }
    }
}

/// What results come to, in words. A proposal: a person concludes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
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

impl Law {
    /// Where `criterion` stands among those of a kind of school, from 0; nothing when the act has none such.
    #[must_use]
    pub fn criterion_place(&self, regime: RegimeId, school_type: &str, criterion: &str) -> Option<usize> {
        self.criteria(regime, school_type)
            .position(|of_the_act| of_the_act.criterion == criterion)
    }

    /// The criteria of the act that are not among `known`, in its order.
    #[must_use]
    pub fn criteria_without(
        &self,
        regime: RegimeId,
        school_type: &str,
        known: &HashSet<&str>,
    ) -> Vec<String> {
        self.criteria(regime, school_type)
            .map(|criterion| &criterion.criterion)
            .filter(|criterion| !known.contains(criterion.as_str()))
            .cloned()
            .collect()
    }

    /// What is wrong with each of results that are entered together on a day.
    #[must_use]
    pub fn flaws(
        &self,
        regime: RegimeId,
        school_type: &str,
        results: &[Assessed<'_>],
        on: Day,
    ) -> Vec<Vec<Flaw>> {
        let mut known = HashSet::new();
        let flaws = results.iter().map(|result| {
            let of_the_act = self.criterion_place(regime, school_type, result.criterion);
            let unfit = match of_the_act {
                None => Some(format!(
                    "không có trong bộ tiêu chí của trường theo chế độ {regime}"
                )),
                Some(_) if known.insert(result.criterion) => None,
                Some(_) => Some("đã có kết quả khác trong danh sách này".to_owned()),
            };
            let unfit = unfit.map(|message| Flaw::of("criterion", message));
            let of_result = self.flaws_of(regime, result, on);
            unfit.into_iter().chain(of_result).collect()
        });
        flaws.collect()
    }

    fn flaws_of(&self, regime: RegimeId, result: &Assessed<'_>, on: Day) -> Vec<Flaw> {
        let highest = u32::from(Law::highest_level(regime));
        let mut flaws = Vec::new();
        if result.level > highest {
            let message = format!("phải từ 0 đến {highest} theo chế độ {regime}");
            flaws.push(Flaw::of("level", message));
        }
        flaws.extend(unfit_indicators(result.indicators));
        // Under B a number alone may not fail a criterion as long as a person concludes (TT 57/2026 Điều 27(4)):
        // there the indicators are kept as what was counted.
        if regime != RegimeId::B || !self.person_concludes(on) {
            flaws.extend(contradictions(result, highest));
        }
        flaws.extend(evidence::flaws(regime, result.criterion, result.evidence));
        if result.level > 0 && result.evidence.is_empty() {
            flaws.push(Flaw::of(
                "evidence",
                "tiêu chí đạt mức nào cũng phải có minh chứng",
            ));
        }
        if result.level == 0 && result.weaknesses.trim().is_empty() {
            flaws.push(Flaw::of("weaknesses", "tiêu chí không đạt phải nêu điểm yếu"));
        }
        flaws
    }

    /// What `results`, one for each criterion of the act, come to on a day; nothing when they are not exactly that.
    #[must_use]
    pub fn outcome(
        &self,
        regime: RegimeId,
        school_type: &str,
        results: &[CriterionResult],
        standing: &Standing,
        on: Day,
    ) -> Option<Outcome> {
        let proposal = self
            .propose_level(regime, school_type, results, standing, on)
            .ok()?;
        let national_standard = proposal.national_standard.unwrap_or(0);
        let level = if regime == RegimeId::B {
            national_standard
        } else {
            proposal.accreditation.unwrap_or(0)
        };
        let citation = proposal.citation.vi;
        let cited = |reason: String| {
            if reason.ends_with(')') {
                reason
            } else {
                format!("{reason} ({citation})")
            }
        };
        let reasons = proposal.reasons.into_iter().map(|reason| reason.vi);
        let obstacles = self.obstacles(regime, school_type, results, level);
        Some(Outcome {
            level: level.into(),
            national_standard: national_standard.into(),
            explanation: reasons.map(cited).collect(),
            obstacles: obstacles
                .into_iter()
                .map(|obstacle| obstacle.wording.vi)
                .collect(),
            citation,
        })
    }
}

/// Each indicator is a letter of one level, and stands there once.
fn unfit_indicators(indicators: &[IndicatorResult]) -> Vec<Flaw> {
    let mut known = HashSet::new();
    let mut flaws = Vec::new();
    for (position, indicator) in indicators.iter().enumerate() {
        let mut require = |holds: bool, field: &str, message: &str| {
            if !holds {
                flaws.push(Flaw::of(format!("indicators[{position}].{field}"), message));
            }
        };
        require(LEVELS.contains(&indicator.level), "level", "phải từ 1 đến 4");
        let letter = indicator.indicator.len() == 1
            && indicator.indicator.bytes().all(|byte| byte.is_ascii_lowercase());
        require(letter, "indicator", "phải là một chữ cái a, b, c");
        let first = known.insert((indicator.level, indicator.indicator.as_str()));
        require(first, "indicator", "đã có kết quả khác ở mức này");
    }
    flaws
}

/// A criterion reaches a level when all indicators of this and of every lower level are met; so an unmet one may
/// not lie below, and the next level may not be met as a whole. Indicators may be left out.
fn contradictions(result: &Assessed<'_>, highest: u32) -> Vec<Flaw> {
    let below = |indicator: &IndicatorResult| indicator.level <= result.level && !indicator.met;
    let mut flaws: Vec<Flaw> = (0_usize..)
        .zip(result.indicators)
        .filter(|(_, indicator)| below(indicator))
        .map(|(position, indicator)| {
            let message = format!(
                "chỉ báo {} của Mức {} không đạt thì tiêu chí không đạt Mức {}",
                indicator.indicator, indicator.level, result.level
            );
            Flaw::of(format!("indicators[{position}].met"), message)
        })
        .collect();
    let next = result.level.saturating_add(1);
    let mut of_next = result
        .indicators
        .iter()
        .filter(|indicator| indicator.level == next)
        .peekable();
    if next <= highest && of_next.peek().is_some() && of_next.all(|indicator| indicator.met) {
        let message = format!("mọi chỉ báo của Mức {next} đều đạt nên tiêu chí đạt Mức {next}");
        flaws.push(Flaw::of("level", message));
    }
    flaws
}
