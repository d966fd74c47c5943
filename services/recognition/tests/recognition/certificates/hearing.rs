//! What becomes of certificates with what other services say.

use ground::chains_must_hold;
use platform::journal::entry;
use prost::Message;
use proto::fact::{
    Body, DossierPrepared, DossierSubmitted, Fact, RecognitionKind, SchoolClosed, SchoolMerged,
    SchoolRenamed, Target,
};
use proto::recognition::CertificateState;
use recognition::domain::Case;
use uuid::Uuid;

use super::stage::*;
use crate::builders::*;
use crate::world::{World, officer};

ground::both!(World:
    a_dossier_that_is_submitted_registers_the_renewal,
    what_a_merged_school_held_ends_with_it,
    a_closed_school_holds_what_it_has_to_its_last_day,
    a_renamed_school_keeps_the_name_that_is_printed,
    limits_of_what_was_entered_are_judged_without_a_decision,
    a_limit_of_no_certificate_waits_for_a_person,
);

/// The dossier of the school of `case` for `target`, submitted now.
async fn submit(world: &World, case: &Case, target: Target) -> Uuid {
    let dossier = Case {
        id: Uuid::now_v7(),
        target,
        ..case.clone()
    };
    let prepared = Body::DossierPrepared(DossierPrepared {
        kind: RecognitionKind::Renewal.into(),
        ..Default::default()
    });
    assert_eq!(world.tell("registration", 1, &dossier, prepared).await, None);
    let submitted = Body::DossierSubmitted(DossierSubmitted::default());
    assert_eq!(world.tell("registration", 2, &dossier, submitted).await, None);
    dossier.id
}

async fn a_dossier_that_is_submitted_registers_the_renewal(world: World) {
    let case = school(1);
    world.enrol(&case, "24001").await;
    let entered = world.enter(&case, "17/CN").await;
    world.at("2027-11-15T10:30:00+07:00");
    submit(&world, &case, Target::Accreditation2).await;
    let found = world.certificate(&officer(), &entered.name).await.unwrap();
    assert_eq!(found.renewal_dossier, "", "another wish");
    let dossier = submit(&world, &case, Target::NationalStandard2).await;
    world.at("2027-12-15T10:30:00+07:00");
    submit(&world, &case, Target::NationalStandard1).await;
    let found = world.certificate(&officer(), &entered.name).await.unwrap();
    assert_eq!(found.renewal_dossier, dossier.to_string(), "the first one counts");
    assert_eq!(
        world.life(&entered).await,
        ["certificate_entered", "renewal_registered"]
    );
    let hosted: &ground::Hosted = &world;
    let facts: Vec<entry::Model> = hosted.facts(case_of(&entered)).await;
    assert_eq!(
        facts[1].occurred_at,
        moment("2027-11-15T10:30:00+07:00"),
        "dated with the submission"
    );
    let limit = reached("certificate.renew", "", "2028-01-01");
    assert_eq!(world.reach_entered(&entered, &case, 1, limit).await, None);
    assert_eq!(world.life(&entered).await.len(), 2, "in time");
}

async fn what_a_merged_school_held_ends_with_it(world: World) {
    let (case, into) = (school(1), school(1));
    world.enrol(&case, "24001").await;
    world.enrol(&into, "24002").await;
    let standard = world.enter(&case, "17/CN").await;
    let accreditation = {
        let mut request = entering("24001", "18/CN");
        request.target = Target::Accreditation2.into();
        let entered = world.certificates(&officer()).enter_certificate(request).await;
        entered.unwrap().into_inner()
    };
    let others = world.enter(&into, "19/CN").await;
    world.at("2025-07-05T09:00:00+07:00");
    let merged = Body::SchoolMerged(SchoolMerged {
        into_school_id: into.school_id.to_string(),
        document: "12/QĐ-UBND".to_owned(),
        on: "2025-07-01".to_owned(),
    });
    assert_eq!(world.of_school(&case, 2, merged).await, None);
    for held in [&standard, &accreditation] {
        let found = world.certificate(&officer(), &held.name).await.unwrap();
        assert_eq!(found.state(), CertificateState::Lapsed);
        assert_eq!(found.spans[0].until, "2025-06-30");
        let facts = world.facts_of(held).await;
        assert!(
            matches!(facts.last(), Some(Body::CertificateLapsed(body)) if body.reason == "school_merged")
        );
    }
    let found = world.certificate(&officer(), &others.name).await.unwrap();
    assert_eq!(
        found.state(),
        CertificateState::InForce,
        "the school that goes on"
    );
    chains_must_hold(&world.journal).await;
}

