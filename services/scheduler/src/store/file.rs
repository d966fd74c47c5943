//! Case files: read whole, written where they changed.

use std::collections::HashMap;

use platform::refusal::Failure;
use platform::time::Moment;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{LockBehavior, LockType};
use sea_orm::{DatabaseTransaction, DbBackend, QueryOrder, QuerySelect, Statement};

use super::{case, clock, rung, word};
use crate::domain::{CaseFile, Clock, Rung, RungState};

/// The file of `case_id`, held until the transaction ends; an empty one when nothing was heard of the
/// case before.
pub async fn open(transaction: &DatabaseTransaction, case_id: Uuid) -> Result<CaseFile, Failure> {
    let card = case::Entity::find_by_id(case_id)
        .lock_exclusive()
        .one(transaction)
        .await?;
    match card {
        None => Ok(CaseFile::new(case_id)),
        Some(card) => {
            let mut files = fill(transaction, vec![card]).await?;
            Ok(files.pop().unwrap_or_else(|| CaseFile::new(case_id)))
        }
    }
}

/// Cases with something due.
pub struct DueFiles {
    /// Their files, in the order of the earliest moment of each.
    pub files: Vec<CaseFile>,
    /// What is due up to this moment is theirs; later rungs must wait for those of other cases.
    pub until: Moment,
}

/// The files of cases with a rung that is due at `now`, at most `limit` rungs' worth, the earliest first.
/// Cases that another transaction holds are passed over.
pub async fn open_due(
    transaction: &DatabaseTransaction,
    now: Moment,
    limit: u64,
) -> Result<DueFiles, Failure> {
    let due: Vec<(Uuid, Moment)> = rung::Entity::find()
        .select_only()
        .columns([rung::Column::CaseId, rung::Column::FiresAt])
        .filter(rung::Column::State.eq(word(&RungState::Armed)))
        .filter(rung::Column::FiresAt.lte(now))
        .order_by_asc(rung::Column::FiresAt)
        .order_by_asc(rung::Column::ClockId)
        .limit(limit)
        .into_tuple()
        .all(transaction)
        .await?;
    let until = match due.last() {
        Some((_, last)) if due.len() as u64 >= limit => *last,
        _ => now,
    };
    if due.is_empty() {
        return Ok(DueFiles {
            files: Vec::new(),
            until,
        });
    }
    let order: HashMap<Uuid, usize> = due
        .iter()
        .enumerate()
        .rev()
        .map(|(place, (id, _))| (*id, place))
        .collect();
    // Cases are locked before anything below them, here and in `open`: two transactions cannot wait for
    // each other.
    let cards = case::Entity::find()
        .filter(case::Column::CaseId.is_in(order.keys().copied()))
        .order_by_asc(case::Column::CaseId)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(transaction)
        .await?;
    let mut files = fill(transaction, cards).await?;
    files.sort_by_key(|file| order.get(&file.card.case_id).copied());
    Ok(DueFiles { files, until })
}

/// Adds clocks and rungs to cards: one query each, however many cases.
async fn fill(transaction: &DatabaseTransaction, cards: Vec<case::Model>) -> Result<Vec<CaseFile>, Failure> {
    let ids: Vec<Uuid> = cards.iter().map(|card| card.case_id).collect();
    let mut rungs: HashMap<Uuid, Vec<Rung>> = HashMap::new();
    let rows = rung::Entity::find().filter(rung::Column::CaseId.is_in(ids.iter().copied()));
    for row in rows.all(transaction).await? {
        rungs.entry(row.clock_id).or_default().push(row.try_into()?);
    }
    let mut clocks: HashMap<Uuid, Vec<Clock>> = HashMap::new();
    let rows = clock::Entity::find()
        .filter(clock::Column::CaseId.is_in(ids))
        .order_by_asc(clock::Column::Id);
    for row in rows.all(transaction).await? {
        let case_id = row.case_id;
        let mut clock = Clock::try_from(row)?;
        clock.rungs = rungs.remove(&clock.id).unwrap_or_default();
        clocks.entry(case_id).or_default().push(clock);
    }
    let file = |card: case::Model| CaseFile {
        clocks: clocks.remove(&card.case_id).unwrap_or_default(),
        card: card.into(),
    };
    Ok(cards.into_iter().map(file).collect())
}

/// The statements that bring what is stored from `before` to `after`.
pub fn save(before: &CaseFile, after: &CaseFile, backend: DbBackend) -> Result<Vec<Statement>, Failure> {
    let case_id = after.card.case_id;
    let mut statements = Vec::new();
    if before.card != after.card || before.clocks.is_empty() {
        statements.push(case::save(&after.card, backend));
    }
    let stored = |clock: &Clock| before.clocks.iter().find(|stored| stored.id == clock.id);
    let changed: Vec<&Clock> = after
        .clocks
        .iter()
        .filter(|clock| stored(clock) != Some(*clock))
        .collect();
    statements.extend(clock::save(case_id, &changed, backend)?);
    let mut rungs = Vec::new();
    for clock in changed {
        let known = stored(clock)
            .map(|stored| stored.rungs.as_slice())
            .unwrap_or_default();
        rungs.extend(
            clock
                .rungs
                .iter()
                .filter(|rung| !known.contains(rung))
                .map(|rung| (clock.id, rung)),
        );
    }
    statements.extend(rung::save(case_id, &rungs, backend));
    Ok(statements)
}
