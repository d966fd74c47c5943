//! Measures the register of the largest country there could be: 41,000 schools, 60,000 certificates, and anyone who
//! asks anything of any day.
//!
//! `cargo run --release -p recognition --example register` measures over SQLite;
//! `./tests/run --shell -- cargo run --release -p recognition --example register -- servers` over PostgreSQL.
//! The seed is printed; the bound is 100 ms at p95 for each kind of question. What the register answers is compared
//! with a look at each certificate.

use std::error::Error;
use std::time::{Duration, Instant};

use ground::{Door, Hosted, World};
use platform::identity::{Identity, Role};
use proto::recognition as wire;
use proto::recognition::register_service_client::RegisterServiceClient;
use proto::recognition::statistics_service_client::StatisticsServiceClient;
use sea_orm::{ConnectionTrait, DbBackend};
use sown::{Random, Sown, commune, question, today};
use tonic::transport::Channel;

#[path = "../tests/recognition/register/sown.rs"]
#[expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what is sown is made up, and a measurement that cannot go on stops"
)]
mod sown;

const SEED: u64 = 20_260_905;
const SCHOOLS: usize = 41_000;
/// Of how many of them the service hears; the others are put into its database as if it had.
const HEARD: usize = 1_000;
const COMMUNES: usize = 3_321;
const PROVINCES: usize = 34;
const CERTIFICATES: usize = 60_000;
const QUESTIONS: usize = 200;
const BOUND: Duration = Duration::from_millis(100);

type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let (name, ground) = match std::env::args().nth(1).as_deref() {
        Some("servers") => ("PostgreSQL", World::servers().await),
        _ => ("SQLite", World::embedded()),
    };
    let start = "2026-09-05T01:00:00Z".parse()?;
    let world = Hosted::start(ground, recognition::NAME, start, recognition::assemble).await;
    let mut random = Random(SEED);
    let begun = Instant::now();
    let sown = Sown::new(&mut random, [SCHOOLS, COMMUNES, PROVINCES], CERTIFICATES);
    sown.sow_into(&world, HEARD).await;
    let took = begun.elapsed().as_secs_f64();
    println!(
        "{name}: {SCHOOLS} schools heard and {CERTIFICATES} certificates kept in {took:.0} s (seed {SEED})"
    );
    let database = world.journal.database.reader();
    if database.get_database_backend() == DbBackend::Postgres {
        // What the server does by itself within a minute of so many new rows.
        for table in ["certificates", "certificate_spans", "school_periods"] {
            database
                .execute_unprepared(&format!("VACUUM ANALYZE {table}"))
                .await?;
        }
    }
    let mut all_fast = true;
    for kind in KINDS {
        let questions: Vec<_> = (0..QUESTIONS).map(|_| (kind.ask)(&mut random, &sown)).collect();
        let times = search(&world, &sown, questions, kind.deep, &mut random).await?;
        all_fast &= report(name, kind.name, times);
    }
    all_fast &= report(name, "verify", verify(&world, &sown, &mut random).await?);
    all_fast &= report(name, "attainment", count(&world, &mut random).await?);
    if all_fast {
        Ok(())
    } else {
        Err("not every kind of question is answered in 100 ms at p95".into())
    }
}

/// Questions that people ask.
struct Kind {
    name: &'static str,
    ask: fn(&mut Random, &Sown) -> wire::RegisterFilter,
    /// Whether a page from the middle of the answer is asked for.
    deep: bool,
}

