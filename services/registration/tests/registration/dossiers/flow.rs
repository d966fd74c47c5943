//! A dossier from its preparation to its acceptance, through the door.

use ground::{broken_rule, fresh_id, reason};
use proto::fact::{Body, CertificateIssued, DecisionSigned, FinalReportSubmitted, RecognitionKind, Target};
use proto::registration as wire;
use tonic::Code;
use wire::{CheckStage, DossierState as State};

use super::desk::*;
use crate::builders::*;
use crate::world::{World, administrator, head_of, id, local, officer};

async fn the_district_checks_and_the_department_accepts(world: World) {
    let (district, commune) = world.district().await;
    let school = world.enter_under("Tiểu học Vũ Lễ", &commune, &district).await;
    let draft = world.prepare(&school).await;
    assert_eq!((draft.state(), draft.number.as_str()), (State::Draft, ""));
    world.at("2024-06-03T08:30:00+07:00");
    let submitted = world.hand_in(&draft).await.unwrap();
    assert_eq!(
        (
            submitted.number.as_str(),
            submitted.regime.as_str(),
            submitted.stage(),
            submitted.received_by_name.as_str()
        ),
        (
            "H37.30-240603-0001",
            "A0",
            CheckStage::Local,
            "Phòng GDĐT huyện Bắc Sơn"
        )
    );
    let early = world.dossiers(&officer()).begin_check(asked(&draft)).await;
    let early = early.unwrap_err();
    assert_eq!(
        (
            early.code(),
            reason(&early).as_str(),
            broken_rule(&early).as_str()
        ),
        (Code::FailedPrecondition, "NOT_IN_CHARGE", "dossier.stage")
    );
    assert!(early.message().contains("Phòng GDĐT huyện Bắc Sơn"), "{early}");
    let by_commune = world.dossiers(&local(&commune)).begin_check(asked(&draft)).await;
    assert_eq!(
        reason(&by_commune.unwrap_err()),
        "NOT_IN_CHARGE",
        "it sees its school's dossier and does not hold it"
    );

    let people = local(&district);
    world.begin_check(&people, &draft).await;
    let requested = world
        .dossiers(&people)
        .request_supplement(lacking(&draft, "Thiếu phụ lục 2"))
        .await;
    assert_eq!(requested.unwrap().into_inner().defects, ["Thiếu phụ lục 2"]);
    let resubmitted = world
        .dossiers(&head_of(&school))
        .resubmit_dossier(asked(&draft))
        .await;
    resubmitted.unwrap();
    world.forward(&district, &draft).await;
    let late = world.dossiers(&people).refuse_dossier(reasoned(&draft)).await;
    assert_eq!(
        reason(&late.unwrap_err()),
        "NOT_IN_CHARGE",
        "it is out of its hands"
    );
    let accepted = world.accept(&draft).await;
    let (draft_stage, at_district, at_department) =
        (CheckStage::Unspecified, CheckStage::Local, CheckStage::Department);
    let way: Vec<_> = accepted
        .history
        .iter()
        .map(|change| (change.state(), change.stage()))
        .collect();
    assert_eq!(
        way,
        [
            (State::Draft, draft_stage),
            (State::Submitted, at_district),
            (State::UnderCheck, at_district),
            (State::SupplementRequested, at_district),
            (State::Submitted, at_district),
            (State::UnderCheck, at_district),
            (State::Submitted, at_department),
            (State::UnderCheck, at_department),
            (State::Accepted, at_department),
        ]
    );
    assert_eq!(
        world.history(id(&draft.name)).await,
        [
            "dossier_prepared",
            "dossier_submitted",
            "dossier_check_begun",
            "supplement_requested",
            "dossier_resubmitted",
            "dossier_check_begun",
            "dossier_forwarded",
            "dossier_check_begun",
            "dossier_accepted",
        ]
    );
    for name in [draft.name.clone(), "dossiers/H37.30-240603-0001".to_owned()] {
        for reader in [officer(), local(&district), head_of(&school)] {
            let get = wire::GetDossierRequest { name: name.clone() };
            let found = world.dossiers(&reader).get_dossier(get).await.unwrap();
            assert_eq!(found.into_inner(), accepted, "by its id and by its number");
        }
    }
}

