//! Who may review which school: the conditions of the regime, asked at the proposal, at the decision, and again
//! at each act of the team (TT 18/2018/TT-BGDĐT Điều 30). What blocks and what warns stand apart.

use calendar::{Day, Language};
use proto::fact::TeamRole;
use serde::{Deserialize, Serialize};
use statute::{Candidate, Law, Severity, TeamMember, Violation};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use super::{Case, RelationKind, Reviewer};

/// What is known of a person besides their own record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Who reviewed which school in the cycle before: (reviewer, school).
    pub reviewed: Vec<(Uuid, Uuid)>,
    /// Visits that are planned.
    pub visits: Vec<Visit>,
}

/// A visit of a person to a school.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The reviewer.
    pub reviewer: Uuid,
    /// The case whose school is visited.
    pub case: Uuid,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Day,
}

/// A condition that a team, or someone in it, does not fulfil.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The person it is about; nothing when it is the team as a whole.
    pub who: Option<(Uuid, String)>,
    /// The case in view of which it was found; nothing when it is all the same to every school.
    pub case: Option<(Uuid, String)>,
    /// The condition.
    pub violation: Violation,
}

impl Finding {
    /// Whether it stops the team.
    pub fn blocks(&self) -> bool {
        self.violation.severity == Severity::Block
    }

    /// As people read it: who, in view of which school, what, by which article.
    pub fn text(&self) -> String {
        let who = self.who.iter().map(|(_, name)| format!("{name}: "));
        let school = self.case.iter().map(|(_, name)| format!(" [{name}]"));
        let article = self.violation.citation.text(Language::Vietnamese);
        let parts = who
            .chain([self.violation.message_vi.clone()])
            .chain(school)
            .chain([format!(" ({article})")]);
        parts.collect()
    }
}

/// A warning in words, as it is kept with the team it was found of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// The person it is about; nothing when it is the team as a whole.
    pub who: Option<(Uuid, String)>,
    /// The case in view of which it was found; nothing when it is all the same to every school.
    pub case: Option<(Uuid, String)>,
    /// The condition, for example `reviewer.same_commune`.
    pub rule: String,
    /// What warns, in Vietnamese.
    pub message: String,
    /// The article.
    pub citation: String,
    /// How well the article is known, as the law files say it.
    pub confidence: String,
    /// The finding as people read it: who, in view of which school, what, by which article.
    pub text: String,
}

impl From<&Finding> for Warning {
    fn from(finding: &Finding) -> Self {
        let violation = &finding.violation;
        Self {
            who: finding.who.clone(),
            case: finding.case.clone(),
            rule: violation.rule.to_owned(),
            message: violation.message_vi.clone(),
            citation: violation.citation.text(Language::Vietnamese).to_owned(),
            confidence: violation.confidence.as_str().to_owned(),
            text: finding.text(),
        }
    }
}

impl Known {
    /// What is known of `reviewer` in view of the school of `case`, on the day `on`.
    pub fn candidate(&self, reviewer: &Reviewer, case: &Case, on: Day) -> Candidate {
        let school = case.school_id;
        let visits = |of: &Visit| of.reviewer == reviewer.id && of.case == case.id;
        let mut own = self.visits.iter().filter(|visit| visits(visit));
        let others = || {
            self.visits
                .iter()
                .filter(|visit| visit.reviewer == reviewer.id && visit.case != case.id)
        };
        Candidate {
            worked_at_school: reviewer.worked_at(school, on),
            years_in_sector: reviewer.years_in_sector(on),
            trained_by_ministry: reviewer.training.is_some(),
            unrelated_department: reviewer.other_department.as_deref() == Some(""),
            retired: reviewer.is_retired(on),
            relative_at_school: reviewer.is_tied_to(school, RelationKind::Relative),
            advised_self_assessment: reviewer.is_tied_to(school, RelationKind::Advised),
            reviewed_last_cycle: self.reviewed.contains(&(reviewer.id, school)),
            same_commune: same_place(&reviewer.commune, &case.commune),
            overlapping_visit: own
                .clone()
                .any(|own| others().any(|other| other.from <= own.until && own.from <= other.until)),
            unfamiliar_level: !reviewer.levels.contains(&case.school_type),
            absent: own.any(|own| reviewer.is_away(own.from, own.until)),
        }
    }

    /// What stands against `reviewer` in view of `case`, blocks first.
    pub fn findings(&self, reviewer: &Reviewer, case: &Case, law: &Law, on: Day) -> Vec<Finding> {
        let candidate = self.candidate(reviewer, case, on);
        let violations = law.check_reviewer(case.regime, &candidate);
        violations
            .into_iter()
            .map(|violation| Finding {
                who: Some((reviewer.id, reviewer.name.clone())),
                case: of_school(violation.rule).then(|| (case.id, case.school_name.clone())),
                violation,
            })
            .collect()
    }
}

/// Whether a condition is a matter between the person and one school; else it is the same to every school.
fn of_school(rule: &str) -> bool {
    !matches!(
        rule,
        "reviewer.years_in_sector"
            | "reviewer.trained_by_ministry"
            | "reviewer.unrelated_department"
            | "reviewer.retired"
    )
}

/// What stands against a team that reviews `cases`: as a whole, then by person; blocks before warnings, and each
/// matter once.
pub fn team_findings(
    seats: &[(Reviewer, TeamRole)],
    cases: &[Case],
    known: &Known,
    law: &Law,
    on: Day,
) -> Vec<Finding> {
    let members: Vec<TeamMember> = seats.iter().filter_map(|(_, role)| member(*role)).collect();
    let whole = law.check_team(&members).into_iter().map(|violation| Finding {
        who: None,
        case: None,
        violation,
    });
    let each = seats.iter().flat_map(|(reviewer, _)| {
        cases
            .iter()
            .flat_map(move |case| known.findings(reviewer, case, law, on))
    });
    let mut findings: Vec<Finding> = Vec::new();
    for finding in whole.chain(each) {
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    findings.sort_by_key(|finding| !finding.blocks());
    findings
}

/// A member as the conditions on a team look at them; nothing for a seat that was not named.
fn member(role: TeamRole) -> Option<TeamMember> {
    let role = match role {
        TeamRole::Head => statute::TeamRole::Head,
        TeamRole::Secretary => statute::TeamRole::Secretary,
        TeamRole::Member => statute::TeamRole::Member,
        TeamRole::Unspecified => return None,
    };
    Some(TeamMember { role })
}

/// Whether two names, however typed, name the same place. An empty name names none.
pub(super) fn same_place(one: &str, other: &str) -> bool {
    let plain = |name: &str| -> String {
        let words: Vec<_> = name.split_whitespace().collect();
        words.join(" ").to_lowercase().nfc().collect()
    };
    let one = plain(one);
    !one.is_empty() && one == plain(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_compared_as_people_read_them() {
        assert!(same_place("Xã Bắc Sơn", " xã  bắc sơn"));
        assert!(
            same_place("Bắc Sơn", "Ba\u{306}\u{301}c So\u{31b}n"),
            "decomposed letters"
        );
        assert!(!same_place("Bắc Sơn", "Bắc Quỳnh"));
        assert!(!same_place("", ""));
    }
}
