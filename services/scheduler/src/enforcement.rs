//! Enforcement: rungs whose moment has come are fired, in the order of their moments, each once.
//!
//! Any number of processes may do this at one time. A pass takes the cases with due rungs that nobody
//! else holds, and fires in one transaction: the rung's new state, the fact, the letter. What ran out
//! while the process was down fires at the next start, with its legal date.

use std::sync::Arc;
use std::time::Duration;

use platform::journal::{Journal, Outcome};
use platform::refusal::Failure;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::domain::Rules;
use crate::{ACTOR, facts, store};

/// Rungs looked at in one pass.
const BATCH: u64 = 200;
const POLL: Duration = Duration::from_millis(500);
const PAUSE_AFTER_ERROR: Duration = Duration::from_millis(500);

/// Fires until it is dropped.
pub async fn run(journal: Journal, rules: Arc<Rules>) {
    let (mut ticks, mut commits) = (journal.clock.ticks(), journal.commits());
    loop {
        match pass(&journal, &rules).await {
            Ok(0) => {
                tokio::select! {
                    () = ticks.next() => {}
                    _ = commits.changed() => {}
                    () = tokio::time::sleep(POLL) => {}
                }
            }
            Ok(_) => {}
            Err(failure) => {
                tracing::error!(%failure, "due rungs wait");
                tokio::time::sleep(PAUSE_AFTER_ERROR).await;
            }
        }
    }
}

/// Fires one batch and says how many cases it touched.
pub async fn pass(journal: &Journal, rules: &Arc<Rules>) -> Result<usize, Failure> {
    // Only what can be fired opens a transaction: its end would wake this loop again at once.
    if store::query::next_rung(journal.database.reader())
        .await?
        .is_none_or(|next| next > journal.clock.now())
    {
        return Ok(0);
    }
    let rules = Arc::clone(rules);
    journal
        .act(ACTOR, Uuid::nil(), move |transaction, now| {
            let rules = Arc::clone(&rules);
            Box::pin(async move {
                let due = store::file::open_due(transaction, now, BATCH).await?;
                let mut all = Outcome {
                    answer: due.files.len(),
                    facts: Vec::new(),
                    writes: Vec::new(),
                };
                for before in due.files {
                    let mut after = before.clone();
                    let consequences = after.fire(&rules, due.until, now);
                    let backend = transaction.get_database_backend();
                    let one = facts::outcome(&before, &after, consequences, &rules, now, backend)?;
                    all.facts.extend(one.facts);
                    all.writes.extend(one.writes);
                }
                // Over all cases of the batch: legal effects in the order in which they occurred.
                all.facts.sort_by_key(|fact| fact.occurred_at);
                Ok(all)
            })
        })
        .await
}
