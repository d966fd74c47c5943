//! Teams on their way through the service, over both databases.

use ground::{broken_fields, fresh_id, reason};
use platform::identity::{Identity, Role};
use proto::fact::Body;
use proto::review as wire;
use proto::review::review_service_server::ReviewService;
use proto::review::reviewer_service_server::ReviewerService;
use proto::review::team_service_server::TeamService;
use proto::review::{InvitationState, ReviewState, Reviewer, Team, TeamState};
use review::domain::Case;
use tonic::{Code, Status};
use uuid::Uuid;

use crate::builders::{case, case_in, commune, province};
use crate::seating::{proposal, seats};
use crate::world::{World, by, leader, member, name, officer, person, post};

ground::both!(&World:
    one_team_reviews_several_schools,
    an_officer_changes_and_drops_a_proposal,
    only_those_who_were_asked_answer,
    warnings_are_answered_by_one_and_approved_by_another,
    one_account_does_not_prepare_and_sign,
    one_person_takes_anothers_place,
    a_dissolved_team_gives_its_reviews_back,
    a_review_is_in_one_proposal_at_a_time,
    two_proposals_at_once_do_not_share_a_review,
    everyone_sees_the_teams_that_are_theirs,
    a_retry_and_a_stale_reader_change_nothing,
    a_check_writes_nothing,
);

fn id(team: &Team) -> Uuid {
    team.name.strip_prefix("teams/").unwrap().parse().unwrap()
}

/// The facts on the team's own chain.
async fn told(world: &World, team: &Team) -> Vec<String> {
    let connection = world.journal.database.reader();
    let entries = platform::journal::read::entries(connection, id(team), 0, 100)
        .await
        .unwrap();
    entries.into_iter().map(|entry| entry.fact_type).collect()
}

async fn change(
    world: &World,
    team: &Team,
    cases: &[&Case],
    people: &[Reviewer],
    overrides: Vec<wire::Override>,
) -> Result<Team, Status> {
    let request = wire::UpdateTeamRequest {
        name: team.name.clone(),
        reviews: cases.iter().map(|case| name(case)).collect(),
        seats: seats(people),
        overrides,
        request_id: fresh_id(),
        ..wire::UpdateTeamRequest::default()
    };
    let answer = world.api.update_team(by(officer(), request)).await;
    answer.map(tonic::Response::into_inner)
}

pub async fn replace(
    world: &World,
    team: &Team,
    leaving: &Reviewer,
    coming: &Reviewer,
) -> Result<Team, Status> {
    let request = wire::ProposeReplacementRequest {
        name: team.name.clone(),
        leaving: leaving.name.clone(),
        coming: coming.name.clone(),
        reason: "Nghỉ ốm dài ngày".to_owned(),
        request_id: fresh_id(),
        ..wire::ProposeReplacementRequest::default()
    };
    world.api.propose_replacement(by(officer(), request)).await?;
    let request = wire::DecideReplacementRequest {
        name: team.name.clone(),
        request_id: fresh_id(),
        ..wire::DecideReplacementRequest::default()
    };
    let answer = world.api.decide_replacement(by(leader(), request)).await;
    answer.map(tonic::Response::into_inner)
}

async fn dissolve(world: &World, team: &Team) -> Result<Team, Status> {
    let request = wire::DissolveTeamRequest {
        name: team.name.clone(),
        reason: "Đoàn không đủ người".to_owned(),
        request_id: fresh_id(),
        ..wire::DissolveTeamRequest::default()
    };
    let answer = world.api.dissolve_team(by(leader(), request)).await;
    answer.map(tonic::Response::into_inner)
}

