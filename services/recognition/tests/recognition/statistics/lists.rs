//! The lists of yearly plans: what was recognised, and what is to be checked again.

use std::collections::HashSet;

use ground::{broken_fields, fresh_id};
use proto::fact::{
    Body, RecognitionKind, SchoolAbsorbed, SchoolClosed, SchoolMerged, SchoolRenamed, SchoolType, Subject,
    Target,
};
use proto::recognition as wire;

use super::{Held, Sown, hold, school, sow};
use crate::builders::moment;
use crate::world::{World, leader, officer};

fn recheck(from_year: i32, until_year: i32, on: &str) -> wire::ListToRecheckRequest {
    wire::ListToRecheckRequest {
        from_year,
        until_year,
        on: on.to_owned(),
        ..Default::default()
    }
}

/// The schools and remarks of a list, in its order.
async fn rechecked(world: &World, asked: wire::ListToRecheckRequest) -> Vec<(String, Vec<String>)> {
    let mut client = world.statistics(&officer());
    let found = client.list_to_recheck(asked).await.unwrap().into_inner();
    let line = |found: wire::Recheck| (found.entry.unwrap().school_name, found.remarks);
    found.rechecks.into_iter().map(line).collect()
}

async fn names(world: &World, asked: wire::ListToRecheckRequest) -> Vec<String> {
    let found = rechecked(world, asked).await;
    found.into_iter().map(|(name, _)| name).collect()
}

fn degree_1(school: &Sown, recognised_on: &str, valid_until: &str) -> Held {
    Held::new(school, Target::NationalStandard1, recognised_on, valid_until)
}

/// Seed 001: "Tổ chức kiểm tra, rà soát lại các trường đã đạt chuẩn quốc gia giai đoạn 2019-2024".
async fn what_was_recognised_2019_to_2024_and_is_in_force_is_checked_again(world: World) {
    let schools: Vec<_> = (1..=6)
        .map(|number| school(number, SchoolType::Primary))
        .collect();
    sow(&world, &schools).await;
    hold(
        &world,
        &[
            degree_1(&schools[0], "2018-12-31", "2024-12-31"),
            degree_1(&schools[1], "2019-01-01", "2024-01-01"),
            degree_1(&schools[2], "2019-06-03", "2024-06-03"),
            degree_1(&schools[3], "2023-05-04", "2028-05-04"),
            degree_1(&schools[4], "2019-05-20", "2024-12-20"),
            degree_1(&schools[4], "2024-02-20", "2029-02-20").again(),
            degree_1(&schools[5], "2020-05-20", "2025-05-20"),
        ],
    )
    .await;
    let late = |day: &str| format!("Quá hạn đăng ký công nhận lại (ngày {day}) mà chưa đăng ký");
    let year = |day: &str| format!("Hết hạn trong năm: ngày {day}");
    let line = |name: &str, remarks: Vec<String>| (name.to_owned(), remarks);
    assert_eq!(
        rechecked(&world, recheck(2019, 2024, "")).await,
        [
            line("Trường số 3", vec![late("03/01/2024"), year("03/6/2024")]),
            line("Trường số 6", vec![]),
            line("Trường số 4", vec![]),
            line("Trường số 5", vec![]),
        ],
        "today, the last day of the first of them"
    );
    assert_eq!(
        names(&world, recheck(2019, 2024, "2024-06-04")).await,
        ["Trường số 6", "Trường số 4", "Trường số 5"],
        "it has run out"
    );
    assert_eq!(
        names(&world, recheck(2019, 2019, "2024-02-19")).await,
        ["Trường số 5", "Trường số 3"],
        "the older certificate of a school until the newer one takes its place"
    );
    assert_eq!(names(&world, recheck(2018, 2018, "")).await, ["Trường số 1"]);
    assert_eq!(names(&world, recheck(2025, 2026, "")).await, [""; 0]);
}

