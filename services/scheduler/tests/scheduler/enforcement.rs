//! Enforcement over both databases: nothing early, nothing missed, nothing twice (promise 4).

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use calendar::{Day, end_of_day};
use chrono::TimeDelta;
use futures::future::join_all;
use ground::eventually;
use proto::fact::{Body, DossierAccepted, DossierSubmitted, DraftReportSent};
use scheduler::enforcement;
use uuid::Uuid;

use crate::story::{self, Case, Told, moment};
use crate::world::World;

ground::both!(World:
    nothing_fires_early_and_the_deadline_fires_with_the_first_instant_after_its_day,
    after_an_outage_of_400_days_deadlines_fire_in_legal_order_with_their_legal_date,
    many_enforcers_at_once_fire_each_rung_once,
    an_enforcer_killed_at_any_point_loses_nothing_and_doubles_nothing,
    what_the_ladder_or_the_judge_overlooks_is_counted_as_missed,
    the_loop_fires_when_time_moves,
    a_mail_that_is_due_gives_enforcement_nothing_to_do,
    reminders_that_wait_for_the_morning_are_taken_back_when_their_clock_stops,
);

fn submitted(number: u128, at: &str) -> Told {
    let case = Case::new(number, "A1");
    case.registration(at, Body::DossierSubmitted(DossierSubmitted::default()))
}

/// So many cases whose check is due on 6 February 2025.
fn cases(count: u128) -> Vec<Told> {
    (1..=count)
        .map(|number| submitted(number, "2025-02-03"))
        .collect()
}

async fn nothing_fires_early_and_the_deadline_fires_with_the_first_instant_after_its_day(world: World) {
    world.hear([submitted(1, "2025-02-03")]).await;
    world.advance(end_of_day("2025-02-06".parse().unwrap()) - TimeDelta::microseconds(1));
    world.fire().await;
    assert!(world.reached().await.is_empty());
    world.advance(end_of_day("2025-02-06".parse().unwrap()));
    world.fire().await;
    world.fire().await;
    let reached = world.reached().await;
    assert_eq!(reached.len(), 1);
    assert_eq!(reached[0].1.due_on, "2025-02-06");
    assert_eq!(reached[0].1.owner, "registration");
    assert_eq!(reached[0].0.case_id, Uuid::from_u128(1));
}

async fn after_an_outage_of_400_days_deadlines_fire_in_legal_order_with_their_legal_date(world: World) {
    // Three limits each, with beginnings spread over six weeks, in an order that is none of theirs.
    let mut told = Vec::new();
    for number in 0..60_u128 {
        let case = Case::new(number + 1, "A1");
        let day = |offset: u128| {
            let start: Day = "2024-12-16".parse().unwrap();
            start
                .plus_days(i32::try_from((number * 17 + offset) % 42).unwrap())
                .to_string()
        };
        let accepted = Body::DossierAccepted(DossierAccepted::default());
        let draft = Body::DraftReportSent(DraftReportSent::default());
        told.push(case.registration(&day(0), Body::DossierSubmitted(DossierSubmitted::default())));
        told.push(case.review(&day(20), draft));
        told.push(Case::new(number + 1_001, "A2").registration(&day(7), accepted));
    }
    world.hear(told).await;
    let clocks = world
        .number("SELECT count(*) FROM clocks WHERE due_on IS NOT NULL")
        .await;
    let now = world.now() + TimeDelta::days(400);
    world.advance(now);
    assert_eq!(world.totals().await.missed, clocks, "nobody was there");
    world.fire().await;

    let reached = world.reached().await;
    assert_eq!(i64::try_from(reached.len()).unwrap(), clocks);
    let due: Vec<Day> = reached
        .iter()
        .map(|(_, reached)| reached.due_on.parse().unwrap())
        .collect();
    assert!(due.is_sorted(), "{due:?}");
    for ((entry, _), due_on) in reached.iter().zip(&due) {
        assert_eq!(entry.occurred_at, end_of_day(*due_on), "the legal moment");
        assert_eq!(entry.recorded_at, now, "and when it was noticed");
    }
    let distinct: BTreeSet<_> = reached.iter().map(|(_, reached)| &reached.clock_id).collect();
    assert_eq!(distinct.len(), reached.len());
    let waiting = "SELECT count(*) FROM rungs WHERE state = 'armed'";
    assert_eq!(world.number(waiting).await, 0);
    let stale =
        "SELECT count(*) FROM rungs WHERE state = 'fired' AND kind IN ('reminder', 'apology', 'day_of')";
    assert_eq!(world.number(stale).await, 0, "nobody is reminded of last year");
    world.verify().await;
}

