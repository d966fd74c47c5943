//! The rules of dossiers, one by one.

use platform::refusal::RefusalKind;
use proto::fact::{Body, Fact, RecognitionKind, Target};
use registration::domain::{
    CheckStage, DocumentKind, Dossier, DossierCommand, DossierRefusal, DossierState, Preparation, Refusal,
    SchoolRefusal, SchoolState, Shortfall,
};
use statute::{Law, RegimeId, Wish};
use uuid::Uuid;

use crate::builders::*;

fn prepare(preparation: Preparation, at: &str) -> Result<Dossier, Refusal> {
    Dossier::prepare(Uuid::now_v7(), preparation, moment(at)).map(|(dossier, _)| dossier)
}

/// A dossier that is checked at the local body.
fn checked_locally() -> Dossier {
    let submitted = after(&prepared(A0), submit_locally(A0), moment(A0));
    after(
        &submitted,
        DossierCommand::BeginCheck(the_local_body()),
        moment(A0),
    )
}

/// A dossier that is checked at the Sở.
fn checked() -> Dossier {
    let submitted = after(&prepared(A0), submit(A0), moment(A0));
    after(
        &submitted,
        DossierCommand::BeginCheck(the_department()),
        moment(A0),
    )
}

#[test]
fn a_dossier_keeps_the_regime_under_which_it_was_received() {
    let draft = prepared("2024-11-18T09:00:00+07:00");
    assert_eq!(draft.regime, None, "nothing is received yet");
    let at = "2024-11-20T09:00:00+07:00";
    let mut dossier = after(&draft, submit(at), moment(at));
    assert_eq!(dossier.regime, Some(RegimeId::A0));
    let later = moment("2025-02-10T09:00:00+07:00");
    for command in [
        DossierCommand::BeginCheck(the_department()),
        supplement(),
        resubmit(),
        DossierCommand::BeginCheck(the_department()),
        DossierCommand::Accept(the_department()),
    ] {
        dossier = after(&dossier, command, later);
        assert_eq!(dossier.regime, Some(RegimeId::A0), "{}", dossier.state());
    }
    assert_eq!(dossier.state(), DossierState::Accepted);
}

#[test]
fn the_regime_turns_at_midnight_in_vietnam() {
    let draft = prepared(A0);
    for (at, regime) in [
        ("2025-01-24T16:59:59.999999Z", RegimeId::A0),
        ("2025-01-24T17:00:00Z", RegimeId::A1),
        ("2025-06-30T16:59:59.999999Z", RegimeId::A1),
        ("2025-06-30T17:00:00Z", RegimeId::A2),
        ("2026-07-06T16:59:59.999999Z", RegimeId::A2),
        ("2026-07-06T17:00:00Z", RegimeId::B),
    ] {
        assert_eq!(after(&draft, submit(at), moment(at)).regime, Some(regime), "{at}");
    }
}

#[test]
fn accreditation_ends_with_the_regime_that_grants_it() {
    let draft = prepare(
        what_is_needed(Target::Accreditation2),
        "2026-07-06T09:00:00+07:00",
    )
    .unwrap();
    let under_a2 = moment("2026-07-06T16:00:00+07:00");
    after(&draft, submit("2026-07-06T16:00:00+07:00"), under_a2);
    assert!(matches!(
        refusal(&draft, submit(B), B),
        Refusal::Dossier(DossierRefusal::AccreditationEnded { regime, .. }) if regime == "B"
    ));
    after(
        &prepare(what_is_needed(Target::NationalStandard2), B).unwrap(),
        submit(B),
        moment(B),
    );
}

#[test]
fn a_dossier_rests_on_a_completed_self_assessment() {
    let mut preparation = what_is_needed(Target::NationalStandard1);
    let id = preparation.self_assessment.id;
    let (dossier, facts) = Dossier::prepare(Uuid::now_v7(), preparation.clone(), moment(A0)).unwrap();
    assert_eq!(dossier.self_assessment, Some(id));
    let Some(Body::DossierPrepared(prepared)) = &facts[0].body else {
        panic!("{facts:?}")
    };
    assert_eq!(
        (prepared.self_assessed_level, prepared.report_sha256.as_str()),
        (2, SHA),
        "the conclusion's, not the caller's"
    );
    preparation.self_assessment.conclusion = None;
    assert_eq!(
        prepare(preparation, A0),
        Err(Refusal::Dossier(DossierRefusal::SelfAssessmentOpen {
            school_year: "2023-2024".to_owned()
        }))
    );
}

