//! What is owed and by when, and how fast reviews go: lists over what the scheduler announced.

use ground::broken_fields;
use platform::identity::{Identity, Role};
use proto::fact::{Body, ClockDue, DossierWithdrawn};
use proto::review as wire;
use proto::review::review_service_server::ReviewService;
use proto::review::{Duty, ListDutiesRequest, ReviewState};
use review::domain::Case;
use uuid::Uuid;

use crate::builders::{STEPS, case, case_in, province};
use crate::world::{World, by, headmaster, name, officer};

ground::both!(&World:
    what_is_owed_is_listed_the_most_urgent_first,
    what_is_done_is_owed_no_more,
    a_stopped_clock_comes_last_and_a_moved_one_where_it_belongs,
    duties_are_cut_to_sight_and_to_what_is_asked,
    pages_of_duties_follow_each_other,
    limits_of_others_are_passed_over,
    the_pace_counts_states_and_working_days,
    a_withdrawn_dossier_closes_its_review,
);

fn clock(number: u128) -> Uuid {
    Uuid::from_u128(0xF_0000 + number)
}

impl World {
    /// Has the scheduler announce that `limit` of `case` is due on `due_on`.
    async fn due(&self, case: &Case, number: u128, limit: &str, due_on: &str) {
        let due = ClockDue {
            clock_id: clock(number).to_string(),
            limit: limit.to_owned(),
            due_on: due_on.to_owned(),
            ..ClockDue::default()
        };
        self.send("scheduler", case, Body::ClockDue(due)).await;
        self.handle().await;
    }

    async fn duties(&self, caller: Identity, request: ListDutiesRequest) -> Vec<Duty> {
        let answer = self.api.list_duties(by(caller, request)).await;
        answer.unwrap().into_inner().duties
    }

    /// The limits that are owed, as an officer sees them.
    async fn owed(&self) -> Vec<String> {
        let duties = self.duties(officer(), ListDutiesRequest::default()).await;
        duties.into_iter().map(|duty| duty.limit).collect()
    }
}

async fn what_is_owed_is_listed_the_most_urgent_first(world: &World) {
    let (one, other) = (case(1), case(2));
    // The scheduler may be heard before registration.
    world.due(&other, 2, "review.start", "2024-08-30").await;
    assert_eq!(world.owed().await, [""; 0], "no review is known yet");
    for case in [&one, &other] {
        world.accept(case).await;
    }
    world.due(&one, 1, "review.start", "2024-09-05").await;
    let duties = world.duties(officer(), ListDutiesRequest::default()).await;
    let due: Vec<_> = duties.iter().map(|duty| duty.due_on.as_str()).collect();
    assert_eq!(due, ["2024-08-30", "2024-09-05"]);
    let duty = &duties[1];
    assert_eq!(duty.review, name(&one));
    assert_eq!(duty.dossier_number, one.dossier_number);
    assert_eq!(duty.school_name, one.school_name);
    assert_eq!(duty.limit, "review.start");
    assert_eq!(duty.title, "Thành lập đoàn đánh giá ngoài");
    assert_eq!(duty.owed_by, "department_officer");
    assert_eq!((duty.team.as_str(), duty.overlay.as_str()), ("", ""));
    assert_eq!(duty.clock, format!("clocks/{}", clock(1)));
}

async fn what_is_done_is_owed_no_more(world: &World) {
    let case = case(1);
    let team = world.with_team(&case).await;
    world.due(&case, 1, "review.start", "2024-09-05").await;
    assert_eq!(world.owed().await, [""; 0], "the team is there");
    for (number, limit) in (2..).zip(["review.study", "review.preliminary_visit", "review.draft"]) {
        world.due(&case, number, limit, "2024-07-01").await;
    }
    assert_eq!(
        world.owed().await,
        ["review.study", "review.preliminary_visit", "review.draft"]
    );
    let request = wire::CompleteStepRequest {
        name: name(&case),
        step: STEPS[0].into(),
        minutes: "Biên bản".to_owned(),
        request_id: ground::fresh_id(),
        ..wire::CompleteStepRequest::default()
    };
    world
        .api
        .complete_step(by(team[0].clone(), request))
        .await
        .unwrap();
    assert_eq!(world.owed().await, ["review.preliminary_visit", "review.draft"]);
}

async fn a_stopped_clock_comes_last_and_a_moved_one_where_it_belongs(world: &World) {
    let cases = [case(1), case(2), case(3)];
    for (number, case) in (1..).zip(&cases) {
        world.accept(case).await;
        world.due(case, number, "review.start", "2024-09-05").await;
    }
    world.due(&cases[0], 1, "review.start", "").await;
    world.due(&cases[2], 3, "review.start", "2024-08-01").await;
    let duties = world.duties(officer(), ListDutiesRequest::default()).await;
    let due: Vec<_> = duties.iter().map(|duty| duty.due_on.as_str()).collect();
    assert_eq!(due, ["2024-08-01", "2024-09-05", ""]);
}

