//! Limits of the check that run out, as the scheduler says so.

use proto::registration as wire;
use uuid::Uuid;

use super::desk::*;
use crate::builders::*;
use crate::world::{World, id, local, officer};

async fn an_unchecked_dossier_breaks_the_check_and_a_checked_one_does_not(world: World) {
    let (late, kept) = (
        world.enter("Tiểu học Bắc Sơn").await,
        world.enter("Tiểu học Tân Lập").await,
    );
    let (late, kept) = (world.submit(&late).await, world.submit(&kept).await);
    world.at("2024-05-23T23:59:59.999999+07:00");
    world.accept(&kept).await;
    world.at("2024-05-24T00:00:00+07:00");
    world.accept(&late).await;
    for dossier in [&late, &kept] {
        let reached = reached("dossier.check.department", "2024-05-23");
        assert_eq!(world.reach(id(&dossier.name), 1, reached).await, None);
    }
    assert_eq!(
        world.breaches(id(&late.name)).await,
        ["dossier.check.department 2024-05-23"]
    );
    assert_eq!(world.breaches(id(&kept.name)).await, Vec::<String>::new());
}

async fn each_body_answers_for_its_own_limit(world: World) {
    let (district, commune) = world.district().await;
    let school = world.enter_under("Tiểu học Vũ Lễ", &commune, &district).await;
    let dossier = world.submit(&school).await;
    world.at("2024-05-24T09:00:00+07:00");
    world.forward(&district, &dossier).await;
    for (sequence, limit, due_on) in [
        (1, "dossier.check", "2024-05-23"),
        (2, "dossier.check.department", "2024-05-29"),
    ] {
        if sequence == 2 {
            world.at("2024-05-30T00:00:00+07:00");
        }
        let reached = reached(limit, due_on);
        assert_eq!(world.reach(id(&dossier.name), sequence, reached).await, None);
    }
    assert_eq!(
        world.breaches(id(&dossier.name)).await,
        ["dossier.check 2024-05-23", "dossier.check.department 2024-05-29"]
    );
}

/// A command that was under way with an earlier moment when the limit was judged comes after the breach.
async fn what_was_judged_is_not_dated_away(world: World) {
    let (district, commune) = world.district().await;
    let school = world.enter_under("Tiểu học Vũ Lễ", &commune, &district).await;
    let passed_on = world.submit(&school).await;
    let accepted = world.submit(&world.enter("Tiểu học Bắc Sơn").await).await;
    let people = local(&district);
    world.begin_check(&people, &passed_on).await;
    world.begin_check(&officer(), &accepted).await;
    world.at("2024-05-23T23:59:59+07:00");
    for (dossier, limit) in [
        (&passed_on, "dossier.check"),
        (&accepted, "dossier.check.department"),
    ] {
        let reached = reached(limit, "2024-05-23");
        assert_eq!(world.reach(id(&dossier.name), 1, reached).await, None);
    }
    let passed_on = world.dossiers(&people).forward_dossier(asked(&passed_on)).await;
    let accepted = world.dossiers(&officer()).accept_dossier(asked(&accepted)).await;
    for dossier in [passed_on, accepted] {
        let dossier: wire::Dossier = dossier.unwrap().into_inner();
        let at = dossier.history.last().unwrap().at.unwrap();
        let end = moment("2024-05-24T00:00:00+07:00");
        assert_eq!(at.seconds, end.timestamp(), "not before what was judged");
        let facts = world.facts(id(&dossier.name)).await;
        assert_eq!(facts.last().unwrap().occurred_at, end);
    }
}

async fn limits_of_others_are_theirs_and_unknown_cases_are_shown(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let dossier = world.submit(&school).await;
    world.at("2024-09-01T00:00:00+07:00");
    let theirs = proto::fact::DeadlineReached {
        owner: "recognition".to_owned(),
        ..reached("dossier.check.department", "2024-05-23")
    };
    assert_eq!(world.reach(id(&dossier.name), 1, theirs).await, None);
    assert_eq!(world.breaches(id(&dossier.name)).await, Vec::<String>::new());
    let parked = world
        .reach(Uuid::now_v7(), 1, reached("dossier.check", "2024-05-23"))
        .await;
    assert!(parked.unwrap().contains("no case"));
}

ground::both!(World:
    an_unchecked_dossier_breaks_the_check_and_a_checked_one_does_not,
    each_body_answers_for_its_own_limit,
    what_was_judged_is_not_dated_away,
    limits_of_others_are_theirs_and_unknown_cases_are_shown,
);
