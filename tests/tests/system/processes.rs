//! The same flow as separate processes, and what killing them does to it: nothing.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use kiemdinh::rehearsal::{Options, Progress, drive, plan};
use platform::configuration::SERVICES;
use serde_json::Value;

use crate::certificate::from_the_report_to_the_last_day;
use crate::fleet::Fleet;
use crate::program;

/// How long a process that was killed may be away.
const PATIENCE: Duration = Duration::from_secs(120);
const KILLS: usize = 20;

/// Drives the plan of Bắc Sơn through `fleet` by gRPC, and calls `progress` as it goes on.
async fn rehearse(
    endpoints: &kiemdinh::client::Endpoints,
    key: &platform::identity::TokenKey,
    seed: u64,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Value, String> {
    let from = "2024-01-01".parse().unwrap();
    let plan = plan::read(&std::fs::read(program::plan()).unwrap(), from).unwrap();
    let options = Options {
        seed,
        patience: PATIENCE,
        ..Options::new(from, progress)
    };
    let report = drive(endpoints, key, &plan, options)
        .await
        .map_err(|problem| problem.to_string())?;
    Ok(serde_json::to_value(&report).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn four_processes_end_with_the_same_decisions_and_dates_as_one() {
    let fleet = Fleet::start().await;
    let report = rehearse(&fleet.endpoints(), &fleet.key, 5, &mut |_| {}).await;
    let report = report.unwrap_or_else(|problem| panic!("{problem}\n{}", fleet.logs()));
    assert_same(&report, &program::embedded_rehearsal(5));
}

#[tokio::test(flavor = "multi_thread")]
async fn killing_any_process_twenty_times_loses_and_doubles_nothing() {
    const SEED: u64 = 7;
    let fleet = Fleet::start().await;
    let (endpoints, key) = (fleet.endpoints(), fleet.key.clone());
    let fleet = Arc::new(Mutex::new(fleet));

    // The nemesis strikes while the rehearsal is somewhere between two of its steps: what it
    // strikes and when follows from the seed, how far the processes have come by then from the machine.
    let (step, mut steps) = tokio::sync::mpsc::unbounded_channel::<()>();
    let victims = Arc::clone(&fleet);
    let nemesis = std::thread::spawn(move || {
        let mut chance = SEED;
        let mut next = || {
            // An LCG is chance enough to choose a victim and an instant.
            chance = chance
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            chance >> 33
        };
        let mut killed = 0;
        let mut pause = 3;
        while steps.blocking_recv().is_some() && killed < KILLS {
            if pause > 0 {
                pause -= 1;
                continue;
            }
            let service = SERVICES[usize::try_from(next()).unwrap() % SERVICES.len()];
            std::thread::sleep(Duration::from_millis(next() % 60));
            let mut fleet = victims.lock().unwrap();
            fleet.kill(service);
            fleet.raise(service);
            killed += 1;
            pause = next() % 6;
        }
        killed
    });

    // The nemesis may have had its fill before the rehearsal ends.
    let mut progress = |_: Progress| {
        let _ = step.send(());
    };
    let report = rehearse(&endpoints, &key, SEED, &mut progress).await;
    drop(step);
    let killed = nemesis.join().unwrap();
    let report = report.unwrap_or_else(|problem| panic!("{problem}\n{}", fleet.lock().unwrap().logs()));
    assert_eq!(killed, KILLS, "the rehearsal was over before all kills were");
    // Equal counts of facts, rungs and mails are what “nothing lost, nothing doubled” means.
    assert_same(&report, &program::embedded_rehearsal(SEED));
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_final_report_to_the_last_day_of_a_certificate() {
    let fleet = Fleet::start().await;
    from_the_report_to_the_last_day(&fleet.endpoints(), &fleet.key).await;
}

/// Both reports say the same; where they do not, only the difference is shown.
fn assert_same(ours: &Value, theirs: &Value) {
    assert_eq!(ours["totals"], theirs["totals"]);
    for (ours, theirs) in ours["schools"]
        .as_array()
        .unwrap()
        .iter()
        .zip(theirs["schools"].as_array().unwrap())
    {
        assert_eq!(ours, theirs);
    }
    assert_eq!(ours["mails"], theirs["mails"]);
    assert_eq!(ours, theirs);
}
