//! A season as it is kept: what was asked, how it came out, which of its teams were made proposals.

use std::collections::BTreeMap;

use calendar::Month;
use chrono::{DateTime, Utc};
use proto::fact::{Body, Fact, SeasonAdopted, SeasonSolved, Subject};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Answer, Clash, PlannedTeam, Question, School, Terms};
use crate::domain::{OverrideForm, TeamProposal};

/// A school of a season, as it was when the season was solved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeasonSchool {
    /// Its case.
    pub case: Uuid,
    /// The dossier's number.
    pub dossier_number: String,
    /// The school.
    pub school: Uuid,
    /// The school's name.
    pub name: String,
    /// The commune it lies in.
    pub commune: String,
    /// The month of its official visit.
    #[serde(with = "super::plan::in_text")]
    pub month: Month,
}

impl From<&School> for SeasonSchool {
    fn from(school: &School) -> Self {
        let case = &school.case;
        Self {
            case: case.id,
            dossier_number: case.dossier_number.clone(),
            school: case.school_id,
            name: case.school_name.clone(),
            commune: case.commune.clone(),
            month: school.month,
        }
    }
}

/// Who solved a season, when, and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solved {
    /// Who asked.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The department whose season it is, when whoever asked is confined to one.
    pub province_id: Option<Uuid>,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
}

/// A season.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Season {
    /// Its id.
    pub id: Uuid,
    /// The schools.
    pub schools: Vec<SeasonSchool>,
    /// What was asked of the teams.
    pub terms: Terms,
    /// The seed.
    pub seed: u64,
    /// How many people were looked at.
    pub candidates: u32,
    /// How it came out.
    pub answer: Answer,
    /// The proposals made of its teams, by the team's number.
    pub adopted: BTreeMap<u32, Uuid>,
    /// Who solved it.
    pub solved: Solved,
    /// Grows with every change.
    pub version: i64,
}

/// Why a season's teams cannot be made proposals.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SeasonRefusal {
    /// There are no teams.
    #[error("the season has no teams")]
    NoTeams,
    /// It has no teams of these numbers.
    #[error("no such teams")]
    UnknownTeams(Vec<u32>),
    /// These teams were made proposals before.
    #[error("adopted before")]
    AdoptedBefore(Vec<u32>),
    /// Something warns, and nobody said why the teams go on all the same.
    #[error("warnings without a reason")]
    ReasonMissing {
        /// The teams that something warns about.
        teams: Vec<u32>,
    },
}

impl Season {
    /// The season that `question` and its `answer` are, under `id`, with the fact that says so.
    pub fn keep(id: Uuid, question: &Question, answer: Answer, solved: Solved) -> (Self, Fact) {
        let mut schools: Vec<_> = question.schools.iter().map(SeasonSchool::from).collect();
        schools.sort_by(|one, other| {
            (one.month, &one.name, one.case).cmp(&(other.month, &other.name, other.case))
        });
        let season = Self {
            id,
            schools,
            terms: question.terms,
            seed: question.seed,
            candidates: u32::try_from(question.people.len()).unwrap_or(u32::MAX),
            answer,
            adopted: BTreeMap::new(),
            solved,
            version: 1,
        };
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let fact = season.fact(Body::SeasonSolved(SeasonSolved {
            reviews: count(season.schools.len()),
            teams: count(season.teams().len()),
            seed: season.seed,
            solved_by: season.solved.by.clone(),
        }));
        (season, fact)
    }

    /// Its teams; none when there cannot be any.
    pub fn teams(&self) -> &[PlannedTeam] {
        match &self.answer {
            Answer::Solved(plan) => &plan.teams,
            Answer::Infeasible(_) => &[],
        }
    }

    /// Why there are no teams; nothing when there are.
    pub fn clashes(&self) -> &[Clash] {
        match &self.answer {
            Answer::Solved(_) => &[],
            Answer::Infeasible(clashes) => clashes,
        }
    }

    /// The school of `case`.
    pub fn school(&self, case: Uuid) -> Option<&SeasonSchool> {
        self.schools.iter().find(|school| school.case == case)
    }

    /// Its teams of these `numbers` that were not made proposals yet; all of them when none is named.
    pub fn to_adopt(&self, numbers: &[u32]) -> Result<Vec<(u32, &PlannedTeam)>, SeasonRefusal> {
        let known: BTreeMap<u32, &PlannedTeam> = (1..).zip(self.teams()).collect();
        let unknown: Vec<_> = numbers
            .iter()
            .copied()
            .filter(|number| !known.contains_key(number))
            .collect();
        if !unknown.is_empty() {
            return Err(SeasonRefusal::UnknownTeams(unknown));
        }
        let before: Vec<_> = numbers
            .iter()
            .copied()
            .filter(|number| self.adopted.contains_key(number))
            .collect();
        if !before.is_empty() {
            return Err(SeasonRefusal::AdoptedBefore(before));
        }
        let asked = |number: &u32| numbers.is_empty() || numbers.contains(number);
        let open = known.into_iter();
        let open = open.filter(|(number, _)| asked(number) && !self.adopted.contains_key(number));
        let open: Vec<_> = open.collect();
        if !open.is_empty() {
            return Ok(open);
        }
        Err(match self.teams() {
            [] => SeasonRefusal::NoTeams,
            _ => SeasonRefusal::AdoptedBefore(self.adopted.keys().copied().collect()),
        })
    }

    /// The season once `teams` are proposals, by number, with the fact that says so.
    pub fn adopt(&self, teams: &[(u32, Uuid)], by: &str) -> (Self, Fact) {
        let mut after = self.clone();
        after.version += 1;
        after.adopted.extend(teams.iter().copied());
        let fact = after.fact(Body::SeasonAdopted(SeasonAdopted {
            team_ids: teams.iter().map(|(_, team)| team.to_string()).collect(),
            adopted_by: by.to_owned(),
        }));
        (after, fact)
    }

    fn fact(&self, body: Body) -> Fact {
        let province_id = self.solved.province_id.map(|id| id.to_string());
        Fact {
            subject: Some(Subject {
                case_id: self.id.to_string(),
                province_id: province_id.unwrap_or_default(),
                ..Subject::default()
            }),
            body: Some(body),
        }
    }
}

impl PlannedTeam {
    /// The proposal that the team becomes, going on in spite of what warns for the reasons `overrides`.
    pub fn proposal(&self, overrides: Vec<OverrideForm>) -> TeamProposal {
        TeamProposal {
            reviews: self.cases.iter().copied().map(Some).collect(),
            seats: self
                .seats
                .iter()
                .map(|seat| (Some(seat.reviewer), seat.role()))
                .collect(),
            overrides,
        }
    }
}
