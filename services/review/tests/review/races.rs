//! The race at the deadline: the school's word and the end of its limit commit side by side. There is
//! exactly one outcome, and the loser is told.

use std::sync::atomic::{AtomicUsize, Ordering};

use calendar::{Day, end_of_day, last_instant};
use futures::StreamExt;
use ground::{number, reason};
use proto::fact::Body;
use proto::review::{ReviewState, Settlement};
use review::domain::Case;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::builders::{at, case, day, reached};
use crate::world::World;

ground::both!(&World:
    comments_at_the_last_instant_against_the_end_of_the_limit,
    late_comments_against_the_end_of_the_limit,
    two_words_of_the_school_at_once,
    the_school_against_the_end_of_its_limit_thousands_of_times,
);

const ROUNDS: u128 = 12;
const DUE: &str = "2024-06-19";

async fn deemed(world: &World, case: &Case) -> usize {
    let told = world.told(case).await;
    told.iter()
        .filter(|fact_type| *fact_type == "review.consent_deemed")
        .count()
}

async fn ready(world: &World) -> Vec<Case> {
    let cases: Vec<_> = (1..=ROUNDS).map(case).collect();
    for case in &cases {
        world.with_draft(case).await;
    }
    cases
}

/// The clock strikes while the school's comments are under way.
async fn comments_at_the_last_instant_against_the_end_of_the_limit(world: &World) {
    let cases = ready(world).await;
    world.wait_until("2024-06-19T23:59:59.999999+07:00");
    let comments = futures::future::join_all(cases.iter().map(|case| world.comment(case)));
    let strike = async {
        world.wait_until("2024-06-20T00:00:00+07:00");
        for case in &cases {
            let body = Body::DeadlineReached(reached("review.comment", DUE));
            world.send("scheduler", case, body).await;
        }
        world.handle().await;
    };
    let (answers, ()) = tokio::join!(comments, strike);
    world.handle().await;
    for (case, answer) in cases.iter().zip(answers) {
        let review = world.review(case).await;
        let received = review.comments.len();
        match (review.state(), answer) {
            (ReviewState::AwaitingReply, Ok(_)) => {
                assert_eq!((deemed(world, case).await, received), (0, 2));
            }
            (ReviewState::AwaitingFinalReport, answer) => {
                assert_eq!(deemed(world, case).await, 1);
                assert_eq!(review.settlement(), Settlement::Deemed);
                match answer {
                    Ok(_) => assert_eq!(received, 2, "late, and kept"),
                    Err(refusal) => {
                        assert_eq!((reason(&refusal).as_str(), received), ("CONSENT_DEEMED", 0));
                    }
                }
            }
            (state, answer) => panic!("{state:?} after {answer:?}"),
        }
    }
    world.chains_must_hold().await;
}

/// After midnight the consent stands, whoever commits first.
async fn late_comments_against_the_end_of_the_limit(world: &World) {
    let cases = ready(world).await;
    world.wait_until("2024-06-20T00:00:00+07:00");
    for case in &cases {
        let body = Body::DeadlineReached(reached("review.comment", DUE));
        world.send("scheduler", case, body).await;
    }
    let comments = futures::future::join_all(cases.iter().map(|case| world.comment(case)));
    tokio::join!(comments, world.handle());
    world.handle().await;
    for case in &cases {
        let review = world.review(case).await;
        assert_eq!(review.state(), ReviewState::AwaitingFinalReport);
        assert_eq!(review.settlement(), Settlement::Deemed);
        assert_eq!(deemed(world, case).await, 1);
        assert_eq!(world.now(), at("2024-06-20T00:00:00+07:00"));
    }
    world.chains_must_hold().await;
}

