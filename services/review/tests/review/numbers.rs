//! Numbers of decisions: from 01 each year, per agency; none is given twice by the service, none is lost.

use ground::{broken_fields, reason};
use platform::identity::{Identity, Role};
use proto::fact::Body;
use proto::review::review_service_server::ReviewService;
use proto::review::{EstablishTeamRequest, Reviewer};
use review::domain::Case;
use statute::RegimeId;

use crate::builders::case;
use crate::world::{World, by, establish, leader};

ground::both!(&World:
    numbers_run_on_through_the_year,
    a_given_number_is_kept_clear_of,
    a_refused_command_takes_no_number,
    the_province_has_a_book_of_its_own,
    teams_established_side_by_side_get_different_numbers,
);

async fn signed(
    world: &World,
    case: &Case,
    request: EstablishTeamRequest,
    signer: Identity,
) -> (String, String) {
    world.api.establish_team(by(signer, request)).await.unwrap();
    let entries = world.entries(case).await;
    let Some(Body::TeamEstablished(established)) = entries.last().unwrap().fact().unwrap().body else {
        panic!("no team was established");
    };
    (established.decision_number, established.decision_date)
}

async fn next(world: &World, number: u128, team: &[Reviewer]) -> String {
    let case = case(number);
    world.accept(&case).await;
    signed(world, &case, establish(&case, team), leader()).await.0
}

async fn numbers_run_on_through_the_year(world: &World) {
    let team = world.reviewers(5).await;
    assert_eq!(next(world, 1, &team).await, "01/QĐ-SGDĐT");
    assert_eq!(next(world, 2, &team).await, "02/QĐ-SGDĐT");
    world.wait_until("2024-12-31T23:59:59.999999+07:00");
    assert_eq!(next(world, 3, &team).await, "03/QĐ-SGDĐT");
    world.wait_until("2025-01-01T00:00:00+07:00");
    let case = case(4);
    world.accept(&case).await;
    let (number, date) = signed(world, &case, establish(&case, &team), leader()).await;
    assert_eq!((number.as_str(), date.as_str()), ("01/QĐ-SGDĐT", "2025-01-01"));
}

async fn a_given_number_is_kept_clear_of(world: &World) {
    let team = world.reviewers(5).await;
    for (case_number, given) in [(1, "7/QĐ-SGDĐT"), (2, "3/QĐ-SGDĐT"), (3, "99/QĐ-UBND")] {
        let case = case(case_number);
        world.accept(&case).await;
        let mut request = establish(&case, &team);
        request.decision_number = given.to_owned();
        assert_eq!(signed(world, &case, request, leader()).await.0, given);
    }
    assert_eq!(next(world, 4, &team).await, "08/QĐ-SGDĐT");
    let case = case(5);
    world.accept(&case).await;
    let mut request = establish(&case, &team);
    request.decision_number = "số tám".to_owned();
    let refusal = world.api.establish_team(by(leader(), request)).await.unwrap_err();
    assert_eq!(broken_fields(&refusal), ["decision_number"]);
}

async fn a_refused_command_takes_no_number(world: &World) {
    let team = world.reviewers(5).await;
    let case = case(1);
    world.accept(&case).await;
    let refusal = world
        .api
        .establish_team(by(leader(), establish(&case, &team[..4])))
        .await
        .unwrap_err();
    assert_eq!(reason(&refusal), "TEAM_UNFIT");
    let mut dry = establish(&case, &team);
    dry.validate_only = true;
    world.api.establish_team(by(leader(), dry)).await.unwrap();
    let (number, _) = signed(world, &case, establish(&case, &team), leader()).await;
    assert_eq!(number, "01/QĐ-SGDĐT");
}

async fn the_province_has_a_book_of_its_own(world: &World) {
    let team = world.reviewers(5).await;
    assert_eq!(next(world, 1, &team).await, "01/QĐ-SGDĐT");
    let mut provincial = case(2);
    provincial.regime = RegimeId::A0;
    world.accept(&provincial).await;
    let request = establish(&provincial, &team);
    let refusal = world
        .api
        .establish_team(by(leader(), request.clone()))
        .await
        .unwrap_err();
    assert_eq!(reason(&refusal), "WRONG_AUTHORITY");
    let chairman = Identity::new("chu-tich", Role::Province);
    let (number, _) = signed(world, &provincial, request, chairman).await;
    assert_eq!(number, "01/QĐ-UBND");
}

async fn teams_established_side_by_side_get_different_numbers(world: &World) {
    let team = world.reviewers(5).await;
    let cases: Vec<_> = (1..=6).map(case).collect();
    for case in &cases {
        world.accept(case).await;
    }
    let calls = cases
        .iter()
        .map(|case| world.api.establish_team(by(leader(), establish(case, &team))));
    for answer in futures::future::join_all(calls).await {
        answer.unwrap();
    }
    let mut numbers = Vec::new();
    for case in &cases {
        let entries = world.entries(case).await;
        if let Some(Body::TeamEstablished(established)) = entries.last().unwrap().fact().unwrap().body {
            numbers.push(established.decision_number);
        }
    }
    numbers.sort_unstable();
    let expected: Vec<_> = (1..=6).map(|count| format!("{count:02}/QĐ-SGDĐT")).collect();
    assert_eq!(numbers, expected);
}
