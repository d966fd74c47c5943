//! The local body and the department in a case: whose mailbox a letter goes to, how it is named, and which
//! clock a stage moves.

use proto::fact::{Body, DossierAccepted, DossierForwarded, Subject};
use scheduler::domain::{CaseFile, Letter, Outcome};
use uuid::Uuid;

use crate::story::{
    self, Case, amended, authority, hear, moment, obligation, placed, rules, rules_with, submitted,
};

/// Where the letters go that `body` calls for at once.
fn addressed(case: &Case, body: Body, offices: &[&str]) -> Vec<String> {
    let told = case.registration("2025-08-04", body);
    let letters = hear(&mut case.file(), &told, &rules_with(offices), told.at).letters;
    letters.into_iter().map(|letter| letter.to).collect()
}

fn of_the_department(case: Case) -> Case {
    case.with(|subject| {
        subject.authority_id = authority(1).to_string();
        subject.authority_name = "Sở Giáo dục và Đào tạo tỉnh Lạng Sơn".to_owned();
        subject.authority_email = "so@langson.example".to_owned();
        subject.province_id = authority(1).to_string();
    })
}

const OFFICES: &[&str] = &["commune", "district", "department_officer"];

#[test]
fn a_dossier_is_announced_to_the_body_that_checks_it() {
    let known = || placed(Case::new(1, "A2"), 1, 11);
    assert_eq!(
        addressed(&known(), submitted("local"), OFFICES),
        ["xa11@tinh.example"]
    );
    assert_eq!(
        addressed(&known(), story::resubmitted("local"), OFFICES),
        ["xa11@tinh.example"]
    );
    let officer = ["department_officer@tinh.example"];
    assert_eq!(addressed(&known(), submitted("department"), OFFICES), officer);
    assert_eq!(
        addressed(&known(), story::resubmitted("department"), OFFICES),
        officer
    );
    let forwarded = || Body::DossierForwarded(DossierForwarded {});
    assert_eq!(addressed(&known(), forwarded(), OFFICES), officer);
}

#[test]
fn a_local_body_without_a_mailbox_of_its_own_has_that_of_the_configuration() {
    let nameless = |regime| Case::new(1, regime);
    assert_eq!(
        addressed(&nameless("A1"), submitted("local"), OFFICES),
        ["district@tinh.example"]
    );
    assert_eq!(
        addressed(&nameless("A2"), submitted("local"), OFFICES),
        ["commune@tinh.example"]
    );
    let mute = placed(Case::new(1, "A2"), 1, 11).with(|subject| subject.authority_email.clear());
    assert_eq!(
        addressed(&mute, submitted("local"), OFFICES),
        ["commune@tinh.example"]
    );
    assert_eq!(
        addressed(&mute, submitted("local"), &["department_officer"]),
        ["department_officer@tinh.example"],
        "somebody hears of it"
    );
}

#[test]
fn a_department_in_charge_is_no_local_body() {
    let case = || of_the_department(Case::new(1, "A2"));
    assert_eq!(
        addressed(&case(), submitted("department"), OFFICES),
        ["so@langson.example"]
    );
    assert_eq!(
        addressed(&case(), submitted("local"), OFFICES),
        ["commune@tinh.example"]
    );
}

fn of_the_commune(limit: &str) -> (CaseFile, Vec<Letter>) {
    let case = Case(Subject {
        case_id: Uuid::from_u128(5).to_string(),
        authority_id: authority(11).to_string(),
        authority_name: "Ủy ban nhân dân phường Hoàng Văn Thụ".to_owned(),
        authority_email: "phuong@tinh.example".to_owned(),
        province_id: authority(1).to_string(),
        regime: "A2".to_owned(),
        overlay: "ha-noi".to_owned(),
        ..Subject::default()
    });
    let mut file = case.file();
    let opened = case.registration("2025-08-04", obligation(limit, "2025-11-30"));
    let letters = hear(&mut file, &opened, &rules(), opened.at).letters;
    (file, letters)
}

#[test]
fn an_obligation_that_begins_is_told_by_its_ladder_only() {
    let (mut file, letters) = of_the_commune("year.plan.local");
    assert_eq!(letters, [], "the digest tells it");
    assert_eq!(file.clocks.len(), 1);
    let due = file.clocks[0].due_on().unwrap().to_string();
    assert_eq!(
        (file.clocks[0].limit.as_str(), due.as_str()),
        ("year.plan.local", "2025-11-29")
    );
    let rung = file.clocks[0].rungs[0].fires_at;
    let letters = file.fire(&rules(), rung, rung).letters;
    let letter = letters.first().unwrap();
    assert_eq!(letter.to, "phuong@tinh.example");
    assert_eq!(
        letter.subject,
        "[KĐCL] Còn 10 ngày: kế hoạch năm – UBND Hoàng Văn Thụ"
    );
    assert!(
        letter
            .body
            .starts_with("Kính gửi Ủy ban nhân dân phường Hoàng Văn Thụ,\n"),
        "{}",
        letter.body
    );
    assert!(
        letter
            .body
            .contains("Cơ quan: Ủy ban nhân dân phường Hoàng Văn Thụ\n"),
        "{}",
        letter.body
    );
}

