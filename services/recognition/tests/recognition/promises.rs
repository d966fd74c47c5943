//! What the service promises beside its rules: two people in the database too, numbers without a gap,
//! retries that change nothing, and a door that knows every method.

use futures::future::join_all;
use ground::{broken_rule, fresh_id, reason};
use platform::identity::{Identity, Role};
use prost_types::FileDescriptorSet;
use proto::recognition as wire;
use recognition::domain::Case;
use sea_orm::{ConnectionTrait, DbErr, SqlErr, Statement};
use tonic::Code;

use crate::builders::*;
use crate::world::{World, conclusion, decision, drafting, letter, signature};

/// Writes behind the service's back.
async fn tamper(world: &World, sql: &'static str, case: &Case) -> Result<(), DbErr> {
    let id = case.id;
    world
        .journal
        .database
        .write(move |transaction| {
            Box::pin(async move {
                let backend = transaction.get_database_backend();
                let statement = Statement::from_sql_and_values(backend, sql, [id.into()]);
                transaction.execute_raw(statement).await.map(drop)
            })
        })
        .await
}

async fn the_database_too_refuses_one_person_in_two_places(world: World) {
    let case = province_case();
    world.report(&case, 2).await;
    for (sql, constraint) in [
        (
            "UPDATE decisions SET signer = 'ai-do' WHERE case_id = $1",
            "decisions_four_eyes_signer",
        ),
        (
            "UPDATE decisions SET proposed_by = 'ai-do' WHERE case_id = $1",
            "decisions_four_eyes_proposed_by",
        ),
    ] {
        let refused = tamper(&world, sql, &case).await.unwrap_err().to_string();
        assert!(
            refused.contains(constraint),
            "nothing was prepared yet: {refused}"
        );
    }
    world.draft(&case, true).await;
    for (sql, constraint) in [
        (
            "UPDATE decisions SET signer = prepared_by WHERE case_id = $1",
            "decisions_four_eyes_signer",
        ),
        (
            "UPDATE decisions SET proposed_by = prepared_by WHERE case_id = $1",
            "decisions_four_eyes_proposed_by",
        ),
    ] {
        let refused = tamper(&world, sql, &case).await.unwrap_err().to_string();
        assert!(refused.contains(constraint), "{refused}");
    }
    let another = "UPDATE decisions SET signer = 'giam-doc', proposed_by = 'giam-doc' WHERE case_id = $1";
    tamper(&world, another, &case).await.unwrap();
}

async fn the_database_too_refuses_a_letter_that_its_author_signed(world: World) {
    let case = department_case();
    world.report(&case, 2).await;
    world.due(&case, 1, "2024-07-01").await;
    let refuses = async |sql: &'static str| {
        let refused = tamper(&world, sql, &case).await.unwrap_err().to_string();
        assert!(
            refused.contains("decisions_four_eyes_apology_signer"),
            "{refused}"
        );
    };
    refuses("UPDATE decisions SET apology_signer = 'ai-do' WHERE case_id = $1").await;
    world
        .officer()
        .draft_apology(letter(&case, "2024-07-15"))
        .await
        .unwrap();
    refuses("UPDATE decisions SET apology_signer = apology_prepared_by WHERE case_id = $1").await;
    let another = "UPDATE decisions SET apology_signer = 'giam-doc' WHERE case_id = $1";
    tamper(&world, another, &case).await.unwrap();
}

async fn every_province_numbers_in_books_of_its_own(world: World) {
    let cases = [
        placed(department_case(), 1, 11),
        placed(department_case(), 1, 12),
        placed(department_case(), 2, 21),
    ];
    let mut numbers = Vec::new();
    for case in &cases {
        world.report(case, 2).await;
        let signed = world.sign(case, true).await;
        numbers.push((signed.number, signed.certificate_number));
    }
    let pair = |number: &str, certificate: &str| (number.to_owned(), certificate.to_owned());
    assert_eq!(
        numbers,
        [
            pair("01/QĐ-SGDĐT", "CN-2024-0001"),
            pair("02/QĐ-SGDĐT", "CN-2024-0002"),
            pair("01/QĐ-SGDĐT", "CN-2024-0001")
        ]
    );
    // A number from the book that another document of the province has is refused, in another province it is free.
    let (taken, free) = (placed(department_case(), 1, 13), placed(department_case(), 2, 22));
    for case in [&taken, &free] {
        world.report(case, 2).await;
        world.draft(case, true).await;
    }
    let given = |case: &Case| wire::SignRequest {
        document_number: "02/QĐ-SGDĐT".to_owned(),
        ..signature(case)
    };
    let refused = world.leader().sign_decision(given(&taken)).await.unwrap_err();
    assert_eq!(reason(&refused), "NUMBER_TAKEN");
    world.leader().sign_decision(given(&free)).await.unwrap();
}

