//! Single steps through the door: what is concluded of conditions, the day from which a decision holds, the school's own
//! publication, and what a renewal takes the place of.

use ground::{broken_fields, broken_rule, reason};
use proto::fact::{Body, DossierPrepared, RecognitionKind, Target};
use proto::recognition as wire;
use recognition::domain::Case;
use statute::RegimeId;
use tonic::Code;
use wire::DecisionState as State;

use crate::builders::*;
use crate::flow::publish;
use crate::world::{World, conclusion, decision, drafting, head_of, officer, publication, signature};

async fn get(world: &World, case: &Case) -> wire::Decision {
    let name = decision(case);
    let get = wire::GetDecisionRequest { name };
    world.officer().get_decision(get).await.unwrap().into_inner()
}

async fn what_the_software_sees_and_what_the_officer_finds_are_both_kept(world: World) {
    let case = case(RegimeId::A1, Target::NationalStandard2);
    world.report_with(&case, 3, None).await;
    let opened = get(&world, &case).await;
    assert!(
        !opened.proposed_recognition,
        "nobody knows whether a cohort has completed the school"
    );
    let states: Vec<_> = opened
        .conditions
        .iter()
        .map(|condition| (condition.rule.as_str(), condition.state()))
        .collect();
    assert_eq!(
        states,
        [
            ("recognition.granted", wire::ConditionState::Met),
            ("recognition.level", wire::ConditionState::Met),
            ("recognition.cohort", wire::ConditionState::Unknown)
        ]
    );
    let blind = wire::ConcludeAppraisalRequest {
        recognise: true,
        recognise_as: Target::Accreditation1.into(),
        reasons: "Đạt".to_owned(),
        ..conclusion(&case)
    };
    let refused = world.officer().conclude_appraisal(blind).await.unwrap_err();
    assert_eq!(broken_fields(&refused), ["recognise_as"]);
    let unlooked = wire::ConcludeAppraisalRequest {
        recognise: true,
        reasons: "Đạt".to_owned(),
        ..conclusion(&case)
    };
    let refused = world.officer().conclude_appraisal(unlooked).await.unwrap_err();
    assert_eq!(broken_fields(&refused), ["findings"]);
    let finding = |met| wire::ConditionFinding {
        rule: "recognition.cohort".to_owned(),
        met,
        basis: "Đã xem sổ đăng bộ".to_owned(),
    };
    let found = |met| wire::ConcludeAppraisalRequest {
        recognise: true,
        reasons: "Đã kiểm tra tại trường".to_owned(),
        findings: vec![finding(met)],
        ..conclusion(&case)
    };
    let refused = world
        .officer()
        .conclude_appraisal(found(false))
        .await
        .unwrap_err();
    assert_eq!(
        (reason(&refused).as_str(), broken_rule(&refused).as_str()),
        ("CONDITION_NOT_MET", "recognition.cohort")
    );
    world.officer().conclude_appraisal(found(true)).await.unwrap();
    let concluded = get(&world, &case).await;
    assert_eq!(concluded.findings, [finding(true)]);
    assert_eq!(
        (concluded.proposed_as(), concluded.recognised_as()),
        (Target::Unspecified, Target::NationalStandard2)
    );
    assert_eq!(
        concluded.conditions, opened.conditions,
        "as the software saw them"
    );
}

async fn a_day_that_passed_is_drafted_again(world: World) {
    let case = department_case();
    world.report(&case, 2).await;
    world.draft(&case, true).await;
    let from = |day: &str| wire::DraftDecisionRequest {
        effective_on: day.to_owned(),
        ..drafting(&case)
    };
    let early = world
        .officer()
        .draft_decision(from("2024-06-02"))
        .await
        .unwrap_err();
    assert_eq!(broken_fields(&early), ["effective_on"]);
    world.officer().draft_decision(from("2024-06-05")).await.unwrap();
    world.at("2024-06-06T09:00:00+07:00");
    let late = world.leader().sign_decision(signature(&case)).await.unwrap_err();
    assert_eq!(reason(&late), "DRAFT_AGAIN");
    assert!(late.message().contains("05/6/2024"), "{}", late.message());
    world.officer().draft_decision(from("2024-06-10")).await.unwrap();
    let signed = world
        .leader()
        .sign_decision(signature(&case))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (signed.signed_on.as_str(), signed.effective_on.as_str()),
        ("2024-06-06", "2024-06-10")
    );
    let Some(Body::CertificateIssued(issued)) = world.facts(&case).await[6].fact().unwrap().body else {
        panic!("no certificate")
    };
    assert_eq!(
        (issued.valid_from.as_str(), issued.valid_until.as_str()),
        ("2024-06-10", "2029-06-10")
    );
}

