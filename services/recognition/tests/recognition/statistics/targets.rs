//! Targets: who sets them, what is refused, and that one takes the place of the one before.

use std::slice::from_ref;

use ground::{Hosted, broken_fields, fresh_id};
use platform::identity::{Identity, Role};
use proto::fact::{Body, SchoolType};
use proto::recognition as wire;
use tonic::Code;
use uuid::Uuid;

use super::{Sown, confined, count, on, school, set, sow, target};
use crate::builders::authority;
use crate::world::{World, administrator, leader, officer};

/// One school in province 1.
fn only() -> [Sown; 1] {
    [school(1, SchoolType::Primary)]
}

async fn listed(world: &World, who: &Identity, page_size: i32) -> Vec<wire::AttainmentTarget> {
    let (mut client, mut targets, mut page_token) = (world.statistics(who), Vec::new(), String::new());
    loop {
        let asked = wire::ListTargetsRequest {
            page_size,
            page_token,
        };
        let page = client.list_targets(asked).await.unwrap().into_inner();
        targets.extend(page.targets);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return targets;
        }
    }
}

fn id(target: &wire::AttainmentTarget) -> Uuid {
    target.name.strip_prefix("targets/").unwrap().parse().unwrap()
}

async fn a_target_takes_the_place_of_the_one_for_the_same_day_standard_and_kind(world: World) {
    sow(&world, &only()).await;
    let first = set(&world, target("2023-12-31", 600)).await;
    assert_eq!(first.province, format!("authorities/{}", authority(1)));
    assert_eq!(first.standard(), wire::Standard::National);
    let again = wire::SetTargetRequest {
        document: "Nghị quyết HĐND tỉnh".to_owned(),
        ..target("2023-12-31", 632)
    };
    let mut administrator = world.statistics(&administrator());
    let second = administrator.set_target(again).await.unwrap().into_inner();
    assert_eq!(second.name, first.name);
    assert_eq!(listed(&world, &officer(), 1).await, from_ref(&second));
    assert_eq!(
        Hosted::history(&world, id(&first)).await,
        ["attainment_target_set", "attainment_target_set"],
        "what was set before stays in its journal"
    );
    let facts = Hosted::facts(&world, id(&first)).await;
    let Some(Body::AttainmentTargetSet(fact)) = facts[1].fact().unwrap().body else {
        panic!("a target was set")
    };
    assert_eq!((fact.on.as_str(), fact.per_mille), ("2023-12-31", 632));
    assert_eq!(fact.standard, "national");
    assert_eq!(fact.document, "Nghị quyết HĐND tỉnh");
    let total = count(&world, &officer(), on("2023-12-31")).await.total.unwrap();
    assert_eq!(total.target_per_mille, Some(632));
    let eve = count(&world, &officer(), on("2023-12-30")).await.total.unwrap();
    assert_eq!(eve.target_per_mille, None);
}

async fn targets_are_listed_by_day_each_on_one_page(world: World) {
    sow(&world, &only()).await;
    for on in ["2025-12-31", "2023-12-31", "2024-12-31"] {
        set(&world, target(on, 632)).await;
        let preschool = wire::SetTargetRequest {
            school_type: SchoolType::Preschool.into(),
            standard: wire::Standard::Any.into(),
            ..target(on, 700)
        };
        set(&world, preschool).await;
    }
    let all = listed(&world, &officer(), 200).await;
    let days: Vec<_> = all.iter().map(|target| target.on.as_str()).collect();
    assert_eq!(
        days,
        [
            "2023-12-31",
            "2023-12-31",
            "2024-12-31",
            "2024-12-31",
            "2025-12-31",
            "2025-12-31"
        ]
    );
    for size in [1, 2, 5, 6] {
        assert_eq!(listed(&world, &officer(), size).await, all, "pages of {size}");
    }
}

async fn a_request_sets_once_and_a_preview_not_at_all(world: World) {
    sow(&world, &only()).await;
    let preview = wire::SetTargetRequest {
        validate_only: true,
        ..target("2023-12-31", 632)
    };
    assert_eq!(set(&world, preview).await.per_mille, 632);
    assert_eq!(listed(&world, &officer(), 10).await, []);
    let asked = target("2023-12-31", 632);
    let first = set(&world, asked.clone()).await;
    assert_eq!(set(&world, asked).await, first);
    assert_eq!(Hosted::history(&world, id(&first)).await.len(), 1);
}

