//! The arithmetic of shares, groups and targets, alone.

use calendar::Day;
use platform::share::Share;
use proptest::prelude::*;
use proto::fact::{Ownership, SchoolType};
use recognition::domain::{
    AttainmentTarget, Counted, Figures, Group, Standard, Tally, TargetForm, Targets, attainment,
};
use uuid::Uuid;

use crate::builders::{authority, day, moment};

/// Long division, digit by digit, of `part` by `whole` in percent, cut after two decimals.
fn divided(part: u32, whole: u32) -> (u64, u64, bool) {
    let (mut units, mut rest) = (0, u64::from(part) * 100);
    while rest >= u64::from(whole) {
        rest -= u64::from(whole);
        units += 1;
    }
    let mut decimals = [0_u64; 2];
    for decimal in &mut decimals {
        rest *= 10;
        while rest >= u64::from(whole) {
            rest -= u64::from(whole);
            *decimal += 1;
        }
    }
    (units, decimals[0], decimals[1] >= 5)
}

/// The share as somebody with paper writes it: divides, and rounds the first decimal up when the second is 5 or more.
fn on_paper(part: u32, whole: u32) -> String {
    let (mut units, mut tenths, up) = divided(part, whole);
    tenths += u64::from(up);
    if tenths == 10 {
        (units, tenths) = (units + 1, 0);
    }
    format!("{units},{tenths} %")
}

fn figures(attained: u32, schools: u32, target: Option<u32>) -> Figures {
    Figures {
        tally: Tally { schools, attained },
        target,
    }
}

proptest! {
    #[test]
    fn a_share_is_what_division_on_paper_says((part, whole) in (1..60_000_u32).prop_flat_map(|whole| (0..=whole, Just(whole)))) {
        prop_assert_eq!(Share::of(part, whole).unwrap().to_string(), on_paper(part, whole));
    }

    /// Above, or below: adding the difference to the target gives the share that is shown.
    #[test]
    fn what_is_above_the_target_adds_up((part, whole, target) in (1..60_000_u32).prop_flat_map(|whole| (0..=whole, Just(whole), 0..=1_000_u32))) {
        let figures = figures(part, whole, Some(target));
        let text = figures.above_target_in_vietnamese();
        let tenths: i64 = text.replace(',', "").parse().unwrap();
        prop_assert_eq!(text.starts_with('+'), tenths > 0);
        let sum = tenths + i64::from(target);
        prop_assert_eq!(format!("{},{} %", sum / 10, sum % 10), on_paper(part, whole));
    }

    /// However schools are grouped, the groups add up to all of them.
    #[test]
    fn groups_add_up(tallies in prop::collection::vec((0..9_i32, 0..2_u128, 0..50_u32, 0..50_u32), 0..30)) {
        let counted: Vec<_> = tallies
            .iter()
            .map(|(kind, province, attained, others)| Counted {
                group: Group::SchoolType(SchoolType::try_from(*kind).unwrap()),
                province_id: Some(authority(*province)),
                tally: Tally { schools: attained + others, attained: *attained },
            })
            .collect();
        let all = attainment(day("2024-06-30"), counted, SchoolType::Unspecified, &Targets::default());
        let sum = |what: fn(Tally) -> u32| all.rows.iter().map(|(_, row)| what(row.tally)).sum::<u32>();
        prop_assert_eq!(sum(|tally| tally.schools), all.total.tally.schools);
        prop_assert_eq!(sum(|tally| tally.attained), all.total.tally.attained);
        prop_assert_eq!(all.total.tally.attained, tallies.iter().map(|tally| tally.2).sum::<u32>());
        let kinds: std::collections::BTreeSet<_> = tallies.iter().map(|tally| tally.0).collect();
        prop_assert_eq!(all.rows.len(), kinds.len(), "each group has one row");
    }
}

#[test]
fn the_figures_of_the_plans() {
    let son_la = figures(394, 597, Some(632));
    assert_eq!(son_la.share().unwrap().to_string(), "66,0 %");
    assert_eq!(son_la.above_target_in_vietnamese(), "+2,8");
    let hong_bang = figures(5, 8, None);
    assert_eq!(hong_bang.share().unwrap().to_string(), "62,5 %");
    assert_eq!(hong_bang.above_target_in_vietnamese(), "");
    assert_eq!(figures(394, 597, Some(664)).above_target_in_vietnamese(), "-0,4");
    assert_eq!(figures(394, 597, Some(660)).above_target_in_vietnamese(), "0,0");
    assert_eq!(
        figures(0, 0, Some(660)).above_target_in_vietnamese(),
        "",
        "no school is no share"
    );
}

fn set(province: u128, on: &str, kind: SchoolType, per_mille: u32) -> AttainmentTarget {
    let form = TargetForm {
        on: on.to_owned(),
        standard: Standard::National,
        school_type: kind,
        per_mille,
        document: "Nghị quyết".to_owned(),
    };
    let at = moment("2020-10-01T08:00:00+07:00");
    AttainmentTarget::set(&form, Some(authority(province)), at)
        .unwrap()
        .0
}

fn province(number: u128) -> Option<Uuid> {
    Some(authority(number))
}