async fn a_list_names_schools_as_on_its_day_and_what_became_of_them(world: World) {
    let schools = [
        school(1, SchoolType::Primary).named("Tiểu học Bắc Sơn"),
        school(2, SchoolType::Primary).named("Tiểu học Vũ Lễ"),
        school(3, SchoolType::Primary).named("Tiểu học Chiêu Vũ"),
    ];
    sow(&world, &schools).await;
    let held: Vec<_> = schools
        .iter()
        .map(|school| degree_1(school, "2021-05-20", "2026-05-20"))
        .collect();
    hold(&world, &held).await;
    let [into, gone, closed] = &schools;
    let at = moment("2024-06-03T08:00:00+07:00");
    let subject = Subject {
        school_name: "Tiểu học Kim Đồng".to_owned(),
        ..into.subject()
    };
    let renamed = Body::SchoolRenamed(SchoolRenamed {
        previous_name: into.name.clone(),
        on: "2024-03-01".to_owned(),
        ..Default::default()
    });
    let (sequence, mut fact, _) = into.fact(2, at, renamed);
    fact.subject = Some(subject.clone());
    let absorbed = Body::SchoolAbsorbed(SchoolAbsorbed {
        school_id: gone.id.to_string(),
        on: "2024-05-01".to_owned(),
        ..Default::default()
    });
    let (next, mut second, _) = into.fact(3, at, absorbed);
    second.subject = Some(subject);
    let merged = Body::SchoolMerged(SchoolMerged {
        into_school_id: into.id.to_string(),
        on: "2024-05-01".to_owned(),
        ..Default::default()
    });
    let shut = Body::SchoolClosed(SchoolClosed {
        on: "2024-05-31".to_owned(),
        ..Default::default()
    });
    let facts = [
        (sequence, fact, at),
        (next, second, at),
        gone.fact(2, at, merged),
        closed.fact(2, at, shut),
    ];
    world.hear_all("registration", facts).await;

    let of = async |on: &str| rechecked(&world, recheck(2021, 2021, on)).await;
    let mut before = of("2024-02-29").await;
    before.sort();
    let plain = |name: &str| (name.to_owned(), vec![]);
    assert_eq!(
        before,
        [
            plain("Tiểu học Bắc Sơn"),
            plain("Tiểu học Chiêu Vũ"),
            plain("Tiểu học Vũ Lễ")
        ]
    );
    let merger = "Nhận sáp nhập Tiểu học Vũ Lễ từ ngày 01/5/2024".to_owned();
    let mut between = of("2024-05-31").await;
    between.sort();
    assert_eq!(
        between,
        [
            plain("Tiểu học Chiêu Vũ"),
            ("Tiểu học Kim Đồng".to_owned(), vec![merger.clone()])
        ]
    );
    assert_eq!(
        of("2024-06-01").await,
        [("Tiểu học Kim Đồng".to_owned(), vec![merger])],
        "certificates end with their schools"
    );
}

async fn a_conclusion_to_revoke_is_remarked(world: World) {
    let school = school(1, SchoolType::Primary);
    sow(&world, std::slice::from_ref(&school)).await;
    hold(&world, &[degree_1(&school, "2021-05-20", "2026-05-20")]).await;
    let mut certificates = world.certificates(&officer());
    let listed = certificates
        .list_certificates(wire::ListCertificatesRequest::default())
        .await;
    let name = listed.unwrap().into_inner().certificates[0].name.clone();
    let concluded = wire::ConcludeRevocationRequest {
        name,
        reasons: "Vi phạm quy định".to_owned(),
        document_number: "12/KL-SGDĐT".to_owned(),
        request_id: fresh_id(),
        ..Default::default()
    };
    let mut leader = world.certificates(&leader());
    leader.conclude_revocation(concluded).await.unwrap();
    assert_eq!(
        rechecked(&world, recheck(2021, 2021, "")).await[0].1,
        ["Đã có kết luận thu hồi ngày 03/6/2024, chưa có quyết định"]
    );
}

