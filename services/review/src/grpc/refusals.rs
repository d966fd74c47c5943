//! The domain's refusals, as callers read them: the rule in Vietnamese, with its article.

use calendar::Language;
use platform::refusal::{BrokenRule, Refusal};

use super::reviews::refusals::{level, procedure};
use crate::domain::{self, Finding};

/// Where the composition of teams is laid down, as far as anyone found.
pub(super) const TEAM_PRACTICE: &str = "thực tiễn thành lập đoàn đánh giá ngoài, chưa tìm thấy điều khoản";

impl From<domain::Refusal> for Refusal {
    fn from(refusal: domain::Refusal) -> Self {
        match refusal {
            domain::Refusal::Fields(fields) => Self::invalid_fields(fields),
            domain::Refusal::Procedure { broken, article } => procedure(&broken, &article),
            domain::Refusal::Level { unfit, citation } => level(&unfit, &citation),
            domain::Refusal::WrongAuthority { decided_by, article } => one(
                "WRONG_AUTHORITY",
                "team.decided_by",
                format!(
                    "Đoàn đánh giá ngoài của hồ sơ này do {} quyết định thành lập",
                    decided_by.in_vietnamese()
                ),
                article.text(Language::Vietnamese),
            ),
            domain::Refusal::TeamUnfit(unfit) => {
                Self::forbidden("TEAM_UNFIT", unfit.into_iter().map(blocked).collect())
            }
            domain::Refusal::SeatedTwice(names) => one(
                "SEATED_TWICE",
                "team.same_person",
                format!("Một người chỉ giữ một vị trí trong đoàn: {}", names.join(", ")),
                TEAM_PRACTICE,
            ),
            domain::Refusal::Team(refusal) => refusal.into(),
            domain::Refusal::NoRegime => one(
                "NO_REGIME",
                "regime",
                "Quy định mà hồ sơ được tiếp nhận không có trong danh mục văn bản".to_owned(),
                "Danh mục văn bản của hệ thống",
            ),
        }
    }
}

/// One broken rule: the stable reason, the rule, what it says in Vietnamese and its source.
pub fn one(reason: &str, rule: &str, description: String, citation: &str) -> Refusal {
    let rule = BrokenRule {
        rule: rule.to_owned(),
        description,
        citation: citation.to_owned(),
    };
    Refusal::forbidden(reason, vec![rule])
}

fn blocked(finding: Finding) -> BrokenRule {
    let about = finding
        .who
        .map(|(_, name)| format!("{name}: "))
        .unwrap_or_default();
    let school = finding
        .case
        .map(|(_, name)| format!(" ({name})"))
        .unwrap_or_default();
    BrokenRule {
        rule: finding.violation.rule.to_owned(),
        description: format!("{about}{}{school}", finding.violation.message_vi),
        citation: finding.violation.citation.text(Language::Vietnamese).to_owned(),
    }
}
