//! A case on its way through the service: what is answered, kept and announced.

use calendar::last_instant;
use ground::{fresh_id, reason};
use proto::fact::{Body, DossierSubmitted, RungFired};
use proto::review as wire;
use proto::review::review_service_server::ReviewService;
use proto::review::reviewer_service_server::ReviewerService;
use proto::review::{ListReviewsRequest, ReportRequest, ReviewState, Settlement};
use sea_orm::{ConnectionTrait, DbErr, SqlErr, Statement};
use tonic::Code;
use uuid::Uuid;

use crate::assessed::assessment;
use crate::builders::{STEPS, at, case, day, reached};
use crate::world::{
    START, World, agreement, answers, by, headmaster, member, name, officer, person, post, report_on,
};

ground::both!(&World:
    a_case_goes_from_acceptance_to_the_final_report,
    a_silent_school_is_deemed_to_agree,
    late_comments_do_not_undo_the_consent,
    an_agreement_in_writing_settles_the_comments,
    limits_that_were_not_kept_are_announced,
    a_review_that_is_there_is_left_alone,
    what_does_not_concern_it_is_passed_over,
    a_fact_that_cannot_be_understood_is_parked,
    what_changed_meanwhile_is_not_overwritten,
    a_visit_and_a_step_are_kept_with_their_days_and_files,
    results_and_what_they_come_to_are_answered_and_left_out_of_lists,
    a_team_with_someone_whom_the_school_hired_may_not_go_on,
    a_retry_gets_the_first_answer,
    the_database_itself_keeps_one_head_and_nobody_twice,
);

const DUE: &str = "2024-06-19";

async fn a_case_goes_from_acceptance_to_the_final_report(world: &World) {
    let case = case(1);
    let team = world.with_draft(&case).await;
    world.wait_until("2024-06-10T09:00:00+07:00");
    let commented = world.comment(&case).await.unwrap();
    assert_eq!(commented.state(), ReviewState::AwaitingReply);
    world.wait_until("2024-06-11T09:00:00+07:00");
    let head = team[0].clone();
    world
        .api
        .answer_comments(by(head.clone(), answers(&case)))
        .await
        .unwrap();
    world.wait_until("2024-06-12T09:00:00+07:00");
    let answer = world.api.submit_final_report(by(head, report_on(&case, 3))).await;
    let done = answer.unwrap().into_inner();
    assert_eq!(
        done,
        world.review(&case).await,
        "what is answered is what is kept"
    );
    assert_eq!(done.state(), ReviewState::Completed);
    assert_eq!(done.settlement(), Settlement::Answered);
    assert_eq!((done.level, done.seats.len(), done.history.len()), (3, 5, 6));
    assert_eq!(done.comments, ["Ý kiến một", "Ý kiến hai"]);
    assert_eq!(done.dossier_number, case.dossier_number);
    assert_eq!(
        world.told(&case).await,
        [
            "review.review_opened",
            "review.team_established",
            "review.review_step_completed",
            "review.review_step_completed",
            "review.review_step_completed",
            "review.criteria_reviewed",
            "review.draft_report_sent",
            "review.comments_received",
            "review.comments_answered",
            "review.final_report_submitted",
        ]
    );
    for entry in world.entries(&case).await {
        assert_eq!(entry.fact().unwrap().subject, Some(case.subject()));
    }
    world.chains_must_hold().await;
}

async fn a_silent_school_is_deemed_to_agree(world: &World) {
    let case = case(1);
    world.with_draft(&case).await;
    let heard = "2024-06-20T08:00:00+07:00";
    world.wait_until(heard);
    world.end(&case, "review.comment", DUE).await;
    let review = world.review(&case).await;
    assert_eq!(review.state(), ReviewState::AwaitingFinalReport);
    assert_eq!(review.settlement(), Settlement::Deemed);
    let entries = world.entries(&case).await;
    let deemed = entries.last().unwrap();
    assert_eq!(deemed.fact_type, "review.consent_deemed");
    assert_eq!(deemed.occurred_at, last_instant(day(DUE)), "the legal moment");
    assert_eq!(deemed.recorded_at, at(heard), "and when it became known");
    assert_eq!(deemed.actor, "service:review");
    let refusal = world.comment(&case).await.unwrap_err();
    assert_eq!(
        (refusal.code(), reason(&refusal).as_str()),
        (Code::FailedPrecondition, "CONSENT_DEEMED")
    );
    world.end(&case, "review.comment", DUE).await;
    assert_eq!(world.entries(&case).await.len(), entries.len(), "once");
    world.chains_must_hold().await;
}

