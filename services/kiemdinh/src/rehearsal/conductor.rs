//! Moves a rehearsal's time: step by step, and never on before everything under way has arrived.
//!
//! The conductor knows no law and no calendar. It asks the services how much they announced, received and
//! handled, and the scheduler when it next has something to do.

use std::time::Duration;

use platform::configuration::SERVICES;
use platform::journal::read::{moment, timestamp};
use platform::time::Moment;
use proto::platform::{GetTimeRequest, GetTrafficRequest, ListParkedFactsRequest, SetTimeRequest, Traffic};
use proto::scheduler::GetNextEventRequest;
use tokio::time::Instant;
use tonic::{Code, Response, Status};

use crate::client::{Links, Voice};
use crate::problem::{Kind, Problem};

/// How long a process may be away, and facts may be under way, before the rehearsal gives up.
pub const PATIENCE: Duration = Duration::from_secs(60);
const SHORTEST_PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(100);

/// Moves the time of all services together.
#[derive(Clone, Debug)]
pub struct Conductor {
    links: Links,
    voice: Voice,
    patience: Duration,
}

impl Conductor {
    /// A conductor that speaks as `voice`, who must be an administrator.
    pub fn new(links: Links, voice: Voice) -> Self {
        Self {
            links,
            voice,
            patience: PATIENCE,
        }
    }