#[test]
fn an_obligation_starts_and_ends_the_clock_of_its_limit_only() {
    let case = Case::new(1, "A2").with(|subject| subject.overlay = "ha-noi".to_owned());
    let mut file = case.file();
    for body in [
        obligation("year.plan.school", "2025-11-30"),
        story::fulfilled("year.plan.local"),
    ] {
        let told = case.registration("2025-08-04", body);
        hear(&mut file, &told, &rules(), told.at);
    }
    let running: Vec<_> = file
        .clocks
        .iter()
        .filter_map(|clock| Some((clock.limit.as_str(), clock.standing.as_ref()?.outcome)))
        .collect();
    assert_eq!(running, [("year.plan.school", Outcome::Running)]);
    let told = case.registration("2025-09-04", story::fulfilled("year.plan.school"));
    hear(&mut file, &told, &rules(), told.at);
    let standing = file.clocks.iter().find_map(|clock| clock.standing.as_ref());
    assert_eq!(standing.unwrap().outcome, Outcome::Met);
}

#[test]
fn an_obligation_that_is_lifted_has_no_clock_left() {
    let case = Case::new(1, "A2").with(|subject| subject.overlay = "ha-noi".to_owned());
    for limit in [
        "year.self_assessment",
        "year.inspection",
        "year.inspection.local",
        "year.plan",
        "year.plan.local",
        "year.plan.school",
        "year.summary",
        "year.summary.local",
    ] {
        let mut file = case.file();
        for body in [obligation(limit, "2025-11-30"), story::lifted(limit)] {
            let told = case.registration("2025-08-04", body);
            hear(&mut file, &told, &rules(), told.at);
        }
        let outcomes: Vec<_> = file
            .clocks
            .iter()
            .filter_map(|clock| Some(clock.standing.as_ref()?.outcome))
            .collect();
        assert_eq!(outcomes, [Outcome::Cancelled], "{limit}");
    }
}

#[test]
fn each_stage_has_a_clock_of_its_own() {
    let case = placed(Case::new(1, "A2"), 1, 11);
    let mut file = case.file();
    let mut after = |at: &str, body: Body| {
        let told = case.registration(at, body);
        hear(&mut file, &told, &rules(), told.at);
        let outcome = |limit: &str| {
            let clock = file.clocks.iter().find(|clock| clock.limit == limit)?;
            Some(clock.standing.as_ref()?.outcome)
        };
        (outcome("dossier.check"), outcome("dossier.check.department"))
    };
    use Outcome::{Met, Running, Suspended};
    let local = after("2025-08-04", submitted("local"));
    assert_eq!(local, (Some(Running), None));
    let asked = after("2025-08-05", story::supplement_by("local", "Thiếu minh chứng"));
    assert_eq!(asked, (Some(Suspended), None));
    let again = after("2025-08-06", story::resubmitted("local"));
    assert_eq!(again, (Some(Running), None));
    let forwarded = after("2025-08-07", Body::DossierForwarded(DossierForwarded {}));
    assert_eq!(forwarded, (Some(Met), Some(Running)));
    let asked = after("2025-08-08", story::supplement_by("department", "Thiếu chữ ký"));
    assert_eq!(asked, (Some(Met), Some(Suspended)));
    let again = after("2025-08-11", story::resubmitted("department"));
    assert_eq!(again, (Some(Met), Some(Running)));
    let accepted = after("2025-08-12", Body::DossierAccepted(DossierAccepted::default()));
    assert_eq!(accepted, (Some(Met), Some(Met)));
}

#[test]
fn an_amended_plan_moves_its_clocks_and_tells_the_school() {
    let case = Case::new(1, "A1");
    let mut file = case.file();
    let approved = case.registration("2025-02-03", story::planned("2025-03-31", "2025-04-30"));
    hear(&mut file, &approved, &rules(), approved.at);
    let told = case.registration("2025-02-10", amended("2025-05-31", "2025-06-30"));
    let letters = hear(&mut file, &told, &rules(), told.at).letters;
    let due = |limit: &str| story::clock(&file, limit).due_on().unwrap().to_string();
    assert_eq!(
        (due("plan.dossier"), due("plan.register")),
        ("2025-05-31".to_owned(), "2025-06-30".to_owned())
    );
    let to: Vec<_> = letters.iter().map(|letter| letter.to.as_str()).collect();
    assert_eq!(to, ["truong@truong.example"]);
}

#[test]
fn what_is_announced_says_where_the_case_stands_and_newer_facts_correct_it() {
    let case = placed(Case::new(1, "A2"), 1, 11);
    let mut file = case.file();
    let told = case.registration("2025-08-04", submitted("local"));
    let heard = hear(&mut file, &told, &rules(), told.at);
    let (_, due) = heard.facts.first().unwrap();
    let subject = due.subject.clone().unwrap();
    assert_eq!(subject.province_id, authority(1).to_string());
    assert_eq!(subject.authority_email, "xa11@tinh.example");
    let moved = placed(case, 1, 12);
    let told = moved.registration("2025-08-05", story::supplement_by("local", "Thiếu minh chứng"));
    hear(&mut file, &told, &rules(), told.at);
    assert_eq!(file.card.place.authority_id, Some(authority(12)));
    // A fact that names no authority leaves what is known.
    let told = Case::new(1, "A2").review("2025-08-06", Body::DraftAgreed(proto::fact::DraftAgreed {}));
    hear(&mut file, &told, &rules(), moment("2025-08-06"));
    assert_eq!(file.card.place.authority_id, Some(authority(12)));
}
