//! Why there cannot be teams for every school: the fewest schools that show it, what keeps people out of them, and
//! what would help, each tried.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use statute::Law;
use uuid::Uuid;

use super::grouping::{Grouper, Grouping};
use super::plan::{is_possible, problem};
use super::seating::{Problem, Shortfall};
use super::suitability::Suitability;
use super::terms::smallest_team;
use super::{
    MOST_SCHOOLS, MOST_TEAMS_PER_MONTH, MOST_TEAMS_PER_REVIEWER, Person, Question, Terms, case_of, month_vi,
    name_of,
};
use crate::domain::Reviewer;

/// Schools that cannot all have teams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clash {
    /// Their cases: without any one of them the others could have teams.
    pub cases: Vec<Uuid>,
    /// How many seats their teams have.
    pub seats_needed: u32,
    /// How many of these can be filled.
    pub seats_available: u32,
    /// What keeps people out, the strongest first.
    pub conditions: Vec<ClashCondition>,
    /// What would make the whole season possible, each alone, in Vietnamese.
    pub remedies: Vec<String>,
}

/// A condition that keeps people out of a clash's schools.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClashCondition {
    /// The condition.
    pub rule: String,
    /// What it says, in Vietnamese.
    pub message: String,
    /// How many people it keeps out of at least one of the schools.
    pub people: u32,
}

/// Nobody is on the list.
const NO_REVIEWERS: &str = "season.no_reviewers";
/// How many schools are tried one by one as a remedy: more of the same say nothing new.
const SCHOOLS_TRIED: usize = 6;
/// By how much a bound is raised at most to see whether it helps.
const RAISES: u32 = 3;

/// The clashes of `question`, which has no answer: first the schools that not even all people together could serve
/// alone, then those that clash with one another.
pub fn find(question: &Question, suitability: &Suitability, law: &Law) -> Vec<Clash> {
    let mut found: Vec<(Grouping, Shortfall)> = Vec::new();
    let mut rest = tightest(question, suitability);
    for school in 0..question.schools.len() {
        let alone = vec![vec![school]];
        if let Some(shortfall) = lacking(question, suitability, &alone) {
            for team in &mut rest {
                team.retain(|other| *other != school);
            }
            found.push((alone, shortfall));
        }
    }
    rest.retain(|team| !team.is_empty());
    while let Some((teams, shortfall)) = smallest(question, suitability, &rest) {
        rest.retain(|team| !teams.contains(team));
        found.push((teams, shortfall));
    }
    if found.is_empty() {
        // Seats enough, but people who take few schools cannot be divided among teams of several.
        let shortfall = problem(question, suitability, &rest).shortfall();
        found.push((rest, shortfall));
    }
    let schools: Vec<_> = found
        .iter()
        .flat_map(|(teams, _)| teams.iter().flatten().copied())
        .collect();
    let remedies = remedies(question, suitability, law, &schools);
    let clashes = found.iter().map(|(teams, shortfall)| Clash {
        remedies: remedies.clone(),
        ..clash(question, suitability, teams, shortfall)
    });
    clashes.collect()
}

/// What `teams` lack to be seated, if anything.
fn lacking(question: &Question, suitability: &Suitability, teams: &Grouping) -> Option<Shortfall> {
    let shortfall = problem(question, suitability, teams).shortfall();
    (shortfall.available < shortfall.needed).then_some(shortfall)
}

/// The grouping that comes nearest to an answer.
fn tightest(question: &Question, suitability: &Suitability) -> Grouping {
    let grouper = Grouper::new(question, suitability);
    let missing = |grouping: &Grouping| {
        let shortfall = problem(question, suitability, grouping).shortfall();
        shortfall.needed - shortfall.available
    };
    let (together, alone) = (grouper.neighbours(), grouper.alone());
    if missing(&alone) <= missing(&together) {
        alone
    } else {
        together
    }
}