async fn late_comments_do_not_undo_the_consent(world: &World) {
    let case = case(1);
    let team = world.with_draft(&case).await;
    world.wait_until("2024-06-20T00:00:00+07:00");
    assert_eq!(
        world.comment(&case).await.unwrap().state(),
        ReviewState::AwaitingReply
    );
    world.end(&case, "review.comment", DUE).await;
    let review = world.review(&case).await;
    assert_eq!(review.state(), ReviewState::AwaitingFinalReport);
    assert_eq!(review.settlement(), Settlement::Deemed);
    assert_eq!(review.comments.len(), 2, "kept for people to read");
    assert_eq!(
        world.told(&case).await[7..],
        ["review.comments_received", "review.consent_deemed"]
    );
    let refusal = world
        .api
        .answer_comments(by(team[0].clone(), answers(&case)))
        .await;
    assert_eq!(reason(&refusal.unwrap_err()), "WRONG_STATE");
    world.wait_until("2024-07-04T00:00:00+07:00");
    world.end(&case, "review.reply", "2024-07-03").await;
    assert_eq!(world.told(&case).await.len(), 9, "nobody owed an answer");
    let answer = world
        .api
        .submit_final_report(by(team[0].clone(), report_on(&case, 2)))
        .await;
    assert_eq!(answer.unwrap().into_inner().state(), ReviewState::Completed);
    world.chains_must_hold().await;
}

async fn an_agreement_in_writing_settles_the_comments(world: &World) {
    let case = case(1);
    world.with_draft(&case).await;
    let answer = world
        .api
        .agree_to_draft(by(headmaster(&case), agreement(&case)))
        .await
        .unwrap();
    assert_eq!(answer.into_inner().settlement(), Settlement::Agreed);
    world.wait_until("2024-06-20T08:00:00+07:00");
    world.end(&case, "review.comment", DUE).await;
    assert_eq!(world.review(&case).await.settlement(), Settlement::Agreed);
}

async fn limits_that_were_not_kept_are_announced(world: &World) {
    let (late, in_time) = (case(1), case(2));
    world.accept(&late).await;
    world.with_team(&in_time).await;
    world.wait_until("2024-09-06T08:00:00+07:00");
    for case in [&late, &in_time] {
        world.end(case, "review.start", "2024-09-05").await;
    }
    let entries = world.entries(&late).await;
    let Some(Body::DeadlineBreached(breach)) = entries.last().unwrap().fact().unwrap().body else {
        panic!("no breach was announced");
    };
    assert_eq!(
        (breach.limit.as_str(), breach.due_on.as_str()),
        ("review.start", "2024-09-05")
    );
    assert_eq!(entries.last().unwrap().fact_type, "review.deadline_breached");
    assert_eq!(
        world.told(&in_time).await,
        ["review.review_opened", "review.team_established"]
    );
    assert_eq!(world.review(&late).await.state(), ReviewState::AwaitingTeam);
}

async fn a_review_that_is_there_is_left_alone(world: &World) {
    let case = case(1);
    world.with_team(&case).await;
    let before = world.review(&case).await;
    world.accept(&case).await;
    assert_eq!(world.review(&case).await, before);
    assert_eq!(world.told(&case).await.len(), 2);
}

async fn what_does_not_concern_it_is_passed_over(world: &World) {
    let case = case(1);
    world
        .send(
            "registration",
            &case,
            Body::DossierSubmitted(DossierSubmitted::default()),
        )
        .await;
    let rung = RungFired {
        limit: "review.start".to_owned(),
        ..RungFired::default()
    };
    world.send("scheduler", &case, Body::RungFired(rung)).await;
    let mut foreign = reached("recognition.decide", DUE);
    foreign.owner = "recognition".to_owned();
    world
        .send("scheduler", &case, Body::DeadlineReached(foreign))
        .await;
    world.handle().await;
    assert_eq!(world.told(&case).await, [""; 0]);
    world.accept(&case).await;
    assert_eq!(
        world.told(&case).await,
        ["review.review_opened"],
        "nothing was parked"
    );
}