async fn the_commune_goes_on_when_the_district_has_ended(world: World) {
    let (district, commune) = world.district().await;
    let school = world.enter_under("Tiểu học Vũ Lễ", &commune, &district).await;
    world.at("2025-06-30T09:00:00+07:00");
    let dossier = world.submit(&school).await;
    let end = wire::EndAuthorityRequest {
        name: district.name.clone(),
        valid_until: "2025-06-30".to_owned(),
        successors: vec![commune.name.clone()],
        document: "NQ 1656/NQ-UBTVQH15".to_owned(),
        request_id: fresh_id(),
        ..Default::default()
    };
    world
        .authorities(&administrator())
        .end_authority(end)
        .await
        .unwrap();
    world.at("2025-07-01T08:00:00+07:00");
    let gone = world
        .dossiers(&local(&district))
        .begin_check(asked(&dossier))
        .await;
    let gone = gone.unwrap_err();
    assert_eq!(reason(&gone), "NOT_IN_CHARGE");
    assert!(gone.message().contains("xã Vũ Lễ"), "{gone}");
    world.forward(&commune, &dossier).await;
    let accepted = world.accept(&dossier).await;
    assert_eq!(accepted.regime, "A1", "it keeps the law of its receipt");
    assert_eq!(accepted.received_by, district.name);
}

async fn a_dossier_that_lacks_something_is_mended_and_handed_in(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let assessment = world.assessed(&school, "2023-2024", 2).await;
    let bare = wire::PrepareDossierRequest {
        documents: Vec::new(),
        ..preparation(&school, &assessment.name)
    };
    let draft = world.prepare_from(&school, bare).await.unwrap();
    assert_eq!(draft.self_assessment, assessment.name);
    let lacking = world.hand_in(&draft).await.unwrap_err();
    assert_eq!(reason(&lacking), "DOSSIER_INCOMPLETE");
    assert!(
        lacking.message().contains("công văn đăng ký") && lacking.message().contains("báo cáo tự đánh giá"),
        "{lacking}"
    );
    let update = wire::UpdateDossierRequest {
        name: draft.name.clone(),
        documents: preparation(&school, "").documents,
        request_id: fresh_id(),
        ..Default::default()
    };
    let updated = world
        .dossiers(&head_of(&school))
        .update_dossier(update)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(updated.documents.len(), 2);
    let submitted = world.hand_in(&draft).await.unwrap();
    assert_eq!(
        (submitted.number.as_str(), submitted.stage()),
        ("H37.14-240520-0001", CheckStage::Department),
        "what was refused took no number"
    );
}

async fn a_dossier_rests_on_a_completed_self_assessment_of_its_school(world: World) {
    let (school, other) = (
        world.enter("Tiểu học Bắc Sơn").await,
        world.enter("Tiểu học Tân Lập").await,
    );
    let open = world.filled_in(&school, "2023-2024", 2).await;
    let refused = world
        .prepare_from(&school, preparation(&school, &open.name))
        .await;
    assert_eq!(reason(&refused.unwrap_err()), "SELF_ASSESSMENT_OPEN");
    let theirs = world.assessed(&other, "2023-2024", 2).await;
    for foreign in [theirs.name, format!("selfAssessments/{}", fresh_id())] {
        let refused = world.prepare_from(&school, preparation(&school, &foreign)).await;
        assert_eq!(refused.unwrap_err().code(), Code::NotFound);
    }
}

async fn a_wish_is_open_once_and_comes_free(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let assessment = world.assessed(&school, "2023-2024", 2).await;
    let prepare = async || {
        world
            .prepare_from(&school, preparation(&school, &assessment.name))
            .await
            .unwrap()
    };
    let first = world.hand_in(&prepare().await).await.unwrap();
    let second = prepare().await;
    let refused = world.hand_in(&second).await.unwrap_err();
    assert_eq!(reason(&refused), "OPEN_DOSSIER");
    assert!(refused.message().contains(&first.number), "{refused}");
    let other_wish = wire::PrepareDossierRequest {
        target: Target::Accreditation2.into(),
        ..preparation(&school, &assessment.name)
    };
    let other_wish = world.prepare_from(&school, other_wish).await.unwrap();
    world.hand_in(&other_wish).await.unwrap();
    let withdrawn = world
        .dossiers(&head_of(&school))
        .withdraw_dossier(reasoned(&first))
        .await;
    withdrawn.unwrap();
    let second = world.hand_in(&second).await.unwrap();

    // Refused by the Sở, and free again.
    world.begin_check(&officer(), &second).await;
    let refused = world.dossiers(&officer()).refuse_dossier(reasoned(&second)).await;
    refused.unwrap();
    let third = world.hand_in(&prepare().await).await.unwrap();
    world.accept(&third).await;
    let fourth = prepare().await;
    assert_eq!(
        reason(&world.hand_in(&fourth).await.unwrap_err()),
        "OPEN_DOSSIER",
        "the review goes on"
    );
    let report = Body::FinalReportSubmitted(FinalReportSubmitted::default());
    assert_eq!(world.announce("review", 1, &third, report).await, None);
    let refusal = Body::DecisionSigned(DecisionSigned::default());
    assert_eq!(world.announce("recognition", 1, &third, refusal).await, None);
    world.hand_in(&fourth).await.unwrap();
    let remembered = ground::number(
        world.journal.database.reader(),
        "SELECT count(*) FROM dossiers WHERE reviewed_at IS NOT NULL AND decided_at IS NOT NULL AND NOT recognised",
    );
    assert_eq!(remembered.await, 1);
}