/// The fewest of `teams` that cannot all be seated, with what they lack: without any one of them the others can.
fn smallest(
    question: &Question,
    suitability: &Suitability,
    teams: &Grouping,
) -> Option<(Grouping, Shortfall)> {
    let lacking = |teams: &Grouping| lacking(question, suitability, teams);
    let mut found = lacking(teams)?;
    let short = teams
        .iter()
        .enumerate()
        .filter(|(number, _)| found.units.contains(number));
    let mut short: Grouping = short.map(|(_, team)| team.clone()).collect();
    found = lacking(&short)?;
    let mut place = 0;
    while place < short.len() {
        let mut fewer = short.clone();
        fewer.remove(place);
        match lacking(&fewer) {
            Some(shortfall) => (short, found) = (fewer, shortfall),
            None => place += 1,
        }
    }
    Some((short, found))
}

fn clash(question: &Question, suitability: &Suitability, teams: &Grouping, shortfall: &Shortfall) -> Clash {
    let mut schools: Vec<_> = teams.iter().flatten().copied().collect();
    schools.sort_unstable();
    let mut conditions = kept_out(question, suitability, &schools);
    conditions.extend(capped(question, &problem(question, suitability, teams)));
    if question.people.is_empty() {
        conditions.push(ClashCondition {
            rule: NO_REVIEWERS.to_owned(),
            message: "Danh sách người đánh giá ngoài chưa có ai.".to_owned(),
            people: 0,
        });
    }
    conditions.sort_by(|one, other| (other.people, &one.rule).cmp(&(one.people, &other.rule)));
    Clash {
        cases: schools
            .iter()
            .filter_map(|school| case_of(question, *school))
            .collect(),
        seats_needed: shortfall.needed,
        seats_available: shortfall.available,
        conditions,
        remedies: Vec::new(),
    }
}

/// The conditions that keep people out of `schools`, each with how many.
fn kept_out(question: &Question, suitability: &Suitability, schools: &[usize]) -> Vec<ClashCondition> {
    let mut conditions: BTreeMap<&str, ClashCondition> = BTreeMap::new();
    for person in 0..question.people.len() {
        let pairs = schools
            .iter()
            .filter_map(|school| suitability.pair(*school, person));
        let mut theirs: BTreeMap<&str, &str> = BTreeMap::new();
        for obstacle in pairs.flat_map(|pair| &pair.obstacles) {
            theirs.entry(&obstacle.rule).or_insert(&obstacle.message);
        }
        for (rule, message) in theirs {
            let condition = conditions.entry(rule).or_insert_with(|| ClashCondition {
                rule: rule.to_owned(),
                message: message.to_owned(),
                people: 0,
            });
            condition.people += 1;
        }
    }
    conditions.into_values().collect()
}

/// The bounds that people would have to pass to sit in all of these teams that they can sit in.
fn capped(question: &Question, problem: &Problem) -> Vec<ClashCondition> {
    let terms = question.terms;
    let (mut month, mut all, mut own) = (0, 0, 0);
    for (person, known) in question.people.iter().enumerate() {
        let here = (0..problem.units.len()).filter(|unit| problem.prices(*unit, person).is_some());
        let units: Vec<_> = here.filter_map(|unit| problem.units.get(unit)).collect();
        let of = |month: usize| units.iter().filter(|unit| unit.month == month).count();
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        month += u32::from((0..problem.months).any(|month| count(of(month)) > terms.most_teams_per_month));
        all += u32::from(count(units.len()) > terms.most_teams_per_reviewer);
        let schools: u32 = units.iter().map(|unit| unit.schools).sum();
        own += u32::from(known.reviewer.most_schools.is_some_and(|most| schools > most));
    }
    let conditions = [
        (
            MOST_TEAMS_PER_MONTH,
            month,
            format!(
                "Mỗi người ở nhiều nhất {} đoàn trong một tháng.",
                terms.most_teams_per_month
            ),
        ),
        (
            MOST_TEAMS_PER_REVIEWER,
            all,
            format!(
                "Mỗi người ở nhiều nhất {} đoàn trong cả đợt.",
                terms.most_teams_per_reviewer
            ),
        ),
        (
            MOST_SCHOOLS,
            own,
            "Có người chỉ nhận một số trường nhất định trong đợt.".to_owned(),
        ),
    ];
    let reached = conditions.into_iter().filter(|(_, people, _)| *people > 0);
    reached
        .map(|(rule, people, message)| ClashCondition {
            rule: rule.to_owned(),
            message,
            people,
        })
        .collect()
}

