//! A dossier and the plan item that it fulfils: taken once, kept to the end of the month, free again.

use calendar::{Day, last_instant};
use chrono::TimeDelta;
use ground::{fresh_id, reason};
use platform::time::Moment;
use proto::fact::{RecognitionKind, Target};
use proto::registration as wire;
use registration::domain::{PlanItem, judge_plan};
use uuid::Uuid;

use super::desk::*;
use crate::builders::*;
use crate::world::{World, head_of, id, leader, officer};

/// An approved plan of 2024 with one item for `school`.
async fn planned(world: &World, school: &wire::School) -> wire::PlanItem {
    let item = wire::PlanItem {
        school: school.name.clone(),
        kind: RecognitionKind::New.into(),
        target: Target::NationalStandard1.into(),
        dossier_month: "2024-05".to_owned(),
        registration_month: "2024-06".to_owned(),
        ..wire::PlanItem::default()
    };
    let create = wire::CreatePlanRequest {
        plan: Some(wire::Plan {
            year: 2024,
            items: vec![item],
            ..wire::Plan::default()
        }),
        request_id: fresh_id(),
        validate_only: false,
    };
    let plan = world.plans(&officer()).create_plan(create).await;
    let approve = wire::ApprovePlanRequest {
        name: plan.unwrap().into_inner().name,
        document_number: "45/KH-SGDĐT".to_owned(),
        request_id: fresh_id(),
        ..Default::default()
    };
    let plan = world.plans(&leader()).approve_plan(approve).await;
    plan.unwrap().into_inner().items.remove(0)
}

async fn a_planned_dossier_takes_its_item_and_gives_it_back(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let item = planned(&world, &school).await;
    let assessment = world.assessed(&school, "2023-2024", 2).await;
    let prepare = async || {
        let asked = wire::PrepareDossierRequest {
            plan_item: item.name.clone(),
            ..preparation(&school, &assessment.name)
        };
        world.prepare_from(&school, asked).await
    };
    let first = prepare().await.unwrap();
    assert_eq!(first.plan_item, item.name);
    assert!(prepare().await.is_err(), "the item has its dossier");
    world.hand_in(&first).await.unwrap();
    let facts = world.history(id(&item.name)).await;
    assert_eq!(
        facts,
        [
            "plan_item_approved",
            "plan_item_dossier_completed",
            "plan_item_registered"
        ]
    );
    let mut people = world.dossiers(&head_of(&school));
    people.withdraw_dossier(reasoned(&first)).await.unwrap();

    let second = world.hand_in(&prepare().await.unwrap()).await.unwrap();
    world.begin_check(&officer(), &second).await;
    let refused = world.dossiers(&officer()).refuse_dossier(reasoned(&second)).await;
    refused.unwrap();
    let third = world.hand_in(&prepare().await.unwrap()).await.unwrap();
    world.accept(&third).await;
    let late = world
        .dossiers(&head_of(&school))
        .withdraw_dossier(reasoned(&third))
        .await;
    assert_eq!(reason(&late.unwrap_err()), "WRONG_STATE");
}

async fn a_plan_that_is_not_kept_is_a_breach_of_the_plan_s_case(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let item = planned(&world, &school).await;
    let assessment = world.assessed(&school, "2023-2024", 2).await;
    let asked = wire::PrepareDossierRequest {
        plan_item: item.name.clone(),
        ..preparation(&school, &assessment.name)
    };
    world.prepare_from(&school, asked).await.unwrap();
    world.at("2024-07-01T00:00:00+07:00");
    for (sequence, limit, due_on) in [
        (1, "plan.dossier", "2024-05-31"),
        (2, "plan.register", "2024-06-30"),
    ] {
        let reached = reached(limit, due_on);
        assert_eq!(world.reach(id(&item.name), sequence, reached).await, None);
    }
    assert_eq!(world.breaches(id(&item.name)).await, ["plan.register 2024-06-30"]);
}

ground::both!(World:
    a_planned_dossier_takes_its_item_and_gives_it_back,
    a_plan_that_is_not_kept_is_a_breach_of_the_plan_s_case,
);

#[test]
fn a_plan_item_is_fulfilled_once_by_what_it_was_planned_for() {
    let school = a_school();
    let item = an_item(&school);
    let dossier = Uuid::now_v7();
    let fulfil = |item: PlanItem, school, kind, target| {
        item.complete_dossier(dossier, school, kind, target, moment(A0))
    };
    let (new, standard) = (RecognitionKind::New, Target::NationalStandard1);
    assert!(
        fulfil(item.clone(), Uuid::now_v7(), new, standard).is_err(),
        "another school"
    );
    assert!(fulfil(item.clone(), school.id, RecognitionKind::Renewal, standard).is_err());
    assert!(fulfil(item.clone(), school.id, new, Target::NationalStandard2).is_err());
    let fulfilled = fulfil(item, school.id, new, standard).unwrap();
    assert_eq!(fulfilled.dossier_completed_at, Some(moment(A0)));
    assert!(
        fulfil(fulfilled.clone(), school.id, new, standard).is_err(),
        "a second dossier"
    );
    let kept = fulfilled.clone().release(Uuid::now_v7());
    assert_eq!(kept, fulfilled, "another dossier frees nothing");
    fulfil(fulfilled.release(dossier), school.id, new, standard).unwrap();
}

#[test]
fn a_plan_is_kept_to_the_end_of_its_month() {
    let school = a_school();
    let due = "2024-05-31";
    let due_on: Day = day(due);
    let last = last_instant(due_on);
    let breaks = |limit: &str, completed: Option<Moment>, registered: Option<Moment>| {
        let mut item = an_item(&school);
        if let Some(at) = completed {
            let (new, standard) = (RecognitionKind::New, Target::NationalStandard1);
            item = item
                .complete_dossier(Uuid::now_v7(), school.id, new, standard, at)
                .unwrap();
        }
        if let Some(at) = registered {
            item = item.register(at);
        }
        judge_plan(&item, &reached(limit, due), due_on).is_some()
    };
    for (limit, first) in [("plan.dossier", true), ("plan.register", false)] {
        let done = |at| if first { (Some(at), None) } else { (None, Some(at)) };
        let (completed, registered) = done(last);
        assert!(
            !breaks(limit, completed, registered),
            "{limit} in the last microsecond"
        );
        let (completed, registered) = done(last + TimeDelta::microseconds(1));
        assert!(
            breaks(limit, completed, registered),
            "{limit} a microsecond later"
        );
        assert!(breaks(limit, None, None), "{limit} not at all");
    }
    assert!(!breaks("plan.other", None, None));
}
