//! The rules of plans alone: what is refused, and by which rule.

use std::collections::HashMap;

use proto::fact::{Body, Ownership, RecognitionKind, SchoolType, Target};
use registration::domain::{
    AmendmentForm, ApprovedUnder, Authority, AuthorityForm, AuthorityKind, DossierProgress, ItemForm,
    ItemStage, Measure, Place, Plan, PlanItem, PlanRefusal, PlanTarget, PlanWish, Refusal, School,
    SchoolCount, SchoolState, Tally, TargetForm, judge_plan, measure,
};
use statute::RegimeId;
use uuid::Uuid;

use crate::builders::*;

pub const AT: &str = "2024-01-10T09:00:00+07:00";

pub fn department() -> Authority {
    let form = AuthorityForm {
        name: "Sở Giáo dục và Đào tạo".to_owned(),
        code: "H37.14".to_owned(),
        ..AuthorityForm::default()
    };
    Authority::enter(Uuid::now_v7(), AuthorityKind::Department, None, form)
        .unwrap()
        .0
}

pub fn school_in(department: &Authority) -> School {
    School {
        place: Place {
            province_id: Some(department.id),
            ..Place::default()
        },
        ..a_school()
    }
}

pub fn law() -> ApprovedUnder {
    ApprovedUnder {
        regime: RegimeId::A0,
        overlay: "ha-noi".to_owned(),
    }
}

pub fn a_wish(target: Target, dossier: &str, registration: &str) -> PlanWish {
    PlanWish {
        kind: RecognitionKind::New,
        target,
        dossier_month: dossier.to_owned(),
        registration_month: registration.to_owned(),
    }
}

pub fn form(school: &School, target: Target) -> ItemForm {
    ItemForm {
        school: Some(school.clone()),
        wish: a_wish(target, "2024-05", "2024-06"),
    }
}

pub fn draft(department: &Authority, items: &[ItemForm]) -> (Plan, Vec<PlanItem>) {
    let plan = Plan::begin(Uuid::now_v7(), department, 2024, "chuyen-vien").unwrap();
    plan.redraft(items, &[], "chuyen-vien").unwrap()
}

/// An approved plan of one school, and that school.
fn approved(department: &Authority) -> (Plan, Vec<PlanItem>, School) {
    let school = school_in(department);
    let (plan, items) = draft(department, &[form(&school, Target::NationalStandard1)]);
    let items = items.into_iter().map(|item| (item, school.clone())).collect();
    let (plan, items, _) = plan
        .approve(department, items, "45/KH-SGDĐT", "giam-doc", law(), moment(AT))
        .unwrap();
    (plan, items, school)
}

fn fields(refusal: Refusal) -> Vec<String> {
    let Refusal::Fields(fields) = refusal else {
        panic!("{refusal:?}")
    };
    fields.into_iter().map(|(field, _)| field).collect()
}

#[test]
fn every_defect_of_a_draft_is_told_at_once() {
    let department = department();
    let plan = Plan::begin(Uuid::now_v7(), &department, 2024, "chuyen-vien").unwrap();
    let fitting = school_in(&department);
    let mut closed = school_in(&department);
    closed.state = SchoolState::Closed;
    let standard = Target::NationalStandard1;
    let backwards = ItemForm {
        school: Some(school_in(&department)),
        wish: a_wish(standard, "2023-12", "2023-11"),
    };
    let nothing = ItemForm {
        school: None,
        wish: PlanWish {
            kind: RecognitionKind::Unspecified,
            ..a_wish(Target::Unspecified, "5/2024", "")
        },
    };
    let forms = [
        form(&fitting, standard),
        form(&fitting, standard),
        form(&closed, standard),
        form(&a_school(), standard),
        backwards,
        nothing,
    ];
    let target = TargetForm {
        measure: None,
        school_type: SchoolType::Unspecified,
        ownership: Ownership::Unspecified,
        at_least: 0,
        at_most: 0,
        by: "cuối năm".to_owned(),
        source: String::new(),
    };
    let refused = plan.redraft(&forms, &[target], "chuyen-vien").unwrap_err();
    assert_eq!(
        fields(refused),
        [
            "items[1].school",
            "items[2].school",
            "items[3].school",
            "items[4].dossier_month",
            "items[4].registration_month",
            "items[4].registration_month",
            "items[5].school",
            "items[5].kind",
            "items[5].target",
            "items[5].dossier_month",
            "items[5].registration_month",
            "targets[0].measure",
            "targets[0].at_least",
            "targets[0].by",
        ]
    );
}