async fn one_team_reviews_several_schools(world: &World) {
    let cases = [case(1), case(2), case(3)];
    for case in &cases {
        world.accept(case).await;
    }
    let people = world.reviewers(5).await;
    let team = world.establish(&cases.each_ref(), &people).await;
    assert_eq!(
        team,
        world.team(&team.name).await,
        "what is answered is what is kept"
    );
    assert_eq!(team.state(), TeamState::Established);
    let numbers: Vec<_> = team.reviews.iter().map(|review| &review.dossier_number).collect();
    assert_eq!(numbers, cases.each_ref().map(|case| &case.dossier_number));
    let decision = team.decision.clone().unwrap();
    assert_eq!(
        (decision.number.as_str(), decision.signed_on.as_str()),
        ("01/QĐ-SGDĐT", "2024-06-05")
    );
    assert_eq!(
        (decision.signer.as_str(), decision.prepared_by.as_str()),
        ("giam-doc", "chuyen-vien")
    );
    for case in &cases {
        let review = world.review(case).await;
        assert_eq!(review.state(), ReviewState::UnderReview);
        assert_eq!(review.team, team.name);
        assert_eq!(review.decision, team.decision);
        assert_eq!(
            world.told(case).await,
            ["review.review_opened", "review.team_established"]
        );
    }
    let own = ["review.team_proposed", "review.members_invited"];
    let answers = ["review.invitation_answered"; 5];
    assert_eq!(told(world, &team).await, [&own[..], &answers].concat());
    world.chains_must_hold().await;
}

async fn an_officer_changes_and_drops_a_proposal(world: &World) {
    let (one, two) = (case(1), case(2));
    world.accept(&one).await;
    world.accept(&two).await;
    let people = world.reviewers(6).await;
    let team = world.ready(&[&one], &people[..5]).await;
    let changed = [&people[..4], &people[5..]].concat();
    let team = change(world, &team, &[&one, &two], &changed, Vec::new())
        .await
        .unwrap();
    assert_eq!(team, world.team(&team.name).await);
    assert_eq!(team.reviews.len(), 2);
    let words: Vec<_> = team.seats.iter().map(wire::Seat::invitation).collect();
    assert_eq!(words[..4], [InvitationState::Accepted; 4]);
    assert_eq!(words[4], InvitationState::NotInvited);
    let refusal = world.signed(&team, &leader(), "").await.unwrap_err();
    assert_eq!(reason(&refusal), "INVITATIONS_OPEN");
    let request = wire::DiscardTeamRequest {
        name: team.name.clone(),
        reason: "Hoãn đợt đánh giá".to_owned(),
        request_id: fresh_id(),
        ..wire::DiscardTeamRequest::default()
    };
    world.api.discard_team(by(officer(), request)).await.unwrap();
    let dropped = world.team(&team.name).await;
    assert_eq!(
        (dropped.state(), dropped.end_reason.as_str()),
        (TeamState::Discarded, "Hoãn đợt đánh giá")
    );
    world.establish(&[&one, &two], &changed).await;
    assert_eq!(
        told(world, &team).await.last().map(String::as_str),
        Some("review.team_discarded")
    );
}

async fn only_those_who_were_asked_answer(world: &World) {
    let case = case(1);
    world.accept(&case).await;
    let people = world.reviewers(6).await;
    let team = world.propose(&[&case], &people[..5]).await;
    let first = member(&people[0]);
    let refusal = world.answered(&team, &first, true, "").await.unwrap_err();
    assert_eq!(refusal.code(), Code::NotFound, "nobody has asked yet");
    let team = world.invite(&team).await;
    let refusal = world
        .answered(&team, &member(&people[5]), true, "")
        .await
        .unwrap_err();
    assert_eq!(refusal.code(), Code::NotFound);
    let refusal = world.answered(&team, &first, false, " ").await.unwrap_err();
    assert_eq!(broken_fields(&refusal), ["reason"]);
    let team = world.answered(&team, &first, false, "Bận coi thi").await.unwrap();
    assert_eq!(team.seats[0].invitation(), InvitationState::Declined);
    assert_eq!(team.seats[0].decline_reason, "Bận coi thi");
    assert!(team.seats[0].invitation_at.is_some());
    assert_eq!(team, world.team(&team.name).await);
    let refusal = world.answered(&team, &first, true, "").await.unwrap_err();
    assert_eq!(reason(&refusal), "ANSWERED");
}