    /// Gives up after another time than the usual.
    #[must_use]
    pub fn patient_for(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Where the rehearsal stands: the earliest of the services' times.
    ///
    /// # Errors
    /// When a service cannot be asked, or its time is real.
    pub async fn now(&self) -> Result<Moment, Problem> {
        let mut now = Moment::MAX_UTC;
        for service in SERVICES {
            let answer = self.ask(async || {
                self.links
                    .rehearsal(service, &self.voice)
                    .get_time(GetTimeRequest {})
                    .await
            });
            let time = answer.await?.now.as_ref().and_then(moment);
            now =
                now.min(time.ok_or_else(|| Problem::failure(format!("{service} không cho biết thời gian")))?);
        }
        Ok(now)
    }

    /// The moment at which the scheduler next has something to do, if there is one.
    ///
    /// # Errors
    /// When the scheduler cannot be asked.
    pub async fn next_event(&self) -> Result<Option<Moment>, Problem> {
        let answer = self.ask(async || {
            self.links
                .scheduler(&self.voice)
                .get_next_event(GetNextEventRequest {})
                .await
        });
        Ok(answer.await?.at.as_ref().and_then(moment))
    }

    /// Moves every service to `to` and waits until everything that follows has happened.
    ///
    /// # Errors
    /// As [`Conductor::settle`].
    pub async fn step(&self, to: Moment) -> Result<(), Problem> {
        // The scheduler comes last: when it fires, those who judge are already there.
        let judges = SERVICES.into_iter().filter(|service| *service != scheduler::NAME);
        futures::future::try_join_all(judges.map(|service| self.set_time(service, to))).await?;
        self.set_time(scheduler::NAME, to).await?;
        self.settle().await
    }

    async fn set_time(&self, service: &'static str, to: Moment) -> Result<(), Problem> {
        let request = SetTimeRequest {
            to: Some(timestamp(to)),
        };
        let asked = async || self.links.rehearsal(service, &self.voice).set_time(request).await;
        self.ask(asked).await.map(drop)
    }

    /// Moves to `to`, through everything that the scheduler has to do on the way, in due order. `passed` is
    /// told every moment on the way.
    ///
    /// # Errors
    /// As [`Conductor::settle`].
    pub async fn advance(&self, to: Moment, mut passed: impl FnMut(Moment)) -> Result<(), Problem> {
        self.settle().await?;
        let mut now = self.now().await?;
        loop {
            let next = self.next_event().await?.filter(|next| *next <= to);
            let Some(next) = next else { break };
            if next <= now {
                return Err(stuck(next, now));
            }
            self.step(next).await?;
            passed(next);
            now = next;
        }
        self.step(to).await
    }

    /// Waits until no fact is under way and no work is due. A process that is away is waited for.
    ///
    /// # Errors
    /// When a fact was parked, or things are still under way after the bound.
    pub async fn settle(&self) -> Result<(), Problem> {
        let bound = Instant::now() + self.patience;
        let mut pause = SHORTEST_PAUSE;
        loop {
            let unsettled = match self.traffic().await {
                Ok(traffic) => match unsettled(&traffic) {
                    None => return self.refuse_parked(&traffic).await,
                    Some(reason) => reason,
                },
                Err(status) if is_passing(&status) => status.to_string(),
                Err(status) => return Err(status.into()),
            };
            if Instant::now() > bound {
                let message = format!("sau {} giây vẫn chưa xong: {unsettled}", self.patience.as_secs());
                return Err(Problem::new(Kind::Unavailable, "NOT_SETTLED", message));
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// How much each service announced, received and handled.
    ///
    /// # Errors
    /// When a service cannot be asked.
    pub async fn traffic(&self) -> Result<Vec<Traffic>, Status> {
        let asked = SERVICES.map(|service| async move {
            let answer = self
                .links
                .journal(service, &self.voice)
                .get_traffic(GetTrafficRequest {})
                .await;
            answer.map(Response::into_inner)
        });
        futures::future::try_join_all(asked).await
    }

    async fn refuse_parked(&self, traffic: &[Traffic]) -> Result<(), Problem> {
        let mut reasons = Vec::new();
        for service in SERVICES.into_iter().filter(|service| {
            traffic
                .iter()
                .any(|traffic| traffic.service == *service && traffic.parked > 0)
        }) {
            let request = ListParkedFactsRequest {};
            let parked = self
                .ask(async || {
                    self.links
                        .journal(service, &self.voice)
                        .list_parked_facts(request)
                        .await
                })
                .await?;
            reasons.extend(
                parked
                    .facts
                    .iter()
                    .map(|fact| format!("{service}: {} ({})", fact.reason, fact.fact_type)),
            );
        }
        if reasons.is_empty() {
            return Ok(());
        }
        let message = format!("có sự việc không xử lý được: {}", reasons.join("; "));
        Err(Problem::new(Kind::Failure, "FACTS_PARKED", message))
    }

    /// Asks until there is an answer, or the reason why not will not pass by waiting. Every command carries a
    /// request id, so that asking again never does a thing twice.
    ///
    /// # Errors
    /// What the service answered last.
    pub async fn ask<T>(&self, call: impl AsyncFn() -> Result<Response<T>, Status>) -> Result<T, Problem> {
        let bound = Instant::now() + self.patience;
        let mut pause = SHORTEST_PAUSE;
        loop {
            match call().await {
                Ok(answer) => return Ok(answer.into_inner()),
                Err(status) if is_passing(&status) && Instant::now() < bound => {
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
                Err(status) => return Err(status.into()),
            }
        }
    }

    /// The channels.
    pub fn links(&self) -> &Links {
        &self.links
    }
}

/// The scheduler announces work that it does not do.
pub fn stuck(next: Moment, now: Moment) -> Problem {
    let message = format!("bộ hẹn giờ còn báo việc lúc {next} dù đã xử lý xong mọi việc đến {now}");
    Problem::new(Kind::Failure, "STUCK", message)
}

/// Whether trying again may succeed: the process is away or overloaded, or the connection broke. What came
/// from a server has no source; what happened to the connection has.
fn is_passing(status: &Status) -> bool {
    use std::error::Error;
    match status.code() {
        Code::Unavailable | Code::ResourceExhausted | Code::DeadlineExceeded => true,
        Code::Unknown | Code::Cancelled | Code::Internal => status.source().is_some(),
        _ => false,
    }
}

/// Why facts are still under way, or nothing when all have arrived and are handled.
///
/// One look at each service is enough, whatever the order: if all counts agree and nobody has work left,
/// then nobody can have announced anything after it was looked at — the first to do so would have needed a
/// fact whose announcement the others' counts would show as not yet received.
fn unsettled(traffic: &[Traffic]) -> Option<String> {
    for one in traffic {
        let service = &one.service;
        if one.unpublished > 0 {
            return Some(format!("{service} còn {} sự việc chưa gửi", one.unpublished));
        }
        if one.due_work > 0 {
            return Some(format!("{service} còn {} việc đến hạn", one.due_work));
        }
        if one.unhandled > one.parked {
            return Some(format!(
                "{service} còn {} sự việc chưa xử lý",
                one.unhandled - one.parked
            ));
        }
        for producer in traffic
            .iter()
            .filter(|producer| one.listens_to.contains(&producer.service))
        {
            let received = one.received.get(&producer.service).copied().unwrap_or_default();
            if received != producer.announced {
                let name = &producer.service;
                return Some(format!(
                    "{service} mới nhận {received}/{} sự việc của {name}",
                    producer.announced
                ));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quiet() -> Vec<Traffic> {
        let traffic = |service: &str, announced, from: &str, received| Traffic {
            service: service.to_owned(),
            announced,
            received: [(from.to_owned(), received)].into(),
            listens_to: vec![from.to_owned()],
            ..Traffic::default()
        };
        vec![
            traffic("review", 3, "scheduler", 5),
            traffic("scheduler", 5, "review", 3),
        ]
    }

    #[test]
    fn only_equal_counts_without_work_are_quiet() {
        assert_eq!(unsettled(&quiet()), None);
        let mut one = quiet();
        one[0].announced += 1;
        assert!(unsettled(&one).unwrap().contains("3/4"), "a fact under way");
        let mut one = quiet();
        one[1].due_work = 2;
        assert!(unsettled(&one).is_some(), "work that is due");
        let mut one = quiet();
        one[1].unhandled = 1;
        assert!(unsettled(&one).is_some(), "a fact received and not handled");
        one[1].parked = 1;
        assert_eq!(unsettled(&one), None, "parked facts do not come in by waiting");
        let mut one = quiet();
        one[0].unpublished = 1;
        assert!(unsettled(&one).is_some());
    }

    #[test]
    fn what_a_server_refuses_is_not_tried_again() {
        assert!(is_passing(&Status::unavailable("away")));
        assert!(
            !is_passing(&Status::internal("broken")),
            "the server said so itself"
        );
        assert!(!is_passing(&Status::failed_precondition("the law")));
    }
}
