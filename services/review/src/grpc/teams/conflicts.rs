//! What stands against teams as things are known now; nothing is written.

use std::collections::HashMap;

use calendar::local_day;
use platform::identity::Identity;
use platform::refusal::{Failure, Refusal};
use platform::time::Moment;
use proto::fact::TeamRole;
use proto::review as wire;
use sea_orm::ConnectionTrait;
use statute::Law;
use uuid::Uuid;

use super::super::callers::sight;
use super::messages::overridden;
use crate::domain::{Case, Finding, Reviewer, Team, TeamProposal, Warning, team_findings};
use crate::store;

/// What stands against a team that was not proposed yet. What it names and the caller may not see is not there.
pub async fn check(
    connection: &impl ConnectionTrait,
    law: &Law,
    caller: &Identity,
    proposal: &TeamProposal,
    now: Moment,
) -> Result<Vec<Finding>, Failure> {
    let ids: Vec<Uuid> = proposal.reviews.iter().copied().flatten().collect();
    let people: Vec<Uuid> = proposal
        .seats
        .iter()
        .filter_map(|(reviewer, _)| *reviewer)
        .collect();
    let sight = sight(caller);
    let mut reviews = store::review::find_all(connection, ids).await?;
    reviews.retain(|review| sight.covers(review));
    let people = store::reviewer::find_all(connection, caller.scope_id()?, people).await?;
    let mut defects = form::Defects::default();
    let mut cases: Vec<Case> = Vec::new();
    for (position, id) in proposal.reviews.iter().enumerate() {
        let found = reviews.iter().find(|review| Some(review.case.id) == *id);
        let field = format!("reviews[{position}]");
        defects.require(found.is_some(), &field, "không có đợt đánh giá ngoài này");
        cases.extend(found.map(|review| review.case.clone()));
    }
    let mut seats: Vec<(Reviewer, TeamRole)> = Vec::new();
    for (position, (id, role)) in proposal.seats.iter().enumerate() {
        let found = people.iter().find(|person| Some(person.id) == *id);
        let field = format!("seats[{position}].reviewer");
        defects.require(found.is_some(), &field, "không có người đánh giá này");
        seats.extend(found.map(|person| (person.clone(), *role)));
    }
    defects
        .judge()
        .map_err(|defects| Refusal::invalid_fields(defects.found()))?;
    let persons: Vec<Uuid> = people.iter().map(|person| person.id).collect();
    let known = store::team::known(connection, &persons, &cases).await?;
    Ok(team_findings(&seats, &cases, &known, law, local_day(now)))
}

/// What stands against each of `teams` in which something does. However many teams there are, their members and
/// what is known of them are asked for once.
pub async fn of_teams(
    connection: &impl ConnectionTrait,
    law: &Law,
    teams: &[Team],
    now: Moment,
) -> Result<Vec<wire::TeamConflicts>, Failure> {
    let mut ids: Vec<Uuid> = teams
        .iter()
        .flat_map(|team| team.seats.iter().map(|seat| seat.seat.reviewer))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let cases: Vec<Case> = teams.iter().flat_map(|team| team.cases.clone()).collect();
    let known = store::team::known(connection, &ids, &cases).await?;
    let people = store::reviewer::find_all(connection, None, ids).await?;
    let people: HashMap<Uuid, Reviewer> = people.into_iter().map(|person| (person.id, person)).collect();
    let conflicts = teams.iter().map(|team| {
        let seat = |seat: &crate::domain::InvitedSeat| {
            let person = people.get(&seat.seat.reviewer)?;
            Some((person.clone(), seat.seat.role))
        };
        let seats: Vec<_> = team.seats.iter().filter_map(seat).collect();
        let findings = team_findings(&seats, &team.cases, &known, law, local_day(now));
        let decision = team.decision.as_ref();
        wire::TeamConflicts {
            team: format!("teams/{}", team.id),
            decision_number: decision
                .map(|decision| decision.number.to_string())
                .unwrap_or_default(),
            findings: findings
                .iter()
                .map(|finding| with_answer(team, finding))
                .collect(),
        }
    });
    Ok(conflicts
        .filter(|conflicts| !conflicts.findings.is_empty())
        .collect())
}

/// `finding`, with why the team goes on in spite of it, if somebody said so.
fn with_answer(team: &Team, finding: &Finding) -> wire::Finding {
    wire::Finding {
        r#override: team.answer_to(&Warning::from(finding)).map(overridden),
        ..wire::Finding::from(finding)
    }
}
