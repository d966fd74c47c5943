//! The race at the deadline: a leader signs at 23:59:58 of the last day while the end of the limit comes in. There is
//! exactly one outcome: signed in time, or a breach after which every signature is dated later.

use std::sync::atomic::{AtomicUsize, Ordering};

use calendar::{Day, end_of_day};
use chrono::TimeDelta;
use futures::StreamExt;
use ground::number;
use proto::fact::Body;
use recognition::domain::Case;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::builders::{day, department_case, reached};
use crate::world::{World, signature};

ground::both!(&World: a_signature_against_the_end_of_its_limit_thousands_of_times);

/// How many races are run at once; each of these batches has a virtual day of its own.
const AT_ONCE: usize = 50;
/// How many signatures are under way at the same time: as many as there are connections.
const UNDER_WAY: usize = 8;
const SEED: u64 = 0x7175_7965;

/// The next number of a seeded row, below `bound` (a linear congruence: what matters is that it repeats).
fn drawn(seed: &mut u64, bound: usize) -> usize {
    *seed = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*seed >> 33).unwrap() % bound
}

/// So many cases whose decision is drafted, each of a school of its own: the row of one, again and again.
async fn many_drafts(world: &World, count: usize) -> Vec<Case> {
    let template = department_case();
    world.report(&template, 2).await;
    world.draft(&template, true).await;
    let cases: Vec<Case> = (0..count)
        .map(|number| {
            let id = Uuid::from_u128(0xDD_0000 + u128::try_from(number).unwrap());
            Case {
                id,
                school_id: id,
                dossier_number: format!("H37.14-240603-{number:05}"),
                ..template.clone()
            }
        })
        .collect();
    let database = &world.journal.database;
    let backend = database.backend();
    let row = Statement::from_string(backend, "SELECT * FROM decisions");
    let row = database.reader().query_one_raw(row).await.unwrap().unwrap();
    let columns = row.column_names();
    let taken: Vec<_> = columns
        .iter()
        .map(|column| match column.as_str() {
            "case_id" | "school_id" => "new.column1".to_owned(),
            "dossier_number" => "new.column2".to_owned(),
            other => format!("decisions.{other}"),
        })
        .collect();
    let id = |id: Uuid| match backend {
        DbBackend::Postgres => format!("'{id}'::uuid"),
        _ => format!("x'{}'", id.simple()),
    };
    for some in cases.chunks(500) {
        let rows: Vec<_> = some
            .iter()
            .map(|case| format!("({}, '{}')", id(case.id), case.dossier_number))
            .collect();
        let sql = format!(
            "INSERT INTO decisions ({}) SELECT {} FROM decisions, (VALUES {}) AS new WHERE decisions.case_id = {}",
            columns.join(", "),
            taken.join(", "),
            rows.join(", "),
            id(template.id)
        );
        database
            .write(move |transaction| {
                Box::pin(async move { transaction.execute_unprepared(&sql).await.map(drop) })
            })
            .await
            .unwrap_or_else(|error: DbErr| panic!("{error}"));
    }
    cases
}

/// One batch: a signature under each decision, and the end of its limit once a drawn number of them has begun. How many
/// were told a day within the limit.
async fn race(world: &World, cases: &[Case], due_on: Day, seed: &mut u64) -> usize {
    let almost = end_of_day(due_on) - TimeDelta::seconds(2);
    world.journal.clock.advance(almost);
    let strikes_after = drawn(seed, cases.len());
    let mut order: Vec<&Case> = cases.iter().collect();
    for place in (1..order.len()).rev() {
        order.swap(place, drawn(seed, place + 1));
    }
    let (begun, midnight) = (AtomicUsize::new(0), Notify::new());
    let leader = world.leader();
    let signatures = futures::stream::iter(order)
        .map(|case| {
            if begun.fetch_add(1, Ordering::SeqCst) == strikes_after {
                midnight.notify_one();
            }
            let mut leader = leader.clone();
            async move { leader.sign_decision(signature(case)).await.unwrap().into_inner() }
        })
        .buffer_unordered(UNDER_WAY)
        .filter(|signed| {
            let in_time = signed.signed_on == due_on.to_string();
            async move { in_time }
        })
        .count();
    let strike = async {
        midnight.notified().await;
        world.journal.clock.advance(end_of_day(due_on));
        let due_on = due_on.to_string();
        futures::stream::iter(cases)
            .for_each_concurrent(UNDER_WAY, async |case| {
                let reached = reached("recognition.decide", "", &due_on);
                let parked = world
                    .tell("scheduler", 1, case, Body::DeadlineReached(reached))
                    .await;
                assert_eq!(parked, None);
            })
            .await;
    };
    let (in_time, ()) = tokio::join!(signatures, strike);
    in_time
}

async fn a_signature_against_the_end_of_its_limit_thousands_of_times(world: &World) {
    let races = match world.journal.database.backend() {
        DbBackend::Postgres => 5_000,
        _ => 500,
    };
    let cases = many_drafts(world, races).await;
    let (mut seed, mut told_in_time) = (SEED, 0);
    let first = day("2024-07-01");
    for (days, cases) in (0..).zip(cases.chunks(AT_ONCE)) {
        told_in_time += race(world, cases, first.plus_days(days), &mut seed).await;
    }
    let races = i64::try_from(races).unwrap();
    let connection = world.journal.database.reader();
    let count = async |sql: &str| number(connection, sql).await;
    let facts = |fact_type: &str| format!("SELECT count(*) FROM journal WHERE fact_type = '{fact_type}'");
    let breached = count(&facts("recognition.deadline_breached")).await;
    let signed = count(&facts("recognition.decision_signed")).await;
    let both = count(
        "SELECT count(*) FROM journal b JOIN journal s ON s.case_id = b.case_id \
         WHERE b.fact_type = 'recognition.deadline_breached' AND s.fact_type = 'recognition.decision_signed' \
         AND s.occurred_at < b.occurred_at",
    )
    .await;
    let late = count(
        "SELECT count(*) FROM journal b JOIN journal s ON s.case_id = b.case_id \
         WHERE b.fact_type = 'recognition.deadline_breached' AND s.fact_type = 'recognition.decision_signed' \
         AND s.occurred_at >= b.occurred_at",
    )
    .await;
    let twice = count(
        "SELECT count(*) FROM (SELECT case_id FROM journal WHERE fact_type IN \
         ('recognition.deadline_breached', 'recognition.decision_signed') GROUP BY case_id, fact_type \
         HAVING count(*) > 1) AS several",
    )
    .await;
    let in_time = signed - late;
    assert_eq!(signed, races, "a late decision is still to be signed");
    assert_eq!((both, twice), (0, 0), "one outcome, once");
    assert_eq!(in_time + breached, races, "and never none");
    assert_eq!(
        i64::try_from(told_in_time).unwrap(),
        in_time,
        "whoever signed in time was told so"
    );
    // The one whose row the others have is still a draft.
    assert_eq!(
        count("SELECT count(*) FROM decisions WHERE state = 'signed'").await,
        races
    );
    assert_eq!(count("SELECT count(*) FROM certificates").await, races);
    let distinct = "SELECT count(DISTINCT number) FROM certificates";
    assert_eq!(
        count(distinct).await,
        races,
        "every certificate has a number of its own"
    );
    assert!(in_time > races / 10, "{in_time} in time");
    assert!(breached > races / 10, "{breached} breached");
    ground::chains_must_hold(&world.journal).await;
}
