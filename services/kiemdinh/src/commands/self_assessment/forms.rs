//! Councils, results and improvement plans as they stand in a file.

use calendar::Day;
use proto::registration::{
    Council, CouncilMember, CouncilSeat, CriterionResult, ImprovementAction, IndicatorResult,
};
use serde::Deserialize;

use super::super::session::filter;
use crate::problem::Problem;

/// A council.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CouncilForm {
    /// The number of the decision.
    pub decision_number: String,
    /// The day of the decision.
    pub decided_on: Day,
    /// The members.
    pub members: Vec<MemberForm>,
}

/// A member of a council.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberForm {
    /// The name.
    pub person: String,
    /// The position in the school.
    #[serde(default)]
    pub position: String,
    /// `chair`, `vice_chair`, `secretary` or `member`.
    pub seat: String,
}

/// Results of criteria.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultsForm {
    /// One for each criterion.
    pub results: Vec<ResultForm>,
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
    /// The plan to improve.
    #[serde(default)]
    pub improvement: String,
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

/// An improvement plan.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImprovementForm {
    /// What is to be done.
    pub actions: Vec<ActionForm>,
}

/// An action of an improvement plan.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionForm {
    /// The criterion that it improves.
    pub criterion: String,
    /// What is done.
    pub action: String,
    /// Who does it.
    pub responsible: String,
    /// The last day.
    pub by: Day,
}

impl CouncilForm {
    /// The council.
    ///
    /// # Errors
    /// When a seat is not known.
    pub fn council(self) -> Result<Council, Problem> {
        let member = |(place, member): (usize, MemberForm)| {
            let at = format!("members[{place}].seat");
            Ok::<_, Problem>(CouncilMember {
                seat: filter::<CouncilSeat>(Some(&member.seat), &at)?,
                person: member.person,
                position: member.position,
            })
        };
        Ok(Council {
            members: self
                .members
                .into_iter()
                .enumerate()
                .map(member)
                .collect::<Result<_, _>>()?,
            decision_number: self.decision_number,
            decided_on: self.decided_on.to_string(),
        })
    }
}

impl ResultsForm {
    /// The results.
    pub fn results(self) -> Vec<CriterionResult> {
        let indicator = |form: IndicatorForm| IndicatorResult {
            level: form.level,
            indicator: form.indicator,
            met: form.met,
        };
        let result = |form: ResultForm| CriterionResult {
            criterion: form.criterion,
            level: form.level,
            indicators: form.indicators.into_iter().map(indicator).collect(),
            strengths: form.strengths,
            weaknesses: form.weaknesses,
            improvement: form.improvement,
            evidence: form.evidence,
        };
        self.results.into_iter().map(result).collect()
    }
}

impl ImprovementForm {
    /// The actions.
    pub fn actions(self) -> Vec<ImprovementAction> {
        let action = |form: ActionForm| ImprovementAction {
            criterion: form.criterion,
            action: form.action,
            responsible: form.responsible,
            by: form.by.to_string(),
        };
        self.actions.into_iter().map(action).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read_as_they_stand() {
        let council = "decision_number = \"15/QĐ-THCS\"\ndecided_on = \"2024-01-08\"\n\
                       [[members]]\nperson = \"Lê Thị Hoa\"\nposition = \"Hiệu trưởng\"\nseat = \"chair\"\n";
        let read = |text: &str| toml::from_str::<CouncilForm>(text).unwrap().council();
        assert_eq!(read(council).unwrap().members[0].seat(), CouncilSeat::Chair);
        let problem = read(&council.replace("chair", "king")).unwrap_err();
        assert!(problem.message.contains("vice_chair"), "{problem}");

        let results = "[[results]]\ncriterion = \"1.1\"\nlevel = 2\nevidence = [\"[H1-1.1-01]\"]\n\
                       indicators = [{ level = 1, indicator = \"a\", met = true }]\n";
        let results = toml::from_str::<ResultsForm>(results).unwrap().results();
        assert_eq!((results[0].level, results[0].indicators[0].met), (2, true));
        assert_eq!(results[0].evidence, ["[H1-1.1-01]"]);

        let actions = "{\"actions\": [{\"criterion\": \"3.2\", \"action\": \"Xây thêm phòng học\", \
                       \"responsible\": \"Hiệu trưởng\", \"by\": \"2025-05-31\"}]}";
        let actions = serde_json::from_str::<ImprovementForm>(actions)
            .unwrap()
            .actions();
        assert_eq!(actions[0].by, "2025-05-31");
    }
}
