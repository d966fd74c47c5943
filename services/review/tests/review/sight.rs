//! Who sees which reviews, and who may act on them: what may not be seen answers like what is not there.

use ground::fresh_id;
use platform::identity::{Identity, Role};
use proto::review::review_service_server::ReviewService;
use proto::review::reviewer_service_server::ReviewerService;
use proto::review::team_service_server::TeamService;
use proto::review::{
    CompleteStepRequest, GetReviewRequest, ListReviewersRequest, ListReviewsRequest, ReviewState,
};
use tonic::Code;
use uuid::Uuid;

use crate::builders::{case, case_in, commune, province};
use crate::seating::proposal;
use crate::world::{
    World, agreement, answers, by, comments, headmaster, leader, member, name, officer, person, report_on,
};

ground::both!(&World:
    everyone_sees_what_is_theirs,
    each_province_sees_its_own,
    each_province_has_its_own_reviewers,
    what_registration_said_of_the_place_is_passed_on,
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
    let elsewhere = case_in(1, 7, 3);
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
    assert_eq!(seen(world, &confined(Role::Commune, commune(7))).await, [3]);
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
        Identity::new("xa", Role::Commune).within("Bắc Sơn"),
        confined(Role::Commune, commune(8)),
        confined(Role::Reviewer, commune(7)),
        confined(Role::Reviewer, province(1)),
        Identity::new("xa", Role::Commune),
        officer().within("?"),
    ] {
        assert_eq!(seen(world, &nothing).await, [0; 0], "{nothing:?}");
    }
}

fn confined(role: Role, scope: Uuid) -> Identity {
    Identity::new("x", role).within(scope.to_string())
}

/// A case that was opened before facts named authorities is its school's, and of those who see everything.
async fn each_province_sees_its_own(world: &World) {
    let one = case_in(1, 11, 1);
    let two = case_in(2, 21, 2);
    for case in [&one, &two, &case(3)] {
        world.accept(case).await;
    }
    for role in [
        Role::DepartmentOfficer,
        Role::DepartmentLeader,
        Role::Province,
        Role::Administrator,
        Role::Auditor,
    ] {
        assert_eq!(seen(world, &confined(role, province(1))).await, [1], "{role:?}");
        assert_eq!(seen(world, &confined(role, province(2))).await, [2], "{role:?}");
        assert_eq!(
            seen(world, &confined(role, province(3))).await,
            [0; 0],
            "{role:?}"
        );
        assert_eq!(
            seen(world, &Identity::new("x", role)).await,
            [1, 2, 3],
            "{role:?}"
        );
    }
    assert_eq!(seen(world, &confined(Role::Commune, commune(11))).await, [1]);
    assert_eq!(seen(world, &confined(Role::Commune, commune(21))).await, [2]);
    assert_eq!(seen(world, &headmaster(&case(3))).await, [3]);
}

/// The names of the reviewers that `caller` may choose from.
async fn choices(world: &World, caller: &Identity) -> Vec<String> {
    let (mut names, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListReviewersRequest {
            page_size: 2,
            page_token,
            ..ListReviewersRequest::default()
        };
        let page = world
            .api
            .list_reviewers(by(caller.clone(), request))
            .await
            .unwrap();
        let page = page.into_inner();
        names.extend(page.reviewers.into_iter().map(|reviewer| reviewer.display_name));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return names;
        }
    }
}

async fn each_province_has_its_own_reviewers(world: &World) {
    let case = case_in(1, 11, 1);
    world.accept(&case).await;
    let mut teams = Vec::new();
    for of_province in [1, 2] {
        let officer = confined(Role::DepartmentOfficer, province(of_province));
        let mut team = Vec::new();
        for number in 0..5 {
            let person = person(&format!("Người {number} tỉnh {of_province}"));
            team.push(world.enter_as(&officer, person).await);
        }
        teams.push(team);
    }
    world.enter(person("Người không thuộc tỉnh nào")).await;
    let [one, two] = [1, 2].map(|number| confined(Role::DepartmentLeader, province(number)));
    let own = |of_province: u128| (0..5).map(move |number| format!("Người {number} tỉnh {of_province}"));
    assert_eq!(choices(world, &one).await, own(1).collect::<Vec<_>>());
    assert_eq!(choices(world, &two).await, own(2).collect::<Vec<_>>());
    assert_eq!(choices(world, &leader()).await.len(), 11, "who sees everything");
    let mut mixed = teams[0].clone();
    mixed[3] = teams[1][3].clone();
    let of_one = confined(Role::DepartmentOfficer, province(1));
    let refusal = world
        .api
        .propose_team(by(of_one, proposal(&[&case], &mixed)))
        .await
        .unwrap_err();
    assert_eq!(ground::broken_fields(&refusal), ["seats[3].reviewer"]);
    let ready = world.ready(&[&case], &teams[0]).await;
    world.signed(&ready, &one, "").await.unwrap();
    assert_eq!(seen(world, &member(&teams[0][4])).await, [1]);
}

async fn what_registration_said_of_the_place_is_passed_on(world: &World) {
    let case = case_in(1, 11, 1);
    world.with_team(&case).await;
    for entry in world.entries(&case).await {
        let subject = entry.fact().unwrap().subject.unwrap();
        assert_eq!(subject, case.subject(), "{}", entry.fact_type);
        assert_eq!(subject.province_id, province(1).to_string());
        assert_eq!(subject.commune_id, commune(11).to_string());
        assert_eq!(subject.authority_email, "xa11@tinh.example");
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
