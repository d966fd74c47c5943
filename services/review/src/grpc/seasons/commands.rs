//! Commands on seasons: solve, decide, hand over what is to be kept.

use std::time::Instant;

use platform::identity::Identity;
use platform::journal::{NewFact, Outcome};
use platform::names;
use platform::refusal::{Failure, Refusal};
use platform::server::must_be_unchanged;
use platform::time::Moment;
use proto::review as wire;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use statute::Law;
use uuid::Uuid;

use super::super::teams;
use crate::domain::season::{Answer, Question, Season, SeasonRefusal, Solved};
use crate::domain::{OverrideForm, TeamProposal};
use crate::store;

/// A question with its answer, and how long it took in milliseconds.
#[derive(Clone, Debug)]
pub struct Solution {
    question: Question,
    answer: Answer,
    took_ms: u64,
}

/// Solves `question` on a thread where nothing else waits.
pub async fn solve(question: Question, law: &'static Law) -> Result<Solution, Failure> {
    let begun = Instant::now();
    let solving = tokio::task::spawn_blocking(move || {
        let answer = question.clone().solve(law);
        (question, answer)
    });
    let (question, answer) = solving
        .await
        .map_err(|error| Failure::Corrupt(error.to_string()))?;
    Ok(Solution {
        question,
        answer,
        took_ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
    })
}

/// Keeps the season.
pub fn keep(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    request_id: Uuid,
    result: Solution,
    at: Moment,
) -> Result<Outcome<wire::Season>, Failure> {
    let solved = Solved {
        by: caller.sub.clone(),
        at,
        province_id: caller.scope_id()?,
        took_ms: result.took_ms,
    };
    let id = Uuid::new_v5(&request_id, b"season");
    let (season, fact) = Season::keep(id, &result.question, result.answer, solved);
    let backend = transaction.get_database_backend();
    let mut writes = vec![store::season::save(&season, backend)?];
    writes.extend(store::season::save_choices(&season, backend)?);
    Ok(Outcome {
        answer: wire::Season::from(&season),
        facts: vec![NewFact::of(fact, at)?],
        writes,
    })
}

/// Makes proposals of teams of a season, each checked as it would be if it were proposed by hand.
pub async fn adopt(
    transaction: &DatabaseTransaction,
    law: &Law,
    caller: &Identity,
    request_id: Uuid,
    asked: wire::AdoptSeasonRequest,
    at: Moment,
) -> Result<Outcome<wire::AdoptSeasonResponse>, Failure> {
    let id = names::id(&asked.name, "seasons", "name")?;
    let season = store::season::find_for_change(transaction, caller.scope_id()?, id).await?;
    let season = season.ok_or_else(|| Refusal::absent("đợt lập đoàn"))?;
    must_be_unchanged(&asked.etag, season.version)?;
    let teams = season.to_adopt(&asked.numbers).map_err(Refusal::from)?;
    let (mut proposed, mut unexplained) = (Vec::new(), Vec::new());
    let (mut facts, mut writes, mut answers) = (Vec::new(), Vec::new(), Vec::new());
    for (number, team) in teams {
        let own = Uuid::new_v5(&request_id, &number.to_be_bytes());
        let checked = |proposal: TeamProposal| teams::propose(transaction, law, caller, own, proposal, at);
        let mut outcome = checked(team.proposal(Vec::new())).await?;
        if !outcome.answer.findings.is_empty() {
            let overrides = overrides(&outcome.answer, asked.reason.trim())?;
            match overrides {
                Some(overrides) => outcome = checked(team.proposal(overrides)).await?,
                None => unexplained.push(number),
            }
        }
        proposed.push((number, names::id(&outcome.answer.name, "teams", "name")?));
        facts.extend(outcome.facts);
        writes.extend(outcome.writes);
        answers.push(outcome.answer);
    }
    if !unexplained.is_empty() {
        return Err(Refusal::from(SeasonRefusal::ReasonMissing { teams: unexplained }).into());
    }
    let (after, fact) = season.adopt(&proposed, &caller.sub);
    facts.push(NewFact::of(fact, at)?);
    writes.push(store::season::save(&after, transaction.get_database_backend())?);
    Ok(Outcome {
        answer: wire::AdoptSeasonResponse {
            season: Some(wire::Season::from(&after)),
            teams: answers,
        },
        facts,
        writes,
    })
}

/// The same `reason` for everything that warns about `team`; nothing when no reason was given.
fn overrides(team: &wire::Team, reason: &str) -> Result<Option<Vec<OverrideForm>>, Refusal> {
    if reason.is_empty() {
        return Ok(None);
    }
    let id = |name: &str, collection: &str| match name {
        "" => Ok(None),
        name => names::id(name, collection, "findings").map(Some),
    };
    let overrides = team.findings.iter().map(|finding| {
        Ok(OverrideForm {
            reviewer: id(&finding.reviewer, "reviewers")?,
            case: id(&finding.review, "reviews")?,
            rule: finding.rule.clone(),
            reason: reason.to_owned(),
        })
    });
    overrides.collect::<Result<_, _>>().map(Some)
}
