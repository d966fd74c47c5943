//! Who reads which figures: everyone within what they may see, and schools none.

use platform::identity::{Identity, Role};
use proto::fact::{Body, Ownership, SchoolChanged, SchoolType, Target};
use proto::recognition as wire;
use tonic::Code;

use super::{Held, Sown, confined, count, hold, on, school, set, sow, target};
use crate::builders::{authority, moment};
use crate::world::{World, officer};

/// Three schools in each of the communes 11, 12 and 21, the last one of a private owner; the first of each holds the
/// national standard until 2028.
async fn told(world: &World) -> Vec<Sown> {
    let mut schools = Vec::new();
    for commune in [11, 12, 21] {
        for number in 0..3 {
            let owner = if number == 2 {
                Ownership::NonPublic
            } else {
                Ownership::Public
            };
            schools.push(
                school(commune * 10 + number, SchoolType::Primary)
                    .within(commune)
                    .owned(owner),
            );
        }
    }
    sow(world, &schools).await;
    let held = |place: usize| {
        Held::new(
            &schools[place],
            Target::NationalStandard1,
            "2023-05-20",
            "2028-05-20",
        )
    };
    hold(world, &[held(0), held(3)]).await;
    schools
}

async fn figures(world: &World, who: &Identity, province: &str) -> (u32, u32, usize, usize) {
    let asked = wire::GetAttainmentRequest {
        province: province.to_owned(),
        ..on("2024-06-01")
    };
    let total = count(world, who, asked).await.total.unwrap();
    let recognitions = wire::ListRecognitionsRequest {
        from: "2023-01-01".to_owned(),
        until: "2024-06-01".to_owned(),
        ..Default::default()
    };
    let rechecks = wire::ListToRecheckRequest {
        from_year: 2019,
        until_year: 2024,
        ..Default::default()
    };
    let mut client = world.statistics(who);
    let recognitions = client.list_recognitions(recognitions).await.unwrap().into_inner();
    let rechecks = client.list_to_recheck(rechecks).await.unwrap().into_inner();
    (
        total.schools,
        total.attained,
        recognitions.recognitions.len(),
        rechecks.rechecks.len(),
    )
}

async fn everyone_counts_their_own_only(world: World) {
    told(&world).await;
    for role in [
        Role::DepartmentOfficer,
        Role::DepartmentLeader,
        Role::Province,
        Role::Administrator,
        Role::Auditor,
        Role::Service,
    ] {
        let free = Identity::new("x", role);
        assert_eq!(figures(&world, &free, "").await, (9, 2, 2, 2), "{role:?}");
        assert_eq!(figures(&world, &confined(role, 1), "").await, (6, 2, 2, 2));
        assert_eq!(figures(&world, &confined(role, 2), "").await, (3, 0, 0, 0));
        assert_eq!(figures(&world, &confined(role, 3), "").await, (0, 0, 0, 0));
    }
    assert_eq!(
        figures(&world, &confined(Role::Commune, 12), "").await,
        (3, 1, 1, 1)
    );
    let second = format!("authorities/{}", authority(2));
    assert_eq!(figures(&world, &officer(), &second).await.0, 3);
    let other = figures(&world, &confined(Role::DepartmentOfficer, 1), &second).await;
    assert_eq!(other.0, 0, "the schools of another department are not there");
}

async fn a_commune_finds_what_its_schools_got_under_the_one_before(world: World) {
    let schools = told(&world).await;
    world.at("2025-07-01T08:00:00+07:00");
    let moved = |place: usize| {
        let school = &schools[place];
        let now = school.clone().within(13);
        let body = SchoolChanged {
            ownership: school.ownership.into(),
            code: school.code.clone(),
        };
        now.fact(2, moment("2025-07-01T08:00:00+07:00"), Body::SchoolChanged(body))
    };
    world.hear_all("registration", [moved(0), moved(3)]).await;
    let commune = confined(Role::Commune, 13);
    let recheck = |on: &str| wire::ListToRecheckRequest {
        from_year: 2019,
        until_year: 2024,
        on: on.to_owned(),
        ..Default::default()
    };
    let mut client = world.statistics(&commune);
    let found = async |client: &mut wire::statistics_service_client::StatisticsServiceClient<_>, on| {
        let found = client.list_to_recheck(recheck(on)).await.unwrap();
        found.into_inner().rechecks.len()
    };
    assert_eq!(found(&mut client, "2025-07-01").await, 2);
    assert_eq!(
        found(&mut client, "2025-06-30").await,
        0,
        "they were others' on that day"
    );
    let grouped = |day: &str| wire::GetAttainmentRequest {
        grouping: wire::Grouping::Commune.into(),
        ..on(day)
    };
    let rows = async |day| -> Vec<(String, u32, u32)> {
        let found = count(&world, &confined(Role::DepartmentOfficer, 1), grouped(day)).await;
        let row = |row: wire::AttainmentRow| (row.group, row.schools, row.attained);
        found.rows.into_iter().map(row).collect()
    };
    let row = |commune: u32, schools, attained| (format!("Xã số {commune}"), schools, attained);
    assert_eq!(rows("2025-06-30").await, [row(11, 3, 1), row(12, 3, 1)]);
    assert_eq!(
        rows("2025-07-01").await,
        [row(11, 2, 0), row(12, 2, 0), row(13, 2, 2)],
        "each day has its communes"
    );
}

async fn ownership_is_told_apart(world: World) {
    told(&world).await;
    set(
        &world,
        wire::SetTargetRequest {
            province: format!("authorities/{}", authority(1)),
            ..target("2023-12-31", 500)
        },
    )
    .await;
    let asked = wire::GetAttainmentRequest {
        grouping: wire::Grouping::Ownership.into(),
        ..on("2024-06-01")
    };
    let found = count(&world, &confined(Role::Auditor, 1), asked).await;
    let shown: Vec<_> = found
        .rows
        .iter()
        .map(|row| {
            let texts = (row.group.as_str(), row.share.as_str(), row.above_target.as_str());
            (texts, row.attained, row.schools)
        })
        .collect();
    assert_eq!(
        shown,
        [
            (("Công lập", "50,0 %", "0,0"), 2, 4),
            (("Ngoài công lập", "0,0 %", "-50,0"), 0, 2)
        ]
    );
}

async fn who_has_no_figures_reads_none(world: World) {
    let schools = told(&world).await;
    let school = Identity::new("hieu-truong", Role::School).within(schools[0].id.to_string());
    for who in [
        school,
        Identity::new("x", Role::Reviewer),
        Identity::new("x", Role::Public),
    ] {
        let refused = world.statistics(&who).get_attainment(on("2024-06-01")).await;
        assert_eq!(refused.unwrap_err().code(), Code::PermissionDenied, "{who:?}");
    }
    let lost = Identity::new("x", Role::Commune).within("Vũ Lễ");
    let refused = world.statistics(&lost).get_attainment(on("2024-06-01")).await;
    assert_eq!(refused.unwrap_err().code(), Code::NotFound);
}

ground::both!(World:
    everyone_counts_their_own_only,
    a_commune_finds_what_its_schools_got_under_the_one_before,
    ownership_is_told_apart,
    who_has_no_figures_reads_none,
);
