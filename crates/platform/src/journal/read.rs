//! Reading the journal: timelines, and the verification of its chains.

use chrono::Datelike;
use prost_types::Timestamp;
use proto::platform::JournalEntry;
use sea_orm::entity::prelude::*;
use sea_orm::{DatabaseConnection, QueryOrder, QuerySelect};

use super::entry::{self, Column, GENESIS};
use crate::page::{self, Direction};
use crate::time::Moment;

const ROWS_AT_ONCE: u64 = 1_000;

/// Entries of `case_id` after the place `after`, oldest first.
pub async fn entries(
    connection: &DatabaseConnection,
    case_id: Uuid,
    after: i64,
    limit: u64,
) -> Result<Vec<entry::Model>, DbErr> {
    entry::Entity::find()
        .filter(Column::CaseId.eq(case_id))
        .filter(Column::Sequence.gt(after))
        .order_by_asc(Column::Sequence)
        .limit(limit)
        .all(connection)
        .await
}

/// Entries of all cases after the place `after`, case by case and in each oldest first.
pub async fn all_entries(
    connection: &DatabaseConnection,
    after: Option<(Uuid, i64)>,
    limit: u64,
) -> Result<Vec<entry::Model>, DbErr> {
    page::after_key(
        entry::Entity::find(),
        Direction::Ascending,
        [Column::CaseId, Column::Sequence],
        after.map(|(case_id, sequence)| [case_id.into(), sequence.into()]),
    )
    .limit(limit)
    .all(connection)
    .await
}

/// What a verification found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// Cases verified.
    pub cases: i64,
    /// Entries verified.
    pub entries: i64,
    /// The first entry of each case that does not fit, with what is wrong.
    pub breaks: Vec<Break>,
}

/// The first entry of a case that does not fit.
#[derive(Debug, PartialEq, Eq)]
pub struct Break {
    /// The case.
    pub case_id: Uuid,
    /// The place in its chain.
    pub sequence: i64,
    /// What is wrong.
    pub reason: String,
}

/// Recomputes the chain of `case_id`, or of every case.
pub async fn verify(connection: &DatabaseConnection, case_id: Option<Uuid>) -> Result<Verification, DbErr> {
    let mut found = Verification::default();
    let mut chain = Chain::default();
    let mut after: Option<(Uuid, i64)> = None;
    loop {
        let mut query = page::after_key(
            entry::Entity::find(),
            Direction::Ascending,
            [Column::CaseId, Column::Sequence],
            after.map(|(case_id, sequence)| [case_id.into(), sequence.into()]),
        );
        if let Some(case_id) = case_id {
            query = query.filter(Column::CaseId.eq(case_id));
        }
        let rows = query.limit(ROWS_AT_ONCE).all(connection).await?;
        for row in &rows {
            chain.follow(row, &mut found);
        }
        match rows.last() {
            Some(last) => after = Some((last.case_id, last.sequence)),
            None => return Ok(found),
        }
    }
}

/// A walk along one case's chain.
#[derive(Default)]
struct Chain {
    case_id: Option<Uuid>,
    sequence: i64,
    hash: Vec<u8>,
    broken: bool,
}

impl Chain {
    fn follow(&mut self, row: &entry::Model, found: &mut Verification) {
        if self.case_id != Some(row.case_id) {
            *self = Self {
                case_id: Some(row.case_id),
                hash: GENESIS.to_vec(),
                ..Self::default()
            };
            found.cases += 1;
        }
        found.entries += 1;
        if let Some(reason) = self.fault(row).filter(|_| !self.broken) {
            self.broken = true;
            found.breaks.push(Break {
                case_id: row.case_id,
                sequence: row.sequence,
                reason,
            });
        }
        self.sequence = row.sequence;
        self.hash.clone_from(&row.hash);
    }

    fn fault(&self, row: &entry::Model) -> Option<String> {
        if row.sequence != self.sequence + 1 {
            Some(format!("entry {} is missing", self.sequence + 1))
        } else if row.previous_hash != self.hash {
            Some("it does not follow the entry before it".to_owned())
        } else if row.hash != row.expected_hash() {
            Some("its content does not match its hash".to_owned())
        } else {
            None
        }
    }
}

/// `moment` on the wire.
pub fn timestamp(moment: Moment) -> Timestamp {
    Timestamp {
        seconds: moment.timestamp(),
        nanos: i32::try_from(moment.timestamp_subsec_nanos()).unwrap_or_default(),
    }
}

/// A moment from the wire; nothing when it is not one between the years 1 and 9999, which is what the wire
/// allows and both databases give back.
pub fn moment(timestamp: &Timestamp) -> Option<Moment> {
    let nanoseconds = u32::try_from(timestamp.nanos)
        .ok()
        .filter(|nanoseconds| *nanoseconds < 1_000_000_000)?;
    Moment::from_timestamp(timestamp.seconds, nanoseconds)
        .filter(|moment| (1..=9_999).contains(&moment.year()))
}

/// A row as whoever verifies its chain needs it: with the bytes that were hashed.
pub fn whole(row: entry::Model) -> JournalEntry {
    let payload = row.payload.clone();
    JournalEntry {
        fact: None,
        payload,
        ..row.into()
    }
}

impl From<entry::Model> for JournalEntry {
    fn from(row: entry::Model) -> Self {
        Self {
            fact: row.fact().ok(),
            payload: Vec::new(),
            previous_hash: hex::encode(&row.previous_hash),
            fact_id: row.fact_id.to_string(),
            case_id: row.case_id.to_string(),
            sequence: row.sequence,
            fact_type: row.fact_type,
            occurred_at: Some(timestamp(row.occurred_at)),
            recorded_at: Some(timestamp(row.recorded_at)),
            actor: row.actor,
            hash: hex::encode(row.hash),
            cause: row.cause.to_string(),
        }
    }
}
