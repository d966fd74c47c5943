//! How a mail stands, and what follows from each attempt to hand it over. No mail is lost: each ends sent, failed and
//! shown, superseded or cancelled.
//!
//! ```text
//!            ┌──────────────────────────────┐
//!  queued ──▶ sending ──▶ sent              │ its pause is over
//!                ├──────▶ deferred ─────────┤ not taken now
//!                ├──────▶ ambiguous ────────┘ taken, perhaps: sent again with the same Message-ID
//!                └──────▶ failed              refused for good, or tried in vain to the end of the pauses
//!  queued, deferred, ambiguous ──▶ superseded what it says is no longer true
//!  queued, deferred ─────────────▶ cancelled  a person took it back
//! ```

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How a mail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailState {
    /// Waiting for its moment; nobody has tried to send it.
    Queued,
    /// A post office is handing it over; another one does when that one is gone too long.
    Sending,
    /// A server has it and said so.
    Sent,
    /// It was not taken; it is tried again.
    Deferred,
    /// Refused for good, or tried in vain to the end; a person has been told.
    Failed,
    /// The server may have it, and did not say so; it is sent again with the same Message-ID.
    Ambiguous,
    /// No longer true; not sent, or not sent again.
    Superseded,
    /// A person took it back before a server had it.
    Cancelled,
}

impl MailState {
    /// Those in which it waits to be sent.
    pub const WAITING: [Self; 3] = [Self::Queued, Self::Deferred, Self::Ambiguous];
}

/// What keeps a mail from being taken now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The server, or how we reach it: no mail could leave. The mail waits as long as that lasts.
    Server,
    /// The mail or its recipient.
    Mail,
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The server has it.
    Sent,
    /// Not now.
    Deferred(Obstacle, String),
    /// The server may have it.
    Ambiguous(String),
    /// Never. Whether it is the address that takes no mail.
    Refused {
        /// The address takes no mail.
        bounced: bool,
        /// What was said.
        error: String,
    },
}

/// The pauses after the first attempt, the second, and so on. A mail that is not taken after the last has failed:
/// some four days, as RFC 5321, 4.5.4.1 asks.
pub const PAUSES: [Duration; 8] = [
    minutes(1),
    minutes(5),
    minutes(30),
    hours(2),
    hours(6),
    hours(12),
    hours(24),
    hours(48),
];
/// The longest pause while no mail at all can leave.
const LONGEST_FOR_SERVER: Duration = hours(6);
/// The attempt after which a person is told that a mail still waits.
const TOLD_AFTER: i32 = 6;

const fn minutes(number: u64) -> Duration {
    Duration::from_secs(number * 60)
}

const fn hours(number: u64) -> Duration {
    minutes(number * 60)
}

/// What follows from an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consequence {
    /// How the mail stands now.
    pub state: MailState,
    /// How long it waits, if it is tried again.
    pub pause: Option<Duration>,
    /// Whether the server had, or may have had, its whole text.
    pub copied: bool,
    /// What went wrong.
    pub error: Option<String>,
    /// Whether a person must be told.
    pub alarm: bool,
    /// Whether the address takes no mail.
    pub bounced: bool,
}

impl Fate {
    /// What follows when the attempt with this number, from 1, ended so.
    pub fn follows(self, attempt: i32) -> Consequence {
        let place = usize::try_from(attempt.saturating_sub(1)).unwrap_or_default();
        let pause = PAUSES.get(place).copied();
        let (state, pause, error, bounced) = match self {
            Self::Sent => (MailState::Sent, None, None, false),
            Self::Refused { bounced, error } => (MailState::Failed, None, Some(error), bounced),
            Self::Deferred(Obstacle::Server, error) => {
                let pause = pause.map_or(LONGEST_FOR_SERVER, |pause| pause.min(LONGEST_FOR_SERVER));
                (MailState::Deferred, Some(pause), Some(error), false)
            }
            Self::Deferred(Obstacle::Mail, error) => waits(MailState::Deferred, pause, error),
            Self::Ambiguous(error) => return ambiguous(attempt, pause, error),
        };
        Consequence {
            state,
            pause,
            copied: state == MailState::Sent,
            error,
            alarm: state == MailState::Failed || (pause.is_some() && attempt == TOLD_AFTER),
            bounced,
        }
    }
}

