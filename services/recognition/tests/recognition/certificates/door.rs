//! Certificates over both databases: entered once, measured by two people, read by whom they concern.

use futures::future::join_all;
use ground::{broken_fields, broken_rule, chains_must_hold, fresh_id, reason};
use platform::identity::{Identity, Role};
use proto::fact::{Measure, Target};
use proto::recognition as wire;
use proto::recognition::CertificateState;
use recognition::domain::Case;
use sea_orm::{ConnectionTrait, DbErr, Statement};
use tonic::Code;
use uuid::Uuid;

use super::stage::*;
use crate::builders::*;
use crate::world::{World, head_of, leader, officer, signature};

ground::both!(World:
    what_was_issued_before_is_entered_and_found_again,
    one_number_is_entered_once_however_many_try,
    of_those_entered_at_once_one_holds_on_a_day,
    what_does_not_fit_is_refused_with_its_field_or_article,
    an_order_goes_from_the_officer_to_the_leader_to_the_school_and_back,
    a_certificate_is_revoked_and_restored,
    a_newer_certificate_takes_the_place_of_the_older_one_with_its_signature,
    the_database_too_refuses_one_person_in_two_places,
    no_number_of_a_book_is_given_twice,
    each_province_has_a_certificate_of_every_number,
    only_who_may_asks_and_only_what_was_seen_is_changed,
);

async fn what_was_issued_before_is_entered_and_found_again(world: World) {
    let case = school(1);
    world.enrol(&case, "24001").await;
    let named = format!("schools/{}", case.school_id);
    for (calls_it, number) in [("24001", "17/CN"), (named.as_str(), "18/CN")] {
        let mut request = entering(calls_it, number);
        if number == "18/CN" {
            request.target = Target::Accreditation2.into();
        }
        let tried = wire::EnterCertificateRequest {
            validate_only: true,
            ..request.clone()
        };
        let tried = world
            .certificates(&officer())
            .enter_certificate(tried)
            .await
            .unwrap();
        let entered = world
            .certificates(&officer())
            .enter_certificate(request.clone())
            .await;
        let entered = entered.unwrap().into_inner();
        assert_eq!(
            (tried.get_ref().number.as_str(), tried.get_ref().state()),
            (number, CertificateState::InForce)
        );
        assert_eq!((entered.school.as_str(), entered.entered), (named.as_str(), true));
        assert_eq!(entered.school_name, "THCS Bắc Sơn");
        assert_eq!(
            (entered.regime.as_str(), entered.valid_from.as_str()),
            ("A0", "2023-06-01")
        );
        let again = world
            .certificates(&officer())
            .enter_certificate(request)
            .await
            .unwrap();
        assert_eq!(again.into_inner(), entered, "the same request, the same answer");
        let found = world.certificate(&officer(), &entered.name).await.unwrap();
        assert_eq!(found, entered);
        assert_eq!(world.life(&entered).await, ["certificate_entered"]);
    }
    chains_must_hold(&world.journal).await;
}

async fn one_number_is_entered_once_however_many_try(world: World) {
    let case = school(1);
    world.enrol(&case, "24001").await;
    let answers = join_all((0..8).map(async |_| {
        let request = entering("24001", "17/CN");
        world.certificates(&officer()).enter_certificate(request).await
    }));
    let (entered, refused): (Vec<_>, Vec<_>) = answers.await.into_iter().partition(Result::is_ok);
    assert_eq!((entered.len(), refused.len()), (1, 7));
    for refused in refused {
        let refused = refused.unwrap_err();
        assert_eq!(
            (reason(&refused).as_str(), broken_rule(&refused).as_str()),
            ("CERTIFICATE_KNOWN", "certificate.number")
        );
    }
    chains_must_hold(&world.journal).await;
}

async fn of_those_entered_at_once_one_holds_on_a_day(world: World) {
    let case = school(1);
    world.enrol(&case, "24001").await;
    let entered = join_all((0..8).map(async |year| {
        let mut request = entering("24001", &format!("{year}/CN"));
        request.recognised_on = format!("{}-06-01", 2016 + year);
        let entered = world.certificates(&officer()).enter_certificate(request).await;
        entered.unwrap().into_inner().name
    }));
    let mut spans = Vec::new();
    for name in entered.await {
        let found = world.certificate(&officer(), &name).await.unwrap();
        let [span] = <[wire::Span; 1]>::try_from(found.spans).unwrap();
        spans.push((span.from, span.until));
    }
    spans.sort();
    let last = |year| {
        let next = format!("{year}-05-31");
        if year == 2024 {
            "2028-06-01".to_owned()
        } else {
            next
        }
    };
    let expected: Vec<_> = (2016..2024)
        .map(|year| (format!("{year}-06-01"), last(year + 1)))
        .collect();
    assert_eq!(spans, expected);
    chains_must_hold(&world.journal).await;
}

