//! Who can sit for which school: what keeps each person out of each school, what warns, how far it is. Asked of the
//! same eligibility as a single team is, and once for all.

use std::collections::{BTreeMap, BTreeSet};

use calendar::{Language, Month};
use proto::fact::{SchoolType, TeamRole};
use statute::Law;
use uuid::Uuid;

use super::seating::{Prices, ROLES};
use super::{Obstacle, Person, Question, School, cost};
use crate::domain::eligibility::same_place;

/// A person in view of a school.
#[derive(Clone, Debug, Default)]
pub struct Pair {
    /// What keeps the person out; nothing when nothing does.
    pub obstacles: Vec<Obstacle>,
    /// How many warnings there are.
    pub warnings: u32,
    /// What the journey to the school's commune costs.
    pub journey: i64,
}

/// Everyone in view of every school, by place in the question.
#[derive(Clone, Debug)]
pub struct Suitability {
    pairs: Vec<Vec<Pair>>,
    fitness: Vec<Prices>,
    places: Vec<usize>,
    classes: Vec<Vec<usize>>,
}

impl Suitability {
    /// Looks at everyone of `question` in view of every school.
    pub fn of(question: &Question, law: &Law) -> Self {
        let areas = Areas::of(&question.schools);
        let homes: Vec<_> = question
            .people
            .iter()
            .map(|person| areas.around(&person.reviewer.commune, &question.schools))
            .collect();
        let pairs = question.schools.iter().map(|school| {
            let each = question.people.iter().zip(&homes);
            each.map(|(person, home)| pair(question, school, person, home, law))
                .collect()
        });
        let fitness = question
            .people
            .iter()
            .map(|person| ROLES.map(|role: TeamRole| cost::inexperience(person, role, question.on)));
        Self {
            pairs: pairs.collect(),
            fitness: fitness.collect(),
            places: areas.places,
            classes: classes(&question.schools, law),
        }
    }

    /// `person` in view of `school`.
    pub fn pair(&self, school: usize, person: usize) -> Option<&Pair> {
        self.pairs.get(school)?.get(person)
    }

    /// The same with `more` people after the others whom nothing keeps out of any school.
    pub fn with_newcomers(&self, more: usize) -> Self {
        let mut larger = self.clone();
        for pairs in &mut larger.pairs {
            pairs.extend((0..more).map(|_| Pair::default()));
        }
        larger.fitness.extend((0..more).map(|_| Prices::default()));
        larger
    }

    /// The schools that may share a team, by place in the question.
    pub fn classes(&self) -> &[Vec<usize>] {
        &self.classes
    }

    /// The number of the commune of `school`: schools of one commune have the same.
    pub fn place(&self, school: usize) -> usize {
        self.places.get(school).copied().unwrap_or_default()
    }

    /// How fit `person` is for each seat.
    pub fn fitness(&self, person: usize) -> Prices {
        self.fitness.get(person).copied().unwrap_or_default()
    }

    /// What `person` costs in each seat of a team that reviews `schools`; nothing when something keeps them out.
    /// One journey to each commune, one warning for each school.
    pub fn prices(&self, schools: &[usize], person: usize) -> Option<Prices> {
        let mut shared = 0;
        let mut been: Vec<usize> = Vec::with_capacity(schools.len());
        for school in schools {
            let pair = self.pair(*school, person)?;
            if !pair.obstacles.is_empty() {
                return None;
            }
            shared += cost::WARNING * i64::from(pair.warnings);
            let place = self.place(*school);
            if !been.contains(&place) {
                been.push(place);
                shared += pair.journey;
            }
        }
        Some(self.fitness(person).map(|fitness| fitness + shared))
    }
}

