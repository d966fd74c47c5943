//! What becomes of an authority, and of the schools it has.

use ground::{broken_fields, fresh_id, reason};
use proto::registration as wire;

use crate::builders::school;
use crate::world::{World, administrator, id, officer};

const DOCUMENT: &str = "Nghị quyết 202/2025/QH15";
/// The last day of the district level.
const ENDED: &str = "2025-06-30T08:00:00+07:00";

fn end(what: &wire::Authority, successors: &[&wire::Authority]) -> wire::EndAuthorityRequest {
    wire::EndAuthorityRequest {
        name: what.name.clone(),
        valid_until: "2025-06-30".to_owned(),
        successors: successors
            .iter()
            .map(|successor| successor.name.clone())
            .collect(),
        document: DOCUMENT.to_owned(),
        request_id: fresh_id(),
        ..Default::default()
    }
}

impl World {
    async fn enter_district(&self, name: &str, code: &str) -> wire::Authority {
        let department = self.department().await;
        self.authority(wire::AuthorityKind::District, name, code, &department)
            .await
    }

    async fn commune_under(&self, name: &str, code: &str, above: &wire::Authority) -> wire::Authority {
        self.authority(wire::AuthorityKind::Commune, name, code, above)
            .await
    }

    async fn school_of(&self, name: &str, commune: &str, manager: &wire::Authority) -> wire::School {
        let create = wire::CreateSchoolRequest {
            school: Some(wire::School {
                commune: commune.to_owned(),
                authority: manager.name.clone(),
                ..school(name)
            }),
            request_id: fresh_id(),
            validate_only: false,
        };
        let created = self.schools(&officer()).create_school(create).await;
        created.unwrap().into_inner()
    }
}

async fn schools_of_a_district_go_over_to_their_communes(world: World) {
    world.at(ENDED);
    let district = world
        .enter_district("Ủy ban nhân dân huyện Bắc Sơn", "H37.14.9")
        .await;
    let north = world
        .commune_under("Ủy ban nhân dân xã Bắc Sơn", "H37.14.1", &district)
        .await;
    let south = world
        .commune_under("Ủy ban nhân dân xã Nam Sơn", "H37.14.2", &district)
        .await;
    let first = world.school_of("Tiểu học Bắc Sơn", "Bắc Sơn", &district).await;
    let second = world.school_of("Tiểu học Nam Sơn", "H37.14.2", &district).await;
    assert_eq!(first.commune, north.name, "named without its titles");

    let ended = world
        .authorities(&administrator())
        .end_authority(end(&district, &[&north, &south]))
        .await;
    let ended = ended.unwrap().into_inner();
    assert_eq!(
        (ended.valid_until.as_str(), ended.end_document.as_str()),
        ("2025-06-30", DOCUMENT)
    );
    assert_eq!(ended.successors, [north.name.clone(), south.name.clone()]);
    for (before, commune) in [(&first, &north), (&second, &south)] {
        let after = world.look_up(&officer(), &before.name).await.unwrap();
        assert_eq!(
            (&after.authority, &after.authority_name),
            (&commune.name, &commune.display_name)
        );
        assert_eq!(
            world.history(id(&before.name)).await,
            ["school_registered", "school_changed"]
        );
    }
    // What stood under the district stands under what stood above it.
    let asked = wire::GetAuthorityRequest {
        name: north.name.clone(),
    };
    let north_after = world
        .authorities(&officer())
        .get_authority(asked)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(north_after.parent, north.province);
    assert_eq!(
        world.history(id(&district.name)).await,
        ["authority_entered", "authority_ended"]
    );

    let again = world
        .authorities(&administrator())
        .end_authority(end(&district, &[&north]))
        .await;
    assert_eq!(reason(&again.unwrap_err()), "AUTHORITY_ENDED");
}

async fn a_school_that_nobody_clearly_takes_over_keeps_its_district_from_ending(world: World) {
    world.at(ENDED);
    let district = world
        .enter_district("Ủy ban nhân dân huyện Bắc Sơn", "H37.14.9")
        .await;
    let (a, b, c) = (
        world
            .commune_under("Ủy ban nhân dân xã A", "H37.14.1", &district)
            .await,
        world
            .commune_under("Ủy ban nhân dân xã B", "H37.14.2", &district)
            .await,
        world
            .commune_under("Ủy ban nhân dân xã C", "H37.14.3", &district)
            .await,
    );
    let left = world.school_of("Tiểu học C", &c.name, &district).await;
    let mut client = world.authorities(&administrator());
    let refused = client.end_authority(end(&district, &[&a, &b])).await.unwrap_err();
    assert_eq!(reason(&refused), "SCHOOLS_LEFT");
    assert!(refused.message().contains("Tiểu học C"), "{}", refused.message());
    // Of one alone there is no doubt.
    client.end_authority(end(&district, &[&a])).await.unwrap();
    let after = world.look_up(&officer(), &left.name).await.unwrap();
    assert_eq!((after.authority, after.commune), (a.name, c.name));
}

