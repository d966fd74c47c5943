//! The post: letters leave as mail, in their sending hours, and none is lost.
//!
//! A mail is a row before it is a message. It is claimed, handed to the transport, and marked; when the
//! process dies between handing over and marking, the same mail goes again with the same Message-ID.

use std::path::PathBuf;
use std::time::Duration;

use calendar::{Almanac, Calendar, sending_moment};
use futures::future::join_all;
use lettre::transport::smtp::{AsyncSmtpTransport, PoolConfig};
use lettre::{AsyncTransport, Tokio1Executor};
use platform::configuration::Configuration;
use platform::journal::{Journal, NewFact, Outcome};
use platform::refusal::Failure;
use platform::time::Moment;
use proto::fact::{AlarmRaised, Body, Fact, MailSent, Subject};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{ConnectionTrait, QuerySelect, QueryTrait, Statement};
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::ACTOR;
use crate::store::mail::{self, MailState};
use crate::store::word;

mod message;

use message::one_line;
pub use message::{Sender, Unsendable};

/// Mails put into a folder at once.
const BATCH: u64 = 100;
/// Mails under way to a server at once. All of a claim leave together, so that each ends within it.
const SIDE_BY_SIDE: u64 = 4;
const POLL: Duration = Duration::from_millis(500);
const PAUSE_AFTER_ERROR: Duration = Duration::from_secs(1);
/// How long one mail may take altogether. lettre's own limit covers the connection only (trap D6); a
/// server has ten minutes after the end of the data (RFC 5321 4.5.3.2.6).
const SENDING: Duration = Duration::from_secs(11 * 60);
/// How long a claim holds: longer than a mail may take.
const CLAIM: Duration = Duration::from_secs(15 * 60);
/// Pauses before a mail is tried again.
const PAUSES: [Duration; 5] = [
    Duration::from_secs(60),
    Duration::from_secs(5 * 60),
    Duration::from_secs(30 * 60),
    Duration::from_secs(2 * 3_600),
    Duration::from_secs(6 * 3_600),
];

/// Why the post cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// The folder for kept mail.
    #[error("the folder {0} cannot be made: {1}")]
    Folder(PathBuf, std::io::Error),
    /// The address of the server.
    #[error("mail.transport is not an SMTP address: {0}")]
    Address(#[from] lettre::transport::smtp::Error),
    /// The sender.
    #[error("mail.from: {0}")]
    Sender(#[from] Unsendable),
}

/// Where mail goes.
enum Transport {
    /// A folder: the embedded default and every rehearsal. Writing the same mail twice leaves one file.
    Kept(PathBuf),
    /// An SMTP server.
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
}

/// What became of a mail that was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fate {
    Sent,
    Later(String),
    Never(String),
}

/// The post office of the scheduler.
pub struct Post {
    journal: Journal,
    transport: Transport,
    sender: Sender,
    calendar: &'static Calendar,
    sending: Duration,
}

impl Post {
    /// Opens the post that is configured.
    pub fn open(configuration: &Configuration, journal: Journal) -> Result<Self, PostError> {
        let sender = Sender::new(&configuration.mail.from)?;
        let transport = if configuration.mail.is_kept() {
            let folder = configuration.data.join("mail");
            std::fs::create_dir_all(&folder).map_err(|error| PostError::Folder(folder.clone(), error))?;
            Transport::Kept(folder)
        } else {
            let url = configuration.mail.transport.expose_secret();
            // No connection is used twice. One whose mail was cut off still owes its answer; kept, it would
            // give that answer to the next mail, which would count as sent though no server took it.
            let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?
                .pool_config(PoolConfig::new().max_size(0))
                .build();
            Transport::Smtp(Box::new(server))
        };
        Ok(Self {
            journal,
            transport,
            sender,
            calendar: Almanac::official().latest(),
            sending: SENDING,
        })
    }

