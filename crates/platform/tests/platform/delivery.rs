//! From one journal to the listeners of another service: nothing is lost, nothing is applied twice, and
//! one fact that cannot be handled stops its case and nothing else.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use ground::{World, eventually, number, texts};
use platform::bus::{Bus, BusError, Delivery, Receiver, Subscriptions};
use platform::inbox::{Inbox, nothing};
use platform::journal::Outcome;
use platform::refusal::{Failure, Refusal};
use platform::relay;
use prost::Message;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, Statement};
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

use crate::ledger::{Ledger, POISON, Scribe, heard};
use crate::schedules::{delivery, drain};
use crate::world::bus;

ground::both! {
    &World:
    facts_reach_every_listener_once_and_in_order_though_workers_die,
    a_bus_that_fails_half_way_loses_and_repeats_nothing,
    facts_wait_in_the_journal_while_the_bus_is_away,
    a_fact_that_cannot_be_handled_holds_back_its_case_and_no_other,
    whatever_a_listener_stumbles_over_is_parked,
    facts_that_nobody_can_read_are_parked,
    a_missing_fact_is_waited_for,
    what_is_not_parked_cannot_be_replayed,
}

const HEARS_REGISTRATION: Subscriptions = &[("review", &["registration"]), ("scheduler", &["registration"])];

fn spawn(work: impl Future<Output = ()> + Send + 'static) -> AbortOnDropHandle<()> {
    AbortOnDropHandle::new(tokio::spawn(work))
}

pub async fn unpublished(connection: &DatabaseConnection) -> i64 {
    number(
        connection,
        "SELECT count(*) FROM journal WHERE published_at IS NULL",
    )
    .await
}

async fn parked(connection: &DatabaseConnection) -> Vec<String> {
    texts(
        connection,
        "SELECT parked_reason FROM inbox WHERE parked_reason IS NOT NULL ORDER BY id",
    )
    .await
}

/// Two relays and two listeners with two workers each, all of which die and start again in the midst.
async fn facts_reach_every_listener_once_and_in_order_though_workers_die(world: &World) {
    let ledger = Ledger::open(world).await;
    let bus = bus(world, HEARS_REGISTRATION).await;
    let mut inboxes = Vec::new();
    for service in ["review", "scheduler"] {
        let inbox = Scribe::new(&["registration"]).inbox(world, service).await;
        inbox.subscribe(&bus.bus).await.unwrap();
        inboxes.push(inbox);
    }
    let cases: Vec<_> = (0..4).map(|_| Uuid::now_v7()).collect();
    let start = |inboxes: &[Inbox]| {
        let mut workers = Vec::new();
        for _ in 0..2 {
            workers.push(spawn(relay::run(ledger.journal.clone(), Arc::clone(&bus.bus))));
            workers.extend(inboxes.iter().map(|inbox| spawn(inbox.clone().run())));
        }
        workers
    };
    let mut workers = start(&inboxes);
    for round in 0..15 {
        let commands = cases.iter().map(|case| ledger.raise(Uuid::now_v7(), *case, 1));
        for done in futures::future::join_all(commands).await {
            done.unwrap();
        }
        if round % 3 == 0 {
            drop(workers);
            workers = start(&inboxes);
        }
    }
    let outside = world.separate("registration").await;
    eventually("every fact is published", async || {
        unpublished(&outside).await == 0
    })
    .await;
    for service in ["review", "scheduler"] {
        let outside = world.separate(service).await;
        eventually("every fact is handled", async || {
            number(
                &outside,
                "SELECT count(*) FROM inbox WHERE handled_at IS NOT NULL",
            )
            .await
                == 60
        })
        .await;
        for case in &cases {
            assert_eq!(
                heard(&outside, "registration", *case).await,
                Vec::from_iter(1..=15),
                "{service}"
            );
        }
    }
}

/// A bus that breaks: before it delivers anything, after half of it, after all of it, and then works once.
struct Breaking {
    sound: Arc<dyn Bus>,
    calls: AtomicU64,
}

