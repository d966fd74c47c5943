//! RabbitMQ at its worst, short of dying: what no queue takes, what nobody can read, queues and exchanges
//! that vanish, and a link that falls silent without a word (traps D2 to D5 and D10).

use std::sync::Arc;
use std::time::{Duration, Instant};

use ground::{World, eventually, number, within};
use lapin::options::{
    BasicPublishOptions, ConfirmSelectOptions, ExchangeDeleteOptions, QueueDeclareOptions, QueueDeleteOptions,
};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties};
use platform::bus::{Bus, Delivery, RabbitBus, Subscriptions};
use platform::inbox::Inbox;
use platform::relay;
use sea_orm::DatabaseConnection;
use secrecy::SecretString;
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

use crate::delivery::unpublished;
use crate::ledger::{Ledger, Scribe, heard};
use crate::proxy::Proxy;
use crate::schedules::{delivery, drain};
use crate::world::Broker;

const HEARD: Subscriptions = &[("scheduler", &["registration"])];
/// Long enough for a broker that is well, on a machine that is busy.
const PROMPT: Duration = Duration::from_secs(10);

/// A listener's inbox, to be subscribed.
struct Listening {
    world: World,
    inbox: Inbox,
    outside: DatabaseConnection,
}

impl Listening {
    async fn new() -> Self {
        let world = World::servers().await;
        let inbox = Scribe::new(&["registration"]).inbox(&world, "scheduler").await;
        let outside = world.separate("scheduler").await;
        Self {
            world,
            inbox,
            outside,
        }
    }

    async fn received(&self) -> i64 {
        number(&self.outside, "SELECT count(*) FROM inbox").await
    }

    async fn receives(&self, count: i64, what: &str) {
        eventually(what, async || self.received().await == count).await;
    }
}

fn bus(url: &str, prefix: &str, subscriptions: Subscriptions) -> Arc<dyn Bus> {
    Arc::new(RabbitBus::new(SecretString::from(url), prefix, subscriptions))
}

fn facts(case: Uuid, places: std::ops::RangeInclusive<usize>) -> Vec<Delivery> {
    places
        .map(|place| delivery("registration", case, place, place as i64))
        .collect()
}

/// A channel that is not the platform's. The connection lives as long as it is kept.
async fn stranger(url: &str) -> (Connection, Channel) {
    let connection = Connection::connect(url, ConnectionProperties::default())
        .await
        .unwrap();
    let channel = connection.create_channel().await.unwrap();
    channel
        .confirm_select(ConfirmSelectOptions::default())
        .await
        .unwrap();
    (connection, channel)
}

/// D4: the broker acknowledges what it throws away.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_no_queue_takes_is_not_delivered() {
    let broker = Broker::shared().await;
    let world = World::servers().await;
    let deaf = bus(&broker.url, &world.prefix, &[("scheduler", &["review"])]);
    let error = deaf.publish(facts(Uuid::now_v7(), 1..=3)).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("no queue takes registration.school_registered"),
        "{error}"
    );

    let ledger = Ledger::open(&world).await;
    ledger.raise(Uuid::now_v7(), Uuid::now_v7(), 1).await.unwrap();
    relay::pass(&ledger.journal, &deaf).await.unwrap_err();
    let outside = world.separate("registration").await;
    assert_eq!(unpublished(&outside).await, 1, "it waits for a queue");
    // A process that knows of the listener makes its queue, and the fact goes out.
    let hearing = bus(&broker.url, &world.prefix, HEARD);
    assert_eq!(relay::pass(&ledger.journal, &hearing).await.unwrap(), 1);
    assert_eq!(unpublished(&outside).await, 0);
}

/// What is published before a listener has ever started waits in its queue.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listener_that_starts_late_misses_nothing() {
    let broker = Broker::shared().await;
    let listening = Listening::new().await;
    let bus = bus(&broker.url, &listening.world.prefix, HEARD);
    bus.publish(facts(Uuid::now_v7(), 1..=300)).await.unwrap();
    listening.inbox.subscribe(&bus).await.unwrap();
    listening.receives(300, "all that was published before").await;
}

