//! How a certificate stands on each day, to the day, whatever became of it.

use calendar::Day;
use proto::fact::{Body, Target};
use recognition::domain::{Case, CertificateState, Ending, Standing};
use statute::{RegimeId, Wish};
use uuid::Uuid;

use super::*;

/// That `certificate` stands as `expected` says: each state from that day on.
fn must_stand(certificate: &Certificate, expected: &[(&str, CertificateState)]) {
    let first = day("2024-01-01");
    for (place, (from, state)) in expected.iter().enumerate() {
        let from = day(from);
        assert_eq!(certificate.state_on(from), *state, "on {from}");
        let before = if place == 0 { NotYet } else { expected[place - 1].1 };
        assert_eq!(certificate.state_on(from.eve()), before, "on the eve of {from}");
        assert!(first < from);
    }
}

use CertificateState::{Expired, InForce, Lapsed, NotYet, Replaced, Revoked};

#[test]
fn it_holds_from_its_first_to_its_printed_last_day() {
    let certificate = issued("2024-06-20");
    must_stand(&certificate, &[("2024-06-20", InForce), ("2029-06-21", Expired)]);
    assert_eq!(certificate.state_on(Day::MIN), NotYet);
}

#[test]
fn from_the_day_of_its_revocation_it_no_longer_holds() {
    let revoked = revoked(&issued("2024-06-20"), "2025-01-10");
    assert_eq!(spans(&revoked), [span("2024-06-20", "2025-01-09")]);
    must_stand(
        &revoked,
        &[
            ("2024-06-20", InForce),
            ("2025-01-10", Revoked),
            ("2029-06-21", Expired),
        ],
    );
}

#[test]
fn from_the_day_of_its_restoration_it_holds_again_to_the_printed_day() {
    let restored = restored(&revoked(&issued("2024-06-20"), "2025-01-10"), "2025-03-01");
    let expected = [span("2024-06-20", "2025-01-09"), span("2025-03-01", "2029-06-20")];
    assert_eq!(spans(&restored), expected);
    must_stand(
        &restored,
        &[
            ("2024-06-20", InForce),
            ("2025-01-10", Revoked),
            ("2025-03-01", InForce),
            ("2029-06-21", Expired),
        ],
    );
}

#[test]
fn restored_on_the_day_of_its_revocation_it_has_no_gap() {
    let restored = restored(&revoked(&issued("2024-06-20"), "2025-01-10"), "2025-01-10");
    assert_eq!(spans(&restored), [span("2024-06-20", "2029-06-20")]);
}

#[test]
fn revoked_on_its_first_day_it_never_held() {
    let revoked = revoked(&issued("2024-06-20"), "2024-06-20");
    assert_eq!(spans(&revoked), []);
    must_stand(&revoked, &[("2024-06-20", Revoked), ("2029-06-21", Expired)]);
}

/// The case of the same school, of `target`.
fn of_the_school(certificate: &Certificate, target: Target) -> Case {
    Case {
        id: Uuid::now_v7(),
        target,
        ..certificate.case.clone()
    }
}

#[test]
fn a_newer_one_of_the_same_wish_takes_its_place_from_its_own_first_day() {
    let older = issued("2024-06-20");
    let newer = issued_in(
        of_the_school(&older, Target::NationalStandard2),
        Authority::Department,
        "2026-06-20",
    );
    let (replaced, fact) = older.replaced_by(&newer, on("2026-06-20")).unwrap();
    assert_eq!(fact.subject.unwrap().case_id, older.case.id.to_string());
    assert!(matches!(fact.body, Some(Body::CertificateReplaced(body)) if body.on == "2026-06-20"));
    assert_eq!(replaced.standing, Standing::Replaced);
    must_stand(
        &replaced,
        &[
            ("2024-06-20", InForce),
            ("2026-06-20", Replaced),
            ("2029-06-21", Expired),
        ],
    );
    let again = replaced.replaced_by(&newer, on("2026-06-20"));
    assert_eq!(again, None, "its place is taken");

    let accreditation = issued_in(
        of_the_school(&older, Target::Accreditation2),
        Authority::Department,
        "2026-06-20",
    );
    assert_eq!(
        older.replaced_by(&accreditation, on("2026-06-20")),
        None,
        "another wish"
    );
    let of_another = issued("2026-06-20");
    assert_eq!(
        older.replaced_by(&of_another, on("2026-06-20")),
        None,
        "another school"
    );
    let after_its_end = issued_in(
        of_the_school(&older, Target::NationalStandard1),
        Authority::Department,
        "2029-06-21",
    );
    assert_eq!(
        older.replaced_by(&after_its_end, on("2029-06-21")),
        None,
        "it had expired"
    );
    assert_eq!(older.replaced_by(&older, on("2026-06-20")), None, "itself");
}

