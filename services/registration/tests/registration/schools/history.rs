//! What becomes of a school, and how it is found.

use ground::{broken_fields, fresh_id, reason};
use platform::time::Moment;
use proto::registration as wire;
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use crate::builders::{moment, school};
use crate::world::{START, World, administrator, head_of, id, leader, officer};

const DOCUMENT: &str = "123/QĐ-UBND";

fn rename(what: &wire::School, name: &str) -> wire::RenameSchoolRequest {
    wire::RenameSchoolRequest {
        name: what.name.clone(),
        display_name: name.to_owned(),
        document: DOCUMENT.to_owned(),
        on: "2024-06-01".to_owned(),
        request_id: fresh_id(),
        ..Default::default()
    }
}

fn merge(sources: &[&wire::School], into: &wire::School) -> wire::MergeSchoolsRequest {
    wire::MergeSchoolsRequest {
        sources: sources.iter().map(|source| source.name.clone()).collect(),
        into: into.name.clone(),
        document: DOCUMENT.to_owned(),
        on: "2024-07-01".to_owned(),
        request_id: fresh_id(),
        validate_only: false,
    }
}

fn close(what: &wire::School) -> wire::CloseSchoolRequest {
    wire::CloseSchoolRequest {
        name: what.name.clone(),
        document: DOCUMENT.to_owned(),
        on: "2024-08-31".to_owned(),
        request_id: fresh_id(),
        ..Default::default()
    }
}

impl World {
    /// Puts a dossier of `school` in `state` into the table, as far as a school looks at it.
    async fn dossier_in(&self, school: &wire::School, state: &str, decided_at: Option<Moment>) -> Uuid {
        let dossier = Uuid::now_v7();
        let connection = self.journal.database.reader();
        let statement = Statement::from_sql_and_values(
            connection.get_database_backend(),
            "INSERT INTO dossiers (id, number, school_id, kind, target, overlay, state, history, defects, reason, \
             prepared_at, version, decided_at) VALUES ($1, $2, $3, 'RECOGNITION_KIND_NEW', \
             'TARGET_NATIONAL_STANDARD_1', '', $4, $5, $5, '', $6, 1, $7)",
            [
                dossier.into(),
                format!("H37.14-240520-{}", &dossier.simple().to_string()[28..]).into(),
                id(&school.name).into(),
                state.into(),
                serde_json::json!([]).into(),
                moment(START).into(),
                decided_at.into(),
            ],
        );
        connection.execute_raw(statement).await.unwrap();
        dossier
    }
}

async fn a_school_keeps_its_history(world: World) {
    let (one, other) = (world.enter("Tiểu học A").await, world.enter("Tiểu học B").await);
    let mut client = world.schools(&administrator());
    let renamed = client
        .rename_school(rename(&one, "Tiểu học Kim Đồng"))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(renamed.display_name, "Tiểu học Kim Đồng");
    let merged = client
        .merge_schools(merge(&[&other], &one))
        .await
        .unwrap()
        .into_inner();
    let (into, gone) = (merged.into.unwrap(), &merged.sources[0]);
    assert_eq!(gone.state(), wire::SchoolState::Merged);
    assert_eq!(gone.merged_into, one.name);
    let events: Vec<_> = into
        .history
        .iter()
        .map(|event| {
            (
                event.what.as_str(),
                event.on.as_str(),
                event.previous_name.as_str(),
                event.other_school.as_str(),
            )
        })
        .collect();
    assert_eq!(
        events,
        [
            ("renamed", "2024-06-01", "Tiểu học A", ""),
            ("absorbed", "2024-07-01", "", other.name.as_str())
        ]
    );
    let closed = client.close_school(close(&one)).await.unwrap().into_inner();
    assert_eq!(closed.state(), wire::SchoolState::Closed);
    assert_eq!(closed, world.look_up(&officer(), &one.name).await.unwrap());
    assert_eq!(
        world.history(id(&one.name)).await,
        [
            "school_registered",
            "school_renamed",
            "school_absorbed",
            "school_closed"
        ]
    );
    assert_eq!(
        world.history(id(&other.name)).await,
        ["school_registered", "school_merged"]
    );
    // What is gone stays as it is.
    let refusals = [
        client
            .rename_school(rename(&other, "Tiểu học C"))
            .await
            .unwrap_err(),
        client.merge_schools(merge(&[&other], &one)).await.unwrap_err(),
        client.close_school(close(&one)).await.unwrap_err(),
        client
            .update_school(wire::UpdateSchoolRequest {
                school: Some(closed.clone()),
                request_id: fresh_id(),
                ..Default::default()
            })
            .await
            .unwrap_err(),
    ];
    for refusal in refusals {
        assert_eq!(reason(&refusal), "SCHOOL_GONE");
    }
}

