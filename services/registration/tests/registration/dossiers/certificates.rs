//! What a school's certificates let it register, and when; and how their life is heard.

use ground::reason;
use proto::fact::{
    Body, CertificateEntered, CertificateIssued, CertificateLapsed, CertificateReplaced, CertificateRestored,
    CertificateRevoked, Fact, RecognitionKind, Subject, Target,
};
use proto::registration as wire;
use registration::domain::{
    Certificate, CheckStage, Dossier, DossierCommand, DossierRefusal, Preparation, Refusal,
};
use statute::Law;
use uuid::Uuid;

use super::desk::*;
use crate::builders::*;
use crate::world::{World, head_of, id};

ground::both!(World:
    an_entered_certificate_binds_as_what_it_certifies,
    what_is_revoked_binds_nobody_until_it_is_restored,
    what_is_replaced_or_lapsed_binds_nobody,
    a_lower_degree_than_asked_for_counts_as_the_lower,
    what_ends_without_having_been_heard_of_changes_nothing,
);

fn certificate(target: Target, recognised_on: &str, valid_until: &str) -> Certificate {
    Certificate {
        case_id: Uuid::now_v7(),
        school_id: Uuid::now_v7(),
        number: "12/CN-SGDĐT".to_owned(),
        target,
        recognised_on: day(recognised_on),
        valid_until: day(valid_until),
        ended_on: None,
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

#[test]
fn a_certificate_that_was_ended_binds_nobody_from_that_day() {
    let ended = |on: &str| Certificate {
        ended_on: Some(day(on)),
        ..certificate(NationalStandard1, "2024-06-10", "2029-06-10")
    };
    let revoked = [ended("2025-03-03")];
    for target in [NationalStandard1, NationalStandard2] {
        assert!(
            refused(New, target, "2025-03-02", &revoked).is_some(),
            "{target:?}: the day before it holds"
        );
        assert_eq!(refused(New, target, "2025-03-03", &revoked), None, "{target:?}");
    }
    assert_eq!(
        refused(Renewal, NationalStandard1, "2029-02-01", &revoked),
        None,
        "no date of its counts"
    );
    // An older one that still holds is not hidden by a newer one that was ended.
    let held = [
        certificate(NationalStandard1, "2023-06-10", "2028-06-10"),
        ended("2025-03-03"),
    ];
    assert!(matches!(
        refused(New, NationalStandard1, "2025-03-03", &held),
        Some(DossierRefusal::AlreadyRecognised(held)) if held.recognised_on == day("2023-06-10")
    ));
}

/// A school that wishes to register, and the facts of its certificates' cases.
struct Applicant<'a> {
    world: &'a World,
    school: wire::School,
    assessment: String,
}

impl<'a> Applicant<'a> {
    async fn new(world: &'a World) -> Self {
        let school = world.enter("Tiểu học Bắc Sơn").await;
        let assessment = world.assessed(&school, "2023-2024", 2).await.name;
        Self {
            world,
            school,
            assessment,
        }
    }

    /// Has recognition announce `body` as the entry `sequence` of the case `case_id`.
    async fn hears(&self, case_id: Uuid, sequence: i64, body: Body) {
        let subject = Subject {
            case_id: case_id.to_string(),
            school_id: id(&self.school.name).to_string(),
            target: NationalStandard2.into(),
            ..Subject::default()
        };
        let fact = Fact {
            subject: Some(subject),
            body: Some(body),
        };
        let parked = self
            .world
            .hear("recognition", sequence, fact, self.world.journal.clock.now())
            .await;
        assert_eq!(parked, None);
    }

    /// Why a dossier of a new recognition is not received; empty when nothing speaks against it. Only tried.
    async fn refused(&self, target: Target) -> String {
        let wished = wire::PrepareDossierRequest {
            kind: New.into(),
            target: target.into(),
            ..preparation(&self.school, &self.assessment)
        };
        let draft = self.world.prepare_from(&self.school, wished).await.unwrap();
        let only_tried = wire::DossierRequest {
            validate_only: true,
            ..asked(&draft)
        };
        match self
            .world
            .dossiers(&head_of(&self.school))
            .submit_dossier(only_tried)
            .await
        {
            Ok(_) => String::new(),
            Err(refusal) => reason(&refusal),
        }
    }
}

fn entered(certified: Target) -> Body {
    Body::CertificateEntered(CertificateEntered {
        number: "08/CN-SGDĐT".to_owned(),
        certified: certified.into(),
        recognised_on: "2023-05-20".to_owned(),
        valid_from: "2023-05-20".to_owned(),
        valid_until: "2028-05-20".to_owned(),
        awaits: "renewal".to_owned(),
        ..CertificateEntered::default()
    })
}

fn issued(certified: Target) -> Body {
    Body::CertificateIssued(CertificateIssued {
        number: "12/CN-SGDĐT".to_owned(),
        valid_from: "2022-05-10".to_owned(),
        valid_until: "2027-05-10".to_owned(),
        recognised_on: "2022-05-10".to_owned(),
        certified: certified.into(),
        ..CertificateIssued::default()
    })
}

const ALREADY: &str = "ALREADY_RECOGNISED";
const EARLY: &str = "UPGRADE_TOO_EARLY";

async fn an_entered_certificate_binds_as_what_it_certifies(world: World) {
    let applicant = Applicant::new(&world).await;
    assert_eq!(applicant.refused(NationalStandard1).await, "");
    applicant
        .hears(Uuid::now_v7(), 1, entered(NationalStandard1))
        .await;
    assert_eq!(applicant.refused(NationalStandard1).await, ALREADY);
    assert_eq!(
        applicant.refused(NationalStandard2).await,
        EARLY,
        "recognised on 20/5/2023"
    );
}

async fn what_is_revoked_binds_nobody_until_it_is_restored(world: World) {
    let applicant = Applicant::new(&world).await;
    let case_id = Uuid::now_v7();
    applicant.hears(case_id, 1, entered(NationalStandard1)).await;
    let revoked = CertificateRevoked {
        signed_on: "2024-05-13".to_owned(),
        ..CertificateRevoked::default()
    };
    applicant
        .hears(case_id, 2, Body::CertificateRevoked(revoked))
        .await;
    for target in [NationalStandard1, NationalStandard2] {
        assert_eq!(applicant.refused(target).await, "", "{target:?}");
    }
    applicant
        .hears(
            case_id,
            3,
            Body::CertificateRestored(CertificateRestored::default()),
        )
        .await;
    assert_eq!(applicant.refused(NationalStandard1).await, ALREADY);
    assert_eq!(applicant.refused(NationalStandard2).await, EARLY);
}

async fn what_is_replaced_or_lapsed_binds_nobody(world: World) {
    let applicant = Applicant::new(&world).await;
    let replaced = CertificateReplaced {
        on: "2024-05-13".to_owned(),
        ..CertificateReplaced::default()
    };
    let lapsed = CertificateLapsed {
        on: "2024-05-13".to_owned(),
        ..CertificateLapsed::default()
    };
    for end in [
        Body::CertificateReplaced(replaced),
        Body::CertificateLapsed(lapsed),
    ] {
        let case_id = Uuid::now_v7();
        applicant.hears(case_id, 1, entered(NationalStandard2)).await;
        assert_eq!(applicant.refused(NationalStandard2).await, ALREADY);
        applicant.hears(case_id, 2, end).await;
        assert_eq!(applicant.refused(NationalStandard2).await, "");
    }
}

async fn a_lower_degree_than_asked_for_counts_as_the_lower(world: World) {
    let applicant = Applicant::new(&world).await;
    let case_id = Uuid::now_v7();
    // The dossier asked for degree 2.
    applicant.hears(case_id, 1, issued(NationalStandard1)).await;
    assert_eq!(applicant.refused(NationalStandard1).await, ALREADY);
    assert_eq!(
        applicant.refused(NationalStandard2).await,
        "",
        "two years are over"
    );
    // Facts of before degrees could be lowered say nothing: it was what was asked for.
    applicant.hears(case_id, 2, issued(Target::Unspecified)).await;
    assert_eq!(applicant.refused(NationalStandard2).await, ALREADY);
}

async fn what_ends_without_having_been_heard_of_changes_nothing(world: World) {
    let applicant = Applicant::new(&world).await;
    let lapsed = CertificateLapsed {
        on: "2024-05-13".to_owned(),
        ..CertificateLapsed::default()
    };
    applicant
        .hears(Uuid::now_v7(), 1, Body::CertificateLapsed(lapsed))
        .await;
    assert_eq!(applicant.refused(NationalStandard2).await, "");
}
