//! The domain's refusals, as callers read them: the rule in Vietnamese, with its article.

use platform::refusal::{BrokenRule, Refusal};
use sheet::Defects;

use crate::domain::{self, RowDefect};

impl From<domain::Refusal> for Refusal {
    fn from(refusal: domain::Refusal) -> Self {
        match refusal {
            domain::Refusal::Fields(fields) => Self::invalid_fields(fields),
            domain::Refusal::NoRegime => broken(
                "NO_REGIME",
                "regime",
                "Không có quy định nào có hiệu lực vào ngày này",
                "Danh mục văn bản của hệ thống",
            ),
            domain::Refusal::Authority(refusal) => refusal.into(),
            domain::Refusal::School(refusal) => refusal.into(),
            domain::Refusal::Plan(refusal) => refusal.into(),
            domain::Refusal::Obligation(refusal) => refusal.into(),
            domain::Refusal::SelfAssessment(refusal) => refusal.into(),
            domain::Refusal::Dossier(refusal) => refusal.into(),
        }
    }
}

/// One broken rule: the stable reason, the rule, what it says in Vietnamese and its source.
pub fn broken(reason: &str, rule: &str, description: impl Into<String>, citation: &str) -> Refusal {
    let rule = BrokenRule {
        rule: rule.to_owned(),
        description: description.into(),
        citation: citation.to_owned(),
    };
    Refusal::forbidden(reason, vec![rule])
}

/// What a person reads of a rule that a row of a file breaks.
pub fn described(refusal: &domain::Refusal) -> String {
    Refusal::from(refusal.clone()).message
}

/// Adds what the domain found wrong to what the reader did; `heading` names the column of a field.
pub fn add_all(defects: &mut Defects, found: Vec<RowDefect>, heading: impl Fn(&str) -> &'static str) {
    for RowDefect { row, field, message } in found {
        defects.add(row, heading(&field), message);
    }
}
