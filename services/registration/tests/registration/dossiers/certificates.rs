//! What a school's certificates let it register, and when.

use proto::fact::{RecognitionKind, Target};
use registration::domain::{
    Certificate, CheckStage, Dossier, DossierCommand, DossierRefusal, Preparation, Refusal,
};
use statute::Law;
use uuid::Uuid;

use crate::builders::*;

fn certificate(target: Target, recognised_on: &str, valid_until: &str) -> Certificate {
    Certificate {
        case_id: Uuid::now_v7(),
        school_id: Uuid::now_v7(),
        number: "12/CN-SGDĐT".to_owned(),
        target,
        recognised_on: day(recognised_on),
        valid_until: day(valid_until),
    }
}

/// Why a dossier for `target` is refused on `on`; nothing when it is received.
fn refused(
    kind: RecognitionKind,
    target: Target,
    on: &str,
    certificates: &[Certificate],
) -> Option<DossierRefusal> {
    let at = format!("{on}T09:00:00+07:00");
    let preparation = Preparation {
        kind,
        ..what_is_needed(target)
    };
    let draft = Dossier::prepare(Uuid::now_v7(), preparation, moment(&at))
        .unwrap()
        .0;
    let mut with = submission(&at, CheckStage::Department);
    with.certificates = certificates.to_vec();
    match draft.decide(
        DossierCommand::Submit(Box::new(with)),
        Law::official(),
        moment(&at),
    ) {
        Ok(_) => None,
        Err(Refusal::Dossier(refusal)) => Some(refusal),
        Err(other) => panic!("{other}"),
    }
}

use RecognitionKind::{New, Renewal};
use Target::{Accreditation2, NationalStandard1, NationalStandard2};

#[test]
fn a_renewal_is_registered_five_months_before_the_certificate_ends() {
    let held = [certificate(NationalStandard1, "2020-08-31", "2025-08-31")];
    assert_eq!(refused(Renewal, NationalStandard1, "2025-03-31", &held), None);
    let Some(DossierRefusal::RenewalTooLate(date)) = refused(Renewal, NationalStandard1, "2025-04-01", &held)
    else {
        panic!("a day late")
    };
    assert_eq!(date.due_on, day("2025-03-31"));
    assert!(date.citation.contains("Điều 38(2)"), "{}", date.citation);
    let read = platform::refusal::Refusal::from(Refusal::Dossier(DossierRefusal::RenewalTooLate(date)));
    assert!(read.message.contains("31/3/2025"), "{}", read.message);
    assert!(
        read.message.contains("Tính lùi"),
        "the explanation: {}",
        read.message
    );
}

#[test]
fn a_renewal_of_a_certificate_on_paper_passes() {
    assert_eq!(refused(Renewal, NationalStandard1, "2025-04-01", &[]), None);
    let of_another_wish = [certificate(Accreditation2, "2020-08-31", "2025-05-31")];
    assert_eq!(
        refused(Renewal, NationalStandard1, "2025-04-01", &of_another_wish),
        None
    );
}

#[test]
fn a_higher_target_opens_two_years_after_recognition() {
    let held = [certificate(NationalStandard1, "2024-06-10", "2029-06-10")];
    for kind in [New, Renewal] {
        let Some(DossierRefusal::UpgradeTooEarly(date)) =
            refused(kind, NationalStandard2, "2026-06-10", &held)
        else {
            panic!("two years are not over")
        };
        assert_eq!(date.due_on, day("2026-06-10"));
        assert!(date.citation.contains("Điều 5"), "{}", date.citation);
        assert_eq!(refused(kind, NationalStandard2, "2026-06-11", &held), None);
    }
    let under_b = refused(
        New,
        NationalStandard2,
        "2026-07-07",
        &[certificate(NationalStandard1, "2025-06-10", "2030-06-10")],
    );
    let Some(DossierRefusal::UpgradeTooEarly(date)) = under_b else {
        panic!("{under_b:?}")
    };
    assert!(date.citation.contains("57/2026"), "the act in force on the day");
}

#[test]
fn what_a_valid_certificate_says_is_not_recognised_anew() {
    let held = [certificate(NationalStandard2, "2020-08-31", "2025-08-31")];
    for target in [NationalStandard1, NationalStandard2] {
        assert!(matches!(
            refused(New, target, "2025-08-31", &held),
            Some(DossierRefusal::AlreadyRecognised(_))
        ));
        assert_eq!(refused(New, target, "2025-09-01", &held), None, "it has ended");
    }
    assert_eq!(refused(New, Accreditation2, "2025-08-31", &held), None);
}

#[test]
fn the_newest_certificate_of_the_wish_counts() {
    let held = [
        certificate(NationalStandard1, "2018-10-20", "2023-10-20"),
        certificate(NationalStandard1, "2023-10-20", "2028-10-20"),
    ];
    assert_eq!(refused(Renewal, NationalStandard1, "2025-04-01", &held), None);
}
