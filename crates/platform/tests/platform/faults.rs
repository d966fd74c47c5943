//! What takes the broker away from everyone: alone, or these would disturb the others.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ground::{World, eventually, number};
use platform::bus::{Bus, RabbitBus};
use platform::relay;
use secrecy::SecretString;
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

use crate::delivery::unpublished;
use crate::ledger::{Ledger, Scribe, heard};
use crate::world::Broker;

/// D2: the broker goes and comes back. Commands do not notice, the promises hold, and nobody has to help.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn publishing_and_consuming_resume_when_the_broker_comes_back() {
    let broker = Broker::alone().await;
    let world = World::servers().await;
    let ledger = Ledger::open(&world).await;
    let inbox = Scribe::new(&["registration"]).inbox(&world, "scheduler").await;
    let bus = RabbitBus::new(
        SecretString::from(broker.url.as_str()),
        &world.prefix,
        &[("scheduler", &["registration"])],
    );
    let bus: Arc<dyn Bus> = Arc::new(bus);
    inbox.subscribe(&bus).await.unwrap();
    let _relay = AbortOnDropHandle::new(tokio::spawn(relay::run(ledger.journal.clone(), Arc::clone(&bus))));
    let _worker = AbortOnDropHandle::new(tokio::spawn(inbox.run()));
    let (sent, received) = (
        world.separate("registration").await,
        world.separate("scheduler").await,
    );
    let case = Uuid::now_v7();
    let handled = async |count: i64| {
        eventually("the facts are handled", async || {
            number(
                &received,
                "SELECT count(*) FROM inbox WHERE handled_at IS NOT NULL",
            )
            .await
                == count
        })
        .await;
    };
    for _ in 0..3 {
        ledger.raise(Uuid::now_v7(), case, 1).await.unwrap();
    }
    handled(3).await;

    broker.control("stop").await;
    for _ in 0..3 {
        let begun = Instant::now();
        ledger.raise(Uuid::now_v7(), case, 1).await.unwrap();
        assert!(
            begun.elapsed() < Duration::from_secs(2),
            "a command does not wait for the broker"
        );
    }
    assert_eq!(unpublished(&sent).await, 3, "they are kept");
    broker.control("start").await;
    handled(6).await;
    assert_eq!(unpublished(&sent).await, 0);

    ledger.raise(Uuid::now_v7(), case, 1).await.unwrap();
    handled(7).await;
    assert_eq!(
        heard(&received, "registration", case).await,
        Vec::from_iter(1..=7)
    );
}
