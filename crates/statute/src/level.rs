//! From criteria to a level, as a proposal.
//!
//! The software adds up and explains; it never concludes. Until the day of `conclusion.person_concludes_until` a
//! number alone may never fail a school, so every proposal asks for a person (Thông tư 57/2026/TT-BGDĐT, Điều
//! 27(4)).

use std::collections::BTreeMap;

use calendar::Day;
use serde::{Deserialize, Serialize};
use timelimit::Wording;

use crate::{Confidence, Criterion, Law, RegimeId};

/// The highest level of accreditation (A).
pub(crate) const HIGHEST_A: u8 = 4;
/// The highest level of the national standard (B).
pub(crate) const HIGHEST_B: u8 = 2;
/// School years of data that B asks for.
pub(crate) const YEARS_OF_DATA: u32 = 3;

/// An indicator (*chỉ báo*) at one level: met when all its contents (*nội hàm*) are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicator {
    /// Which contents are met.
    pub contents: Vec<bool>,
}

/// How far a criterion got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionResult {
    /// Number of the criterion, such as `1.10`.
    pub criterion: String,
    /// The highest level (*mức*) reached, 0 when not even the first.
    pub level: u8,
}

impl CriterionResult {
    /// The result from the indicators of level 1, 2, …: a level counts when all its indicators and those of every
    /// lower level are met; an empty level asks for nothing.
    #[must_use]
    pub fn from_indicators(criterion: &str, levels: &[Vec<Indicator>]) -> CriterionResult {
        let met = |level: &&Vec<Indicator>| {
            level
                .iter()
                .all(|indicator| indicator.contents.iter().all(|content| *content))
        };
        let level = levels.iter().take_while(met).count();
        CriterionResult {
            criterion: criterion.to_owned(),
            level: u8::try_from(level).unwrap_or(u8::MAX),
        }
    }
}

/// What must hold of a school besides its criteria.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Standing {
    /// A cohort has completed the school.
    pub cohort_completed: bool,
    /// Full years of operation (asked of preschools under A).
    pub years_of_operation: u32,
    /// Consecutive school years with data (B).
    pub years_of_data: u32,
    /// The legal conditions of operation hold (B).
    pub legal_conditions: bool,
}

/// What the numbers say, for a person to conclude.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// Level of accreditation (A), 1 to 4; none when level 1 is not reached, or under B.
    pub accreditation: Option<u8>,
    /// Degree (A) or level (B) of the national standard, 1 or 2; none when not reached.
    pub national_standard: Option<u8>,
    /// Why this much, and what holds back the next step.
    pub reasons: Vec<Wording>,
    /// No effect may follow without a person's conclusion.
    pub person_concludes: bool,
    /// The article.
    pub citation: Wording,
    /// How well the source is known.
    pub confidence: Confidence,
}

/// Results that do not fit the table of criteria.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LevelError {
    /// The act has no such kind of school.
    #[error("the act of regime {regime} has no criteria for {school_type:?}")]
    UnknownSchoolType {
        /// The regime.
        regime: RegimeId,
        /// As given.
        school_type: String,
    },
    /// A result for a criterion that the act does not have.
    #[error("criterion {0} is not in the act")]
    UnknownCriterion(String),
    /// Two results for a criterion.
    #[error("criterion {0} has two results")]
    RepeatedCriterion(String),
    /// No result for a criterion.
    #[error("criterion {0} has no result")]
    MissingCriterion(String),
    /// A level that the act does not have.
    #[error("criterion {criterion} cannot reach level {level}; the highest is {highest}")]
    NoSuchLevel {
        /// The criterion.
        criterion: String,
        /// As given.
        level: u8,
        /// The highest.
        highest: u8,
    },
}

