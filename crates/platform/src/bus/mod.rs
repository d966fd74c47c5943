//! The bus carries facts, and facts only. It is disposable: what it loses is still in the journals.
//!
//! Delivered means: every listener's inbox has it, or the broker has confirmed it to every listener's
//! queue. Delivery may repeat; the inbox takes each fact once.

use std::sync::Arc;

use async_trait::async_trait;
use sea_orm::prelude::Uuid;

use crate::journal::entry;
use crate::time::Moment;

mod in_process;
mod rabbitmq;

pub use in_process::InProcessBus;
pub use rabbitmq::{RabbitBus, Subscriptions};

/// A fact under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The service that announced it.
    pub producer: String,
    /// Its id.
    pub fact_id: Uuid,
    /// Its case.
    pub case_id: Uuid,
    /// Its place in the producer's chain of the case.
    pub sequence: i64,
    /// Its type, which is the routing key.
    pub fact_type: String,
    /// When it happened.
    pub occurred_at: Moment,
    /// When it was recorded.
    pub recorded_at: Moment,
    /// The fact, as protobuf.
    pub payload: Vec<u8>,
}

impl Delivery {
    /// What `producer` recorded as `entry`.
    pub fn of(producer: &str, entry: entry::Model) -> Self {
        Self {
            producer: producer.to_owned(),
            fact_id: entry.fact_id,
            case_id: entry.case_id,
            sequence: entry.sequence,
            fact_type: entry.fact_type,
            occurred_at: entry.occurred_at,
            recorded_at: entry.recorded_at,
            payload: entry.payload,
        }
    }
}

/// Why facts could not be handed over. They stay in the journal and are tried again.
#[derive(Debug, thiserror::Error)]
#[error("the bus did not take the facts: {0}")]
pub struct BusError(pub String);

/// Takes deliveries for one consumer. Must have kept them when it returns.
#[async_trait]
pub trait Receiver: Send + Sync {
    /// Keeps `deliveries`; those it has already are passed over.
    async fn receive(&self, deliveries: Vec<Delivery>) -> Result<(), BusError>;
}

/// A way for facts from their producer to every listener.
#[async_trait]
pub trait Bus: Send + Sync {
    /// Hands `deliveries` over, in order, and returns when all of them are kept on the other side.
    async fn publish(&self, deliveries: Vec<Delivery>) -> Result<(), BusError>;

    /// From now on, and for all that is not yet delivered, `receiver` gets the facts of `producers`
    /// under the name `consumer`.
    async fn subscribe(
        &self,
        consumer: &str,
        producers: &[&str],
        receiver: Arc<dyn Receiver>,
    ) -> Result<(), BusError>;
}
