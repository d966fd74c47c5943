//! What people read: every kind of letter, word for word, and subjects that fit.

use std::fmt::Write;

use calendar::end_of_day;
use platform::time::Moment;
use proto::fact::{
    ApologyDrafted, Body, CommentsAnswered, DossierAccepted, DossierForwarded, DossierResubmitted,
    DossierSubmitted, DraftAgreed, DraftReportSent, FinalReportSubmitted, MeasureDiscarded, MeasureDrafted,
    ReviewStep, TeamRole,
};
use scheduler::domain::{CaseFile, Clock, Letter, Noted};
use timelimit::{FactKind, LedgerFact};
use uuid::Uuid;

use crate::recognised;
use crate::story::{self, Case, Told, hear, moment, rules, rules_with};

/// The schools of the plan of Bắc Sơn for 2024.
const BAC_SON: [&str; 4] = [
    "Trường Mầm non xã Chiêu Vũ",
    "Trường THCS xã Vũ Lễ",
    "Trường TH&THCS xã Chiêu Vũ",
    "Trường TH&THCS xã Chiến Thắng",
];

fn shown(letters: &[Letter]) -> String {
    let mut text = String::new();
    for letter in letters {
        let Letter {
            to,
            subject,
            body,
            kind,
            ..
        } = letter;
        write!(
            text,
            "To: {to}\nSubject: {subject}\nKind: {kind:?}\n\n{body}\n----\n\n"
        )
        .unwrap();
    }
    text
}

/// Every letter that the ladders of a case write until `end`, each at its moment.
fn until(file: &mut CaseFile, end: &str) -> Vec<Letter> {
    let (rules, mut letters) = (rules(), Vec::new());
    let mut moments: Vec<Moment> = file
        .clocks
        .iter()
        .flat_map(|clock| clock.rungs.iter().map(|rung| rung.fires_at))
        .filter(|at| *at < moment(end))
        .collect();
    moments.sort_unstable();
    moments.dedup();
    for at in moments {
        letters.extend(file.fire(&rules, at, at).letters);
    }
    letters
}

#[test]
fn the_letters_of_the_usual_ladder() {
    let case = Case::new(1, "A1").with(|subject| subject.school_name = BAC_SON[3].to_owned());
    let mut file = case.file();
    let submitted = case.registration("2025-04-21", Body::DossierSubmitted(DossierSubmitted::default()));
    hear(&mut file, &submitted, &rules(), submitted.at);
    insta::assert_snapshot!(shown(&until(&mut file, "2026-01-01")));
}

#[test]
fn the_letters_before_deemed_consent() {
    let case = Case::new(1, "A1");
    let mut file = case.file();
    let draft = case.review("2025-03-03", Body::DraftReportSent(DraftReportSent::default()));
    hear(&mut file, &draft, &rules(), draft.at);
    insta::assert_snapshot!(shown(&until(&mut file, "2026-01-01")));
}

/// The last day of the validity is a Sunday: the letter of that day comes on the Friday before.
#[test]
fn the_letters_of_a_certificate() {
    let case = Case::new(1, "A1").with(|subject| subject.school_name = BAC_SON[0].to_owned());
    let mut file = case.file();
    let issued = case.recognition("2025-04-01", recognised::certificate("2025-04-01", "2026-03-29"));
    hear(&mut file, &issued, &rules(), issued.at);
    insta::assert_snapshot!(shown(&until(&mut file, "2026-04-03")));
}