#[test]
fn a_school_that_is_gone_registers_nothing() {
    let mut preparation = what_is_needed(Target::NationalStandard1);
    preparation.school.state = SchoolState::Closed;
    let gone = |refusal| matches!(refusal, Refusal::School(SchoolRefusal::Gone { .. }));
    assert!(gone(prepare(preparation, A0).unwrap_err()));
    let mut draft = prepared(A0);
    draft.school.state = SchoolState::Merged;
    assert!(gone(refusal(&draft, submit(A0), A0)));
}

#[test]
fn every_defect_of_a_preparation_is_named_at_once() {
    let mut nameless = a_file(DocumentKind::Other, &SHA.to_uppercase());
    nameless.title = " ".to_owned();
    let mut kindless = on_paper(DocumentKind::Other, 0);
    kindless.kind = None;
    let preparation = Preparation {
        kind: RecognitionKind::Unspecified,
        documents: vec![nameless, kindless],
        ..what_is_needed(Target::Unspecified)
    };
    let Err(Refusal::Fields(fields)) = prepare(preparation, A0) else {
        panic!("it does not fit")
    };
    let names: Vec<_> = fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "kind",
            "target",
            "documents[0].title",
            "documents[0].sha256",
            "documents[1].kind",
            "documents[1].copies"
        ]
    );
}

#[test]
fn what_is_handed_in_is_complete_and_all_it_lacks_is_named_at_once() {
    let lacking = |documents, at: &str| {
        let preparation = Preparation {
            documents,
            ..what_is_needed(Target::NationalStandard1)
        };
        let draft = prepare(preparation, A0).unwrap();
        match draft.decide(submit(at), Law::official(), moment(at)) {
            Ok(_) => Vec::new(),
            Err(Refusal::Dossier(DossierRefusal::Incomplete { lacking, .. })) => lacking,
            Err(other) => panic!("{other}"),
        }
    };
    use DocumentKind::{OfficialLetter, Other, SelfAssessmentReport};
    let letter = || a_file(OfficialLetter, SHA);
    assert_eq!(
        lacking(vec![a_file(Other, SHA)], A0),
        [Shortfall::Letter, Shortfall::Report]
    );
    assert_eq!(
        lacking(vec![a_file(SelfAssessmentReport, &SHA.replace('0', "1"))], A0),
        [Shortfall::Letter, Shortfall::OtherReport]
    );
    assert_eq!(
        lacking(
            vec![on_paper(OfficialLetter, 1), on_paper(SelfAssessmentReport, 1)],
            A0
        ),
        [Shortfall::Copies { given: 1, asked: 2 }]
    );
    assert_eq!(lacking(vec![letter(), on_paper(SelfAssessmentReport, 2)], A0), []);
    assert_eq!(lacking(vec![letter(), a_file(SelfAssessmentReport, SHA)], A0), []);
    assert_eq!(
        lacking(vec![letter(), on_paper(SelfAssessmentReport, 2)], B),
        [Shortfall::ReportFile],
        "regime B takes no paper"
    );
}

#[test]
fn documents_are_replaced_while_the_school_has_the_dossier() {
    let replace = |documents| DossierCommand::ReplaceDocuments(documents);
    let draft = prepared(A0);
    let (replaced, facts) = draft
        .decide(
            replace(vec![on_paper(DocumentKind::OfficialLetter, 1)]),
            Law::official(),
            moment(A0),
        )
        .unwrap();
    assert!(matches!(
        facts.as_slice(),
        [Fact { body: Some(Body::DossierDocumentsReplaced(replaced)), .. }] if replaced.sha256 == [""]
    ));
    assert_eq!(
        (replaced.state(), replaced.version),
        (DossierState::Draft, draft.version + 1)
    );
    let requested = after(&checked(), supplement(), moment(A0));
    let spoilt = after(&requested, replace(vec![]), moment(A0));
    assert!(matches!(
        refusal(&spoilt, resubmit(), A0),
        Refusal::Dossier(DossierRefusal::Incomplete { lacking, .. })
            if lacking == [Shortfall::Letter, Shortfall::Report]
    ));
    let mended = after(&spoilt, replace(the_documents()), moment(A0));
    after(&mended, resubmit(), moment(A0));
    for held in [checked(), after(&draft, submit(A0), moment(A0))] {
        assert!(matches!(
            refusal(&held, replace(the_documents()), A0),
            Refusal::Dossier(DossierRefusal::WrongState { .. })
        ));
    }
}

