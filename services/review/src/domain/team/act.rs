//! Whether a team may go on: asked before each of its acts, for people change while a review lasts.

use calendar::Day;
use statute::Law;

use crate::domain::{Case, Finding, Known, Refusal, Reviewer};

/// Refuses the act of a team in whose members, as they are known now, something blocks (TT 18/2018/TT-BGDĐT
/// Điều 30): someone was hired by the school meanwhile, or is no longer on the list. Whoever it is must be replaced
/// first. Warnings were weighed when the team was decided on, and do not stop it.
pub fn must_still_fit(
    members: &[Reviewer],
    case: &Case,
    known: &Known,
    law: &Law,
    on: Day,
) -> Result<(), Refusal> {
    let findings = members
        .iter()
        .flat_map(|member| known.findings(member, case, law, on));
    let blocks: Vec<Finding> = findings.filter(Finding::blocks).map(to_replace).collect();
    if blocks.is_empty() {
        Ok(())
    } else {
        Err(Refusal::TeamUnfit(blocks))
    }
}

/// `finding`, saying also what is to be done about it.
fn to_replace(mut finding: Finding) -> Finding {
    let message = &mut finding.violation.message_vi;
    message.push_str(" Phải thay người này bằng quyết định trước khi đoàn làm tiếp.");
    finding
}
