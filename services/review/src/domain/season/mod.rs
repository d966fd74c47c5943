//! Teams for a season of many schools at once: who sits where, what that costs, how far it may be from the best, and
//! why. Pure, and the same for the same question and seed.
//!
//! Schools are grouped into teams by a seeded guess ([`grouping`]); who sits in these teams is then exact
//! ([`seating`]), and a [`bound`] over every grouping says how much a better guess could save. When there cannot be
//! teams for every school, [`clash`] finds the fewest schools that show it and tries what would help.

use calendar::{Day, Month};
use proto::fact::TeamRole;
use serde::{Deserialize, Serialize};
use statute::Law;
use uuid::Uuid;

use super::{Case, Known, Reviewer};
use suitability::Suitability;

mod bound;
mod clash;
pub mod cost;
mod grouping;
mod kept;
mod plan;
mod reasons;
mod seating;
mod suitability;
mod terms;

pub use clash::{Clash, ClashCondition};
pub use kept::{Season, SeasonRefusal, SeasonSchool, Solved};
pub use plan::{PassedOver, Plan, PlannedSeat, PlannedTeam};
pub use terms::Terms;

/// The most teams of a month are reached.
pub const MOST_TEAMS_PER_MONTH: &str = "season.most_teams_per_month";
/// The most teams of a person are reached.
pub const MOST_TEAMS_PER_REVIEWER: &str = "season.most_teams_per_reviewer";
/// The most schools that a person takes are reached.
pub const MOST_SCHOOLS: &str = "season.most_schools";
/// Others serve better.
pub const COSTLIER: &str = "season.costlier";

/// A school of a season.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct School {
    /// Its case.
    pub case: Case,
    /// The month of its official visit.
    pub month: Month,
}

/// Someone who may be seated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The reviewer.
    pub reviewer: Reviewer,
    /// In how many teams the person sits whose reviews go on: the load that a season begins with.
    pub teams: u32,
    /// How many schools the person reviewed as head so far.
    pub headed: u32,
}

/// A season's question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The schools.
    pub schools: Vec<School>,
    /// Everyone who could be asked.
    pub people: Vec<Person>,
    /// What is known of them besides.
    pub known: Known,
    /// What is asked of the teams.
    pub terms: Terms,
    /// Breaks ties, and begins the search for groups.
    pub seed: u64,
    /// The day on which eligibility is judged.
    pub on: Day,
}

/// What keeps a person out of a school.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Obstacle {
    /// The condition.
    pub rule: String,
    /// What it says, in Vietnamese.
    pub message: String,
}

/// How a season comes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// There are teams for every school.
    Solved(Plan),
    /// There cannot be, or none were found: the fewest schools that show it, each time.
    Infeasible(Vec<Clash>),
}

impl Question {
    /// Solves the season under `law`. The order in which schools and people are given does not matter.
    pub fn solve(mut self, law: &Law) -> Answer {
        self.schools.sort_by_key(|school| school.case.id);
        self.people.sort_by_key(|person| person.reviewer.id);
        let suitability = Suitability::of(&self, law);
        match plan::best(&self, &suitability) {
            Some(found) => Answer::Solved(plan::describe(&self, &suitability, found, law)),
            None => Answer::Infeasible(clash::find(&self, &suitability, law)),
        }
    }
}

/// A month as people read it.
fn month_vi(month: Month) -> String {
    let (year, month, _) = month.first_day().ymd();
    format!("{month}/{year}")
}

/// A seat as people read it.
fn role_vi(role: TeamRole) -> &'static str {
    match role {
        TeamRole::Head => "trưởng đoàn",
        TeamRole::Secretary => "thư ký",
        TeamRole::Member | TeamRole::Unspecified => "thành viên",
    }
}

/// A school, as a result refers to it.
fn name_of(question: &Question, school: usize) -> String {
    let school = question.schools.get(school);
    school
        .map(|school| school.case.school_name.clone())
        .unwrap_or_default()
}

fn case_of(question: &Question, school: usize) -> Option<Uuid> {
    question.schools.get(school).map(|school| school.case.id)
}