/// The facts of 500 deadlines, each once, whoever fired them.
async fn assert_each_fired_once(world: &World, count: i64) {
    let reached = world.reached().await;
    let clocks: BTreeSet<_> = reached
        .iter()
        .map(|(_, reached)| reached.clock_id.clone())
        .collect();
    assert_eq!(i64::try_from(clocks.len()).unwrap(), count, "none lost");
    assert_eq!(i64::try_from(reached.len()).unwrap(), count, "none doubled");
    let fired = "SELECT count(*) FROM rungs WHERE state = 'fired' AND kind = 'deadline'";
    assert_eq!(world.number(fired).await, count);
    assert_eq!(
        world
            .number("SELECT count(*) FROM rungs WHERE state = 'armed' AND kind = 'deadline'")
            .await,
        0
    );
    world.verify().await;
}

async fn many_enforcers_at_once_fire_each_rung_once(world: World) {
    const RUNGS: i64 = 500;
    world.hear(cases(500)).await;
    world.at("2025-02-07T00:00:00+07:00");
    let enforcers = (0..10).map(|_| {
        let rules = Arc::clone(&world.rules);
        // SQLite has one process; PostgreSQL has as many as there are.
        let own = (!world.is_embedded()).then(|| world.process());
        let shared = world.journal.clone();
        tokio::spawn(async move {
            let journal = match own {
                Some(process) => process.await,
                None => shared,
            };
            // One that comes too late gives way with an error and looks again, as the loop does.
            let mut idle = 0;
            while idle < 3 {
                idle = match enforcement::pass(&journal, &rules).await {
                    Ok(0) | Err(_) => idle + 1,
                    Ok(_) => 0,
                };
            }
        })
    });
    for enforcer in join_all(enforcers).await {
        enforcer.unwrap();
    }
    // What nobody finished because all gave way at the end.
    world.fire().await;
    assert_each_fired_once(&world, RUNGS).await;
}

async fn an_enforcer_killed_at_any_point_loses_nothing_and_doubles_nothing(world: World) {
    world.hear(cases(300)).await;
    world.at("2025-02-07T00:00:00+07:00");
    for _ in 0..24 {
        let (process, rules) = (world.process(), Arc::clone(&world.rules));
        // Somewhere between opening a transaction and its commit, or after it.
        let cut = Duration::from_micros(random() % 12_000);
        let killed = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(1)
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async move {
                let journal = process.await;
                let work = async { while !matches!(enforcement::pass(&journal, &rules).await, Ok(0)) {} };
                let _ = tokio::time::timeout(cut, work).await;
            });
            // Tasks of transactions end where they are, like everything of a process that is killed.
            runtime.shutdown_background();
        });
        tokio::task::spawn_blocking(move || killed.join().unwrap())
            .await
            .unwrap();
    }
    // The connections of the killed are closed by now or soon: their rows are free again.
    let rules = Arc::clone(&world.rules);
    eventually("all deadlines fired", async || {
        let _ = enforcement::pass(&world.journal, &rules).await;
        world
            .number("SELECT count(*) FROM rungs WHERE state = 'armed' AND kind = 'deadline'")
            .await
            == 0
    })
    .await;
    assert_each_fired_once(&world, 300).await;
}

