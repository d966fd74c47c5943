//! Lists of certificates: by school, by how they stand today, by whom they concern, page after page.

use proto::fact::{Body, Measure, SchoolClosed, Target};
use proto::recognition as wire;
use proto::recognition::CertificateState;

use super::stage::*;
use crate::world::{World, head_of, officer};

ground::both!(World:
    a_list_asks_for_a_state_of_today_and_is_answered_what_each_says_itself,
    everyone_is_listed_what_concerns_them,
);

/// The national standard of the school `code`, recognised and valid as given.
fn standard(
    code: &str,
    number: &str,
    recognised_on: &str,
    valid_from: &str,
    valid_until: &str,
) -> wire::EnterCertificateRequest {
    wire::EnterCertificateRequest {
        recognised_on: recognised_on.to_owned(),
        valid_from: valid_from.to_owned(),
        valid_until: valid_until.to_owned(),
        ..entering(code, number)
    }
}

async fn a_list_asks_for_a_state_of_today_and_is_answered_what_each_says_itself(world: World) {
    let schools = [school(1), school(1), school(1), school(1)];
    for (index, case) in schools.iter().enumerate() {
        world.enrol(case, &format!("2400{index}")).await;
    }
    let mut names = Vec::new();
    for request in [
        standard("24000", "1/CN", "2014-01-10", "", "2019-01-10"),
        standard("24000", "2/CN", "2018-12-01", "", "2023-12-01"),
        standard("24000", "3/CN", "2021-03-01", "", "2026-03-01"),
        standard("24001", "4/CN", "2020-03-01", "", "2025-03-01"),
        standard("24001", "5/CN", "2024-05-01", "2024-07-01", "2029-07-01"),
        standard("24002", "6/CN", "2022-03-01", "", "2027-03-01"),
        standard("24002", "7/CN", "2023-03-01", "", "2028-03-01"),
        standard("24003", "8/CN", "2023-03-01", "", "2028-03-01"),
    ] {
        let entered = world
            .certificates(&officer())
            .enter_certificate(request)
            .await
            .unwrap();
        names.push(entered.into_inner().name);
    }
    world.revoke(&names[6], &chairman()).await;
    let closed = Body::SchoolClosed(SchoolClosed {
        document: "12/QĐ-UBND".to_owned(),
        on: "2024-06-10".to_owned(),
    });
    assert_eq!(world.of_school(&schools[3], 2, closed).await, None);
    // Revoked and restored: between the two it was revoked, though it is in force again.
    world.revoke(&names[2], &chairman()).await;
    world.at("2024-06-05T09:00:00+07:00");
    world.take(&names[2], Measure::Restoration, &chairman()).await;

    for today in [
        "2024-06-05",
        "2024-06-11",
        "2024-06-30",
        "2024-07-01",
        "2026-03-02",
        "2028-03-02",
    ] {
        world.at(&format!("{today}T12:00:00+07:00"));
        let mut counted = 0;
        for state in [
            CertificateState::NotYet,
            CertificateState::InForce,
            CertificateState::Expired,
            CertificateState::Revoked,
            CertificateState::Replaced,
            CertificateState::Lapsed,
        ] {
            let asked = wire::ListCertificatesRequest {
                state: state.into(),
                ..Default::default()
            };
            let listed = world.listed(&officer(), asked).await;
            let mut expected = Vec::new();
            for name in &names {
                if world.certificate(&officer(), name).await.unwrap().state() == state {
                    expected.push(name.clone());
                }
            }
            counted += listed.len();
            let mut sorted = (listed, expected);
            sorted.0.sort();
            sorted.1.sort();
            assert_eq!(sorted.0, sorted.1, "{state:?} on {today}");
        }
        assert_eq!(counted, names.len(), "each stands in one way on {today}");
    }
    let newest_first: Vec<_> = [4, 6, 7, 5, 2, 3, 1, 0].map(|place| names[place].clone()).into();
    let mut listed = world.listed(&officer(), Default::default()).await;
    // The two of one day stand in the order of their ids.
    if listed[1] == names[7] {
        listed.swap(1, 2);
    }
    assert_eq!(listed, newest_first);
    let of_one = wire::ListCertificatesRequest {
        school: format!("schools/{}", schools[0].school_id),
        ..Default::default()
    };
    assert_eq!(
        world.listed(&officer(), of_one).await,
        [names[2].clone(), names[1].clone(), names[0].clone()]
    );
}

async fn everyone_is_listed_what_concerns_them(world: World) {
    let (here, there) = (school(1), school(2));
    world.enrol(&here, "24001").await;
    world.enrol(&there, "24002").await;
    let ours = world.enter(&here, "17/CN").await.name;
    let theirs = world.enter(&there, "18/CN").await.name;
    let commune = platform::identity::Identity::new("xa", platform::identity::Role::Commune);
    for (identity, expected) in [
        (officer(), vec![theirs.clone(), ours.clone()]),
        (of_province(officer(), 1), vec![ours.clone()]),
        (of_province(officer(), 3), Vec::new()),
        (of_province(commune, 102), vec![theirs.clone()]),
        (head_of(&here), vec![ours.clone()]),
        (head_of(&school(1)), Vec::new()),
    ] {
        let mut listed = world.listed(&identity, Default::default()).await;
        listed.sort();
        let mut expected = expected;
        expected.sort();
        assert_eq!(listed, expected, "{identity:?}");
    }
    let refused = world.certificate(&head_of(&there), &ours).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::NotFound);
    let accreditation = wire::EnterCertificateRequest {
        target: Target::Accreditation1.into(),
        ..entering("24001", "19/CN")
    };
    let entered = world
        .certificates(&of_province(officer(), 1))
        .enter_certificate(accreditation)
        .await;
    assert!(entered.is_ok());
}