async fn warnings_are_answered_by_one_and_approved_by_another(world: &World) {
    let case = case(1);
    world.accept(&case).await;
    let mut people = world.reviewers(4).await;
    let neighbour = Reviewer {
        commune: case.commune.clone(),
        ..person("Người cùng xã")
    };
    people.push(world.enter(neighbour).await);
    let team = world.ready(&[&case], &people).await;
    assert_eq!(team.findings.len(), 1);
    assert_eq!(team.findings[0].rule, "reviewer.same_commune");
    assert_eq!(team.findings[0].confidence, "custom");
    let refusal = world.signed(&team, &leader(), "").await.unwrap_err();
    assert_eq!(reason(&refusal), "WARNINGS_UNANSWERED");
    let why = wire::Override {
        reviewer: people[4].name.clone(),
        review: name(&case),
        rule: "reviewer.same_commune".to_owned(),
        reason: "Xã chỉ có một người đủ chuyên môn".to_owned(),
        ..wire::Override::default()
    };
    let team = change(world, &team, &[&case], &people, vec![why]).await.unwrap();
    let answer = team.findings[0].r#override.clone().unwrap();
    assert_eq!(
        (answer.requested_by.as_str(), answer.approved_by.as_str()),
        ("chuyen-vien", "")
    );
    let team = world.signed(&team, &leader(), "").await.unwrap();
    let answer = team.findings[0].r#override.clone().unwrap();
    assert_eq!(answer.approved_by, "giam-doc");
    let printed = world.review(&case).await.warnings;
    assert!(
        printed.len() == 1 && printed[0].contains("Xã chỉ có một người"),
        "{printed:?}"
    );
    let Some(Body::TeamEstablished(fact)) = world.entries(&case).await[1].fact().unwrap().body else {
        panic!("no team was established");
    };
    assert_eq!(fact.overrides[0].reviewer_name, "Người cùng xã");
}

async fn one_account_does_not_prepare_and_sign(world: &World) {
    let case = case(1);
    world.accept(&case).await;
    let people = world.reviewers(5).await;
    let team = world.ready(&[&case], &people).await;
    let mut both = officer();
    both.roles.push(Role::DepartmentLeader);
    let refusal = world.signed(&team, &both, "").await.unwrap_err();
    assert_eq!(
        (refusal.code(), reason(&refusal).as_str()),
        (Code::FailedPrecondition, "SAME_PERSON")
    );
    assert_eq!(world.review(&case).await.state(), ReviewState::AwaitingTeam);
    world.signed(&team, &leader(), "").await.unwrap();
}

async fn one_person_takes_anothers_place(world: &World) {
    let cases = [case(1), case(2)];
    for case in &cases {
        world.accept(case).await;
    }
    let people = world.reviewers(6).await;
    let team = world.establish(&cases.each_ref(), &people[..5]).await;
    let (leaving, coming) = (&people[2], &people[5]);
    let refusal = replace(world, &team, leaving, &people[3]).await.unwrap_err();
    assert_eq!(reason(&refusal), "ALREADY_SEATED");
    let changed = replace(world, &team, leaving, coming).await.unwrap();
    assert_eq!(changed, world.team(&team.name).await);
    assert_eq!(changed.seats[2].reviewer, coming.name);
    let decided = &changed.replacements[0];
    assert_eq!(decided.decision.as_ref().unwrap().number, "02/QĐ-SGDĐT");
    assert_eq!(decided.proposed_by, "chuyen-vien");
    for case in &cases {
        let told = world.told(case).await;
        assert_eq!(told.last().unwrap(), "review.team_member_replaced");
        let get = || wire::GetReviewRequest { name: name(case) };
        let gone = world
            .api
            .get_review(by(member(leaving), get()))
            .await
            .unwrap_err();
        assert_eq!(gone.code(), Code::NotFound, "who left sees no more");
        world.api.get_review(by(member(coming), get())).await.unwrap();
    }
    world.chains_must_hold().await;
}

async fn a_dissolved_team_gives_its_reviews_back(world: &World) {
    let cases = [case(1), case(2)];
    for case in &cases {
        world.accept(case).await;
    }
    let people = world.reviewers(5).await;
    let team = world.establish(&cases.each_ref(), &people).await;
    let dissolved = dissolve(world, &team).await.unwrap();
    assert_eq!(dissolved.state(), TeamState::Dissolved);
    assert_eq!(dissolved.dissolution.as_ref().unwrap().number, "02/QĐ-SGDĐT");
    assert_eq!(dissolved, world.team(&team.name).await);
    for case in &cases {
        let review = world.review(case).await;
        assert_eq!(review.state(), ReviewState::AwaitingTeam);
        assert_eq!((review.team.as_str(), review.seats.len()), ("", 0));
        let gone = wire::GetReviewRequest { name: name(case) };
        let gone = world
            .api
            .get_review(by(member(&people[0]), gone))
            .await
            .unwrap_err();
        assert_eq!(gone.code(), Code::NotFound);
        assert_eq!(world.told(case).await.last().unwrap(), "review.team_dissolved");
    }
    world.establish(&cases.each_ref(), &people).await;
    world.chains_must_hold().await;
}

