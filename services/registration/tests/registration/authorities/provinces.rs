//! Several provinces in one installation: each sees its own.

use ground::{fresh_id, reason};
use platform::identity::{Identity, Role};
use proto::exchange::{ImportHeader, SheetFormat};
use proto::registration as wire;
use tonic::Code;

use crate::builders::school;
use crate::files::{counts, header};
use crate::world::{World, administrator, id, officer};

impl World {
    /// A second province with a commune of its own.
    async fn second_province(&self) -> (wire::Authority, wire::Authority) {
        let create = wire::CreateAuthorityRequest {
            authority: Some(wire::Authority {
                display_name: "Sở Giáo dục và Đào tạo Hà Nội".to_owned(),
                kind: wire::AuthorityKind::Department.into(),
                code: "H26.12".to_owned(),
                overlay: "ha-noi".to_owned(),
                ..Default::default()
            }),
            request_id: fresh_id(),
            validate_only: false,
        };
        let department = self.authorities(&administrator()).create_authority(create).await;
        let department = department.unwrap().into_inner();
        let commune = self
            .authority(
                wire::AuthorityKind::Commune,
                "Ủy ban nhân dân xã Bắc Sơn",
                "H26.12.1",
                &department,
            )
            .await;
        (department, commune)
    }
}

fn of(role: Role, department: &wire::Authority) -> Identity {
    Identity::new("nguoi-cua-so", role).within(id(&department.name).to_string())
}

fn in_commune(name: &str, code: &str, commune: &str) -> wire::CreateSchoolRequest {
    wire::CreateSchoolRequest {
        school: Some(wire::School {
            commune: commune.to_owned(),
            code: code.to_owned(),
            ..school(name)
        }),
        request_id: fresh_id(),
        validate_only: false,
    }
}

async fn each_officer_sees_only_their_own_province(world: World) {
    let first = world.department().await;
    let first_commune = world.commune().await;
    let (second, second_commune) = world.second_province().await;
    let here = of(Role::DepartmentOfficer, &first);
    let there = of(Role::DepartmentOfficer, &second);
    // Both have a commune of this name: whose is meant is clear from whom asks.
    let ours = world
        .schools(&here)
        .create_school(in_commune("Tiểu học A", "00123", "Bắc Sơn"))
        .await;
    let ours = ours.unwrap().into_inner();
    assert_eq!(ours.commune, first_commune.name);
    let theirs = world
        .schools(&there)
        .create_school(in_commune("Tiểu học B", "00123", "Bắc Sơn"))
        .await;
    let theirs = theirs.unwrap().into_inner();
    assert_eq!(
        (theirs.commune.clone(), theirs.province.clone()),
        (second_commune.name.clone(), second.name.clone())
    );

    for (who, own, foreign) in [(&here, &ours, &theirs), (&there, &theirs, &ours)] {
        assert_eq!(world.look_up(who, "schools/00123").await.unwrap().name, own.name);
        assert_eq!(
            world.look_up(who, &foreign.name).await.unwrap_err().code(),
            Code::NotFound
        );
        let listed = world.find_schools(who, "").await;
        assert_eq!(
            listed.iter().map(|school| &school.name).collect::<Vec<_>>(),
            [&own.name]
        );
        let listed = world
            .authorities(who)
            .list_authorities(wire::ListAuthoritiesRequest::default())
            .await;
        let listed = listed.unwrap().into_inner().authorities;
        assert_eq!(listed.len(), 2);
        assert!(listed.iter().all(|authority| authority.province == own.province));
        let exported = String::from_utf8(world.export_schools(who, SheetFormat::Json).await).unwrap();
        assert!(exported.contains(&own.display_name) && !exported.contains(&foreign.display_name));
    }
    // Who sees both must say which.
    assert_eq!(
        reason(&world.look_up(&officer(), "schools/00123").await.unwrap_err()),
        "WHICH_PROVINCE"
    );
    let asked = in_commune("Tiểu học C", "", "Bắc Sơn");
    let refused = world.schools(&officer()).create_school(asked).await.unwrap_err();
    assert_eq!(reason(&refused), "WHICH_PROVINCE");
    let by_name = in_commune("Tiểu học C", "", &second_commune.name);
    let created = world
        .schools(&officer())
        .create_school(by_name)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(created.province, second.name, "a resource name says it");
    // A foreign commune is not there.
    let foreign = in_commune("Tiểu học D", "", &second_commune.name);
    assert_eq!(
        world
            .schools(&here)
            .create_school(foreign)
            .await
            .unwrap_err()
            .code(),
        Code::InvalidArgument
    );
}

async fn administrators_of_a_province_stay_in_it(world: World) {
    world.commune().await;
    let first = world.department().await;
    let (second, _) = world.second_province().await;
    let theirs = of(Role::Administrator, &second);
    let file = "Tên trường,Loại trường,Loại hình,\"Xã, phường\"\nTiểu học X,Tiểu học,Công lập,Bắc Sơn\n";
    let report = world
        .import_schools(&theirs, header(), file.as_bytes())
        .await
        .unwrap();
    assert_eq!(counts(&report), (1, 0, 0), "{report:?}");
    assert_eq!(
        world.find_schools(&theirs, "tieu hoc x").await[0].province,
        second.name
    );
    let refused = world
        .import_schools(&administrator(), header(), file.as_bytes())
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), "WHICH_PROVINCE");
    let named = ImportHeader {
        province: second.name.clone(),
        ..header()
    };
    let report = world
        .import_schools(&administrator(), named, file.as_bytes())
        .await
        .unwrap();
    assert_eq!(counts(&report), (0, 0, 1));
    let foreign = ImportHeader {
        province: first.name.clone(),
        ..header()
    };
    let refused = world
        .import_schools(&theirs, foreign, file.as_bytes())
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
    let found = wire::CreateAuthorityRequest {
        authority: Some(wire::Authority {
            display_name: "Sở thứ ba".to_owned(),
            kind: wire::AuthorityKind::Department.into(),
            code: "H99.1".to_owned(),
            ..Default::default()
        }),
        request_id: fresh_id(),
        validate_only: false,
    };
    let refused = world
        .authorities(&theirs)
        .create_authority(found)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    let rename = wire::UpdateAuthorityRequest {
        authority: Some(first),
        request_id: fresh_id(),
        ..Default::default()
    };
    let refused = world
        .authorities(&theirs)
        .update_authority(rename)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
}

ground::both!(World:
    each_officer_sees_only_their_own_province,
    administrators_of_a_province_stay_in_it,
);
