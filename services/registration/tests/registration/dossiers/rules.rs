//! The rules of dossiers and plans, one by one.

use platform::refusal::RefusalKind;
use proto::fact::{Body, RecognitionKind, Target};
use registration::domain::{Dossier, DossierCommand, DossierState, PlanItem, PlanWish, Preparation, Refusal};
use statute::{Council, Law, RegimeId};
use uuid::Uuid;

use crate::builders::*;

fn prepare(preparation: Preparation, at: &str) -> Result<Dossier, Refusal> {
    Dossier::prepare(Uuid::now_v7(), preparation, Law::official(), moment(at)).map(|(dossier, _)| dossier)
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
        DossierCommand::BeginCheck,
        supplement(),
        DossierCommand::Resubmit,
        DossierCommand::BeginCheck,
        DossierCommand::Accept,
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
        Refusal::AccreditationEnded { regime, .. } if regime == "B"
    ));
    after(
        &prepare(what_is_needed(Target::NationalStandard2), B).unwrap(),
        submit(B),
        moment(B),
    );
}

#[test]
fn the_council_fits_the_regime_in_force() {
    let with = |members, chairs, secretaries, at: &str| {
        let council = Council {
            members,
            chairs,
            secretaries,
        };
        let preparation = Preparation {
            council,
            ..what_is_needed(Target::NationalStandard1)
        };
        match prepare(preparation, at) {
            Ok(_) => Vec::new(),
            Err(Refusal::Council(violations)) => violations.iter().map(|one| one.rule).collect(),
            Err(other) => panic!("{other}"),
        }
    };
    assert_eq!(with(7, 1, 1, A0), Vec::<&str>::new());
    assert_eq!(with(8, 1, 1, A0), Vec::<&str>::new(), "A knows no odd number");
    assert_eq!(with(6, 1, 1, A0), ["council.minimum"]);
    assert_eq!(
        with(3, 2, 0, A0),
        ["council.minimum", "council.chair", "council.secretary"],
        "all at once"
    );
    assert_eq!(with(5, 1, 1, B), Vec::<&str>::new());
    assert_eq!(with(6, 1, 1, B), ["council.odd"]);
    assert_eq!(with(4, 1, 1, B), ["council.minimum", "council.odd"]);
}

#[test]
fn every_defect_of_a_preparation_is_named_at_once() {
    let preparation = Preparation {
        kind: RecognitionKind::Unspecified,
        self_assessed_level: 5,
        report_sha256: SHA.to_uppercase(),
        ..what_is_needed(Target::Unspecified)
    };
    let Err(Refusal::Fields(fields)) = prepare(preparation, A0) else {
        panic!("it does not fit")
    };
    let names: Vec<_> = fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["kind", "target", "self_assessed_level", "report_sha256"]);
}

#[test]
fn a_supplement_is_asked_for_once_with_everything() {
    let draft = prepared(A0);
    let checked = after(
        &after(&draft, submit(A0), moment(A0)),
        DossierCommand::BeginCheck,
        moment(A0),
    );
    for nothing in [vec![], vec![" ".to_owned()], vec!["a".to_owned(), String::new()]] {
        assert!(matches!(
            refusal(&checked, DossierCommand::RequestSupplement(nothing), A0),
            Refusal::Fields(_)
        ));
    }
    let requested = after(&checked, supplement(), moment(A0));
    let again = after(
        &after(&requested, DossierCommand::Resubmit, moment(A0)),
        DossierCommand::BeginCheck,
        moment(A0),
    );
    assert_eq!(
        again.number,
        draft.number.or(requested.number),
        "it keeps its number"
    );
    assert_eq!(refusal(&again, supplement(), A0), Refusal::SecondSupplement);
    after(&again, DossierCommand::Accept, moment(A0));
}

#[test]
fn refusing_and_withdrawing_need_a_reason() {
    let checked = after(
        &after(&prepared(A0), submit(A0), moment(A0)),
        DossierCommand::BeginCheck,
        moment(A0),
    );
    for command in [DossierCommand::Refuse, DossierCommand::Withdraw] {
        assert!(matches!(
            refusal(&checked, command("\t".to_owned()), A0),
            Refusal::Fields(_)
        ));
        let ended = after(&checked, command("Chưa đủ điều kiện".to_owned()), moment(A0));
        assert_eq!(ended.reason, "Chưa đủ điều kiện");
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
    let (draft, facts) = Dossier::prepare(id, preparation, Law::official(), moment(A0)).unwrap();
    let cases = |facts: &[proto::fact::Fact]| -> Vec<_> {
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
fn a_plan_item_is_fulfilled_once_by_what_it_was_planned_for() {
    let school = a_school();
    let item = an_item(&school);
    let fulfil =
        |item: PlanItem, school, kind, target| item.complete_dossier(school, kind, target, moment(A0));
    let (new, standard) = (RecognitionKind::New, Target::NationalStandard1);
    assert!(
        fulfil(item.clone(), Uuid::now_v7(), new, standard).is_err(),
        "another school"
    );
    assert!(fulfil(item.clone(), school.id, RecognitionKind::Renewal, standard).is_err());
    assert!(fulfil(item.clone(), school.id, new, Target::NationalStandard2).is_err());
    let fulfilled = fulfil(item, school.id, new, standard).unwrap();
    assert_eq!(fulfilled.dossier_completed_at, Some(moment(A0)));
    assert!(
        fulfil(fulfilled, school.id, new, standard).is_err(),
        "a second dossier"
    );
}

#[test]
fn a_plan_s_months_are_in_order_and_every_defect_is_named() {
    let wish = |dossier: &str, registration: &str| PlanWish {
        kind: RecognitionKind::Unspecified,
        target: Target::Unspecified,
        dossier_month: dossier.to_owned(),
        registration_month: registration.to_owned(),
    };
    let fields = |wish: PlanWish| {
        let school = a_school();
        match PlanItem::approve(Uuid::now_v7(), 3, 2024, &school, &wish) {
            Err(Refusal::Fields(fields)) => fields.into_iter().map(|(name, _)| name).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(
        fields(wish("2024-13", "2023-06")),
        [
            "items[3].kind",
            "items[3].target",
            "items[3].dossier_month",
            "items[3].registration_month"
        ]
    );
    assert_eq!(
        fields(wish("2024-06", "2024-05")),
        ["items[3].kind", "items[3].target", "items[3].registration_month"]
    );
}

#[test]
fn a_refusal_is_read_in_vietnamese() {
    let early = refusal(&prepared(A0), DossierCommand::Accept, A0);
    assert_eq!(
        platform::refusal::Refusal::from(early).message,
        "Hồ sơ đang soạn nên không thể chấp nhận (Trình tự đăng ký đánh giá ngoài)"
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
