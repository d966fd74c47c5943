//! Lists in pages, and who sees what.

use ground::fresh_id;
use proto::registration as wire;
use tonic::{Code, Status};

use crate::builders::*;
use crate::world::{Client, World, asked};

async fn dossiers(client: &mut Client, state: wire::DossierState, page_size: i32) -> Vec<String> {
    let (mut names, mut page_token) = (Vec::new(), String::new());
    loop {
        let list = wire::ListDossiersRequest {
            state: state.into(),
            page_size,
            page_token,
            ..Default::default()
        };
        let page = client.list_dossiers(list).await.unwrap().into_inner();
        assert!(page.dossiers.len() <= page_size.try_into().unwrap());
        names.extend(page.dossiers.into_iter().map(|dossier| dossier.name));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return names;
        }
    }
}

async fn schools(client: &mut Client, page_size: i32) -> Vec<String> {
    let (mut names, mut page_token) = (Vec::new(), String::new());
    loop {
        let list = wire::ListSchoolsRequest {
            page_size,
            page_token,
        };
        let page = client.list_schools(list).await.unwrap().into_inner();
        names.extend(page.schools.into_iter().map(|school| school.name));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return names;
        }
    }
}

/// The schools of the plan items of a year, and how many pages they came in.
async fn planned(client: &mut Client, year: i32, page_size: i32) -> (Vec<String>, usize) {
    let (mut names, mut pages, mut page_token) = (Vec::new(), 0, String::new());
    loop {
        let list = wire::ListPlanItemsRequest {
            year,
            page_size,
            page_token,
        };
        let page = client.list_plan_items(list).await.unwrap().into_inner();
        names.extend(page.items.into_iter().map(|item| item.school));
        pages += 1;
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return (names, pages);
        }
    }
}

async fn pages_go_on_where_the_last_one_ended(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let mut prepared = Vec::new();
    // Some are put together at the same moment, some a microsecond apart.
    for at in [
        "09:00:00",
        "09:00:00.000001",
        "09:00:00.5",
        "09:00:00.5",
        "09:00:01",
        "10:00:00",
        "10:00:00",
    ] {
        world.at(&format!("2024-05-20T{at}+07:00"));
        prepared.push(world.prepare(&school).await.name);
    }
    let mut officer = world.officer();
    let any = wire::DossierState::Unspecified;
    let all = dossiers(&mut officer, any, 200).await;
    assert_eq!(all.len(), 7);
    assert_eq!(
        [&all[2], &all[5], &all[6]],
        [&prepared[4], &prepared[1], &prepared[0]]
    );
    for page_size in [1, 2, 3, 6, 7] {
        assert_eq!(
            dossiers(&mut officer, any, page_size).await,
            all,
            "pages of {page_size}"
        );
    }
    let mut school_side = world.school(&school);
    for name in &prepared[1..4] {
        let dossier = wire::Dossier {
            name: name.clone(),
            ..Default::default()
        };
        school_side.submit_dossier(asked(&dossier)).await.unwrap();
    }
    assert_eq!(
        dossiers(&mut officer, any, 3).await,
        all,
        "what changes does not move"
    );
    let submitted = dossiers(&mut officer, wire::DossierState::Submitted, 2).await;
    let expected: Vec<_> = all
        .iter()
        .filter(|name| prepared[1..4].contains(name))
        .cloned()
        .collect();
    assert_eq!(submitted, expected);
}

async fn more_than_the_largest_page_comes_in_pages(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let items = vec![plan_item(&school, "2024-05", "2024-06"); 205];
    let plan = wire::ApprovePlanRequest {
        year: 2024,
        items,
        request_id: fresh_id(),
        validate_only: false,
    };
    world.leader().approve_plan(plan).await.unwrap();
    let list = wire::ListPlanItemsRequest {
        page_size: 9_999,
        ..Default::default()
    };
    let page = world.officer().list_plan_items(list).await.unwrap().into_inner();
    assert_eq!(page.items.len(), 200, "a page has a largest size");
    assert_eq!(planned(&mut world.officer(), 2024, 0).await.0.len(), 205);
    assert_eq!(planned(&mut world.officer(), 2025, 0).await, (vec![], 1));
}

async fn schools_come_by_name(world: World) {
    let mut expected = Vec::new();
    for name in ["An", "Bình", "Bình", "Cường", "Dũng"] {
        expected.push(world.enter(name).await.name);
    }
    let all = schools(&mut world.officer(), 200).await;
    assert_eq!(all.len(), 5);
    assert_eq!((&all[0], &all[3..]), (&expected[0], &expected[3..]));
    for page_size in [1, 2, 3, 4] {
        assert_eq!(
            schools(&mut world.officer(), page_size).await,
            all,
            "pages of {page_size}"
        );
    }
}