async fn what_does_not_fit_is_refused_with_its_field_or_article(world: World) {
    let case = school(1);
    world.enrol(&case, "24001").await;
    let enter = async |request| {
        world
            .certificates(&officer())
            .enter_certificate(request)
            .await
            .unwrap_err()
    };
    let unknown = enter(entering("99999", "17/CN")).await;
    assert_eq!(broken_fields(&unknown), ["school"]);
    let empty = wire::EnterCertificateRequest {
        school: "24001".to_owned(),
        request_id: fresh_id(),
        ..Default::default()
    };
    let fields = ["target", "kind", "number", "recognised_on", "valid_until"];
    assert_eq!(broken_fields(&enter(empty).await), fields);
    let elsewhere = of_province(officer(), 2);
    let request = entering(&format!("schools/{}", case.school_id), "17/CN");
    let refused = world.certificates(&elsewhere).enter_certificate(request).await;
    assert_eq!(
        broken_fields(&refused.unwrap_err()),
        ["school"],
        "another province's school"
    );

    let entered = world.enter(&case, "17/CN").await;
    let draft = drafting(&entered.name, Measure::Revocation);
    let refused = world
        .certificates(&officer())
        .draft_measure(draft)
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), "REVOCATION_NOT_CONCLUDED");
    assert!(
        refused.message().contains("TT 18/2018/TT-BGDĐT Điều 39"),
        "{}",
        refused.message()
    );
    let refused = world
        .certificates(&leader())
        .sign_measure(signing(&entered.name))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), "NOTHING_PREPARED");
    let absent = world
        .certificate(&officer(), "certificates/CN-2024-0007")
        .await
        .unwrap_err();
    assert_eq!(absent.code(), Code::NotFound);
    let malformed = world
        .certificate(&officer(), "certificates/17")
        .await
        .unwrap_err();
    assert_eq!(broken_fields(&malformed), ["name"]);
}

async fn an_order_goes_from_the_officer_to_the_leader_to_the_school_and_back(world: World) {
    let case = school(1);
    world.report(&case, 2).await;
    world.sign(&case, true).await;
    let name = format!("certificates/{}", case.id);
    let draft = drafting(&name, Measure::RemedyOrder);
    let prepared = world
        .certificates(&officer())
        .draft_measure(draft)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(prepared.prepared.unwrap().prepared_by, OFFICER);
    let same_person = Identity::new(OFFICER, Role::DepartmentLeader);
    let refused = world
        .certificates(&same_person)
        .sign_measure(signing(&name))
        .await
        .unwrap_err();
    assert_eq!(
        (reason(&refused).as_str(), broken_rule(&refused).as_str()),
        ("FOUR_EYES", "certificate.four_eyes")
    );
    let refused = world
        .certificates(&chairman())
        .sign_measure(signing(&name))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), "WRONG_AUTHORITY");
    let signed = world
        .certificates(&leader())
        .sign_measure(signing(&name))
        .await
        .unwrap()
        .into_inner();
    let measure = &signed.measures[0];
    assert_eq!(
        (
            measure.number.as_str(),
            measure.signed_on.as_str(),
            measure.signer.as_str()
        ),
        ("02/QĐ-SGDĐT", "2024-06-03", LEADER),
        "after the decision, from the same book"
    );
    assert_eq!(signed.remedy.as_ref().unwrap().remedy_by, "2024-09-30");

    let stranger = head_of(&school(1));
    let refused = world
        .certificates(&stranger)
        .report_remedy(reporting(&name))
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::NotFound, "another school's");
    world.at("2024-08-01T10:00:00+07:00");
    let head = head_of(&case);
    let reported = world
        .certificates(&head)
        .report_remedy(reporting(&name))
        .await
        .unwrap()
        .into_inner();
    assert!(reported.remedy.unwrap().reported_at.is_some());
    let conclude = wire::ConcludeRemedyRequest {
        name: name.clone(),
        accept: true,
        request_id: fresh_id(),
        ..Default::default()
    };
    let concluded = world
        .certificates(&officer())
        .conclude_remedy(conclude)
        .await
        .unwrap()
        .into_inner();
    let remedy = concluded.remedy.unwrap();
    assert!(remedy.concluded && remedy.accepted);
    let history = world.history(&case).await;
    let life = [
        "measure_drafted",
        "remedy_ordered",
        "remedy_reported",
        "remedy_concluded",
    ];
    assert_eq!(history[history.len() - 4..], life);
    chains_must_hold(&world.journal).await;
}

