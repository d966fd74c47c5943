//! How fast counting is, beside a plain day walk and python-holidays measured in the same run.
//!
//! `cargo bench -p timelimit`. The README quotes ratios, never times: they are what travels between machines.

use std::process::Command;
use std::time::{Duration, Instant};

use calendar::{Almanac, Calendar, Day, EntryKind, Version};
use chrono::{DateTime, TimeDelta, Utc};
use divan::{Bencher, black_box};
use timelimit::{FactKind, LedgerFact, OpenClock, Span, TimeLimit, derive, derive_without_steps, what_if};

fn main() {
    // Compile the almanac before anything is timed.
    black_box(Almanac::official().latest());
    divan::main();
    print_ratio();
}

/// Rank and select against the day walk, both over the same starts, alternating so that a busy machine slows both.
fn print_ratio() {
    let (calendar, starts) = (latest(), starts());
    let (mut table, mut walk) = (Duration::MAX, Duration::MAX);
    for _ in 0..200 {
        let begin = Instant::now();
        for start in &starts {
            black_box(calendar.add_working_days(*start, 20).ok());
        }
        table = table.min(begin.elapsed());
        let begin = Instant::now();
        for start in &starts {
            black_box(day_walk(calendar, *start));
        }
        walk = walk.min(begin.elapsed());
    }
    let each = |whole: Duration| whole.as_secs_f64() * 1e9 / starts.len() as f64;
    println!(
        "adding 20 working days from every day of 2024 to 2026, the best of 200 rounds: {:.1} ns by rank and select \
         (wanted: at most 20), {:.1} ns by day walk, ratio {:.1} (wanted: at least 10)",
        each(table),
        each(walk),
        walk.as_secs_f64() / table.as_secs_f64()
    );
    match python_holidays() {
        Ok((version, nanoseconds)) => println!(
            "the same by python-holidays {version}: {nanoseconds:.0} ns, ratio {:.0} (wanted: at least 50)",
            nanoseconds / each(table)
        ),
        Err(reason) => println!("the same by python-holidays: {reason}, skipped"),
    }
}

/// The version of python-holidays and the nanoseconds it takes for one addition, timed by itself so that starting
/// Python does not count.
fn python_holidays() -> Result<(String, f64), String> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/python_holidays.py");
    let ran = Command::new("python3")
        .arg(script)
        .output()
        .map_err(|error| format!("python3 does not run ({error})"))?;
    if ran.status.code() == Some(3) {
        return Err("not installed".to_owned());
    }
    let said = String::from_utf8_lossy(&ran.stdout);
    let answer = said.trim().split_once(' ');
    answer
        .and_then(|(version, nanoseconds)| Some((version.to_owned(), nanoseconds.parse().ok()?)))
        .ok_or_else(|| format!("failed: {}", String::from_utf8_lossy(&ran.stderr).trim()))
}

/// The plain way: ask of each day whether it is worked.
fn day_walk(calendar: &Calendar, start: Day) -> Day {
    let (mut day, mut left) = (start, 20);
    while left > 0 {
        day = day.plus_days(1);
        left -= u32::from(calendar.is_working(day) == Ok(true));
    }
    day
}

fn latest() -> &'static Calendar {
    Almanac::official().latest()
}

/// Every start of 2024 to 2026, so that no single case is favoured.
fn starts() -> Vec<Day> {
    let first = Day::from_epoch_days(19_723);
    (0..1096).map(|offset| first.plus_days(offset)).collect()
}

/// Adding 20 working days: the table, and a walk that asks of each day whether it is worked.
mod add_20_working_days {
    use super::{Bencher, black_box, latest, starts};

    #[divan::bench]
    fn rank_and_select(bencher: Bencher<'_, '_>) {
        let (calendar, starts) = (latest(), starts());
        bencher.counter(starts.len()).bench_local(|| {
            for start in &starts {
                black_box(calendar.add_working_days(*start, 20).ok());
            }
        });
    }

    #[divan::bench]
    fn day_walk(bencher: Bencher<'_, '_>) {
        let (calendar, starts) = (latest(), starts());
        bencher.counter(starts.len()).bench_local(|| {
            for start in &starts {
                black_box(super::day_walk(calendar, *start));
            }
        });
    }
}

fn at(hours: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::hours(478_000 + hours)
}

/// A start, three stops with their resumes, and the end: eight facts.
fn ledger() -> [LedgerFact; 8] {
    [
        LedgerFact::new(FactKind::Started, at(0)),
        LedgerFact::new(FactKind::Suspended, at(50)),
        LedgerFact::new(FactKind::Resumed, at(120)),
        LedgerFact::new(FactKind::Suspended, at(200)),
        LedgerFact::new(FactKind::Resumed, at(290)),
        LedgerFact::new(FactKind::Suspended, at(400)),
        LedgerFact::new(FactKind::Resumed, at(500)),
        LedgerFact::new(FactKind::Satisfied, at(700)),
    ]
}

mod derive_8_facts {
    use super::{Bencher, Span, TimeLimit, black_box, derive, derive_without_steps, latest, ledger};

    #[divan::bench]
    fn without_steps(bencher: Bencher<'_, '_>) {
        let (limit, facts) = (TimeLimit::new(Span::WorkingDays(20)), ledger());
        bencher.bench_local(|| derive_without_steps(black_box(&limit), black_box(&facts), latest()).is_ok());
    }

    #[divan::bench]
    fn with_steps(bencher: Bencher<'_, '_>) {
        let (limit, facts) = (TimeLimit::new(Span::WorkingDays(20)), ledger());
        bencher.bench_local(|| derive(black_box(&limit), black_box(&facts), latest()).is_ok());
    }
}

/// A draft swap tried on a million open clocks, each with a start, a stop and a resume.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn what_if_over_a_million_clocks(bencher: Bencher<'_, '_>) {
    let draft = draft();
    let limit = TimeLimit::new(Span::WorkingDays(20));
    let ledgers: Vec<[LedgerFact; 3]> = (0..1_000_000_i64)
        .map(|index| {
            let hours = index % 8_000;
            [
                LedgerFact::new(FactKind::Started, at(hours)),
                LedgerFact::new(FactKind::Suspended, at(hours + 60)),
                LedgerFact::new(FactKind::Resumed, at(hours + 90)),
            ]
        })
        .collect();
    bencher.counter(ledgers.len()).bench_local(|| {
        let clocks = ledgers.iter().enumerate().map(|(key, facts)| OpenClock {
            key,
            limit: &limit,
            drafted: &limit,
            facts,
            notified: None,
        });
        what_if(clocks, latest(), draft.latest(), Day::MIN).moves.len()
    });
}

/// The official almanac with one more swap, in the middle of the clocks.
fn draft() -> Almanac {
    let swap = Almanac::official()
        .versions()
        .iter()
        .find(|version| version.id == "2026-new-year-swap");
    let mut version: Version = swap
        .cloned()
        .unwrap_or_else(|| unreachable!("shipped with the product"));
    version.known_on = version.known_on.plus_days(1);
    "draft".clone_into(&mut version.id);
    for entry in &mut version.entries {
        entry.kind = EntryKind::SwappedOff;
        entry.date = Day::from_epoch_days(20_103 + entry.date.epoch_days() % 2);
    }
    Almanac::official().with_version(version)
}
