//! Who sees which reviews, and who may act on them: what may not be seen answers like what is not there.

use ground::fresh_id;
use platform::identity::{Identity, Role};
use proto::review::review_service_server::ReviewService;
use proto::review::{CompleteStepRequest, GetReviewRequest, ListReviewsRequest, ReviewState};
use tonic::Code;
use uuid::Uuid;

use crate::builders::case;
use crate::world::{World, agreement, answers, by, comments, headmaster, leader, name, officer, report_on};

ground::both!(&World:
    everyone_sees_what_is_theirs,
    only_the_team_acts_for_the_team,
    only_the_school_acts_for_the_school,
    lists_are_cut_to_pages_and_states,
);

/// The numbers of the dossiers whose reviews `caller` sees; lists and single reviews must agree.
async fn seen(world: &World, caller: &Identity) -> Vec<u128> {
    let answer = world
        .api
        .list_reviews(by(caller.clone(), ListReviewsRequest::default()))
        .await;
    let listed = answer.unwrap().into_inner().reviews;
    let mut numbers = Vec::new();
    for number in 1..=3 {
        let name = name(&case(number));
        let found = world
            .api
            .get_review(by(caller.clone(), GetReviewRequest { name: name.clone() }))
            .await;
        let in_list = listed.iter().any(|review| review.name == name);
        match found {
            Ok(_) => numbers.push(number),
            Err(refusal) => assert_eq!(refusal.code(), Code::NotFound),
        }
        assert_eq!(numbers.last() == Some(&number), in_list, "{caller:?} on {number}");
    }
    numbers
}

async fn everyone_sees_what_is_theirs(world: &World) {
    let mut elsewhere = case(3);
    elsewhere.commune = "Vũ Lễ".to_owned();
    let first = world.with_team(&case(1)).await;
    let second = world.with_team(&case(2)).await;
    world.accept(&elsewhere).await;
    for all in [
        Role::DepartmentOfficer,
        Role::DepartmentLeader,
        Role::Province,
        Role::Administrator,
        Role::Auditor,
        Role::Service,
    ] {
        assert_eq!(seen(world, &Identity::new("x", all)).await, [1, 2, 3], "{all:?}");
    }
    assert_eq!(seen(world, &headmaster(&case(2))).await, [2]);
    assert_eq!(seen(world, &first[4]).await, [1]);
    assert_eq!(seen(world, &second[0]).await, [2]);
    let commune = Identity::new("xa", Role::Commune).within("Vũ Lễ");
    assert_eq!(seen(world, &commune).await, [3]);
    let mut both = first[0].clone();
    both.roles.push(Role::School);
    both.scope = case(3).school_id.to_string();
    assert_eq!(
        seen(world, &both).await,
        [1, 3],
        "a headmaster who reviews others"
    );
    for nothing in [
        Identity::new("hieu-truong", Role::School),
        Identity::new("hieu-truong", Role::School).within(Uuid::from_u128(404).to_string()),
        Identity::new("hieu-truong", Role::School).within("?"),
        Identity::new(Uuid::from_u128(404), Role::Reviewer),
        Identity::new("người đánh giá", Role::Reviewer),
        Identity::new("xa", Role::Commune).within("Bắc Quỳnh"),
        Identity::new("xa", Role::Commune),
        officer().within("?"),
    ] {
        assert_eq!(seen(world, &nothing).await, [0; 0], "{nothing:?}");
    }
}

fn step_of(number: u128) -> CompleteStepRequest {
    CompleteStepRequest {
        name: name(&case(number)),
        step: 1,
        minutes: "Biên bản".to_owned(),
        request_id: fresh_id(),
        ..CompleteStepRequest::default()
    }
}

async fn only_the_team_acts_for_the_team(world: &World) {
    let members = world.with_team(&case(1)).await;
    let strangers = world.with_team(&case(2)).await;
    let stranger = strangers[0].clone();
    let refusal = world
        .api
        .complete_step(by(stranger.clone(), step_of(1)))
        .await
        .unwrap_err();
    assert_eq!(
        refusal.code(),
        Code::NotFound,
        "another team's review is not there"
    );
    let mut officer = stranger.clone();
    officer.roles.push(Role::DepartmentOfficer);
    let refusal = world
        .api
        .complete_step(by(officer, step_of(1)))
        .await
        .unwrap_err();
    assert_eq!(refusal.code(), Code::PermissionDenied, "seen, but not theirs");
    for refusal in [
        world
            .api
            .send_draft_report(by(stranger.clone(), report_on(&case(1), 1)))
            .await,
        world
            .api
            .answer_comments(by(stranger.clone(), answers(&case(1))))
            .await,
        world
            .api
            .submit_final_report(by(stranger, report_on(&case(1), 1)))
            .await,
    ] {
        assert_eq!(refusal.unwrap_err().code(), Code::NotFound);
    }
    world
        .api
        .complete_step(by(members[4].clone(), step_of(1)))
        .await
        .unwrap();
}

async fn only_the_school_acts_for_the_school(world: &World) {
    world.with_draft(&case(1)).await;
    let unscoped = Identity::new("hieu-truong", Role::School);
    for other in [headmaster(&case(2)), unscoped] {
        let commented = world
            .api
            .submit_comments(by(other.clone(), comments(&case(1))))
            .await;
        let agreed = world.api.agree_to_draft(by(other, agreement(&case(1)))).await;
        for refusal in [commented, agreed] {
            assert_eq!(refusal.unwrap_err().code(), Code::NotFound);
        }
    }
    let refusal = world
        .api
        .agree_to_draft(by(leader(), agreement(&case(1))))
        .await
        .unwrap_err();
    assert_eq!(refusal.code(), Code::PermissionDenied);
    world
        .api
        .submit_comments(by(headmaster(&case(1)), comments(&case(1))))
        .await
        .unwrap();
}

async fn lists_are_cut_to_pages_and_states(world: &World) {
    for number in 1..=5 {
        world.wait_until(&format!("2024-06-{:02}T09:00:00+07:00", 10 + number / 2));
        world.accept(&case(number)).await;
    }
    world.with_team(&case(6)).await;
    let mut listed = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = ListReviewsRequest {
            state: ReviewState::AwaitingTeam.into(),
            page_size: 2,
            page_token,
        };
        let page = world.api.list_reviews(by(officer(), request)).await.unwrap();
        let page = page.into_inner();
        assert!(page.reviews.len() <= 2);
        listed.extend(page.reviews);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    let opened = |review: &proto::review::Review| review.history[0].at.unwrap().seconds;
    assert!(
        listed.is_sorted_by(|one, other| opened(one) >= opened(other)),
        "newest first"
    );
    let mut names: Vec<_> = listed.iter().map(|review| review.name.clone()).collect();
    names.sort_unstable();
    let mut expected: Vec<_> = (1..=5).map(|number| name(&case(number))).collect();
    expected.sort_unstable();
    assert_eq!(names, expected, "each once, and none in another state");
}
