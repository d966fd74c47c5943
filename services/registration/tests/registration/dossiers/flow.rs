//! A dossier from the plan to its acceptance, through the door.

use ground::{broken_fields, fresh_id, reason};
use proto::registration as wire;
use tonic::Code;
use wire::DossierState as State;

use crate::builders::*;
use crate::world::{World, asked, id};

async fn a_planned_dossier_is_completed_once_and_accepted(world: World) {
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
    let prepared = world.school(&school).prepare_dossier(prepared).await;
    let prepared = prepared.unwrap().into_inner();
    assert_eq!((prepared.state(), prepared.number.as_str()), (State::Draft, ""));

    world.at("2024-06-03T08:30:00+07:00");
    let mut school_side = world.school(&school);
    let submitted = school_side
        .submit_dossier(asked(&prepared))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (submitted.number.as_str(), submitted.regime.as_str()),
        ("H37.14-240603-0001", "A0")
    );
    world.officer().begin_check(asked(&prepared)).await.unwrap();
    let supplement = |defect: &str| wire::RequestSupplementRequest {
        name: prepared.name.clone(),
        defects: vec![defect.to_owned()],
        request_id: fresh_id(),
        ..Default::default()
    };
    let requested = world
        .officer()
        .request_supplement(supplement("Thiếu phụ lục 2"))
        .await;
    assert_eq!(requested.unwrap().into_inner().defects, ["Thiếu phụ lục 2"]);
    school_side.resubmit_dossier(asked(&prepared)).await.unwrap();
    world.officer().begin_check(asked(&prepared)).await.unwrap();
    let second = world
        .officer()
        .request_supplement(supplement("Thiếu phụ lục 3"))
        .await;
    let second = second.unwrap_err();
    assert_eq!(second.code(), Code::FailedPrecondition);
    assert_eq!(reason(&second), "SECOND_SUPPLEMENT");
    let accepted = world
        .officer()
        .accept_dossier(asked(&prepared))
        .await
        .unwrap()
        .into_inner();
    let way: Vec<_> = accepted.history.iter().map(wire::StateChange::state).collect();
    assert_eq!(
        way,
        [
            State::Draft,
            State::Submitted,
            State::UnderCheck,
            State::SupplementRequested,
            State::Submitted,
            State::UnderCheck,
            State::Accepted
        ]
    );
    assert_eq!(
        world.history(id(&prepared.name)).await,
        [
            "dossier_prepared",
            "dossier_submitted",
            "dossier_check_begun",
            "supplement_requested",
            "dossier_resubmitted",
            "dossier_check_begun",
            "dossier_accepted"
        ]
    );
    assert_eq!(
        world.history(id(&item)).await,
        [
            "plan_item_approved",
            "plan_item_dossier_completed",
            "plan_item_registered"
        ]
    );
    for name in [prepared.name.clone(), "dossiers/H37.14-240603-0001".to_owned()] {
        let get = wire::GetDossierRequest { name };
        let found = world.officer().get_dossier(get).await.unwrap().into_inner();
        assert_eq!(found, accepted, "by its id and by its number");
    }
}

async fn a_regime_is_kept_though_the_law_changes(world: World) {
    let school = world.enter("THCS Bắc Sơn").await;
    world.at("2024-11-20T09:00:00+07:00");
    let submitted = world.submit(&school).await;
    world.at("2025-02-10T09:00:00+07:00");
    world.officer().begin_check(asked(&submitted)).await.unwrap();
    let accepted = world
        .officer()
        .accept_dossier(asked(&submitted))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (accepted.state(), accepted.regime.as_str()),
        (State::Accepted, "A0")
    );
    let facts = world.facts(id(&submitted.name)).await;
    let last = facts.last().unwrap().fact().unwrap();
    assert_eq!(last.subject.unwrap().regime, "A0");
}

async fn a_plan_is_approved_whole_or_not_at_all(world: World) {
    let school = world.enter("Mầm non Bắc Sơn").await;
    let stranger = wire::School {
        name: format!("schools/{}", fresh_id()),
        ..school.clone()
    };
    let plan = wire::ApprovePlanRequest {
        year: 2024,
        items: vec![
            plan_item(&school, "2024-05", "2024-06"),
            plan_item(&stranger, "2024-05", "2024-06"),
            plan_item(&school, "2024-07", "2024-06"),
        ],
        request_id: fresh_id(),
        validate_only: false,
    };
    let refused = world.leader().approve_plan(plan).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert_eq!(
        broken_fields(&refused),
        ["items[1].school", "items[2].registration_month"]
    );
    let list = wire::ListPlanItemsRequest::default();
    let none = world.leader().list_plan_items(list).await.unwrap().into_inner();
    assert_eq!(none.items, []);
}

ground::both!(World:
    a_planned_dossier_is_completed_once_and_accepted,
    a_regime_is_kept_though_the_law_changes,
    a_plan_is_approved_whole_or_not_at_all,
);
