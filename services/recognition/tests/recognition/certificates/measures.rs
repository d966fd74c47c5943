//! Measures on a certificate: who prepares, who signs, and what must stand for each.

use proto::fact::{Body, Measure};
use recognition::domain::CertificateState;

use super::*;

fn body(facts: Vec<Fact>) -> Body {
    let [fact] = <[Fact; 1]>::try_from(facts).unwrap();
    fact.body.unwrap()
}

#[test]
fn who_prepared_it_does_not_sign_it_and_the_signer_saw_it() {
    let certificate = issued("2024-06-20");
    assert_eq!(
        refused(&certificate, by_leader(), "2024-12-02"),
        CertificateRefusal::NothingPrepared
    );
    let (prepared, facts) = after(&certificate, drafted(Measure::RemedyOrder, OFFICER), "2024-12-02");
    assert!(matches!(body(facts), Body::MeasureDrafted(body) if body.prepared_by == OFFICER));
    let same = signed(OFFICER, Authority::Department, 2);
    assert_eq!(
        refused(&prepared, same, "2024-12-03"),
        CertificateRefusal::SamePerson
    );
    let number = DocumentNumber::new(Series::DepartmentDecision, 2);
    let blind = recognition::domain::Signer {
        text_sha256: OTHER_SHA.to_owned(),
        ..signer(LEADER, Authority::Department)
    };
    let blind = CertificateCommand::SignMeasure(blind, number);
    assert_eq!(
        refused(&prepared, blind, "2024-12-03"),
        CertificateRefusal::TextChanged
    );
    let (ordered, facts) = after(&prepared, by_leader(), "2024-12-03");
    let Body::RemedyOrdered(order) = body(facts) else {
        panic!("no order")
    };
    assert_eq!(
        (
            order.remedy_by.as_str(),
            order.document_number.as_str(),
            order.signer.as_str()
        ),
        ("2025-03-31", "02/QĐ-SGDĐT", LEADER)
    );
    assert_eq!(ordered.prepared, None);
    assert_eq!(ordered.measures[0].prepared_by, OFFICER);
    assert_eq!(spans(&ordered), spans(&certificate), "an order ends nothing");
}

#[test]
fn the_authority_that_decided_signs() {
    let by_province = issued_by(Authority::Province, "2024-06-20");
    let (prepared, _) = after(&by_province, drafted(Measure::RemedyOrder, OFFICER), "2024-12-02");
    assert_eq!(
        refused(&prepared, by_leader(), "2024-12-02"),
        CertificateRefusal::WrongAuthority(Authority::Province)
    );
    after(&prepared, signed(PROVINCE, Authority::Province, 2), "2024-12-02");
}

#[test]
fn only_the_preparer_replaces_what_is_prepared_and_anyone_may_drop_it() {
    let certificate = issued("2024-06-20");
    let (prepared, _) = after(&certificate, drafted(Measure::RemedyOrder, OFFICER), "2024-12-02");
    assert_eq!(
        refused(
            &prepared,
            drafted(Measure::RemedyOrder, "nguoi-khac"),
            "2024-12-02"
        ),
        CertificateRefusal::PreparedByAnother(Measure::RemedyOrder)
    );
    after(&prepared, drafted(Measure::RemedyOrder, OFFICER), "2024-12-02");
    let without_reason = CertificateCommand::DiscardMeasure(" ".to_owned());
    assert_eq!(
        fields(refused(&prepared, without_reason, "2024-12-02")),
        ["reason"]
    );
    let discard = || CertificateCommand::DiscardMeasure("Nhầm trường".to_owned());
    let (dropped, facts) = after(&prepared, discard(), "2024-12-02");
    assert!(matches!(body(facts), Body::MeasureDiscarded(body) if body.measure() == Measure::RemedyOrder));
    assert_eq!(dropped.prepared, None);
    assert_eq!(
        refused(&dropped, discard(), "2024-12-02"),
        CertificateRefusal::NothingPrepared
    );
}

