//! The solver's answers against the rules restated, and against every other answer there is.

use std::collections::{HashMap, HashSet};

use proptest::prelude::*;
use proto::fact::TeamRole;
use review::domain::season::{Answer, Plan, Question};
use uuid::Uuid;

use super::oracle::{
    cheapest, fit_person, groupings, load_cost, may_sit, month, person_of, question, school_in, school_of,
    schools_of, season, seat_cost,
};
use crate::builders::law;
use proto::fact::SchoolType;

/// Everything that holds of a plan, whatever it costs.
fn must_hold(question: &Question, plan: &Plan) {
    let terms = &question.terms;
    let mut served: Vec<Uuid> = plan.teams.iter().flat_map(|team| team.cases.clone()).collect();
    let mut schools: Vec<Uuid> = question.schools.iter().map(|school| school.case.id).collect();
    served.sort_unstable();
    schools.sort_unstable();
    assert_eq!(served, schools, "every school has one team");
    let mut teams_of: HashMap<Uuid, Vec<(calendar::Month, usize)>> = HashMap::new();
    let mut cost = 0;
    for team in &plan.teams {
        assert!(team.cases.len() <= terms.most_schools_per_team as usize);
        let reviewed = schools_of(question, team);
        assert!(reviewed.iter().all(|school| school.month == team.month));
        assert_eq!(team.seats.len(), terms.team_size as usize);
        let held = |role| team.seats.iter().filter(|seat| seat.role() == role).count();
        assert_eq!((held(TeamRole::Head), held(TeamRole::Secretary)), (1, 1));
        let people: HashSet<_> = team.seats.iter().map(|seat| seat.reviewer).collect();
        assert_eq!(people.len(), team.seats.len(), "nobody sits in a team twice");
        let mut own = 200;
        for seat in &team.seats {
            let person = person_of(question, seat.reviewer);
            for school in &reviewed {
                assert!(
                    may_sit(person, school),
                    "{} at {}",
                    seat.name,
                    school.case.school_name
                );
            }
            let before = teams_of.entry(seat.reviewer).or_default();
            let load = load_cost(person.teams + before.len() as u32, 1);
            before.push((team.month, team.cases.len()));
            assert_eq!(
                seat.cost,
                seat_cost(question, person, &reviewed, seat.role()) + load
            );
            assert!(!seat.reasons.is_empty());
            own += seat.cost;
        }
        assert_eq!(team.cost, own);
        cost += own;
        let others: HashSet<_> = team.passed_over.iter().map(|other| other.reviewer).collect();
        assert_eq!(
            others.len() + people.len(),
            question.people.len(),
            "everyone is spoken of"
        );
        assert!(others.is_disjoint(&people));
        for other in &team.passed_over {
            let person = person_of(question, other.reviewer);
            let free = reviewed.iter().all(|school| may_sit(person, school));
            let says_free = !other.rule.starts_with("reviewer.")
                && other.rule != "season.absent_all_month"
                && !other.reason.contains("không nhận trường nào");
            assert_eq!(free, says_free, "{} {}", other.rule, other.reason);
        }
    }
    assert_eq!(plan.cost, cost);
    assert!(plan.bound <= plan.cost, "{} <= {}", plan.bound, plan.cost);
    for (reviewer, teams) in teams_of {
        assert!(teams.len() <= terms.most_teams_per_reviewer as usize);
        for (each, _) in &teams {
            let in_month = teams.iter().filter(|(other, _)| other == each).count();
            assert!(in_month <= terms.most_teams_per_month as usize);
        }
        let schools: usize = teams.iter().map(|(_, schools)| schools).sum();
        let most = person_of(question, reviewer).reviewer.most_schools;
        assert!(most.is_none_or(|most| schools <= most as usize));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn answers_keep_every_rule(seed in any::<u64>(), schools in 0..7_u128, people in 0..22_u128) {
        let asked = season(seed, schools, people);
        let answer = asked.clone().solve(law());
        prop_assert_eq!(&answer, &asked.clone().solve(law()), "the same question, the same answer");
        let mut turned = asked.clone();
        turned.schools.reverse();
        turned.people.reverse();
        prop_assert_eq!(&answer, &turned.solve(law()), "whatever the order");
        match answer {
            Answer::Solved(plan) => must_hold(&asked, &plan),
            Answer::Infeasible(clashes) => {
                prop_assert!(!clashes.is_empty());
                for clash in clashes {
                    prop_assert!(!clash.cases.is_empty());
                    prop_assert!(clash.seats_available <= clash.seats_needed);
                }
            }
        }
    }

    #[test]
    fn no_seating_of_the_same_teams_is_cheaper_and_no_answer_is_below_the_bound(
        seed in any::<u64>(),
        schools in 1..4_u128,
        people in 7..11_u128,
    ) {
        let asked = season(seed, schools, people);
        let best = groupings(&asked).iter().filter_map(|grouping| cheapest(&asked, grouping)).min();
        match asked.clone().solve(law()) {
            Answer::Solved(plan) => {
                must_hold(&asked, &plan);
                let place = |case: &Uuid| {
                    let school = school_of(&asked, *case);
                    asked.schools.iter().position(|other| other == school).unwrap()
                };
                let mut same: Vec<Vec<usize>> =
                    plan.teams.iter().map(|team| team.cases.iter().map(place).collect()).collect();
                same.sort_by_key(|group| asked.schools[group[0]].month);
                prop_assert_eq!(Some(plan.cost), cheapest(&asked, &same));
                let best = best.expect("an answer was found");
                prop_assert!(plan.bound <= best);
                prop_assert_eq!(best, plan.cost, "so few schools are grouped in every way");
            }
            Answer::Infeasible(_) => prop_assert_eq!(best, None),
        }
    }
}

#[test]
fn neighbours_share_a_team() {
    let schools = (1..=3).map(|number| school_in(number, "Vũ Lễ", SchoolType::Primary, "2024-07"));
    let asked = question(schools.collect(), (1..=6).map(fit_person).collect());
    let Answer::Solved(plan) = asked.solve(law()) else {
        panic!("there are people enough")
    };
    assert_eq!(plan.teams.len(), 1);
    assert_eq!(plan.teams[0].month, month("2024-07"));
    assert_eq!(plan.gap(), 0.0, "cost {} bound {}", plan.cost, plan.bound);
}

#[test]
fn an_empty_season_costs_nothing() {
    let Answer::Solved(plan) = question(Vec::new(), Vec::new()).solve(law()) else {
        panic!("nothing stands against it")
    };
    assert_eq!((plan.teams.len(), plan.cost, plan.bound), (0, 0, 0));
    assert_eq!(plan.gap(), 0.0);
}

#[test]
fn experience_makes_the_head() {
    let mut people: Vec<_> = (1..=5).map(fit_person).collect();
    people[3].headed = 2;
    let schools = vec![school_in(1, "Vũ Lễ", SchoolType::Primary, "2024-07")];
    let Answer::Solved(plan) = question(schools, people.clone()).solve(law()) else {
        panic!("five are enough")
    };
    let head = plan.teams[0].seats.first().unwrap();
    assert_eq!(
        (head.role(), head.reviewer),
        (TeamRole::Head, people[3].reviewer.id)
    );
    assert!(
        head.reasons
            .iter()
            .any(|reason| reason.contains("2 lần làm trưởng đoàn"))
    );
}

#[test]
fn whoever_costs_more_is_told_by_how_much() {
    let mut people: Vec<_> = (1..=6).map(fit_person).collect();
    people[5].reviewer.commune = "Vũ Lễ".to_owned();
    let schools = vec![school_in(1, "Vũ Lễ", SchoolType::Primary, "2024-07")];
    let Answer::Solved(plan) = question(schools, people.clone()).solve(law()) else {
        panic!("five are enough")
    };
    let [other] = plan.teams[0].passed_over.as_slice() else {
        panic!("one is left over")
    };
    // A warning instead of a journey.
    assert_eq!(
        (other.reviewer, other.rule.as_str(), other.extra_cost),
        (people[5].reviewer.id, "season.costlier", 85)
    );
}
