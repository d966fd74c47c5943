//! What the service promises beside its rules: numbers without a gap, retries that change nothing, and a
//! door that knows every method.

use futures::future::join_all;
use ground::{broken_fields, fresh_id, reason};
use platform::identity::{Identity, Role};
use prost_types::FileDescriptorSet;
use proto::registration as wire;
use tonic::Code;

use crate::builders::*;
use crate::world::{World, asked, id};

const AT_ONCE: usize = 200;

async fn dossiers_handed_in_at_once_are_numbered_without_gap_or_repeat(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let drafts = join_all((0..AT_ONCE).map(|_| world.prepare(&school))).await;
    let client = world.school(&school);
    let submitted = join_all(drafts.iter().enumerate().map(async |(position, draft)| {
        let mut client = client.clone();
        if position % 10 == 0 {
            // What is only tried takes no number.
            let tried = wire::DossierRequest {
                validate_only: true,
                ..asked(draft)
            };
            client.submit_dossier(tried).await.unwrap();
        }
        client
            .submit_dossier(asked(draft))
            .await
            .unwrap()
            .into_inner()
            .number
    }));
    let mut numbers = submitted.await;
    numbers.sort();
    let expected: Vec<_> = (1..=AT_ONCE)
        .map(|count| format!("H37.14-240520-{count:04}"))
        .collect();
    assert_eq!(numbers, expected);
    // Refused: handed in twice. It takes no number either.
    let twice = world.school(&school).submit_dossier(asked(&drafts[0])).await;
    assert_eq!(reason(&twice.unwrap_err()), "WRONG_STATE");
    assert_eq!(world.submit(&school).await.number, "H37.14-240520-0201");
    world.at("2024-05-20T17:00:00Z");
    assert_eq!(
        world.submit(&school).await.number,
        "H37.14-240521-0001",
        "the day begins at midnight in Vietnam"
    );
}

async fn a_retry_gets_the_first_answer_and_another_content_is_refused(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let request = preparation(&school);
    let mut client = world.school(&school);
    let first = client
        .prepare_dossier(request.clone())
        .await
        .unwrap()
        .into_inner();
    let again = client
        .prepare_dossier(request.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(first, again);
    let other = wire::PrepareDossierRequest {
        self_assessed_level: 3,
        ..request
    };
    let refused = client.prepare_dossier(other).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::Aborted, "REQUEST_ID_REUSED")
    );

    let submit = asked(&first);
    let answers = join_all((0..8).map(async |_| {
        let answer = world.school(&school).submit_dossier(submit.clone()).await;
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
    let refused = client.submit_dossier(nameless).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
}

async fn only_what_was_seen_is_changed(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let draft = world.prepare(&school).await;
    let submitted = world
        .school(&school)
        .submit_dossier(asked(&draft))
        .await
        .unwrap()
        .into_inner();
    let with = |etag: &str| wire::DossierRequest {
        etag: etag.to_owned(),
        ..asked(&draft)
    };
    let refused = world.officer().begin_check(with(&draft.etag)).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::Aborted, "ETAG_MISMATCH")
    );
    world.officer().begin_check(with(&submitted.etag)).await.unwrap();
}

async fn trying_changes_nothing(world: World) {
    let tried = wire::CreateSchoolRequest {
        school: Some(school("Tiểu học Bắc Sơn")),
        request_id: fresh_id(),
        validate_only: true,
    };
    let answer = world.officer().create_school(tried).await.unwrap().into_inner();
    let get = wire::GetSchoolRequest { name: answer.name };
    assert_eq!(
        world.officer().get_school(get).await.unwrap_err().code(),
        Code::NotFound
    );
    let spoilt = wire::CreateSchoolRequest {
        school: Some(wire::School::default()),
        request_id: fresh_id(),
        validate_only: true,
    };
    let refused = world.officer().create_school(spoilt).await.unwrap_err();
    let fields = broken_fields(&refused);
    assert_eq!(fields.len(), 4, "every defect at once: {fields:?}");
}

async fn the_door_lets_in_who_may(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let dossier = world.submit(&school).await;
    let checked = world.school(&school).begin_check(asked(&dossier)).await;
    assert_eq!(checked.unwrap_err().code(), Code::PermissionDenied);
    let accepted = world
        .client(&Identity::new("xa", Role::Commune))
        .accept_dossier(asked(&dossier))
        .await;
    assert_eq!(accepted.unwrap_err().code(), Code::PermissionDenied);
    let mut auditor = world.client(&Identity::new("a", Role::Auditor));
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
    dossiers_handed_in_at_once_are_numbered_without_gap_or_repeat,
    a_retry_gets_the_first_answer_and_another_content_is_refused,
    only_what_was_seen_is_changed,
    trying_changes_nothing,
    the_door_lets_in_who_may,
);

#[test]
fn every_method_stands_in_the_permission_table_once() {
    let descriptors: FileDescriptorSet = prost::Message::decode(proto::DESCRIPTORS).unwrap();
    let file = descriptors
        .file
        .iter()
        .find(|file| file.package() == "kiemdinh.registration.v1" && !file.service.is_empty())
        .unwrap();
    let service = &file.service[0];
    let mut methods: Vec<_> = service
        .method
        .iter()
        .map(|method| format!("/{}.{}/{}", file.package(), service.name(), method.name()))
        .collect();
    let mut table: Vec<_> = registration::grpc::PERMISSIONS
        .iter()
        .map(|(method, roles)| {
            assert!(!roles.is_empty(), "{method} answers nobody");
            (*method).to_owned()
        })
        .collect();
    methods.sort();
    table.sort();
    assert_eq!(methods, table);
}
