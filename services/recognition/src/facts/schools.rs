//! What registration says of schools: their names, kinds and places from day to day, and their end.

use calendar::local_day;
use platform::inbox::{Heard, nothing};
use platform::journal::Outcome;
use platform::refusal::Failure;
use proto::fact::Body;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use crate::domain::School;
use crate::store;

/// Keeps what is heard of a school from the day on which it holds.
pub async fn learn(
    transaction: &DatabaseTransaction,
    heard: &Heard,
    body: &Body,
) -> Result<Outcome<()>, Failure> {
    let before = store::school::find(transaction, heard.case_id).await?;
    let subject = heard.fact.subject.clone().unwrap_or_default();
    let school = School::heard(before.as_ref(), &subject, body, local_day(heard.occurred_at))
        .ok_or_else(|| Failure::Corrupt(format!("a school without an id in {}", heard.case_id)))?;
    let backend = transaction.get_database_backend();
    let mut writes = store::school::save(&school, backend);
    if let Body::SchoolAbsorbed(absorbed) = body
        && let Ok(absorbed_id) = Uuid::parse_str(&absorbed.school_id)
    {
        let on = absorbed.on.parse().unwrap_or(local_day(heard.occurred_at));
        writes.push(store::merger::save(school.id, absorbed_id, on, backend));
    }
    Ok(Outcome { writes, ..nothing() })
}
