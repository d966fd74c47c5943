//! The register of a past day: schools by the names of that day, certificates as they stood by law.

use ground::fresh_id;
use proto::fact::{Body, Measure, SchoolChanged, SchoolMerged, SchoolRenamed};
use proto::recognition as wire;

use super::{entered, found, found_on, registered, say, school};
use crate::builders::{SHA, department_case, placed};
use crate::world::{World, leader, officer, province};

ground::both! {
    World:
    a_certificate_is_in_the_register_from_the_day_of_recognition,
    a_school_stands_under_the_name_and_commune_of_the_day,
    a_school_that_went_up_in_another_keeps_its_last_name,
    a_revocation_and_a_restoration_are_seen_on_their_days,
    what_is_issued_here_stands_beside_what_was_entered,
}

async fn a_certificate_is_in_the_register_from_the_day_of_recognition(world: World) {
    let school = registered(&world, school("THCS Bắc Sơn", "Bắc Sơn"), "20180501").await;
    let certificate = entered(&world, &school, "15/2021", ["2021-03-01", "2026-02-28"]).await;
    assert_eq!(
        found_on(&world, "2021-02-28").await,
        [],
        "nobody was recognised yet"
    );
    for (on, state) in [
        ("2021-03-01", wire::CertificateState::InForce),
        ("2026-02-28", wire::CertificateState::InForce),
        ("2026-03-01", wire::CertificateState::Expired),
    ] {
        let entries = found_on(&world, on).await;
        let expected = wire::RegisterEntry {
            certificate: certificate.name.clone(),
            number: "15/2021".to_owned(),
            school: format!("schools/{}", school.school_id),
            school_name: "THCS Bắc Sơn".to_owned(),
            printed_name: "THCS Bắc Sơn".to_owned(),
            school_type: school.school_type,
            commune: school.commune.clone(),
            target: certificate.target,
            recognised_on: "2021-03-01".to_owned(),
            valid_from: "2021-03-01".to_owned(),
            valid_until: "2026-02-28".to_owned(),
            state: state.into(),
            on: on.to_owned(),
            decision_number: "12/QĐ-SGDĐT".to_owned(),
        };
        assert_eq!(entries, [expected], "{on}");
    }
    let today = found_on(&world, "").await;
    assert_eq!(today[0].on, "2024-06-03", "the day of Vietnam");
}

async fn a_school_stands_under_the_name_and_commune_of_the_day(world: World) {
    let before = registered(&world, school("THCS Bắc Sơn", "Vũ Lễ"), "20180501").await;
    entered(&world, &before, "15/2021", ["2021-03-01", "2026-02-28"]).await;
    world.at("2025-07-01T08:00:00+07:00");
    let moved = proto::fact::Subject {
        commune: "Ủy ban nhân dân xã Bắc Sơn".to_owned(),
        ..before.clone()
    };
    say(&world, 2, &moved, Body::SchoolChanged(SchoolChanged::default())).await;
    world.at("2025-09-01T08:00:00+07:00");
    let renamed = proto::fact::Subject {
        school_name: "THCS Kim Đồng".to_owned(),
        ..moved.clone()
    };
    let rename = SchoolRenamed {
        previous_name: before.school_name.clone(),
        document: "5/QĐ-UBND".to_owned(),
        on: "2025-08-15".to_owned(),
    };
    say(&world, 3, &renamed, Body::SchoolRenamed(rename)).await;
    for (on, name, commune) in [
        ("2025-06-30", "THCS Bắc Sơn", "Ủy ban nhân dân xã Vũ Lễ"),
        ("2025-07-01", "THCS Bắc Sơn", "Ủy ban nhân dân xã Bắc Sơn"),
        ("2025-08-15", "THCS Kim Đồng", "Ủy ban nhân dân xã Bắc Sơn"),
    ] {
        let entries = found_on(&world, on).await;
        let entry = &entries[0];
        assert_eq!(
            (entry.school_name.as_str(), entry.commune.as_str()),
            (name, commune),
            "{on}"
        );
        assert_eq!(entry.printed_name, "THCS Bắc Sơn", "what is printed stays");
    }
    // It is found by what it was called then, and not by what it was called at another time.
    for (on, query, commune, is_found) in [
        ("2025-06-30", "bac son", "vũ lễ", true),
        ("2025-06-30", "kim dong", "", false),
        ("2025-06-30", "", "Bắc Sơn", false),
        ("2025-09-01", "KIM dong", "xã Bắc Sơn", true),
        ("2025-09-01", "bac son", "", false),
    ] {
        let filter = wire::RegisterFilter {
            query: query.to_owned(),
            commune: commune.to_owned(),
            on: on.to_owned(),
            ..Default::default()
        };
        let entries = found(&world, filter).await;
        assert_eq!(
            entries.len(),
            usize::from(is_found),
            "{query:?} in {commune:?} on {on}"
        );
    }
}