/// Every fact that calls for a letter at once.
fn noted(school: &str) -> Vec<Told> {
    let case = Case::new(1, "A0").with(|subject| subject.school_name = school.to_owned());
    vec![
        case.registration("2024-08-05", Body::DossierSubmitted(DossierSubmitted::default())),
        case.registration("2024-08-06", story::supplement("Thiếu báo cáo tự đánh giá")),
        case.registration(
            "2024-08-12",
            Body::DossierResubmitted(DossierResubmitted::default()),
        ),
        case.registration("2024-08-13", story::refused()),
        case.registration("2024-08-13", Body::DossierForwarded(DossierForwarded {})),
        case.registration("2024-08-13", story::supplement_by("department", "Thiếu chữ ký")),
        case.registration("2024-08-13", story::amended("2024-09-30", "2024-10-31")),
        case.registration("2024-08-13", story::removed()),
        case.registration("2024-08-14", Body::DossierAccepted(DossierAccepted::default())),
        case.review("2024-09-10", story::team()),
        case.review("2024-08-20", story::invited(story::seats(), &[school])),
        case.review("2024-08-21", story::invited(story::seats(), &BAC_SON)),
        case.review("2024-08-22", story::answered(true, &[school])),
        case.review("2024-08-23", story::answered(false, &BAC_SON)),
        case.review(
            "2024-09-20",
            story::replaced(story::seat(
                "Hoàng Thị Em",
                "em@truong.example",
                TeamRole::Secretary,
            )),
        ),
        case.review("2024-09-25", story::dissolved()),
        case.review(
            "2024-10-01",
            story::visit(ReviewStep::PreliminaryVisit, "2024-10-03", "2024-10-03"),
        ),
        case.review(
            "2024-10-10",
            story::visit(ReviewStep::OfficialVisit, "2024-10-21", "2024-10-23"),
        ),
        case.review("2024-12-09", Body::DraftReportSent(DraftReportSent::default())),
        case.review("2024-12-16", story::comments()),
        case.review("2024-12-17", Body::DraftAgreed(DraftAgreed {})),
        case.review("2024-12-20", Body::CommentsAnswered(CommentsAnswered::default())),
        case.review(
            "2024-12-30",
            Body::FinalReportSubmitted(FinalReportSubmitted::default()),
        ),
        case.recognition("2025-01-10", recognised::proposal()),
        case.recognition("2025-01-20", recognised::signed(true)),
        case.recognition("2025-01-20", recognised::signed(false)),
        case.recognition("2025-01-21", recognised::published()),
        case.recognition("2026-09-10", recognised::apology("2026-09-16", "2026-09-25")),
        case.recognition("2026-10-01", recognised::renewed()),
        case.recognition("2026-08-03", recognised::ordered("2026-10-30")),
        case.recognition("2026-10-20", recognised::remedied()),
        case.recognition("2026-10-26", recognised::examined(true)),
        case.recognition("2026-10-26", recognised::examined(false)),
        case.recognition("2026-08-17", recognised::to_be_revoked()),
        case.recognition("2026-09-01", recognised::revoked()),
        case.recognition(
            "2026-10-05",
            recognised::restored("2024-11-18", "2029-11-18", "renewal"),
        ),
        case.recognition("2026-10-05", recognised::replaced()),
        case.recognition("2026-10-05", recognised::lapsed("school_merged")),
        case.recognition("2026-10-05", recognised::lapsed("school_closed")),
        case.registration("2024-08-16", story::breached("dossier.check", "2024-08-15")),
        case.registration("2024-08-16", story::breached("dossier.unknown", "2024-08-15")),
    ]
}

/// Each heard by itself, so that no limit of the case speaks too; the last one is silence.
fn notices(school: &str) -> Vec<Letter> {
    let mut letters = Vec::new();
    for told in noted(school) {
        let case_id = told.fact.subject.as_ref().unwrap().case_id.parse().unwrap();
        let mut file = CaseFile::new(case_id);
        file.card.head_email = story::HEAD.to_owned();
        letters.extend(hear(&mut file, &told, &rules(), told.at).letters);
    }
    let case = Case::new(1, "A0").with(|subject| subject.school_name = school.to_owned());
    let mut file = case.file();
    file.card.head_email = story::HEAD.to_owned();
    let silence = case.review("2024-12-24", story::silence("2024-12-23"));
    letters.extend(hear(&mut file, &silence, &rules(), silence.at).letters);
    letters
}

#[test]
fn the_letters_that_a_fact_calls_for_at_once() {
    insta::assert_snapshot!(shown(&notices(BAC_SON[1])));
}

/// What nobody need read at once: a certificate that is issued comes with its decision, one that is entered is old,
/// and what is only prepared is nobody's yet.
#[test]
fn what_is_issued_entered_or_prepared_calls_for_no_letter() {
    for body in [
        recognised::certificate("2024-11-18", "2029-11-18"),
        recognised::entered("2024-11-18", "2029-11-18", "renewal"),
        Body::ApologyDrafted(ApologyDrafted::default()),
        Body::MeasureDrafted(MeasureDrafted::default()),
        Body::MeasureDiscarded(MeasureDiscarded::default()),
    ] {
        let case = Case::new(1, "B");
        let told = case.recognition("2026-08-10", body);
        let consequences = hear(&mut case.file(), &told, &rules(), told.at);
        assert!(consequences.letters.is_empty(), "{consequences:?}");
    }
}

/// The letter of apology tells the old date, the one new date, why, and by which article.
#[test]
fn the_letter_of_apology_names_both_dates() {
    let case = Case::new(1, "B");
    let told = case.recognition("2026-09-10", recognised::apology("2026-09-16", "2026-09-25"));
    let letters = hear(&mut case.file(), &told, &rules(), told.at).letters;
    let [letter] = letters.as_slice() else {
        panic!("{letters:?}")
    };
    assert_eq!(letter.to, "truong@truong.example");
    for said in [
        "16/9/2026",
        "25/9/2026",
        "khảo sát bổ sung",
        "NĐ 61/2018/NĐ-CP Điều 19(9)",
    ] {
        assert!(letter.body.contains(said), "{said}: {}", letter.body);
    }
}