#[test]
fn a_target_is_that_of_the_day_or_of_the_last_day_before_it() {
    let all = SchoolType::Unspecified;
    let targets = Targets::new(vec![
        set(1, "2023-12-31", all, 632),
        set(1, "2022-12-31", all, 600),
        set(1, "2025-12-31", all, 700),
        set(1, "2023-12-31", SchoolType::Primary, 750),
        set(2, "2024-01-31", all, 500),
    ]);
    for (on, expected) in [
        ("2022-12-30", None),
        ("2022-12-31", Some(600)),
        ("2023-12-30", Some(600)),
        ("2023-12-31", Some(632)),
        ("2025-12-30", Some(632)),
        ("2026-01-01", Some(700)),
    ] {
        assert_eq!(targets.of(province(1), all, day(on)), expected, "{on}");
    }
    let on = day("2024-02-01");
    assert_eq!(targets.of(province(1), SchoolType::Primary, on), Some(750));
    assert_eq!(
        targets.of(province(1), SchoolType::Preschool, on),
        None,
        "the target of all is not that of a kind"
    );
    assert_eq!(targets.of(province(2), all, on), Some(500));
    assert_eq!(targets.of(None, all, on), None);
}

fn counted(group: Group, number: u128, attained: u32) -> Counted {
    Counted {
        group,
        province_id: province(number),
        tally: Tally {
            schools: 10,
            attained,
        },
    }
}

fn commune(number: u128, name: &str) -> Group {
    Group::Commune {
        id: Some(authority(number)),
        name: name.to_owned(),
    }
}

/// The groups with their targets, and the target of all together.
fn compared(
    counted: Vec<Counted>,
    asked: SchoolType,
    targets: &Targets,
) -> (Vec<(String, Option<u32>)>, Option<u32>) {
    let found = attainment(day("2024-06-30"), counted, asked, targets);
    let row = |(group, figures): &(Group, Figures)| (group.in_vietnamese().to_owned(), figures.target);
    (found.rows.iter().map(row).collect(), found.total.target)
}

fn rows(expected: &[(&str, Option<u32>)]) -> Vec<(String, Option<u32>)> {
    let row = |(group, target): &(&str, Option<u32>)| ((*group).to_owned(), *target);
    expected.iter().map(row).collect()
}

#[test]
fn a_kind_has_its_own_target_and_every_other_group_that_of_what_was_asked_for() {
    let targets = Targets::new(vec![
        set(1, "2023-12-31", SchoolType::Unspecified, 632),
        set(1, "2023-12-31", SchoolType::Primary, 750),
    ]);
    let kinds = vec![
        counted(Group::SchoolType(SchoolType::Unspecified), 1, 1),
        counted(Group::SchoolType(SchoolType::LowerSecondary), 1, 2),
        counted(Group::SchoolType(SchoolType::Primary), 1, 3),
    ];
    let expected = rows(&[
        ("Tiểu học", Some(750)),
        ("Trung học cơ sở", None),
        ("Chưa rõ loại trường", None),
    ]);
    let all = SchoolType::Unspecified;
    assert_eq!(compared(kinds, all, &targets), (expected, Some(632)));

    let communes = vec![
        counted(commune(11, "Vũ Lễ"), 1, 1),
        counted(commune(12, ""), 1, 1),
        counted(commune(13, "Đồng Ý"), 1, 1),
        counted(commune(14, "Bắc Sơn"), 1, 1),
        counted(commune(15, "Bắc Sơn"), 1, 1),
    ];
    let expected = rows(&[
        ("Bắc Sơn", Some(750)),
        ("Bắc Sơn", Some(750)),
        ("Đồng Ý", Some(750)),
        ("Vũ Lễ", Some(750)),
        ("Chưa rõ xã, phường", Some(750)),
    ]);
    let primary = SchoolType::Primary;
    assert_eq!(compared(communes, primary, &targets), (expected, Some(750)));

    let ownerships = vec![
        counted(Group::Ownership(Ownership::Unspecified), 1, 1),
        counted(Group::Ownership(Ownership::NonPublic), 1, 1),
        counted(Group::Ownership(Ownership::Public), 1, 1),
    ];
    let expected = rows(&[
        ("Công lập", Some(632)),
        ("Ngoài công lập", Some(632)),
        ("Chưa rõ loại hình", Some(632)),
    ]);
    assert_eq!(compared(ownerships, all, &targets), (expected, Some(632)));
}

#[test]
fn schools_of_several_departments_are_compared_with_no_target() {
    let all = SchoolType::Unspecified;
    let targets = Targets::new(vec![set(1, "2023-12-31", all, 632)]);
    let of = |number, attained| counted(Group::All, number, attained);
    assert_eq!(compared(vec![of(1, 3)], all, &targets), (vec![], Some(632)));
    assert_eq!(compared(vec![of(2, 3)], all, &targets), (vec![], None));
    assert_eq!(compared(vec![of(1, 3), of(2, 3)], all, &targets), (vec![], None));
    assert_eq!(compared(vec![], all, &targets), (vec![], None));
}

#[test]
fn a_target_keeps_its_id_while_its_day_standard_and_kind_stay() {
    let all = SchoolType::Unspecified;
    let id = |province, on, kind, per_mille| set(province, on, kind, per_mille).id;
    let first = id(1, "2023-12-31", all, 632);
    assert_eq!(first, id(1, "2023-12-31", all, 700));
    for other in [
        id(2, "2023-12-31", all, 632),
        id(1, "2023-12-30", all, 632),
        id(1, "2023-12-31", SchoolType::Primary, 632),
    ] {
        assert_ne!(first, other);
    }
    assert_eq!(
        set(1, "2023-12-31", all, 632).on,
        Day::from_ymd(2023, 12, 31).unwrap()
    );
}