impl Law {
    /// Proposes a level from the results of every criterion of the act, on a day.
    ///
    /// # Errors
    /// [`LevelError`] when the results are not exactly one per criterion of the act.
    pub fn propose_level(
        &self,
        regime: RegimeId,
        school_type: &str,
        results: &[CriterionResult],
        standing: &Standing,
        on: Day,
    ) -> Result<Proposal, LevelError> {
        let highest = Law::highest_level(regime);
        let reached = self.matched(regime, school_type, results, highest)?;
        let conclusion = &self.conditions.conclusion;
        let mut proposal = if regime == RegimeId::B {
            self.propose_b(&reached, standing)
        } else {
            self.propose_a(school_type, &reached, standing)
        };
        proposal.person_concludes = self.person_concludes(on);
        if proposal.person_concludes {
            let until = conclusion.person_concludes_until;
            proposal.reasons.push(Wording::new(
                format!(
                    "đến hết ngày {} kết quả tính toán chỉ là đề xuất, người có thẩm quyền kết luận ({})",
                    until.vietnamese(),
                    conclusion.citation.vi
                ),
                format!(
                    "until {until} the computed result is a proposal only; a person concludes ({})",
                    conclusion.citation.en
                ),
            ));
        }
        Ok(proposal)
    }

    /// The highest level that a criterion, and a school, can reach under a regime.
    #[must_use]
    pub fn highest_level(regime: RegimeId) -> u8 {
        if regime == RegimeId::B {
            HIGHEST_B
        } else {
            HIGHEST_A
        }
    }

    /// Whether, on a day, a number alone may not fail a school: a person has to conclude, and to say why.
    #[must_use]
    pub fn person_concludes(&self, on: Day) -> bool {
        on <= self.conditions.conclusion.person_concludes_until
    }

    /// The article behind [`Law::person_concludes`].
    #[must_use]
    pub fn person_concludes_by(&self) -> &Wording {
        &self.conditions.conclusion.citation
    }

