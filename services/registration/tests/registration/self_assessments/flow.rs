//! A self-assessment from its opening to the reviews of its improvement plan, through the door.

use ground::{broken_fields, broken_rule, fresh_id, reason};
use platform::identity::{Identity, Role};
use proto::registration as wire;
use tonic::Code;
use wire::SelfAssessmentState as State;

use super::assessed::*;
use crate::builders::SHA;
use crate::world::{World, head_of, id, local, officer};

fn open(school: &wire::School, school_year: &str) -> wire::OpenSelfAssessmentRequest {
    wire::OpenSelfAssessmentRequest {
        school: school.name.clone(),
        school_year: school_year.to_owned(),
        request_id: fresh_id(),
        validate_only: false,
    }
}

fn complete(assessment: &wire::SelfAssessment, level: u32) -> wire::CompleteSelfAssessmentRequest {
    wire::CompleteSelfAssessmentRequest {
        name: assessment.name.clone(),
        concluded_level: level,
        report: Some(report()),
        request_id: fresh_id(),
        ..Default::default()
    }
}

fn action(criterion: &str) -> wire::ImprovementAction {
    wire::ImprovementAction {
        criterion: criterion.to_owned(),
        action: "Xây thêm phòng học".to_owned(),
        responsible: "Hiệu trưởng".to_owned(),
        by: "2025-03-31".to_owned(),
    }
}

fn review(assessment: &wire::SelfAssessment, school_year: &str, done: u32) -> wire::ReviewImprovementRequest {
    wire::ReviewImprovementRequest {
        name: assessment.name.clone(),
        review: Some(wire::ImprovementReview {
            school_year: school_year.to_owned(),
            summary: "Đã xây xong".to_owned(),
            done,
            report: Some(report()),
            recorded_at: None,
        }),
        request_id: fresh_id(),
        ..Default::default()
    }
}

