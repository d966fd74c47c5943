//! The first command of the README: one process, nothing installed.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::program;

fn clocks(report: &Value) -> Vec<&Value> {
    let schools = report["schools"].as_array().unwrap();
    schools
        .iter()
        .flat_map(|school| school["clocks"].as_array().unwrap())
        .collect()
}

fn with_outcome<'a>(report: &'a Value, limit: &str, outcome: &str) -> Vec<&'a Value> {
    clocks(report)
        .into_iter()
        .filter(|clock| clock["limit"] == limit && clock["outcome"] == outcome)
        .collect()
}

#[test]
fn the_demo_carries_four_schools_to_published_decisions() {
    let folder = tempfile::tempdir().unwrap();
    let report = program::json(folder.path(), &["demo", "--once", "-o", "json"]);

    let schools = report["schools"].as_array().unwrap();
    let names: Vec<_> = schools
        .iter()
        .map(|school| school["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "Trường Mầm non xã Chiêu Vũ",
            "Trường THCS xã Vũ Lễ",
            "Trường TH&THCS xã Chiêu Vũ",
            "Trường TH&THCS xã Chiến Thắng",
        ]
    );
    for (school, (dossier_month, registration_month)) in schools.iter().zip([
        ("2024-05", "2024-06"),
        ("2024-07", "2024-08"),
        ("2024-09", "2024-10"),
        ("2024-10", "2024-11"),
    ]) {
        let states = school["states"].as_array().unwrap();
        let entered = |state: &str| {
            let change = states.iter().find(|change| change["state"] == state);
            change.unwrap_or_else(|| panic!("{} was never {state}", school["name"]))["on"]
                .as_str()
                .unwrap()
        };
        assert!(entered("draft").starts_with(dossier_month), "{school:#}");
        assert!(entered("submitted").starts_with(registration_month), "{school:#}");
        let checked_by: Vec<_> = states
            .iter()
            .filter_map(|change| change["stage"].as_str())
            .collect();
        assert_eq!(
            (checked_by.first(), checked_by.last()),
            (Some(&"local"), Some(&"department")),
            "the district checks and passes on, the department accepts: {school:#}"
        );
        let assessment = &school["self_assessment"];
        assert_eq!(
            (&assessment["council"], &assessment["level"]),
            (&7.into(), &2.into())
        );
        assert!(
            assessment["completed_on"].as_str().unwrap() <= entered("draft"),
            "{school:#}"
        );
        entered("accepted");
        entered("published");
        assert_eq!(school["decision"]["recognises"], true);
        let number = school["decision"]["number"].as_str().unwrap();
        assert!(
            number.ends_with("/QĐ-UBND"),
            "under A0 the province decides on the national standard: {number}"
        );
        let (from, until) = (
            &school["certificate"]["valid_from"],
            &school["certificate"]["valid_until"],
        );
        assert_eq!(
            from.as_str().unwrap()[4..],
            until.as_str().unwrap()[4..],
            "five years to the day"
        );
    }

    let supplements = schools
        .iter()
        .filter(|school| school.to_string().contains("supplement_requested"))
        .count();
    assert_eq!(supplements, 1, "one dossier is asked for a supplement");
    assert_eq!(
        with_outcome(&report, "review.comment", "deemed").len(),
        1,
        "one school stays silent"
    );
    assert_eq!(
        with_outcome(&report, "recognition.decide", "met_late").len(),
        1,
        "one decision is late"
    );
    assert_eq!(report["totals"]["deemed"], 1);
    assert_eq!(report["totals"]["missed"], 0);
    let apologies = schools
        .iter()
        .filter(|school| school["decision"]["apology"].is_object())
        .count();
    assert_eq!(
        apologies, 1,
        "one school gets a letter of apology, and its decision by the new date"
    );
    assert!(
        schools
            .iter()
            .all(|school| school["decision"]["published_by_school"] == true),
        "the Sở and the school publish"
    );
    let states = |state: &str| {
        let register = report["register"].as_array().unwrap();
        register.iter().filter(|entry| entry["state"] == state).count()
    };
    assert_eq!(
        (states("in_force"), states("replaced")),
        (4, 2),
        "two renewals replaced what was entered"
    );
    assert_eq!(report["attainment"]["total"]["share"], "100,0 %");

    let subjects: BTreeSet<_> = report["mails"]
        .as_array()
        .unwrap()
        .iter()
        .map(|mail| mail["subject"].as_str().unwrap())
        .collect();
    for said in [
        "Mặc nhiên đồng ý",
        "Vi phạm thời hạn",
        "Yêu cầu bổ sung hồ sơ",
        "Quyết định công nhận",
        "Thư xin lỗi và hẹn lại",
        "Đã đăng ký công nhận lại",
        "Thay chứng nhận",
    ] {
        assert!(
            subjects.iter().any(|subject| subject.contains(said)),
            "no mail says “{said}”: {subjects:#?}"
        );
    }
}