async fn a_school_that_went_up_in_another_keeps_its_last_name(world: World) {
    let school = registered(&world, school("THCS Bắc Sơn", "Bắc Sơn"), "20180501").await;
    entered(&world, &school, "15/2021", ["2021-03-01", "2026-02-28"]).await;
    world.at("2025-08-20T08:00:00+07:00");
    let merged = SchoolMerged {
        into_school_id: uuid::Uuid::now_v7().to_string(),
        document: "5/QĐ-UBND".to_owned(),
        on: "2025-08-01".to_owned(),
    };
    say(&world, 2, &school, Body::SchoolMerged(merged)).await;
    for (on, state) in [
        ("2025-07-31", wire::CertificateState::InForce),
        ("2025-08-01", wire::CertificateState::Lapsed),
        ("2025-12-31", wire::CertificateState::Lapsed),
        ("2026-03-01", wire::CertificateState::Expired),
    ] {
        let filter = wire::RegisterFilter {
            query: "bắc sơn".to_owned(),
            on: on.to_owned(),
            state: state.into(),
            ..Default::default()
        };
        let entries = found(&world, filter).await;
        assert_eq!(entries.len(), 1, "{on} {state:?}");
        assert_eq!(entries[0].school_name, "THCS Bắc Sơn");
    }
}

/// Prepares and signs `measure` on the certificate `name`, now.
async fn take(world: &World, name: &str, measure: Measure) {
    let draft = wire::DraftMeasureRequest {
        name: name.to_owned(),
        measure: measure.into(),
        reasons: "Không còn đủ điều kiện".to_owned(),
        text_sha256: SHA.to_owned(),
        request_id: fresh_id(),
        ..Default::default()
    };
    world.certificates(&officer()).draft_measure(draft).await.unwrap();
    let signature = wire::SignMeasureRequest {
        name: name.to_owned(),
        text_sha256: SHA.to_owned(),
        request_id: fresh_id(),
        ..Default::default()
    };
    // Under the regime of 2021 the People's Committee decided, and it signs.
    world
        .certificates(&province())
        .sign_measure(signature)
        .await
        .unwrap();
}

async fn a_revocation_and_a_restoration_are_seen_on_their_days(world: World) {
    let school = registered(&world, school("THCS Bắc Sơn", "Bắc Sơn"), "20180501").await;
    let certificate = entered(&world, &school, "15/2021", ["2021-03-01", "2026-02-28"]).await;
    world.at("2024-09-05T08:00:00+07:00");
    let conclusion = wire::ConcludeRevocationRequest {
        name: certificate.name.clone(),
        reasons: "Không còn đủ điều kiện".to_owned(),
        document_number: "9/KL-SGDĐT".to_owned(),
        request_id: fresh_id(),
        ..Default::default()
    };
    world
        .certificates(&leader())
        .conclude_revocation(conclusion)
        .await
        .unwrap();
    take(&world, &certificate.name, Measure::Revocation).await;
    world.at("2024-11-01T08:00:00+07:00");
    take(&world, &certificate.name, Measure::Restoration).await;
    for (on, state) in [
        ("2024-09-04", wire::CertificateState::InForce),
        ("2024-09-05", wire::CertificateState::Revoked),
        ("2024-10-31", wire::CertificateState::Revoked),
        ("2024-11-01", wire::CertificateState::InForce),
        ("2026-02-28", wire::CertificateState::InForce),
        ("2026-03-01", wire::CertificateState::Expired),
    ] {
        assert_eq!(found_on(&world, on).await[0].state(), state, "{on}");
    }
}

async fn what_is_issued_here_stands_beside_what_was_entered(world: World) {
    let case = placed(department_case(), 1, 2);
    world.report(&case, 2).await;
    let signed = world.sign(&case, true).await;
    // Nothing was heard of its school: what is printed is all that is known.
    let entries = found(&world, wire::RegisterFilter::default()).await;
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].certificate, format!("certificates/{}", case.id));
    assert_eq!(entries[0].decision_number, signed.number);
    assert_eq!(
        (entries[0].school_name.as_str(), entries[0].commune.as_str()),
        ("THCS Bắc Sơn", "Bắc Sơn")
    );
    let school = registered(&world, school("Tiểu học Vũ Lễ", "Vũ Lễ"), "20180502").await;
    entered(&world, &school, "15/2021", ["2021-03-01", "2026-02-28"]).await;
    let entries = found(&world, wire::RegisterFilter::default()).await;
    let names: Vec<_> = entries.iter().map(|entry| entry.school_name.as_str()).collect();
    assert_eq!(
        names,
        ["THCS Bắc Sơn", "Tiểu học Vũ Lễ"],
        "the newest recognition first"
    );
}