const KINDS: &[Kind] = &[
    Kind {
        name: "everything, any page",
        ask: |_, _| wire::RegisterFilter::default(),
        deep: true,
    },
    Kind {
        name: "by name",
        ask: |random, _| {
            let number = random.below(SCHOOLS);
            let queries = [
                "hoa hồng".to_owned(),
                format!("le quy don {}", number % 100),
                format!("Tiểu học {number}"),
                format!("khong co {number}"),
            ];
            wire::RegisterFilter {
                query: random.pick(&queries).clone(),
                ..Default::default()
            }
        },
        deep: false,
    },
    Kind {
        name: "by commune",
        ask: |random, _| wire::RegisterFilter {
            commune: commune(random.below(COMMUNES)).1,
            ..Default::default()
        },
        deep: false,
    },
    Kind {
        name: "by kind of school and target",
        ask: |random, _| wire::RegisterFilter {
            school_type: 1 + random.below(8) as i32,
            target: random.below(7) as i32,
            ..Default::default()
        },
        deep: true,
    },
    Kind {
        name: "by province",
        ask: |random, sown| wire::RegisterFilter {
            province: format!("authorities/{}", random.pick(&sown.provinces)),
            ..Default::default()
        },
        deep: true,
    },
    Kind {
        name: "by validity",
        ask: |random, _| wire::RegisterFilter {
            valid_until: random.day("2012-01-01", 7_000).to_string(),
            state: random.below(4) as i32,
            ..Default::default()
        },
        deep: true,
    },
    Kind {
        name: "by state on a past day",
        ask: |random, _| wire::RegisterFilter {
            state: 1 + random.below(6) as i32,
            on: random.day("2009-01-01", 6_400).to_string(),
            ..Default::default()
        },
        deep: true,
    },
    Kind {
        name: "anything at once",
        ask: question,
        deep: false,
    },
];

/// How long the answers to `questions` took, each of which must be the right one.
async fn search(
    world: &Hosted,
    sown: &Sown,
    questions: Vec<wire::RegisterFilter>,
    deep: bool,
    random: &mut Random,
) -> Outcome<Vec<Duration>> {
    let mut client = RegisterServiceClient::new(world.public_door());
    let mut times = Vec::with_capacity(questions.len());
    for filter in questions {
        let skipped = if deep {
            random.below(sown.found(&filter, today(world)).len() + 1)
        } else {
            0
        };
        let (page, page_token) = sown.page(&filter, today(world), [skipped, 100]);
        let asked = wire::SearchRegisterRequest {
            filter: Some(filter.clone()),
            page_token,
            ..Default::default()
        };
        let begun = Instant::now();
        let answer = client.search_register(asked).await?.into_inner();
        times.push(begun.elapsed());
        if answer.entries != page {
            return Err(format!("another answer than expected to {filter:?}").into());
        }
    }
    Ok(times)
}

/// How long it took to verify codes, some of which are on no certificate.
async fn verify(world: &Hosted, sown: &Sown, random: &mut Random) -> Outcome<Vec<Duration>> {
    let mut client: RegisterServiceClient<Channel> = RegisterServiceClient::new(world.public_door());
    let mut times = Vec::with_capacity(QUESTIONS);
    for _ in 0..QUESTIONS {
        let code = random.pick(&sown.certificates).code.to_string();
        let is_known = random.happens(80);
        let asked = wire::VerifyCertificateRequest {
            verification_code: if is_known { code } else { code.replace('-', "0") },
        };
        let begun = Instant::now();
        let found = client.verify_certificate(asked).await.is_ok();
        times.push(begun.elapsed());
        if found != is_known {
            return Err("a code was verified wrongly".into());
        }
    }
    Ok(times)
}

/// How long it took to count the schools at standard, for one department, on some day.
async fn count(world: &Hosted, random: &mut Random) -> Outcome<Vec<Duration>> {
    let officer = Identity::new("chuyen-vien", Role::DepartmentOfficer);
    let mut client: StatisticsServiceClient<Door> = StatisticsServiceClient::new(world.door(&officer));
    let mut times = Vec::with_capacity(QUESTIONS);
    for _ in 0..QUESTIONS {
        let asked = wire::GetAttainmentRequest {
            on: random.day("2012-01-01", 5_000).to_string(),
            grouping: 1 + random.below(3) as i32,
            standard: 1 + random.below(2) as i32,
            ..Default::default()
        };
        let begun = Instant::now();
        client.get_attainment(asked).await?;
        times.push(begun.elapsed());
    }
    Ok(times)
}

/// Prints how long the answers took, and says whether that is short enough.
fn report(database: &str, what: &str, mut times: Vec<Duration>) -> bool {
    times.sort();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    let millis = |time: Duration| time.as_secs_f64() * 1_000.0;
    println!(
        "{database}, {what}: {} questions: p50 {:.1} ms, p95 {:.1} ms (less than {}), last {:.1} ms",
        times.len(),
        millis(at(50)),
        millis(at(95)),
        BOUND.as_millis(),
        millis(times.last().copied().unwrap_or_default())
    );
    at(95) < BOUND
}
