//! Limits that run out, as the scheduler says so.

use ground::fresh_id;
use proto::fact::Body;
use proto::registration as wire;
use uuid::Uuid;

use crate::builders::*;
use crate::world::{World, asked, id};

async fn breaches(world: &World, case_id: Uuid) -> Vec<String> {
    let facts = world.facts(case_id).await;
    facts
        .iter()
        .filter_map(|fact| match fact.fact().unwrap().body {
            Some(Body::DeadlineBreached(breach)) => Some(format!("{} {}", breach.limit, breach.due_on)),
            _ => None,
        })
        .collect()
}

async fn an_unchecked_dossier_breaks_the_check_and_a_checked_one_does_not(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let (late, kept) = (world.submit(&school).await, world.submit(&school).await);
    world.at("2024-05-23T23:59:59.999999+07:00");
    world.officer().begin_check(asked(&kept)).await.unwrap();
    world.officer().accept_dossier(asked(&kept)).await.unwrap();
    world.at("2024-05-24T00:00:00+07:00");
    world.officer().begin_check(asked(&late)).await.unwrap();
    world.officer().accept_dossier(asked(&late)).await.unwrap();
    for dossier in [&late, &kept] {
        let reached = reached("dossier.check", "2024-05-23");
        assert_eq!(world.reach(id(&dossier.name), 1, reached).await, None);
    }
    assert_eq!(
        breaches(&world, id(&late.name)).await,
        ["dossier.check 2024-05-23"]
    );
    assert_eq!(breaches(&world, id(&kept.name)).await, Vec::<String>::new());
}

async fn a_plan_that_is_not_kept_is_a_breach_of_the_plan_s_case(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let plan = wire::ApprovePlanRequest {
        year: 2024,
        items: vec![plan_item(&school, "2024-05", "2024-06")],
        request_id: fresh_id(),
        validate_only: false,
    };
    let plan = world.leader().approve_plan(plan).await.unwrap().into_inner();
    let item = plan.items[0].name.clone();
    let prepared = wire::PrepareDossierRequest {
        plan_item: item.clone(),
        ..preparation(&school)
    };
    world.school(&school).prepare_dossier(prepared).await.unwrap();
    world.at("2024-07-01T00:00:00+07:00");
    for (sequence, limit, due_on) in [
        (1, "plan.dossier", "2024-05-31"),
        (2, "plan.register", "2024-06-30"),
    ] {
        assert_eq!(
            world.reach(id(&item), sequence, reached(limit, due_on)).await,
            None
        );
    }
    assert_eq!(breaches(&world, id(&item)).await, ["plan.register 2024-06-30"]);
}

async fn limits_of_others_are_theirs_and_unknown_cases_are_shown(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let dossier = world.submit(&school).await;
    world.at("2024-09-01T00:00:00+07:00");
    let theirs = proto::fact::DeadlineReached {
        owner: "recognition".to_owned(),
        ..reached("dossier.check", "2024-05-23")
    };
    assert_eq!(world.reach(id(&dossier.name), 1, theirs).await, None);
    assert_eq!(breaches(&world, id(&dossier.name)).await, Vec::<String>::new());
    let parked = world
        .reach(Uuid::now_v7(), 1, reached("dossier.check", "2024-05-23"))
        .await;
    assert!(parked.unwrap().contains("no case"));
}

ground::both!(World:
    an_unchecked_dossier_breaks_the_check_and_a_checked_one_does_not,
    a_plan_that_is_not_kept_is_a_breach_of_the_plan_s_case,
    limits_of_others_are_theirs_and_unknown_cases_are_shown,
);
