//! Measures the largest province there could be: 41,000 schools from one workbook, then 200 searches.
//!
//! `cargo run --release -p registration --example province` measures over SQLite;
//! `./tests/run --shell -- cargo run --release -p registration --example province -- servers` over PostgreSQL.
//! The seed of the searches is printed; the bounds are 60 s for the import, and 50 ms at p95 for a search.

use std::error::Error;
use std::time::{Duration, Instant};

use futures::stream;
use ground::{Door, Hosted, World, eventually, fresh_id, number};
use platform::identity::{Identity, Role};
use proto::exchange::import_part::Part;
use proto::exchange::{ImportHeader, ImportPart, ImportReport};
use proto::registration as wire;
use proto::registration::authority_service_client::AuthorityServiceClient;
use proto::registration::school_service_client::SchoolServiceClient;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use sheet::{Column, Format, Value};

const SCHOOLS: u64 = 41_000;
const COMMUNES: u64 = 3_321;
const SEARCHES: usize = 200;
const SEED: u64 = 20_260_905;
const NAMES: [&str; 8] = [
    "Hoa Hồng",
    "Kim Đồng",
    "Lê Quý Đôn",
    "Nguyễn Trãi",
    "Võ Thị Sáu",
    "Đặng Thùy Trâm",
    "Hòa Bình",
    "Bắc Sơn",
];
const KINDS: [&str; 4] = ["Mầm non", "Tiểu học", "Trung học cơ sở", "Trung học phổ thông"];
const AUTHORITIES: &[Column] = &[
    Column::code("Mã định danh"),
    Column::text("Tên cơ quan"),
    Column::text("Cấp"),
];
const COLUMNS: &[Column] = &[
    Column::code("Mã trường"),
    Column::text("Tên trường"),
    Column::text("Loại trường"),
    Column::text("Loại hình"),
    Column::text("Xã, phường"),
    Column::text("Thư điện tử"),
];

type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let (name, ground) = match std::env::args().nth(1).as_deref() {
        Some("servers") => ("PostgreSQL", World::servers().await),
        _ => ("SQLite", World::embedded()),
    };
    let start = "2026-09-05T01:00:00Z".parse()?;
    let world = Hosted::start(ground, registration::NAME, start, registration::assemble).await;
    let administrator = world.door(&Identity::new("quan-tri", Role::Administrator));

    let communes = (0..COMMUNES).map(|index| {
        let (code, name) = (
            format!("H37.14.{index}"),
            format!("Ủy ban nhân dân xã Số {index}"),
        );
        row(&[&code, &name, "Cấp xã"])
    });
    let file = sheet::write(Format::Xlsx, "Cơ quan", AUTHORITIES, communes)?;
    let mut client = AuthorityServiceClient::new(administrator.clone());
    let begun = Instant::now();
    let report = client
        .import_authorities(stream::iter(parts(&file)))
        .await?
        .into_inner();
    must_be(&report, COMMUNES)?;
    println!(
        "{name}: {COMMUNES} communes imported in {:.1} s",
        begun.elapsed().as_secs_f64()
    );

    let schools = (0..SCHOOLS).map(|index| {
        let code = format!("{index:08}");
        let (kind, own) = (pick(&KINDS, index), pick(&NAMES, index / 7));
        let commune = format!("Số {}", index % COMMUNES);
        let email = format!("truong{index}@so.example");
        row(&[
            &code,
            &format!("Trường {kind} {own} {index}"),
            kind,
            "Công lập",
            &commune,
            &email,
        ])
    });
    let file = sheet::write(Format::Xlsx, "Trường", COLUMNS, schools)?;
    let mut client = SchoolServiceClient::new(administrator);
    let begun = Instant::now();
    let report = client
        .import_schools(stream::iter(parts(&file)))
        .await?
        .into_inner();
    must_be(&report, SCHOOLS)?;
    let took = begun.elapsed().as_secs_f64();
    println!(
        "{name}: {SCHOOLS} schools ({} KiB) imported in {took:.1} s (at most 60)",
        file.len() >> 10
    );

    search(name, "while the schools are announced", &mut client).await?;
    let announced = "SELECT count(*) FROM journal WHERE published_at IS NULL";
    let database = world.journal.database.reader();
    eventually("every school is announced", async || {
        number(database, announced).await == 0
    })
    .await;
    if database.get_database_backend() == DbBackend::Postgres {
        // What the server does by itself within a minute of so many new rows.
        database.execute_unprepared("VACUUM ANALYZE schools").await?;
    }
    search(name, "at rest", &mut client).await?;
    explain(world.journal.database.reader()).await
}

/// Searches for codes, for names, and for what is not there; prints how long the answers took.
async fn search(name: &str, when: &str, client: &mut SchoolServiceClient<Door>) -> Outcome<()> {
    let mut random = SEED;
    let mut times = Vec::with_capacity(SEARCHES);
    let mut found = 0;
    for _ in 0..SEARCHES {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let number = (random >> 33) % SCHOOLS;
        let search = match random % 4 {
            0 => format!("{number:08}"),
            1 => format!("{} {number}", pick(&KINDS, number)),
            2 => pick(&["hoa hong", "le quy don 12", "dang thuy tram", "so 77"], number).to_owned(),
            _ => format!("khong co {number}"),
        };
        let asked = wire::ListSchoolsRequest {
            filter: Some(wire::SchoolFilter {
                search,
                ..Default::default()
            }),
            ..Default::default()
        };
        let begun = Instant::now();
        found += client.list_schools(asked).await?.into_inner().schools.len();
        times.push(begun.elapsed());
    }
    times.sort();
    let at = |share: usize| millis(times.get(SEARCHES * share / 100).copied().unwrap_or_default());
    println!(
        "{name}, {when}: {SEARCHES} searches (seed {SEED}, {found} found): p50 {:.1} ms, p95 {:.1} ms (at most 50), last {:.1} ms",
        at(50),
        at(95),
        millis(times.last().copied().unwrap_or_default())
    );
    Ok(())
}

/// How PostgreSQL looks for what is not there, which is the longest way.
async fn explain(connection: &impl ConnectionTrait) -> Outcome<()> {
    if connection.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let sql = "EXPLAIN ANALYZE SELECT * FROM schools WHERE id IN (SELECT id FROM schools \
               WHERE strpos(search_key, 'khong') > 0 ORDER BY name, id LIMIT 101) ORDER BY name, id";
    for line in connection
        .query_all_raw(Statement::from_string(DbBackend::Postgres, sql))
        .await?
    {
        println!("  {}", line.try_get_by_index::<String>(0)?);
    }
    Ok(())
}

fn parts(file: &[u8]) -> Vec<ImportPart> {
    let header = ImportHeader {
        request_id: fresh_id(),
        ..Default::default()
    };
    let pieces = file.chunks(512 << 10).map(|piece| Part::Content(piece.to_vec()));
    let parts = std::iter::once(Part::Header(header)).chain(pieces);
    parts.map(|part| ImportPart { part: Some(part) }).collect()
}

fn must_be(report: &ImportReport, rows: u64) -> Outcome<()> {
    if u64::from(report.created) == rows && report.written {
        return Ok(());
    }
    Err(format!("not all rows came in: {:?}", report.defects.first()).into())
}

fn row(texts: &[&str]) -> Vec<Value> {
    texts.iter().map(|text| Value::text(text)).collect()
}

fn pick<'a>(texts: &[&'a str], number: u64) -> &'a str {
    texts
        .get(number as usize % texts.len())
        .copied()
        .unwrap_or_default()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