    /// The same post with another limit for one mail.
    #[must_use]
    pub fn sending_within(mut self, limit: Duration) -> Self {
        self.sending = limit;
        self
    }

    /// Sends until it is dropped.
    pub async fn run(self) {
        let (mut ticks, mut commits) = (self.journal.clock.ticks(), self.journal.commits());
        loop {
            match self.pass().await {
                Ok(0) => {
                    tokio::select! {
                        () = ticks.next() => {}
                        _ = commits.changed() => {}
                        () = tokio::time::sleep(POLL) => {}
                    }
                }
                Ok(_) => {}
                Err(failure) => {
                    tracing::error!(%failure, "mail waits");
                    tokio::time::sleep(PAUSE_AFTER_ERROR).await;
                }
            }
        }
    }

    /// Sends one batch and says how many mails it held.
    pub async fn pass(&self) -> Result<usize, Failure> {
        let claimed = self.claim().await?;
        if claimed.is_empty() {
            return Ok(0);
        }
        let count = claimed.len();
        if matches!(self.transport, Transport::Kept(_)) {
            let mut fates = Vec::with_capacity(count);
            for mail in claimed {
                let fate = self.hand_over(&mail).await;
                fates.push((mail, fate));
            }
            self.mark(fates).await?;
            return Ok(count);
        }
        // Each mail on its own: one that hangs delays no other, and what a server took is marked at once.
        let sent = claimed.into_iter().map(|mail| async move {
            let fate = self.hand_over(&mail).await;
            self.mark(vec![(mail, fate)]).await
        });
        for marked in join_all(sent).await {
            marked?;
        }
        Ok(count)
    }

    /// Takes mails that are due. A folder has one process and needs no claim; to an SMTP server each mail
    /// is claimed, so that another process does not send it meanwhile.
    async fn claim(&self) -> Result<Vec<mail::Model>, Failure> {
        let now = self.journal.clock.now();
        if matches!(self.transport, Transport::Kept(_)) {
            let due = mail::ready(now, BATCH);
            return Ok(due.all(self.journal.database.reader()).await?);
        }
        // What should have left by day and could not does not leave at night.
        if sending_moment(now, self.calendar) > now {
            return Ok(Vec::new());
        }
        let due = mail::ready(now, SIDE_BY_SIDE);
        self.journal
            .database
            .write_retrying(move |transaction| {
                let due = due.clone();
                Box::pin(async move {
                    let due = due.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
                    let mails = due.all(transaction).await?;
                    mail::Entity::update_many()
                        .col_expr(mail::Column::ClaimedUntil, Expr::value(now + CLAIM))
                        .filter(mail::Column::Id.is_in(mails.iter().map(|mail| mail.id)))
                        .exec(transaction)
                        .await?;
                    Ok(mails)
                })
            })
            .await
    }

    async fn hand_over(&self, mail: &mail::Model) -> Fate {
        let message = match self.sender.message(mail, self.journal.clock.now()) {
            Ok(message) => message,
            Err(error) => return Fate::Never(error.to_string()),
        };
        match &self.transport {
            Transport::Kept(folder) => {
                let file = folder.join(format!("{}.eml", mail.id));
                match tokio::fs::write(&file, message.formatted()).await {
                    Ok(()) => Fate::Sent,
                    Err(error) => Fate::Later(format!("{}: {error}", file.display())),
                }
            }
            Transport::Smtp(server) => match tokio::time::timeout(self.sending, server.send(message)).await {
                Ok(Ok(_)) => Fate::Sent,
                Ok(Err(error)) if error.is_permanent() && !is_about_us(&error) => {
                    Fate::Never(one_line(&error.to_string()))
                }
                Ok(Err(error)) => Fate::Later(one_line(&error.to_string())),
                Err(_) => Fate::Later("the server took too long".to_owned()),
            },
        }
    }

