//! The answer of a season that can be solved: its teams, what each seat costs, and what warns.

use std::collections::{BTreeMap, BTreeSet};

use calendar::Month;
use proto::fact::TeamRole;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use statute::Law;
use uuid::Uuid;

use super::bound::bound;
use super::grouping::{Grouper, Grouping, divided};
use super::seating::{Carrier, POINT, Problem, ROLES, Seating, TIE, Unit};
use super::suitability::{Suitability, months};
use super::{Question, case_of, cost, reasons};
use crate::domain::eligibility::{Warning, team_findings};

/// The teams of a season.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The teams, by month.
    pub teams: Vec<PlannedTeam>,
    /// What they cost, in points.
    pub cost: i64,
    /// No answer costs less, however schools are grouped.
    pub bound: i64,
}

impl Plan {
    /// How far it may be from the best, as a part of its cost; 0 when it is the best.
    pub fn gap(&self) -> f64 {
        let points = |points: i64| f64::from(i32::try_from(points).unwrap_or(i32::MAX));
        if self.cost == 0 {
            return 0.0;
        }
        points(self.cost - self.bound) / points(self.cost)
    }
}

/// A team of a season.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedTeam {
    /// The cases of the schools it reviews.
    pub cases: Vec<Uuid>,
    /// The month of its visits.
    #[serde(with = "in_text")]
    pub month: Month,
    /// Its members: the head, the secretary, the others by name.
    pub seats: Vec<PlannedSeat>,
    /// What warns.
    pub warnings: Vec<Warning>,
    /// What it costs, its seats included, in points.
    pub cost: i64,
    /// Everyone else, by name; kept apart from the season, since there are many of them.
    #[serde(skip)]
    pub passed_over: Vec<PassedOver>,
}

/// A member of a team of a season.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedSeat {
    /// The reviewer.
    pub reviewer: Uuid,
    /// The reviewer's name.
    pub name: String,
    /// The seat, as facts name it.
    pub role: i32,
    /// Why this person, in Vietnamese.
    pub reasons: Vec<String>,
    /// What the seat costs with this person, their load included, in points.
    pub cost: i64,
}

impl PlannedSeat {
    /// The seat.
    pub fn role(&self) -> TeamRole {
        TeamRole::try_from(self.role).unwrap_or_default()
    }
}

/// Someone who was not chosen for a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedOver {
    /// The reviewer.
    pub reviewer: Uuid,
    /// The reviewer's name.
    pub name: String,
    /// What kept the person out.
    pub rule: String,
    /// The same in Vietnamese.
    pub reason: String,
    /// By how many points at least the season would cost more with this person in the seat that fits best.
    pub extra_cost: i64,
}

/// A grouping with its seating.
pub struct Found {
    pub grouping: Grouping,
    pub problem: Problem,
    pub seating: Seating,
    bound: i64,
}

/// Searches from different beginnings; the cheapest answer is kept.
const RESTARTS: u64 = 2;
/// Seasons that can be grouped in so few ways are tried in all of them.
const EVERY_GROUPING: usize = 120;
/// How often teams that cannot be seated are divided before a grouping is given up.
const DIVISIONS: usize = 8;

/// The best answer that was found; nothing when none was.
pub fn best(question: &Question, suitability: &Suitability) -> Option<Found> {
    let bound = bound(question, suitability)?;
    let mut grouper = Grouper::new(question, suitability);
    let groupings = match grouper.every(EVERY_GROUPING) {
        Some(every) => every,
        None => searched(question, &mut grouper),
    };
    let mut found = cheapest(question, suitability, groupings);
    if found.is_none() {
        let alone = grouper.alone();
        found = cheapest(question, suitability, vec![alone]);
    }
    let (grouping, problem, seating, _) = found?;
    Some(Found {
        grouping,
        problem,
        seating,
        bound,
    })
}

/// Groupings that look cheap, from different beginnings.
fn searched(question: &Question, grouper: &mut Grouper<'_>) -> Vec<Grouping> {
    let neighbours = grouper.neighbours();
    let searches = 0..RESTARTS;
    let mut groupings: Vec<_> = searches
        .map(|search| grouper.improved(neighbours.clone(), question.seed.wrapping_add(search)))
        .collect();
    groupings.push(neighbours);
    groupings.dedup();
    groupings
}

type Seated = (Grouping, Problem, Seating, i64);

fn cheapest(question: &Question, suitability: &Suitability, groupings: Vec<Grouping>) -> Option<Seated> {
    let mut best: Option<Seated> = None;
    for grouping in groupings {
        let limit = best.as_ref().map(|(.., cost)| *cost);
        best = seated(question, suitability, grouping, limit).or(best);
    }
    best
}

/// Whether teams for every school can be found.
pub fn is_possible(question: &Question, suitability: &Suitability) -> bool {
    let grouper = Grouper::new(question, suitability);
    let every = grouper.every(EVERY_GROUPING);
    let groupings = every.unwrap_or_else(|| vec![grouper.neighbours(), grouper.alone()]);
    groupings
        .into_iter()
        .any(|grouping| seated(question, suitability, grouping, None).is_some())
}