async fn a_number_of_a_letter_is_given_once(world: World) {
    let (one, other) = (department_case(), department_case());
    let given = |case: &Case| wire::SignRequest {
        document_number: "45/SGDĐT-QLCL".to_owned(),
        ..signature(case)
    };
    for case in [&one, &other] {
        world.report(case, 2).await;
        world.due(case, 1, "2024-07-01").await;
        world
            .officer()
            .draft_apology(letter(case, "2024-07-15"))
            .await
            .unwrap();
    }
    world.leader().sign_apology(given(&one)).await.unwrap();
    let refused = world.leader().sign_apology(given(&other)).await.unwrap_err();
    assert_eq!(reason(&refused), "NUMBER_TAKEN");
    let next = world.leader().sign_apology(signature(&other)).await.unwrap();
    assert_eq!(next.into_inner().apology.unwrap().number, "46/SGDĐT-QLCL");
}

async fn the_database_too_refuses_a_number_given_twice(world: World) {
    let (one, other) = (department_case(), department_case());
    for case in [&one, &other] {
        world.report(case, 2).await;
        world.sign(case, true).await;
    }
    for sql in [
        "UPDATE decisions SET number = '01/QĐ-SGDĐT' WHERE case_id = $1",
        "UPDATE decisions SET certificate_number = 'CN-2024-0001' WHERE case_id = $1",
        "UPDATE certificates SET number = 'CN-2024-0001' WHERE id = $1",
    ] {
        let refused = tamper(&world, sql, &other).await.unwrap_err();
        assert!(
            matches!(refused.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))),
            "{sql}: {refused}"
        );
    }
    let another_year = "UPDATE decisions SET number = '01/QĐ-SGDĐT', number_year = 2025 WHERE case_id = $1";
    tamper(&world, another_year, &other).await.unwrap();
}

async fn one_person_with_two_accounts_is_one_person(world: World) {
    let case = department_case();
    world.report(&case, 2).await;
    world.draft(&case, true).await;
    let second_account = Identity::new(OFFICER, Role::DepartmentLeader);
    let refused = world
        .decisions(&second_account)
        .sign_decision(signature(&case))
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert_eq!(
        (reason(&refused).as_str(), broken_rule(&refused).as_str()),
        ("FOUR_EYES", "decision.four_eyes")
    );
    let changed = wire::SignRequest {
        text_sha256: OTHER_SHA.to_owned(),
        ..signature(&case)
    };
    let refused = world.leader().sign_decision(changed).await.unwrap_err();
    assert_eq!(reason(&refused), "TEXT_CHANGED");
    world.leader().sign_decision(signature(&case)).await.unwrap();
}

async fn numbers_have_no_gap_no_repeat_and_begin_again_each_january(world: World) {
    let cases: Vec<_> = (0..24).map(|_| department_case()).collect();
    for case in &cases {
        world.report(case, 2).await;
        world.draft(case, true).await;
    }
    let (old, new) = cases.split_at(20);
    let signed = join_all(old.iter().map(async |case| {
        // Refused and merely tried signatures take no number.
        let changed = wire::SignRequest {
            text_sha256: OTHER_SHA.to_owned(),
            ..signature(case)
        };
        world.leader().sign_decision(changed).await.unwrap_err();
        let tried = wire::SignRequest {
            validate_only: true,
            ..signature(case)
        };
        world.leader().sign_decision(tried).await.unwrap();
        let signed = world.leader().sign_decision(signature(case)).await;
        signed.unwrap().into_inner()
    }))
    .await;
    let mut numbers: Vec<_> = signed.iter().map(|signed| signed.number.clone()).collect();
    numbers.sort();
    let expected: Vec<_> = (1..=20).map(|count| format!("{count:02}/QĐ-SGDĐT")).collect();
    assert_eq!(numbers, expected);
    let mut certificates: Vec<_> = signed
        .iter()
        .map(|signed| signed.certificate_number.clone())
        .collect();
    certificates.sort();
    let expected: Vec<_> = (1..=20).map(|count| format!("CN-2024-{count:04}")).collect();
    assert_eq!(certificates, expected);

    // The year turns at midnight in Vietnam, not in Greenwich.
    for (at, case, number, certificate) in [
        (
            "2024-12-31T16:59:59.999999Z",
            &new[0],
            "21/QĐ-SGDĐT",
            "CN-2024-0021",
        ),
        ("2024-12-31T17:00:00Z", &new[1], "01/QĐ-SGDĐT", "CN-2025-0001"),
        ("2025-01-01T03:00:00Z", &new[2], "02/QĐ-SGDĐT", "CN-2025-0002"),
    ] {
        world.at(at);
        let signed = world
            .leader()
            .sign_decision(signature(case))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(
            (signed.number.as_str(), signed.certificate_number.as_str()),
            (number, certificate),
            "{at}"
        );
    }
}