fn ambiguous(attempt: i32, pause: Option<Duration>, error: String) -> Consequence {
    let (state, pause, error, bounced) = waits(MailState::Ambiguous, pause, error);
    Consequence {
        state,
        pause,
        copied: true,
        error,
        alarm: state == MailState::Failed || attempt == TOLD_AFTER,
        bounced,
    }
}

/// In `state` until it is tried again, or failed when there is no further pause.
fn waits(
    state: MailState,
    pause: Option<Duration>,
    error: String,
) -> (MailState, Option<Duration>, Option<String>, bool) {
    match pause {
        Some(_) => (state, pause, Some(error), false),
        None => (MailState::Failed, None, Some(error), false),
    }
}

/// Why a person may not do this with a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailRefusal {
    /// It is on its way: sending it again would make two of it.
    UnderWay(MailState),
    /// What it says is no longer true.
    Superseded,
    /// It has left, or may have.
    Gone(MailState),
    /// It has ended without leaving.
    Ended(MailState),
}

impl MailState {
    /// Whether a mail in this state may be sent again, as a new one.
    pub fn may_be_repeated(self) -> Result<(), MailRefusal> {
        match self {
            Self::Sent | Self::Failed | Self::Cancelled => Ok(()),
            Self::Superseded => Err(MailRefusal::Superseded),
            Self::Queued | Self::Sending | Self::Deferred | Self::Ambiguous => {
                Err(MailRefusal::UnderWay(self))
            }
        }
    }

    /// Whether a mail in this state may be taken back.
    pub fn may_be_cancelled(self) -> Result<(), MailRefusal> {
        match self {
            Self::Queued | Self::Deferred => Ok(()),
            Self::Sending | Self::Ambiguous | Self::Sent => Err(MailRefusal::Gone(self)),
            Self::Failed | Self::Superseded | Self::Cancelled => Err(MailRefusal::Ended(self)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn later(obstacle: Obstacle) -> Fate {
        Fate::Deferred(obstacle, "451".to_owned())
    }

    #[test]
    fn a_mail_that_nobody_takes_fails_after_some_four_days_and_a_person_hears_of_it_twice() {
        let (mut attempt, mut waited, mut alarms) = (1, Duration::ZERO, Vec::new());
        loop {
            let next = later(Obstacle::Mail).follows(attempt);
            if next.alarm {
                alarms.push(attempt);
            }
            let Some(pause) = next.pause else {
                assert_eq!(next.state, MailState::Failed);
                break;
            };
            assert_eq!(next.state, MailState::Deferred);
            waited += pause;
            attempt += 1;
        }
        assert_eq!((attempt, alarms), (9, vec![6, 9]));
        assert_eq!(waited, minutes(36) + hours(92));
    }

    #[test]
    fn while_no_mail_can_leave_a_mail_waits_without_end_and_is_tried_four_times_a_day() {
        for attempt in [7, 9, 100, i32::MAX] {
            let next = later(Obstacle::Server).follows(attempt);
            assert_eq!((next.state, next.pause), (MailState::Deferred, Some(hours(6))));
            assert!(!next.alarm, "it was told at the sixth");
        }
        assert!(later(Obstacle::Server).follows(6).alarm);
    }

    #[test]
    fn only_what_a_server_may_have_is_a_copy() {
        assert!(Fate::Sent.follows(1).copied);
        assert!(Fate::Ambiguous(String::new()).follows(1).copied);
        let last = Fate::Ambiguous(String::new()).follows(9);
        assert_eq!((last.state, last.copied), (MailState::Failed, true));
        assert!(!later(Obstacle::Mail).follows(1).copied);
        let refused = Fate::Refused {
            bounced: true,
            error: String::new(),
        };
        let refused = refused.follows(1);
        assert_eq!(
            (refused.state, refused.copied, refused.alarm),
            (MailState::Failed, false, true)
        );
    }
}
