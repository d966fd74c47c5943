//! What an officer concludes from the report and the conditions: apart from what the software proposes, and reasoned
//! where it departs from it.

use calendar::local_day;
use chrono::{DateTime, Utc};
use form::Defects;
use proto::fact::{AppraisalConcluded, Target};
use statute::{ConditionState, Law, RegimeId};

use super::appraisal::LEVEL;
use super::{Condition, Decision, DecisionState, Proposal};
use crate::domain::target::{title, up_to};
use crate::domain::{Case, Refusal};

/// What the officer found of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The condition, for example `recognition.level`.
    pub rule: String,
    /// Whether it holds.
    pub met: bool,
    /// What the officer saw.
    pub basis: String,
}

/// What the officer enters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConclusionForm {
    /// Whether the school is to be recognised.
    pub recognise: bool,
    /// As what; nothing for what the software proposes, or else what was asked for.
    pub recognise_as: Option<Target>,
    /// Why.
    pub reasons: String,
    /// What was found of the conditions; those left out are taken as the software sees them.
    pub findings: Vec<Finding>,
}

/// What the officer concluded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conclusion {
    /// What the school is to be recognised as; nothing when it is not.
    pub recognised_as: Option<Target>,
    /// Why; may be empty when it follows what the software proposes and recognises.
    pub reasons: String,
    /// What was found of the conditions.
    pub findings: Vec<Finding>,
}

impl Conclusion {
    /// Whether the school is to be recognised.
    pub fn recognises(&self) -> bool {
        self.recognised_as.is_some()
    }

    /// The fact's body, with what the software had proposed beside it.
    fn announced(&self, proposal: &Proposal) -> AppraisalConcluded {
        AppraisalConcluded {
            recognise: self.recognises(),
            reasons: self.reasons.clone(),
            recognised_as: self.recognised_as.unwrap_or_default().into(),
            proposed: proposal.recognise_as.is_some(),
            proposed_as: proposal.recognise_as.unwrap_or_default().into(),
        }
    }
}

/// A condition that does not hold, for which the school was to be recognised all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmet {
    /// Its stable name.
    pub rule: String,
    /// What it asks.
    pub title: String,
    /// The article.
    pub citation: String,
}

impl ConclusionForm {
    /// The conclusion that it makes of `proposal` at `at`, or why it makes none.
    fn conclude(
        self,
        case: &Case,
        proposal: &Proposal,
        law: &Law,
        at: DateTime<Utc>,
    ) -> Result<Conclusion, Refusal> {
        let weighed = self.recognise_as.or(proposal.recognise_as).unwrap_or(case.target);
        let conditions = proposal.conditions(weighed);
        let mut defects = Defects::default();
        self.must_be_asked_for(case, &mut defects);
        let findings = self.stated_findings(conditions, &mut defects);
        defects
            .judge()
            .map_err(|defects| Refusal::Fields(defects.found()))?;
        let conclusion = Conclusion {
            recognised_as: self.recognise.then_some(weighed),
            reasons: self.reasons.trim().to_owned(),
            findings,
        };
        conclusion.must_meet(conditions)?;
        conclusion.must_be_reasoned(case, proposal, law, at)?;
        Ok(conclusion)
    }

    /// A school is recognised as what it asked for or as less of the same.
    fn must_be_asked_for(&self, case: &Case, defects: &mut Defects) {
        let Some(target) = self.recognise_as else {
            return;
        };
        defects.require(self.recognise, "recognise_as", "chỉ nêu khi kết luận công nhận");
        if !up_to(case.target).contains(&target) {
            let asked = title(case.target);
            defects.add(
                "recognise_as",
                format!("phải là {asked} như đã đăng ký, hoặc mức thấp hơn của nó"),
            );
        }
    }