async fn a_fact_that_cannot_be_understood_is_parked(world: &World) {
    let mut unnumbered = case(1);
    unnumbered.dossier_number = String::new();
    world.accept(&unnumbered).await;
    let unknown = case(2);
    world.end(&unknown, "review.start", DUE).await;
    let mut undated = reached("review.start", "hôm qua");
    undated.owner = review::NAME.to_owned();
    let dated = case(3);
    world.accept(&dated).await;
    world
        .send("scheduler", &dated, Body::DeadlineReached(undated))
        .await;
    world.handle().await;
    let mut reasons = world.parked().await;
    reasons.sort_unstable();
    assert_eq!(
        reasons,
        [
            "a deadline without a date: \"hôm qua\"".to_owned(),
            "a subject without a dossier number".to_owned(),
            format!("no case {} in review", unknown.id),
        ]
    );
    assert_eq!(world.told(&unnumbered).await, [""; 0]);
}

async fn what_changed_meanwhile_is_not_overwritten(world: &World) {
    let case = case(1);
    let team = world.with_draft(&case).await;
    let seen = world.review(&case).await.etag;
    world.comment(&case).await.unwrap();
    let mut request = agreement(&case);
    request.etag = seen;
    let refusal = world
        .api
        .agree_to_draft(by(headmaster(&case), request))
        .await
        .unwrap_err();
    assert_eq!(
        (refusal.code(), reason(&refusal).as_str()),
        (Code::Aborted, "ETAG_MISMATCH")
    );
    let dry = ReportRequest {
        validate_only: true,
        ..report_on(&case, 2)
    };
    let refusal = world.api.submit_final_report(by(team[0].clone(), dry)).await;
    assert_eq!(reason(&refusal.unwrap_err()), "COMMENTS_UNSETTLED");
    let mut dry = answers(&case);
    dry.validate_only = true;
    let answer = world.api.answer_comments(by(team[0].clone(), dry)).await.unwrap();
    assert_eq!(answer.into_inner().state(), ReviewState::AwaitingFinalReport);
    assert_eq!(
        world.review(&case).await.state(),
        ReviewState::AwaitingReply,
        "a dry run keeps nothing"
    );
}

async fn the_database_itself_keeps_one_head_and_nobody_twice(world: &World) {
    let case = case(1);
    let team = world.with_team(&case).await;
    let outsider = member(&world.enter(person("Người ngoài")).await);
    for (person, role) in [
        (&outsider, "TEAM_ROLE_HEAD"),
        (&outsider, "TEAM_ROLE_SECRETARY"),
        (&team[2], "TEAM_ROLE_MEMBER"),
    ] {
        let backend = world.journal.database.backend();
        let values = [
            case.id.into(),
            person.sub.parse::<Uuid>().unwrap().into(),
            role.into(),
        ];
        let sql = match backend {
            sea_orm::DbBackend::Postgres => "INSERT INTO review_members VALUES ($1, $2, $3)",
            _ => "INSERT INTO review_members VALUES (?, ?, ?)",
        };
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let inserted: Result<(), DbErr> = world
            .journal
            .database
            .write(move |transaction| {
                Box::pin(async move { transaction.execute_raw(statement).await.map(drop) })
            })
            .await;
        let error = inserted.unwrap_err();
        assert!(
            matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))),
            "{role}: {error}"
        );
    }
    assert_eq!(world.now(), at(START));
    assert_eq!(name(&case), world.review(&case).await.name);
}

async fn a_retry_gets_the_first_answer(world: &World) {
    let case = case(1);
    let team = world.with_team(&case).await;
    let request = assessment(&case, 2);
    let first = world
        .api
        .assess_criteria(by(team[0].clone(), request.clone()))
        .await;
    let again = world
        .api
        .assess_criteria(by(team[0].clone(), request.clone()))
        .await;
    assert_eq!(first.unwrap().into_inner(), again.unwrap().into_inner());
    assert_eq!(world.told(&case).await.len(), 3);
    let other = wire::AssessCriteriaRequest {
        standing: None,
        ..request
    };
    let refusal = world.api.assess_criteria(by(team[0].clone(), other)).await;
    assert_eq!(reason(&refusal.unwrap_err()), "REQUEST_ID_REUSED");
}

