//! Small seasons, and what holds of them by the law and the terms, written without a line of the solver's.

use calendar::Month;
use proto::fact::{SchoolType, TeamRole};
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use review::domain::season::{Person, PlannedTeam, Question, School, Terms};
use review::domain::{Absence, Case, Known, Relation, RelationKind, Training};
use uuid::Uuid;

use crate::builders::{case, day, post_at, reviewer};

const KINDS: [SchoolType; 3] = [
    SchoolType::Preschool,
    SchoolType::Primary,
    SchoolType::LowerSecondary,
];
const COMMUNES: [&str; 3] = ["Bắc Sơn", "Vũ Lễ", "Chiến Thắng"];
const MONTHS: [&str; 2] = ["2024-07", "2024-08"];

pub fn month(text: &str) -> Month {
    text.parse().unwrap()
}

pub fn school_in(number: u128, commune: &str, kind: SchoolType, in_month: &str) -> School {
    School {
        case: Case {
            commune: commune.to_owned(),
            school_type: kind,
            ..case(number)
        },
        month: month(in_month),
    }
}

/// Someone against whom nothing stands at any of these schools.
pub fn fit_person(number: u128) -> Person {
    let mut fit = reviewer(number);
    fit.levels = KINDS.to_vec();
    Person {
        reviewer: fit,
        teams: 0,
        headed: 0,
    }
}

pub fn question(schools: Vec<School>, people: Vec<Person>) -> Question {
    Question {
        schools,
        people,
        known: Known::default(),
        terms: Terms::default(),
        seed: 1,
        on: day("2024-06-05"),
    }
}

/// A season of some schools and people who are kept out of some of them, whatever `seed` says.
pub fn season(seed: u64, schools: u128, people: u128) -> Question {
    let random = &mut ChaCha8Rng::seed_from_u64(seed);
    let schools: Vec<_> = (1..=schools)
        .map(|number| {
            let commune = COMMUNES.choose(random).unwrap();
            let kind = if random.random_bool(0.2) {
                SchoolType::Preschool
            } else {
                SchoolType::Primary
            };
            school_in(number, commune, kind, MONTHS.choose(random).unwrap())
        })
        .collect();
    let mut known = Known::default();
    let people = (1..=people).map(|number| {
        let mut person = fit_person(number);
        let own = &mut person.reviewer;
        let chance = |random: &mut ChaCha8Rng, odds: f64| random.random_bool(odds);
        if chance(random, 0.2) {
            own.commune = (*COMMUNES.choose(random).unwrap()).to_owned();
        }
        if chance(random, 0.1) {
            own.in_sector_since = day("2021-09-01");
        } else if chance(random, 0.5) {
            own.in_sector_since = day("2014-09-01");
        }
        own.training = own
            .training
            .take()
            .filter(|_: &Training| !random.random_bool(0.1));
        if chance(random, 0.2) {
            own.levels = vec![SchoolType::Primary];
        }
        if chance(random, 0.2) {
            own.career = vec![post_at(random.random_range(1..4))];
        }
        if chance(random, 0.2) {
            own.relations = vec![Relation {
                school: crate::builders::school(random.random_range(1..4)),
                kind: if random.random_bool(0.5) {
                    RelationKind::Relative
                } else {
                    RelationKind::Advised
                },
                note: String::new(),
            }];
        }
        if chance(random, 0.2) {
            let until = if random.random_bool(0.5) {
                "2024-07-31"
            } else {
                "2024-07-30"
            };
            own.absences = vec![absence("2024-06-20", "2024-07-10"), absence("2024-07-11", until)];
        }
        if chance(random, 0.2) {
            own.most_schools = Some(random.random_range(0..3));
        }
        if chance(random, 0.1) {
            known.reviewed.push((own.id, crate::builders::school(1)));
        }
        person.teams = random.random_range(0..2);
        person.headed = random.random_range(0..3);
        person
    });
    let people = people.collect();
    let terms = Terms {
        most_schools_per_team: random.random_range(1..4),
        most_teams_per_reviewer: random.random_range(1..4),
        most_teams_per_month: random.random_range(1..3),
        ..Terms::default()
    };
    Question {
        known,
        terms,
        seed,
        ..question(schools, people)
    }
}

