//! `law check`, `law list` and `law diff`: no server, and files that the caller names.

use std::path::Path;

use serde_json::json;

use crate::program::run;

/// Writes a shipped law file into `folder` with one text replaced.
fn draft(folder: &Path, file: &str, from: &str, to: &str) {
    let (_, text) = statute::Law::official_files()
        .iter()
        .find(|(name, _)| *name == file)
        .unwrap();
    assert!(text.contains(from), "{file}: {from}");
    let base = file.rsplit('/').next().unwrap();
    std::fs::write(folder.join(base), text.replacen(from, to, 1)).unwrap();
}

#[test]
fn the_shipped_law_has_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(folder.path(), "law check");
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    assert!(ran.stdout.starts_with("Luật đầy đủ: "), "{ran:?}");
    let ran = run(folder.path(), "law check -o json");
    assert_eq!((ran.code, ran.json()), (0, json!([])));
}

#[test]
fn every_fault_is_named_with_file_line_and_rule() {
    let folder = tempfile::tempdir().unwrap();
    draft(
        folder.path(),
        "limits/review.toml",
        "ladder = \"standard\"",
        "ladder = \"gentle\"",
    );
    draft(
        folder.path(),
        "limits/year.toml",
        "month = 6, day = 30",
        "month = 6, day = 31",
    );
    let ran = run(folder.path(), "law check . -o json");
    assert_eq!(
        (ran.code, ran.problem()["code"].as_str()),
        (9, Some("findings")),
        "{ran:?}"
    );
    let findings = ran.json();
    let findings = findings.as_array().unwrap();
    assert_eq!(findings.len(), 2, "both at once: {findings:?}");
    for (finding, file) in findings.iter().zip(["./review.toml", "./year.toml"]) {
        assert_eq!(finding["file"], file, "as the caller names it");
        assert!(finding["line"].as_u64().unwrap() > 1 && finding["rule"].is_string());
    }
    let table = run(folder.path(), "law check year.toml");
    assert_eq!(table.code, 9);
    assert!(table.stdout.contains("year.toml"), "{table:?}");
}

#[test]
fn a_law_that_loads_may_still_lack_something() {
    let folder = tempfile::tempdir().unwrap();
    draft(
        folder.path(),
        "limits/recognition.toml",
        "id = \"recognition.decide\"\nregimes",
        "id = \"recognition.judge\"\nregimes",
    );
    let ran = run(folder.path(), "law check recognition.toml -o jsonl");
    assert_eq!(ran.code, 9, "{ran:?}");
    let first: serde_json::Value = serde_json::from_str(ran.stdout.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&first["file"], &first["rule"]),
        (&json!("states.toml"), &json!("appraised"))
    );
    assert_eq!(run(folder.path(), "law check nowhere.toml").code, 3);
}

#[test]
fn limits_are_listed_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(folder.path(), "law list --on 2024-04-24 -o json");
    assert_eq!(ran.code, 0, "{ran:?}");
    let rules = ran.json();
    let decide = rules
        .as_array()
        .unwrap()
        .iter()
        .find(|rule| rule["id"] == "recognition.decide" && rule["overlay"].is_null())
        .unwrap();
    assert_eq!(decide["limit"], "20 ngày làm việc, nhận đến 17:00");
    assert_eq!(decide["owed_by"], json!(["department_officer"]));
    assert_eq!(decide["confidence"], "text");

    let csv = run(folder.path(), "law list --regime B -o csv").stdout;
    assert!(csv.starts_with("id,overlay,regimes,title,limit,owed_by,citation,confidence\n"));
    assert!(csv.contains(",custom\n"), "{csv}");
    let table = run(folder.path(), "law list --regime B").stdout;
    assert!(table.contains("cần xác minh"), "{table}");
    assert_eq!(run(folder.path(), "law list --overlay ha-nam").code, 3);
    assert_eq!(run(folder.path(), "law list --regime C").code, 2);
}

#[test]
fn a_draft_is_compared_with_the_shipped_law() {
    let folder = tempfile::tempdir().unwrap();
    draft(
        folder.path(),
        "limits/recognition.toml",
        "working_days = 20",
        "working_days = 15",
    );
    let ran = run(folder.path(), "law diff recognition.toml -o json");
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(
        ran.json(),
        json!([{
            "rule": "recognition.decide",
            "version": 1,
            "overlay": null,
            "regimes": ["A0", "A1", "A2", "B"],
            "change": "altered",
            "field": "limit",
            "before": "20 ngày làm việc, nhận đến 17:00",
            "after": "15 ngày làm việc, nhận đến 17:00",
        }])
    );

    std::fs::write(folder.path().join("recognition.toml"), "[[limit]]\nid = 3\n").unwrap();
    let ran = run(folder.path(), "law diff recognition.toml -o json");
    assert_eq!(
        (ran.code, ran.problem()["reason"].as_str()),
        (7, Some("LAW_REFUSED"))
    );
    assert_eq!(ran.problem()["fields"][0]["field"], "recognition.toml:2");
    assert_eq!(run(folder.path(), "law diff").code, 2);
}
