//! The hash chains of the journals, verified a second time, from what an entry is documented to hash.
//!
//! An entry's hash is SHA-256 over the byte 1 and ten fields, each after its length in eight bytes, big end first: the
//! hash of the entry before it in its case, the case, the place in the chain, the fact's id, its type, when it
//! happened, when it was recorded (in microseconds since 1970), who did it, what caused it, and the fact.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The form of what is hashed.
const FORM: u8 = 1;
/// The hash before the first entry.
const NOTHING: [u8; 32] = [0; 32];

/// A row of a journal, as its service hands it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The service whose journal it stands in.
    pub service: &'static str,
    /// The case.
    pub case_id: Uuid,
    /// Its place in the chain, from 1.
    pub sequence: i64,
    /// The fact's id.
    pub fact_id: Uuid,
    /// The fact's type.
    pub fact_type: String,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who did it.
    pub actor: String,
    /// What caused it.
    pub cause: Uuid,
    /// The fact, as it was hashed.
    pub payload: Vec<u8>,
    /// The hash that it says the entry before has.
    pub previous_hash: Vec<u8>,
    /// The hash that it says it has.
    pub hash: Vec<u8>,
}

impl Entry {
    /// The hash that it must have.
    #[must_use]
    pub fn due_hash(&self) -> [u8; 32] {
        let mut digest = Sha256::new();
        digest.update([FORM]);
        let mut field = |bytes: &[u8]| {
            digest.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            digest.update(bytes);
        };
        field(&self.previous_hash);
        field(self.case_id.as_bytes());
        field(&self.sequence.to_be_bytes());
        field(self.fact_id.as_bytes());
        field(self.fact_type.as_bytes());
        field(&self.occurred_at.timestamp_micros().to_be_bytes());
        field(&self.recorded_at.timestamp_micros().to_be_bytes());
        field(self.actor.as_bytes());
        field(self.cause.as_bytes());
        field(&self.payload);
        digest.finalize().into()
    }
}

/// The last entry of a chain, as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The service.
    pub service: &'static str,
    /// The case.
    pub case_id: Uuid,
    /// The place of its last entry.
    pub sequence: i64,
    /// That entry's hash.
    pub hash: Vec<u8>,
}

/// What is wrong with a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The content is not what was hashed.
    Content,
    /// It does not follow the entry before it.
    Link,
    /// An entry before it is missing.
    Gap,
    /// The chain ends before where it once was.
    Cut,
    /// Where it once was now stands another entry.
    Rewritten,
}

/// The first fault of the chain `entries` of one service and case, in the order of their places, which once ended at
/// `noted`; with the place where it shows.
#[must_use]
pub fn first_fault(entries: &[&Entry], noted: Option<&Head>) -> Option<(i64, Fault)> {
    let (mut place, mut hash) = (0, NOTHING.as_slice());
    for entry in entries {
        if entry.sequence != place + 1 {
            return Some((place + 1, Fault::Gap));
        }
        if entry.previous_hash != hash {
            return Some((entry.sequence, Fault::Link));
        }
        if entry.hash != entry.due_hash() {
            return Some((entry.sequence, Fault::Content));
        }
        (place, hash) = (entry.sequence, &entry.hash);
    }
    let noted = noted?;
    match entries.iter().find(|entry| entry.sequence == noted.sequence) {
        None => Some((place + 1, Fault::Cut)),
        Some(entry) if entry.hash != noted.hash => Some((entry.sequence, Fault::Rewritten)),
        Some(_) => None,
    }
}