async fn a_school_assesses_itself_and_improves(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let mut client = world.self_assessments(&head_of(&school));
    let opened = world.open(&school, "2023-2024").await;
    assert_eq!((opened.state(), opened.regime.as_str()), (State::Open, "A0"));
    assert_eq!(opened.missing_criteria.len(), 27, "TT 17/2018");

    let early = client
        .complete_self_assessment(complete(&opened, 1))
        .await
        .unwrap_err();
    assert_eq!(reason(&early), "NO_COUNCIL");
    let appoint = wire::AppointCouncilRequest {
        name: opened.name.clone(),
        council: Some(council(7)),
        request_id: fresh_id(),
        ..Default::default()
    };
    let appointed = client.appoint_council(appoint).await.unwrap().into_inner();
    assert_eq!(appointed.council, Some(council(7)));
    let all = results(statute::RegimeId::A0, school.school_type(), 2);
    let assess = |results: &[wire::CriterionResult]| wire::AssessCriteriaRequest {
        name: opened.name.clone(),
        results: results.to_vec(),
        request_id: fresh_id(),
        ..Default::default()
    };
    client.assess_criteria(assess(&all[1..])).await.unwrap();
    let missing = client
        .complete_self_assessment(complete(&opened, 2))
        .await
        .unwrap_err();
    assert_eq!(reason(&missing), "CRITERIA_MISSING");
    assert!(missing.message().contains("1.1"), "{}", missing.message());
    let filled_in = client
        .assess_criteria(assess(&all[..1]))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(filled_in.results, all, "in the order of the act");
    assert_eq!(filled_in.missing_criteria, [""; 0]);
    let proposed = filled_in.proposed.unwrap();
    assert_eq!((proposed.level, proposed.national_standard), (2, 1));
    assert_eq!(proposed.obstacles.len(), 27);

    let other = client
        .complete_self_assessment(complete(&opened, 1))
        .await
        .unwrap_err();
    assert_eq!(
        (reason(&other).as_str(), broken_rule(&other).as_str()),
        ("REASON_NEEDED", "self_assessment.conclusion")
    );
    let completed = client
        .complete_self_assessment(complete(&opened, 2))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (completed.state(), completed.concluded_level),
        (State::Completed, 2)
    );
    assert_eq!(completed.report.as_ref().unwrap().sha256, SHA);
    let late = client.assess_criteria(assess(&all[..1])).await.unwrap_err();
    assert_eq!(reason(&late), "COMPLETED");

    let nothing = client
        .review_improvement(review(&opened, "2024-2025", 1))
        .await
        .unwrap_err();
    assert_eq!(reason(&nothing), "NO_IMPROVEMENT_PLAN");
    let plan = |criteria: &[&str]| wire::PlanImprovementRequest {
        name: opened.name.clone(),
        actions: criteria.iter().map(|criterion| action(criterion)).collect(),
        request_id: fresh_id(),
        ..Default::default()
    };
    client.plan_improvement(plan(&["1.1", "3.2"])).await.unwrap();
    world.at("2025-05-20T08:00:00+07:00");
    let reviewed = client
        .review_improvement(review(&opened, "2024-2025", 2))
        .await
        .unwrap()
        .into_inner();
    assert_eq!((reviewed.reviews.len(), reviewed.reviews[0].done), (1, 2));
    let twice = client
        .review_improvement(review(&opened, "2024-2025", 2))
        .await
        .unwrap_err();
    assert_eq!(reason(&twice), "ALREADY_REVIEWED");
    let fewer = client.plan_improvement(plan(&["1.1"])).await.unwrap_err();
    assert_eq!(reason(&fewer), "FEWER_THAN_DONE");
    let wrong = client
        .review_improvement(review(&opened, "2023-2024", 3))
        .await
        .unwrap_err();
    assert_eq!(broken_fields(&wrong), ["review.school_year", "review.done"]);

    let get = wire::GetSelfAssessmentRequest {
        name: opened.name.clone(),
    };
    let got = client.get_self_assessment(get).await.unwrap().into_inner();
    assert_eq!(got, reviewed);
    assert_eq!(
        world.history(id(&opened.name)).await,
        [
            "self_assessment_opened",
            "council_appointed",
            "criteria_assessed",
            "criteria_assessed",
            "self_assessment_completed",
            "improvement_planned",
            "improvement_reviewed",
        ]
    );
}

async fn a_school_year_has_one(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let mut client = world.self_assessments(&head_of(&school));
    let request = open(&school, "2023-2024");
    let first = client
        .open_self_assessment(request.clone())
        .await
        .unwrap()
        .into_inner();
    let again = client.open_self_assessment(request).await.unwrap().into_inner();
    assert_eq!(first, again, "a retry gets the first answer");
    let second = client
        .open_self_assessment(open(&school, "2023-2024"))
        .await
        .unwrap_err();
    assert_eq!(
        (second.code(), reason(&second).as_str()),
        (Code::FailedPrecondition, "ALREADY_OPENED")
    );
    world.open(&school, "2022-2023").await;
    for wrong in [
        "2023",
        "2023-2025",
        "2024-2023",
        "23-24",
        "2024-2025x",
        "2025-2026",
    ] {
        let refused = client
            .open_self_assessment(open(&school, wrong))
            .await
            .unwrap_err();
        assert_eq!(broken_fields(&refused), ["school_year"], "{wrong}");
    }
    let other = world.enter("Tiểu học Long Đống").await;
    world.open(&other, "2023-2024").await;
}

async fn openings_at_once_leave_one(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let client = world.self_assessments(&head_of(&school));
    let all = futures::future::join_all((0..16).map(async |_| {
        client
            .clone()
            .open_self_assessment(open(&school, "2023-2024"))
            .await
    }));
    let (opened, refused): (Vec<_>, Vec<_>) = all.await.into_iter().partition(Result::is_ok);
    assert_eq!(opened.len(), 1);
    for refused in refused {
        assert_eq!(reason(&refused.unwrap_err()), "ALREADY_OPENED");
    }
}

