//! A rehearsal: a real plan, carried to its end in virtual time by people who act at a seeded pace.
//!
//! It drives the services by gRPC only, wherever they run: in this process, or each in its own. What follows
//! from an act — facts, clocks, reminders, legal effects — is the services' work; the rehearsal waits for it
//! before anyone acts again, so that the same seed gives the same history.

pub mod actors;
pub mod conductor;
pub mod pace;
pub mod people;
pub mod plan;
pub mod report;
mod stage;
pub mod traits;

use std::time::Duration;

use calendar::{Day, last_instant, local_day};
use platform::identity::TokenKey;
use platform::time::Moment;

use actors::{Act, Actor, Intent, View};
use conductor::{Conductor, PATIENCE};
use pace::Pace;
use people::Office;
use plan::Plan;
pub use report::Report;
use stage::Stage;

use crate::client::{Endpoints, Links};
use crate::problem::{Kind, Problem};

/// For how many days nobody may act before the rehearsal gives up: longer than any time limit that a case
/// waits for.
const LONGEST_WAIT: i32 = 400;

/// How a rehearsal goes.
pub struct Options<'a> {
    /// The first day.
    pub from: Day,
    /// The last day; none for the day on which the last case ends.
    pub to: Option<Day>,
    /// The seed of everyone's pace.
    pub seed: u64,
    /// How long a process may be away before the rehearsal gives up.
    pub patience: Duration,
    /// Told how far the rehearsal is.
    pub progress: &'a mut (dyn FnMut(Progress) + Send),
}

impl<'a> Options<'a> {
    /// From `from` until every case has ended, with seed 1.
    pub fn new(from: Day, progress: &'a mut (dyn FnMut(Progress) + Send)) -> Self {
        Self {
            from,
            to: None,
            seed: 1,
            patience: PATIENCE,
            progress,
        }
    }
}

/// How far a rehearsal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The rehearsal's day.
    pub day: Day,
    /// Cases that have ended.
    pub ended: usize,
    /// Cases in all.
    pub cases: usize,
}

/// Carries `plan` through the services at `endpoints`, whose tokens `key` signs and whose time is virtual.
///
/// # Errors
/// When a service refuses an act, parks a fact, or is away longer than the options' patience; when the
/// rehearsal's time is already later than its start.
pub async fn drive(
    endpoints: &Endpoints,
    key: &TokenKey,
    plan: &Plan,
    options: Options<'_>,
) -> Result<Report, Problem> {
    let office = Office::open(key)?;
    let conductor =
        Conductor::new(Links::new(endpoints)?, office.administrator.clone()).patient_for(options.patience);
    let opening = pace::first_working_morning(options.from)?;
    if options.to.is_some_and(|to| last_instant(to) < opening) {
        let message = format!("ngày kết thúc phải từ {} trở đi", local_day(opening).vietnamese());
        return Err(Problem::invalid(message));
    }
    let now = conductor.now().await?;
    if now > opening {
        let message = format!(
            "thời gian diễn tập đã là {}, sau ngày bắt đầu {}",
            local_day(now),
            options.from
        );
        return Err(Problem::new(Kind::Conflict, "TIME_HAS_PASSED", message));
    }
    let mut rehearsal = Rehearsal {
        stage: Stage::new(conductor, office, key.clone()),
        plans: Vec::new(),
        now: opening,
        options,
    };
    rehearsal.open(plan, opening).await?;
    rehearsal.play().await?;
    report::read(&rehearsal.stage).await
}

/// What a school's people plan.
enum Planned {
    /// Nothing yet: they have to look first.
    Nothing,
    /// They act then, on what they saw.
    Act(Moment, Act, Box<View>),
    /// They wait for what the services do.
    Wait,
    /// The case has ended.
    Ended,
}

struct Rehearsal<'a> {
    stage: Stage,
    plans: Vec<Planned>,
    now: Moment,
    options: Options<'a>,
}