async fn pages_hold_every_recognition_once_in_order(world: World) {
    let schools: Vec<_> = (1..=9)
        .map(|number| school(number, SchoolType::Preschool))
        .collect();
    sow(&world, &schools).await;
    // Three on each of three days.
    let held = schools.iter().enumerate().map(|(place, school)| {
        let recognised_on = ["2023-05-04", "2022-05-04", "2023-11-20"][place % 3];
        let held = degree_1(school, recognised_on, "2028-05-04");
        if place < 4 { held.again() } else { held }
    });
    hold(&world, &held.collect::<Vec<_>>()).await;
    let mut client = world.statistics(&officer());
    for kind in [
        RecognitionKind::Unspecified,
        RecognitionKind::New,
        RecognitionKind::Renewal,
    ] {
        let asked = |page_size, page_token| wire::ListRecognitionsRequest {
            from: "2022-05-04".to_owned(),
            until: "2023-11-20".to_owned(),
            kind: kind.into(),
            page_size,
            page_token,
        };
        let all = client.list_recognitions(asked(0, String::new())).await;
        let all = all.unwrap().into_inner().recognitions;
        let expected = match kind {
            RecognitionKind::New => 5,
            RecognitionKind::Renewal => 4,
            RecognitionKind::Unspecified => 9,
        };
        let certificate = |found: &wire::Recognition| found.entry.clone().unwrap().certificate;
        let once: HashSet<_> = all.iter().map(certificate).collect();
        assert_eq!((all.len(), once.len()), (expected, expected));
        let days: Vec<_> = all
            .iter()
            .map(|found| found.entry.clone().unwrap().recognised_on)
            .collect();
        assert!(days.is_sorted(), "{days:?}");
        if kind != RecognitionKind::Unspecified {
            assert!(all.iter().all(|found| found.kind() == kind));
        }
        for size in [1, 2, 4, 9] {
            let (mut pages, mut token) = (Vec::new(), String::new());
            loop {
                let page = client.list_recognitions(asked(size, token)).await;
                let page = page.unwrap().into_inner();
                assert!(page.recognitions.len() <= size.try_into().unwrap());
                pages.extend(page.recognitions);
                token = page.next_page_token;
                if token.is_empty() {
                    break;
                }
            }
            assert_eq!(pages, all, "pages of {size}");
        }
    }
    let mut once = Vec::new();
    let mut token = String::new();
    loop {
        let asked = wire::ListToRecheckRequest {
            page_size: 2,
            page_token: token,
            ..recheck(2022, 2023, "")
        };
        let page = client.list_to_recheck(asked).await.unwrap().into_inner();
        once.extend(
            page.rechecks
                .into_iter()
                .map(|found| found.entry.unwrap().certificate),
        );
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(once.len(), 9);
    assert_eq!(once.iter().collect::<HashSet<_>>().len(), 9);
}

async fn what_does_not_fit_is_refused_all_at_once(world: World) {
    let mut client = world.statistics(&officer());
    for (from, until, fields) in [
        ("", "", vec!["from", "until"]),
        ("2024-13-01", "năm nay", vec!["from", "until"]),
        ("2024-05-01", "2024-04-30", vec!["until"]),
    ] {
        let asked = wire::ListRecognitionsRequest {
            from: from.to_owned(),
            until: until.to_owned(),
            ..Default::default()
        };
        let refused = client.list_recognitions(asked).await.unwrap_err();
        assert_eq!(broken_fields(&refused), fields);
    }
    for (from_year, until_year, on, fields) in [
        (0, -1, "hôm nay", vec!["on", "from_year", "until_year"]),
        (2024, 2019, "", vec!["until_year"]),
    ] {
        let asked = recheck(from_year, until_year, on);
        let refused = client.list_to_recheck(asked).await.unwrap_err();
        assert_eq!(broken_fields(&refused), fields);
    }
    let asked = super::on("31/12/2023");
    let refused = client.get_attainment(asked).await.unwrap_err();
    assert_eq!(broken_fields(&refused), ["on"]);
    let nothing = client
        .export_statistics(wire::ExportStatisticsRequest::default())
        .await;
    assert_eq!(broken_fields(&nothing.unwrap_err()), ["report"]);
}

ground::both!(World:
    what_was_recognised_2019_to_2024_and_is_in_force_is_checked_again,
    a_list_names_schools_as_on_its_day_and_what_became_of_them,
    a_conclusion_to_revoke_is_remarked,
    pages_hold_every_recognition_once_in_order,
    what_does_not_fit_is_refused_all_at_once,
);