async fn a_closed_school_holds_what_it_has_to_its_last_day(world: World) {
    let case = school(1);
    world.enrol(&case, "24001").await;
    let entered = world.enter(&case, "17/CN").await;
    let closed = Body::SchoolClosed(SchoolClosed {
        document: "12/QĐ-UBND".to_owned(),
        on: "2024-06-30".to_owned(),
    });
    assert_eq!(world.of_school(&case, 2, closed).await, None);
    let found = world.certificate(&officer(), &entered.name).await.unwrap();
    assert_eq!(found.state(), CertificateState::InForce, "until the end of June");
    assert_eq!(found.spans[0].until, "2024-06-30");
    world.at("2024-07-01T00:00:00+07:00");
    let found = world.certificate(&officer(), &entered.name).await.unwrap();
    assert_eq!(found.state(), CertificateState::Lapsed);
}

async fn a_renamed_school_keeps_the_name_that_is_printed(world: World) {
    let case = school(1);
    world.enrol(&case, "24001").await;
    let entered = world.enter(&case, "17/CN").await;
    world.at("2025-07-05T09:00:00+07:00");
    let renamed = Case {
        school_name: "THCS Bắc Sơn 1".to_owned(),
        ..case.clone()
    };
    let body = Body::SchoolRenamed(SchoolRenamed {
        previous_name: case.school_name.clone(),
        document: "12/QĐ-UBND".to_owned(),
        on: "2025-07-01".to_owned(),
    });
    assert_eq!(world.of_school(&renamed, 2, body).await, None);
    let found = world.certificate(&officer(), &entered.name).await.unwrap();
    assert_eq!(found.school_name, "THCS Bắc Sơn");
    // One that was recognised before carries the name of that day, one after it the new one.
    for (number, recognised_on, name) in [
        ("18/CN", "2025-06-30", "THCS Bắc Sơn"),
        ("19/CN", "2025-07-01", "THCS Bắc Sơn 1"),
    ] {
        let mut request = entering("24001", number);
        request.recognised_on = recognised_on.to_owned();
        request.valid_until = "2030-06-30".to_owned();
        let entered = world
            .certificates(&officer())
            .enter_certificate(request)
            .await
            .unwrap();
        assert_eq!(entered.get_ref().school_name, name);
    }
}

async fn limits_of_what_was_entered_are_judged_without_a_decision(world: World) {
    let case = school(1);
    world.enrol(&case, "24001").await;
    let entered = world.enter(&case, "17/CN").await;
    for (sequence, limit, due, fact) in [
        (1, "certificate.upgrade", "2025-06-01", "upgrade_opened"),
        (2, "certificate.renew", "2028-01-01", "deadline_breached"),
        (3, "certificate.expire", "2028-06-01", "certificate_expired"),
    ] {
        world.at(&format!("{due}T23:59:59+07:00"));
        let limit = reached(limit, "", due);
        assert_eq!(world.reach_entered(&entered, &case, sequence, limit).await, None);
        assert_eq!(world.life(&entered).await.last().unwrap(), fact);
    }
    let found = world.certificate(&officer(), &entered.name).await.unwrap();
    assert_eq!(
        found.state(),
        CertificateState::InForce,
        "to the end of its last day"
    );
    world.at("2028-06-02T00:00:00+07:00");
    let found = world.certificate(&officer(), &entered.name).await.unwrap();
    assert_eq!(found.state(), CertificateState::Expired);
    chains_must_hold(&world.journal).await;
}

async fn a_limit_of_no_certificate_waits_for_a_person(world: World) {
    let case = school(1);
    let limit = reached("certificate.expire", "", "2028-06-01");
    let parked = world.reach(&case, 1, limit).await.unwrap();
    assert!(parked.contains("no certificate"), "{parked}");
}

impl World {
    /// Has the scheduler say that a limit of a certificate that was entered has run out.
    async fn reach_entered(
        &self,
        entered: &proto::recognition::Certificate,
        case: &Case,
        sequence: i64,
        reached: proto::fact::DeadlineReached,
    ) -> Option<String> {
        let case = Case {
            id: case_of(entered),
            ..case.clone()
        };
        self.reach(&case, sequence, reached).await
    }

    /// What stands in the journal of `certificate`.
    async fn facts_of(&self, certificate: &proto::recognition::Certificate) -> Vec<Body> {
        let hosted: &ground::Hosted = self;
        let facts = hosted.facts(case_of(certificate)).await;
        let body = |fact: entry::Model| Fact::decode(fact.payload.as_slice()).unwrap().body.unwrap();
        facts.into_iter().map(body).collect()
    }
}
