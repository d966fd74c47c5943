//! Who receives a dossier, by the regime and the day.

use calendar::Day;
use proto::fact::SchoolType;
use registration::domain::{
    Authority, CheckStage, DossierRefusal, Place, Receipt, Refusal, School, local_body, receipt,
};
use statute::Law;

use crate::builders::*;

fn school_of(manager: &Authority, commune: &Authority) -> School {
    School {
        place: Place::among(commune, manager, None).unwrap(),
        ..a_school()
    }
}

fn received(school: &School, known: &[Authority], day: Day) -> Receipt {
    receipt(school, known, Law::official(), day).unwrap()
}

#[test]
fn the_level_that_the_regime_names_receives() {
    let known = a_province();
    let [department, district, commune] = &known;
    let (a1, a2, b) = (day("2025-06-30"), day("2025-07-01"), day("2026-07-07"));
    for (manager, on, body, stage) in [
        (department, a1, department, CheckStage::Department),
        (department, b, department, CheckStage::Department),
        (district, a1, district, CheckStage::Local),
        (district, a2, commune, CheckStage::Local),
        (district, b, commune, CheckStage::Local),
        // The commune lies in a district that still stands: the act names the district.
        (commune, a1, district, CheckStage::Local),
        (commune, a2, commune, CheckStage::Local),
    ] {
        let receipt = received(&school_of(manager, commune), &known, on);
        assert_eq!(
            (receipt.body.id, receipt.agency_code.as_str(), receipt.stage),
            (body.id, body.code.as_str(), stage),
            "managed by {} on {on}",
            manager.name
        );
    }
}

#[test]
fn a_commune_under_no_district_receives_in_every_regime() {
    let mut known = a_province();
    known[2].parent_id = Some(known[0].id);
    let receipt = received(&school_of(&known[2], &known[2]), &known, day("2024-05-20"));
    assert_eq!(receipt.body.id, known[2].id);
}

#[test]
fn upper_secondary_schools_are_the_department_s() {
    let known = a_province();
    let mut school = school_of(&known[1], &known[2]);
    for (school_type, stage) in [
        (SchoolType::UpperSecondary, CheckStage::Department),
        (SchoolType::LowerAndUpperSecondary, CheckStage::Department),
        (SchoolType::LowerSecondary, CheckStage::Local),
        (SchoolType::Preschool, CheckStage::Local),
    ] {
        school.school_type = school_type;
        assert_eq!(
            received(&school, &known, day("2024-05-20")).stage,
            stage,
            "{school_type:?}"
        );
    }
}

#[test]
fn the_overlay_is_the_department_s_of_that_day() {
    let mut known = a_province();
    known[0].overlay = "ha-noi".to_owned();
    let school = school_of(&known[1], &known[2]);
    assert_eq!(received(&school, &known, day("2024-05-20")).overlay, "ha-noi");
}

#[test]
fn a_commune_that_went_up_in_another_has_it_receive() {
    let mut known = a_province().to_vec();
    let mut successor = known[2].clone();
    successor.id = uuid::Uuid::now_v7();
    known[2].valid_until = Some(day("2025-06-30"));
    let school = school_of(&known[1], &known[2]);
    let gone = receipt(&school, &known, Law::official(), day("2025-07-01"));
    assert_eq!(
        gone,
        Err(Refusal::Dossier(DossierRefusal::NoReceivingBody {
            commune: "UBND xã Bắc Sơn".to_owned()
        }))
    );
    known[2].successors = vec![successor.id];
    known.push(successor.clone());
    assert_eq!(received(&school, &known, day("2025-07-01")).body.id, successor.id);
}

#[test]
fn a_school_without_a_place_among_the_authorities_is_refused() {
    let refused = receipt(&a_school(), &[], Law::official(), day("2024-05-20"));
    assert!(matches!(
        refused,
        Err(Refusal::Dossier(DossierRefusal::Unplaced { .. }))
    ));
}

#[test]
fn the_commune_goes_on_with_what_the_district_received() {
    let known = a_province();
    let mut dossier = prepared(A0);
    assert_eq!(local_body(&dossier, &known, day("2025-06-30")), None);
    dossier.school = school_of(&known[1], &known[2]);
    dossier.received_by = Some((&known[1]).into());
    let body = |on| local_body(&dossier, &known, day(on)).unwrap().id;
    assert_eq!(body("2025-06-30"), known[1].id);
    assert_eq!(body("2025-07-01"), known[2].id);
}