async fn a_certificate_is_revoked_and_restored(world: World) {
    let case = school(1);
    world.enrol(&case, "24001").await;
    // Under A0 the People's Committee decided on the national standard, and decides on measures.
    let name = world.enter(&case, "17/CN").await.name;
    world.at("2024-07-01T09:00:00+07:00");
    let revoked = world.revoke(&name, &chairman()).await;
    assert_eq!(revoked.state(), CertificateState::Revoked);
    assert_eq!(revoked.measures[0].number, "01/QĐ-UBND");
    assert_eq!(revoked.revocation, None, "answered");
    let span = |from: &str, until: &str| wire::Span {
        from: from.to_owned(),
        until: until.to_owned(),
    };
    assert_eq!(revoked.spans, [span("2023-06-01", "2024-06-30")]);
    world.at("2024-08-15T09:00:00+07:00");
    let discard = wire::DiscardMeasureRequest {
        name: name.clone(),
        reason: "Trình lại".to_owned(),
        request_id: fresh_id(),
        ..Default::default()
    };
    let draft = drafting(&name, Measure::Restoration);
    world.certificates(&officer()).draft_measure(draft).await.unwrap();
    world
        .certificates(&officer())
        .discard_measure(discard)
        .await
        .unwrap();
    let restored = world.take(&name, Measure::Restoration, &chairman()).await;
    assert_eq!(restored.state(), CertificateState::InForce);
    let spans = [span("2023-06-01", "2024-06-30"), span("2024-08-15", "2028-06-01")];
    assert_eq!(restored.spans, spans);
    let found = world.certificate(&officer(), &name).await.unwrap();
    assert_eq!(found, restored, "as it was answered");
    let history = world.life(&restored).await;
    let life = [
        "certificate_entered",
        "revocation_concluded",
        "measure_drafted",
        "certificate_revoked",
        "measure_drafted",
        "measure_discarded",
        "measure_drafted",
        "certificate_restored",
    ];
    assert_eq!(history, life);
    chains_must_hold(&world.journal).await;
}

async fn a_newer_certificate_takes_the_place_of_the_older_one_with_its_signature(world: World) {
    let older = school(1);
    let newer = Case {
        id: Uuid::now_v7(),
        target: Target::NationalStandard2,
        ..older.clone()
    };
    world.report(&older, 2).await;
    world.sign(&older, true).await;
    world.at("2026-06-04T09:00:00+07:00");
    world.report(&newer, 3).await;
    world.sign(&newer, true).await;
    let replaced = world
        .certificate(&officer(), &format!("certificates/{}", older.id))
        .await
        .unwrap();
    assert_eq!(replaced.state(), CertificateState::Replaced);
    assert_eq!(replaced.spans[0].until, "2026-06-03");
    let holds = world
        .certificate(&officer(), &format!("certificates/{}", newer.id))
        .await
        .unwrap();
    assert_eq!(holds.state(), CertificateState::InForce);
    assert_eq!(
        world.history(&older).await.last().unwrap(),
        "certificate_replaced"
    );
    let by_number = world
        .certificate(&officer(), &format!("certificates/{}", holds.number))
        .await
        .unwrap();
    assert_eq!(by_number, holds);
}

/// Writes behind the service's back.
async fn tamper(world: &World, sql: &'static str, certificate: &wire::Certificate) -> Result<(), DbErr> {
    let id = case_of(certificate);
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
    let case = school(1);
    world.enrol(&case, "24001").await;
    let entered = world.enter(&case, "17/CN").await;
    let signed = world.take(&entered.name, Measure::RemedyOrder, &chairman()).await;
    for sql in [
        "UPDATE measure_signatures SET signer = prepared_by WHERE certificate_id = $1",
        "UPDATE measure_signatures SET prepared_by = signer WHERE certificate_id = $1",
    ] {
        let refused = tamper(&world, sql, &signed).await.unwrap_err().to_string();
        assert!(refused.contains("measures_four_eyes"), "{refused}");
    }
    let another = "UPDATE measure_signatures SET signer = 'pho-chu-tich' WHERE certificate_id = $1";
    tamper(&world, another, &signed).await.unwrap();
}