async fn the_yearly_obligation_is_fulfilled_with_it(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    world.at("2026-07-07T08:00:00+07:00");
    let open = wire::OpenObligationsRequest {
        year: 2027,
        request_id: fresh_id(),
        ..Default::default()
    };
    let opened = world
        .obligations(&officer())
        .open_obligations(open)
        .await
        .unwrap();
    assert!(opened.into_inner().opened > 0);
    let owed = async || {
        let list = wire::ListObligationsRequest {
            limit: "year.self_assessment".to_owned(),
            holder: school.name.clone(),
            ..Default::default()
        };
        let found = world.obligations(&head_of(&school)).list_obligations(list).await;
        found.unwrap().into_inner().obligations.remove(0)
    };
    // Of another school year: nothing is owed for it.
    world.assessed(&school, "2025-2026", 1).await;
    assert_eq!(owed().await.report, None);
    let completed = world.assessed(&school, "2026-2027", 2).await;
    let fulfilled = owed().await;
    assert_eq!(fulfilled.report, completed.report);
    assert_eq!(fulfilled.fulfilled_at, completed.completed_at);
    assert_eq!(fulfilled.summary, "Tự đánh giá năm học 2026-2027: kết luận Mức 2");
    assert_eq!(
        world.history(id(&fulfilled.name)).await,
        ["obligation_opened", "obligation_fulfilled"]
    );
}

async fn what_was_fulfilled_before_stays(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    world.at("2026-07-07T08:00:00+07:00");
    let open = wire::OpenObligationsRequest {
        year: 2027,
        request_id: fresh_id(),
        ..Default::default()
    };
    world
        .obligations(&officer())
        .open_obligations(open)
        .await
        .unwrap();
    let mut client = world.obligations(&head_of(&school));
    let list = wire::ListObligationsRequest {
        limit: "year.self_assessment".to_owned(),
        ..Default::default()
    };
    let owed = client
        .list_obligations(list)
        .await
        .unwrap()
        .into_inner()
        .obligations
        .remove(0);
    let fulfil = wire::FulfilObligationRequest {
        name: owed.name.clone(),
        report: Some(report()),
        summary: "Nộp trước".to_owned(),
        request_id: fresh_id(),
        ..Default::default()
    };
    let first = client.fulfil_obligation(fulfil).await.unwrap().into_inner();
    world.assessed(&school, "2026-2027", 1).await;
    let get = wire::GetObligationRequest { name: owed.name };
    assert_eq!(client.get_obligation(get).await.unwrap().into_inner(), first);
}