#[test]
fn every_defect_of_a_prepared_measure_is_found_at_once() {
    let certificate = issued("2024-06-20");
    let refuse = |form: MeasureForm| {
        fields(refused(
            &certificate,
            CertificateCommand::DraftMeasure(form),
            "2024-12-02",
        ))
    };
    let empty = MeasureForm {
        measure: Measure::Unspecified,
        reasons: String::new(),
        text_sha256: "x".to_owned(),
        prepared_by: OFFICER.to_owned(),
        requirements: Vec::new(),
        remedy_by: String::new(),
    };
    assert_eq!(refuse(empty.clone()), ["measure", "reasons", "text_sha256"]);
    let order = MeasureForm {
        measure: Measure::RemedyOrder,
        ..empty.clone()
    };
    assert_eq!(
        refuse(order),
        ["reasons", "text_sha256", "requirements", "remedy_by"]
    );
    for (by, fits) in [("2024-12-02", false), ("2024-12-03", true), ("2/12/2024", false)] {
        let command = CertificateCommand::DraftMeasure(form(Measure::RemedyOrder, OFFICER, by));
        let decided = certificate.decide(command, &at(on("2024-12-02")));
        assert_eq!(decided.is_ok(), fits, "{by}");
    }
    let blank = MeasureForm {
        requirements: vec!["Thư viện".to_owned(), " ".to_owned()],
        ..form(Measure::RemedyOrder, OFFICER, "2025-03-31")
    };
    assert_eq!(refuse(blank), ["requirements[1]"]);
    let revocation = MeasureForm {
        requirements: vec!["Thư viện".to_owned()],
        ..form(Measure::Revocation, OFFICER, "2025-03-31")
    };
    assert_eq!(refuse(revocation), ["requirements", "remedy_by"]);
}

#[test]
fn a_term_that_is_over_when_it_comes_to_be_signed_is_refused() {
    let certificate = issued("2024-06-20");
    let (prepared, _) = after(&certificate, drafted(Measure::RemedyOrder, OFFICER), "2024-12-02");
    assert_eq!(
        refused(&prepared, by_leader(), "2025-03-31"),
        CertificateRefusal::TermOver(day("2025-03-31"))
    );
    after(&prepared, by_leader(), "2025-03-30");
}

#[test]
fn one_order_is_open_at_a_time() {
    let ordered = ordered(&issued("2024-06-20"), "2024-12-02");
    assert_eq!(
        refused(&ordered, drafted(Measure::RemedyOrder, OFFICER), "2024-12-03"),
        CertificateRefusal::OrderOpen(day("2025-03-31"))
    );
    let (reported, facts) = after(&ordered, reported(), "2025-01-15");
    assert!(matches!(body(facts), Body::RemedyReported(body) if body.report_sha256 == SHA));
    assert_eq!(
        refused(&reported, super::reported(), "2025-01-16"),
        CertificateRefusal::Reported
    );
    assert_eq!(
        fields(refused(&reported, remedy_concluded(false, " "), "2025-01-16")),
        ["reasons"]
    );
    let (accepted, facts) = after(&reported, remedy_concluded(true, ""), "2025-01-16");
    assert!(matches!(body(facts), Body::RemedyConcluded(body) if body.accepted));
    assert_eq!(
        refused(&accepted, remedy_concluded(true, ""), "2025-01-16"),
        CertificateRefusal::NoOrder
    );
    assert_eq!(
        refused(&accepted, super::reported(), "2025-01-16"),
        CertificateRefusal::NoOrder
    );
    super::ordered(&accepted, "2025-01-17");
}

#[test]
fn without_a_report_only_a_failure_can_be_concluded_and_only_after_the_term() {
    let ordered = ordered(&issued("2024-06-20"), "2024-12-02");
    let failed = || remedy_concluded(false, "Không báo cáo");
    assert_eq!(
        refused(&ordered, failed(), "2025-03-31"),
        CertificateRefusal::NotReported(day("2025-03-31"))
    );
    assert_eq!(
        refused(&ordered, remedy_concluded(true, ""), "2025-04-01"),
        CertificateRefusal::NothingToAccept
    );
    let (failed, _) = after(&ordered, failed(), "2025-04-01");
    assert_eq!(failed.open_order(), None);
}

#[test]
fn a_report_says_what_was_done() {
    let ordered = ordered(&issued("2024-06-20"), "2024-12-02");
    let empty = CertificateCommand::ReportRemedy(RemedyForm {
        summary: String::new(),
        report: ::form::ReportFile {
            file_name: String::new(),
            sha256: String::new(),
            size: 0,
        },
    });
    let found = fields(refused(&ordered, empty, "2025-01-15"));
    assert_eq!(
        found,
        ["summary", "report.file_name", "report.sha256", "report.size"]
    );
}

