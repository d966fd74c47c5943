//! Callers that go away and workers that stand still: what was acknowledged is kept, and nobody holds on to
//! a connection, a transaction or a row (traps D1 and D8).

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ground::{World, eventually, number, texts};
use platform::bus::{Bus, InProcessBus};
use platform::configuration::DatabaseConfiguration;
use platform::journal::Journal;
use platform::relay;
use platform::time::Clock;
use sea_orm::{ConnectionTrait, DatabaseConnection, TransactionTrait};
use uuid::Uuid;

use crate::ledger::{Kept, Ledger, assert_chains_are_whole, chain};
use crate::world::abandoned_after;

ground::both! {
    &World:
    callers_that_go_away_leave_nothing_half_done,
}

/// A ledger over as few connections as there can be, so that a spoilt one is soon used again.
async fn cramped(world: &World, connections: u32) -> Ledger {
    let spacious = Ledger::open(world).await;
    let configuration = DatabaseConfiguration {
        connections,
        ..world.configuration.clone()
    };
    let database = platform::database::Database::open(&configuration, world.folder.path(), "registration")
        .await
        .unwrap();
    drop(spacious);
    Ledger {
        journal: Journal::new("registration", database, Clock::real()),
    }
}

/// Hundreds of callers, of whom most go away: at every point at which they wait, and after 0.1 to 5 ms.
async fn callers_that_go_away_leave_nothing_half_done(world: &World) {
    let ledger = cramped(world, 2).await;
    let cases: Vec<_> = (0..4).map(|_| Uuid::now_v7()).collect();
    let mut acknowledged = Vec::new();
    let mut gone = 0;
    for round in 0..100_u64 {
        let callers = (0..6_u64).map(|caller| {
            let (request, case) = (Uuid::now_v7(), cases[usize::try_from(caller % 4).unwrap()]);
            let work = ledger.raise(request, case, 1);
            async move {
                let patience = Duration::from_micros(100 + (round * 6 + caller) * 97 % 4_900);
                let answer = match caller {
                    // One in six stays.
                    0 => Some(work.await),
                    1 | 2 => abandoned_after(u32::try_from(round % 4).unwrap(), work).await,
                    _ => tokio::time::timeout(patience, work).await.ok(),
                };
                answer.map(|answer| (request, case, answer.unwrap()))
            }
        });
        for answer in futures::future::join_all(callers).await {
            match answer {
                Some(answer) => acknowledged.push(answer),
                None => gone += 1,
            }
        }
    }
    assert!(
        acknowledged.len() >= 100 && gone >= 100,
        "{} were answered, {gone} went away",
        acknowledged.len()
    );

    let outside = world.separate("registration").await;
    nobody_is_inside_a_transaction(world, &outside).await;
    // Every answer that was given is kept, with the fact that made it true.
    for (request, case, total) in &acknowledged {
        let made = chain(&outside, *case)
            .await
            .into_iter()
            .find(|entry| entry.cause == *request);
        let made = made.unwrap_or_else(|| panic!("request {request} was acknowledged and is lost"));
        assert_eq!(made.sequence, *total, "each command makes one fact and adds one");
    }
    // What was not acknowledged is whole as well, done or not done.
    let kept = number(&outside, "SELECT count(*) FROM requests").await;
    assert_eq!(number(&outside, "SELECT count(*) FROM journal").await, kept);
    assert_eq!(
        number(&outside, "SELECT CAST(sum(total) AS BIGINT) FROM ledger").await,
        kept
    );
    assert_chains_are_whole(&outside).await;
}

async fn nobody_is_inside_a_transaction(world: &World, outside: &DatabaseConnection) {
    if world.is_embedded() {
        // Whoever is inside one keeps this from beginning.
        eventually("the file can be written", async || {
            outside
                .execute_unprepared("PRAGMA busy_timeout = 0")
                .await
                .unwrap();
            outside
                .execute_unprepared("BEGIN IMMEDIATE; ROLLBACK")
                .await
                .is_ok()
        })
        .await;
        return;
    }
    let open = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
                AND pid <> pg_backend_pid() AND state <> 'idle'";
    eventually("every session is idle", async || number(outside, open).await == 0).await;
}

