//! What stands between results and the next level, criterion by criterion, and what a recognition asks besides.

use std::collections::BTreeMap;

use serde::Serialize;
use timelimit::Wording;

use crate::level::YEARS_OF_DATA;
use crate::{Criterion, CriterionResult, Law, RegimeId};

/// A criterion that holds back the next level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Obstacle {
    /// Number of the criterion.
    pub criterion: String,
    /// How far it is; 0 also when it has no result.
    pub reached: u8,
    /// How far it must come.
    pub needed: u8,
    /// Whether it is one of several of which only some must come so far (B).
    pub one_of_several: bool,
    /// The same in words.
    pub wording: Wording,
}

impl Law {
    /// What stands in the way of the level after `level`, in the order of the act; nothing at the highest. A
    /// criterion without a result counts as one that reaches nothing.
    #[must_use]
    pub fn obstacles(
        &self,
        regime: RegimeId,
        school_type: &str,
        results: &[CriterionResult],
        level: u8,
    ) -> Vec<Obstacle> {
        if level >= Law::highest_level(regime) {
            return Vec::new();
        }
        let next = level + 1;
        let given: BTreeMap<&str, u8> = results
            .iter()
            .map(|result| (result.criterion.as_str(), result.level))
            .collect();
        let reached = |criterion: &Criterion| given.get(criterion.criterion.as_str()).copied().unwrap_or(0);
        let rule = &self.conditions.level_b;
        let mandatory =
            |criterion: &Criterion| regime != RegimeId::B || rule.mandatory.contains(&criterion.criterion);
        let others = self
            .criteria(regime, school_type)
            .filter(|criterion| !mandatory(criterion) && reached(criterion) >= next)
            .count();
        let lacking = rule.others_needed.saturating_sub(others);
        let obstacle = |criterion: &Criterion| {
            let at = reached(criterion);
            if mandatory(criterion) {
                (at < next).then(|| in_the_way(criterion, at, next, 0))
            } else if lacking > 0 && at < next {
                Some(in_the_way(criterion, at, next, lacking))
            } else {
                // Level 2 leaves none below level 1.
                (next > 1 && at == 0).then(|| in_the_way(criterion, at, 1, 0))
            }
        };
        self.criteria(regime, school_type).filter_map(obstacle).collect()
    }

    /// What a recognition asks besides the criteria; a self-assessment alone does not show it.
    #[must_use]
    pub fn conditions_besides(&self, regime: RegimeId, school_type: &str) -> Wording {
        let years = self.conditions.level_a.years_of_operation;
        let (vi, en, citation) = if regime == RegimeId::B {
            (
                format!(
                    "khi công nhận còn xét: có khóa học sinh hoàn thành chương trình, dữ liệu {YEARS_OF_DATA} năm học liên tiếp, điều kiện pháp lý"
                ),
                format!(
                    "a recognition also asks for a completed cohort, data of {YEARS_OF_DATA} consecutive school years and the legal conditions"
                ),
                &self.conditions.level_b.citation,
            )
        } else if school_type == "preschool" {
            (
                format!("khi công nhận còn xét: đã hoạt động ít nhất {years} năm"),
                format!("a recognition also asks for at least {years} years of operation"),
                &self.conditions.level_a.citation,
            )
        } else {
            (
                "khi công nhận còn xét: có ít nhất một khóa học sinh hoàn thành chương trình".to_owned(),
                "a recognition also asks for a completed cohort".to_owned(),
                &self.conditions.level_a.citation,
            )
        };
        Wording::new(
            format!("{vi} ({})", citation.vi),
            format!("{en} ({})", citation.en),
        )
    }
}

/// `lacking` is how many of several must still come so far; 0 when this one must.
fn in_the_way(criterion: &Criterion, reached: u8, needed: u8, lacking: usize) -> Obstacle {
    let (number, title) = (&criterion.criterion, &criterion.criterion_title);
    let at = match reached {
        0 => ("chưa đạt Mức 1".to_owned(), "below level 1".to_owned()),
        _ => (format!("mới đạt Mức {reached}"), format!("at level {reached}")),
    };
    let several = match lacking {
        0 => (String::new(), String::new()),
        _ => (
            format!(" (còn thiếu {lacking} tiêu chí trong các tiêu chí không bắt buộc)"),
            format!(" (one of those of which {lacking} more are needed)"),
        ),
    };
    Obstacle {
        criterion: number.clone(),
        reached,
        needed,
        one_of_several: lacking > 0,
        wording: Wording::new(
            format!(
                "Tiêu chí {number} ({title}): {}, cần Mức {needed}{}",
                at.0, several.0
            ),
            format!(
                "Criterion {number}: {}, level {needed} is needed{}",
                at.1, several.1
            ),
        ),
    }
}
