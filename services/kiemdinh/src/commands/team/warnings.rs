//! What stands in the way of a team, and the reasons to go on in spite of what warns.

use proto::review::{CheckTeamRequest, Finding, FindingSeverity, Override, SeatAssignment};

use super::super::session::Session;
use crate::arguments::AcceptedWarnings;
use crate::problem::Problem;

/// Blocks and warnings of a team, without entering anything.
pub(super) async fn check(
    session: &Session,
    reviews: Vec<String>,
    seats: Vec<SeatAssignment>,
) -> Result<Vec<Finding>, Problem> {
    let request = CheckTeamRequest { reviews, seats };
    let mut service = session.links.teams(&session.voice);
    Ok(service.check_team(request).await?.into_inner().findings)
}

/// An override for each warning of `findings` whose condition is accepted.
///
/// # Errors
/// When a condition is accepted that nothing warns of: it was mistyped, or has gone.
fn overrides(accepted: &AcceptedWarnings, findings: &[Finding]) -> Result<Vec<Override>, Problem> {
    let mut all = Vec::new();
    for (rule, reason) in &accepted.warnings {
        let warns =
            |finding: &&Finding| finding.rule == *rule && finding.severity() == FindingSeverity::Warning;
        let before = all.len();
        all.extend(findings.iter().filter(warns).map(|finding| Override {
            reviewer: finding.reviewer.clone(),
            review: finding.review.clone(),
            rule: rule.clone(),
            reason: reason.clone(),
            ..Override::default()
        }));
        if all.len() == before {
            let known: Vec<&str> = findings
                .iter()
                .filter(|finding| finding.severity() == FindingSeverity::Warning)
                .map(|finding| finding.rule.as_str())
                .collect();
            let message = format!(
                "--accept: không có cảnh báo “{rule}”; cảnh báo hiện có: {}",
                if known.is_empty() {
                    "không".to_owned()
                } else {
                    known.join(", ")
                }
            );
            return Err(Problem::invalid(message));
        }
    }
    Ok(all)
}

/// The overrides that `accepted` comes to for a team that is checked now; nothing is checked when none are.
pub(super) async fn checked_overrides(
    session: &Session,
    accepted: &AcceptedWarnings,
    reviews: &[String],
    seats: &[SeatAssignment],
) -> Result<Vec<Override>, Problem> {
    if accepted.warnings.is_empty() {
        return Ok(Vec::new());
    }
    let findings = check(session, reviews.to_vec(), seats.to_vec()).await?;
    overrides(accepted, &findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(rule: &str, reviewer: &str, severity: FindingSeverity) -> Finding {
        Finding {
            rule: rule.to_owned(),
            reviewer: reviewer.to_owned(),
            severity: severity.into(),
            ..Finding::default()
        }
    }

    fn accepting(rule: &str) -> AcceptedWarnings {
        AcceptedWarnings {
            warnings: vec![(rule.to_owned(), "đã công khai".to_owned())],
        }
    }

    #[test]
    fn a_condition_is_accepted_for_everyone_it_warns_of_and_never_where_it_blocks() {
        let findings = [
            finding("reviewer.same_commune", "reviewers/1", FindingSeverity::Warning),
            finding("reviewer.same_commune", "reviewers/2", FindingSeverity::Warning),
            finding("reviewer.worked_at_school", "reviewers/2", FindingSeverity::Block),
        ];
        let given = overrides(&accepting("reviewer.same_commune"), &findings).unwrap();
        let people: Vec<&str> = given.iter().map(|one| one.reviewer.as_str()).collect();
        assert_eq!(people, ["reviewers/1", "reviewers/2"]);
        assert_eq!(given[0].reason, "đã công khai");
        let problem = overrides(&accepting("reviewer.worked_at_school"), &findings).unwrap_err();
        assert!(problem.message.contains("reviewer.same_commune"), "{problem}");
        assert_eq!(overrides(&AcceptedWarnings::default(), &findings).unwrap(), []);
    }
}