    /// Marks what became of the mails, with the facts of it, in one transaction.
    async fn mark(&self, fates: Vec<(mail::Model, Fate)>) -> Result<(), Failure> {
        let calendar = self.calendar;
        self.journal
            .act(ACTOR, Uuid::nil(), move |transaction, now| {
                let (fates, calendar) = (fates.clone(), calendar);
                Box::pin(async move {
                    let backend = transaction.get_database_backend();
                    let mut outcome = Outcome {
                        answer: (),
                        facts: Vec::new(),
                        writes: Vec::new(),
                    };
                    for (mail, fate) in fates {
                        let again = sending_moment(now + pause(&mail), calendar);
                        outcome.writes.push(marked(&mail, &fate, now, again, backend));
                        if let Some(body) = announced(&mail, fate) {
                            let subject = Subject {
                                case_id: mail.case_id.to_string(),
                                ..Subject::default()
                            };
                            outcome.facts.push(NewFact::of(
                                Fact {
                                    subject: Some(subject),
                                    body: Some(body),
                                },
                                now,
                            )?);
                        }
                    }
                    Ok(outcome)
                })
            })
            .await
    }
}

/// Whether a refusal is about this installation (authentication, encryption) and not about the mail, which
/// then waits until it is put right.
fn is_about_us(error: &lettre::transport::smtp::Error) -> bool {
    let code = error.status().map(u16::from);
    matches!(code, Some(530 | 534 | 535 | 538))
}

/// How long after a failure `mail` is tried again.
fn pause(mail: &mail::Model) -> Duration {
    let attempt = usize::try_from(mail.attempts).unwrap_or_default();
    PAUSES.get(attempt).or(PAUSES.last()).copied().unwrap_or_default()
}

/// The statement that keeps what became of `mail` at `now`; `again` is when it is tried again if it must.
fn marked(
    mail: &mail::Model,
    fate: &Fate,
    now: Moment,
    again: Moment,
    backend: sea_orm::DbBackend,
) -> Statement {
    use mail::Column;
    let update = mail::Entity::update_many()
        .col_expr(Column::Attempts, Expr::value(mail.attempts + 1))
        .col_expr(Column::ClaimedUntil, Expr::value(Option::<Moment>::None))
        .filter(Column::Id.eq(mail.id))
        .filter(Column::State.eq(word(&MailState::Queued)));
    let update = match fate {
        Fate::Sent => update
            .col_expr(Column::State, Expr::value(word(&MailState::Sent)))
            .col_expr(Column::SentAt, Expr::value(now)),
        Fate::Never(error) => update
            .col_expr(Column::State, Expr::value(word(&MailState::Failed)))
            .col_expr(Column::Error, Expr::value(error.clone())),
        Fate::Later(error) => update
            .col_expr(Column::SendAfter, Expr::value(again))
            .col_expr(Column::Error, Expr::value(error.clone())),
    };
    update.build(backend)
}

fn announced(mail: &mail::Model, fate: Fate) -> Option<Body> {
    match fate {
        Fate::Sent => Some(Body::MailSent(MailSent {
            mail_id: mail.id.to_string(),
            to: mail.recipient.clone(),
            subject: mail.subject.clone(),
        })),
        Fate::Never(error) => Some(Body::AlarmRaised(AlarmRaised {
            clock_id: mail.clock_id.map(|id| id.to_string()).unwrap_or_default(),
            reason: format!(
                "Thư «{}» gửi {} không gửi được: {error}",
                mail.subject, mail.recipient
            ),
        })),
        // It waits on; from here on a person should know.
        Fate::Later(error) if usize::try_from(mail.attempts) == Ok(PAUSES.len()) => {
            Some(Body::AlarmRaised(AlarmRaised {
                clock_id: mail.clock_id.map(|id| id.to_string()).unwrap_or_default(),
                reason: format!(
                    "Thư «{}» gửi {} đã thử nhiều lần chưa được: {error}",
                    mail.subject, mail.recipient
                ),
            }))
        }
        Fate::Later(_) => None,
    }
}
