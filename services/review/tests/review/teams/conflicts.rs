//! What stands against teams at work, as things are known now: people change while a review lasts.

use ground::{fresh_id, reason};
use proto::review as wire;
use proto::review::review_service_server::ReviewService;
use proto::review::team_service_server::TeamService;
use proto::review::{FindingSeverity, Reviewer, TeamConflicts};

use super::flow::{hire, replace};
use crate::builders::{STEPS, case};
use crate::world::{World, by, member, name, officer, person};

ground::both!(&World:
    who_was_hired_by_the_school_meanwhile_is_found,
    conflicts_come_by_pages_of_teams,
);

async fn conflicts(world: &World) -> Vec<TeamConflicts> {
    let request = wire::ListConflictsRequest::default();
    let answer = world.api.list_conflicts(by(officer(), request)).await.unwrap();
    answer.into_inner().conflicts
}

async fn who_was_hired_by_the_school_meanwhile_is_found(world: &World) {
    let (case, quiet) = (case(1), case(2));
    world.accept(&case).await;
    world.accept(&quiet).await;
    let people = world.reviewers(6).await;
    let team = world.establish(&[&case], &people[..5]).await;
    world.establish(&[&quiet], &people[..5]).await;
    assert_eq!(conflicts(world).await, []);
    let school = format!("schools/{}", case.school_id);
    hire(world, &people[1], &school, "2024-06-01").await;
    let found = conflicts(world).await;
    assert_eq!(found.len(), 1, "and nothing about the other team");
    assert_eq!(found[0].team, team.name);
    assert_eq!(found[0].decision_number, "01/QĐ-SGDĐT");
    let finding = &found[0].findings[0];
    assert_eq!(
        (finding.rule.as_str(), finding.severity()),
        ("reviewer.worked_at_school", FindingSeverity::Block)
    );
    assert_eq!(finding.reviewer, people[1].name);
    hire(world, &people[5], &school, "2024-06-01").await;
    let refusal = replace(world, &team, &people[1], &people[5]).await.unwrap_err();
    assert_eq!(reason(&refusal), "TEAM_UNFIT");
    let study = || wire::CompleteStepRequest {
        name: name(&case),
        step: STEPS[0].into(),
        minutes: "Biên bản".to_owned(),
        request_id: fresh_id(),
        ..wire::CompleteStepRequest::default()
    };
    let head = member(&people[0]);
    let refusal = world
        .api
        .complete_step(by(head.clone(), study()))
        .await
        .unwrap_err();
    assert_eq!(reason(&refusal), "TEAM_UNFIT");
    assert!(
        refusal.message().contains("Phải thay người này"),
        "{}",
        refusal.message()
    );
    let fresh = world.enter(person("Người mới")).await;
    replace(world, &team, &people[1], &fresh).await.unwrap();
    world.api.complete_step(by(head, study())).await.unwrap();
    assert_eq!(conflicts(world).await, []);
}

async fn conflicts_come_by_pages_of_teams(world: &World) {
    let cases = [case(1), case(2), case(3)];
    let neighbour = Reviewer {
        commune: case(1).commune,
        ..person("Người cùng xã")
    };
    let mut people = world.reviewers(4).await;
    people.push(world.enter(neighbour).await);
    let mut names = Vec::new();
    for case in &cases {
        world.accept(case).await;
        names.push(world.propose(&[case], &people).await.name);
    }
    let (mut found, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = wire::ListConflictsRequest {
            page_size: 2,
            page_token,
        };
        let page = world.api.list_conflicts(by(officer(), request)).await.unwrap();
        let page = page.into_inner();
        assert!(page.conflicts.len() <= 2);
        found.extend(page.conflicts.into_iter().map(|conflict| conflict.team));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    found.sort_unstable();
    names.sort_unstable();
    assert_eq!(found, names);
}