/// D5: what is not ours, or cannot be kept, goes to the dead letters; what is good comes through.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn poison_among_good_messages_is_set_aside_alone() {
    let broker = Broker::shared().await;
    let listening = Listening::new().await;
    let prefix = &listening.world.prefix;
    let bus = bus(&broker.url, prefix, HEARD);
    let case = Uuid::now_v7();
    let (_connection, channel) = stranger(&broker.url).await;
    let exchange = format!("{prefix}.facts");
    bus.publish(facts(case, 1..=10)).await.unwrap();
    let poisons: Vec<(&str, BasicProperties)> = vec![
        ("no headers at all", BasicProperties::default()),
        (
            "a case that is none",
            headers(&[("cloudEvents:subject", "everything")]),
        ),
        (
            "a NUL in the producer",
            headers(&[("cloudEvents:source", "regis\0tration")]),
        ),
        (
            "another producer's name",
            headers(&[("cloudEvents:source", "review")]),
        ),
        (
            "a place before the first",
            headers(&[("cloudEvents:sequence", "0")]),
        ),
        (
            "a year that no database keeps",
            headers(&[("cloudEvents:time", "+200000-01-01T00:00:00Z")]),
        ),
    ];
    let count = u32::try_from(poisons.len()).unwrap();
    for (number, (_, properties)) in poisons.into_iter().enumerate() {
        let sent = channel
            .basic_publish(
                exchange.as_str().into(),
                "registration.school_registered".into(),
                BasicPublishOptions::default(),
                b"poison",
                properties,
            )
            .await
            .unwrap();
        sent.await.unwrap();
        bus.publish(facts(case, 11 + number * 5..=15 + number * 5))
            .await
            .unwrap();
    }
    listening.inbox.subscribe(&bus).await.unwrap();
    let good = 10 + i64::from(count) * 5;
    listening.receives(good, "every good message").await;
    drain(&listening.inbox).await;
    assert_eq!(
        heard(&listening.outside, "registration", case).await,
        Vec::from_iter(1..=good)
    );
    eventually("every poison lies with the dead letters", async || {
        waiting(&channel, &format!("{prefix}.dead")).await == count
    })
    .await;
    assert_eq!(waiting(&channel, &format!("{prefix}.scheduler.v1")).await, 0);
    assert_eq!(listening.received().await, good);
}

/// The headers of a good message, with `changes`.
fn headers(changes: &[(&str, &str)]) -> BasicProperties {
    let mut headers = FieldTable::default();
    let (case, id) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string());
    let good = [
        ("cloudEvents:source", "registration"),
        ("cloudEvents:subject", case.as_str()),
        ("cloudEvents:time", "2024-01-01T00:00:00Z"),
        ("cloudEvents:recordedtime", "2024-01-01T00:00:00Z"),
        ("cloudEvents:sequence", "1"),
    ];
    for (name, value) in good.iter().chain(changes) {
        headers.insert((*name).into(), AMQPValue::LongString((*value).into()));
    }
    BasicProperties::default()
        .with_message_id(id.as_str().into())
        .with_headers(headers)
}

/// How many messages wait in `queue`.
async fn waiting(channel: &Channel, queue: &str) -> u32 {
    let passive = QueueDeclareOptions {
        passive: true,
        ..QueueDeclareOptions::default()
    };
    channel
        .queue_declare(queue.into(), passive, FieldTable::default())
        .await
        .unwrap()
        .message_count()
}

/// D3: the broker ends the consumer, not the connection.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_subscription_whose_queue_is_deleted_is_rebuilt() {
    let broker = Broker::shared().await;
    let listening = Listening::new().await;
    let prefix = &listening.world.prefix;
    let bus = bus(&broker.url, prefix, HEARD);
    listening.inbox.subscribe(&bus).await.unwrap();
    let case = Uuid::now_v7();
    bus.publish(facts(case, 1..=1)).await.unwrap();
    listening.receives(1, "the first fact").await;

    let (_connection, channel) = stranger(&broker.url).await;
    for round in 2..=3 {
        let queue = format!("{prefix}.scheduler.v1");
        channel
            .queue_delete(queue.as_str().into(), QueueDeleteOptions::default())
            .await
            .unwrap();
        let fact = facts(case, round..=round);
        // Until the queue is there again the fact is not delivered, and the publisher is told.
        eventually("the fact finds a queue", async || {
            bus.publish(fact.clone()).await.is_ok()
        })
        .await;
        listening
            .receives(round as i64, "the fact after the queue was deleted")
            .await;
    }
}

