//! The whole service as a process runs it: assembled, started, and called over gRPC with tokens.

use std::time::Instant;

use ground::{BOUND, Voice, channel, fresh_id, reason};
use platform::bus::Delivery;
use platform::identity::{Identity, Role};
use platform::service::Host;
use prost::Message;
use proto::fact::{Body, DossierAccepted, Fact};
use proto::review::review_service_client::ReviewServiceClient;
use proto::review::reviewer_service_client::ReviewerServiceClient;
use proto::review::team_service_client::TeamServiceClient;
use proto::review::{
    AnswerInvitationRequest, CreateReviewerRequest, GetReviewRequest, InviteMembersRequest,
    ListReviewersRequest, ReviewState,
};
use tonic::{Code, Request};
use tonic_types::StatusExt;
use uuid::Uuid;

use crate::builders::{at, case};
use crate::seating::{establish, proposal};
use crate::world::{START, headmaster, leader, member, name, officer, person};

fn signed<T>(host: &Host, caller: &Identity, content: T) -> Request<T> {
    Voice::of(&host.key, caller).request(content)
}

async fn accept(host: &Host) {
    let case = case(1);
    let body = Body::DossierAccepted(DossierAccepted::default());
    let delivery = Delivery {
        producer: "registration".to_owned(),
        fact_id: Uuid::from_u128(1),
        case_id: case.id,
        sequence: 1,
        fact_type: body.fact_type("registration"),
        occurred_at: at(START),
        recorded_at: at(START),
        payload: Fact {
            subject: Some(case.subject()),
            body: Some(body),
        }
        .encode_to_vec(),
    };
    host.bus.publish(vec![delivery]).await.unwrap();
}

async fn a_team_is_established_over_the_wire(ground: ground::World) {
    drop(ground.database(review::NAME).await);
    let host = ground.host(at(START), &[(review::NAME, review::LISTENS_TO)]);
    let running = host
        .start(vec![review::assemble(&host).await.unwrap()])
        .await
        .unwrap();
    let (_, address) = running.addresses().next().unwrap();
    let mut client = ReviewServiceClient::new(channel(address));
    let mut reviewers = ReviewerServiceClient::new(channel(address));
    let mut teams = TeamServiceClient::new(channel(address));
    let case = case(1);

    accept(&host).await;
    let get = || GetReviewRequest { name: name(&case) };
    let deadline = Instant::now() + BOUND;
    let opened = loop {
        match client.get_review(signed(&host, &officer(), get())).await {
            Ok(review) => break review.into_inner(),
            Err(status) => assert!(
                status.code() == Code::NotFound && Instant::now() < deadline,
                "{status}"
            ),
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(opened.state(), ReviewState::AwaitingTeam);

    let mut people = Vec::new();
    for number in 0..5 {
        let request = CreateReviewerRequest {
            reviewer: Some(person(&format!("Người đánh giá {number}"))),
            request_id: fresh_id(),
            validate_only: false,
        };
        let entered = reviewers
            .create_reviewer(signed(&host, &officer(), request))
            .await;
        people.push(entered.unwrap().into_inner());
    }
    let small = teams.propose_team(signed(&host, &officer(), proposal(&[&case], &people[..4])));
    let refusal = small.await.unwrap_err();
    assert_eq!(refusal.code(), Code::FailedPrecondition);
    assert_eq!(reason(&refusal), "TEAM_UNFIT");
    let conditions = refusal.get_details_precondition_failure().unwrap().violations;
    assert_eq!(conditions.len(), 1);
    assert_eq!(conditions[0].subject, "team.minimum");
    assert!(!conditions[0].r#type.is_empty(), "the article");

    let proposed = teams.propose_team(signed(&host, &officer(), proposal(&[&case], &people)));
    let team = proposed.await.unwrap().into_inner();
    let invite = InviteMembersRequest {
        name: team.name.clone(),
        request_id: fresh_id(),
        ..InviteMembersRequest::default()
    };
    teams
        .invite_members(signed(&host, &officer(), invite))
        .await
        .unwrap();
    for person in &people {
        let accept = AnswerInvitationRequest {
            name: team.name.clone(),
            accepted: true,
            request_id: fresh_id(),
            ..AnswerInvitationRequest::default()
        };
        teams
            .answer_invitation(signed(&host, &member(person), accept))
            .await
            .unwrap();
    }
    teams
        .establish_team(signed(&host, &leader(), establish(&team)))
        .await
        .unwrap();
    let own = client
        .get_review(signed(&host, &headmaster(&case), get()))
        .await
        .unwrap();
    assert_eq!(own.into_inner().state(), ReviewState::UnderReview);

    let list = ListReviewersRequest::default();
    let denied = reviewers
        .list_reviewers(signed(&host, &headmaster(&case), list.clone()))
        .await;
    assert_eq!(denied.unwrap_err().code(), Code::PermissionDenied);
    let unknown = reviewers.list_reviewers(list).await;
    assert_eq!(unknown.unwrap_err().code(), Code::Unauthenticated);
    let officer = Identity::new("chuyen-vien", Role::DepartmentOfficer);
    let refused = teams
        .establish_team(signed(&host, &officer, establish(&team)))
        .await;
    assert_eq!(refused.unwrap_err().code(), Code::PermissionDenied);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_team_is_established_over_the_wire_and_sqlite() {
    a_team_is_established_over_the_wire(ground::World::embedded()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_team_is_established_over_the_wire_and_postgres() {
    a_team_is_established_over_the_wire(ground::World::servers().await).await;
}