async fn what_the_ladder_or_the_judge_overlooks_is_counted_as_missed(world: World) {
    world
        .hear([submitted(1, "2025-02-03"), submitted(2, "2025-02-03")])
        .await;
    assert_eq!(world.totals().await.missed, 0);
    world.at("2025-02-07T00:00:00+07:00");
    assert_eq!(
        world.totals().await.missed,
        2,
        "unfired deadlines, each counted once"
    );
    world.fire().await;
    assert_eq!(world.totals().await.missed, 2, "fired, but nobody has judged");
    let breach = |number| {
        Case::new(number, "A1").registration(
            "2025-02-07T00:00:01+07:00",
            story::breached("dossier.check", "2025-02-06"),
        )
    };
    world.hear([breach(1)]).await;
    assert_eq!(world.totals().await.missed, 1);
    let accepted = Body::DossierAccepted(DossierAccepted::default());
    let in_time = Case::new(2, "A1").registration("2025-02-06", accepted);
    world.hear([in_time]).await;
    assert_eq!(world.totals().await.missed, 0);

    // A ladder that lost its deadline is noticed by the clock that still runs …
    world.hear([submitted(3, "2025-02-07")]).await;
    world
        .change(
            "UPDATE rungs SET state = 'cancelled' WHERE case_id = $1",
            [Uuid::from_u128(3).into()],
        )
        .await;
    // … and a clock that was ended by mistake by the deadline that still waits.
    world.hear([submitted(4, "2025-02-07")]).await;
    world
        .change(
            "UPDATE clocks SET outcome = 'met' WHERE case_id = $1",
            [Uuid::from_u128(4).into()],
        )
        .await;
    world.at("2025-02-20");
    assert_eq!(world.totals().await.missed, 2);
    world.fire().await;
    assert_eq!(world.totals().await.missed, 1);
    let stopped = Case::new(5, "A1").registration("2025-02-21", story::supplement("Thiếu minh chứng"));
    world.hear([submitted(5, "2025-02-20"), stopped]).await;
    world.at("2025-04-29");
    assert_eq!(world.totals().await.missed, 1, "a stopped limit cannot be missed");
}

async fn the_loop_fires_when_time_moves(world: World) {
    let running = tokio::spawn(enforcement::run(world.journal.clone(), Arc::clone(&world.rules)));
    world.hear([submitted(1, "2025-02-03")]).await;
    world.at("2025-02-07T00:00:00+07:00");
    eventually("the deadline is announced", async || {
        world.reached().await.len() == 1
    })
    .await;
    running.abort();
}

async fn a_mail_that_is_due_gives_enforcement_nothing_to_do(world: World) {
    world.queue(1, "ai@truong.example", "Thử", "Thử").await;
    let commits = world.journal.commits();
    assert_eq!(enforcement::pass(&world.journal, &world.rules).await.unwrap(), 0);
    // A transaction of its own would wake the loop again at once, for as long as the mail is under way.
    assert!(!commits.has_changed().unwrap());
}

async fn reminders_that_wait_for_the_morning_are_taken_back_when_their_clock_stops(world: World) {
    world.hear([submitted(1, "2025-02-03")]).await;
    // Noticed after hours: the letter waits for the morning.
    world.at("2025-02-05T20:00:00+07:00");
    world.fire().await;
    let queued = "SELECT count(*) FROM mails WHERE state = 'queued' AND reminder";
    assert_eq!(world.number(queued).await, 1, "before-1");
    let leaves = world
        .moment("SELECT min(send_after) FROM mails WHERE reminder")
        .await;
    assert_eq!(leaves, moment("2025-02-06T07:30:00+07:00"));
    let asked =
        Case::new(1, "A1").registration("2025-02-05T21:00:00+07:00", story::supplement("Thiếu minh chứng"));
    world.hear([asked]).await;
    assert_eq!(world.number(queued).await, 0);
}

/// A number that nobody chose.
fn random() -> u64 {
    let (_, low) = Uuid::now_v7().as_u64_pair();
    low
}