/// What a caller can tell one refusal from another by.
fn told(status: &Status) -> (Code, String, Vec<u8>) {
    (
        status.code(),
        status.message().to_owned(),
        status.details().to_vec(),
    )
}

async fn a_school_sees_its_own_and_the_rest_is_not_there(world: World) {
    let (own, foreign) = (
        world.enter("Tiểu học Bắc Sơn").await,
        world.enter("Tiểu học Tân Lập").await,
    );
    let (ours, theirs) = (world.submit(&own).await, world.submit(&foreign).await);
    let plan = wire::ApprovePlanRequest {
        year: 2024,
        items: [&foreign, &own, &foreign, &foreign, &own]
            .map(|school| plan_item(school, "2024-05", "2024-06"))
            .into(),
        request_id: fresh_id(),
        validate_only: false,
    };
    let plan = world.leader().approve_plan(plan).await.unwrap().into_inner();
    let mut school = world.school(&own);
    assert_eq!(
        dossiers(&mut school, wire::DossierState::Unspecified, 1).await,
        [&*ours.name]
    );
    assert_eq!(schools(&mut school, 1).await, [&*own.name]);
    assert_eq!(
        planned(&mut school, 2024, 1).await,
        (vec![own.name.clone(), own.name.clone()], 2),
        "neither items nor tokens of others"
    );

    let missing = fresh_id();
    let get = async |school: &mut Client, name: String| {
        let answer = school.get_dossier(wire::GetDossierRequest { name }).await;
        told(&answer.unwrap_err())
    };
    let absent = get(&mut school, format!("dossiers/{missing}")).await;
    assert_eq!(absent.0, Code::NotFound);
    assert_eq!(get(&mut school, theirs.name.clone()).await, absent);
    assert_eq!(
        get(&mut school, format!("dossiers/{}", theirs.number)).await,
        absent
    );
    let get = async |school: &mut Client, name: String| {
        let answer = school.get_school(wire::GetSchoolRequest { name }).await;
        told(&answer.unwrap_err())
    };
    let absent = get(&mut school, format!("schools/{missing}")).await;
    assert_eq!(get(&mut school, foreign.name.clone()).await, absent);

    let withdraw = async |school: &mut Client, name: String| {
        let request = wire::ReasonedDossierRequest {
            name,
            reason: "Không phải của tôi".to_owned(),
            request_id: fresh_id(),
            ..Default::default()
        };
        told(&school.withdraw_dossier(request).await.unwrap_err())
    };
    let absent = withdraw(&mut school, format!("dossiers/{missing}")).await;
    assert_eq!(withdraw(&mut school, theirs.name.clone()).await, absent);

    let prepare = async |school: &mut Client, plan_item: String| {
        let request = wire::PrepareDossierRequest {
            plan_item,
            ..preparation(&own)
        };
        told(&school.prepare_dossier(request).await.unwrap_err())
    };
    let absent = prepare(&mut school, format!("planItems/{missing}")).await;
    assert_eq!(
        prepare(&mut school, plan.items[0].name.clone()).await,
        absent,
        "a plan item of another school"
    );
    let of = |school: &wire::School| wire::ListDossiersRequest {
        school: school.name.clone(),
        ..Default::default()
    };
    assert_eq!(
        school.list_dossiers(of(&foreign)).await.unwrap_err().code(),
        Code::NotFound
    );
    let listed = school.list_dossiers(of(&own)).await.unwrap().into_inner();
    assert_eq!(listed.dossiers.len(), 1);
}

async fn names_tokens_and_sizes_that_do_not_fit_are_refused(world: World) {
    let mut officer = world.officer();
    for name in [
        "",
        "dossiers/",
        "dossiers/1",
        "schools/0190",
        "dossiers/H37.14-240603-1",
    ] {
        let get = wire::GetDossierRequest {
            name: name.to_owned(),
        };
        assert_eq!(
            officer.get_dossier(get).await.unwrap_err().code(),
            Code::InvalidArgument,
            "{name}"
        );
    }
    let list = wire::ListDossiersRequest {
        page_token: "hôm qua".to_owned(),
        ..Default::default()
    };
    assert_eq!(
        officer.list_dossiers(list).await.unwrap_err().code(),
        Code::InvalidArgument
    );
    let list = wire::ListSchoolsRequest {
        page_size: -1,
        ..Default::default()
    };
    assert_eq!(
        officer.list_schools(list).await.unwrap_err().code(),
        Code::InvalidArgument
    );
}

ground::both!(World:
    pages_go_on_where_the_last_one_ended,
    more_than_the_largest_page_comes_in_pages,
    schools_come_by_name,
    a_school_sees_its_own_and_the_rest_is_not_there,
    names_tokens_and_sizes_that_do_not_fit_are_refused,
);