/// The last guard alone: `begin` is cancelled on the pool itself, at every point at which it waits, and the
/// next borrower writes without a transaction of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_left_inside_a_transaction_is_freed_before_it_is_lent() {
    let world = World::servers().await;
    let ledger = cramped(&world, 1).await;
    let pool = ledger.journal.database.reader();
    pool.execute_unprepared("CREATE TABLE written (number BIGINT PRIMARY KEY)")
        .await
        .unwrap();
    let outside = world.separate("registration").await;
    let mut cancelled = 0;
    for round in 0..200_u32 {
        #[allow(clippy::disallowed_methods, reason = "this shows what becomes of it")]
        let begin = pool.begin();
        let begun = match round % 2 {
            0 => abandoned_after(round / 2 % 8, begin).await.is_some(),
            _ => tokio::time::timeout(Duration::from_micros(u64::from(round) * 5), begin)
                .await
                .is_ok(),
        };
        cancelled += u32::from(!begun);
        pool.execute_unprepared(&format!("INSERT INTO written VALUES ({round})"))
            .await
            .unwrap();
        let kept = number(&outside, "SELECT count(*) FROM written").await;
        assert_eq!(
            kept,
            i64::from(round) + 1,
            "write {round} was acknowledged and is lost"
        );
    }
    assert!(cancelled >= 20, "only {cancelled} were cancelled");
    nobody_is_inside_a_transaction(&world, &outside).await;
}

/// Borrowing a connection is the most frequent thing of all: it must not fill the server's log.
#[tokio::test]
async fn lending_a_connection_gives_the_server_nothing_to_say() {
    let world = World::servers().await;
    let database = world.database("registration").await;
    let said = Said::default();
    let log = tracing_subscriber::fmt().with_writer(said.clone()).finish();
    let _log = tracing::subscriber::set_default(log);
    for _ in 0..3 {
        number(database.reader(), "SELECT 1::bigint").await;
    }
    assert_eq!(said.text(), "");
    // What it would say.
    database.reader().execute_unprepared("ROLLBACK").await.unwrap();
    assert!(
        said.text().contains("there is no transaction in progress"),
        "{}",
        said.text()
    );
}

/// What was logged.
#[derive(Clone, Default)]
struct Said(Arc<Mutex<Vec<u8>>>);

impl Said {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl std::io::Write for Said {
    fn write(&mut self, text: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(text)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> tracing_subscriber::fmt::MakeWriter<'a> for Said {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_session_has_its_limits() {
    let world = World::servers().await;
    let database = world.database("registration").await;
    for (setting, value) in [
        ("idle_in_transaction_session_timeout", "5s"),
        ("statement_timeout", "30s"),
        ("default_transaction_isolation", "repeatable read"),
        ("TimeZone", "UTC"),
        ("search_path", "registration"),
        ("application_name", "kiemdinh-registration"),
    ] {
        assert_eq!(
            texts(database.reader(), &format!("SHOW {setting}")).await,
            [value],
            "{setting}"
        );
    }
}

/// A worker that stands still with rows in its hands loses them; another one gets them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_of_a_worker_that_stands_still_are_freed_by_the_server() {
    let world = World::servers().await;
    let ledger = Ledger::open(&world).await;
    let case = Uuid::now_v7();
    for _ in 0..3 {
        ledger.raise(Uuid::now_v7(), case, 1).await.unwrap();
    }
    let journal = ledger.journal.clone();
    let stands_still = tokio::spawn(async move {
        journal
            .database
            .write::<(), sea_orm::DbErr, _>(|transaction| {
                Box::pin(async move {
                    let limit = "SET LOCAL idle_in_transaction_session_timeout = '500ms'";
                    transaction.execute_unprepared(limit).await?;
                    transaction
                        .execute_unprepared("SELECT id FROM journal FOR UPDATE SKIP LOCKED")
                        .await?;
                    std::future::pending().await
                })
            })
            .await
    });
    let outside = world.separate("registration").await;
    let held = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
                AND state = 'idle in transaction'";
    eventually("the worker holds the rows", async || {
        number(&outside, held).await == 1
    })
    .await;
    let bus: Arc<dyn Bus> = Arc::new(InProcessBus::default());
    assert_eq!(
        relay::pass(&ledger.journal, &bus).await.unwrap(),
        0,
        "the relay passes over what another one holds"
    );
    eventually("the relay gets the rows", async || {
        relay::pass(&ledger.journal, &bus).await.unwrap() == 3
    })
    .await;
    assert_eq!(number(&outside, held).await, 0);
    stands_still.abort();
    // And the pool is none the worse for it.
    for total in 4..=20 {
        assert_eq!(ledger.raise(Uuid::now_v7(), case, 1).await.unwrap(), total);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_abandoned_command_still_ends() {
    let world = World::embedded();
    let ledger = cramped(&world, 1).await;
    let (request, case) = (Uuid::now_v7(), Uuid::now_v7());
    assert!(abandoned_after(1, ledger.raise(request, case, 5)).await.is_none());
    let outside = world.separate("registration").await;
    let done = Kept {
        total: 5,
        facts: 1,
        answers: 1,
    };
    eventually("it is done although nobody waits", async || {
        Ledger::kept(&outside, case).await == done
    })
    .await;
    assert_eq!(
        ledger.raise(request, case, 5).await.unwrap(),
        5,
        "who asks again gets its answer"
    );
}
