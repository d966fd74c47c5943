//! One clock: the database's.

use ground::{World, eventually};
use platform::time::{Clock, Moment, machine_now};
use sea_orm::{ConnectionTrait, Statement};
use tokio_util::task::AbortOnDropHandle;

/// The machine is 400 days behind the database, which is right: a function that stands before the server's
/// own makes its clock say so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn real_time_is_the_clock_of_postgresql() {
    let world = World::servers().await;
    let outside = world.separate("public").await;
    outside
        .execute_unprepared(
            "CREATE SCHEMA ahead;
             CREATE FUNCTION ahead.clock_timestamp() RETURNS timestamptz LANGUAGE sql
             AS $$ SELECT pg_catalog.clock_timestamp() + interval '400 days' $$",
        )
        .await
        .unwrap();
    let database = world.reopen("ahead,pg_catalog").await;
    let database_now = async || -> Moment {
        let query = Statement::from_string(
            outside.get_database_backend(),
            "SELECT ahead.clock_timestamp() AS now",
        );
        outside
            .query_one_raw(query)
            .await
            .unwrap()
            .unwrap()
            .try_get("", "now")
            .unwrap()
    };

    let clock = Clock::real();
    let before = database_now().await;
    clock.synchronise(database.now().await.unwrap());
    let (seen, after) = (clock.now(), database_now().await);
    // Reading takes a moment, by which the clock may lag behind and never run ahead.
    assert!(before <= seen && seen <= after, "{before} <= {seen} <= {after}");
    assert!(seen - machine_now() > chrono::TimeDelta::days(399));

    // Without being asked, the clock follows.
    let clock = Clock::real();
    assert!(clock.now() - machine_now() < chrono::TimeDelta::days(1));
    let keeping = {
        let (database, clock) = (database.clone(), clock.clone());
        AbortOnDropHandle::new(tokio::spawn(async move { database.keep_time(&clock).await }))
    };
    eventually("the clock follows", async || {
        clock.now() - machine_now() > chrono::TimeDelta::days(399)
    })
    .await;
    drop(keeping);
}

/// Between two readings time goes on by the machine's counter, at its own pace and never back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn between_two_readings_time_goes_on() {
    let clock = Clock::real();
    let start: Moment = "2031-05-05T08:00:00Z".parse().unwrap();
    clock.synchronise(start);
    let mut last = clock.now();
    eventually("fifty milliseconds have passed", async || {
        let now = clock.now();
        assert!(now >= last);
        last = now;
        now - start > chrono::TimeDelta::milliseconds(50)
    })
    .await;
    assert!(clock.now() - start < chrono::TimeDelta::seconds(60));
}

/// A database that says what this machine would is the embedded one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_embedded_clock_is_this_machines() {
    let world = World::embedded();
    let database = world.database("registration").await;
    let before = machine_now();
    let seen = database.now().await.unwrap();
    assert!(before <= seen && seen <= machine_now());
}