#[async_trait]
impl Bus for Breaking {
    async fn publish(&self, deliveries: Vec<Delivery>) -> Result<(), BusError> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst) % 4;
        let gone = match call {
            0 => return Err(BusError("broken before".to_owned())),
            1 => deliveries[deliveries.len() / 2..].to_vec(),
            _ => deliveries,
        };
        self.sound.publish(gone).await?;
        if call == 3 {
            Ok(())
        } else {
            Err(BusError("broken after".to_owned()))
        }
    }

    async fn subscribe(
        &self,
        consumer: &str,
        producers: &[&str],
        receiver: Arc<dyn Receiver>,
    ) -> Result<(), BusError> {
        self.sound.subscribe(consumer, producers, receiver).await
    }
}

async fn a_bus_that_fails_half_way_loses_and_repeats_nothing(world: &World) {
    let ledger = Ledger::open(world).await;
    let sound = bus(world, &[("scheduler", &["registration"])]).await;
    let bus: Arc<dyn Bus> = Arc::new(Breaking {
        sound: Arc::clone(&sound.bus),
        calls: AtomicU64::new(0),
    });
    let inbox = Scribe::new(&["registration"]).inbox(world, "scheduler").await;
    inbox.subscribe(&bus).await.unwrap();
    let case = Uuid::now_v7();
    let outside = world.separate("registration").await;
    for _ in 0..10 {
        ledger.raise(Uuid::now_v7(), case, 1).await.unwrap();
    }
    for attempt in 0..3 {
        relay::pass(&ledger.journal, &bus).await.unwrap_err();
        assert_eq!(
            unpublished(&outside).await,
            10,
            "nothing counts as published after failure {attempt}"
        );
    }
    assert_eq!(relay::pass(&ledger.journal, &bus).await.unwrap(), 10);
    assert_eq!(unpublished(&outside).await, 0);
    assert_eq!(
        relay::pass(&ledger.journal, &bus).await.unwrap(),
        0,
        "and nothing is left"
    );

    let hearing = world.separate("scheduler").await;
    eventually("every fact is received", async || {
        number(&hearing, "SELECT count(*) FROM inbox").await == 10
    })
    .await;
    drain(&inbox).await;
    assert_eq!(
        heard(&hearing, "registration", case).await,
        Vec::from_iter(1..=10)
    );
}

/// A bus that is away, then there.
struct Away(std::sync::atomic::AtomicBool, Arc<dyn Bus>);

#[async_trait]
impl Bus for Away {
    async fn publish(&self, deliveries: Vec<Delivery>) -> Result<(), BusError> {
        if self.0.load(Ordering::SeqCst) {
            Err(BusError("away".to_owned()))
        } else {
            self.1.publish(deliveries).await
        }
    }

    async fn subscribe(&self, _: &str, _: &[&str], _: Arc<dyn Receiver>) -> Result<(), BusError> {
        Ok(())
    }
}

async fn facts_wait_in_the_journal_while_the_bus_is_away(world: &World) {
    let ledger = Ledger::open(world).await;
    let sound = bus(world, &[("scheduler", &["registration"])]).await;
    let inbox = Scribe::new(&["registration"]).inbox(world, "scheduler").await;
    inbox.subscribe(&sound.bus).await.unwrap();
    let away = Arc::new(Away(true.into(), Arc::clone(&sound.bus)));
    let bus: Arc<dyn Bus> = Arc::clone(&away) as Arc<dyn Bus>;
    let relay = spawn(relay::run(ledger.journal.clone(), bus));
    let case = Uuid::now_v7();
    for total in 1..=5 {
        assert_eq!(
            ledger.raise(Uuid::now_v7(), case, 1).await.unwrap(),
            total,
            "commands do not wait for the bus"
        );
    }
    let outside = world.separate("registration").await;
    assert_eq!(unpublished(&outside).await, 5);
    away.0.store(false, Ordering::SeqCst);
    eventually("the relay goes on by itself", async || {
        unpublished(&outside).await == 0
    })
    .await;
    let hearing = world.separate("scheduler").await;
    eventually("they are received", async || {
        number(&hearing, "SELECT count(*) FROM inbox").await == 5
    })
    .await;
    drop(relay);
}