async fn what_does_not_fit_is_refused_all_at_once(world: World) {
    sow(&world, &only()).await;
    let wrong = wire::SetTargetRequest {
        on: "31/12/2023".to_owned(),
        per_mille: 1_001,
        document: " ".to_owned(),
        request_id: fresh_id(),
        ..Default::default()
    };
    let refused = world.statistics(&leader()).set_target(wrong).await.unwrap_err();
    assert_eq!(broken_fields(&refused), ["on", "per_mille", "document"]);
    for per_mille in [0, 1_000] {
        set(&world, target("2023-12-31", per_mille)).await;
    }
    let empty = wire::SetTargetRequest {
        on: String::new(),
        ..target("", 1)
    };
    let refused = world.statistics(&leader()).set_target(empty).await.unwrap_err();
    assert_eq!(broken_fields(&refused), ["on"]);
}

async fn each_department_has_its_targets(world: World) {
    let schools = [
        school(1, SchoolType::Primary),
        school(2, SchoolType::Primary).within(21),
    ];
    sow(&world, &schools).await;
    let refused = world
        .statistics(&leader())
        .set_target(target("2023-12-31", 632))
        .await;
    assert_eq!(
        broken_fields(&refused.unwrap_err()),
        ["province"],
        "which of the two is not said"
    );
    let of = |number: u128, per_mille| wire::SetTargetRequest {
        province: format!("authorities/{}", authority(number)),
        ..target("2023-12-31", per_mille)
    };
    let first = set(&world, of(1, 632)).await;
    let leader_2 = confined(Role::DepartmentLeader, 2);
    let mut client = world.statistics(&leader_2);
    let foreign = client.set_target(of(1, 500)).await.unwrap_err();
    let absent = client.set_target(of(7, 500)).await.unwrap_err();
    assert_eq!(foreign.code(), Code::NotFound);
    assert_eq!(
        (foreign.message(), foreign.details()),
        (absent.message(), absent.details())
    );
    let unknown = world.statistics(&leader()).set_target(of(7, 500)).await;
    assert_eq!(unknown.unwrap_err().code(), Code::NotFound);
    let second = client
        .set_target(target("2023-12-31", 500))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(second.province, format!("authorities/{}", authority(2)));

    assert_eq!(
        listed(&world, &confined(Role::Auditor, 1), 10).await,
        from_ref(&first)
    );
    assert_eq!(
        listed(&world, &confined(Role::Commune, 11), 10).await,
        from_ref(&first)
    );
    assert_eq!(
        listed(&world, &confined(Role::Commune, 21), 10).await,
        from_ref(&second)
    );
    assert_eq!(listed(&world, &confined(Role::Auditor, 3), 10).await, []);
    assert_eq!(listed(&world, &officer(), 10).await.len(), 2);

    let target_of = async |who: &Identity, province: &str| {
        let asked = wire::GetAttainmentRequest {
            province: province.to_owned(),
            ..on("2024-01-01")
        };
        count(&world, who, asked).await.total.unwrap().target_per_mille
    };
    assert_eq!(target_of(&confined(Role::Commune, 21), "").await, Some(500));
    assert_eq!(target_of(&officer(), &first.province).await, Some(632));
    assert_eq!(
        target_of(&officer(), "").await,
        None,
        "there is none for two departments together"
    );
}

async fn only_leaders_and_administrators_set_targets(world: World) {
    sow(&world, &only()).await;
    for role in [
        Role::DepartmentOfficer,
        Role::Province,
        Role::Commune,
        Role::School,
        Role::Auditor,
        Role::Reviewer,
        Role::Service,
    ] {
        let who = confined(role, 1);
        let refused = world.statistics(&who).set_target(target("2023-12-31", 632)).await;
        assert_eq!(refused.unwrap_err().code(), Code::PermissionDenied, "{role:?}");
    }
}

ground::both!(World:
    a_target_takes_the_place_of_the_one_for_the_same_day_standard_and_kind,
    targets_are_listed_by_day_each_on_one_page,
    a_request_sets_once_and_a_preview_not_at_all,
    what_does_not_fit_is_refused_all_at_once,
    each_department_has_its_targets,
    only_leaders_and_administrators_set_targets,
);
