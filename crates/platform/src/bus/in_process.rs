//! The bus of the embedded default: a delivery is kept in every listener's inbox before it counts as
//! delivered, just as with a broker, only without one.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::RwLock;

use super::{Bus, BusError, Delivery, Receiver};

/// Carries facts between the services of one process.
#[derive(Default)]
pub struct InProcessBus {
    listeners: RwLock<Vec<Listener>>,
}

struct Listener {
    producers: Vec<String>,
    receiver: Arc<dyn Receiver>,
}

#[async_trait]
impl Bus for InProcessBus {
    async fn publish(&self, deliveries: Vec<Delivery>) -> Result<(), BusError> {
        for listener in self.listeners.read().await.iter() {
            let theirs: Vec<_> = deliveries
                .iter()
                .filter(|delivery| listener.producers.contains(&delivery.producer))
                .cloned()
                .collect();
            if !theirs.is_empty() {
                listener.receiver.receive(theirs).await?;
            }
        }
        Ok(())
    }

    async fn subscribe(
        &self,
        _consumer: &str,
        producers: &[&str],
        receiver: Arc<dyn Receiver>,
    ) -> Result<(), BusError> {
        let producers = producers.iter().map(|producer| (*producer).to_owned()).collect();
        self.listeners
            .write()
            .await
            .push(Listener { producers, receiver });
        Ok(())
    }
}
