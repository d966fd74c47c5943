//! Lists in pages, and who sees what.

use ground::fresh_id;
use platform::identity::Identity;
use proto::registration as wire;
use tonic::{Code, Status};

use super::desk::*;
use crate::builders::*;
use crate::world::{World, head_of, local, officer};

async fn dossiers(
    world: &World,
    reader: &Identity,
    only: wire::ListDossiersRequest,
    page_size: i32,
) -> Vec<String> {
    let (mut names, mut page_token) = (Vec::new(), String::new());
    loop {
        let list = wire::ListDossiersRequest {
            page_size,
            page_token,
            ..only.clone()
        };
        let page = world.dossiers(reader).list_dossiers(list).await.unwrap();
        let page = page.into_inner();
        assert!(page.dossiers.len() <= page_size.try_into().unwrap());
        names.extend(page.dossiers.into_iter().map(|dossier| dossier.name));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return names;
        }
    }
}

fn any() -> wire::ListDossiersRequest {
    wire::ListDossiersRequest::default()
}

async fn pages_go_on_where_the_last_one_ended(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let assessment = world.assessed(&school, "2023-2024", 2).await;
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
        let asked = preparation(&school, &assessment.name);
        prepared.push(world.prepare_from(&school, asked).await.unwrap());
    }
    let all = dossiers(&world, &officer(), any(), 200).await;
    assert_eq!(all.len(), 7);
    assert_eq!(
        [&all[2], &all[5], &all[6]],
        [&prepared[4].name, &prepared[1].name, &prepared[0].name]
    );
    for page_size in [1, 2, 3, 6, 7] {
        let pages = dossiers(&world, &officer(), any(), page_size).await;
        assert_eq!(pages, all, "pages of {page_size}");
    }
    for dossier in &prepared[1..4] {
        let mut client = world.dossiers(&head_of(&school));
        client.withdraw_dossier(reasoned(dossier)).await.unwrap();
    }
    assert_eq!(
        dossiers(&world, &officer(), any(), 3).await,
        all,
        "what changes does not move"
    );
    let withdrawn = wire::ListDossiersRequest {
        state: wire::DossierState::Withdrawn.into(),
        ..any()
    };
    let withdrawn = dossiers(&world, &officer(), withdrawn, 2).await;
    let names: Vec<_> = prepared[1..4].iter().map(|dossier| &dossier.name).collect();
    let expected: Vec<_> = all.iter().filter(|name| names.contains(name)).cloned().collect();
    assert_eq!(withdrawn, expected);
}

async fn a_list_is_of_one_stage(world: World) {
    let (district, commune) = world.district().await;
    let locally = world.enter_under("Tiểu học Vũ Lễ", &commune, &district).await;
    let locally = world.submit(&locally).await;
    let directly = world.submit(&world.enter("Tiểu học Bắc Sơn").await).await;
    let at = |stage: wire::CheckStage| wire::ListDossiersRequest {
        stage: stage.into(),
        ..any()
    };
    let local_stage = at(wire::CheckStage::Local);
    assert_eq!(
        dossiers(&world, &officer(), local_stage.clone(), 10).await,
        [&*locally.name]
    );
    assert_eq!(
        dossiers(&world, &officer(), at(wire::CheckStage::Department), 10).await,
        [&*directly.name]
    );
    assert_eq!(
        dossiers(&world, &local(&district), local_stage, 10).await,
        [&*locally.name],
        "those that it received"
    );
    let others = dossiers(&world, &local(&world.commune().await), any(), 10).await;
    assert_eq!(others, [&*directly.name], "of the schools in it");
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
    let people = head_of(&own);
    assert_eq!(dossiers(&world, &people, any(), 1).await, [&*ours.name]);
    let missing = fresh_id();
    let get = async |name: String| {
        let answer = world
            .dossiers(&people)
            .get_dossier(wire::GetDossierRequest { name })
            .await;
        told(&answer.unwrap_err())
    };
    let absent = get(format!("dossiers/{missing}")).await;
    assert_eq!(absent.0, Code::NotFound);
    assert_eq!(get(theirs.name.clone()).await, absent);
    assert_eq!(get(format!("dossiers/{}", theirs.number)).await, absent);
    let withdraw = async |name: String| {
        let request = wire::ReasonedDossierRequest {
            name,
            reason: "Không phải của tôi".to_owned(),
            request_id: fresh_id(),
            ..Default::default()
        };
        told(
            &world
                .dossiers(&people)
                .withdraw_dossier(request)
                .await
                .unwrap_err(),
        )
    };
    let absent = withdraw(format!("dossiers/{missing}")).await;
    assert_eq!(withdraw(theirs.name.clone()).await, absent);
    let of = |school: &wire::School| wire::ListDossiersRequest {
        school: school.name.clone(),
        ..any()
    };
    assert_eq!(
        dossiers(&world, &people, of(&foreign), 10).await,
        Vec::<String>::new()
    );
    assert_eq!(dossiers(&world, &people, of(&own), 10).await, [&*ours.name]);
}

async fn names_tokens_and_sizes_that_do_not_fit_are_refused(world: World) {
    let mut officers = world.dossiers(&officer());
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
            officers.get_dossier(get).await.unwrap_err().code(),
            Code::InvalidArgument,
            "{name}"
        );
    }
    for wrong in [
        wire::ListDossiersRequest {
            page_token: "hôm qua".to_owned(),
            ..any()
        },
        wire::ListDossiersRequest {
            page_size: -1,
            ..any()
        },
    ] {
        let refused = officers.list_dossiers(wrong).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument);
    }
}

ground::both!(World:
    pages_go_on_where_the_last_one_ended,
    a_list_is_of_one_stage,
    a_school_sees_its_own_and_the_rest_is_not_there,
    names_tokens_and_sizes_that_do_not_fit_are_refused,
);