#[test]
fn it_is_revoked_only_after_a_conclusion_of_the_department() {
    let certificate = issued("2024-06-20");
    let draft = || drafted(Measure::Revocation, OFFICER);
    assert_eq!(
        refused(&certificate, draft(), "2025-01-09"),
        CertificateRefusal::NotConcluded
    );
    let empty = CertificateCommand::ConcludeRevocation {
        reasons: String::new(),
        document_number: " ".to_owned(),
        concluded_by: LEADER.to_owned(),
    };
    let found = fields(refused(&certificate, empty, "2025-01-09"));
    assert_eq!(found, ["reasons", "document_number"]);
    let (concluded, facts) = after(&certificate, concluded(), "2025-01-09");
    assert!(matches!(body(facts), Body::RevocationConcluded(body) if body.document_number == "15/KL-SGDĐT"));
    assert_eq!(
        refused(&concluded, super::concluded(), "2025-01-09"),
        CertificateRefusal::Concluded
    );
    let (prepared, _) = after(&concluded, draft(), "2025-01-09");
    let (revoked, facts) = after(&prepared, by_leader(), "2025-01-10");
    assert!(matches!(body(facts), Body::CertificateRevoked(body) if body.signed_on == "2025-01-10"));
    assert_eq!(revoked.revocation, None);
    assert_eq!(revoked.state_on(day("2025-01-10")), CertificateState::Revoked);
}

#[test]
fn a_revocation_closes_what_was_ordered() {
    let ordered = ordered(&issued("2024-06-20"), "2024-12-02");
    let revoked = revoked(&ordered, "2025-01-10");
    assert_eq!(revoked.open_order(), None);
    assert!(!revoked.remedies[0].conclusion.as_ref().unwrap().accepted);
}

#[test]
fn what_is_not_in_force_is_neither_ordered_nor_concluded_nor_revoked() {
    let certificate = issued("2024-06-20");
    let (concluded, _) = after(&certificate, concluded(), "2029-06-20");
    let (prepared, _) = after(&concluded, drafted(Measure::Revocation, OFFICER), "2029-06-20");
    for (command, act) in [
        (drafted(Measure::RemedyOrder, OFFICER), "requirements"),
        (super::concluded(), "kết luận thu hồi"),
        (drafted(Measure::Revocation, OFFICER), "thu hồi"),
        (by_leader(), "thu hồi"),
    ] {
        let refusal = refused(&prepared, command, "2029-06-21");
        match refusal {
            CertificateRefusal::Fields(_) => assert_eq!(act, "requirements", "its term is over"),
            refusal => {
                let state = CertificateState::Expired;
                assert_eq!(refusal, CertificateRefusal::WrongState { state, act });
            }
        }
    }
}

#[test]
fn only_what_is_revoked_is_restored_and_not_after_its_printed_day() {
    let certificate = issued("2024-06-20");
    let draft = || drafted(Measure::Restoration, OFFICER);
    let act = "khôi phục";
    let state = CertificateState::InForce;
    assert_eq!(
        refused(&certificate, draft(), "2025-01-09"),
        CertificateRefusal::WrongState { state, act }
    );
    let revoked = revoked(&certificate, "2025-01-10");
    let state = CertificateState::Expired;
    assert_eq!(
        refused(&revoked, draft(), "2029-06-21"),
        CertificateRefusal::WrongState { state, act }
    );
    for (today, awaits) in [
        ("2025-03-01", "renewal"),
        // Five months before 20/6/2029.
        ("2029-01-20", "renewal"),
        ("2029-01-21", "expiry"),
        ("2029-06-20", "expiry"),
    ] {
        let (prepared, _) = after(&revoked, draft(), today);
        let (restored, facts) = after(&prepared, by_leader(), today);
        let Body::CertificateRestored(body) = body(facts) else {
            panic!("not restored")
        };
        assert_eq!(
            (body.awaits.as_str(), body.valid_until.as_str()),
            (awaits, "2029-06-20"),
            "{today}"
        );
        assert_eq!(restored.state_on(day(today)), CertificateState::InForce);
    }
}

#[test]
fn it_is_not_restored_beside_its_successor_nor_for_a_school_that_is_no_more() {
    let revoked = revoked(&issued("2024-06-20"), "2025-01-10");
    let successor = issued_in(
        recognition::domain::Case {
            id: Uuid::now_v7(),
            ..revoked.case.clone()
        },
        Authority::Department,
        "2025-02-01",
    );
    let circumstances = Circumstances {
        others: std::slice::from_ref(&successor),
        ..at(on("2025-03-01"))
    };
    let refusal = revoked.decide(drafted(Measure::Restoration, OFFICER), &circumstances);
    assert_eq!(
        refusal.unwrap_err(),
        CertificateRefusal::AnotherInForce(successor.number())
    );
    let circumstances = Circumstances {
        school_ended: true,
        ..at(on("2025-03-01"))
    };
    let refusal = revoked.decide(drafted(Measure::Restoration, OFFICER), &circumstances);
    assert_eq!(refusal.unwrap_err(), CertificateRefusal::SchoolEnded);
}
