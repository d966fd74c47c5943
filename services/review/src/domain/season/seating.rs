//! Who sits where, exactly: a flow of least cost, from the seats of each team through its people and their months
//! to the people themselves. Such a flow is integral, so no better seating of these teams exists.
//!
//! Chosen by measurement, 45 teams and 300 people, built for release: the flow takes 9 ms with the 60 cheapest people
//! of each team and 24 ms with everyone; the same as a linear programme (microlp) takes 78 ms with 60. So everyone is
//! in the flow, and nothing has to be priced in.
//!
//! ```text
//! source → (team, seat) → (team, person) → (person, month) → person → sink
//!           how many       once per team     teams a month     convex load, teams in all
//! ```

use std::collections::{BTreeSet, VecDeque};

use ac_library::{MfGraph, MinCostFlowGraph};
use proto::fact::TeamRole;

/// The kinds of seat, in the order of [`Prices`].
pub const ROLES: [TeamRole; 3] = [TeamRole::Head, TeamRole::Secretary, TeamRole::Member];
/// What a person costs in each kind of seat.
pub type Prices = [i64; 3];
/// A point, in the currency of the flow: what is below one point breaks ties by the seed.
pub const POINT: i64 = 1 << 24;
/// The seed's part of a seat, at most: of all seats of the largest season together it stays below one point.
pub const TIE: i64 = 512;

/// What is to be seated: a team, or in the lower bound a school.
#[derive(Clone, Debug)]
pub struct Unit {
    /// The number of its month.
    pub month: usize,
    /// How many schools it reviews.
    pub schools: u32,
    /// How many seats of each kind it has.
    pub seats: [u32; 3],
    /// What each person costs, in parts of a point; nothing for who cannot sit here.
    pub prices: Vec<Option<Prices>>,
}

/// What a person can carry.
#[derive(Clone, Debug)]
pub struct Carrier {
    /// What each further unit costs, in parts of a point, never falling; as many as the person may have.
    pub marginal: Vec<i64>,
    /// How many schools at most, over all units.
    pub most_schools: Option<u32>,
}

/// What is to be seated, by whom, within which bounds.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The units.
    pub units: Vec<Unit>,
    /// The people.
    pub people: Vec<Carrier>,
    /// How many months there are.
    pub months: usize,
    /// In how many units of a month a person sits at most.
    pub per_month: u32,
    /// Pairs of unit and person that must not be.
    pub forbidden: BTreeSet<(usize, usize)>,
}

/// A seat that was filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Filled {
    /// The unit.
    pub unit: usize,
    /// The kind of seat, by its place in [`ROLES`].
    pub role: usize,
    /// The person.
    pub person: usize,
}

/// A seating of least cost.
#[derive(Clone, Debug)]
pub struct Seating {
    /// Every seat.
    pub filled: Vec<Filled>,
    /// What it costs, in parts of a point.
    pub cost: i64,
    /// How a unit of the flow could go another way, by the node that it comes to.
    detours: Vec<Vec<(usize, i64)>>,
    /// How much more it costs than the flow that the detours belong to.
    slack: i64,
}

/// Seats that cannot be filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortfall {
    /// How many seats there are.
    pub needed: u32,
    /// How many can be filled.
    pub available: u32,
    /// Units whose seats, taken together, are too many for all who may sit there.
    pub units: Vec<usize>,
}

const SOURCE: usize = 0;
const SINK: usize = 1;

impl Problem {
    fn seat(&self, unit: usize, role: usize) -> usize {
        2 + unit * ROLES.len() + role
    }

    fn person(&self, person: usize) -> usize {
        2 + self.units.len() * ROLES.len() + person
    }

    fn month(&self, person: usize, month: usize) -> usize {
        self.person(self.people.len()) + person * self.months + month
    }

    fn first_pair(&self) -> usize {
        self.month(self.people.len(), 0)
    }