    /// The findings without blanks around their texts; what is wrong with them is added to `defects`.
    fn stated_findings(&self, conditions: &[Condition], defects: &mut Defects) -> Vec<Finding> {
        let mut stated: Vec<Finding> = Vec::new();
        for (place, finding) in self.findings.iter().enumerate() {
            let field = |name: &str| format!("findings[{place}].{name}");
            let condition = conditions.iter().find(|condition| condition.rule == finding.rule);
            let Some(condition) = condition else {
                let known: Vec<_> = conditions
                    .iter()
                    .map(|condition| condition.rule.as_str())
                    .collect();
                defects.add(
                    &field("rule"),
                    format!("không có điều kiện này; các điều kiện: {}", known.join(", ")),
                );
                continue;
            };
            let repeated = stated.iter().any(|before| before.rule == finding.rule);
            defects.require(!repeated, &field("rule"), "mỗi điều kiện chỉ nêu một lần");
            let basis = finding.basis.trim().to_owned();
            defects.require(
                !basis.is_empty() || agrees(finding.met, condition.state),
                &field("basis"),
                "phải nêu căn cứ khi kết luận khác với phần mềm hoặc phần mềm chưa rõ",
            );
            stated.push(Finding {
                basis,
                ..finding.clone()
            });
        }
        if self.recognise {
            for condition in conditions
                .iter()
                .filter(|condition| condition.state == ConditionState::Unknown)
            {
                let found = self.findings.iter().any(|finding| finding.rule == condition.rule);
                let message = format!(
                    "phải nêu kết quả kiểm tra điều kiện {} ({})",
                    condition.rule, condition.title
                );
                defects.require(found, "findings", &message);
            }
        }
        stated
    }
}

/// Whether the software saw it like the officer.
fn agrees(met: bool, state: ConditionState) -> bool {
    match state {
        ConditionState::Met => met,
        ConditionState::NotMet => !met,
        ConditionState::Unknown => false,
    }
}

impl Conclusion {
    /// No school is recognised for which a condition does not hold: as the officer found, or as the software saw where
    /// the officer found nothing else.
    fn must_meet(&self, conditions: &[Condition]) -> Result<(), Refusal> {
        if !self.recognises() {
            return Ok(());
        }
        let holds = |condition: &Condition| {
            let finding = self
                .findings
                .iter()
                .find(|finding| finding.rule == condition.rule);
            finding.map_or(condition.state == ConditionState::Met, |finding| finding.met)
        };
        let unmet: Vec<_> = conditions
            .iter()
            .filter(|condition| !holds(condition))
            .map(|condition| Unmet {
                rule: condition.rule.clone(),
                title: condition.title.clone(),
                citation: condition.citation.clone(),
            })
            .collect();
        if unmet.is_empty() {
            Ok(())
        } else {
            Err(Refusal::ConditionsNotMet(unmet))
        }
    }

    /// A refusal says why, and so does a conclusion against what the software proposes; under B, until the day that
    /// the act names, everything that a number of the review speaks against (Thông tư 57/2026 Điều 27(4)).
    fn must_be_reasoned(
        &self,
        case: &Case,
        proposal: &Proposal,
        law: &Law,
        at: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        if !self.reasons.is_empty() {
            return Ok(());
        }
        let number_says_no = proposal
            .conditions(case.target)
            .iter()
            .any(|condition| condition.rule == LEVEL && condition.state == ConditionState::NotMet);
        if case.regime == RegimeId::B && number_says_no && law.person_concludes(local_day(at)) {
            let citation = law.person_concludes_by().vi.clone();
            Err(Refusal::NumberWithoutReasons { citation })
        } else if !self.recognises() {
            Err(Refusal::RefusalWithoutReasons)
        } else if self.recognised_as != proposal.recognise_as {
            Err(Refusal::DeviationWithoutReasons)
        } else {
            Ok(())
        }
    }
}

impl Decision {
    /// The decision after an officer concluded by `form` at `at`.
    pub(super) fn concluded(
        &self,
        form: ConclusionForm,
        law: &Law,
        at: DateTime<Utc>,
    ) -> Result<(Self, AppraisalConcluded), Refusal> {
        self.must_be(&[DecisionState::UnderAppraisal], "kết luận thẩm định")?;
        let conclusion = form.conclude(&self.case, &self.proposal, law, at)?;
        let body = conclusion.announced(&self.proposal);
        let after = Self {
            conclusion: Some(conclusion),
            ..self.clone()
        };
        Ok((after, body))
    }

    /// Whether the officer concluded to recognise.
    pub fn recognises(&self) -> bool {
        self.recognised_as().is_some()
    }

    /// What the officer concluded that the school is to be recognised as.
    pub fn recognised_as(&self) -> Option<Target> {
        self.conclusion
            .as_ref()
            .and_then(|conclusion| conclusion.recognised_as)
    }

    /// The conditions that matter now: for what the school is to be recognised as, or else for what the software
    /// proposes, or else for what was asked for.
    pub fn conditions(&self) -> &[Condition] {
        let target = self.recognised_as().or(self.proposal.recognise_as);
        self.proposal.conditions(target.unwrap_or(self.case.target))
    }
}