async fn no_number_of_a_book_is_given_twice(world: World) {
    let (one, other) = (school(1), school(1));
    for case in [&one, &other] {
        world.report(case, 2).await;
        world.draft(case, true).await;
    }
    let numbered = |name: &str, number: &str| wire::SignMeasureRequest {
        document_number: number.to_owned(),
        ..signing(name)
    };
    world.leader().sign_decision(signature(&one)).await.unwrap();
    let name = format!("certificates/{}", one.id);
    let draft = drafting(&name, Measure::RemedyOrder);
    world.certificates(&officer()).draft_measure(draft).await.unwrap();
    let mut certificates = world.certificates(&leader());
    let refused = certificates
        .sign_measure(numbered(&name, "01/QĐ-SGDĐT"))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), "NUMBER_TAKEN", "a decision has it");
    let refused = certificates
        .sign_measure(numbered(&name, "05/QĐ-UBND"))
        .await
        .unwrap_err();
    assert_eq!(broken_fields(&refused), ["document_number"], "another agency's");
    let signed = certificates
        .sign_measure(numbered(&name, "05/QĐ-SGDĐT"))
        .await
        .unwrap();
    assert_eq!(signed.get_ref().measures[0].number, "05/QĐ-SGDĐT");
    let taken = wire::SignRequest {
        document_number: "05/QĐ-SGDĐT".to_owned(),
        ..signature(&other)
    };
    let refused = world.leader().sign_decision(taken).await.unwrap_err();
    assert_eq!(reason(&refused), "NUMBER_TAKEN", "a measure has it");
    let next = world.leader().sign_decision(signature(&other)).await.unwrap();
    assert_eq!(next.get_ref().number, "06/QĐ-SGDĐT");
}

async fn each_province_has_a_certificate_of_every_number(world: World) {
    let (here, there) = (school(1), school(2));
    for case in [&here, &there] {
        world.report(case, 2).await;
        world.sign(case, true).await;
    }
    let name = "certificates/CN-2024-0001";
    for (case, province) in [(&here, 1), (&there, 2)] {
        let found = world
            .certificate(&of_province(officer(), province), name)
            .await
            .unwrap();
        assert_eq!(found.name, format!("certificates/{}", case.id));
        let found = world.certificate(&head_of(case), name).await.unwrap();
        assert_eq!(found.name, format!("certificates/{}", case.id));
    }
    let ambiguous = world.certificate(&officer(), name).await.unwrap_err();
    assert_eq!(broken_fields(&ambiguous), ["name"]);
}

async fn only_who_may_asks_and_only_what_was_seen_is_changed(world: World) {
    let case = school(1);
    world.enrol(&case, "24001").await;
    let entered = world.enter(&case, "17/CN").await;
    let draft = || drafting(&entered.name, Measure::RemedyOrder);
    for nobody in [leader(), head_of(&case), Identity::new("a", Role::Auditor)] {
        let refused = world
            .certificates(&nobody)
            .draft_measure(draft())
            .await
            .unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied, "{nobody:?}");
    }
    let refused = world
        .certificates(&officer())
        .conclude_revocation(revoking(&entered.name))
        .await;
    assert_eq!(refused.unwrap_err().code(), Code::PermissionDenied);
    let reviewer = Identity::new("r", Role::Reviewer);
    let refused = world.certificate(&reviewer, &entered.name).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    let elsewhere = of_province(officer(), 2);
    let refused = world
        .certificates(&elsewhere)
        .draft_measure(draft())
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);

    let tried = wire::DraftMeasureRequest {
        validate_only: true,
        ..draft()
    };
    let tried = world
        .certificates(&officer())
        .draft_measure(tried)
        .await
        .unwrap()
        .into_inner();
    assert!(tried.prepared.is_some());
    assert_eq!(world.life(&entered).await, ["certificate_entered"], "only tried");
    world
        .certificates(&officer())
        .draft_measure(draft())
        .await
        .unwrap();
    let stale = wire::SignMeasureRequest {
        etag: entered.etag.clone(),
        ..signing(&entered.name)
    };
    let refused = world
        .certificates(&chairman())
        .sign_measure(stale)
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), "ETAG_MISMATCH");
    let signatures = join_all((0..4).map(async |_| {
        let request = signing(&entered.name);
        world.certificates(&chairman()).sign_measure(request).await
    }));
    let (signed, refused): (Vec<_>, Vec<_>) = signatures.await.into_iter().partition(Result::is_ok);
    assert_eq!((signed.len(), refused.len()), (1, 3), "signed once");
}
