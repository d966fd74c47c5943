//! Seasons that cannot be: the fewest schools that show it, what keeps people out, and remedies that were tried.

use proto::fact::SchoolType;
use review::domain::season::{Answer, Clash, Question};

use super::oracle::{fit_person, question, school_in};
use crate::builders::{law, post_at};

fn clashes(question: Question) -> Vec<Clash> {
    match question.solve(law()) {
        Answer::Infeasible(clashes) => clashes,
        Answer::Solved(plan) => panic!("solved at {}", plan.cost),
    }
}

fn rules(clash: &Clash) -> Vec<(&str, u32)> {
    clash
        .conditions
        .iter()
        .map(|condition| (condition.rule.as_str(), condition.people))
        .collect()
}

#[test]
fn the_school_that_everyone_worked_at_is_named() {
    let schools = (1..=2)
        .map(|number| school_in(number, "Vũ Lễ", SchoolType::Primary, "2024-07"))
        .collect();
    let mut people: Vec<_> = (1..=12).map(fit_person).collect();
    for person in &mut people[..8] {
        person.reviewer.career = vec![post_at(1)];
    }
    let asked = question(schools, people);
    let found = clashes(asked.clone());
    let [clash] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(
        clash.cases,
        [asked.schools[0].case.id],
        "the other school can have a team"
    );
    assert_eq!((clash.seats_needed, clash.seats_available), (5, 4));
    assert_eq!(rules(clash), [("reviewer.worked_at_school", 8)]);
    assert!(
        clash
            .remedies
            .iter()
            .any(|remedy| remedy.starts_with("Bổ sung 1 người")),
        "{:?}",
        clash.remedies
    );
    assert!(
        clash
            .remedies
            .iter()
            .any(|remedy| remedy.contains("sang đợt sau")),
        "{:?}",
        clash.remedies
    );
}

#[test]
fn too_many_teams_in_a_month_are_a_matter_of_the_month() {
    // A preschool and a primary school never share a team.
    let schools = vec![
        school_in(1, "Vũ Lễ", SchoolType::Preschool, "2024-07"),
        school_in(2, "Vũ Lễ", SchoolType::Primary, "2024-07"),
    ];
    let asked = question(schools, (1..=5).map(fit_person).collect());
    let found = clashes(asked.clone());
    let [clash] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(clash.cases.len(), 2, "either alone could have a team");
    assert_eq!((clash.seats_needed, clash.seats_available), (10, 5));
    assert_eq!(rules(clash), [("season.most_teams_per_month", 5)]);
    assert!(
        clash
            .remedies
            .contains(&"Cho phép mỗi người ở 2 đoàn trong một tháng.".to_owned())
    );
    assert!(
        clash
            .remedies
            .iter()
            .any(|remedy| remedy.contains("sang tháng 8/2024")),
        "{:?}",
        clash.remedies
    );
    let mut eased = asked;
    eased.terms.most_teams_per_month = 2;
    assert!(
        matches!(eased.solve(law()), Answer::Solved(_)),
        "the remedy helps"
    );
}

#[test]
fn a_smaller_team_is_offered_down_to_the_law() {
    let schools = vec![school_in(1, "Vũ Lễ", SchoolType::Primary, "2024-07")];
    let mut asked = question(schools, (1..=6).map(fit_person).collect());
    asked.terms.team_size = 7;
    let found = clashes(asked.clone());
    assert!(
        found[0]
            .remedies
            .contains(&"Lập đoàn 6 người thay vì 7.".to_owned()),
        "{:?}",
        found[0].remedies
    );
    asked.people.truncate(4);
    let found = clashes(asked);
    assert!(
        !found[0]
            .remedies
            .iter()
            .any(|remedy| remedy.starts_with("Lập đoàn")),
        "{:?}",
        found[0].remedies
    );
}

#[test]
fn without_anyone_nothing_can_be() {
    let schools = vec![school_in(1, "Vũ Lễ", SchoolType::Primary, "2024-07")];
    let found = clashes(question(schools, Vec::new()));
    assert_eq!((found[0].seats_needed, found[0].seats_available), (5, 0));
    assert_eq!(rules(&found[0]), [("season.no_reviewers", 0)]);
    assert!(
        found[0]
            .remedies
            .iter()
            .any(|remedy| remedy.starts_with("Bổ sung 5 người"))
    );
}

#[test]
fn two_schools_that_clash_for_themselves_are_two_clashes() {
    let schools = vec![
        school_in(1, "Vũ Lễ", SchoolType::Preschool, "2024-07"),
        school_in(2, "Vũ Lễ", SchoolType::Primary, "2024-08"),
    ];
    let found = clashes(question(schools, (1..=3).map(fit_person).collect()));
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|clash| clash.cases.len() == 1));
}

#[test]
fn everyone_of_one_commune_serves_with_warnings() {
    let mut people: Vec<_> = (1..=5).map(fit_person).collect();
    for person in &mut people {
        person.reviewer.commune = "Vũ Lễ".to_owned();
    }
    let schools = vec![school_in(1, "Vũ Lễ", SchoolType::Primary, "2024-07")];
    let Answer::Solved(plan) = question(schools, people).solve(law()) else {
        panic!("a warning stops nobody")
    };
    assert_eq!(plan.teams[0].warnings.len(), 5);
    assert!(
        plan.teams[0]
            .warnings
            .iter()
            .all(|warning| warning.rule == "reviewer.same_commune")
    );
}