#[test]
fn the_local_body_passes_on_and_the_department_accepts() {
    let local = checked_locally();
    assert_eq!(
        refusal(&local, DossierCommand::Accept(the_local_body()), A0),
        Refusal::Dossier(DossierRefusal::DepartmentAccepts)
    );
    let (forwarded, facts) = local
        .decide(
            DossierCommand::Forward(the_local_body()),
            Law::official(),
            moment(A0),
        )
        .unwrap();
    assert!(matches!(&facts[0].body, Some(Body::DossierForwarded(_))));
    assert_eq!(
        (forwarded.state(), forwarded.stage),
        (DossierState::Submitted, Some(CheckStage::Department))
    );
    assert_eq!(forwarded.number, local.number, "it keeps its number");
    let mut at_the_department = forwarded;
    for command in [
        DossierCommand::BeginCheck(the_department()),
        DossierCommand::Accept(the_department()),
    ] {
        at_the_department = after(&at_the_department, command, moment(A0));
    }
    let stages: Vec<_> = at_the_department
        .history
        .iter()
        .map(|change| change.stage)
        .collect();
    let (local, department) = (Some(CheckStage::Local), Some(CheckStage::Department));
    assert_eq!(stages, [None, local, local, department, department, department]);
    assert_eq!(
        refusal(&checked(), DossierCommand::Forward(the_department()), A0),
        Refusal::Dossier(DossierRefusal::NothingAbove)
    );
    let reason = "Chưa đủ điều kiện".to_owned();
    let refused = DossierCommand::Refuse(the_local_body(), reason);
    assert_eq!(
        after(&checked_locally(), refused, moment(A0)).state(),
        DossierState::Refused,
        "the local body may refuse"
    );
}

#[test]
fn nobody_checks_in_another_body_s_place() {
    let waits_for = |dossier: &Dossier, command: DossierCommand| match refusal(dossier, command, A0) {
        Refusal::Dossier(DossierRefusal::NotInCharge { waits_for, .. }) => waits_for,
        other => panic!("{other}"),
    };
    let mut stranger = the_local_body();
    stranger.office = registration::domain::Office::Local(Uuid::now_v7());
    for by in [the_department(), stranger] {
        for command in [
            DossierCommand::BeginCheck(by.clone()),
            DossierCommand::Forward(by.clone()),
            DossierCommand::Accept(by.clone()),
            DossierCommand::Refuse(by.clone(), "Có lý do".to_owned()),
            DossierCommand::RequestSupplement(by.clone(), vec!["Thiếu".to_owned()]),
        ] {
            assert_eq!(waits_for(&checked_locally(), command), "Phòng GDĐT Bắc Sơn");
        }
    }
    assert_eq!(
        waits_for(&checked(), DossierCommand::BeginCheck(the_local_body())),
        "Sở Giáo dục và Đào tạo"
    );
}

#[test]
fn a_supplement_is_asked_for_once_at_each_body_with_everything() {
    for nothing in [vec![], vec![" ".to_owned()], vec!["a".to_owned(), String::new()]] {
        assert!(matches!(
            refusal(
                &checked(),
                DossierCommand::RequestSupplement(the_department(), nothing),
                A0
            ),
            Refusal::Fields(_)
        ));
    }
    let ask = || DossierCommand::RequestSupplement(the_local_body(), vec!["Thiếu phụ lục 1".to_owned()]);
    let mut dossier = checked_locally();
    for command in [ask(), resubmit(), DossierCommand::BeginCheck(the_local_body())] {
        dossier = after(&dossier, command, moment(A0));
    }
    let second = Refusal::Dossier(DossierRefusal::SecondSupplement);
    assert_eq!(refusal(&dossier, ask(), A0), second);
    for command in [
        DossierCommand::Forward(the_local_body()),
        DossierCommand::BeginCheck(the_department()),
        supplement(),
        resubmit(),
        DossierCommand::BeginCheck(the_department()),
    ] {
        dossier = after(&dossier, command, moment(A0));
    }
    assert_eq!(dossier.defects, ["Thiếu minh chứng tiêu chí 1.3"]);
    assert_eq!(refusal(&dossier, supplement(), A0), second, "once at the Sở too");
    after(&dossier, DossierCommand::Accept(the_department()), moment(A0));
}

#[test]
fn what_stops_and_restarts_a_limit_names_its_stage() {
    let stage = |facts: Vec<Fact>| match facts.into_iter().next().unwrap().body {
        Some(Body::DossierSubmitted(fact)) => fact.stage,
        Some(Body::DossierCheckBegun(fact)) => fact.stage,
        Some(Body::SupplementRequested(fact)) => fact.stage,
        Some(Body::DossierResubmitted(fact)) => fact.stage,
        other => panic!("{other:?}"),
    };
    for (submit, by, expected) in [
        (submit_locally(A0), the_local_body(), "local"),
        (submit(A0), the_department(), "department"),
    ] {
        let mut dossier = prepared(A0);
        for command in [
            submit,
            DossierCommand::BeginCheck(by.clone()),
            DossierCommand::RequestSupplement(by, vec!["Thiếu".to_owned()]),
            resubmit(),
        ] {
            let (next, facts) = dossier.decide(command, Law::official(), moment(A0)).unwrap();
            assert_eq!(stage(facts), expected);
            dossier = next;
        }
    }
}

