//! Which schools share a team: neighbours of one month and one family, first by commune, then improved step by step
//! under a seed. A grouping is a guess; who sits in its teams is exact, and the bound says how good the guess was.

use std::collections::BTreeMap;

use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::suitability::Suitability;
use super::{Question, cost};

/// The schools of each team, by place in the question; each list rising, the lists by their first.
pub type Grouping = Vec<Vec<usize>>;

/// Steps of improvement for each school of the season.
const STEPS_PER_SCHOOL: usize = 60;
/// What a seat weighs for which nobody is left: more than anything a team can cost.
const EMPTY_SEAT: i64 = 1_000_000;

/// What groupings are made of and judged by.
pub struct Grouper<'a> {
    question: &'a Question,
    suitability: &'a Suitability,
    guesses: BTreeMap<Vec<usize>, i64>,
}

impl<'a> Grouper<'a> {
    /// Groups the schools of `question`.
    pub fn new(question: &'a Question, suitability: &'a Suitability) -> Self {
        Self {
            question,
            suitability,
            guesses: BTreeMap::new(),
        }
    }

    /// Each school alone: whoever can sit for anyone can sit here.
    pub fn alone(&self) -> Grouping {
        (0..self.question.schools.len())
            .map(|school| vec![school])
            .collect()
    }

    /// As few teams as there can be, communes together as far as they fit.
    pub fn neighbours(&self) -> Grouping {
        let most = usize::try_from(self.question.terms.most_schools_per_team)
            .unwrap_or(1)
            .max(1);
        let mut grouping = Grouping::new();
        for mut class in self.suitability.classes().to_vec() {
            class.sort_by_key(|school| {
                let case = self.question.schools.get(*school).map(|school| &school.case);
                let authority = case.and_then(|case| case.place.authority_id);
                (authority, self.suitability.place(*school), *school)
            });
            grouping.extend(class.chunks(most).map(<[usize]>::to_vec));
        }
        in_order(grouping)
    }

    /// Every grouping, when there are at most `most` of them.
    pub fn every(&self, most: usize) -> Option<Vec<Grouping>> {
        let largest = usize::try_from(self.question.terms.most_schools_per_team).unwrap_or(1);
        let mut groupings = vec![Grouping::new()];
        for class in self.suitability.classes() {
            for school in class {
                let mut larger = Vec::new();
                for grouping in groupings {
                    for (place, group) in grouping.iter().enumerate() {
                        let shares = group.len() < largest && group.iter().all(|other| class.contains(other));
                        let joined = grouping.iter().enumerate().map(|(number, group)| {
                            let joins = (number == place).then_some(*school);
                            group.iter().copied().chain(joins).collect()
                        });
                        larger.extend(shares.then(|| joined.collect()));
                    }
                    let mut longer = grouping;
                    longer.push(vec![*school]);
                    larger.push(longer);
                }
                if larger.len() > most {
                    return None;
                }
                groupings = larger;
            }
        }
        Some(groupings.into_iter().map(in_order).collect())
    }

    /// `grouping` after small seeded changes, of which each that looks cheaper is kept.
    pub fn improved(&mut self, grouping: Grouping, seed: u64) -> Grouping {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let classes = self.suitability.classes().iter();
        let classes: Vec<_> = classes.filter(|class| class.len() > 1).collect();
        let mut best = grouping;
        for _ in 0..STEPS_PER_SCHOOL * self.question.schools.len() {
            let Some(class) = classes.choose(&mut random) else {
                break;
            };
            let Some(changed) = self.change(&best, class, &mut random) else {
                continue;
            };
            best = changed;
        }
        in_order(best)
    }

    /// One school goes to another team of its class or to one of its own, or two change places: when that is cheaper.
    fn change(&mut self, grouping: &Grouping, class: &[usize], random: &mut ChaCha8Rng) -> Option<Grouping> {
        let (one, other) = (*class.choose(random)?, *class.choose(random)?);
        let home = |school: usize| grouping.iter().position(|group| group.contains(&school));
        let (from, to) = (home(one)?, home(other)?);
        let (source, target) = (grouping.get(from)?, grouping.get(to)?);
        let without = |group: &[usize], school: usize| -> Vec<usize> {
            group.iter().copied().filter(|each| *each != school).collect()
        };
        let with = |mut group: Vec<usize>, school: usize| {
            group.push(school);
            group.sort_unstable();
            group
        };
        let most = usize::try_from(self.question.terms.most_schools_per_team).unwrap_or(1);
        let (left, right) = if from == to {
            (without(source, one), vec![one])
        } else if random.random_bool(0.5) && target.len() < most {
            (without(source, one), with(target.clone(), one))
        } else {
            (
                with(without(source, one), other),
                with(without(target, other), one),
            )
        };
        let mut before = self.guess(source);
        if from != to {
            before += self.guess(target);
        }
        if self.guess(&left) + self.guess(&right) >= before {
            return None;
        }
        let kept = grouping.iter().enumerate();
        let kept = kept.filter(|(index, _)| *index != from && *index != to);
        let changed = kept.map(|(_, group)| group.clone()).chain([left, right]);
        Some(changed.filter(|group| !group.is_empty()).collect())
    }

    /// What a team for `schools` would cost with whoever is cheapest in each seat, as if there were no other team.
    fn guess(&mut self, schools: &[usize]) -> i64 {
        if schools.is_empty() {
            return 0;
        }
        if let Some(known) = self.guesses.get(schools) {
            return *known;
        }
        let people = 0..self.question.people.len();
        let prices: Vec<_> = people
            .filter_map(|person| self.suitability.prices(schools, person))
            .collect();
        let ordinary = usize::try_from(self.question.terms.team_size)
            .unwrap_or(usize::MAX)
            .saturating_sub(2);
        let least = |role: usize| prices.iter().filter_map(|price| price.get(role).copied()).min();
        let mut members: Vec<_> = prices.iter().map(|[_, _, member]| *member).collect();
        members.sort_unstable();
        let missing = (ordinary + 2).saturating_sub(prices.len());
        let guess = cost::TEAM
            + least(0).unwrap_or_default()
            + least(1).unwrap_or_default()
            + members.iter().take(ordinary).sum::<i64>()
            + EMPTY_SEAT * i64::try_from(missing).unwrap_or(i64::MAX / EMPTY_SEAT);
        self.guesses.insert(schools.to_vec(), guess);
        guess
    }
}

/// `grouping` with those of `teams` divided into teams for one school each.
pub fn divided(grouping: &Grouping, teams: &[usize]) -> Grouping {
    let parts = grouping.iter().enumerate().flat_map(|(number, group)| {
        if teams.contains(&number) {
            group.iter().map(|school| vec![*school]).collect()
        } else {
            vec![group.clone()]
        }
    });
    in_order(parts.collect())
}

fn in_order(mut grouping: Grouping) -> Grouping {
    grouping.sort_unstable();
    grouping
}