async fn a_fact_that_cannot_be_handled_holds_back_its_case_and_no_other(world: &World) {
    let scribe = Scribe::new(&["registration", "review"]);
    let inbox = scribe.inbox(world, "scheduler").await;
    let outside = world.separate("scheduler").await;
    let (stuck, free) = (Uuid::now_v7(), Uuid::now_v7());
    let poison = delivery("registration", stuck, 2, POISON);
    let mut first: Vec<_> = [1, 3]
        .map(|place| delivery("registration", stuck, place, place as i64))
        .into();
    first.extend([1, 2, 3].map(|place| delivery("registration", free, place, place as i64)));
    first.push(poison.clone());
    inbox.receive(first).await.unwrap();
    drain(&inbox).await;
    // Only now another producer speaks about both cases.
    let later = [stuck, free].map(|case| delivery("review", case, 1, 1));
    inbox.receive(later.into()).await.unwrap();
    drain(&inbox).await;

    assert_eq!(heard(&outside, "registration", stuck).await, [1]);
    assert_eq!(
        heard(&outside, "review", stuck).await,
        [0; 0],
        "other producers' facts of the case wait too"
    );
    assert_eq!(heard(&outside, "registration", free).await, [1, 2, 3]);
    assert_eq!(heard(&outside, "review", free).await, [1]);
    assert_eq!(
        parked(&outside).await,
        ["number: is not to be handled"],
        "the reason can be read"
    );
    assert_eq!(inbox.pass().await.unwrap(), 0, "it is not tried again and again");

    // Replayed while it still cannot be handled, it is parked again.
    assert!(inbox.replay(poison.fact_id).await.unwrap());
    drain(&inbox).await;
    assert_eq!(parked(&outside).await.len(), 1);

    scribe.stumbles.store(false, Ordering::SeqCst);
    assert!(inbox.replay(poison.fact_id).await.unwrap());
    drain(&inbox).await;
    assert_eq!(heard(&outside, "registration", stuck).await, [1, POISON, 3]);
    assert_eq!(heard(&outside, "review", stuck).await, [1]);
    assert_eq!(parked(&outside).await, [""; 0]);
}

fn writing(transaction: &DatabaseTransaction, sql: &str) -> Result<Outcome<()>, Failure> {
    let write = Statement::from_string(transaction.get_database_backend(), sql);
    Ok(Outcome {
        writes: vec![write],
        ..nothing()
    })
}

/// Refusals, contradictions, and every kind of error that the database answers to what a listener writes.
/// Each is a fault of this one fact: the rest goes on, and nothing of the attempt is kept.
async fn whatever_a_listener_stumbles_over_is_parked(world: &World) {
    type Stumble = fn(&DatabaseTransaction) -> Result<Outcome<()>, Failure>;
    let stumbles: [(&str, Stumble); 6] = [
        ("a refusal", |_| Err(Refusal::absent("case").into())),
        ("a contradiction", |_| {
            Err(Failure::Corrupt("the state does not fit".to_owned()))
        }),
        ("a reason that PostgreSQL cannot keep", |_| {
            Err(Failure::Corrupt("\0 in a name".to_owned()))
        }),
        ("a value that must not be absent", |transaction| {
            writing(transaction, "INSERT INTO heard (producer) VALUES ('x')")
        }),
        ("a table that is not there", |transaction| {
            writing(transaction, "INSERT INTO nowhere VALUES (1)")
        }),
        (
            "an error that a trigger raises",
            |transaction| match transaction.get_database_backend() {
                DbBackend::Postgres => writing(transaction, "DO $$ BEGIN RAISE EXCEPTION 'no'; END $$"),
                _ => writing(
                    transaction,
                    "INSERT INTO heard (producer, case_id, number) SELECT '', '', abs(-9223372036854775807 - 1)",
                ),
            },
        ),
    ];
    let scribe = Scribe::new(&["registration"]);
    let inbox = scribe.inbox(world, "scheduler").await;
    let outside = world.separate("scheduler").await;
    for (name, stumble) in stumbles {
        scribe.stumble_by(stumble);
        scribe.stumbles.store(true, Ordering::SeqCst);
        let (stuck, free) = (Uuid::now_v7(), Uuid::now_v7());
        let poison = delivery("registration", stuck, 2, POISON);
        let all = vec![
            delivery("registration", stuck, 1, 1),
            poison.clone(),
            delivery("registration", stuck, 3, 3),
            delivery("registration", free, 1, 1),
            delivery("registration", free, 2, 2),
        ];
        inbox.receive(all).await.unwrap();
        while inbox
            .pass()
            .await
            .unwrap_or_else(|failure| panic!("{name} stops the inbox: {failure:?}"))
            > 0
        {}
        assert_eq!(heard(&outside, "registration", stuck).await, [1], "{name}");
        assert_eq!(heard(&outside, "registration", free).await, [1, 2], "{name}");
        assert_eq!(parked(&outside).await.len(), 1, "{name}");

        scribe.stumbles.store(false, Ordering::SeqCst);
        assert!(inbox.replay(poison.fact_id).await.unwrap());
        drain(&inbox).await;
        assert_eq!(
            heard(&outside, "registration", stuck).await,
            [1, POISON, 3],
            "{name}"
        );
    }
}