fn absence(from: &str, until: &str) -> Absence {
    Absence {
        from: day(from),
        until: day(until),
        reason: String::new(),
    }
}

/// Whether the law, the person's levels and their absences let `person` sit for `school`.
pub fn may_sit(person: &Person, school: &School) -> bool {
    let own = &person.reviewer;
    let worked = own
        .career
        .iter()
        .any(|post| post.school == Some(school.case.school_id));
    let trained = own.training.is_some();
    let experienced = own.in_sector_since <= day("2019-06-05");
    let familiar = own.levels.contains(&school.case.school_type);
    let mut days = (1..=31).filter_map(|day| {
        let (year, month, _) = school.month.first_day().ymd();
        calendar::Day::from_ymd(year, month, day)
    });
    let present = days.any(|day| {
        own.absences
            .iter()
            .all(|away| day < away.from || away.until < day)
    });
    !worked && trained && experienced && familiar && present && own.most_schools != Some(0)
}

fn warnings(question: &Question, person: &Person, school: &School) -> i64 {
    let own = &person.reviewer;
    let tied = |kind| {
        own.relations
            .iter()
            .any(|tie| tie.school == school.case.school_id && tie.kind == kind)
    };
    let reviewed = question.known.reviewed.contains(&(own.id, school.case.school_id));
    i64::from(tied(RelationKind::Relative))
        + i64::from(tied(RelationKind::Advised))
        + i64::from(reviewed)
        + i64::from(own.commune == school.case.commune)
}

/// What `person` costs as `role` in a team for `schools`, load aside. No school of these seasons has an authority.
pub fn seat_cost(question: &Question, person: &Person, schools: &[&School], role: TeamRole) -> i64 {
    let warnings: i64 = schools
        .iter()
        .map(|school| warnings(question, person, school))
        .sum();
    let mut communes: Vec<_> = schools
        .iter()
        .map(|school| school.case.commune.as_str())
        .collect();
    communes.sort_unstable();
    communes.dedup();
    communes.retain(|commune| *commune != person.reviewer.commune);
    let journeys = 15 * i64::try_from(communes.len()).unwrap();
    let years = i64::from(person.reviewer.years_in_sector(question.on));
    let fitness = match role {
        TeamRole::Head => 3 * (15 - years).max(0) + [20, 10, 0][person.headed.min(2) as usize],
        TeamRole::Secretary => 2 * (8 - years).max(0),
        _ => 0,
    };
    100 * warnings + journeys + fitness
}

/// What a person's teams cost besides, who already had `before`.
pub fn load_cost(before: u32, teams: u32) -> i64 {
    (before..before + teams).map(|teams| 30 * i64::from(teams)).sum()
}

pub fn school_of(question: &Question, case: Uuid) -> &School {
    question
        .schools
        .iter()
        .find(|school| school.case.id == case)
        .unwrap()
}

pub fn person_of(question: &Question, reviewer: Uuid) -> &Person {
    question
        .people
        .iter()
        .find(|person| person.reviewer.id == reviewer)
        .unwrap()
}

pub fn schools_of<'a>(question: &'a Question, team: &PlannedTeam) -> Vec<&'a School> {
    team.cases.iter().map(|case| school_of(question, *case)).collect()
}

fn may_share(one: &School, other: &School) -> bool {
    let preschool = |school: &School| school.case.school_type == SchoolType::Preschool;
    one.month == other.month && preschool(one) == preschool(other)
}

/// Every way to divide the schools into teams.
pub fn groupings(question: &Question) -> Vec<Vec<Vec<usize>>> {
    let most = question.terms.most_schools_per_team as usize;
    let mut ways: Vec<Vec<Vec<usize>>> = vec![Vec::new()];
    for (number, school) in question.schools.iter().enumerate() {
        let mut next = Vec::new();
        for way in ways {
            for place in 0..way.len() {
                let fits = way[place]
                    .iter()
                    .all(|other| may_share(&question.schools[*other], school));
                if fits && way[place].len() < most {
                    let mut larger = way.clone();
                    larger[place].push(number);
                    next.push(larger);
                }
            }
            let mut longer = way;
            longer.push(vec![number]);
            next.push(longer);
        }
        ways = next;
    }
    ways
}