async fn a_certificate_binds_the_next_dossier(world: World) {
    let school = world.enter("Tiểu học Bắc Sơn").await;
    let assessment = world.assessed(&school, "2023-2024", 2).await;
    let recognised = world
        .prepare_from(&school, preparation(&school, &assessment.name))
        .await
        .unwrap();
    let recognised = world.hand_in(&recognised).await.unwrap();
    world.accept(&recognised).await;
    let signed = Body::DecisionSigned(DecisionSigned {
        recognises: true,
        ..DecisionSigned::default()
    });
    let issued = Body::CertificateIssued(CertificateIssued {
        number: "12/CN-SGDĐT".to_owned(),
        valid_from: "2024-05-20".to_owned(),
        valid_until: "2029-05-20".to_owned(),
        recognised_on: "2024-05-20".to_owned(),
        ..CertificateIssued::default()
    });
    assert_eq!(world.announce("recognition", 1, &recognised, signed).await, None);
    assert_eq!(world.announce("recognition", 2, &recognised, issued).await, None);
    let ask = async |kind: RecognitionKind, target: Target| {
        let asked = wire::PrepareDossierRequest {
            kind: kind.into(),
            target: target.into(),
            ..preparation(&school, &assessment.name)
        };
        let draft = world.prepare_from(&school, asked).await.unwrap();
        world.hand_in(&draft).await
    };
    let again = ask(RecognitionKind::New, Target::NationalStandard1).await;
    assert_eq!(reason(&again.unwrap_err()), "ALREADY_RECOGNISED");
    let early = ask(RecognitionKind::New, Target::NationalStandard2)
        .await
        .unwrap_err();
    assert_eq!(
        (reason(&early).as_str(), broken_rule(&early).as_str()),
        ("UPGRADE_TOO_EARLY", "certificate.upgrade")
    );
    assert!(early.message().contains("20/5/2026"), "{early}");
    world.at("2028-12-21T09:00:00+07:00");
    let late = ask(RecognitionKind::Renewal, Target::NationalStandard1)
        .await
        .unwrap_err();
    assert_eq!(
        (reason(&late).as_str(), broken_rule(&late).as_str()),
        ("RENEWAL_TOO_LATE", "certificate.renew")
    );
    assert!(late.message().contains("20/12/2028"), "{late}");
}

async fn a_portal_s_number_names_one_dossier(world: World) {
    let (school, other) = (
        world.enter("Tiểu học Bắc Sơn").await,
        world.enter("Tiểu học Tân Lập").await,
    );
    let from_portal = async |school: &wire::School| {
        let assessment = world.assessed(school, "2023-2024", 2).await;
        let asked = wire::PrepareDossierRequest {
            portal_no: "000.00.14.H37-240520-0042".to_owned(),
            origin_system: "dichvucong.langson".to_owned(),
            ..preparation(school, &assessment.name)
        };
        world.prepare_from(school, asked).await
    };
    let first = from_portal(&school).await.unwrap();
    assert_eq!(first.origin_system, "dichvucong.langson");
    let again = from_portal(&other).await.unwrap_err();
    assert_eq!(
        (reason(&again).as_str(), broken_rule(&again).as_str()),
        ("PORTAL_NUMBER_TAKEN", "dossier.portal_no")
    );
    assert!(again.message().contains(&first.name), "{again}");
}

async fn a_regime_is_kept_though_the_law_changes(world: World) {
    let school = world.enter("THCS Bắc Sơn").await;
    world.at("2024-11-20T09:00:00+07:00");
    let submitted = world.submit(&school).await;
    world.at("2025-02-10T09:00:00+07:00");
    let accepted = world.accept(&submitted).await;
    assert_eq!(
        (accepted.state(), accepted.regime.as_str()),
        (State::Accepted, "A0")
    );
    let facts = world.facts(id(&submitted.name)).await;
    let last = facts.last().unwrap().fact().unwrap();
    assert_eq!(last.subject.unwrap().regime, "A0");
}

ground::both!(World:
    the_district_checks_and_the_department_accepts,
    the_commune_goes_on_when_the_district_has_ended,
    a_dossier_that_lacks_something_is_mended_and_handed_in,
    a_dossier_rests_on_a_completed_self_assessment_of_its_school,
    a_wish_is_open_once_and_comes_free,
    a_certificate_binds_the_next_dossier,
    a_portal_s_number_names_one_dossier,
    a_regime_is_kept_though_the_law_changes,
);