#[test]
fn who_drafted_may_not_approve_and_an_approved_plan_is_no_draft() {
    let department = department();
    let school = school_in(&department);
    let (plan, items) = draft(&department, &[form(&school, Target::NationalStandard1)]);
    let (plan, _) = plan
        .redraft(&[form(&school, Target::NationalStandard1)], &[], "giam-doc")
        .unwrap();
    let with_school = || items.iter().map(|item| (item.clone(), school.clone())).collect();
    let approve = |leader: &str, number: &str| {
        plan.approve(&department, with_school(), number, leader, law(), moment(AT))
    };
    for drafter in ["chuyen-vien", "giam-doc"] {
        let refused = approve(drafter, "45/KH").unwrap_err();
        assert_eq!(refused, PlanRefusal::FourEyes.into(), "{drafter} wrote of it");
    }
    assert_eq!(
        fields(approve("pho-giam-doc", " ").unwrap_err()),
        ["document_number"]
    );
    let (approved, items, facts) = approve("pho-giam-doc", "45/KH").unwrap();
    assert_eq!(facts.len(), 2, "the plan's and its item's");
    assert!(items[0].stands());
    let refused = approved.redraft(&[], &[], "chuyen-vien").unwrap_err();
    assert_eq!(refused, PlanRefusal::Approved.into());
    let empty = draft(&department, &[]).0;
    let refused = empty.approve(&department, Vec::new(), "1", "giam-doc", law(), moment(AT));
    assert_eq!(refused.unwrap_err(), PlanRefusal::Empty.into());
}

#[test]
fn an_amendment_changes_adds_and_removes_and_keeps_what_was() {
    let department = department();
    let (plan, items, school) = approved(&department);
    let other = school_in(&department);
    let schools: HashMap<_, _> = [(school.id, school.clone()), (other.id, other.clone())].into();
    let amend = |items: &[PlanItem], form: &AmendmentForm| {
        plan.amend(
            &department,
            items.to_vec(),
            &schools,
            form,
            "giam-doc",
            law(),
            moment(AT),
        )
    };
    let stated = AmendmentForm {
        document_number: "50/QĐ-SGDĐT".to_owned(),
        reason: "Trường đang sửa chữa".to_owned(),
        ..AmendmentForm::default()
    };
    assert_eq!(
        amend(&items, &stated).unwrap_err(),
        PlanRefusal::NothingAmended.into()
    );
    assert_eq!(
        fields(amend(&items, &AmendmentForm::default()).unwrap_err()),
        ["document_number", "reason"]
    );

    let postponed = AmendmentForm {
        changes: vec![(
            items[0].id,
            a_wish(Target::NationalStandard2, "2024-09", "2024-10"),
        )],
        additions: vec![form(&other, Target::NationalStandard1)],
        ..stated.clone()
    };
    let (after, changed, facts) = amend(&items, &postponed).unwrap();
    assert_eq!((changed.len(), facts.len()), (2, 3));
    assert!(matches!(
        &facts[1].body,
        Some(Body::PlanItemAmended(amended)) if amended.dossier_month_end == "2024-09-30"
    ));
    let change = &after.amendments[0].changes[0];
    assert_eq!(
        change.before.as_ref().unwrap().dossier_month.to_string(),
        "2024-05"
    );
    assert_eq!(change.after.as_ref().unwrap().target, Target::NationalStandard2);

    let gone = AmendmentForm {
        removals: vec![items[0].id],
        ..stated.clone()
    };
    let (_, removed, facts) = amend(&items, &gone).unwrap();
    assert!(removed[0].removed && matches!(facts[1].body, Some(Body::PlanItemRemoved(_))));

    let twice = AmendmentForm {
        removals: vec![items[0].id, items[0].id, Uuid::now_v7()],
        ..stated.clone()
    };
    assert_eq!(
        fields(amend(&items, &twice).unwrap_err()),
        ["removals[1]", "removals[2]"]
    );

    // With a dossier it keeps its place and its target; its months may still move.
    let held = items[0]
        .clone()
        .complete_dossier(
            Uuid::now_v7(),
            school.id,
            RecognitionKind::New,
            Target::NationalStandard1,
            moment(AT),
        )
        .unwrap();
    let held = [held];
    let refusal = PlanRefusal::HasDossier {
        schools: vec![school.name.clone()],
    };
    assert_eq!(amend(&held, &gone).unwrap_err(), refusal.clone().into());
    assert_eq!(amend(&held, &postponed).unwrap_err(), refusal.into());
    let moved = AmendmentForm {
        changes: vec![(
            held[0].id,
            a_wish(Target::NationalStandard1, "2024-05", "2024-07"),
        )],
        ..stated
    };
    assert!(amend(&held, &moved).is_ok());
}