    /// What `person` costs in `unit`; nothing for who cannot sit there.
    pub fn prices(&self, unit: usize, person: usize) -> Option<Prices> {
        let prices = (*self.units.get(unit)?.prices.get(person)?)?;
        (!self.forbidden.contains(&(unit, person))).then_some(prices)
    }

    /// Pairs of a unit and a person who can sit there.
    fn pairs(&self) -> impl Iterator<Item = (usize, usize, usize, Prices)> {
        self.units.iter().enumerate().flat_map(move |(number, unit)| {
            (0..unit.prices.len()).filter_map(move |person| {
                let prices = self.prices(number, person)?;
                Some((number, unit.month, person, prices))
            })
        })
    }

    fn demand(&self) -> u32 {
        self.units.iter().flat_map(|unit| unit.seats).sum()
    }

    /// How many units `person` can have at most: as many as they may carry, and no more than there could be if they
    /// were the smallest.
    fn most_units(&self, person: usize, carrier: &Carrier) -> usize {
        let most = carrier.marginal.len();
        let Some(most_schools) = carrier.most_schools else {
            return most;
        };
        let here = (0..self.units.len()).filter(|unit| self.prices(*unit, person).is_some());
        let mut sizes: Vec<_> = here
            .filter_map(|unit| self.units.get(unit))
            .map(|unit| unit.schools)
            .collect();
        sizes.sort_unstable();
        let mut left = most_schools;
        let fitting = sizes.iter().take_while(|size| {
            let fits = **size <= left;
            left = left.saturating_sub(**size);
            fits
        });
        most.min(fitting.count())
    }

    /// The seating of least cost when nobody's own number of schools were bound but as a number of units.
    fn relaxed(&self) -> Result<Seating, Shortfall> {
        let pairs: Vec<_> = self.pairs().collect();
        let nodes = self.first_pair() + pairs.len();
        let mut graph = MinCostFlowGraph::<i64>::new(nodes);
        for (number, unit) in self.units.iter().enumerate() {
            for (role, seats) in unit.seats.iter().enumerate() {
                graph.add_edge(SOURCE, self.seat(number, role), i64::from(*seats), 0);
            }
        }
        let mut arcs = Vec::with_capacity(pairs.len() * ROLES.len());
        for (node, (unit, month, person, prices)) in (self.first_pair()..).zip(pairs) {
            for (role, price) in prices.into_iter().enumerate() {
                let arc = graph.add_edge(self.seat(unit, role), node, 1, price);
                arcs.push((arc, Filled { unit, role, person }));
            }
            graph.add_edge(node, self.month(person, month), 1, 0);
        }
        for (number, carrier) in self.people.iter().enumerate() {
            for month in 0..self.months {
                let most = i64::from(self.per_month);
                graph.add_edge(self.month(number, month), self.person(number), most, 0);
            }
            for marginal in carrier.marginal.iter().take(self.most_units(number, carrier)) {
                graph.add_edge(self.person(number), SINK, 1, *marginal);
            }
        }
        let demand = i64::from(self.demand());
        let (flow, cost) = graph.flow(SOURCE, SINK, demand);
        if flow < demand {
            return Err(self.shortfall());
        }
        let filled = arcs.into_iter().filter(|(arc, _)| graph.get_edge(*arc).flow > 0);
        let mut filled: Vec<_> = filled.map(|(_, filled)| filled).collect();
        filled.sort_unstable();
        let edges = graph.edges();
        let mut detours: Vec<Vec<(usize, i64)>> = vec![Vec::new(); nodes];
        let mut detour = |from: usize, to: usize, cost: i64| {
            if let Some(detours) = detours.get_mut(to) {
                detours.push((from, cost));
            }
        };
        for edge in edges {
            if edge.flow < edge.cap {
                detour(edge.from, edge.to, edge.cost);
            }
            if edge.flow > 0 {
                detour(edge.to, edge.from, -edge.cost);
            }
        }
        Ok(Seating {
            filled,
            cost,
            detours,
            slack: 0,
        })
    }