fn pair(question: &Question, school: &School, person: &Person, home: &Home, law: &Law) -> Pair {
    let reviewer = &person.reviewer;
    let case = &school.case;
    let findings = question.known.findings(reviewer, case, law, question.on);
    // Anyone can be sent to an unfamiliar kind of school by hand; the solver sends nobody.
    let (out, warnings): (Vec<_>, Vec<_>) = findings
        .into_iter()
        .partition(|finding| finding.blocks() || finding.violation.rule == UNFAMILIAR);
    let mut obstacles: Vec<_> = out
        .into_iter()
        .map(|finding| Obstacle {
            rule: finding.violation.rule.to_owned(),
            message: format!(
                "{} ({})",
                finding.violation.message_vi,
                finding.violation.citation.text(Language::Vietnamese)
            ),
        })
        .collect();
    if is_away_all(person, school.month) {
        obstacles.push(Obstacle {
            rule: AWAY.to_owned(),
            message: format!("Vắng mặt cả tháng {}.", super::month_vi(school.month)),
        });
    }
    if reviewer.most_schools == Some(0) {
        obstacles.push(Obstacle {
            rule: super::MOST_SCHOOLS.to_owned(),
            message: "Đã khai không nhận trường nào trong đợt.".to_owned(),
        });
    }
    Pair {
        obstacles,
        warnings: u32::try_from(warnings.len()).unwrap_or(u32::MAX),
        journey: home.journey(case.place.authority_id, &case.commune),
    }
}

const UNFAMILIAR: &str = "reviewer.unfamiliar_level";
/// Away on every day of the month of the visit.
pub const AWAY: &str = "season.absent_all_month";

/// Whether the absences of `person` cover every day of `month`.
fn is_away_all(person: &Person, month: Month) -> bool {
    month.days().all(|day| person.reviewer.is_away(day, day))
}

/// Which schools lie in one commune.
struct Areas {
    places: Vec<usize>,
}

/// Where a person works, as the schools of the season tell.
struct Home {
    commune: String,
    authorities: BTreeSet<Uuid>,
}

impl Areas {
    fn of(schools: &[School]) -> Self {
        let mut known: Vec<&School> = Vec::new();
        let mut places = Vec::with_capacity(schools.len());
        for school in schools {
            let found = known.iter().position(|other| is_same_commune(other, school));
            places.push(found.unwrap_or(known.len()));
            if found.is_none() {
                known.push(school);
            }
        }
        Self { places }
    }

    /// The person's commune, with the authorities that manage schools there.
    fn around(&self, commune: &str, schools: &[School]) -> Home {
        let there = schools
            .iter()
            .filter(|school| same_place(&school.case.commune, commune));
        Home {
            commune: commune.to_owned(),
            authorities: there
                .filter_map(|school| school.case.place.authority_id)
                .collect(),
        }
    }
}

fn is_same_commune(one: &School, other: &School) -> bool {
    match (one.case.place.commune_id, other.case.place.commune_id) {
        (Some(one), Some(other)) => one == other,
        _ => same_place(&one.case.commune, &other.case.commune),
    }
}

impl Home {
    fn journey(&self, authority: Option<Uuid>, commune: &str) -> i64 {
        if same_place(&self.commune, commune) {
            0
        } else if authority.is_some_and(|authority| self.authorities.contains(&authority)) {
            cost::JOURNEY_NEAR
        } else {
            cost::JOURNEY_FAR
        }
    }
}

/// Kinds of school that one team reviews: preschools have standards of their own, and so has continuing education.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Mầm non.
    Preschool,
    /// Phổ thông.
    General,
    /// Giáo dục thường xuyên.
    Continuing,
}

impl Family {
    /// The family of a kind of school.
    pub fn of(kind: SchoolType) -> Self {
        match kind {
            SchoolType::Preschool => Self::Preschool,
            SchoolType::ContinuingEducation => Self::Continuing,
            _ => Self::General,
        }
    }
}

/// The schools that may share a team: of one month, one family, and under one authority that establishes teams. By
/// place in the question.
fn classes(schools: &[School], law: &Law) -> Vec<Vec<usize>> {
    let mut classes: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (index, school) in schools.iter().enumerate() {
        let case = &school.case;
        let regime = law.regime(case.regime);
        let decided_by = regime.map(|regime| regime.team_decided_by(case.wish()).as_str());
        let family = Family::of(case.school_type);
        let class = (school.month, family, decided_by, case.place.province_id);
        classes.entry(class).or_default().push(index);
    }
    classes.into_values().collect()
}

/// The months of the season, oldest first.
pub fn months(schools: &[School]) -> Vec<Month> {
    let months: BTreeSet<_> = schools.iter().map(|school| school.month).collect();
    months.into_iter().collect()
}