async fn a_review_is_in_one_proposal_at_a_time(world: &World) {
    let (one, two) = (case(1), case(2));
    world.accept(&one).await;
    world.accept(&two).await;
    let people = world.reviewers(5).await;
    let team = world.propose(&[&one], &people).await;
    let refusal = world.proposed(&[&one, &two], &people).await.unwrap_err();
    assert_eq!(reason(&refusal), "REVIEW_TAKEN");
    let other = world.propose(&[&two], &people).await;
    let refusal = change(world, &other, &[&one, &two], &people, Vec::new())
        .await
        .unwrap_err();
    assert_eq!(reason(&refusal), "REVIEW_TAKEN");
    change(world, &team, &[&one], &people, Vec::new()).await.unwrap();
}

async fn two_proposals_at_once_do_not_share_a_review(world: &World) {
    let case = case(1);
    world.accept(&case).await;
    let people = world.reviewers(5).await;
    let cases = [&case];
    let (one, other) = tokio::join!(world.proposed(&cases, &people), world.proposed(&cases, &people));
    let refusals: Vec<_> = [one, other].into_iter().filter_map(Result::err).collect();
    assert_eq!(refusals.len(), 1);
    assert_eq!(reason(&refusals[0]), "REVIEW_TAKEN");
}

fn confined(role: Role, scope: Uuid) -> Identity {
    Identity::new("x", role).within(scope.to_string())
}

/// How many teams `caller` finds; the list and the single team must agree.
async fn seen(world: &World, caller: &Identity, teams: &[&Team]) -> usize {
    let request = wire::ListTeamsRequest::default();
    let listed = world.api.list_teams(by(caller.clone(), request)).await.unwrap();
    let listed = listed.into_inner().teams;
    for team in teams {
        let request = wire::GetTeamRequest {
            name: team.name.clone(),
        };
        let found = world.api.get_team(by(caller.clone(), request)).await;
        let in_list = listed.iter().any(|other| other.name == team.name);
        match found {
            Ok(found) => assert!(in_list && listed.contains(found.get_ref())),
            Err(refusal) => assert!(!in_list && refusal.code() == Code::NotFound),
        }
    }
    listed.len()
}

async fn everyone_sees_the_teams_that_are_theirs(world: &World) {
    let (one, two) = (case_in(1, 11, 1), case_in(2, 21, 2));
    world.accept(&one).await;
    world.accept(&two).await;
    let people = world.reviewers(6).await;
    let first = world.establish(&[&one], &people[..5]).await;
    let second = world.propose(&[&two], &people[1..]).await;
    let teams = [&first, &second];
    assert_eq!(seen(world, &officer(), &teams).await, 2);
    for role in [Role::DepartmentOfficer, Role::DepartmentLeader, Role::Auditor] {
        assert_eq!(seen(world, &confined(role, province(1)), &teams).await, 1);
        assert_eq!(seen(world, &confined(role, province(3)), &teams).await, 0);
    }
    assert_eq!(seen(world, &member(&people[0]), &teams).await, 1);
    assert_eq!(seen(world, &member(&people[5]), &teams).await, 0, "not asked yet");
    assert_eq!(
        seen(world, &confined(Role::Reviewer, province(1)), &teams).await,
        0
    );
    assert_eq!(
        seen(world, &confined(Role::Commune, commune(11)), &teams).await,
        0
    );
    world.invite(&second).await;
    assert_eq!(seen(world, &member(&people[5]), &teams).await, 1);
    assert_eq!(seen(world, &member(&people[1]), &teams).await, 2);
    let of_review = wire::ListTeamsRequest {
        review: name(&two),
        state: TeamState::Proposed.into(),
        ..wire::ListTeamsRequest::default()
    };
    let listed = world
        .api
        .list_teams(by(officer(), of_review))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(listed.teams.len(), 1);
    assert_eq!(listed.teams[0].name, second.name);
    let foreign = confined(Role::DepartmentLeader, province(2));
    let refusal = world.signed(&first, &foreign, "").await.unwrap_err();
    assert_eq!(refusal.code(), Code::NotFound);
    let foreign = confined(Role::DepartmentOfficer, province(2));
    let refusal = world
        .api
        .propose_team(by(foreign, proposal(&[&one], &people)))
        .await;
    let fields = broken_fields(&refusal.unwrap_err());
    assert_eq!(fields[0], "reviews[0]", "another province's review is not there");
}