async fn facts_that_nobody_can_read_are_parked(world: &World) {
    let inbox = Scribe::new(&["registration"]).inbox(world, "scheduler").await;
    let outside = world.separate("scheduler").await;
    let future_body = [0xfa, 0xf0, 0x04, 0x01, 0x41];
    let bodiless = proto::fact::Fact {
        body: None,
        ..crate::ledger::fact("registration", Uuid::nil(), 1)
    };
    let unreadable = [
        ("garbage", vec![0xff; 7]),
        ("nothing at all", Vec::new()),
        ("no body", bodiless.encode_to_vec()),
        (
            "a body of a later version",
            [bodiless.encode_to_vec(), future_body.to_vec()].concat(),
        ),
    ];
    let mut free = Vec::new();
    for (count, (name, payload)) in unreadable.into_iter().enumerate() {
        let case = Uuid::now_v7();
        free.push(case);
        let other = Uuid::now_v7();
        let bad = Delivery {
            payload,
            fact_type: "registration.unheard_of".to_owned(),
            ..delivery("registration", other, 1, 1)
        };
        inbox
            .receive(vec![
                bad,
                delivery("registration", other, 2, 2),
                delivery("registration", case, 1, 1),
            ])
            .await
            .unwrap();
        drain(&inbox).await;
        assert_eq!(parked(&outside).await.len(), count + 1, "{name}");
        assert_eq!(heard(&outside, "registration", other).await, [0; 0], "{name}");
        assert_eq!(
            heard(&outside, "registration", case).await,
            [1],
            "{name}: the good one beside it"
        );
    }
}

async fn a_missing_fact_is_waited_for(world: &World) {
    let inbox = Scribe::new(&["registration"]).inbox(world, "scheduler").await;
    let outside = world.separate("scheduler").await;
    let case = Uuid::now_v7();
    let [first, second, third, fourth] =
        [1, 2, 3, 4].map(|place| delivery("registration", case, place, place as i64));
    inbox.receive(vec![fourth, first, third]).await.unwrap();
    drain(&inbox).await;
    assert_eq!(
        heard(&outside, "registration", case).await,
        [1],
        "it does not jump over the second"
    );
    assert_eq!(parked(&outside).await, [""; 0], "waiting is not a fault");
    inbox.receive(vec![second]).await.unwrap();
    drain(&inbox).await;
    assert_eq!(heard(&outside, "registration", case).await, [1, 2, 3, 4]);
}

async fn what_is_not_parked_cannot_be_replayed(world: &World) {
    let inbox = Scribe::new(&["registration"]).inbox(world, "scheduler").await;
    let done = delivery("registration", Uuid::now_v7(), 1, 1);
    inbox.receive(vec![done.clone()]).await.unwrap();
    assert!(
        !inbox.replay(done.fact_id).await.unwrap(),
        "it waits its turn and is not parked"
    );
    drain(&inbox).await;
    assert!(
        !inbox.replay(done.fact_id).await.unwrap(),
        "it was handled: never again"
    );
    assert!(
        !inbox.replay(Uuid::now_v7()).await.unwrap(),
        "there is no such fact"
    );
    drain(&inbox).await;
    let outside = world.separate("scheduler").await;
    assert_eq!(heard(&outside, "registration", done.case_id).await, [1]);
}