async fn the_school_says_where_it_published(world: World) {
    let case = department_case();
    world.report(&case, 2).await;
    let school = head_of(&case);
    let at_school = || publication(&case, "Bảng tin của trường");
    let early = world
        .decisions(&school)
        .publish_decision_at_school(at_school())
        .await
        .unwrap_err();
    assert_eq!(reason(&early), "WRONG_STATE");
    world.sign(&case, true).await;
    let nowhere = publication(&case, " ");
    let nowhere = world
        .decisions(&school)
        .publish_decision_at_school(nowhere)
        .await
        .unwrap_err();
    assert_eq!(broken_fields(&nowhere), ["place"]);
    let another = head_of(&department_case());
    let foreign = world
        .decisions(&another)
        .publish_decision_at_school(at_school())
        .await
        .unwrap_err();
    assert_eq!(foreign.code(), Code::NotFound);
    let officer = world
        .officer()
        .publish_decision_at_school(at_school())
        .await
        .unwrap_err();
    assert_eq!(officer.code(), Code::PermissionDenied);
    let published = world
        .decisions(&school)
        .publish_decision_at_school(at_school())
        .await
        .unwrap();
    let published = published.into_inner();
    assert_eq!(published.state(), State::Signed);
    assert_eq!(
        published.published_by_school.unwrap().place,
        "Bảng tin của trường"
    );
    let again = world
        .decisions(&school)
        .publish_decision_at_school(at_school())
        .await
        .unwrap_err();
    assert_eq!(reason(&again), "PUBLISHED_BY_SCHOOL");
    let published = publish(&world, &case).await;
    assert_eq!(
        (published.state(), published.published.is_some()),
        (State::Published, true)
    );
    assert_eq!(
        world.history(&case).await[4..],
        [
            "certificate_issued",
            "decision_published_by_school",
            "decision_published"
        ]
    );
}

async fn a_renewal_takes_the_place_of_what_the_school_holds(world: World) {
    let first = department_case();
    world.report(&first, 2).await;
    let signed = world.sign(&first, true).await;
    assert_eq!(signed.kind(), RecognitionKind::New);
    let again = Case {
        id: uuid::Uuid::now_v7(),
        ..first.clone()
    };
    world.at("2026-06-10T09:00:00+07:00");
    let prepared = DossierPrepared {
        kind: RecognitionKind::Renewal.into(),
        ..DossierPrepared::default()
    };
    let parked = world
        .tell("registration", 1, &again, Body::DossierPrepared(prepared))
        .await;
    assert_eq!(parked, None);
    world.report(&again, 2).await;
    let signed = world.sign(&again, true).await;
    assert_eq!(signed.kind(), RecognitionKind::Renewal);
    assert_eq!(
        world.history(&first).await.last().unwrap(),
        "certificate_replaced"
    );
    let Some(Body::CertificateReplaced(replaced)) =
        world.facts(&first).await.last().unwrap().fact().unwrap().body
    else {
        panic!("not replaced")
    };
    assert_eq!(
        (
            replaced.number.as_str(),
            replaced.by_number.as_str(),
            replaced.on.as_str()
        ),
        ("CN-2024-0001", "CN-2026-0001", "2026-06-10")
    );
    let mut certificates = world.certificates(&officer());
    let get = wire::GetCertificateRequest {
        name: format!("certificates/{}", first.id),
    };
    let older = certificates.get_certificate(get).await.unwrap().into_inner();
    assert_eq!(older.state(), wire::CertificateState::Replaced);
}

ground::both!(World:
    what_the_software_sees_and_what_the_officer_finds_are_both_kept,
    a_day_that_passed_is_drafted_again,
    the_school_says_where_it_published,
    a_renewal_takes_the_place_of_what_the_school_holds,
);