/// The least that a seating of `grouping` costs, by trying every one; nothing when there is none.
pub fn cheapest(question: &Question, grouping: &[Vec<usize>]) -> Option<i64> {
    let size = question.terms.team_size as usize;
    let options: Vec<Vec<(Vec<usize>, i64)>> = grouping
        .iter()
        .map(|group| {
            let schools: Vec<_> = group.iter().map(|school| &question.schools[*school]).collect();
            let fit: Vec<_> = (0..question.people.len())
                .filter(|person| {
                    schools
                        .iter()
                        .all(|school| may_sit(&question.people[*person], school))
                })
                .collect();
            let teams = chosen(&fit, size);
            let priced = teams.into_iter().map(|team| {
                let price = role_cost(question, &schools, &team);
                (team, price)
            });
            priced.collect()
        })
        .collect();
    let mut state = Search {
        question,
        grouping,
        options: &options,
        taken: vec![Vec::new(); question.people.len()],
        best: None,
    };
    state.descend(0, 0);
    state
        .best
        .map(|cost| cost + 200 * i64::try_from(grouping.len()).unwrap())
}

fn chosen(from: &[usize], count: usize) -> Vec<Vec<usize>> {
    match (count, from.split_first()) {
        (0, _) => vec![Vec::new()],
        (_, None) => Vec::new(),
        (_, Some((first, rest))) => {
            let with = chosen(rest, count - 1).into_iter().map(|mut team| {
                team.push(*first);
                team
            });
            with.chain(chosen(rest, count)).collect()
        }
    }
}

fn role_cost(question: &Question, schools: &[&School], team: &[usize]) -> i64 {
    let cost = |person: usize, role| seat_cost(question, &question.people[person], schools, role);
    let pairs = team
        .iter()
        .flat_map(|head| team.iter().map(move |secretary| (*head, *secretary)));
    let costs = pairs
        .filter(|(head, secretary)| head != secretary)
        .map(|(head, secretary)| {
            let others = team
                .iter()
                .filter(|person| **person != head && **person != secretary);
            let members: i64 = others.map(|person| cost(*person, TeamRole::Member)).sum();
            cost(head, TeamRole::Head) + cost(secretary, TeamRole::Secretary) + members
        });
    costs.min().unwrap()
}

struct Search<'a> {
    question: &'a Question,
    grouping: &'a [Vec<usize>],
    options: &'a [Vec<(Vec<usize>, i64)>],
    /// The teams of each person, by number.
    taken: Vec<Vec<usize>>,
    best: Option<i64>,
}

impl Search<'_> {
    fn descend(&mut self, number: usize, cost: i64) {
        let Some(options) = self.options.get(number) else {
            self.best = Some(self.best.map_or(cost, |best| best.min(cost)));
            return;
        };
        for (team, price) in options {
            if !team.iter().all(|person| self.has_room(*person, number)) {
                continue;
            }
            let load: i64 = team
                .iter()
                .map(|person| {
                    let had = self.question.people[*person].teams + self.taken[*person].len() as u32;
                    load_cost(had, 1)
                })
                .sum();
            let after = cost + price + load;
            if self.best.is_some_and(|best| after >= best) {
                continue;
            }
            for person in team {
                self.taken[*person].push(number);
            }
            self.descend(number + 1, after);
            for person in team {
                self.taken[*person].pop();
            }
        }
    }

    fn has_room(&self, person: usize, number: usize) -> bool {
        let terms = &self.question.terms;
        let month = |team: usize| self.question.schools[self.grouping[team][0]].month;
        let taken = &self.taken[person];
        let in_month = taken.iter().filter(|team| month(**team) == month(number)).count();
        let schools: usize = taken.iter().map(|team| self.grouping[*team].len()).sum();
        let own = self.question.people[person].reviewer.most_schools;
        taken.len() < terms.most_teams_per_reviewer as usize
            && in_month < terms.most_teams_per_month as usize
            && own.is_none_or(|most| schools + self.grouping[number].len() <= most as usize)
    }
}