/// Of two that comment at once, one is heard.
async fn two_words_of_the_school_at_once(world: &World) {
    let case = case(1);
    world.with_draft(&case).await;
    let (one, other) = tokio::join!(world.comment(&case), world.comment(&case));
    let refusals: Vec<_> = [one, other].into_iter().filter_map(Result::err).collect();
    assert_eq!(refusals.len(), 1);
    assert_eq!(reason(&refusals[0]), "WRONG_STATE");
    let told = world.told(&case).await;
    let received = told
        .iter()
        .filter(|fact_type| *fact_type == "review.comments_received");
    assert_eq!(received.count(), 1);
}

/// How many races are run at once; each of these batches has a virtual day of its own.
const AT_ONCE: usize = 50;
/// How many comments are under way at the same time: as many as there are connections.
const UNDER_WAY: usize = 8;
const SEED: u64 = 0x6b69_656d;

/// The next number of a seeded row, below `bound` (a linear congruence: what matters is that it repeats).
fn drawn(seed: &mut u64, bound: usize) -> usize {
    *seed = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*seed >> 33).unwrap() % bound
}

/// So many cases whose draft is with the school: the row of one, again and again.
async fn many_drafts(world: &World, count: usize) -> Vec<Case> {
    let template = case(1);
    world.with_draft(&template).await;
    let cases: Vec<Case> = (0..count)
        .map(|number| Case {
            id: Uuid::from_u128(0xCC_0000 + u128::try_from(number).unwrap()),
            dossier_number: format!("H37.14-240606-{number:05}"),
            ..template.clone()
        })
        .collect();
    let backend = world.journal.database.backend();
    let row = Statement::from_string(backend, "SELECT * FROM reviews");
    let row = world
        .journal
        .database
        .reader()
        .query_one_raw(row)
        .await
        .unwrap()
        .unwrap();
    let columns = row.column_names();
    let taken: Vec<_> = columns
        .iter()
        .map(|column| match column.as_str() {
            "id" => "new.column1".to_owned(),
            "dossier_number" => "new.column2".to_owned(),
            other => format!("reviews.{other}"),
        })
        .collect();
    for some in cases.chunks(500) {
        let rows: Vec<_> = some
            .iter()
            .map(|case| match backend {
                DbBackend::Postgres => format!("('{}'::uuid, '{}')", case.id, case.dossier_number),
                _ => format!("(x'{}', '{}')", case.id.simple(), case.dossier_number),
            })
            .collect();
        let id = match backend {
            DbBackend::Postgres => format!("'{}'::uuid", template.id),
            _ => format!("x'{}'", template.id.simple()),
        };
        let sql = format!(
            "INSERT INTO reviews ({}) SELECT {} FROM reviews, (VALUES {}) AS new WHERE reviews.id = {id}",
            columns.join(", "),
            taken.join(", "),
            rows.join(", ")
        );
        world
            .journal
            .database
            .write(move |transaction| {
                Box::pin(async move { transaction.execute_unprepared(&sql).await.map(drop) })
            })
            .await
            .unwrap_or_else(|error: DbErr| panic!("{error}"));
    }
    cases
}

/// What the schools were told.
#[derive(Default)]
struct Told {
    heard: usize,
    refused: usize,
}

/// One batch: the comments of all schools, and the end of their limit once a drawn number of them has begun.
async fn race(world: &World, cases: &[Case], due_on: Day, seed: &mut u64) -> Told {
    world.journal.clock.advance(last_instant(due_on));
    let strikes_after = drawn(seed, cases.len());
    let mut order: Vec<&Case> = cases.iter().collect();
    for place in (1..order.len()).rev() {
        order.swap(place, drawn(seed, place + 1));
    }
    let (begun, midnight) = (AtomicUsize::new(0), Notify::new());
    let comments = futures::stream::iter(order)
        .map(|case| {
            if begun.fetch_add(1, Ordering::SeqCst) == strikes_after {
                midnight.notify_one();
            }
            world.comment(case)
        })
        .buffer_unordered(UNDER_WAY)
        .fold(Told::default(), async |mut told, answer| {
            match answer {
                Ok(_) => told.heard += 1,
                Err(refusal) => {
                    assert_eq!(reason(&refusal), "CONSENT_DEEMED");
                    assert!(
                        refusal.message().contains(&due_on.vietnamese()),
                        "{}",
                        refusal.message()
                    );
                    told.refused += 1;
                }
            }
            told
        });
    let strike = async {
        midnight.notified().await;
        world.journal.clock.advance(end_of_day(due_on));
        let due_on = due_on.to_string();
        let reached = || Body::DeadlineReached(reached("review.comment", &due_on));
        let all = cases.iter().map(|case| (case, reached()));
        world.send_all("scheduler", all).await;
        world.handle().await;
    };
    let (told, ()) = tokio::join!(comments, strike);
    world.handle().await;
    told
}

