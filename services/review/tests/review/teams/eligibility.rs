//! Eligibility against Điều 30 told a second time, by someone who has not read the code: the same person, school
//! and day must come out the same.

use std::collections::BTreeSet;

use calendar::Day;
use proptest::prelude::*;
use proto::fact::SchoolType;
use review::domain::{
    Absence, Known, Post, Relation, RelationKind, Retirement, Reviewer, Training, Visit, team_findings,
};

use crate::builders::{ROLES, case, day, law, reviewer, school};

/// The day on which it is asked.
const TODAY: &str = "2024-06-10";

fn shifted(days: i32) -> Day {
    Day::from_epoch_days(day(TODAY).epoch_days() + days)
}

prop_compose! {
    fn post()(of in 1..4_u128, began in -20..5_i32, lasted in proptest::option::of(0..10_i32)) -> Post {
        Post {
            school: Some(school(of)),
            employer: "Trường".to_owned(),
            position: "Giáo viên".to_owned(),
            from: shifted(began),
            until: lasted.map(|days| shifted(began + days)),
        }
    }
}

prop_compose! {
    fn relation()(of in 1..4_u128, relative in any::<bool>()) -> Relation {
        Relation {
            school: school(of),
            kind: if relative { RelationKind::Relative } else { RelationKind::Advised },
            note: String::new(),
        }
    }
}

prop_compose! {
    fn person()(
        career in proptest::collection::vec(post(), 0..2),
        relations in proptest::collection::vec(relation(), 0..2),
        sector in -3..3_i32,
        trained in proptest::bool::weighted(0.8),
        department in proptest::option::weighted(0.3, proptest::sample::select(vec!["", "Y tế học đường"])),
        retired in proptest::option::weighted(0.2, -2..3_i32),
        familiar in proptest::bool::weighted(0.8),
        commune in proptest::sample::select(vec!["Quỳnh Sơn", "BẮC  SƠN ", ""]),
        away in proptest::option::weighted(0.3, (0..20_i32, 0..5_i32)),
    ) -> Reviewer {
        Reviewer {
            career,
            relations,
            // Five years before today, give or take a few days.
            in_sector_since: Day::from_epoch_days(day("2019-06-10").epoch_days() + sector),
            training: trained.then(|| Training { certificate_number: String::new(), completed_on: day("2019-01-01") }),
            other_department: department.map(str::to_owned),
            retirement: retired.map(|days| Retirement { on: shifted(days), reason: "Nghỉ".to_owned() }),
            levels: if familiar { vec![SchoolType::Primary] } else { vec![SchoolType::Preschool] },
            commune: commune.to_owned(),
            absences: away
                .map(|(from, days)| Absence { from: shifted(from), until: shifted(from + days), reason: String::new() })
                .into_iter()
                .collect(),
            ..reviewer(1)
        }
    }
}

prop_compose! {
    fn known()(
        reviewed in proptest::bool::weighted(0.3),
        own in proptest::option::of((0..20_i32, 0..3_i32)),
        other in proptest::option::of((0..20_i32, 0..3_i32)),
    ) -> Known {
        let visit = |of: u128, (from, days): (i32, i32)| Visit {
            reviewer: reviewer(1).id,
            case: case(of).id,
            from: shifted(from),
            until: shifted(from + days),
        };
        Known {
            reviewed: if reviewed { vec![(reviewer(1).id, school(1))] } else { Vec::new() },
            visits: own.map(|days| visit(1, days)).into_iter().chain(other.map(|days| visit(2, days))).collect(),
        }
    }
}