/// What makes the season possible, each alone, as was tried.
fn remedies(question: &Question, suitability: &Suitability, law: &Law, clashing: &[usize]) -> Vec<String> {
    let terms = question.terms;
    let with = |terms: Terms| {
        is_possible(
            &Question {
                terms,
                ..question.clone()
            },
            suitability,
        )
    };
    let raised = |change: &dyn Fn(u32) -> Terms| (1..=RAISES).find(|raise| with(change(*raise)));
    let month = |raise: u32| Terms {
        most_teams_per_month: terms.most_teams_per_month + raise,
        ..terms
    };
    let all = |raise: u32| Terms {
        most_teams_per_reviewer: terms.most_teams_per_reviewer + raise,
        ..terms
    };
    let schools = |raise: u32| Terms {
        most_schools_per_team: terms.most_schools_per_team + raise,
        ..terms
    };
    let mut remedies = Vec::new();
    if let Some(raise) = raised(&month) {
        let most = terms.most_teams_per_month + raise;
        remedies.push(format!("Cho phép mỗi người ở {most} đoàn trong một tháng."));
    }
    if let Some(raise) = raised(&all) {
        let most = terms.most_teams_per_reviewer + raise;
        remedies.push(format!("Cho phép mỗi người ở {most} đoàn trong cả đợt."));
    }
    if let Some(raise) = raised(&schools) {
        let most = terms.most_schools_per_team + raise;
        remedies.push(format!("Cho phép một đoàn đánh giá {most} trường."));
    }
    let sizes = smallest_team(law)..terms.team_size;
    if let Some(team_size) = sizes.rev().find(|team_size| {
        with(Terms {
            team_size: *team_size,
            ..terms
        })
    }) {
        remedies.push(format!("Lập đoàn {team_size} người thay vì {}.", terms.team_size));
    }
    remedies.extend(one_school(question, law, clashing));
    remedies.extend(more_people(question, suitability));
    remedies
}

/// One school visited a month later, or left to another season.
fn one_school(question: &Question, law: &Law, clashing: &[usize]) -> Vec<String> {
    let mut remedies = Vec::new();
    for school in clashing.iter().copied().take(SCHOOLS_TRIED) {
        let name = name_of(question, school);
        let mut later = question.clone();
        let Some(moved) = later.schools.get_mut(school) else {
            continue;
        };
        moved.month = moved.month.next();
        let month = month_vi(moved.month);
        if is_possible(&later, &Suitability::of(&later, law)) {
            remedies.push(format!(
                "Chuyển khảo sát chính thức tại {name} sang tháng {month}."
            ));
        }
        let mut without = question.clone();
        without.schools.remove(school);
        if is_possible(&without, &Suitability::of(&without, law)) {
            remedies.push(format!("Để {name} sang đợt sau."));
        }
    }
    remedies
}

/// The fewest people more, who can sit for every school, that make the season possible.
fn more_people(question: &Question, suitability: &Suitability) -> Option<String> {
    let possible = |more: usize| {
        let mut larger = question.clone();
        larger.people.extend((0..more).map(newcomer));
        is_possible(&larger, &suitability.with_newcomers(more))
    };
    let size = usize::try_from(question.terms.team_size).ok()?;
    let (mut none, mut enough) = (0, 1);
    while !possible(enough) {
        if enough >= size * question.schools.len() {
            return None;
        }
        (none, enough) = (enough, enough * 2);
    }
    while none + 1 < enough {
        let middle = none.midpoint(enough);
        if possible(middle) {
            enough = middle;
        } else {
            none = middle;
        }
    }
    Some(format!(
        "Bổ sung {enough} người đánh giá ngoài đủ điều kiện với mọi trường của đợt."
    ))
}

/// Someone against whom nothing stands.
fn newcomer(number: usize) -> Person {
    let id = Uuid::from_u128(u128::MAX - number as u128);
    Person {
        reviewer: Reviewer {
            id,
            code: String::new(),
            name: String::new(),
            email: String::new(),
            phone: String::new(),
            commune: String::new(),
            in_sector_since: calendar::Day::from_epoch_days(0),
            training: None,
            other_department: None,
            fields: Vec::new(),
            levels: Vec::new(),
            career: Vec::new(),
            relations: Vec::new(),
            absences: Vec::new(),
            most_schools: None,
            retirement: None,
            province_id: None,
            version: 0,
        },
        teams: 0,
        headed: 0,
    }
}