    /// The seats that cannot be filled, whatever it costs; nothing of it when all can.
    pub fn shortfall(&self) -> Shortfall {
        let units = self.units.len();
        let person = |person: usize| 2 + units + person;
        let month = |who: usize, month: usize| person(self.people.len()) + who * self.months + month;
        let mut graph = MfGraph::<u32>::new(month(self.people.len(), 0));
        for (number, unit) in self.units.iter().enumerate() {
            graph.add_edge(SOURCE, 2 + number, unit.seats.iter().sum());
        }
        for (unit, in_month, who, _) in self.pairs() {
            graph.add_edge(2 + unit, month(who, in_month), 1);
        }
        for (number, carrier) in self.people.iter().enumerate() {
            for each in 0..self.months {
                graph.add_edge(month(number, each), person(number), self.per_month);
            }
            let most = self.most_units(number, carrier);
            graph.add_edge(person(number), SINK, u32::try_from(most).unwrap_or(u32::MAX));
        }
        let available = graph.flow(SOURCE, SINK);
        let cut = graph.min_cut(SOURCE);
        let short = (0..units).filter(|unit| cut.get(2 + unit).is_some_and(|reached| *reached));
        Shortfall {
            needed: self.demand(),
            available,
            units: short.collect(),
        }
    }

    /// The least that any seating costs, in parts of a point.
    pub fn least_cost(&self) -> Option<i64> {
        self.relaxed().ok().map(|seating| seating.cost)
    }

    /// A seating of least cost. Where people said how many schools they take, a team of several is all or nothing
    /// to them: then the flow is a relaxation, and branches without one of a person's teams are solved, cheapest
    /// first. When these do not end soon, the best that is found otherwise is taken; the bound of the season says
    /// what that may have cost. Nothing when it costs at least `limit`.
    pub fn solve(&self, limit: Option<i64>) -> Result<Option<Seating>, Shortfall> {
        let root = self.relaxed()?;
        let is_dear = |cost: i64| limit.is_some_and(|limit| cost >= limit);
        let found = |seating: Seating| Seating {
            slack: seating.cost - root.cost,
            detours: root.detours.clone(),
            ..seating
        };
        let mut open = vec![(self.clone(), root.clone())];
        for _ in 0..BRANCHES {
            let cheapest = open.iter().enumerate();
            let cheapest = cheapest.min_by_key(|(_, (_, seating))| seating.cost);
            let Some((index, _)) = cheapest else { break };
            let (problem, seating) = open.swap_remove(index);
            if is_dear(seating.cost) {
                return Ok(None);
            }
            let Some((person, units)) = problem.overburdened(&seating).into_iter().next() else {
                return Ok(Some(found(seating)));
            };
            for unit in units {
                let mut branch = problem.clone();
                branch.forbidden.insert((unit, person));
                if let Ok(seating) = branch.relaxed() {
                    open.push((branch, seating));
                }
            }
        }
        if open.is_empty() {
            return Err(self.shortfall());
        }
        let (relieved, cautious) = (self.relieved(&root), self.cautious().relaxed());
        let other = relieved.into_iter().chain(cautious.ok());
        let cheapest = other.min_by_key(|seating| seating.cost);
        let cheapest = cheapest.ok_or_else(|| self.shortfall())?;
        Ok((!is_dear(cheapest.cost)).then(|| found(cheapest)))
    }

    /// A seating in which everyone who had too many schools under `seating` is spared the unit where they are
    /// dearest, again and again.
    fn relieved(&self, seating: &Seating) -> Option<Seating> {
        let mut problem = self.clone();
        let mut seating = seating.clone();
        loop {
            let overburdened = problem.overburdened(&seating);
            if overburdened.is_empty() {
                return Some(seating);
            }
            for (person, units) in overburdened {
                let dearest = units
                    .into_iter()
                    .max_by_key(|unit| problem.prices(*unit, person).map(|[_, _, member]| member));
                problem.forbidden.extend(dearest.map(|unit| (unit, person)));
            }
            seating = problem.relaxed().ok()?;
        }
    }