/// The school's comments, as they come to the door, and the end of their limit, as it comes to the inbox, start
/// together around 24:00 of the last day. Either the comments were received in time, or consent is deemed: never
/// both, never neither; and a school that lost is told the day on which its silence was consent.
async fn the_school_against_the_end_of_its_limit_thousands_of_times(world: &World) {
    let races = match world.journal.database.backend() {
        DbBackend::Postgres => 5_000,
        _ => 500,
    };
    let cases = many_drafts(world, races).await;
    let (mut seed, mut total) = (SEED, Told::default());
    let first = day("2024-06-19");
    for (days, cases) in (0..).zip(cases.chunks(AT_ONCE)) {
        let told = race(world, cases, first.plus_days(days), &mut seed).await;
        total.heard += told.heard;
        total.refused += told.refused;
    }
    let races = i64::try_from(races).unwrap();
    let connection = world.journal.database.reader();
    let count = async |sql: &str| number(connection, sql).await;
    let deemed = count("SELECT count(*) FROM journal WHERE fact_type = 'review.consent_deemed'").await;
    let received = count("SELECT count(*) FROM journal WHERE fact_type = 'review.comments_received'").await;
    let late = count(
        "SELECT count(*) FROM journal d JOIN journal c ON c.case_id = d.case_id \
         WHERE d.fact_type = 'review.consent_deemed' AND c.fact_type = 'review.comments_received'",
    )
    .await;
    let both = count(
        "SELECT count(*) FROM journal d JOIN journal c ON c.case_id = d.case_id \
         WHERE d.fact_type = 'review.consent_deemed' AND c.fact_type = 'review.comments_received' \
         AND c.occurred_at <= d.occurred_at",
    )
    .await;
    let twice = count(
        "SELECT count(*) FROM (SELECT case_id FROM journal WHERE fact_type IN \
         ('review.consent_deemed', 'review.comments_received') GROUP BY case_id, fact_type \
         HAVING count(*) > 1) AS several",
    )
    .await;
    let in_time = received - late;
    assert_eq!((both, twice), (0, 0), "one outcome, once");
    assert_eq!(in_time + deemed, races, "and never none");
    let state = |state: &str| format!("SELECT count(*) FROM reviews WHERE state = '{state}'");
    // The one whose row the others have still waits.
    assert_eq!(count(&state("awaiting_comments")).await, 1);
    assert_eq!(count(&state("awaiting_reply")).await, in_time);
    assert_eq!(count(&state("awaiting_final_report")).await, deemed);
    let settled = "SELECT count(*) FROM reviews WHERE settlement = 'deemed'";
    assert_eq!(count(settled).await, deemed);
    assert_eq!(
        i64::try_from(total.heard).unwrap(),
        received,
        "whoever was heard is in the journal"
    );
    assert_eq!(i64::try_from(total.heard + total.refused).unwrap(), races);
    assert!(in_time > races / 10, "{in_time} in time");
    assert!(deemed > races / 10, "{deemed} deemed");
    assert!(total.refused > 0, "nobody came too late");
    assert_eq!(world.parked().await, [""; 0]);
    world.chains_must_hold().await;
}
