//! What no answer can cost less than, whichever schools share teams: a relaxation in which every school is seated
//! alone, and pays of each seat only the share that is left to it in the largest team it could be part of.
//!
//! Let a team of the best answer review the schools G. Charge each of them 1/|G| of what the team pays once — its
//! journeys, its head's and secretary's inexperience, a person's load — and its own warnings whole. |G| is at most
//! m, the most schools of a team or of the class, and of the schools of one commune at most as many lie in G as the
//! class has there; so each share is at least what is charged below. Loads are convex, so a person with n schools
//! carries at least the load of n/m teams, on the straight lines between whole teams. The fixed cost is that of
//! as few teams as the classes can be divided into. Every answer thus gives a flow that costs no more than itself.

use std::collections::BTreeSet;

use super::seating::{Carrier, Problem, Unit};
use super::suitability::{Suitability, months};
use super::{Question, cost};

/// A point in parts that every number of schools of a team divides: see [`MOST_SCHOOLS_PER_TEAM`].
const PARTS: i64 = 2520;
/// How many schools a team may be allowed at most: up to this number every share is a whole number of parts.
pub const MOST_SCHOOLS_PER_TEAM: u32 = 10;

/// The bound of `question`, in points; nothing when there cannot be teams for every school.
pub fn bound(question: &Question, suitability: &Suitability) -> Option<i64> {
    let classes = suitability.classes();
    let most = question
        .terms
        .most_schools_per_team
        .clamp(1, MOST_SCHOOLS_PER_TEAM);
    let per_team = |count: usize| most.min(u32::try_from(count).unwrap_or(most)).max(1);
    let teams: u32 = classes
        .iter()
        .map(|class| u32::try_from(class.len()).unwrap_or(u32::MAX).div_ceil(most))
        .sum();
    let months = months(&question.schools);
    let mut units: Vec<(usize, Unit)> = Vec::new();
    for class in classes {
        for school in class {
            let place = suitability.place(*school);
            let nearby = class
                .iter()
                .filter(|other| suitability.place(**other) == place)
                .count();
            let (whole, journey) = (per_team(class.len()), per_team(nearby));
            let prices = (0..question.people.len()).map(|person| {
                let pair = suitability.pair(*school, person)?;
                let shared = PARTS * cost::WARNING * i64::from(pair.warnings)
                    + PARTS / i64::from(journey) * pair.journey;
                let fitness = suitability.fitness(person);
                pair.obstacles
                    .is_empty()
                    .then(|| fitness.map(|fitness| shared + PARTS / i64::from(whole) * fitness))
            });
            let month = question.schools.get(*school).map(|school| school.month)?;
            let unit = Unit {
                month: months.iter().position(|each| *each == month)?,
                schools: 1,
                seats: question.terms.seats(),
                prices: prices.collect(),
            };
            units.push((*school, unit));
        }
    }
    units.sort_by_key(|(school, _)| *school);
    let largest = classes
        .iter()
        .map(|class| per_team(class.len()))
        .max()
        .unwrap_or(1);
    let problem = Problem {
        units: units.into_iter().map(|(_, unit)| unit).collect(),
        people: question
            .people
            .iter()
            .map(|person| carrier(question, person, largest))
            .collect(),
        months: months.len(),
        per_month: question.terms.most_teams_per_month.saturating_mul(largest),
        forbidden: BTreeSet::new(),
    };
    let least = problem.least_cost()?;
    Some(cost::TEAM * i64::from(teams) + least.div_euclid(PARTS) + i64::from(least.rem_euclid(PARTS) > 0))
}

fn carrier(question: &Question, person: &super::Person, largest: u32) -> Carrier {
    let teams = question.terms.most_teams_per_reviewer;
    let each = (0..teams).flat_map(|team| {
        let share = PARTS / i64::from(largest) * cost::load(person.teams + team);
        (0..largest).map(move |_| share)
    });
    let useful = question.schools.len();
    Carrier {
        marginal: each.take(useful).collect(),
        most_schools: person.reviewer.most_schools,
    }
}
