//! The law is complete, and the check for it finds what is planted.

use statute::{Fault, Law};

use crate::files;

#[test]
fn no_state_lacks_its_limits_and_no_limit_its_end() {
    let gaps: Vec<String> = Law::official()
        .coverage()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(gaps.is_empty(), "{}", gaps.join("\n"));
}

/// The gaps after one change to one file.
fn gaps_after(file: &str, from: &str, to: &str) -> Vec<String> {
    let law = files::official_with(file, from, to);
    law.coverage().iter().map(ToString::to_string).collect()
}

#[test]
fn a_limit_that_no_longer_starts_is_found() {
    let gaps = gaps_after(
        "limits/recognition.toml",
        "id = \"recognition.decide\"\nregimes",
        "id = \"recognition.judge\"\nregimes",
    );
    assert!(gaps.contains(
        &"A0 appraised: recognition.decide is not open after recognition.report_received".to_owned()
    ));
    assert!(gaps.contains(
        &"A0 appraised: recognition.judge is still open after recognition.report_received".to_owned()
    ));
}

#[test]
fn a_gap_says_where() {
    let law = files::official_with(
        "limits/recognition.toml",
        "id = \"recognition.decide\"\nregimes",
        "id = \"recognition.judge\"\nregimes",
    );
    let faults: Vec<Fault> = law.coverage().into_iter().map(Fault::from).collect();
    let states = Law::official_files()
        .iter()
        .find(|(name, _)| *name == "states.toml")
        .unwrap()
        .1;
    for fault in faults {
        assert_eq!(fault.source.file, "states.toml");
        let rule = fault.rule.unwrap();
        let entry: Vec<&str> = states.lines().skip(fault.source.line - 1).take(2).collect();
        assert_eq!(entry, ["[[state]]", format!("id = \"{rule}\"").as_str()]);
    }
}

#[test]
fn a_clock_that_outlives_its_case_is_found() {
    let gaps = gaps_after(
        "limits/review.toml",
        "satisfied_by = [{ fact = \"review.team_established\" }]",
        "satisfied_by = [{ fact = \"review.final_report_submitted\" }]",
    );
    assert!(
        gaps.contains(&"B under_review: review.start is still open after review.team_established".to_owned())
    );
}

#[test]
fn a_state_that_nobody_reaches_or_explains_is_found() {
    let gaps = gaps_after(
        "states.toml",
        "from = \"proposed\", fact",
        "from = \"start\", fact",
    );
    assert!(
        gaps.contains(&"A0 proposed: nothing leads on from this state, and it is no end".to_owned()),
        "{gaps:?}"
    );
    let gaps = gaps_after(
        "states.toml",
        "without_limit = { vi = \"báo cáo đã gửi, thời hạn tiếp theo tính từ khi Sở nhận\", en = \"the report is on its way; the next limit runs from its receipt\" }\n",
        "",
    );
    assert!(
        gaps.contains(&"A1 reported: asks for no limit and does not say why".to_owned()),
        "{gaps:?}"
    );
}

#[test]
fn a_limit_that_asks_for_another_step_is_found() {
    let gaps = gaps_after(
        "limits/review.toml",
        "starts_on = [{ fact = \"review.review_step_completed\", when = { attribute = \"step\", equals = \"dossier_study\" } }]",
        "starts_on = [{ fact = \"review.review_step_completed\", when = { attribute = \"step\", equals = \"study\" } }]",
    );
    assert!(
        gaps.contains(
            &"A2 dossier_studied: review.preliminary_visit is not open after review.review_step_completed"
                .to_owned()
        ),
        "{gaps:?}"
    );
}

#[test]
fn a_limit_that_outlives_the_team_that_owes_it_is_found() {
    let gaps = gaps_after(
        "limits/review.toml",
        "cleared_by = [{ fact = \"review.team_dissolved\" }]\ncancelled_by",
        "cancelled_by",
    );
    assert!(
        gaps.contains(&"B team_dissolved: review.study is still open after review.team_dissolved".to_owned()),
        "{gaps:?}"
    );
}

#[test]
fn a_limit_that_is_cleared_and_started_by_one_fact_is_open_after_it() {
    let gaps = gaps_after(
        "limits/review.toml",
        "starts_on = [{ fact = \"review.team_dissolved\" }]",
        "starts_on = [{ fact = \"review.review_opened\" }]",
    );
    assert!(
        gaps.contains(
            &"B team_dissolved: review.team_again is not open after review.team_dissolved".to_owned()
        ),
        "{gaps:?}"
    );
}

#[test]
fn a_revoked_certificate_that_is_restored_must_count_again() {
    let gaps = gaps_after(
        "limits/certificate.toml",
        "    { fact = \"recognition.certificate_restored\", anchor = \"valid_until\", when = { attribute = \"awaits\", equals = \"renewal\" } },\n",
        "",
    );
    assert!(
        gaps.contains(
            &"B certified: certificate.renew is not open after recognition.certificate_restored".to_owned()
        ),
        "{gaps:?}"
    );
}

#[test]
fn a_certificate_that_awaits_nothing_but_its_end_starts_no_renewal() {
    let gaps = gaps_after(
        "limits/certificate.toml",
        "{ fact = \"recognition.certificate_entered\", anchor = \"valid_until\", when = { attribute = \"awaits\", equals = \"renewal\" } }",
        "{ fact = \"recognition.certificate_entered\", anchor = \"valid_until\" }",
    );
    for state in ["awaiting_expiry", "entered_when_over"] {
        let gap =
            format!("A1 {state}: certificate.renew is still open after recognition.certificate_entered");
        assert!(gaps.contains(&gap), "{gaps:?}");
    }
}
