//! A case from its final report to its end, through the door.

use proto::fact::{Body, Target};
use proto::recognition as wire;
use recognition::domain::Case;
use statute::RegimeId;
use tonic::Code;
use wire::DecisionState as State;

use crate::builders::*;
use crate::world::{World, conclusion, decision, publication, signature};

fn states(decision: &wire::Decision) -> Vec<State> {
    decision
        .history
        .iter()
        .map(wire::DecisionStateChange::state)
        .collect()
}

pub async fn publish(world: &World, case: &Case) -> wire::Decision {
    let published = publication(case, "Cổng thông tin điện tử của Sở");
    world
        .officer()
        .publish_decision(published)
        .await
        .unwrap()
        .into_inner()
}

async fn the_department_decides(world: World) {
    let case = department_case();
    world.report(&case, 2).await;
    world.at("2024-06-05T09:00:00+07:00");
    let drafted = world.draft(&case, true).await;
    assert_eq!(drafted.state(), State::Drafted);
    assert_eq!(
        (drafted.prepared_by.as_str(), drafted.number.as_str()),
        (OFFICER, "")
    );
    assert!(drafted.proposed_recognition && drafted.recognises);
    assert_eq!(drafted.decided_by, "department");

    // Half past eleven in Vietnam's evening is still the sixth.
    world.at("2024-06-06T16:30:00Z");
    let signed = world
        .leader()
        .sign_decision(signature(&case))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (
            signed.number.as_str(),
            signed.signed_on.as_str(),
            signed.signer.as_str(),
            signed.certificate_number.as_str()
        ),
        ("01/QĐ-SGDĐT", "2024-06-06", LEADER, "CN-2024-0001")
    );
    let published = publish(&world, &case).await;
    let way = [
        State::UnderAppraisal,
        State::Appraised,
        State::Drafted,
        State::Signed,
        State::Published,
    ];
    assert_eq!(states(&published), way);
    let history = world.history(&case).await;
    assert_eq!(
        history,
        [
            "report_received",
            "appraisal_concluded",
            "decision_drafted",
            "decision_signed",
            "certificate_issued",
            "decision_published"
        ]
    );
    let received = &world.facts(&case).await[0];
    assert_eq!(
        received.occurred_at,
        moment(crate::world::START),
        "received when it was handed in"
    );
    let kept = subject(&case);
    for fact in world.facts(&case).await {
        assert_eq!(
            fact.fact().unwrap().subject.as_ref(),
            Some(&kept),
            "{}",
            fact.fact_type
        );
    }

    let Some(Body::CertificateIssued(certificate)) = world.facts(&case).await[4].fact().unwrap().body else {
        panic!("no certificate")
    };
    assert_eq!(
        (
            certificate.number.as_str(),
            certificate.valid_from.as_str(),
            certificate.valid_until.as_str(),
        ),
        ("CN-2024-0001", "2024-06-06", "2029-06-06")
    );
    assert_eq!(certificate.certified(), Target::NationalStandard1);
    assert_eq!(published.certificate, format!("certificates/{}", case.id));
}

async fn the_people_s_committee_decides_on_a_proposal(world: World) {
    let case = province_case();
    world.report(&case, 2).await;
    world.draft(&case, true).await;
    let early = world
        .province()
        .sign_decision(signature(&case))
        .await
        .unwrap_err();
    assert_eq!(early.code(), Code::FailedPrecondition);
    let sent = world
        .leader()
        .send_proposal(signature(&case))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(sent.state(), State::Proposed);
    assert_eq!(sent.number, "", "a proposal is not the decision");
    let refused = world.leader().sign_decision(signature(&case)).await.unwrap_err();
    assert_eq!(
        refused.code(),
        Code::FailedPrecondition,
        "the Sở proposes and does not decide"
    );
    let signed = world
        .province()
        .sign_decision(signature(&case))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (signed.number.as_str(), signed.certificate_number.as_str()),
        ("01/QĐ-UBND", "CN-2024-0001")
    );
    let facts = world.facts(&case).await;
    let Some(Body::ProposalSent(proposal)) = facts[3].fact().unwrap().body else {
        panic!("{:?}", facts[3])
    };
    assert_eq!(
        (proposal.number.as_str(), proposal.signed_on.as_str()),
        ("01/TTr-SGDĐT", "2024-06-03")
    );
}

