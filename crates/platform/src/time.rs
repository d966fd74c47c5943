//! The only place that reads a clock.
//!
//! Real time is the database's: its clock is read at start and every few seconds, and between two
//! readings the machine's monotonic counter is added. A wrong wall clock on a server changes nothing.
//! Virtual time, for rehearsals, moves only when it is told to.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use chrono::{DateTime, SubsecRound, Utc};
use tokio::sync::watch;

/// An instant. Kept to the microsecond, which is what PostgreSQL keeps.
pub type Moment = DateTime<Utc>;

/// The present moment, handed to everything that needs one.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Source>);

#[derive(Debug)]
enum Source {
    Real(Mutex<Reading>),
    Virtual(watch::Sender<Moment>),
}

/// A reading of the database's clock and the counter at that instant.
#[derive(Debug)]
struct Reading {
    moment: Moment,
    taken: Instant,
}

impl Reading {
    fn now(&self) -> Moment {
        (self.moment + self.taken.elapsed()).trunc_subsecs(6)
    }
}

impl Clock {
    /// Real time, by this machine's clock until [`Clock::synchronise`] is first called.
    pub fn real() -> Self {
        let reading = Reading {
            moment: machine_now(),
            taken: Instant::now(),
        };
        Self(Arc::new(Source::Real(Mutex::new(reading))))
    }

    /// Virtual time that stands at `start`.
    pub fn virtual_from(start: Moment) -> Self {
        Self(Arc::new(Source::Virtual(watch::Sender::new(
            start.trunc_subsecs(6),
        ))))
    }

    /// The present moment.
    pub fn now(&self) -> Moment {
        match &*self.0 {
            Source::Real(reading) => reading.lock().unwrap_or_else(PoisonError::into_inner).now(),
            Source::Virtual(sender) => *sender.borrow(),
        }
    }

    /// Whether this is a rehearsal.
    pub fn is_virtual(&self) -> bool {
        matches!(&*self.0, Source::Virtual(_))
    }

    /// Follows the database: `database_now` is what its clock said just now. Virtual time does not care.
    pub fn synchronise(&self, database_now: Moment) {
        if let Source::Real(reading) = &*self.0 {
            let mut reading = reading.lock().unwrap_or_else(PoisonError::into_inner);
            *reading = Reading {
                moment: database_now,
                taken: Instant::now(),
            };
        }
    }

    /// Moves virtual time to `to`, never back. Returns the moment that is now in force, or nothing when
    /// time is real.
    pub fn advance(&self, to: Moment) -> Option<Moment> {
        let Source::Virtual(sender) = &*self.0 else {
            return None;
        };
        let to = to.trunc_subsecs(6);
        sender.send_if_modified(|now| {
            let forward = to > *now;
            if forward {
                *now = to;
            }
            forward
        });
        Some(*sender.borrow())
    }

    /// Waits for virtual time to move. Real time never does.
    pub fn ticks(&self) -> Ticks {
        Ticks(match &*self.0 {
            Source::Real(_) => None,
            Source::Virtual(sender) => Some(sender.subscribe()),
        })
    }
}

/// The movements of virtual time, none of which is overlooked.
#[derive(Debug)]
pub struct Ticks(Option<watch::Receiver<Moment>>);

impl Ticks {
    /// Returns when virtual time has moved since the last call; never while time is real.
    pub async fn next(&mut self) {
        let moved = match &mut self.0 {
            Some(receiver) => receiver.changed().await.is_ok(),
            None => false,
        };
        if !moved {
            std::future::pending::<()>().await;
        }
    }
}

/// This machine's wall clock. For tokens and telemetry; never for anything the law counts.
pub fn machine_now() -> Moment {
    #[allow(
        clippy::disallowed_methods,
        reason = "this is the one place that reads a clock"
    )]
    let now: Moment = std::time::SystemTime::now().into();
    now.trunc_subsecs(6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn virtual_time_moves_forward_only() {
        let start: Moment = "2024-01-01T00:00:00Z".parse().unwrap();
        let clock = Clock::virtual_from(start);
        let later = start + std::time::Duration::from_secs(60);
        assert_eq!(clock.advance(later), Some(later));
        assert_eq!(
            clock.advance(start),
            Some(later),
            "an earlier moment changes nothing"
        );
        assert_eq!(clock.now(), later);
    }

    #[test]
    fn real_time_follows_the_database_not_the_machine() {
        let clock = Clock::real();
        let database: Moment = "2031-05-05T08:00:00Z".parse().unwrap();
        clock.synchronise(database);
        let seen = clock.now();
        assert!(seen >= database && seen < database + std::time::Duration::from_secs(60));
        assert_eq!(clock.advance(database), None, "real time cannot be moved");
    }
}
