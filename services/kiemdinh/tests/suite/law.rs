//! `law due`: no server, one answer or one a line.

use serde_json::json;

use crate::program::{run, run_with};

#[test]
fn a_due_date_is_answered_without_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(
        folder.path(),
        "law due --limit recognition.decide --on 2024-04-24 -o json",
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    let answer = ran.json();
    assert_eq!(
        (&answer["on"], &answer["due_on"]),
        (&json!("2024-04-24"), &json!("2024-05-24"))
    );
    assert!(answer["explanation"][0].as_str().unwrap().contains("không tính"));
    assert_eq!(
        answer.as_object().unwrap().len(),
        3,
        "the contract has three fields"
    );
    assert!(
        std::fs::read_dir(folder.path()).unwrap().next().is_none(),
        "nothing is written"
    );
}

#[test]
fn what_was_known_then_and_what_is_known_now() {
    let folder = tempfile::tempdir().unwrap();
    let due = |flags: &str| {
        let ran = run(
            folder.path(),
            &format!("law due --limit recognition.decide --on 2025-12-04 -o json{flags}"),
        );
        ran.json()["due_on"].as_str().unwrap().to_owned()
    };
    assert_eq!(due(" --known-at 2025-12-24"), "2026-01-02");
    assert_eq!(due(""), "2026-01-05");
    assert_eq!(due(" --overlay ha-noi"), "2025-12-24");
}

#[test]
fn dates_come_one_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let input = "2024-04-24\n2025-02-30\n2026-07-27\n";
    let ran = run_with(folder.path(), "law due --limit recognition.decide --on -", input);
    assert_eq!(ran.code, 7, "one line does not fit: {ran:?}");
    let lines: Vec<serde_json::Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["due_on"], "2024-05-24");
    assert!(lines[1]["error"].is_string());
    assert_eq!(lines[2]["due_on"], "2026-08-22");
}

#[test]
fn an_unknown_limit_is_not_found_and_a_wrong_flag_is_usage() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(
        folder.path(),
        "law due --limit recognition.deside --on 2024-04-24 -o json",
    );
    assert_eq!((ran.code, ran.problem()["code"].as_str()), (3, Some("not_found")));
    assert_eq!(run(folder.path(), "law due --limit recognition.decide").code, 2);
    assert_eq!(
        run(folder.path(), "law due --limit recognition.decide --on today").code,
        7
    );
}