#[test]
fn every_due_date_is_the_one_that_the_law_counts() {
    let report = program::embedded_rehearsal(3);
    let folder = tempfile::tempdir().unwrap();
    let counted = [
        "review.start",
        "review.study",
        "review.preliminary_visit",
        "review.official_visit",
        "review.draft",
        "review.comment",
        "review.reply",
        "recognition.decide",
        "recognition.decide.province",
        "dossier.check",
        "dossier.check.department",
    ];
    let schools = report["schools"].as_array().unwrap().iter();
    let letters: Vec<_> = schools
        .map(|school| &school["decision"]["apology"])
        .filter(|letter| letter.is_object())
        .collect();
    assert_eq!(letters.len(), 1, "one school gets a letter of apology");
    let mut checked = 0;
    for clock in clocks(&report)
        .into_iter()
        .filter(|clock| counted.contains(&clock["limit"].as_str().unwrap()))
    {
        let (limit, on) = (
            clock["limit"].as_str().unwrap(),
            clock["started_on"].as_str().unwrap(),
        );
        let due = program::json(
            folder.path(),
            &[
                "law", "due", "--limit", limit, "--on", on, "--regime", "A0", "-o", "json",
            ],
        );
        // A letter of apology moves the act's limit for the decision, once, from the date that the law counts.
        let letter = letters
            .iter()
            .find(|letter| limit == "recognition.decide" && letter["new_due_on"] == clock["due_on"]);
        let counted = letter.map_or(&clock["due_on"], |letter| &letter["due_on"]);
        assert_eq!(&due["due_on"], counted, "{clock:#}");
        checked += 1;
    }
    for limit in counted {
        assert!(
            clocks(&report).iter().any(|clock| clock["limit"] == limit),
            "no clock of {limit}"
        );
    }
    assert!(checked >= 16, "only {checked} clocks were there to check");
}

#[test]
fn the_same_seed_gives_the_same_history_and_another_seed_another() {
    let first = program::embedded_rehearsal(11);
    assert_eq!(first, program::embedded_rehearsal(11));
    assert_ne!(first, program::embedded_rehearsal(12));
}

#[test]
fn a_malformed_plan_is_refused_whole() {
    let folder = tempfile::tempdir().unwrap();
    let plan = folder.path().join("plan.csv");
    std::fs::write(
        &plan,
        "school,school_type,commune,ownership,kind,target,dossier_month,registration_month\n\
         Trường A,kindergarten,Xã A,public,new,national_standard_1,2024-05,2024-06\n\
         ,primary,Xã B,public,renewed,national_standard_1,2024-13,2024-06\n",
    )
    .unwrap();
    let data = folder.path().join("data");
    let output = program::run(
        folder.path(),
        &[
            "replay",
            plan.to_str().unwrap(),
            "--from",
            "2024-01-01",
            "-o",
            "json",
            "--data",
            data.to_str().unwrap(),
        ],
    );
    assert_eq!(output.status.code(), Some(7));
    assert!(output.stdout.is_empty());
    let problem: Value = serde_json::from_slice(&output.stderr).unwrap();
    let fields = problem["fields"].as_array().unwrap();
    assert_eq!(fields.len(), 4, "every error at once: {problem:#}");
    assert!(!data.exists(), "nothing was written");
}