async fn a_school_with_an_open_dossier_neither_merges_nor_closes(world: World) {
    let into = world.enter("Tiểu học Nhận").await;
    let mut client = world.schools(&administrator());
    for state in ["submitted", "under_check", "supplement_requested", "accepted"] {
        let school = world.enter("Tiểu học Có Hồ Sơ").await;
        world.dossier_in(&school, state, None).await;
        for refused in [
            client.close_school(close(&school)).await.unwrap_err(),
            client
                .merge_schools(merge(&[&school], &into))
                .await
                .map(|_| ())
                .unwrap_err(),
        ] {
            assert_eq!(reason(&refused), "OPEN_DOSSIERS", "{state}");
            assert!(
                refused.message().contains("H37.14-240520-"),
                "{}",
                refused.message()
            );
        }
    }
    for (state, decided_at) in [
        ("draft", None),
        ("refused", None),
        ("withdrawn", None),
        ("accepted", Some(moment(START))),
    ] {
        let school = world.enter("Tiểu học Xong").await;
        world.dossier_in(&school, state, decided_at).await;
        client.close_school(close(&school)).await.unwrap();
    }
    // The one that goes on may have dossiers.
    world.dossier_in(&into, "submitted", None).await;
    let source = world.enter("Tiểu học Nguồn").await;
    client.merge_schools(merge(&[&source], &into)).await.unwrap();
}

async fn deeds_need_a_document_and_a_day(world: World) {
    let school = world.enter("Tiểu học A").await;
    let mut client = world.schools(&administrator());
    let bare = wire::RenameSchoolRequest {
        document: String::new(),
        on: "31/02/2024".to_owned(),
        ..rename(&school, " ")
    };
    let refused = client.rename_school(bare).await.unwrap_err();
    assert_eq!(broken_fields(&refused), ["display_name", "document", "on"]);
    let same = client
        .rename_school(rename(&school, "Tiểu học A"))
        .await
        .unwrap_err();
    assert_eq!(reason(&same), "SAME_NAME");
    let itself = client
        .merge_schools(merge(&[&school], &school))
        .await
        .unwrap_err();
    assert_eq!(reason(&itself), "INTO_ITSELF");
    let nobody = client.merge_schools(merge(&[], &school)).await.unwrap_err();
    assert_eq!(broken_fields(&nobody), ["sources"]);
    let tried = wire::CloseSchoolRequest {
        validate_only: true,
        ..close(&school)
    };
    assert_eq!(
        client.close_school(tried).await.unwrap().into_inner().state(),
        wire::SchoolState::Closed
    );
    assert_eq!(
        world.look_up(&officer(), &school.name).await.unwrap(),
        school,
        "only tried"
    );
}