/// D3: the broker ends the publisher's channel, not the connection.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn publishing_goes_on_after_the_channel_was_closed() {
    let broker = Broker::shared().await;
    let listening = Listening::new().await;
    let prefix = &listening.world.prefix;
    let bus = bus(&broker.url, prefix, HEARD);
    listening.inbox.subscribe(&bus).await.unwrap();
    let case = Uuid::now_v7();
    bus.publish(facts(case, 1..=1)).await.unwrap();
    let (_connection, channel) = stranger(&broker.url).await;
    let exchange = format!("{prefix}.facts");
    channel
        .exchange_delete(exchange.as_str().into(), ExchangeDeleteOptions::default())
        .await
        .unwrap();
    within(PROMPT, "the error", bus.publish(facts(case, 2..=2)))
        .await
        .unwrap_err();
    // The next one declares anew what is missing.
    within(PROMPT, "the next one", bus.publish(facts(case, 2..=2)))
        .await
        .unwrap();
    listening.receives(2, "both facts").await;
}

/// D3: a queue of that name with other arguments is a precondition failure, which closes the channel that
/// declares it. Once the administrator has removed it, everything goes on by itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_declaration_is_an_error_until_it_is_mended() {
    let broker = Broker::shared().await;
    let listening = Listening::new().await;
    let prefix = &listening.world.prefix;
    let queue = format!("{prefix}.scheduler.v1");
    let (_connection, channel) = stranger(&broker.url).await;
    channel
        .queue_declare(
            queue.as_str().into(),
            QueueDeclareOptions::default(),
            FieldTable::default(),
        )
        .await
        .unwrap();
    let bus = bus(&broker.url, prefix, HEARD);
    listening.inbox.subscribe(&bus).await.unwrap();
    let case = Uuid::now_v7();
    for _ in 0..3 {
        let error = within(PROMPT, "the error", bus.publish(facts(case, 1..=1)))
            .await
            .unwrap_err();
        assert!(
            error.to_string().to_lowercase().contains("inequivalent"),
            "{error}"
        );
    }
    channel
        .queue_delete(queue.as_str().into(), QueueDeleteOptions::default())
        .await
        .unwrap();
    within(PROMPT, "publishing", bus.publish(facts(case, 1..=1)))
        .await
        .unwrap();
    listening.receives(1, "the fact").await;
}

async fn proxied(broker: &Broker) -> (Proxy, String) {
    let (credentials, rest) = broker.url.rsplit_once('@').unwrap();
    let (address, vhost) = rest.split_once('/').unwrap();
    let proxy = Proxy::to(address.parse().unwrap()).await;
    let url = format!("{credentials}@{}/{vhost}", proxy.address);
    (proxy, url)
}

/// D10: a broker that takes everything and confirms nothing, as one without disk does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn publishing_fails_in_time_when_nothing_is_confirmed() {
    let broker = Broker::shared().await;
    let listening = Listening::new().await;
    let (proxy, url) = proxied(&broker).await;
    let limit = Duration::from_millis(700);
    let patient = RabbitBus::new(SecretString::from(url), &listening.world.prefix, HEARD);
    let bus: Arc<dyn Bus> = Arc::new(patient.with_confirm_timeout(limit));
    let case = Uuid::now_v7();
    eventually("the first fact is confirmed", async || {
        bus.publish(facts(case, 1..=1)).await.is_ok()
    })
    .await;

    // First on a connection that was well, then on new ones, which do not even come about.
    proxy.silence();
    for attempt in 0..3 {
        let begun = Instant::now();
        let error = bus.publish(facts(case, 2..=2)).await.unwrap_err();
        let took = begun.elapsed();
        assert!(
            error.to_string().contains("no confirmation within 700ms"),
            "{error}"
        );
        assert!(
            took >= limit && took < limit + Duration::from_secs(2),
            "attempt {attempt} took {took:?}"
        );
    }
    // Several at once, as the relays of one process do: each is answered in time, not one after another.
    let begun = Instant::now();
    let all = futures::future::join_all((0..4).map(|_| bus.publish(facts(case, 2..=2)))).await;
    assert!(all.iter().all(Result::is_err));
    assert!(
        begun.elapsed() < limit + Duration::from_secs(2),
        "four at once took {:?}",
        begun.elapsed()
    );

    proxy.restore();
    eventually("publishing goes on", async || {
        bus.publish(facts(case, 2..=2)).await.is_ok()
    })
    .await;
    listening.inbox.subscribe(&bus).await.unwrap();
    listening
        .receives(2, "both facts, however often they were sent")
        .await;
    eventually("no connection is left over", async || proxy.open() <= 2).await;
}