async fn a_retry_gets_the_first_answer_and_another_content_is_refused(world: World) {
    let case = department_case();
    world.report(&case, 2).await;
    world.draft(&case, true).await;
    let request = signature(&case);
    let first = world
        .leader()
        .sign_decision(request.clone())
        .await
        .unwrap()
        .into_inner();
    let again = world
        .leader()
        .sign_decision(request.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(first, again);
    assert_eq!(world.history(&case).await.len(), 5, "signed once");
    let other = wire::SignRequest {
        text_sha256: OTHER_SHA.to_owned(),
        ..request
    };
    let refused = world.leader().sign_decision(other).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::Aborted, "REQUEST_ID_REUSED")
    );
}

async fn only_what_was_seen_is_changed(world: World) {
    let case = department_case();
    world.report(&case, 2).await;
    let drafted = world.draft(&case, true).await;
    let redrafted = drafting(&case);
    world.officer().draft_decision(redrafted).await.unwrap();
    let stale = wire::SignRequest {
        etag: drafted.etag,
        ..signature(&case)
    };
    let refused = world.leader().sign_decision(stale).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::Aborted, "ETAG_MISMATCH")
    );
    let get = wire::GetDecisionRequest {
        name: decision(&case),
    };
    let fresh = wire::SignRequest {
        etag: world.leader().get_decision(get).await.unwrap().into_inner().etag,
        ..signature(&case)
    };
    world.leader().sign_decision(fresh).await.unwrap();
}

async fn trying_changes_nothing(world: World) {
    let case = department_case();
    world.report(&case, 2).await;
    let tried = wire::ConcludeAppraisalRequest {
        recognise: true,
        request_id: fresh_id(),
        validate_only: true,
        ..conclusion(&case)
    };
    let answer = world
        .officer()
        .conclude_appraisal(tried)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(answer.state(), wire::DecisionState::Appraised);
    assert_eq!(world.history(&case).await, ["report_received"]);
}

async fn two_signatures_at_once_are_one(world: World) {
    let case = department_case();
    world.report(&case, 2).await;
    world.draft(&case, true).await;
    let answers = join_all((0..8).map(async |_| world.leader().sign_decision(signature(&case)).await)).await;
    let (signed, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!((signed.len(), refused.len()), (1, 7));
    for refused in refused {
        assert_eq!(reason(&refused.unwrap_err()), "WRONG_STATE");
    }
    assert_eq!(world.history(&case).await.len(), 5);
}

async fn the_door_lets_in_who_may(world: World) {
    let case = department_case();
    world.report(&case, 2).await;
    let mut reviewer = world.decisions(&Identity::new("r", Role::Reviewer));
    let list = reviewer.list_decisions(wire::ListDecisionsRequest::default());
    assert_eq!(list.await.unwrap_err().code(), Code::PermissionDenied);
    let auditor = Identity::new("a", Role::Auditor);
    let mut auditor = world.decisions(&auditor);
    let list = auditor.list_decisions(wire::ListDecisionsRequest::default());
    assert_eq!(list.await.unwrap().into_inner().decisions.len(), 1);
    let signed = auditor.sign_decision(signature(&case)).await;
    assert_eq!(
        signed.unwrap_err().code(),
        Code::PermissionDenied,
        "reads everything, changes nothing"
    );
    let signed = world.officer().sign_decision(signature(&case)).await;
    assert_eq!(signed.unwrap_err().code(), Code::PermissionDenied);
}

ground::both!(World:
    the_database_too_refuses_one_person_in_two_places,
    the_database_too_refuses_a_letter_that_its_author_signed,
    the_database_too_refuses_a_number_given_twice,
    every_province_numbers_in_books_of_its_own,
    a_number_of_a_letter_is_given_once,
    one_person_with_two_accounts_is_one_person,
    numbers_have_no_gap_no_repeat_and_begin_again_each_january,
    a_retry_gets_the_first_answer_and_another_content_is_refused,
    only_what_was_seen_is_changed,
    trying_changes_nothing,
    two_signatures_at_once_are_one,
    the_door_lets_in_who_may,
);

#[test]
fn every_method_stands_in_the_permission_table_once() {
    let descriptors: FileDescriptorSet = prost::Message::decode(proto::DESCRIPTORS).unwrap();
    let mut methods = Vec::new();
    for file in descriptors.file {
        for service in file
            .service
            .iter()
            .filter(|_| file.package() == "kiemdinh.recognition.v1")
        {
            let path = |method: &str| format!("/{}.{}/{method}", file.package(), service.name());
            methods.extend(service.method.iter().map(|method| path(method.name())));
        }
    }
    let tables = recognition::grpc::PERMISSIONS
        .iter()
        .flat_map(|table| table.iter());
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