async fn a_refusal_ends_without_a_certificate(world: World) {
    let case = case(RegimeId::A2, Target::NationalStandard2);
    world.report(&case, 2).await;
    let refused = world
        .officer()
        .conclude_appraisal(conclusion(&case))
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    let signed = world.sign(&case, false).await;
    assert!(!signed.recognises);
    assert_eq!(
        signed.proposed_as(),
        Target::NationalStandard1,
        "less than was asked for"
    );
    assert_eq!(
        (signed.certificate_number.as_str(), signed.reasons.as_str()),
        ("", "Đã thẩm định")
    );
    let published = publish(&world, &case).await;
    assert_eq!(published.state(), State::Published);
    assert!(
        !world
            .history(&case)
            .await
            .contains(&"certificate_issued".to_owned())
    );
    assert_eq!(published.certificate, "");
}

async fn a_second_report_of_one_case_is_parked_and_changes_nothing(world: World) {
    let case = department_case();
    world.report(&case, 2).await;
    let body = proto::fact::FinalReportSubmitted {
        level: 4,
        report_sha256: OTHER_SHA.to_owned(),
        ..proto::fact::FinalReportSubmitted::default()
    };
    let again = proto::fact::Fact {
        subject: Some(subject(&case)),
        body: Some(Body::FinalReportSubmitted(body)),
    };
    let parked = world.hear("review", 2, again, moment(crate::world::START)).await;
    assert!(parked.unwrap().contains("has its final report already"));
    let get = wire::GetDecisionRequest {
        name: decision(&case),
    };
    let kept = world.officer().get_decision(get).await.unwrap().into_inner();
    assert_eq!(kept.reviewed_level, 2);
}

async fn a_report_heard_late_was_received_when_it_was_handed_in(world: World) {
    let case = department_case();
    let handed_in = moment(crate::world::START);
    world.at("2024-06-05T08:00:00+07:00");
    let body = proto::fact::FinalReportSubmitted {
        level: 2,
        report_sha256: SHA.to_owned(),
        ..proto::fact::FinalReportSubmitted::default()
    };
    let fact = proto::fact::Fact {
        subject: Some(subject(&case)),
        body: Some(Body::FinalReportSubmitted(body)),
    };
    assert_eq!(world.hear("review", 1, fact, handed_in).await, None);
    let received = &world.facts(&case).await[0];
    assert_eq!(received.occurred_at, handed_in);
    assert!(received.recorded_at > handed_in, "known later than it happened");
    let Some(Body::ReportReceived(report)) = received.fact().unwrap().body else {
        panic!("{received:?}")
    };
    assert_eq!((report.level, report.report_sha256.as_str()), (2, SHA));
    let get = wire::GetDecisionRequest {
        name: decision(&case),
    };
    let opened = world.officer().get_decision(get).await.unwrap().into_inner();
    let at = opened.history[0].at.unwrap();
    assert_eq!(at.seconds, handed_in.timestamp());
}

async fn facts_that_do_not_concern_us_are_passed_over(world: World) {
    let case = department_case();
    for (sequence, body) in [
        Body::ReviewOpened(proto::fact::ReviewOpened {}),
        Body::DraftAgreed(proto::fact::DraftAgreed {}),
    ]
    .into_iter()
    .enumerate()
    {
        let fact = proto::fact::Fact {
            subject: Some(subject(&case)),
            body: Some(body),
        };
        let sequence = i64::try_from(sequence).unwrap() + 1;
        let at = moment(crate::world::START);
        assert_eq!(world.hear("review", sequence, fact, at).await, None);
    }
    assert_eq!(world.history(&case).await, Vec::<String>::new());
}

ground::both!(World:
    the_department_decides,
    the_people_s_committee_decides_on_a_proposal,
    a_refusal_ends_without_a_certificate,
    a_second_report_of_one_case_is_parked_and_changes_nothing,
    a_report_heard_late_was_received_when_it_was_handed_in,
    facts_that_do_not_concern_us_are_passed_over,
);