#[test]
fn refusing_and_withdrawing_need_a_reason() {
    let refuse = |reason| DossierCommand::Refuse(the_department(), reason);
    let blank = || "\t".to_owned();
    for command in [refuse(blank()), DossierCommand::Withdraw(blank())] {
        assert!(matches!(refusal(&checked(), command, A0), Refusal::Fields(_)));
    }
    let reason = || "Chưa đủ điều kiện".to_owned();
    for command in [refuse(reason()), DossierCommand::Withdraw(reason())] {
        assert_eq!(after(&checked(), command, moment(A0)).reason, reason());
    }
}

#[test]
fn a_wish_is_open_once_until_it_is_refused_withdrawn_or_decided() {
    let mut with = submission(A0, CheckStage::Department);
    with.open = Some("H37.14-240519-0001".to_owned());
    assert_eq!(
        refusal(&prepared(A0), DossierCommand::Submit(Box::new(with)), A0),
        Refusal::Dossier(DossierRefusal::OpenDossier {
            number: "H37.14-240519-0001".to_owned(),
            wish: Wish::NationalStandard
        })
    );
    let wish = Some(Wish::NationalStandard);
    assert_eq!(prepared(A0).open_wish(), None, "a draft keeps nothing");
    assert_eq!(checked().open_wish(), wish);
    let accepted = after(&checked(), DossierCommand::Accept(the_department()), moment(A0));
    assert_eq!(accepted.open_wish(), wish, "the review goes on");
    assert_eq!(accepted.decided(moment(A0), false).open_wish(), None);
    let reason = || "Có lý do".to_owned();
    for command in [
        DossierCommand::Refuse(the_department(), reason()),
        DossierCommand::Withdraw(reason()),
    ] {
        assert_eq!(after(&checked(), command, moment(A0)).open_wish(), None);
    }
}

#[test]
fn a_dossier_that_fulfils_a_plan_tells_the_plan_s_case_too() {
    let item = Uuid::now_v7();
    let preparation = Preparation {
        plan_item: Some(item),
        ..what_is_needed(Target::NationalStandard1)
    };
    let id = Uuid::now_v7();
    let (draft, facts) = Dossier::prepare(id, preparation, moment(A0)).unwrap();
    let cases = |facts: &[Fact]| -> Vec<_> {
        facts
            .iter()
            .map(|fact| fact.subject.as_ref().unwrap().case_id.clone())
            .collect()
    };
    assert_eq!(cases(&facts), [id.to_string(), item.to_string()]);
    assert!(matches!(
        &facts[1].body,
        Some(Body::PlanItemDossierCompleted(completed)) if completed.dossier_id == id.to_string()
    ));
    let (_, facts) = draft.decide(submit(A0), Law::official(), moment(A0)).unwrap();
    assert_eq!(cases(&facts), [id.to_string(), item.to_string()]);
    assert!(matches!(&facts[1].body, Some(Body::PlanItemRegistered(_))));
}

#[test]
fn a_refusal_is_read_in_vietnamese() {
    let early = refusal(&prepared(A0), DossierCommand::Accept(the_department()), A0);
    assert_eq!(
        platform::refusal::Refusal::from(early).message,
        "Hồ sơ đang soạn nên không thể chấp nhận (Trình tự đăng ký đánh giá ngoài)"
    );
    let waiting = refusal(&checked_locally(), DossierCommand::Forward(the_department()), A0);
    assert_eq!(
        platform::refusal::Refusal::from(waiting).message,
        "Hồ sơ đang chờ Phòng GDĐT Bắc Sơn nên cơ quan khác không thể chuyển lên Sở \
         (Trình tự đăng ký đánh giá ngoài)"
    );
}

/// What callers read names a rule and an article, or the fields; never nothing.
pub fn names_its_rule(refusal: Refusal) -> bool {
    let read = platform::refusal::Refusal::from(refusal);
    match read.kind {
        RefusalKind::Invalid(fields) => !fields.is_empty(),
        RefusalKind::Forbidden(rules) => {
            !rules.is_empty()
                && rules
                    .iter()
                    .all(|rule| rule.rule.contains('.') && !rule.citation.is_empty())
        }
        _ => false,
    }
}
