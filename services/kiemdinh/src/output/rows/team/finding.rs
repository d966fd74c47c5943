//! What stands in the way of teams and what warns, and why a team goes on all the same.

use proto::review::FindingSeverity;
use serde::Serialize;

use super::super::super::{Cell, Row, Word};
use super::super::{or_blank, some};

/// A condition that a team or a member does not fulfil.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TeamFinding {
    /// How heavy it is.
    pub severity: Word,
    /// The condition.
    pub rule: String,
    /// `reviewers/{id}`; none when it is the team as a whole.
    pub reviewer: Option<String>,
    /// The person's name.
    pub reviewer_name: Option<String>,
    /// `reviews/{case id}`; none when it is all the same to every school.
    pub review: Option<String>,
    /// The school's own name.
    pub school_name: Option<String>,
    /// What is wrong and what to do.
    pub message: String,
    /// The article.
    pub citation: String,
    /// How well the article is known.
    pub confidence: String,
    /// Why the team goes on all the same.
    pub r#override: Option<Override>,
}

/// Why a team goes on in spite of a warning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Override {
    /// Why.
    pub reason: String,
    /// Who gave the reason.
    pub requested_by: String,
    /// Who approved it, another person; none until the decision.
    pub approved_by: Option<String>,
}

impl From<proto::review::Finding> for TeamFinding {
    fn from(finding: proto::review::Finding) -> Self {
        let given = |given: proto::review::Override| Override {
            reason: given.reason,
            requested_by: given.requested_by,
            approved_by: some(given.approved_by),
        };
        Self {
            severity: Word::of::<FindingSeverity>(finding.severity),
            r#override: finding.r#override.map(given),
            rule: finding.rule,
            reviewer: some(finding.reviewer),
            reviewer_name: some(finding.reviewer_name),
            review: some(finding.review),
            school_name: some(finding.school_name),
            message: finding.message,
            citation: finding.citation,
            confidence: finding.confidence,
        }
    }
}

impl Row for TeamFinding {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("severity", "Mức"),
        ("reviewer_name", "Người"),
        ("school_name", "Trường"),
        ("message", "Phát hiện"),
        ("citation", "Căn cứ"),
        ("override", "Vì sao vẫn tiếp tục"),
        ("rule", "Điều kiện"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let approval = |given: &Override| match &given.approved_by {
            Some(second) => format!("{} ({}, {second} chấp thuận)", given.reason, given.requested_by),
            None => format!(
                "{} ({}, chờ người có thẩm quyền)",
                given.reason, given.requested_by
            ),
        };
        // The article is shown as everywhere: what was not read itself says so.
        let citation = match self.confidence.as_str() {
            "text" | "custom" | "" => self.citation.clone(),
            _ => format!("{} (cần xác minh)", self.citation),
        };
        vec![
            Cell::Word(self.severity),
            or_blank(self.reviewer_name.as_ref()),
            or_blank(self.school_name.as_ref()),
            Cell::text(&self.message),
            Cell::text(citation),
            Cell::text(self.r#override.as_ref().map(approval).unwrap_or_default()),
            Cell::text(&self.rule),
        ]
    }
}

/// What stands against members of a team, a finding a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TeamConflict {
    /// `teams/{id}`.
    pub team: String,
    /// The decision's number; none while it is a proposal.
    pub decision_number: Option<String>,
    /// What was found.
    #[serde(flatten)]
    pub finding: TeamFinding,
}

impl Row for TeamConflict {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("decision_number", "Quyết định"),
        ("severity", "Mức"),
        ("reviewer_name", "Người"),
        ("school_name", "Trường"),
        ("message", "Phát hiện"),
        ("citation", "Căn cứ"),
        ("override", "Vì sao vẫn tiếp tục"),
        ("rule", "Điều kiện"),
        ("team", "Đoàn"),
    ];

    fn cells(&self) -> Vec<Cell> {
        let mut cells = vec![or_blank(self.decision_number.as_ref())];
        cells.extend(self.finding.cells());
        cells.push(Cell::text(&self.team));
        cells
    }
}

/// The conflicts of one team, a finding a row.
pub fn conflicts(team: proto::review::TeamConflicts) -> Vec<TeamConflict> {
    let (name, number) = (team.team, some(team.decision_number));
    let findings = team.findings.into_iter().map(TeamFinding::from);
    let conflict = |finding| TeamConflict {
        team: name.clone(),
        decision_number: number.clone(),
        finding,
    };
    findings.map(conflict).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_read_with_its_article_and_why_the_team_goes_on() {
        let finding = |approved_by: &str| {
            TeamFinding::from(proto::review::Finding {
                reviewer_name: "Nông Thị Thu".to_owned(),
                rule: "reviewer.same_commune".to_owned(),
                severity: FindingSeverity::Warning.into(),
                message: "công tác cùng xã với trường".to_owned(),
                citation: "nguyên tắc khách quan".to_owned(),
                confidence: "lead".to_owned(),
                r#override: Some(proto::review::Override {
                    reason: "đã công khai".to_owned(),
                    requested_by: "Hạnh".to_owned(),
                    approved_by: approved_by.to_owned(),
                    ..proto::review::Override::default()
                }),
                ..proto::review::Finding::default()
            })
        };
        let read: Vec<String> = finding("Minh").cells().iter().map(Cell::human).collect();
        assert_eq!(
            read,
            [
                "cảnh báo",
                "Nông Thị Thu",
                "",
                "công tác cùng xã với trường",
                "nguyên tắc khách quan (cần xác minh)",
                "đã công khai (Hạnh, Minh chấp thuận)",
                "reviewer.same_commune",
            ]
        );
        let waiting = finding("").cells()[5].human();
        assert_eq!(waiting, "đã công khai (Hạnh, chờ người có thẩm quyền)");
        assert_eq!(finding("").cells().len(), TeamFinding::COLUMNS.len());
    }
}