async fn a_commune_that_ends_gives_its_schools_to_its_successor(world: World) {
    world.at(ENDED);
    let department = world.department().await;
    let old = world
        .commune_under("Ủy ban nhân dân xã Cũ", "H37.14.1", &department)
        .await;
    let new = world
        .commune_under("Ủy ban nhân dân xã Mới", "H37.14.2", &department)
        .await;
    let school = world.school_of("Mầm non Hoa Hồng", &old.name, &department).await;
    world
        .authorities(&administrator())
        .end_authority(end(&old, &[&new]))
        .await
        .unwrap();
    let after = world.look_up(&officer(), &school.name).await.unwrap();
    assert_eq!((after.commune, after.commune_name), (new.name, new.display_name));
    assert_eq!(after.authority, department.name, "who managed it still does");
}

async fn an_end_that_cannot_be_is_refused(world: World) {
    let department = world.department().await;
    let one = world
        .commune_under("Ủy ban nhân dân xã A", "H37.14.1", &department)
        .await;
    let other = world
        .commune_under("Ủy ban nhân dân xã B", "H37.14.2", &department)
        .await;
    let mut client = world.authorities(&administrator());
    let bare = wire::EndAuthorityRequest {
        document: String::new(),
        ..end(&one, &[])
    };
    let refused = client.end_authority(bare).await.unwrap_err();
    assert_eq!(broken_fields(&refused), ["document", "successors"]);
    for (request, expected) in [
        (end(&department, &[&one]), "DEPARTMENT_ENDS"),
        (end(&one, &[&one]), "UNFIT_SUCCESSOR"),
        (
            wire::EndAuthorityRequest {
                etag: "\"7\"".to_owned(),
                ..end(&one, &[&other])
            },
            "ETAG_MISMATCH",
        ),
    ] {
        assert_eq!(
            reason(&client.end_authority(request).await.unwrap_err()),
            expected
        );
    }
    world.at("2025-06-29T23:59:59+07:00");
    let early = client.end_authority(end(&one, &[&other])).await.unwrap_err();
    assert_eq!(reason(&early), "NOT_YET", "its schools are still its own");
    world.at(ENDED);
    client.end_authority(end(&one, &[&other])).await.unwrap();
    assert_eq!(
        reason(&client.end_authority(end(&other, &[&one])).await.unwrap_err()),
        "UNFIT_SUCCESSOR"
    );
}

async fn what_an_authority_is_called_its_schools_say_too(world: World) {
    let commune = world.commune().await;
    let school = world.school_of("Tiểu học Bắc Sơn", &commune.name, &commune).await;
    let update = wire::UpdateAuthorityRequest {
        authority: Some(wire::Authority {
            display_name: "Ủy ban nhân dân phường Bắc Sơn".to_owned(),
            email: "phuong@bacson.example".to_owned(),
            ..commune.clone()
        }),
        etag: commune.etag.clone(),
        request_id: fresh_id(),
        validate_only: false,
    };
    world
        .authorities(&administrator())
        .update_authority(update.clone())
        .await
        .unwrap();
    let after = world.look_up(&officer(), &school.name).await.unwrap();
    assert_eq!(after.commune_name, "Ủy ban nhân dân phường Bắc Sơn");
    assert_eq!(after.authority_name, "Ủy ban nhân dân phường Bắc Sơn");
    assert_eq!(
        world.history(id(&school.name)).await,
        ["school_registered", "school_changed"]
    );
    let stale = wire::UpdateAuthorityRequest {
        request_id: fresh_id(),
        ..update
    };
    let refused = world
        .authorities(&administrator())
        .update_authority(stale)
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), "ETAG_MISMATCH");
}

async fn no_two_that_last_share_a_code(world: World) {
    world.at(ENDED);
    let department = world.department().await;
    let one = world
        .commune_under("Ủy ban nhân dân xã A", "H37.14.1", &department)
        .await;
    let other = world
        .commune_under("Ủy ban nhân dân xã B", "H37.14.2", &department)
        .await;
    let enter = |code: &str| wire::CreateAuthorityRequest {
        authority: Some(wire::Authority {
            display_name: "Ủy ban nhân dân xã C".to_owned(),
            kind: wire::AuthorityKind::Commune.into(),
            code: code.to_owned(),
            parent: department.name.clone(),
            ..Default::default()
        }),
        request_id: fresh_id(),
        validate_only: false,
    };
    let mut client = world.authorities(&administrator());
    assert_eq!(
        reason(&client.create_authority(enter("H37.14.1")).await.unwrap_err()),
        "CODE_TAKEN"
    );
    let take = wire::UpdateAuthorityRequest {
        authority: Some(wire::Authority {
            code: "H37.14.1".to_owned(),
            ..other.clone()
        }),
        request_id: fresh_id(),
        ..Default::default()
    };
    assert_eq!(
        reason(&client.update_authority(take).await.unwrap_err()),
        "CODE_TAKEN"
    );
    client.end_authority(end(&one, &[&other])).await.unwrap();
    let heir = client
        .create_authority(enter("H37.14.1"))
        .await
        .unwrap()
        .into_inner();
    // The code names the one that lasts.
    let by_code = wire::GetAuthorityRequest {
        name: "authorities/H37.14.1".to_owned(),
    };
    assert_eq!(
        client.get_authority(by_code).await.unwrap().into_inner().name,
        heir.name
    );
}

ground::both!(World:
    schools_of_a_district_go_over_to_their_communes,
    a_school_that_nobody_clearly_takes_over_keeps_its_district_from_ending,
    a_commune_that_ends_gives_its_schools_to_its_successor,
    an_end_that_cannot_be_is_refused,
    what_an_authority_is_called_its_schools_say_too,
    no_two_that_last_share_a_code,
);
