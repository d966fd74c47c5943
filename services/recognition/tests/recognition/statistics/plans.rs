//! The figures of the source plans, as the service reports them.

use proto::fact::{RecognitionKind, SchoolType, Target};
use proto::recognition as wire;

use super::{Held, Sown, count, hold, on, school, set, sow, target};
use crate::world::{World, officer};

/// 597 schools of every kind but continuing education, and 12 centres of that.
fn son_la() -> Vec<Sown> {
    let kinds = [
        SchoolType::Preschool,
        SchoolType::Primary,
        SchoolType::LowerSecondary,
        SchoolType::UpperSecondary,
        SchoolType::PrimaryAndLowerSecondary,
    ];
    let kind = |number: u128| match number {
        0..597 => kinds[number as usize % kinds.len()],
        _ => SchoolType::ContinuingEducation,
    };
    (0..609).map(|number| school(number, kind(number))).collect()
}

/// Seed 001: "Tính đến ngày 31/12/2023, toàn tỉnh có 394/597 trường mầm non, phổ thông đạt chuẩn quốc gia (không tính
/// 12 trung tâm giáo dục thường xuyên), vượt 2,8% chỉ tiêu".
async fn son_la_394_of_597_are_66_0_percent_2_8_above_the_target(world: World) {
    let schools = son_la();
    sow(&world, &schools).await;
    let held = schools.iter().take(394).enumerate().map(|(place, school)| {
        let (target, recognised_on) = match place % 3 {
            0 => (Target::NationalStandard2, "2023-12-31"),
            _ => (Target::NationalStandard1, "2019-05-20"),
        };
        Held::new(school, target, recognised_on, "2028-05-20")
    });
    // What is no national standard, what came a day too late and what had run out does not count.
    let others = [
        Held::new(&schools[394], Target::Accreditation3, "2020-05-20", "2025-05-20"),
        Held::new(
            &schools[395],
            Target::NationalStandard1,
            "2024-01-01",
            "2029-01-01",
        ),
        Held::new(
            &schools[396],
            Target::NationalStandard1,
            "2018-12-30",
            "2023-12-30",
        ),
    ];
    hold(&world, &held.chain(others).collect::<Vec<_>>()).await;
    set(&world, target("2023-12-31", 632)).await;

    let found = count(&world, &officer(), on("2023-12-31")).await;
    let total = found.total.unwrap();
    assert_eq!((total.schools, total.attained), (597, 394));
    assert_eq!(total.share, "66,0 %");
    assert_eq!(total.target_per_mille, Some(632));
    assert_eq!(total.above_target, "+2,8");
    assert_eq!(found.rows, [], "nothing was asked to be grouped");

    let centres = wire::GetAttainmentRequest {
        school_type: SchoolType::ContinuingEducation.into(),
        ..on("2023-12-31")
    };
    let centres = count(&world, &officer(), centres).await.total.unwrap();
    assert_eq!((centres.schools, centres.attained), (12, 0));
    assert_eq!(centres.target_per_mille, None, "the target is not about them");

    let by_kind = wire::GetAttainmentRequest {
        grouping: wire::Grouping::SchoolType.into(),
        ..on("2023-12-31")
    };
    let by_kind = count(&world, &officer(), by_kind).await;
    let groups: Vec<_> = by_kind
        .rows
        .iter()
        .map(|row| (row.group.as_str(), row.schools, row.attained))
        .collect();
    assert_eq!(
        groups,
        [
            ("Mầm non", 120, 79),
            ("Tiểu học", 120, 79),
            ("Trung học cơ sở", 119, 79),
            ("Trung học phổ thông", 119, 79),
            ("Tiểu học và trung học cơ sở", 119, 78),
        ],
        "the centres are in no group"
    );
    assert_eq!(by_kind.total.unwrap().attained, 394);

    let degree_2 = wire::GetAttainmentRequest {
        standard: wire::Standard::National2.into(),
        ..on("2023-12-31")
    };
    let degree_2 = count(&world, &officer(), degree_2).await.total.unwrap();
    assert_eq!((degree_2.attained, degree_2.share.as_str()), (132, "22,1 %"));
    assert_eq!(degree_2.target_per_mille, None, "each standard has its target");
}