/// A school that cannot be written to is told by a person.
#[test]
fn a_measure_that_no_letter_can_tell_raises_an_alarm() {
    let offices = rules_with(&["department_officer"]);
    for body in [
        recognised::apology("2026-09-16", "2026-09-25"),
        recognised::revoked(),
        recognised::restored("2024-11-18", "2029-11-18", "renewal"),
        recognised::examined(false),
    ] {
        let case = Case::new(1, "B").with(|subject| subject.school_email.clear());
        let told = case.recognition("2026-09-10", body);
        let consequences = hear(&mut case.file(), &told, &offices, told.at);
        let alarms = story::bodies(&consequences)
            .into_iter()
            .filter(|body| matches!(body, Body::AlarmRaised(_)));
        assert_eq!(alarms.count(), 1, "{consequences:?}");
    }
}

#[test]
fn a_subject_of_any_rule_fits_for_any_school_of_bac_son() {
    let rules = rules();
    let mut subjects = Vec::new();
    for school in BAC_SON {
        for rule in rules.law.limits() {
            let regime = rule.regimes[0];
            let mut file = Case::new(1, regime.as_str()).file();
            file.card.school_name = school.to_owned();
            file.card.school_email = "truong@truong.example".to_owned();
            file.card.head_email = story::HEAD.to_owned();
            let mut clock = Clock::new(&file.card, regime, rule);
            clock.note(Noted {
                fact_id: Uuid::from_u128(1),
                fact: LedgerFact::new(FactKind::Started, moment("2026-03-02"))
                    .anchored("2026-11-30".parse().unwrap()),
                deemed: false,
            });
            clock.recount(&rules, moment("2026-03-02")).unwrap();
            file.clocks.push(clock);
            subjects.extend(
                until(&mut file, "2029-01-01")
                    .into_iter()
                    .map(|letter| letter.subject),
            );
            // After a long outage the number of days is long too.
            let mut clock = Clock::new(&file.card, regime, rule);
            clock.note(Noted {
                fact_id: Uuid::from_u128(1),
                fact: LedgerFact::new(FactKind::Started, moment("2026-03-02"))
                    .anchored("2026-11-30".parse().unwrap()),
                deemed: false,
            });
            clock.recount(&rules, moment("2026-03-02")).unwrap();
            let late = end_of_day(clock.due_on().unwrap()) + chrono::TimeDelta::days(1_000);
            file.clocks = vec![clock];
            let fired = file.fire(&rules, late, late);
            let subjects = fired.letters.iter().map(|letter| letter.subject.chars().count());
            assert!(subjects.max().unwrap_or_default() <= 60, "{fired:?}");
        }
        subjects.extend(notices(school).into_iter().map(|letter| letter.subject));
    }
    assert!(subjects.len() > 400, "{}", subjects.len());
    for subject in subjects {
        assert!(
            subject.chars().count() <= 60,
            "{}: {subject}",
            subject.chars().count()
        );
        assert!(subject.starts_with("[KĐCL] "), "{subject}");
        assert!(
            !subject.contains('…'),
            "nothing need be cut for these schools: {subject}"
        );
    }
}

#[test]
fn a_subject_for_the_longest_name_is_cut_and_still_says_what_and_when() {
    let case = Case::new(1, "A1").with(|subject| {
        subject.school_name =
            "Trường Phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở xã Nguyễn Việt Khái".to_owned();
    });
    let mut file = case.file();
    let draft = case.review("2025-03-03", Body::DraftReportSent(DraftReportSent::default()));
    hear(&mut file, &draft, &rules(), draft.at);
    let subjects: Vec<_> = until(&mut file, "2026-01-01")
        .into_iter()
        .map(|letter| letter.subject)
        .collect();
    assert_eq!(
        subjects[0],
        "[KĐCL] Còn 5 ngày: trả lời dự thảo – Phổ thông dân tộc bán …".replace(" …", "…")
    );
    assert!(subjects.iter().all(|subject| subject.chars().count() <= 60));
}

#[test]
fn the_subject_of_the_design_comes_out_as_it_is_written_there() {
    let case = Case::new(1, "A2");
    let mut file = case.file();
    let draft = case.review("2025-08-20", Body::DraftReportSent(DraftReportSent::default()));
    hear(&mut file, &draft, &rules(), draft.at);
    let subjects: Vec<_> = until(&mut file, "2026-01-01")
        .into_iter()
        .map(|letter| letter.subject)
        .collect();
    assert!(
        subjects.contains(&"[KĐCL] Còn 3 ngày: trả lời dự thảo – THCS Vũ Lễ (hạn 05/9)".to_owned()),
        "{subjects:?}"
    );
}

#[test]
fn the_same_letter_has_the_same_id_however_often_it_is_written() {
    let write = || {
        let case = Case::new(1, "A1");
        let mut file = case.file();
        let draft = case.review("2025-03-03", Body::DraftReportSent(DraftReportSent::default()));
        let mut letters = hear(&mut file, &draft, &rules(), draft.at).letters;
        letters.extend(until(&mut file, "2026-01-01"));
        letters.into_iter().map(|letter| letter.id).collect::<Vec<_>>()
    };
    let ids = write();
    assert_eq!(ids, write());
    let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len());
}