#[test]
fn an_item_takes_one_dossier_at_a_time() {
    let department = department();
    let (_, items, school) = approved(&department);
    let (first, second) = (Uuid::now_v7(), Uuid::now_v7());
    let take = |item: &PlanItem, dossier| {
        let (new, standard) = (RecognitionKind::New, Target::NationalStandard1);
        item.clone()
            .complete_dossier(dossier, school.id, new, standard, moment(AT))
    };
    let taken = take(&items[0], first).unwrap();
    assert!(take(&taken, second).is_err());
    assert_eq!(
        taken.clone().release(second),
        taken,
        "another dossier frees nothing"
    );
    let free = taken.register(moment(AT)).release(first);
    assert_eq!(free, items[0]);
    assert!(take(&free, second).is_ok());
    let (_, drafted) = draft(&department, &[form(&school, Target::NationalStandard1)]);
    assert!(take(&drafted[0], first).is_err(), "not approved yet");
}

#[test]
fn what_was_postponed_in_time_is_not_broken() {
    let department = department();
    let (_, items, _) = approved(&department);
    let reached = reached("plan.dossier", "2024-05-31");
    let broken = |amended_at: &str| {
        let item = PlanItem {
            dossier_month: "2024-07".parse().unwrap(),
            amended_at: Some(moment(amended_at)),
            ..items[0].clone()
        };
        judge_plan(&item, &reached, day("2024-05-31")).is_some()
    };
    assert!(judge_plan(&items[0], &reached, day("2024-05-31")).is_some());
    assert!(!broken("2024-05-31T23:59:59+07:00"));
    assert!(
        broken("2024-06-01T00:00:00+07:00"),
        "it was owed when its month ended"
    );
}

fn target(measure: Measure, at_least: u32, at_most: u32) -> PlanTarget {
    PlanTarget {
        measure,
        school_type: SchoolType::Unspecified,
        ownership: Ownership::Unspecified,
        at_least,
        at_most,
        by: None,
        source: String::new(),
    }
}

#[test]
fn a_share_of_each_level_is_measured_level_by_level() {
    let row = |school_type, ownership, schools| SchoolCount {
        school_type,
        ownership,
        schools,
    };
    let tally = Tally {
        of: vec![
            row(SchoolType::Preschool, Ownership::Public, 80),
            row(SchoolType::Preschool, Ownership::NonPublic, 20),
            row(SchoolType::Primary, Ownership::Public, 100),
        ],
        reached: vec![
            row(SchoolType::Preschool, Ownership::Public, 7),
            row(SchoolType::Primary, Ownership::Public, 11),
        ],
    };
    let shown = |target: &PlanTarget| -> Vec<(SchoolType, u32, u32, bool)> {
        measure(target, &tally)
            .into_iter()
            .map(|line| (line.school_type, line.reached, line.of, line.met))
            .collect()
    };
    assert_eq!(
        shown(&target(Measure::ExternallyReviewed, 70, 100)),
        [
            (SchoolType::Unspecified, 18, 200, true),
            (SchoolType::Preschool, 7, 100, true),
            (SchoolType::Primary, 11, 100, false),
        ],
        "7 to 10 % of each level: 11 % is too many"
    );
    let non_public = PlanTarget {
        ownership: Ownership::NonPublic,
        ..target(Measure::EligibleReviewed, 1_000, 0)
    };
    assert_eq!(shown(&non_public)[0], (SchoolType::Unspecified, 0, 20, false));
    assert_eq!(
        shown(&target(Measure::RecognisedNew, 18, 0)),
        [(SchoolType::Unspecified, 18, 200, true)],
        "a number has one line"
    );
}

#[test]
fn deviations_are_counted_in_days() {
    let department = department();
    let (_, items, school) = approved(&department);
    let progress = |item: &PlanItem, today: &str| item.progress(DossierProgress::default(), day(today));
    let on_time = progress(&items[0], "2024-05-31");
    assert_eq!(
        (on_time.stage, on_time.dossier_days_late),
        (ItemStage::Planned, 0)
    );
    let late = progress(&items[0], "2024-07-02");
    assert_eq!((late.dossier_days_late, late.registration_days_late), (32, 2));
    let (new, standard) = (RecognitionKind::New, Target::NationalStandard1);
    let done = items[0]
        .clone()
        .complete_dossier(
            Uuid::now_v7(),
            school.id,
            new,
            standard,
            moment("2024-06-03T08:00:00+07:00"),
        )
        .unwrap();
    let done = progress(&done, "2025-01-01");
    assert_eq!(
        (done.stage, done.dossier_days_late),
        (ItemStage::DossierComplete, 3),
        "and no more"
    );
}