/// Seed 002: "đến hết năm học 2011-2012, Phòng GD&ĐT Hồng Bàng sẽ có 5/8 trường THCS được kiểm định chất lượng (chiếm
/// tỷ lệ 62,5% tổng số trường THCS)".
async fn hong_bang_5_of_8_lower_secondary_schools_are_62_5_percent(world: World) {
    let mut schools: Vec<_> = (0..8)
        .map(|number| school(number, SchoolType::LowerSecondary))
        .collect();
    schools.push(school(8, SchoolType::Primary));
    sow(&world, &schools).await;
    let held: Vec<_> = schools[..5]
        .iter()
        .chain([&schools[8]])
        .map(|school| Held::new(school, Target::Accreditation3, "2012-05-20", "2017-05-20"))
        .collect();
    hold(&world, &held).await;
    let asked = |standard: wire::Standard| wire::GetAttainmentRequest {
        standard: standard.into(),
        school_type: SchoolType::LowerSecondary.into(),
        ..on("2012-05-31")
    };
    for standard in [wire::Standard::Accreditation, wire::Standard::Any] {
        let total = count(&world, &officer(), asked(standard)).await.total.unwrap();
        assert_eq!((total.attained, total.schools), (5, 8));
        assert_eq!(total.share, "62,5 %");
        assert_eq!(total.above_target, "", "there is no target");
    }
    let national = count(&world, &officer(), asked(wire::Standard::National)).await;
    assert_eq!(national.total.unwrap().share, "0,0 %");
    let before = wire::GetAttainmentRequest {
        on: "2012-05-19".to_owned(),
        ..asked(wire::Standard::Any)
    };
    let before = count(&world, &officer(), before).await;
    assert_eq!(before.total.unwrap().share, "0,0 %", "not recognised yet");
    let nowhere = wire::GetAttainmentRequest {
        school_type: SchoolType::UpperSecondary.into(),
        ..on("2012-05-31")
    };
    let nowhere = count(&world, &officer(), nowhere).await.total.unwrap();
    assert_eq!((nowhere.schools, nowhere.share.as_str()), (0, ""));
}

/// Seed 003: "công nhận mới 02 trường học đạt chuẩn quốc gia mức độ 1 (Trường MN xã Chiêu Vũ; Trường TH&THCS xã Chiêu
/// Vũ). Công nhận lại 02 trường (Trường THCS xã Vũ Lễ; Trường TH&THCS xã Chiến Thắng)".
async fn bac_son_recognises_2_schools_newly_and_2_again(world: World) {
    world.at("2024-12-31T16:00:00+07:00");
    let schools = [
        school(1, SchoolType::Preschool).named("Trường MN xã Chiêu Vũ"),
        school(2, SchoolType::PrimaryAndLowerSecondary).named("Trường TH&THCS xã Chiêu Vũ"),
        school(3, SchoolType::LowerSecondary).named("Trường THCS xã Vũ Lễ"),
        school(4, SchoolType::PrimaryAndLowerSecondary).named("Trường TH&THCS xã Chiến Thắng"),
    ];
    sow(&world, &schools).await;
    let degree_1 = |place: usize, recognised_on: &str, valid_until: &str| {
        Held::new(
            &schools[place],
            Target::NationalStandard1,
            recognised_on,
            valid_until,
        )
    };
    hold(
        &world,
        &[
            degree_1(2, "2019-08-20", "2024-08-20"),
            degree_1(3, "2019-11-20", "2024-11-20"),
            degree_1(0, "2024-06-28", "2029-06-28"),
            degree_1(2, "2024-08-19", "2029-08-19").again(),
            degree_1(1, "2024-10-31", "2029-10-31"),
            degree_1(3, "2024-11-15", "2029-11-15").again(),
        ],
    )
    .await;
    let year = |kind: RecognitionKind| wire::ListRecognitionsRequest {
        from: "2024-01-01".to_owned(),
        until: "2024-12-31".to_owned(),
        kind: kind.into(),
        ..Default::default()
    };
    let names = async |kind: RecognitionKind| -> Vec<String> {
        let mut client = world.statistics(&officer());
        let found = client.list_recognitions(year(kind)).await.unwrap().into_inner();
        assert_eq!(found.next_page_token, "");
        let name = |found: wire::Recognition| found.entry.unwrap().school_name;
        found.recognitions.into_iter().map(name).collect()
    };
    assert_eq!(
        names(RecognitionKind::New).await,
        ["Trường MN xã Chiêu Vũ", "Trường TH&THCS xã Chiêu Vũ"]
    );
    assert_eq!(
        names(RecognitionKind::Renewal).await,
        ["Trường THCS xã Vũ Lễ", "Trường TH&THCS xã Chiến Thắng"]
    );
    assert_eq!(
        names(RecognitionKind::Unspecified).await,
        [
            "Trường MN xã Chiêu Vũ",
            "Trường THCS xã Vũ Lễ",
            "Trường TH&THCS xã Chiêu Vũ",
            "Trường TH&THCS xã Chiến Thắng"
        ],
        "by day of recognition"
    );
}

ground::both!(World:
    son_la_394_of_597_are_66_0_percent_2_8_above_the_target,
    hong_bang_5_of_8_lower_secondary_schools_are_62_5_percent,
    bac_son_recognises_2_schools_newly_and_2_again,
);
