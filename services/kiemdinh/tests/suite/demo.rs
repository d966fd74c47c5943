//! `demo`, and the command line against it from a second terminal.

use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::program::{kiemdinh, run};

/// A demo that serves; it is ended with the test.
pub struct Serving(Child);

impl Serving {
    pub fn start(folder: &Path) -> Self {
        let output = std::fs::File::create(folder.join("report.json")).unwrap();
        let child = kiemdinh(folder)
            .args(["demo", "-o", "json"])
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self(child)
    }

    /// The report, once the rehearsal has come to its end.
    pub fn report(&mut self, folder: &Path) -> Value {
        let bound = Instant::now() + Duration::from_secs(180);
        loop {
            let text = std::fs::read_to_string(folder.join("report.json")).unwrap();
            if let Ok(report) = serde_json::from_str(&text) {
                return report;
            }
            assert!(self.0.try_wait().unwrap().is_none(), "the demo ended: {text}");
            assert!(Instant::now() < bound, "no report within the bound");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_plan_of_bac_son_and_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let mut serving = Serving::start(folder.path());
    let report = serving.report(folder.path());
    must_be_the_story_of_bac_son(&report);
    must_answer_the_command_line(folder.path());
}

fn must_be_the_story_of_bac_son(report: &Value) {
    let schools = report["schools"].as_array().unwrap();
    assert_eq!(schools.len(), 4);
    let planned = [
        ("2024-05", "2024-06"),
        ("2024-07", "2024-08"),
        ("2024-09", "2024-10"),
        ("2024-10", "2024-11"),
    ];
    for (school, (dossier, registration)) in schools.iter().zip(planned) {
        let on = |state: &str| {
            let states = school["states"].as_array().unwrap();
            states.iter().find(|one| one["state"] == state).unwrap()["on"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        assert!(
            on("draft").starts_with(dossier) && on("submitted").starts_with(registration),
            "{school}"
        );
        assert_eq!(school["decision"]["recognises"], true);
        assert!(
            school["decision"]["number"]
                .as_str()
                .unwrap()
                .ends_with("/QĐ-UBND"),
            "A0: the province decides"
        );
        assert_eq!(
            school["states"].as_array().unwrap().last().unwrap()["state"],
            "published"
        );
    }
    let having = |test: fn(&Value) -> bool| schools.iter().filter(|school| test(school)).count();
    let with_outcome = |limit: &str, outcome: &str| {
        schools
            .iter()
            .filter(|school| {
                let clocks = school["clocks"].as_array().unwrap();
                clocks
                    .iter()
                    .any(|clock| clock["limit"] == limit && clock["outcome"] == outcome)
            })
            .count()
    };
    assert_eq!(
        having(|school| school["states"].to_string().contains("supplement_requested")),
        1
    );
    assert_eq!(with_outcome("dossier.check", "met"), 4, "the district checks");
    assert_eq!(with_outcome("dossier.check.department", "met"), 4, "then the Sở");
    for step in ["study", "preliminary_visit", "official_visit", "draft"] {
        assert_eq!(with_outcome(&format!("review.{step}"), "met"), 4, "{step}");
    }
    assert_eq!(with_outcome("review.comment", "deemed"), 1);
    assert_eq!(with_outcome("recognition.decide", "met_late"), 1);
    assert_eq!(with_outcome("recognition.decide", "met"), 3);
    assert_eq!(with_outcome("recognition.decide.province", "met"), 4);
    assert_eq!(
        with_outcome("certificate.renew", "met"),
        2,
        "two schools renew in time"
    );
    assert_eq!(
        having(|school| school["decision"]["apology"]["new_due_on"].is_string()),
        1,
        "one school gets a letter of apology"
    );
    assert_eq!(
        having(|school| school["decision"]["published_by_school"] == true),
        4
    );
    assert_eq!(report["totals"]["missed"], 0);
    must_end_with_the_register(report);
}

/// Each school holds one certificate, and the renewals replaced those that were entered.
fn must_end_with_the_register(report: &Value) {
    let register = report["register"].as_array().unwrap();
    let standing = |state: &str| {
        let those = register.iter().filter(|entry| entry["state"] == state);
        those.count()
    };
    assert_eq!(
        (standing("in_force"), standing("replaced"), register.len()),
        (4, 2, 6)
    );
    let total = &report["attainment"]["total"];
    assert_eq!(
        (&total["attained"], &total["schools"], &total["share"]),
        (&4.into(), &4.into(), &"100,0 %".into())
    );
}

fn must_answer_the_command_line(folder: &Path) {
    let list = |verb: &str| {
        let ran = run(folder, &format!("{verb} -o json"));
        assert_eq!(ran.code, 0, "{verb}: {ran:?}");
        ran.json()
    };
    assert_eq!(list("school list").as_array().unwrap().len(), 4);
    let school = list("school list --search chien");
    assert_eq!(school[0]["display_name"], "Trường TH&THCS xã Chiến Thắng");
    assert_eq!(school[0]["managed_by"], "Phòng Giáo dục và Đào tạo huyện Bắc Sơn");
    assert_eq!(list("authority list").as_array().unwrap().len(), 1 + 1 + 3);
    assert_eq!(list("plan get 2024")["state"], "approved");
    let progress = list("plan progress 2024");
    assert!(
        progress["items"]
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["progress"] == "decided" && one["dossier_days_late"] == 0),
        "{progress:#}"
    );
    assert_eq!(list("obligation list"), serde_json::json!([]), "A0 names none");
    let assessments = list("self-assessment list");
    let assessment = assessments[0]["name"].as_str().unwrap();
    let assessment = list(&format!("self-assessment get {assessment}"));
    assert_eq!(
        (&assessment["state"], &assessment["missing_criteria"]),
        (&"completed".into(), &serde_json::json!([]))
    );
    must_say_who_reviews_what(folder, &list);
    assert_eq!(list("decision list").as_array().unwrap().len(), 4);
    assert_eq!(list("decision list --state drafted"), serde_json::json!([]));
    assert_eq!(list("mail outbox --state failed"), serde_json::json!([]));

    let dossiers = list("dossier list --state accepted");
    let number = dossiers[3]["number"].as_str().unwrap();
    assert_eq!(list(&format!("dossier get {number}"))["state"], "accepted");
    let history = list(&format!("dossier history {number}"));
    let history = history.as_array().unwrap();
    let moments: Vec<&str> = history
        .iter()
        .map(|event| event["at"].as_str().unwrap())
        .collect();
    assert!(moments.is_sorted(), "{moments:?}");
    for service in platform::configuration::SERVICES {
        let from = |event: &&Value| event["fact_type"].as_str().unwrap().starts_with(service);
        assert!(history.iter().any(|event| from(&event)), "nothing from {service}");
    }
    assert!(
        history
            .iter()
            .all(|event| !event["sentence"].as_str().unwrap().is_empty())
    );

    let clocks = list(&format!("clock list --dossier {number}"));
    let clock = clocks
        .as_array()
        .unwrap()
        .iter()
        .find(|clock| clock["limit"] == "recognition.decide")
        .unwrap();
    let explained = list(&format!(
        "clock explain {} --language en",
        clock["name"].as_str().unwrap()
    ));
    assert!(
        explained["steps"].to_string().contains("20 working days"),
        "{explained}"
    );

    must_show_decisions_and_certificates(folder, &list);

    let verified = list("audit verify");
    assert!(verified["entries"].as_i64().unwrap() > 200 && verified["findings"] == serde_json::json!([]));
    must_keep_roles_apart(folder, number);
    crate::mail::must_be_in_peoples_hands(folder);

    let now = list("time advance --to 2026-01-31")["now"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(now.starts_with("2026-01-31T23:59:59"), "{now}");
    let table = run(folder, "clock list --outcome running").stdout;
    assert!(table.contains("Hạn") && table.contains("đang chạy"), "{table}");
    must_try_a_draft(folder);
    assert_eq!(
        list("audit run")["findings"],
        serde_json::json!([]),
        "after all that people did"
    );
}

/// The pool has twelve people, of whom four are tied to a school each; the seasons kept them from it.
fn must_say_who_reviews_what(folder: &Path, list: &impl Fn(&str) -> Value) {
    let names = |seats: &Value, field: &str| -> Vec<String> {
        let seats = seats.as_array().unwrap().iter();
        seats
            .map(|seat| seat[field].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(list("reviewer list").as_array().unwrap().len(), 12);
    let teacher = list("reviewer get DGN-009");
    let school = teacher["career"][0]["school"].as_str().unwrap();
    assert!(teacher["years_in_sector"].as_u64().unwrap() >= 16, "{teacher}");

    let reviews = list("review list");
    let reviews = reviews.as_array().unwrap();
    assert_eq!(reviews.len(), 4);
    let own = reviews.iter().find(|one| one["school"] == school).unwrap();
    let number = own["dossier_number"].as_str().unwrap();
    assert!(
        !names(&own["seats"], "reviewer_name").contains(&"Triệu Minh Đức".to_owned()),
        "{own}"
    );
    let review = list(&format!("review get {number}"));
    assert_eq!(
        (
            &review["state"],
            &review["missing_criteria"],
            review["steps"].as_array().unwrap().len()
        ),
        (&"completed".into(), &serde_json::json!([]), 3)
    );
    assert_eq!(review["proposed"]["level"], review["level"], "{review}");
    assert!(review["report"]["sha256"].is_string());
    let pace = list("review pace");
    for one in pace["states"].as_array().unwrap() {
        let all = if one["state"] == "completed" { 4 } else { 0 };
        assert_eq!(one["reviews"], all, "{pace}");
    }
    assert_eq!(list("review duties"), serde_json::json!([]));

    let teams = list("team list --state established");
    for team in teams.as_array().unwrap() {
        let invitations = names(&team["seats"], "invitation");
        assert_eq!(invitations, ["accepted"; 5], "{team}");
        assert_ne!(team["prepared_by"], team["decision"]["signer"], "{team}");
        assert!(team["decision"]["number"].as_str().unwrap().ends_with("/QĐ-UBND"));
    }
    let seasons = list("season list");
    let season = seasons[0]["name"].as_str().unwrap();
    assert!(
        (0.0..=1.0).contains(&seasons[0]["gap"].as_f64().unwrap()),
        "{seasons}"
    );
    let choice = list(&format!("season explain {season} 1"));
    let count = |field: &str| choice[field].as_array().unwrap().len();
    assert_eq!((count("chosen"), count("passed_over")), (5, 7), "{choice}");

    let seats = "--head DGN-009 --secretary DGN-001 --member DGN-002 --member DGN-003 --member DGN-004";
    let checked = run(folder, &format!("team check --review {number} {seats} -o json"));
    assert_eq!(
        checked.code, 9,
        "what stands in the way is a finding: {checked:?}"
    );
    let findings = checked.json();
    let teaches = findings
        .as_array()
        .unwrap()
        .iter()
        .find(|finding| finding["rule"] == "reviewer.worked_at_school")
        .unwrap();
    assert_eq!(
        (&teaches["severity"], &teaches["reviewer_name"]),
        (&"block".into(), &"Triệu Minh Đức".into())
    );
    assert!(
        teaches["citation"].as_str().unwrap().contains("Điều 30"),
        "{teaches}"
    );
}

/// Conditions one by one, the software's proposal beside the officer's conclusion; the register without any token.
fn must_show_decisions_and_certificates(folder: &Path, list: &impl Fn(&str) -> Value) {
    let decisions = list("decision list --state published");
    let number = decisions[0]["dossier_number"].as_str().unwrap();
    let decision = list(&format!("decision get {number}"));
    for condition in decision["conditions"].as_array().unwrap() {
        assert_eq!(condition["state"], "met", "{condition}");
        for field in ["title", "explanation", "citation"] {
            assert!(!condition[field].as_str().unwrap().is_empty(), "{condition}");
        }
    }
    assert!(
        decision["conditions"].as_array().unwrap().len() >= 2,
        "{decision}"
    );
    assert_eq!(decision["proposed"]["recognised_as"], "national_standard_1");
    assert_eq!(decision["concluded"]["recognised_as"], "national_standard_1");
    let read = run(folder, &format!("decision get {number}")).stdout;
    assert!(
        read.contains("Phần mềm đề xuất") && read.contains("Người thẩm định kết luận"),
        "{read}"
    );

    let issued = decision["certificate_number"].as_str().unwrap();
    let certificate = list(&format!("certificate get {issued}"));
    assert_eq!(
        (&certificate["state"], &certificate["entered"]),
        (&"in_force".into(), &false.into())
    );
    assert_eq!(
        list("certificate list --state replaced")
            .as_array()
            .unwrap()
            .len(),
        2
    );

    let code = certificate["verification_code"].as_str().unwrap();
    let without_token = |verb: &str| list(&format!("{verb} --token-file nobody.token"));
    std::fs::write(folder.join("nobody.token"), "nonsense").unwrap();
    assert_eq!(
        without_token(&format!("register verify {code}"))["number"],
        issued
    );
    assert_eq!(
        without_token("register search --search chieu")
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let then = without_token("register search --on 31/12/2023");
    let then: Vec<&Value> = then.as_array().unwrap().iter().collect();
    assert_eq!(then.len(), 2, "what was entered: {then:#?}");
    assert!(then.iter().all(|entry| entry["state"] == "in_force"), "{then:#?}");
    let wrong = run(folder, "register verify 0000-0000-0000 -o json");
    assert_eq!(wrong.code, 3, "{wrong:?}");

    let reached = list("statistics attainment --on 31/12/2023");
    assert_eq!(
        (&reached["total"]["attained"], &reached["total"]["schools"]),
        (&2.into(), &4.into()),
        "{reached}"
    );
    let listed = list("statistics recognitions --from 01/01/2024 --until 31/12/2025 --kind renewal");
    assert_eq!(listed.as_array().unwrap().len(), 2, "{listed}");
    assert_eq!(
        list("statistics recheck --from-year 2019 --until-year 2024")
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let kept = list("clock punctuality --from 01/01/2024 --until 31/12/2025");
    let decide = kept
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["limit"] == "recognition.decide");
    let decide = decide.unwrap();
    assert_eq!(
        (&decide["met"], &decide["met_late"], &decide["share"]),
        (&3.into(), &1.into(), &"75,0 %".into())
    );
}

/// Every open clock is accounted for: moved, left, or said not to be countable from here.
fn must_try_a_draft(folder: &Path) {
    let open = |outcome: &str| {
        let ran = run(folder, &format!("clock list --outcome {outcome} -o json"));
        ran.json().as_array().unwrap().len()
    };
    let (_, text) = statute::Law::official_files()
        .iter()
        .find(|(name, _)| *name == "limits/recognition.toml")
        .unwrap();
    std::fs::write(folder.join("recognition.toml"), text).unwrap();
    let ran = run(folder, "whatif recognition.toml -o json");
    assert_eq!(ran.code, 0, "{ran:?}");
    let answer = ran.json();
    let count = |field: &str| answer[field].as_u64().unwrap() as usize;
    assert_eq!(count("moved"), 0, "the draft is the law in force");
    assert_eq!(
        count("not_computed") + count("unmoved"),
        open("running") + open("suspended") + open("breached"),
        "{answer:#}"
    );
}

fn must_keep_roles_apart(folder: &Path, number: &str) {
    let absent = run(folder, "dossier get H37.14-240101-9999 -o json");
    assert_eq!(
        (absent.code, absent.problem()["code"].as_str()),
        (3, Some("not_found"))
    );

    let sign = format!("decision sign {number} --dry-run -o json");
    let administrator = run(folder, &sign);
    assert_eq!(
        (administrator.code, administrator.problem()["code"].as_str()),
        (5, Some("denied"))
    );

    let token = run(folder, "token --role province --person Ủy-viên");
    std::fs::write(folder.join("province.token"), &token.stdout).unwrap();
    let signed_before = run(folder, &format!("{sign} --token-file province.token"));
    assert_eq!(signed_before.code, 7, "{signed_before:?}");
    let problem = signed_before.problem();
    assert!(problem["conditions"][0]["citation"].is_string(), "{problem}");

    std::fs::write(folder.join("wrong.token"), "nonsense").unwrap();
    assert_eq!(run(folder, "school list --token-file wrong.token").code, 4);
}
