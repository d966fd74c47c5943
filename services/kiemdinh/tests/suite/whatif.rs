//! `whatif` on the clocks of a file; on those of a running system it is tried with the demo.

use std::path::Path;

use serde_json::json;

use crate::program::run;

/// A swap around 24/11/2026: Monday off, a Saturday worked.
const SWAP: &str = r#"
id = "draft"
known_on = "2026-10-01"
title = "Hoán đổi"
document = { number = "1/TB-BNV", date = "2026-10-01", authority = "Bộ Nội vụ" }
[[entries]]
date = "2026-11-23"
kind = "swapped_off"
name = "Ngày Văn hóa Việt Nam"
status = "proposed"
[[entries]]
date = "2026-12-05"
kind = "make_up_work"
name = "Ngày Văn hóa Việt Nam"
status = "proposed"
"#;

const CLOCKS: &str = "case,limit,overlay,regime,started_on,due_on
moves,review.comment,,B,2026-11-16,2026-12-01
stays,recognition.decide,,B,2026-12-07,2027-01-05
stopped,recognition.decide,,B,2026-11-20,
extended,recognition.decide,,B,2026-11-20,2026-12-28
kept,recognition.decide,,B,2026-11-26,2026-12-24
";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("swap.toml", SWAP);
    write(
        "swap.ics",
        &calendar::version_to_ical(&calendar::version_from_toml(SWAP).unwrap()),
    );
    write("clocks.csv", CLOCKS);
    folder
}

fn whatif(folder: &Path, arguments: &str) -> serde_json::Value {
    let ran = run(folder, &format!("whatif {arguments} --clocks clocks.csv -o json"));
    assert_eq!(ran.code, 0, "{ran:?}");
    ran.json()
}

#[test]
fn a_draft_calendar_needs_no_server() {
    let folder = folder();
    let answer = whatif(folder.path(), "swap.toml");
    assert_eq!(
        (&answer["moved"], &answer["not_computed"], &answer["unmoved"]),
        (&json!(2), &json!(2), &json!(1)),
        "{answer:#}"
    );
    assert_eq!(
        answer["clocks"][0],
        json!({
            "case": "moves",
            "limit": "review.comment",
            "overlay": null,
            "change": "later",
            "from": "2026-12-01",
            "to": "2026-12-02",
            "days": 1,
            "keep": null,
            "reissue": true,
            "reasons": ["nghỉ 23/11 (hoán đổi, 1/TB-BNV)"],
        })
    );
    let kept = &answer["clocks"][1];
    assert_eq!(
        (&kept["case"], &kept["change"], &kept["to"], &kept["keep"]),
        (
            &json!("kept"),
            &json!("earlier"),
            &json!("2026-12-23"),
            &json!("2026-12-24")
        )
    );
    assert_eq!(
        whatif(folder.path(), "swap.ics"),
        answer,
        "the same draft in another form"
    );
    assert!(
        !folder.path().join("kiemdinh-data").exists(),
        "nothing is written"
    );

    let table = run(folder.path(), "whatif swap.toml --clocks clocks.csv").stdout;
    for words in [
        "không tính được từ xa",
        "02/12/2026",
        "Dời: 2",
        "không tự động sớm lên",
    ] {
        assert!(table.contains(words), "{words}: {table}");
    }
}

#[test]
fn a_draft_law_needs_no_server_either() {
    let folder = folder();
    let (_, text) = statute::Law::official_files()
        .iter()
        .find(|(name, _)| *name == "limits/recognition.toml")
        .unwrap();
    let draft = text.replacen("working_days = 20", "working_days = 21", 1);
    std::fs::write(folder.path().join("recognition.toml"), draft).unwrap();
    let answer = whatif(folder.path(), "recognition.toml --on 2026-12-25");
    assert_eq!(
        (&answer["moved"], &answer["unmoved"]),
        (&json!(1), &json!(2)),
        "{answer:#}"
    );
    assert_eq!(
        (&answer["clocks"][0]["case"], &answer["clocks"][0]["to"]),
        (&json!("stays"), &json!("2027-01-06"))
    );
    assert_eq!(
        answer["clocks"][0]["reasons"][0],
        "limit: 20 ngày làm việc, nhận đến 17:00 → 21 ngày làm việc, nhận đến 17:00"
    );
}

#[test]
fn what_cannot_be_tried_is_refused() {
    let folder = folder();
    let code = |arguments: &str| run(folder.path(), arguments).code;
    assert_eq!(code("whatif nowhere.toml"), 3);
    assert_eq!(code("whatif swap.toml"), 8, "no file of clocks, and no server");
    std::fs::write(
        folder.path().join("wrong.csv"),
        CLOCKS.replace("2026-11-16", "today"),
    )
    .unwrap();
    let ran = run(folder.path(), "whatif swap.toml --clocks wrong.csv -o json");
    assert_eq!(ran.code, 7, "{ran:?}");
    assert_eq!(ran.problem()["fields"][0]["row"], 2);
    std::fs::write(folder.path().join("wrong.toml"), "known_on = 3\n").unwrap();
    assert_eq!(code("whatif wrong.toml --clocks clocks.csv"), 7);
}
