//! What is wrong in a law file is said with file, line and rule; what differs between two laws is listed.

use statute::{Change, Law};

use crate::files::{load_with, official_with};

fn faults(file: &str, from: &str, to: &str) -> String {
    let Err(error) = load_with(file, from, to) else {
        panic!("{file}: {from:?} to {to:?} goes unnoticed")
    };
    error
        .faults
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn faults_name_file_line_and_rule() {
    let registration = "limits/registration.toml";
    let snapshot = [
        faults(
            registration,
            "span = { working_days = 3 }",
            "span = { working_days = 0 }",
        ),
        faults(
            registration,
            "span = { working_days = 3 }",
            "span = { working_weeks = 3 }",
        ),
        faults(
            registration,
            "receipt_cutoff = \"17:00\"",
            "receipt_cutoff = \"5 pm\"",
        ),
        faults(registration, "waits_for = \"school\"\n", ""),
        faults(registration, "owed_by = \"school\"", "owed_by = \"scool\""),
        faults(
            registration,
            "anchor = \"dossier_month_end\"",
            "anchor_ = \"dossier_month_end\"",
        ),
        faults(registration, ", anchor = \"registration_month_end\"", ""),
        faults(
            registration,
            "fact = \"registration.dossier_submitted\"",
            "fact = \"dossier submitted\"",
        ),
        faults(
            registration,
            "regimes = [\"A2\", \"B\"]",
            "regimes = [\"A1\", \"B\"]",
        ),
        faults(
            "limits/review.toml",
            ", { fact = \"review.consent_deemed\", deemed = true }",
            "",
        ),
        faults(
            "limits/review.toml",
            "ladder = \"standard\"",
            "ladder = \"gentle\"",
        ),
        faults(
            "limits/recognition.toml",
            "overlay = \"ha-noi\"",
            "overlay = \"ha-nam\"",
        ),
        faults("limits/year.toml", "month = 6, day = 30", "month = 6, day = 31"),
        faults("ladders.toml", "at = \"deadline\"", "at = \"day_of\""),
        faults("ladders.toml", "id = \"before-5\"", "id = \"before-10\""),
        faults("regimes.toml", "from = \"2025-01-25\"", "from = \"2025-01-26\""),
        faults("regimes.toml", "until = \"2025-06-30\"", "until = \"2025-06-31\""),
        faults("conditions.toml", "regimes = [\"B\"]", "regimes = [\"A0\"]"),
        faults(
            "conditions.toml",
            "regimes = [\"B\"]\nminimum_years",
            "regimes = [\"A0\"]\nminimum_years",
        ),
        faults(
            "limits/review.toml",
            "cleared_by = [{ fact = \"review.team_dissolved\" }]",
            "cleared_by = [{ fact = \"review.team_dissolved\", anchor = \"decision_date\" }]",
        ),
        faults(
            "limits/certificate.toml",
            "satisfied_by = [{ fact = \"recognition.renewal_registered\" }]",
            "satisfied_by = [{ fact = \"recognition.renewal_registered\", ahead = true }]",
        ),
        faults("procedures.toml", "1.000280", "1.000288"),
        faults("criteria.toml", "criteria = 27", "criteria = 28"),
        faults(
            "criteria-2018.csv",
            "secondary,TT 18/2018,5,",
            "secondary,TT 18/2018,five,",
        ),
        faults(
            "criteria-tt57-2026.csv",
            "general,2,Phát triển đội ngũ,2.1",
            "general,2,Phát triển đội ngũ,3.1",
        ),
        faults("states.toml", "from = \"settled\"", "from = \"setled\""),
    ]
    .join("\n\n");
    insta::assert_snapshot!(snapshot);
}

#[test]
fn every_fault_is_reported_at_once() {
    let error = Law::load(&[("limits/x.toml", "[[limit]]\nid = 3")]).unwrap_err();
    assert_eq!(error.faults.len(), 7, "{error}");
}

#[test]
fn differences_between_laws() {
    assert!(Law::official().diff(Law::official()).is_empty());
    let newer = official_with(
        "limits/recognition.toml",
        "span = { working_days = 20 }",
        "span = { working_days = 15 }",
    );
    let renamed = official_with(
        "limits/review.toml",
        "id = \"review.reply\"",
        "id = \"review.answer\"",
    );
    let rows = |newer: &Law| {
        let rows = Law::official().diff(newer);
        rows.iter()
            .map(|row| format!("{:?} {} {:?}", row.rule.regime, row.rule.id, row.change))
            .collect::<Vec<_>>()
    };
    let snapshot = [rows(&newer), rows(&renamed)].concat().join("\n");
    insta::assert_snapshot!(snapshot);
}

#[test]
fn a_change_of_any_kind_is_a_difference() {
    for (from, to, field) in [
        (
            "receipt_cutoff = \"17:00\"",
            "receipt_cutoff = \"15:00\"",
            "limit",
        ),
        ("extension = { times = 1", "extension = { times = 2", "extension"),
        ("days_before = 1", "days_before = 2", "extension"),
        (
            "vi = \"ngày nhận báo cáo\"",
            "vi = \"ngày có báo cáo\"",
            "start_event",
        ),
        (
            "ladder = \"standard\"",
            "ladder = \"standard\"\nroll = false",
            "roll",
        ),
        ("confidence = \"text\"", "confidence = \"lead\"", "confidence"),
        (
            "confidence = \"text\"",
            "confidence = \"text\"\nnote = { vi = \"x\", en = \"x\" }",
            "note",
        ),
    ] {
        let newer = official_with("limits/recognition.toml", from, to);
        let differences = Law::official().diff(&newer);
        assert!(!differences.is_empty(), "{from} to {to}");
        for difference in differences {
            assert!(
                matches!(difference.change, Change::Altered { field: found, .. } if found == field),
                "{difference:?}"
            );
        }
        assert!(Law::official().diff_of_other_files(&newer).is_empty());
    }
}

#[test]
fn what_is_no_limit_differs_by_file() {
    for (file, from, to) in [
        ("regimes.toml", "confidence = \"text\"", "confidence = \"lead\""),
        ("procedures.toml", "1.000280", "1.000281"),
        ("conditions.toml", "minimum_years = 5", "minimum_years = 6"),
        (
            "states.toml",
            "from = \"proposed\", fact",
            "from = \"start\", fact",
        ),
    ] {
        let newer = official_with(file, from, to);
        assert_eq!(Law::official().diff_of_other_files(&newer), [file]);
        assert!(Law::official().diff(&newer).is_empty(), "{file}");
    }
    let moved = official_with("states.toml", "[[state]]", "# A comment.\n[[state]]");
    assert!(Law::official().diff_of_other_files(&moved).is_empty());
}

#[test]
fn the_law_in_rows() {
    let rows: Vec<String> = Law::official()
        .limits()
        .iter()
        .map(|rule| {
            let regimes: Vec<&str> = rule.regimes.iter().map(|regime| regime.as_str()).collect();
            let overlay = rule.overlay.as_deref().unwrap_or("-");
            let (words, owner, confidence) = (rule.limit_in_words(), rule.owed_by, rule.confidence);
            format!(
                "{} [{}] {overlay} · {words} · {owner} · {confidence:?} · {}",
                rule.id,
                regimes.join(" "),
                rule.citation.vi
            )
        })
        .collect();
    let snapshot = rows.join("\n");
    insta::assert_snapshot!(snapshot);
}