async fn a_visit_and_a_step_are_kept_with_their_days_and_files(world: &World) {
    let case = case(1);
    let team = world.with_team(&case).await;
    let visit = wire::PlannedVisit {
        step: STEPS[1].into(),
        from: "2024-06-18".to_owned(),
        until: "2024-06-20".to_owned(),
    };
    let request = wire::PlanVisitRequest {
        name: name(&case),
        visit: Some(visit.clone()),
        request_id: fresh_id(),
        ..wire::PlanVisitRequest::default()
    };
    let planned = world.api.plan_visit(by(team[2].clone(), request)).await.unwrap();
    assert_eq!(planned.into_inner().visits, [visit]);
    world.wait_until("2024-06-12T16:00:00+07:00");
    let file = proto::exchange::ReportFile {
        file_name: "bien-ban.pdf".to_owned(),
        sha256: crate::builders::SHA.to_owned(),
        size: 4096,
    };
    let request = wire::CompleteStepRequest {
        name: name(&case),
        step: STEPS[0].into(),
        minutes: "Bie\u{302}n ba\u{309}n".to_owned(),
        from: "2024-06-06".to_owned(),
        until: "2024-06-11".to_owned(),
        files: vec![file.clone()],
        request_id: fresh_id(),
        ..wire::CompleteStepRequest::default()
    };
    world
        .api
        .complete_step(by(team[0].clone(), request))
        .await
        .unwrap();
    let step = world.review(&case).await.steps[0].clone();
    assert_eq!(
        (step.from.as_str(), step.until.as_str()),
        ("2024-06-06", "2024-06-11")
    );
    assert_eq!(step.minutes, "Biên bản", "composed");
    assert_eq!(step.files, [file]);
}

async fn results_and_what_they_come_to_are_answered_and_left_out_of_lists(world: &World) {
    let case = case(1);
    let team = world.with_team(&case).await;
    let mut some = assessment(&case, 2);
    some.results.truncate(3);
    let answer = world
        .api
        .assess_criteria(by(team[0].clone(), some))
        .await
        .unwrap();
    let answer = answer.into_inner();
    assert_eq!((answer.results.len(), answer.proposed), (3, None));
    assert!(!answer.missing_criteria.is_empty());
    let whole = world.assess(&team[0], &case, 2).await;
    assert_eq!(whole, world.review(&case).await);
    assert_eq!(whole.missing_criteria, [""; 0]);
    let proposed = whole.proposed.unwrap();
    assert_eq!((proposed.level, proposed.national_standard), (2, 1));
    assert!(proposed.explanation.iter().all(|reason| reason.ends_with(')')));
    assert_eq!(
        proposed.obstacles.len(),
        whole.results.len(),
        "each holds back level 3"
    );
    let standing = whole.standing.unwrap();
    assert!(standing.cohort_completed && standing.legal_conditions);
    let request = by(officer(), ListReviewsRequest::default());
    let listed = world
        .api
        .list_reviews(request)
        .await
        .unwrap()
        .into_inner()
        .reviews;
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].results.len(), &listed[0].proposed), (0, &None));
    assert_eq!(listed[0].missing_criteria, [""; 0]);
}

async fn a_team_with_someone_whom_the_school_hired_may_not_go_on(world: &World) {
    let case = case(1);
    let team = world.with_team(&case).await;
    let request = wire::GetReviewerRequest {
        name: format!("reviewers/{}", team[3].sub),
    };
    let hired = world
        .api
        .get_reviewer(by(officer(), request))
        .await
        .unwrap()
        .into_inner();
    let school = format!("schools/{}", case.school_id);
    let mut reviewer = hired.clone();
    reviewer.career.push(post(&school, "2024-06-01", ""));
    let request = wire::UpdateReviewerRequest {
        reviewer: Some(reviewer),
        request_id: fresh_id(),
        ..wire::UpdateReviewerRequest::default()
    };
    world.api.update_reviewer(by(officer(), request)).await.unwrap();
    let refusal = world
        .api
        .assess_criteria(by(team[0].clone(), assessment(&case, 2)))
        .await
        .unwrap_err();
    assert_eq!(reason(&refusal), "TEAM_UNFIT");
    assert!(
        refusal.message().contains(&hired.display_name),
        "{}",
        refusal.message()
    );
    assert!(refusal.message().contains("Điều 30"), "{}", refusal.message());
}