impl Rehearsal<'_> {
    async fn open(&mut self, plan: &Plan, opening: Moment) -> Result<(), Problem> {
        let seed = self.options.seed;
        let traits = traits::deal(seed, plan.items.len());
        let actor = |(place, (item, traits)): (u64, (&plan::Item, traits::Traits))| Actor {
            item: item.clone(),
            traits,
            pace: Pace::new(seed, place),
            hurried: false,
        };
        let actors = (0..).zip(plan.items.iter().zip(traits)).map(actor).collect();
        self.stage.conductor.advance(opening, |_| {}).await?;
        self.stage.open(plan, actors, opening, seed).await?;
        self.plans.resize_with(plan.items.len(), || Planned::Nothing);
        Ok(())
    }

    /// Goes from moment to moment, the next act's or the scheduler's, until every case has ended.
    async fn play(&mut self) -> Result<(), Problem> {
        let end = self.options.to.map(last_instant);
        let mut acted_on = local_day(self.now);
        loop {
            self.look_around().await?;
            self.tell();
            if self.plans.iter().all(|plan| matches!(plan, Planned::Ended)) {
                let end = end.unwrap_or_else(|| last_instant(local_day(self.now)));
                return self.stage.conductor.advance(end, |_| {}).await;
            }
            let act = self.next_act();
            let event = self.stage.conductor.next_event().await?;
            let reform = self.stage.province.reform;
            let next = [act.map(|(at, _)| at), event, reform].into_iter().flatten().min();
            let next = next.ok_or_else(|| self.nobody_acts())?.max(self.now);
            if let Some(end) = end.filter(|end| next > *end) {
                return self.stage.conductor.step(end).await;
            }
            if local_day(next).days_since(acted_on) > LONGEST_WAIT {
                return Err(self.nobody_acts());
            }
            let acting = act.filter(|(at, _)| *at <= next);
            let reforming = reform.is_some_and(|at| at <= next);
            if next > self.now {
                self.now = next;
                self.stage.conductor.step(next).await?;
            } else if acting.is_none() && !reforming {
                return Err(conductor::stuck(next, self.now));
            }
            if reforming {
                self.stage.end_the_district().await?;
                self.stage.conductor.settle().await?;
            } else if let Some((_, place)) = acting {
                self.act(place).await?;
                acted_on = local_day(next);
            }
        }
    }

    /// Those who have no plan look at their case and make one; those who wait look whether they still must, and
    /// those who are about to ask for a team whether it came with another school's.
    async fn look_around(&mut self) -> Result<(), Problem> {
        for place in 0..self.plans.len() {
            let asks_for_a_team = matches!(self.plans[place], Planned::Act(_, Act::FormTeam, _));
            if !asks_for_a_team && !matches!(self.plans[place], Planned::Nothing | Planned::Wait) {
                continue;
            }
            let view = self.stage.look(place).await?;
            if asks_for_a_team && view.awaits_proposal() {
                continue;
            }
            self.plans[place] = match self.stage.cases[place].actor.intend(&view, self.now)? {
                Intent::At(at, act) => Planned::Act(at, act, Box::new(view)),
                Intent::Wait => Planned::Wait,
                Intent::Ended => Planned::Ended,
            };
        }
        Ok(())
    }

    /// The next planned act; of acts at the same moment the one of the earlier school in the plan.
    fn next_act(&self) -> Option<(Moment, usize)> {
        let planned = |(place, plan): (usize, &Planned)| match plan {
            Planned::Act(at, ..) => Some((*at, place)),
            _ => None,
        };
        self.plans.iter().enumerate().filter_map(planned).min()
    }

    async fn act(&mut self, place: usize) -> Result<(), Problem> {
        if let Planned::Act(_, act, view) = std::mem::replace(&mut self.plans[place], Planned::Nothing) {
            self.stage.perform(place, act, &view, self.now).await?;
            self.stage.conductor.settle().await?;
        }
        Ok(())
    }

    fn tell(&mut self) {
        let ended = self
            .plans
            .iter()
            .filter(|plan| matches!(plan, Planned::Ended))
            .count();
        (self.options.progress)(Progress {
            day: local_day(self.now),
            ended,
            cases: self.plans.len(),
        });
    }

    fn nobody_acts(&self) -> Problem {
        let waiting = |(place, plan): (usize, &Planned)| {
            (!matches!(plan, Planned::Ended)).then(|| self.stage.cases[place].actor.item.school.as_str())
        };
        let schools: Vec<&str> = self.plans.iter().enumerate().filter_map(waiting).collect();
        let message = format!(
            "không còn việc gì xảy ra, nhưng vụ việc chưa kết thúc: {}",
            schools.join(", ")
        );
        Problem::new(Kind::Failure, "NOBODY_ACTS", message)
    }
}