async fn what_is_known_of_a_school_changes_but_not_its_name(world: World) {
    let before = world.enter("Tiểu học A").await;
    let update = wire::UpdateSchoolRequest {
        school: Some(wire::School {
            display_name: "Tiểu học Khác".to_owned(),
            code: "00123".to_owned(),
            phone: "0912345678".to_owned(),
            ..before.clone()
        }),
        etag: before.etag.clone(),
        request_id: fresh_id(),
        validate_only: false,
    };
    let mut client = world.schools(&administrator());
    let after = client.update_school(update.clone()).await.unwrap().into_inner();
    assert_eq!(
        (after.display_name.as_str(), after.code.as_str()),
        ("Tiểu học A", "00123")
    );
    assert_eq!(
        client.update_school(update.clone()).await.unwrap().into_inner(),
        after,
        "a retry"
    );
    let stale = wire::UpdateSchoolRequest {
        request_id: fresh_id(),
        ..update.clone()
    };
    assert_eq!(
        reason(&client.update_school(stale).await.unwrap_err()),
        "ETAG_MISMATCH"
    );
    assert_eq!(
        world.look_up(&head_of(&before), "schools/00123").await.unwrap(),
        after
    );
    // The code is taken now, but not for ever.
    let other = world.enter("Tiểu học B").await;
    let take = |request_id: String| wire::UpdateSchoolRequest {
        school: Some(wire::School {
            code: "00123".to_owned(),
            ..other.clone()
        }),
        request_id,
        ..Default::default()
    };
    assert_eq!(
        reason(&client.update_school(take(fresh_id())).await.unwrap_err()),
        "CODE_TAKEN"
    );
    client.close_school(close(&before)).await.unwrap();
    client.update_school(take(fresh_id())).await.unwrap();
    assert_eq!(
        world.look_up(&leader(), "schools/00123").await.unwrap().name,
        other.name
    );
}

async fn schools_are_found_without_marks(world: World) {
    for name in ["Tiểu học Đặng Văn Ngữ", "Mầm non Hòa Bình", "THCS Hoà Đông"] {
        world.enter(name).await;
    }
    for (search, expected) in [
        ("dang van ngu", vec!["Tiểu học Đặng Văn Ngữ"]),
        ("NGỮ đặng", vec!["Tiểu học Đặng Văn Ngữ"]),
        ("hoa", vec!["Mầm non Hòa Bình", "THCS Hoà Đông"]),
        ("hòa bình", vec!["Mầm non Hòa Bình"]),
        ("100%", vec![]),
        ("_", vec![]),
    ] {
        let found = world.find_schools(&officer(), search).await;
        let names: Vec<_> = found.iter().map(|school| school.display_name.as_str()).collect();
        assert_eq!(names, expected, "{search}");
    }
}

async fn a_school_needs_a_commune_that_lasts(world: World) {
    let department = world.department().await;
    let commune = world.commune().await;
    let other = world
        .authority(
            wire::AuthorityKind::Commune,
            "Ủy ban nhân dân xã Mới",
            "H37.14.2",
            &department,
        )
        .await;
    let asked = |commune: &str| wire::CreateSchoolRequest {
        school: Some(wire::School {
            commune: commune.to_owned(),
            ..school("Tiểu học A")
        }),
        request_id: fresh_id(),
        validate_only: false,
    };
    let mut client = world.schools(&officer());
    assert_eq!(
        broken_fields(&client.create_school(asked("Nơi Khác")).await.unwrap_err()),
        ["school.commune"]
    );
    assert_eq!(
        reason(&client.create_school(asked(&department.name)).await.unwrap_err()),
        "NO_COMMUNE"
    );
    let end = wire::EndAuthorityRequest {
        name: commune.name.clone(),
        valid_until: "2024-04-30".to_owned(),
        successors: vec![other.name.clone()],
        document: "Nghị quyết 1/NQ-HĐND".to_owned(),
        request_id: fresh_id(),
        ..Default::default()
    };
    world
        .authorities(&administrator())
        .end_authority(end)
        .await
        .unwrap();
    assert_eq!(
        reason(&client.create_school(asked(&commune.name)).await.unwrap_err()),
        "AUTHORITY_ENDED"
    );
    client
        .create_school(asked("Uỷ ban nhân dân xã Mới"))
        .await
        .unwrap();
}

ground::both!(World:
    a_school_keeps_its_history,
    a_school_with_an_open_dossier_neither_merges_nor_closes,
    deeds_need_a_document_and_a_day,
    what_is_known_of_a_school_changes_but_not_its_name,
    schools_are_found_without_marks,
    a_school_needs_a_commune_that_lasts,
);