async fn duties_are_cut_to_sight_and_to_what_is_asked(world: &World) {
    let (here, there) = (case_in(1, 1, 1), case_in(2, 2, 2));
    let team = world.with_draft(&here).await;
    world.accept(&there).await;
    world.due(&here, 1, "review.comment", "2024-06-19").await;
    world.due(&there, 2, "review.start", "2024-09-05").await;
    let all = ListDutiesRequest::default;
    let of_province = Identity::new("can-bo", Role::DepartmentOfficer).within(province(2).to_string());
    for (caller, expected) in [
        (officer(), vec!["review.comment", "review.start"]),
        (headmaster(&here), vec!["review.comment"]),
        (team[3].clone(), vec!["review.comment"]),
        (of_province, vec!["review.start"]),
        (Identity::new("ai-do", Role::Reviewer), vec![]),
    ] {
        let duties = world.duties(caller.clone(), all()).await;
        let limits: Vec<_> = duties.iter().map(|duty| duty.limit.as_str()).collect();
        assert_eq!(limits, expected, "{}", caller.sub);
    }
    for (owed_by, expected) in [
        ("school", "review.comment"),
        ("department_officer", "review.start"),
    ] {
        let request = ListDutiesRequest {
            owed_by: owed_by.to_owned(),
            ..all()
        };
        let duties = world.duties(officer(), request).await;
        assert_eq!(duties.len(), 1);
        assert_eq!(
            (duties[0].limit.as_str(), duties[0].owed_by.as_str()),
            (expected, owed_by)
        );
    }
    let request = ListDutiesRequest {
        team: world.review(&here).await.team,
        ..all()
    };
    assert_eq!(world.duties(officer(), request).await.len(), 1);
    let wrong = ListDutiesRequest {
        owed_by: "ai đó".to_owned(),
        ..all()
    };
    let refusal = world.api.list_duties(by(officer(), wrong)).await.unwrap_err();
    assert_eq!(broken_fields(&refusal), ["owed_by"]);
}

async fn pages_of_duties_follow_each_other(world: &World) {
    for number in 1..=5 {
        let case = case(number);
        world.accept(&case).await;
        world.due(&case, number, "review.start", "2024-09-05").await;
    }
    let mut clocks = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = ListDutiesRequest {
            page_size: 2,
            page_token,
            ..ListDutiesRequest::default()
        };
        let page = world.api.list_duties(by(officer(), request)).await.unwrap();
        let page = page.into_inner();
        clocks.extend(page.duties.into_iter().map(|duty| duty.clock));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    let expected: Vec<_> = (1..=5)
        .map(|number| format!("clocks/{}", clock(number)))
        .collect();
    assert_eq!(clocks, expected);
}

async fn limits_of_others_are_passed_over(world: &World) {
    let case = case(1);
    world.accept(&case).await;
    world.due(&case, 1, "recognition.decide", "2024-09-05").await;
    world.due(&case, 2, "review.start", "2024-09-05").await;
    assert_eq!(world.owed().await, ["review.start"]);
    assert_eq!(world.parked().await, [""; 0]);
    world.due(&case, 3, "review.start", "hôm nào").await;
    assert_eq!(world.parked().await, ["a due date without a date"]);
}

async fn the_pace_counts_states_and_working_days(world: &World) {
    let (done, waiting) = (case(1), case(2));
    world.accept(&waiting).await;
    world.with_draft(&done).await;
    world.wait_until("2024-06-12T09:00:00+07:00");
    world.comment(&done).await.unwrap();
    let pace = |year| {
        let request = wire::GetPaceRequest { year };
        world.api.get_pace(by(officer(), request))
    };
    let found = pace(2024).await.unwrap().into_inner();
    let count = |state: ReviewState| {
        let counted = found.states.iter().find(|counted| counted.state() == state);
        counted.map(|counted| counted.reviews)
    };
    assert_eq!(count(ReviewState::AwaitingReply), Some(1));
    assert_eq!(count(ReviewState::AwaitingTeam), Some(1));
    assert_eq!(count(ReviewState::Completed), Some(0));
    let stage = found
        .stages
        .iter()
        .find(|stage| stage.state() == ReviewState::AwaitingComments)
        .unwrap();
    // Wednesday 5 to Wednesday 12 June.
    assert_eq!((stage.reviews, stage.median, stage.longest), (1, 5, 5));
    let other = pace(2023).await.unwrap().into_inner();
    assert!(other.states.iter().all(|counted| counted.reviews == 0));
    assert_eq!(other.stages, []);
    assert_eq!(pace(0).await.unwrap().into_inner(), found);
    let refusal = pace(1_000_000).await.unwrap_err();
    assert_eq!(broken_fields(&refusal), ["year"]);
}

async fn a_withdrawn_dossier_closes_its_review(world: &World) {
    let (open, never) = (case(1), case(2));
    world.with_draft(&open).await;
    world.due(&open, 1, "review.comment", "2024-06-19").await;
    for case in [&open, &never] {
        let body = Body::DossierWithdrawn(DossierWithdrawn {
            reason: "Trường sáp nhập".to_owned(),
        });
        world.send("registration", case, body).await;
    }
    world.handle().await;
    let review = world.review(&open).await;
    assert_eq!(review.state(), ReviewState::Closed);
    assert_eq!(world.told(&open).await.last().unwrap(), "review.review_closed");
    assert_eq!(world.owed().await, [""; 0]);
    let refusal = world.comment(&open).await.unwrap_err();
    assert_eq!(ground::reason(&refusal), "REVIEW_CLOSED");
    let before = world.told(&open).await;
    world.wait_until("2024-06-20T08:00:00+07:00");
    world.end(&open, "review.comment", "2024-06-19").await;
    assert_eq!(world.told(&open).await, before, "nobody is deemed to agree");
    assert_eq!(world.told(&never).await, [""; 0]);
    assert_eq!(world.parked().await, [""; 0]);
}
