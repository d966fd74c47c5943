//! One entry of the journal, and the hash that chains it to the one before.

use proto::fact::Fact;
use sea_orm::entity::prelude::*;
use sha2::{Digest, Sha256};

use crate::time::Moment;

/// The hash before a case's first entry.
pub const GENESIS: [u8; 32] = [0; 32];
/// Changes when the hashed form changes, so that an old entry is never taken for a new one.
const FORM: u8 = 1;

/// A row of the journal.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "journal")]
pub struct Model {
    /// Grows with insertion. Not an order of commits: a later id may commit first.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The fact's own id, which travels with it.
    pub fact_id: Uuid,
    /// The case whose chain the entry stands in.
    pub case_id: Uuid,
    /// The place in the chain, from 1, without a gap.
    pub sequence: i64,
    /// The type of fact.
    pub fact_type: String,
    /// When it happened (valid time).
    pub occurred_at: Moment,
    /// When it was recorded (knowledge time).
    pub recorded_at: Moment,
    /// Who did it.
    pub actor: String,
    /// The request or fact that caused it.
    pub cause: Uuid,
    /// The fact, as protobuf.
    #[sea_orm(column_type = "VarBinary(StringLen::None)")]
    pub payload: Vec<u8>,
    /// The hash of the entry before.
    #[sea_orm(column_type = "VarBinary(StringLen::None)")]
    pub previous_hash: Vec<u8>,
    /// The hash over this entry and the one before.
    #[sea_orm(column_type = "VarBinary(StringLen::None)")]
    pub hash: Vec<u8>,
    /// When the bus took it; nothing until then.
    pub published_at: Option<Moment>,
}

/// Entries have no relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The hash that this entry must have, from everything in it that is history.
    pub fn expected_hash(&self) -> [u8; 32] {
        let mut hasher = Sha256::new_with_prefix([FORM]);
        let sequence = self.sequence.to_be_bytes();
        let occurred = self.occurred_at.timestamp_micros().to_be_bytes();
        let recorded = self.recorded_at.timestamp_micros().to_be_bytes();
        let fields: [&[u8]; 10] = [
            &self.previous_hash,
            self.case_id.as_bytes(),
            &sequence,
            self.fact_id.as_bytes(),
            self.fact_type.as_bytes(),
            &occurred,
            &recorded,
            self.actor.as_bytes(),
            self.cause.as_bytes(),
            &self.payload,
        ];
        for field in fields {
            // The length goes first, so that no two different entries are hashed alike.
            hasher.update((field.len() as u64).to_be_bytes());
            hasher.update(field);
        }
        hasher.finalize().into()
    }

    /// The fact.
    pub fn fact(&self) -> Result<Fact, prost::DecodeError> {
        prost::Message::decode(self.payload.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Model {
        Model {
            id: 1,
            fact_id: Uuid::from_u128(1),
            case_id: Uuid::from_u128(2),
            sequence: 1,
            fact_type: "a.b".to_owned(),
            occurred_at: "2024-04-24T03:00:00Z".parse().unwrap(),
            recorded_at: "2024-04-24T03:00:01Z".parse().unwrap(),
            actor: "o".to_owned(),
            cause: Uuid::from_u128(3),
            payload: vec![1, 2, 3],
            previous_hash: GENESIS.to_vec(),
            hash: Vec::new(),
            published_at: None,
        }
    }

    #[test]
    fn every_part_of_history_is_hashed_and_nothing_else() {
        let original = entry().expected_hash();
        let changes: [fn(&mut Model); 9] = [
            |e| e.fact_id = Uuid::from_u128(9),
            |e| e.case_id = Uuid::from_u128(9),
            |e| e.sequence = 2,
            |e| e.fact_type = "a.c".to_owned(),
            |e| e.occurred_at = e.recorded_at,
            |e| e.recorded_at = e.occurred_at,
            |e| e.actor = "p".to_owned(),
            |e| e.payload.push(4),
            |e| e.previous_hash[0] = 1,
        ];
        for (number, change) in changes.iter().enumerate() {
            let mut changed = entry();
            change(&mut changed);
            assert_ne!(
                changed.expected_hash(),
                original,
                "change {number} went unnoticed"
            );
        }
        let mut published = entry();
        published.published_at = Some(published.recorded_at);
        published.id = 77;
        assert_eq!(published.expected_hash(), original, "delivery is not history");
    }

    #[test]
    fn fields_do_not_run_into_one_another() {
        let mut one = entry();
        one.fact_type = "ab".to_owned();
        one.actor = "c".to_owned();
        let mut other = entry();
        other.fact_type = "a".to_owned();
        other.actor = "bc".to_owned();
        assert_ne!(one.expected_hash(), other.expected_hash());
    }
}
