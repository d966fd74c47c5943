//! Numbers of decisions: from 01 each year, per agency; none is given twice by the service, none is lost.

use ground::{broken_fields, reason};
use platform::identity::{Identity, Role};
use proto::fact::Body;
use proto::review::Reviewer;
use proto::review::team_service_server::TeamService;
use review::domain::Case;
use statute::RegimeId;

use crate::builders::case;
use crate::seating::establish;
use crate::world::{World, by, leader, member};

ground::both!(&World:
    numbers_run_on_through_the_year,
    a_given_number_is_kept_clear_of,
    a_refused_command_takes_no_number,
    the_province_has_a_book_of_its_own,
    teams_established_side_by_side_get_different_numbers,
);

/// The number and the date of the decision that establishes the team of `people` for the case `number`.
async fn decided(
    world: &World,
    case: &Case,
    people: &[Reviewer],
    (signer, given): (Identity, &str),
) -> (String, String) {
    world.accept(case).await;
    let team = world.ready(&[case], people).await;
    world.signed(&team, &signer, given).await.unwrap();
    let entries = world.entries(case).await;
    let Some(Body::TeamEstablished(established)) = entries.last().unwrap().fact().unwrap().body else {
        panic!("no team was established");
    };
    (established.decision_number, established.decision_date)
}

async fn next(world: &World, number: u128, people: &[Reviewer]) -> String {
    decided(world, &case(number), people, (leader(), "")).await.0
}

async fn numbers_run_on_through_the_year(world: &World) {
    let people = world.reviewers(5).await;
    assert_eq!(next(world, 1, &people).await, "01/QĐ-SGDĐT");
    assert_eq!(next(world, 2, &people).await, "02/QĐ-SGDĐT");
    world.wait_until("2024-12-31T23:59:59.999999+07:00");
    assert_eq!(next(world, 3, &people).await, "03/QĐ-SGDĐT");
    world.wait_until("2025-01-01T00:00:00+07:00");
    let (number, date) = decided(world, &case(4), &people, (leader(), "")).await;
    assert_eq!((number.as_str(), date.as_str()), ("01/QĐ-SGDĐT", "2025-01-01"));
}

async fn a_given_number_is_kept_clear_of(world: &World) {
    let people = world.reviewers(5).await;
    for (number, given) in [(1, "7/QĐ-SGDĐT"), (2, "3/QĐ-SGDĐT"), (3, "99/QĐ-UBND")] {
        let decided = decided(world, &case(number), &people, (leader(), given)).await;
        assert_eq!(decided.0, given);
    }
    assert_eq!(next(world, 4, &people).await, "08/QĐ-SGDĐT");
    let case = case(5);
    world.accept(&case).await;
    let team = world.ready(&[&case], &people).await;
    let refusal = world.signed(&team, &leader(), "số tám").await.unwrap_err();
    assert_eq!(broken_fields(&refusal), ["decision_number"]);
}

async fn a_refused_command_takes_no_number(world: &World) {
    let people = world.reviewers(5).await;
    let case = case(1);
    world.accept(&case).await;
    let team = world.propose(&[&case], &people).await;
    let refusal = world.signed(&team, &leader(), "").await.unwrap_err();
    assert_eq!(reason(&refusal), "INVITATIONS_OPEN");
    let mut team = world.invite(&team).await;
    for person in &people {
        team = world.answered(&team, &member(person), true, "").await.unwrap();
    }
    let mut dry = establish(&team);
    dry.validate_only = true;
    world.api.establish_team(by(leader(), dry)).await.unwrap();
    let established = world.signed(&team, &leader(), "").await.unwrap();
    assert_eq!(established.decision.unwrap().number, "01/QĐ-SGDĐT");
}

async fn the_province_has_a_book_of_its_own(world: &World) {
    let people = world.reviewers(5).await;
    assert_eq!(next(world, 1, &people).await, "01/QĐ-SGDĐT");
    let mut provincial = case(2);
    provincial.regime = RegimeId::A0;
    world.accept(&provincial).await;
    let team = world.ready(&[&provincial], &people).await;
    assert_eq!(team.decided_by, "province");
    let refusal = world.signed(&team, &leader(), "").await.unwrap_err();
    assert_eq!(reason(&refusal), "WRONG_AUTHORITY");
    let chairman = Identity::new("chu-tich", Role::Province);
    let established = world.signed(&team, &chairman, "").await.unwrap();
    assert_eq!(established.decision.unwrap().number, "01/QĐ-UBND");
}

async fn teams_established_side_by_side_get_different_numbers(world: &World) {
    let people = world.reviewers(5).await;
    let mut teams = Vec::new();
    for number in 1..=6 {
        world.accept(&case(number)).await;
        teams.push(world.ready(&[&case(number)], &people).await);
    }
    let leader = leader();
    let calls = teams.iter().map(|team| world.signed(team, &leader, ""));
    let mut numbers = Vec::new();
    for answer in futures::future::join_all(calls).await {
        numbers.push(answer.unwrap().decision.unwrap().number);
    }
    numbers.sort_unstable();
    let expected: Vec<_> = (1..=6).map(|count| format!("{count:02}/QĐ-SGDĐT")).collect();
    assert_eq!(numbers, expected);
}