    /// Everyone with more schools than they take, and the units they sit in.
    fn overburdened(&self, seating: &Seating) -> Vec<(usize, Vec<usize>)> {
        let people = self.people.iter().enumerate();
        let overburdened = people.filter_map(|(person, carrier)| {
            let most = carrier.most_schools?;
            let theirs = seating.filled.iter().filter(|filled| filled.person == person);
            let units: Vec<_> = theirs.map(|filled| filled.unit).collect();
            let schools = units.iter().filter_map(|unit| self.units.get(*unit));
            let schools: u32 = schools.map(|unit| unit.schools).sum();
            (schools > most).then_some((person, units))
        });
        overburdened.collect()
    }

    /// The problem in which each person takes as few units as fit whatever their size.
    fn cautious(&self) -> Self {
        let largest = self
            .units
            .iter()
            .map(|unit| unit.schools)
            .max()
            .unwrap_or(1)
            .max(1);
        let mut problem = self.clone();
        for carrier in &mut problem.people {
            if let Some(most) = carrier.most_schools {
                carrier
                    .marginal
                    .truncate(usize::try_from(most / largest).unwrap_or(usize::MAX));
            }
        }
        problem
    }

    /// By how much at least the cost grows when a person takes a seat of `unit`, by person and kind of seat, in parts
    /// of a point: the price, and the cheapest way in which everyone else can make room. Nothing when none can.
    pub fn extra_costs(&self, seating: &Seating, unit: usize) -> Vec<[Option<i64>; 3]> {
        let month = self.units.get(unit).map(|unit| unit.month).unwrap_or_default();
        let mut role = 0;
        let rooms = ROLES.map(|_| {
            let seat = self.seat(unit, role);
            role += 1;
            distances(&seating.detours, seat)
        });
        let people = 0..self.people.len();
        let extra = |person: usize| {
            let prices = self.prices(unit, person);
            let mut role = 0;
            rooms.each_ref().map(|room| {
                let price = prices.and_then(|prices| prices.get(role).copied());
                role += 1;
                let room = room.get(self.month(person, month)).copied().flatten();
                let grown = price.zip(room).map(|(price, room)| price + room - seating.slack);
                grown.map(|grown| grown.max(0))
            })
        };
        people.map(extra).collect()
    }
}

/// Branches that are looked at before others are taken: small seasons hardly ever need more.
const BRANCHES: usize = 24;

/// The length of the shortest way from each node to `target` over `arcs`, which are listed by where they lead. Some
/// are negative, but never around a circle, as the flow is one of least cost.
fn distances(arcs: &[Vec<(usize, i64)>], target: usize) -> Vec<Option<i64>> {
    let mut distance: Vec<Option<i64>> = vec![None; arcs.len()];
    let mut waits = vec![false; arcs.len()];
    let mut queue = VecDeque::from([target]);
    if let Some(own) = distance.get_mut(target) {
        *own = Some(0);
    }
    while let Some(node) = queue.pop_front() {
        if let Some(waits) = waits.get_mut(node) {
            *waits = false;
        }
        let Some(here) = distance.get(node).copied().flatten() else {
            continue;
        };
        for (from, cost) in arcs.get(node).into_iter().flatten() {
            let (Some(known), Some(waits)) = (distance.get_mut(*from), waits.get_mut(*from)) else {
                continue;
            };
            let better = here + cost;
            if known.is_none_or(|known| better < known) {
                *known = Some(better);
                if !*waits {
                    *waits = true;
                    queue.push_back(*from);
                }
            }
        }
    }
    distance
}