    /// Pairs each criterion of the act with its result.
    fn matched<'a>(
        &'a self,
        regime: RegimeId,
        school_type: &'a str,
        results: &[CriterionResult],
        highest: u8,
    ) -> Result<Vec<(&'a Criterion, u8)>, LevelError> {
        let mut levels: BTreeMap<&str, u8> = BTreeMap::new();
        for CriterionResult { criterion, level } in results {
            if *level > highest {
                return Err(LevelError::NoSuchLevel {
                    criterion: criterion.clone(),
                    level: *level,
                    highest,
                });
            }
            if levels.insert(criterion, *level).is_some() {
                return Err(LevelError::RepeatedCriterion(criterion.clone()));
            }
        }
        let matched: Vec<(&Criterion, u8)> = self
            .criteria(regime, school_type)
            .map(|criterion| {
                let level = levels.remove(criterion.criterion.as_str());
                level
                    .map(|level| (criterion, level))
                    .ok_or_else(|| LevelError::MissingCriterion(criterion.criterion.clone()))
            })
            .collect::<Result<_, _>>()?;
        if matched.is_empty() {
            let school_type = school_type.to_owned();
            return Err(LevelError::UnknownSchoolType { regime, school_type });
        }
        match levels.keys().next() {
            Some(unknown) => Err(LevelError::UnknownCriterion((*unknown).to_owned())),
            None => Ok(matched),
        }
    }

    /// A: level n is reached when every criterion is at n; the standard needs level 2 for degree 1, 3 for degree 2.
    fn propose_a(&self, school_type: &str, reached: &[(&Criterion, u8)], standing: &Standing) -> Proposal {
        let rule = &self.conditions.level_a;
        let level = reached.iter().map(|(_, level)| *level).min().unwrap_or(0);
        let mut reasons = vec![at_level(level)];
        if level < HIGHEST_A {
            reasons.push(held_back(
                level + 1,
                reached.iter().filter(|(_, at)| *at <= level),
            ));
        }
        let years = rule.years_of_operation;
        let missing = if school_type == "preschool" {
            (standing.years_of_operation < years).then(|| {
                Wording::new(
                    format!("chưa đủ {years} năm hoạt động"),
                    format!("has not operated for {years} years"),
                )
            })
        } else {
            (!standing.cohort_completed).then(no_cohort)
        };
        let stands = missing.is_none();
        reasons.extend(missing);
        let accreditation = (stands && level > 0).then_some(level);
        let national_standard = match accreditation {
            Some(2) => Some(1),
            Some(level) if level >= 3 => Some(2),
            _ => None,
        };
        Proposal {
            accreditation,
            national_standard,
            reasons,
            person_concludes: true,
            citation: rule.citation.clone(),
            confidence: rule.confidence,
        }
    }

    /// B: level 1 needs every mandatory criterion and enough of the others at level 1; level 2 the same at level 2,
    /// and none below level 1.
    fn propose_b(&self, reached: &[(&Criterion, u8)], standing: &Standing) -> Proposal {
        let rule = &self.conditions.level_b;
        let is_mandatory = |criterion: &Criterion| rule.mandatory.contains(&criterion.criterion);
        let holds = |level: u8| {
            let others = reached
                .iter()
                .filter(|(criterion, at)| !is_mandatory(criterion) && *at >= level)
                .count();
            reached
                .iter()
                .all(|(criterion, at)| !is_mandatory(criterion) || *at >= level)
                && others >= rule.others_needed
        };
        let none_below_one = reached.iter().all(|(_, at)| *at >= 1);
        let level = match (holds(1), holds(2) && none_below_one) {
            (_, true) => 2,
            (true, false) => 1,
            (false, false) => 0,
        };
        let mut reasons = vec![at_level(level)];
        if level < HIGHEST_B {
            let next = level + 1;
            let below = |(criterion, at): &&(&Criterion, u8)| *at < next && is_mandatory(criterion);
            if reached.iter().any(|pair| below(&pair)) {
                reasons.push(held_back(next, reached.iter().filter(below)));
            }
            let others = reached
                .iter()
                .filter(|(c, at)| !is_mandatory(c) && *at >= next)
                .count();
            if others < rule.others_needed {
                let needed = rule.others_needed;
                reasons.push(Wording::new(
                    format!("chỉ có {others} tiêu chí khác đạt Mức {next}, cần ít nhất {needed}"),
                    format!("only {others} other criteria are at level {next}; {needed} are needed"),
                ));
            }
            if next == HIGHEST_B && !none_below_one {
                reasons.push(held_back(1, reached.iter().filter(|(_, at)| *at == 0)));
            }
        }
        let before = reasons.len();
        if !standing.cohort_completed {
            reasons.push(no_cohort());
        }
        if standing.years_of_data < YEARS_OF_DATA {
            reasons.push(Wording::new(
                format!("chưa có dữ liệu {YEARS_OF_DATA} năm học liên tiếp"),
                format!("lacks data of {YEARS_OF_DATA} consecutive school years"),
            ));
        }
        if !standing.legal_conditions {
            reasons.push(Wording::new(
                "chưa đủ điều kiện pháp lý",
                "the legal conditions do not hold",
            ));
        }
        let stands = reasons.len() == before;
        Proposal {
            accreditation: None,
            national_standard: (stands && level > 0).then_some(level),
            reasons,
            person_concludes: true,
            citation: rule.citation.clone(),
            confidence: rule.confidence,
        }
    }
}

fn at_level(level: u8) -> Wording {
    match level {
        0 => Wording::new("các tiêu chí chưa đạt Mức 1", "the criteria do not reach level 1"),
        _ => Wording::new(
            format!("các tiêu chí đạt Mức {level}"),
            format!("the criteria reach level {level}"),
        ),
    }
}

fn no_cohort() -> Wording {
    Wording::new(
        "chưa có khóa học sinh hoàn thành chương trình",
        "no cohort has completed the school yet",
    )
}

fn held_back<'a>(level: u8, criteria: impl Iterator<Item = &'a (&'a Criterion, u8)>) -> Wording {
    let numbers: Vec<&str> = criteria
        .map(|(criterion, _)| criterion.criterion.as_str())
        .collect();
    let list = numbers.join(", ");
    Wording::new(
        format!("chưa đạt Mức {level}: tiêu chí {list}"),
        format!("not at level {level}: criteria {list}"),
    )
}