async fn a_retry_and_a_stale_reader_change_nothing(world: &World) {
    let case = case(1);
    world.accept(&case).await;
    let people = world.reviewers(5).await;
    let request = proposal(&[&case], &people);
    let first = world
        .api
        .propose_team(by(officer(), request.clone()))
        .await
        .unwrap();
    let again = world
        .api
        .propose_team(by(officer(), request.clone()))
        .await
        .unwrap();
    assert_eq!(first.get_ref(), again.get_ref());
    let mut other = request;
    other.seats.reverse();
    let refusal = world.api.propose_team(by(officer(), other)).await.unwrap_err();
    assert_eq!(reason(&refusal), "REQUEST_ID_REUSED");
    let team = first.into_inner();
    world.invite(&team).await;
    let stale = wire::DiscardTeamRequest {
        name: team.name.clone(),
        reason: "Lý do".to_owned(),
        etag: team.etag.clone(),
        request_id: fresh_id(),
        ..wire::DiscardTeamRequest::default()
    };
    let refusal = world
        .api
        .discard_team(by(officer(), stale.clone()))
        .await
        .unwrap_err();
    assert_eq!(
        (refusal.code(), reason(&refusal).as_str()),
        (Code::Aborted, "ETAG_MISMATCH")
    );
    let dry = wire::DiscardTeamRequest {
        etag: String::new(),
        request_id: fresh_id(),
        validate_only: true,
        ..stale
    };
    let answer = world
        .api
        .discard_team(by(officer(), dry))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(answer.state(), TeamState::Discarded);
    assert_eq!(world.team(&team.name).await.state(), TeamState::Proposed);
}

async fn a_check_writes_nothing(world: &World) {
    let case = case(1);
    world.accept(&case).await;
    let school = format!("schools/{}", case.school_id);
    let mut people = world.reviewers(4).await;
    let insider = Reviewer {
        commune: case.commune.clone(),
        ..person("Người trong trường")
    };
    people.push(world.enter(insider).await);
    let check = |people: &[Reviewer]| wire::CheckTeamRequest {
        reviews: vec![name(&case)],
        seats: seats(people),
    };
    let found = world
        .api
        .check_team(by(officer(), check(&people[1..])))
        .await
        .unwrap();
    let found = found.into_inner().findings;
    let rules: Vec<_> = found.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["team.minimum", "reviewer.same_commune"], "blocks first");
    assert_eq!(found[0].severity(), wire::FindingSeverity::Block);
    assert_eq!(found[1].severity(), wire::FindingSeverity::Warning);
    assert_eq!(found[1].reviewer, people[4].name);
    assert_eq!(found[1].school_name, case.school_name);
    let mut wrong = check(&people);
    wrong.seats[0].reviewer = school;
    wrong.reviews.push("reviews/?".to_owned());
    let refusal = world.api.check_team(by(officer(), wrong)).await.unwrap_err();
    assert_eq!(broken_fields(&refusal), ["reviews[1]", "seats[0].reviewer"]);
    let list = wire::ListTeamsRequest::default();
    let teams = world.api.list_teams(by(officer(), list)).await.unwrap();
    assert_eq!(teams.into_inner().teams, []);
}

/// Has the school hire `reviewer` from `from` on, in the officer's record of them.
pub async fn hire(world: &World, reviewer: &Reviewer, school: &str, from: &str) {
    let mut known = reviewer.clone();
    known.career.push(post(school, from, ""));
    let request = wire::UpdateReviewerRequest {
        reviewer: Some(known),
        request_id: fresh_id(),
        ..wire::UpdateReviewerRequest::default()
    };
    world.api.update_reviewer(by(officer(), request)).await.unwrap();
}
