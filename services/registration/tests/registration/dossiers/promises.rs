//! What the service promises beside its rules: retries that change nothing, and a door that knows every method.

use futures::future::join_all;
use ground::{fresh_id, reason};
use platform::identity::{Identity, Role};
use prost_types::FileDescriptorSet;
use proto::fact::Target;
use proto::registration as wire;
use tonic::Code;

use super::desk::*;
use crate::builders::*;
use crate::world::{World, head_of, id, officer};

async fn a_retry_gets_the_first_answer_and_another_content_is_refused(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let assessment = world.assessed(&school, "2023-2024", 2).await;
    let request = preparation(&school, &assessment.name);
    let first = world.prepare_from(&school, request.clone()).await.unwrap();
    let again = world.prepare_from(&school, request.clone()).await.unwrap();
    assert_eq!(first, again);
    let other = wire::PrepareDossierRequest {
        target: Target::NationalStandard2.into(),
        ..request
    };
    let refused = world.prepare_from(&school, other).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::Aborted, "REQUEST_ID_REUSED")
    );

    let submit = asked(&first);
    let answers = join_all((0..8).map(async |_| {
        let answer = world
            .dossiers(&head_of(&school))
            .submit_dossier(submit.clone())
            .await;
        answer.unwrap().into_inner()
    }))
    .await;
    assert!(
        answers.iter().all(|answer| *answer == answers[0]),
        "one answer to all"
    );
    assert_eq!(
        world.history(id(&first.name)).await,
        ["dossier_prepared", "dossier_submitted"],
        "handed in once"
    );
    let nameless = wire::DossierRequest {
        request_id: "mai".to_owned(),
        ..submit
    };
    let refused = world
        .dossiers(&head_of(&school))
        .submit_dossier(nameless)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
}

async fn only_what_was_seen_is_changed(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let draft = world.prepare(&school).await;
    let submitted = world.hand_in(&draft).await.unwrap();
    let with = |etag: &str| wire::DossierRequest {
        etag: etag.to_owned(),
        ..asked(&draft)
    };
    let mut officers = world.dossiers(&officer());
    let refused = officers.begin_check(with(&draft.etag)).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::Aborted, "ETAG_MISMATCH")
    );
    officers.begin_check(with(&submitted.etag)).await.unwrap();
}

async fn the_door_lets_in_who_may(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let dossier = world.submit(&school).await;
    let checked = world
        .dossiers(&head_of(&school))
        .begin_check(asked(&dossier))
        .await;
    assert_eq!(checked.unwrap_err().code(), Code::PermissionDenied);
    let accepted = world
        .dossiers(&Identity::new("xa", Role::Commune))
        .accept_dossier(asked(&dossier))
        .await;
    assert_eq!(accepted.unwrap_err().code(), Code::PermissionDenied);
    let mut auditor = world.dossiers(&Identity::new("a", Role::Auditor));
    let list = auditor.list_dossiers(wire::ListDossiersRequest::default()).await;
    assert_eq!(list.unwrap().into_inner().dossiers.len(), 1);
    let withdrawn = wire::ReasonedDossierRequest {
        name: dossier.name,
        reason: "Thử".to_owned(),
        request_id: fresh_id(),
        ..Default::default()
    };
    let withdrawn = auditor.withdraw_dossier(withdrawn).await;
    assert_eq!(
        withdrawn.unwrap_err().code(),
        Code::PermissionDenied,
        "reads everything, changes nothing"
    );
}

ground::both!(World:
    a_retry_gets_the_first_answer_and_another_content_is_refused,
    only_what_was_seen_is_changed,
    the_door_lets_in_who_may,
);

#[test]
fn every_method_stands_in_the_permission_table_once() {
    let descriptors: FileDescriptorSet = prost::Message::decode(proto::DESCRIPTORS).unwrap();
    let mut methods = Vec::new();
    for file in &descriptors.file {
        if file.package() == "kiemdinh.registration.v1" {
            for service in &file.service {
                methods.extend(
                    service
                        .method
                        .iter()
                        .map(|method| format!("/{}.{}/{}", file.package(), service.name(), method.name())),
                );
            }
        }
    }
    let tables = registration::grpc::PERMISSIONS.iter().copied().flatten();
    let mut table: Vec<_> = tables
        .map(|(method, roles)| {
            assert!(!roles.is_empty(), "{method} answers nobody");
            (*method).to_owned()
        })
        .collect();
    methods.sort();
    table.sort();
    assert_eq!(methods, table);
}