/// `grouping` with its best seating, when it costs less than `limit`; where teams cannot be seated they are divided.
fn seated(
    question: &Question,
    suitability: &Suitability,
    mut grouping: Grouping,
    limit: Option<i64>,
) -> Option<Seated> {
    for _ in 0..DIVISIONS {
        grouping.sort_by_key(|group| {
            let first = group.first().and_then(|school| question.schools.get(*school));
            (first.map(|school| school.month), group.clone())
        });
        let problem = problem(question, suitability, &grouping);
        let teams = i64::try_from(grouping.len()).unwrap_or(i64::MAX / POINT);
        let fixed = cost::TEAM * POINT * teams;
        match problem.solve(limit.map(|limit| limit - fixed)) {
            Ok(seating) => {
                let seating = seating?;
                let cost = seating.cost + fixed;
                return Some((grouping, problem, seating, cost));
            }
            Err(shortfall) => {
                let parts = divided(&grouping, &shortfall.units);
                if parts.len() == grouping.len() {
                    return None;
                }
                grouping = parts;
            }
        }
    }
    None
}

/// The seating of the teams of `grouping`.
pub fn problem(question: &Question, suitability: &Suitability, grouping: &Grouping) -> Problem {
    let months = months(&question.schools);
    let mut random = ChaCha8Rng::seed_from_u64(question.seed);
    let units = grouping.iter().map(|group| {
        let month = group.first().and_then(|school| question.schools.get(*school));
        let month = month.and_then(|school| months.iter().position(|month| *month == school.month));
        let prices = (0..question.people.len()).map(|person| {
            let tie = random.random_range(0..TIE);
            let prices = suitability.prices(group, person)?;
            Some(prices.map(|price| price * POINT + tie))
        });
        Unit {
            month: month.unwrap_or_default(),
            schools: u32::try_from(group.len()).unwrap_or(u32::MAX),
            seats: question.terms.seats(),
            prices: prices.collect(),
        }
    });
    let units: Vec<_> = units.collect();
    let most = usize::try_from(question.terms.most_teams_per_reviewer).unwrap_or(usize::MAX);
    let carriers = question.people.iter().map(|person| {
        let teams = (person.teams..).take(most.min(units.len()));
        Carrier {
            marginal: teams.map(|teams| cost::load(teams) * POINT).collect(),
            most_schools: person.reviewer.most_schools,
        }
    });
    Problem {
        people: carriers.collect(),
        units,
        months: months.len(),
        per_month: question.terms.most_teams_per_month,
        forbidden: BTreeSet::new(),
    }
}

/// What was found, with what it costs and why.
pub fn describe(question: &Question, suitability: &Suitability, found: Found, law: &Law) -> Plan {
    let mut loads: BTreeMap<usize, u32> = BTreeMap::new();
    let mut teams = Vec::with_capacity(found.grouping.len());
    for (number, group) in found.grouping.iter().enumerate() {
        let mut seats: Vec<(usize, PlannedSeat)> = Vec::new();
        for filled in found.seating.filled.iter().filter(|filled| filled.unit == number) {
            let Some(person) = question.people.get(filled.person) else {
                continue;
            };
            let seated = loads.entry(filled.person).or_default();
            let prices = suitability.prices(group, filled.person).unwrap_or_default();
            let price = prices.get(filled.role).copied().unwrap_or_default();
            let role = ROLES.get(filled.role).copied().unwrap_or_default();
            let seat = PlannedSeat {
                reviewer: person.reviewer.id,
                name: person.reviewer.name.clone(),
                role: role.into(),
                reasons: reasons::chosen(question, suitability, group, filled.person, role, *seated),
                cost: price + cost::load(person.teams + *seated),
            };
            *seated += 1;
            seats.push((filled.role, seat));
        }
        seats.sort_by(|(one, first), (other, second)| {
            (one, &first.name, first.reviewer).cmp(&(other, &second.name, second.reviewer))
        });
        let seats: Vec<_> = seats.into_iter().map(|(_, seat)| seat).collect();
        let month = group.first().and_then(|school| question.schools.get(*school));
        teams.push(PlannedTeam {
            cases: group
                .iter()
                .filter_map(|school| case_of(question, *school))
                .collect(),
            month: month.map_or_else(|| Month::of(question.on), |school| school.month),
            warnings: warnings(question, group, &seats, law),
            cost: cost::TEAM + seats.iter().map(|seat| seat.cost).sum::<i64>(),
            seats,
            passed_over: reasons::passed_over(question, suitability, &found, number),
        });
    }
    Plan {
        cost: teams.iter().map(|team| team.cost).sum(),
        bound: found.bound,
        teams,
    }
}

fn warnings(question: &Question, group: &[usize], seats: &[PlannedSeat], law: &Law) -> Vec<Warning> {
    let people = seats.iter().filter_map(|seat| {
        let found = question
            .people
            .iter()
            .find(|person| person.reviewer.id == seat.reviewer);
        found.map(|person| (person.reviewer.clone(), seat.role()))
    });
    let cases = group.iter().filter_map(|school| question.schools.get(*school));
    let cases: Vec<_> = cases.map(|school| school.case.clone()).collect();
    let people: Vec<_> = people.collect();
    let findings = team_findings(&people, &cases, &question.known, law, question.on);
    findings.iter().map(Warning::from).collect()
}

/// A month as `YYYY-MM`.
pub(super) mod in_text {
    use calendar::Month;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(month: &Month, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(month)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Month, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(Error::custom)
    }
}