async fn everybody_sees_what_is_theirs(world: World) {
    let ours = world.enter("Tiểu học Bắc Sơn").await;
    let theirs = world.enter("Tiểu học Long Đống").await;
    let filled_in = world.filled_in(&ours, "2023-2024", 1).await;
    // Newest first: the two must not be of the same instant.
    world.at("2024-05-21T08:00:00+07:00");
    world.open(&theirs, "2022-2023").await;
    let commune = world.commune().await;
    let get = || wire::GetSelfAssessmentRequest {
        name: filled_in.name.clone(),
    };
    for reader in [head_of(&ours), local(&commune), officer()] {
        let got = world.self_assessments(&reader).get_self_assessment(get()).await;
        assert_eq!(got.unwrap().into_inner().results.len(), 27);
    }
    let stranger = Identity::new("nguoi-la", Role::Commune).within(fresh_id());
    for reader in [head_of(&theirs), stranger.clone()] {
        let refused = world
            .self_assessments(&reader)
            .get_self_assessment(get())
            .await
            .unwrap_err();
        assert_eq!(refused.code(), Code::NotFound, "it looks like nothing");
    }
    let list = async |reader: &Identity, request: wire::ListSelfAssessmentsRequest| {
        let found = world
            .self_assessments(reader)
            .list_self_assessments(request)
            .await;
        found.unwrap().into_inner()
    };
    let all = wire::ListSelfAssessmentsRequest::default();
    for (reader, count) in [
        (officer(), 2),
        (local(&commune), 2),
        (head_of(&ours), 1),
        (stranger, 0),
    ] {
        assert_eq!(list(&reader, all.clone()).await.self_assessments.len(), count);
    }
    let of_year = wire::ListSelfAssessmentsRequest {
        school_year: "2023-2024".to_owned(),
        ..all.clone()
    };
    let found = list(&officer(), of_year).await.self_assessments;
    assert_eq!(
        (found.len(), found[0].name.as_str()),
        (1, filled_in.name.as_str())
    );
    assert_eq!(
        (found[0].results.len(), found[0].proposed.clone()),
        (0, None),
        "in short"
    );
    let of_school = wire::ListSelfAssessmentsRequest {
        school: theirs.name.clone(),
        ..all.clone()
    };
    assert_eq!(list(&head_of(&ours), of_school).await.self_assessments, []);
    let first = list(
        &officer(),
        wire::ListSelfAssessmentsRequest {
            page_size: 1,
            ..all.clone()
        },
    )
    .await;
    let rest = wire::ListSelfAssessmentsRequest {
        page_token: first.next_page_token,
        ..all
    };
    let rest = list(&officer(), rest).await;
    assert_eq!(
        (
            first.self_assessments[0].school.clone(),
            rest.self_assessments.len()
        ),
        (theirs.name.clone(), 1)
    );

    let opened = world
        .self_assessments(&head_of(&theirs))
        .open_self_assessment(open(&ours, "2021-2022"))
        .await;
    assert_eq!(
        opened.unwrap_err().code(),
        Code::NotFound,
        "only by the school itself"
    );
    let opened = world
        .self_assessments(&officer())
        .open_self_assessment(open(&ours, "2021-2022"))
        .await;
    assert_eq!(opened.unwrap_err().code(), Code::PermissionDenied);
    let foreign = world
        .self_assessments(&head_of(&theirs))
        .complete_self_assessment(complete(&filled_in, 1))
        .await;
    assert_eq!(foreign.unwrap_err().code(), Code::NotFound);
}

async fn only_what_was_seen_is_changed(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let opened = world.open(&school, "2023-2024").await;
    let appoint = |etag: &str, request_id: &str, validate_only| wire::AppointCouncilRequest {
        name: opened.name.clone(),
        council: Some(council(7)),
        etag: etag.to_owned(),
        request_id: request_id.to_owned(),
        validate_only,
    };
    let mut client = world.self_assessments(&head_of(&school));
    client
        .appoint_council(appoint("", &fresh_id(), true))
        .await
        .unwrap();
    let request = appoint(&opened.etag, &fresh_id(), false);
    let first = client
        .appoint_council(request.clone())
        .await
        .unwrap()
        .into_inner();
    let again = client.appoint_council(request).await.unwrap().into_inner();
    assert_eq!(first, again);
    let stale = client
        .appoint_council(appoint(&opened.etag, &fresh_id(), false))
        .await
        .unwrap_err();
    assert_eq!(
        (stale.code(), reason(&stale).as_str()),
        (Code::Aborted, "ETAG_MISMATCH")
    );
    assert_eq!(
        world.history(id(&opened.name)).await,
        ["self_assessment_opened", "council_appointed"],
        "tried, done and repeated is done once"
    );
}

ground::both!(World:
    a_school_assesses_itself_and_improves,
    a_school_year_has_one,
    openings_at_once_leave_one,
    the_yearly_obligation_is_fulfilled_with_it,
    what_was_fulfilled_before_stays,
    everybody_sees_what_is_theirs,
    only_what_was_seen_is_changed,
);