/// D10 with the journal: nothing is marked as published that was not confirmed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_stay_in_the_journal_until_they_are_confirmed() {
    let broker = Broker::shared().await;
    let world = World::servers().await;
    let ledger = Ledger::open(&world).await;
    let (proxy, url) = proxied(&broker).await;
    let hurried = RabbitBus::new(SecretString::from(url), &world.prefix, HEARD);
    let bus: Arc<dyn Bus> = Arc::new(hurried.with_confirm_timeout(Duration::from_millis(700)));
    eventually("a connection is made", async || {
        bus.publish(facts(Uuid::now_v7(), 1..=1)).await.is_ok()
    })
    .await;
    ledger.raise(Uuid::now_v7(), Uuid::now_v7(), 1).await.unwrap();
    proxy.silence();
    relay::pass(&ledger.journal, &bus).await.unwrap_err();
    let outside = world.separate("registration").await;
    assert_eq!(unpublished(&outside).await, 1);
    proxy.restore();
    eventually("it is published", async || {
        relay::pass(&ledger.journal, &bus)
            .await
            .is_ok_and(|count| count == 1)
    })
    .await;
    assert_eq!(unpublished(&outside).await, 0);
}

/// D2: the link of a consumer dies without a word, with nothing under way that could fail.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_subscription_whose_link_fell_silent_is_rebuilt() {
    let broker = Broker::shared().await;
    let listening = Listening::new().await;
    let prefix = &listening.world.prefix;
    let (proxy, url) = proxied(&broker).await;
    let far = bus(&format!("{url}?heartbeat=1"), prefix, HEARD);
    listening.inbox.subscribe(&far).await.unwrap();
    let near = bus(&broker.url, prefix, HEARD);
    let case = Uuid::now_v7();
    near.publish(facts(case, 1..=1)).await.unwrap();
    listening.receives(1, "the first fact").await;

    proxy.silence_present();
    near.publish(facts(case, 2..=50)).await.unwrap();
    listening
        .receives(50, "what was held back, over a new link")
        .await;
    assert!(proxy.accepted() >= 2);
}

/// D2: links that break again and again, while facts flow.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_flow_over_links_that_break_again_and_again() {
    let broker = Broker::shared().await;
    let listening = Listening::new().await;
    let ledger = Ledger::open(&listening.world).await;
    let (proxy, url) = proxied(&broker).await;
    let bus = bus(&url, &listening.world.prefix, HEARD);
    listening.inbox.subscribe(&bus).await.unwrap();
    let relay = tokio::spawn(relay::run(ledger.journal.clone(), bus));
    let _relay = AbortOnDropHandle::new(relay);
    let case = Uuid::now_v7();
    for round in 1..=4 {
        for _ in 0..5 {
            ledger.raise(Uuid::now_v7(), case, 1).await.unwrap();
        }
        let before = proxy.accepted();
        eventually("some facts came through", async || {
            listening.received().await > (round - 1) * 5
        })
        .await;
        proxy.cut();
        eventually("a new link is made", async || proxy.accepted() > before).await;
    }
    listening.receives(20, "every fact").await;
    drain(&listening.inbox).await;
    assert_eq!(
        heard(&listening.outside, "registration", case).await,
        Vec::from_iter(1..=20)
    );
}
