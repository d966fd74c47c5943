//! `replay`: a plan of any province, the same for the same seed.

use std::path::Path;

use serde_json::Value;

use crate::program::{Ran, run};

const HEADER: &str = "school,school_type,commune,ownership,kind,target,dossier_month,registration_month";

fn plan(folder: &Path, rows: &str) {
    std::fs::write(folder.join("plan.csv"), format!("{HEADER}\n{rows}")).unwrap();
}

fn replay(folder: &Path, flags: &str) -> Ran {
    run(
        folder,
        &format!("replay plan.csv --from 2025-02-03 -o json{flags}"),
    )
}

const ONE_SCHOOL: &str =
    "Trường Tiểu học Hữu Lũng,primary,Hữu Lũng,public,new,accreditation_2,2025-02,2025-03\n";

#[test]
fn the_same_seed_gives_the_same_history() {
    let folder = tempfile::tempdir().unwrap();
    plan(folder.path(), ONE_SCHOOL);
    let first = replay(folder.path(), " --seed 7");
    assert_eq!(first.code, 0, "{first:?}");
    let second = replay(folder.path(), " --seed 7");
    assert!(first.stdout == second.stdout, "byte for byte");
    let other = replay(folder.path(), " --seed 8");
    assert!(first.stdout != other.stdout, "another seed, another pace");
    must_show_everything(&first.json());
    must_show_everything(&other.json());
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(
        left.len(),
        1,
        "only the plan: the rehearsal leaves nothing behind"
    );
}

/// One school alone has the supplement, the silence and the late decision.
fn must_show_everything(report: &Value) {
    let school = &report["schools"][0];
    let states: Vec<&str> = school["states"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["state"].as_str().unwrap())
        .collect();
    for state in [
        "draft",
        "submitted",
        "supplement_requested",
        "accepted",
        "completed",
        "signed",
        "published",
    ] {
        assert!(states.contains(&state), "{state} in {states:?}");
    }
    let outcome = |limit: &str| {
        let clocks = school["clocks"].as_array().unwrap();
        clocks.iter().find(|clock| clock["limit"] == limit).unwrap()["outcome"].clone()
    };
    assert_eq!(outcome("review.comment"), "deemed");
    assert_eq!(outcome("recognition.decide"), "met_late");
    assert_eq!(outcome("dossier.check"), "met");
    assert_eq!(outcome("dossier.check.department"), "met");
    assert_eq!(report["totals"]["missed"], 0);
    assert_eq!(report["totals"]["deemed"], 1);
    assert_eq!(school["decision"]["recognises"], true);
    assert!(school["certificate"]["valid_until"].is_string());
    assert!(!report["mails"].as_array().unwrap().is_empty());
}

#[test]
fn it_stops_where_it_is_told_to() {
    let folder = tempfile::tempdir().unwrap();
    plan(folder.path(), ONE_SCHOOL);
    let ran = replay(folder.path(), " --to 2025-03-31");
    assert_eq!(ran.code, 0, "{ran:?}");
    let report = ran.json();
    let school = &report["schools"][0];
    assert!(school["dossier"].as_str().unwrap().starts_with("H37.26-2503"));
    assert!(school["decision"].is_null() && school["certificate"].is_null());
}

#[test]
fn communes_take_over_when_the_district_ends() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "Trường Tiểu học Hữu Lũng,primary,Hữu Lũng,public,new,accreditation_2,2025-05,2025-06\n\
                Trường Tiểu học Cai Kinh,primary,Cai Kinh,public,new,accreditation_2,2025-06,2025-07\n";
    plan(folder.path(), rows);
    let arguments = "replay plan.csv --from 2025-05-05 --to 2025-08-15 -o json";
    let ran = run(folder.path(), arguments);
    assert_eq!(ran.code, 0, "{ran:?}");
    let report = ran.json();
    let number = |place: usize| report["schools"][place]["dossier"].as_str().unwrap();
    assert!(number(0).starts_with("H37.26-2506"), "{}", number(0));
    assert!(number(1).starts_with("H37.26.02-2507"), "{}", number(1));
    for school in report["schools"].as_array().unwrap() {
        assert!(school["states"].to_string().contains("accepted"), "{school:#}");
    }
}

#[test]
fn a_malformed_plan_is_refused_whole_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    plan(
        folder.path(),
        &format!("{ONE_SCHOOL},primary,X,public,new,accreditation_9,2025-05,2025-04\n"),
    );
    let ran = replay(folder.path(), " --data kept");
    assert_eq!(ran.code, 7);
    assert_eq!(ran.stdout, "");
    let problem = ran.problem();
    assert_eq!(problem["reason"], "PLAN_REFUSED");
    let places: Vec<String> = problem["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| format!("{}:{}", field["row"], field["column"].as_str().unwrap()))
        .collect();
    assert_eq!(places, ["3:school", "3:target", "3:registration_month"]);
    assert!(!folder.path().join("kept").exists());
}