#[test]
fn what_was_revoked_is_not_replaced_too() {
    let older = revoked(&issued("2024-06-20"), "2025-01-10");
    let newer = issued_in(
        of_the_school(&older, Target::NationalStandard1),
        Authority::Department,
        "2026-06-20",
    );
    assert_eq!(older.replaced_by(&newer, on("2026-06-20")), None);
}

#[test]
fn it_ends_with_its_school() {
    let certificate = issued("2024-06-20");
    for (ending, reason) in [
        (Ending::Merged, "school_merged"),
        (Ending::Closed, "school_closed"),
    ] {
        let (lapsed, fact) = certificate
            .lapse(ending, day("2025-07-01"), on("2025-07-05"))
            .unwrap();
        let Some(Body::CertificateLapsed(body)) = fact.body else {
            panic!("{fact:?}")
        };
        assert_eq!((body.reason.as_str(), body.on.as_str()), (reason, "2025-07-01"));
        must_stand(
            &lapsed,
            &[
                ("2024-06-20", InForce),
                ("2025-07-01", Lapsed),
                ("2029-06-21", Expired),
            ],
        );
        assert_eq!(lapsed.lapse(ending, day("2025-07-01"), on("2025-07-05")), None);
    }
    let expired = certificate.lapse(Ending::Closed, day("2029-06-21"), on("2029-07-01"));
    assert_eq!(expired, None, "it had expired");
}

#[test]
fn a_gap_before_it_was_replaced_was_a_revocation() {
    let restored = restored(&revoked(&issued("2024-06-20"), "2025-01-10"), "2025-03-01");
    let newer = issued_in(
        of_the_school(&restored, Target::NationalStandard1),
        Authority::Department,
        "2026-06-20",
    );
    let (replaced, _) = restored.replaced_by(&newer, on("2026-06-20")).unwrap();
    must_stand(
        &replaced,
        &[
            ("2024-06-20", InForce),
            ("2025-01-10", Revoked),
            ("2025-03-01", InForce),
            ("2026-06-20", Replaced),
            ("2029-06-21", Expired),
        ],
    );
}

#[test]
fn whoever_registers_for_the_same_while_it_is_in_force_renews_it() {
    let certificate = issued("2024-06-20");
    let dossier = Uuid::now_v7();
    let submitted = on("2028-12-01");
    let (renewed, fact) = certificate
        .register_renewal(dossier, Wish::NationalStandard, submitted)
        .unwrap();
    assert!(
        matches!(fact.body, Some(Body::RenewalRegistered(body)) if body.dossier_id == dossier.to_string())
    );
    let renewal = renewed.renewal.unwrap();
    assert_eq!((renewal.dossier_id, renewal.at), (dossier, submitted));

    let renew = |certificate: &Certificate, dossier, wish, at: &str| {
        certificate.register_renewal(dossier, wish, moment(at)).is_some()
    };
    let standard = Wish::NationalStandard;
    let last = "2029-06-20T23:59:59.999999+07:00";
    assert!(renew(&certificate, dossier, standard, last), "its last instant");
    assert!(
        !renew(&certificate, dossier, standard, "2029-06-21T00:00:00+07:00"),
        "expired"
    );
    assert!(
        !renew(&certificate, dossier, standard, "2024-06-19T23:59:59+07:00"),
        "before it"
    );
    assert!(
        !renew(&certificate, dossier, Wish::Accreditation, last),
        "another wish"
    );
    assert!(
        !renew(&certificate, certificate.case.id, standard, last),
        "its own dossier"
    );
    let later = "2029-01-01T09:00:00+07:00";
    assert!(
        !renew(&renewed, Uuid::now_v7(), standard, later),
        "the first one counts"
    );
    let earlier = "2028-11-01T09:00:00+07:00";
    assert!(
        renew(&renewed, Uuid::now_v7(), standard, earlier),
        "heard of late, but earlier"
    );
    let ended = revoked(&certificate, "2025-01-10");
    assert!(!renew(&ended, dossier, standard, later), "revoked");
}

#[test]
fn a_recognition_that_takes_effect_later_is_not_in_force_yet() {
    let case = case(RegimeId::A1, Target::NationalStandard1);
    let issue = Issue {
        number: CertificateNumber::new(2024, 1),
        code: code(),
        kind: RecognitionKind::New,
        target: case.target,
        decision_number: "01/QĐ-SGDĐT".to_owned(),
        decided_by: Authority::Department,
        signed_on: day("2024-06-20"),
        effective_on: day("2024-07-01"),
    };
    let certificate = Certificate::issue(&case, issue, Law::official(), on("2024-06-20"));
    must_stand(&certificate, &[("2024-07-01", InForce), ("2029-07-02", Expired)]);
    let refusal = refused(&certificate, concluded(), "2024-06-30");
    assert_eq!(
        refusal,
        CertificateRefusal::WrongState {
            state: NotYet,
            act: "kết luận thu hồi"
        }
    );
}