/// What Điều 30 and the practice around it say of `person` and the school 1, in so many words.
fn told(person: &Reviewer, known: &Known) -> BTreeSet<(&'static str, bool)> {
    let mut found = BTreeSet::new();
    let mut say = |holds: bool, rule: &'static str, blocks: bool| {
        if holds {
            found.insert((rule, blocks));
        }
    };
    let today = day(TODAY);
    let days =
        |from: Day, until: Day| -> BTreeSet<i32> { (from.epoch_days()..=until.epoch_days()).collect() };
    // Never worked at the school, be it long ago or since today.
    let worked = person
        .career
        .iter()
        .any(|post| post.school == Some(school(1)) && post.from <= today);
    say(worked, "reviewer.worked_at_school", true);
    // Five years: those who began on this day of 2019 have them, those who began a day later have not.
    say(
        person.in_sector_since > day("2019-06-10"),
        "reviewer.years_in_sector",
        true,
    );
    say(person.training.is_none(), "reviewer.trained_by_ministry", true);
    say(
        person.other_department == Some(String::new()),
        "reviewer.unrelated_department",
        true,
    );
    let off = person
        .retirement
        .as_ref()
        .is_some_and(|retirement| retirement.on <= today);
    say(off, "reviewer.retired", true);
    for relation in person
        .relations
        .iter()
        .filter(|relation| relation.school == school(1))
    {
        let rule = match relation.kind {
            RelationKind::Relative => "reviewer.relative_at_school",
            RelationKind::Advised => "reviewer.advised_self_assessment",
        };
        say(true, rule, false);
    }
    say(!known.reviewed.is_empty(), "reviewer.reviewed_last_cycle", false);
    say(person.commune.starts_with('B'), "reviewer.same_commune", false);
    say(
        person.levels == [SchoolType::Preschool],
        "reviewer.unfamiliar_level",
        false,
    );
    let of = |number: u128| -> BTreeSet<i32> {
        let visits = known.visits.iter().filter(|visit| visit.case == case(number).id);
        visits.flat_map(|visit| days(visit.from, visit.until)).collect()
    };
    say(!of(1).is_disjoint(&of(2)), "reviewer.overlapping_visit", false);
    let away = person
        .absences
        .iter()
        .flat_map(|absence| days(absence.from, absence.until));
    say(!of(1).is_disjoint(&away.collect()), "reviewer.absent", false);
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_person_is_judged_as_the_article_says(person in person(), known in known()) {
        let findings = known.findings(&person, &case(1), law(), day(TODAY));
        let found: BTreeSet<_> = findings.iter().map(|finding| (finding.violation.rule, finding.blocks())).collect();
        prop_assert_eq!(found.len(), findings.len(), "each once");
        prop_assert_eq!(found, told(&person, &known));
        for finding in &findings {
            prop_assert!(finding.text().contains(&person.name), "{}", finding.text());
        }
    }

    #[test]
    fn a_team_is_judged_by_its_seats_and_each_of_its_members(
        size in 0..12_usize,
        odd in proptest::option::of((0..12_usize, 0..12_usize)),
        person in person(),
    ) {
        let roles = ROLES.into_iter().chain(std::iter::repeat(ROLES[4]));
        let mut seats: Vec<_> = (2..).map(reviewer).zip(roles).take(size).collect();
        if let Some((one, other)) = odd.filter(|(one, other)| *one < size && *other < size) {
            seats[one].1 = seats[other].1;
        }
        if let Some(seat) = seats.last_mut() {
            seat.0 = person.clone();
        }
        let known = Known::default();
        let cases = [case(1), case(2)];
        let findings = team_findings(&seats, &cases, &known, law(), day(TODAY));
        let count = |role| seats.iter().filter(|(_, held)| *held == role).count();
        let mut expected = BTreeSet::new();
        let mut say = |holds: bool, rule: &'static str| {
            if holds {
                expected.insert(rule);
            }
        };
        say(size < 5, "team.minimum");
        say(size > 9, "team.large");
        say(count(ROLES[0]) != 1, "team.head");
        say(count(ROLES[1]) != 1, "team.secretary");
        let whole: BTreeSet<_> = findings
            .iter()
            .filter(|finding| finding.who.is_none())
            .map(|finding| finding.violation.rule)
            .collect();
        prop_assert_eq!(whole, expected);
        prop_assert!(findings.is_sorted_by_key(|finding| !finding.blocks()), "blocks first");
        let about_one = findings.iter().filter(|finding| finding.case.as_ref().is_some_and(|(id, _)| *id == case(1).id));
        let general = findings.iter().filter(|finding| finding.who.is_some() && finding.case.is_none());
        let found: BTreeSet<_> = about_one.chain(general).map(|finding| (finding.violation.rule, finding.blocks())).collect();
        let told = if size == 0 { BTreeSet::new() } else { told(&person, &known) };
        prop_assert_eq!(found, told);
    }
}
