//! Measures a season: 100 schools and 300 reviewers from a printed seed; the time, the cost, the bound, the gap.
//!
//! `cargo run --release -p review --example season [seed] [schools] [reviewers]`; the bound is 30 s on two cores.

use std::error::Error;
use std::time::{Duration, Instant};

use calendar::Day;
use platform::scope::Place;
use proto::fact::{SchoolType, Target};
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use review::domain::season::{Answer, Person, Question, School, Terms};
use review::domain::{Absence, Case, Known, Post, Relation, RelationKind, Reviewer, Training};
use statute::{Law, RegimeId};
use uuid::Uuid;

const SEED: u64 = 20_260_905;
const COMMUNES: u128 = 40;
const MONTHS: [&str; 5] = ["2026-09", "2026-10", "2026-11", "2026-12", "2027-01"];
const KINDS: [SchoolType; 5] = [
    SchoolType::Preschool,
    SchoolType::Primary,
    SchoolType::LowerSecondary,
    SchoolType::PrimaryAndLowerSecondary,
    SchoolType::UpperSecondary,
];
const BOUND: Duration = Duration::from_secs(30);

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut next = |otherwise: u64| arguments.next().map_or(Ok(otherwise), |text| text.parse());
    let (seed, schools, people) = (next(SEED)?, next(100)?, next(300)?);
    println!("seed {seed}: {schools} schools, {people} reviewers");
    let question = season(seed, schools, people)?;
    let begun = Instant::now();
    let answer = question.solve(Law::official());
    let took = begun.elapsed();
    match answer {
        Answer::Solved(plan) => println!(
            "solved in {:.2} s: {} teams, cost {}, bound {}, gap {:.2} %",
            took.as_secs_f64(),
            plan.teams.len(),
            plan.cost,
            plan.bound,
            100.0 * plan.gap()
        ),
        Answer::Infeasible(clashes) => {
            println!(
                "infeasible in {:.2} s: {} clashes",
                took.as_secs_f64(),
                clashes.len()
            );
            for clash in clashes {
                println!("{clash:#?}");
            }
        }
    }
    if took > BOUND {
        return Err(format!("took {took:?}, more than {BOUND:?}").into());
    }
    Ok(())
}

fn season(seed: u64, schools: u64, people: u64) -> Result<Question, Box<dyn Error>> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let schools: Result<Vec<_>, _> = (0..schools).map(|number| school(number, &mut random)).collect();
    let schools = schools?;
    let people: Result<Vec<_>, _> = (0..people)
        .map(|number| person(number, &schools, &mut random))
        .collect();
    Ok(Question {
        schools,
        people: people?,
        known: Known::default(),
        terms: Terms::default(),
        seed,
        on: "2026-09-01".parse()?,
    })
}

fn commune(random: &mut ChaCha8Rng) -> u128 {
    random.random_range(0..COMMUNES)
}

fn school(number: u64, random: &mut ChaCha8Rng) -> Result<School, Box<dyn Error>> {
    let commune = commune(random);
    let month = MONTHS.choose(random).copied().unwrap_or("2026-09");
    Ok(School {
        case: Case {
            id: Uuid::from_u128(0xC_0000 + u128::from(number)),
            dossier_number: format!("H37.14-260901-{number:04}"),
            school_id: Uuid::from_u128(0x5_0000 + u128::from(number)),
            school_name: format!("Trường số {number}"),
            school_type: KINDS.choose(random).copied().unwrap_or_default(),
            commune: format!("Xã số {commune}"),
            school_email: String::new(),
            regime: RegimeId::A1,
            overlay: String::new(),
            target: Target::NationalStandard1,
            place: Place {
                commune_id: Some(Uuid::from_u128(0xE_0000 + commune)),
                authority_id: Some(Uuid::from_u128(0xF_0000 + commune / 5)),
                ..Place::default()
            },
        },
        month: month.parse()?,
    })
}

/// Someone who worked at two of the schools, is tied to some, knows three kinds or so, and is away at times; one in
/// twenty is too new, one in twenty untrained.
fn person(number: u64, schools: &[School], random: &mut ChaCha8Rng) -> Result<Person, Box<dyn Error>> {
    let start = Day::from_ymd(
        if random.random_bool(0.05) {
            2024
        } else {
            random.random_range(1995..2020)
        },
        9,
        1,
    );
    let start = start.ok_or("a first of September")?;
    let posts = (0..2).filter_map(|_| schools.choose(random)).map(|school| Post {
        school: Some(school.case.school_id),
        employer: school.case.school_name.clone(),
        position: "Giáo viên".to_owned(),
        from: start,
        until: None,
    });
    let career = posts.collect();
    let tied = random.random_bool(0.2);
    let relations = schools.choose(random).filter(|_| tied).map(|school| Relation {
        school: school.case.school_id,
        kind: RelationKind::Relative,
        note: String::new(),
    });
    let month: calendar::Month = MONTHS.choose(random).copied().unwrap_or("2026-09").parse()?;
    let away = random.random_bool(0.3);
    let commune = commune(random);
    Ok(Person {
        reviewer: Reviewer {
            id: Uuid::from_u128(0xB_0000 + u128::from(number)),
            code: String::new(),
            name: format!("Người đánh giá {number}"),
            email: String::new(),
            phone: String::new(),
            commune: format!("Xã số {commune}"),
            in_sector_since: start,
            training: random.random_bool(0.95).then(|| Training {
                certificate_number: String::new(),
                completed_on: start,
            }),
            other_department: None,
            fields: Vec::new(),
            levels: KINDS.into_iter().filter(|_| random.random_bool(0.6)).collect(),
            career,
            relations: relations.into_iter().collect(),
            absences: away
                .then(|| Absence {
                    from: month.first_day(),
                    until: month.last_day(),
                    reason: String::new(),
                })
                .into_iter()
                .collect(),
            most_schools: random.random_bool(0.2).then(|| random.random_range(2..7)),
            retirement: None,
            province_id: None,
            version: 1,
        },
        teams: random.random_range(0..2),
        headed: random.random_range(0..4),
    })
}
