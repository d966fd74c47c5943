//! The post: letters leave as mail, in their sending hours, and none is lost.
//!
//! A mail is a row before it is a message. It is claimed, handed to the transport, and marked; when the
//! process dies between handing over and marking, the same mail goes again with the same Message-ID. How a mail
//! stands, and what follows from each attempt, is decided in `domain::delivery`.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use calendar::{Language, sending_moment};
use futures::future::join_all;
use lettre::Message;
use platform::configuration::{Configuration, MailLanguage};
use platform::journal::Journal;
use platform::refusal::Failure;
use platform::time::Moment;
use sea_orm::QuerySelect;
use sea_orm::sea_query::{LockBehavior, LockType};
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::ACTOR;
use crate::domain::{DueDate, Enclosed, Fate, MailState, Obstacle, Rules};
use crate::store::{mail, word};

mod dkim;
mod enclosures;
mod mark;
mod message;
mod smtp;
mod stationery;

pub use dkim::UnfitKey;
use mark::Attempt;
pub use message::{Sender, Unsendable, bare_address, is_address};
use smtp::Server;
pub use smtp::UnfitAddress;
pub use stationery::{Stationery, UnfitTemplate};

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

/// Why the post cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// The folder for kept mail.
    #[error("the folder {0} cannot be made: {1}")]
    Folder(PathBuf, std::io::Error),
    /// The address of the server.
    #[error(transparent)]
    Address(#[from] UnfitAddress),
    /// The sender.
    #[error("mail.from: {0}")]
    Sender(#[from] Unsendable),
    /// The template.
    #[error(transparent)]
    Template(#[from] UnfitTemplate),
    /// The signature.
    #[error(transparent)]
    Signature(#[from] UnfitKey),
}

/// Where mail goes.
enum Transport {
    /// A folder: the embedded default and every rehearsal. Writing the same mail twice leaves one file.
    Kept(PathBuf),
    /// An SMTP server.
    Smtp(Box<Server>),
}

/// The post office of the scheduler.
pub struct Post {
    journal: Journal,
    transport: Transport,
    sender: Sender,
    rules: Arc<Rules>,
    language: Language,
    sending: Duration,
}

impl Post {
    /// Opens the post that is configured.
    pub fn open(
        configuration: &Configuration,
        journal: Journal,
        rules: Arc<Rules>,
    ) -> Result<Self, PostError> {
        let mail = &configuration.mail;
        let language = match mail.language {
            MailLanguage::Vi => Language::Vietnamese,
            MailLanguage::En => Language::English,
        };
        let stationery = Stationery::new(&configuration.province.department, language)?;
        let signature = mail.dkim.as_ref().map(dkim::signature).transpose()?;
        let sender = Sender::new(&mail.from, stationery, signature)?;
        let transport = if mail.is_kept() {
            let folder = configuration.data.join("mail");
            std::fs::create_dir_all(&folder).map_err(|error| PostError::Folder(folder.clone(), error))?;
            Transport::Kept(folder)
        } else {
            Transport::Smtp(Box::new(Server::at(mail.transport.expose_secret())?))
        };
        Ok(Self {
            journal,
            transport,
            sender,
            rules,
            language,
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
        match &self.transport {
            Transport::Kept(folder) => self.keep(folder).await,
            Transport::Smtp(server) => self.send(server).await,
        }
    }

    /// Writes what is due into `folder`, which has one process and needs no claim.
    async fn keep(&self, folder: &std::path::Path) -> Result<usize, Failure> {
        let now = self.journal.clock.now();
        let connection = self.journal.database.reader();
        let due = mail::ready(now, BATCH).all(connection).await?;
        if due.is_empty() {
            return Ok(0);
        }
        let count = due.len();
        let mut enclosures = self.enclosures(&due).await?;
        let mut attempts = Vec::with_capacity(count);
        for mail in due {
            let enclosed = enclosures.remove(&mail.id).unwrap_or_default();
            let fate = match self.compose(&mail, &enclosed) {
                Ok(message) => write(folder, &mail, &message).await,
                Err(fate) => fate,
            };
            let number = mail.attempts + 1;
            attempts.push(ended(mail, number, fate, &enclosed));
        }
        self.mark(attempts).await?;
        Ok(count)
    }

    /// Hands what is due over to `server`.
    async fn send(&self, server: &Server) -> Result<usize, Failure> {
        self.give_back().await?;
        let claimed = self.claim().await?;
        if claimed.is_empty() {
            return Ok(0);
        }
        let count = claimed.len();
        let mut enclosures = self.enclosures(&claimed).await?;
        // Each mail on its own: one that hangs delays no other, and what a server took is marked at once.
        let sent = claimed.into_iter().map(|mail| {
            let enclosed = enclosures.remove(&mail.id).unwrap_or_default();
            async move {
                let fate = match self.compose(&mail, &enclosed) {
                    Ok(message) => server.take(&message, self.sending).await,
                    Err(fate) => fate,
                };
                let number = mail.attempts;
                self.mark(vec![ended(mail, number, fate, &enclosed)]).await
            }
        });
        for marked in join_all(sent).await {
            marked?;
        }
        Ok(count)
    }

    /// Takes mails that are due, so that another process does not send them meanwhile.
    async fn claim(&self) -> Result<Vec<mail::Model>, Failure> {
        let now = self.journal.clock.now();
        // What should have left by day and could not does not leave at night.
        if sending_moment(now, self.rules.calendar) > now {
            return Ok(Vec::new());
        }
        let due = mail::ready(now, SIDE_BY_SIDE);
        self.journal
            .database
            .write_retrying(move |transaction| {
                let due = due.clone();
                Box::pin(async move {
                    let due = due.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
                    let mut mails = due.all(transaction).await?;
                    let ids: Vec<Uuid> = mails.iter().map(|mail| mail.id).collect();
                    if !ids.is_empty() {
                        mail::claim(&ids, now + CLAIM).exec(transaction).await?;
                    }
                    for mail in &mut mails {
                        mail.state = word(&MailState::Sending);
                        mail.attempts += 1;
                    }
                    Ok(mails)
                })
            })
            .await
    }

    /// Gives back what a process took and went away from. It may have handed it over before.
    async fn give_back(&self) -> Result<(), Failure> {
        let now = self.journal.clock.now();
        let abandoned = mail::abandoned(now, BATCH);
        let abandoned = abandoned.all(self.journal.database.reader()).await?;
        if abandoned.is_empty() {
            return Ok(());
        }
        let give_back = |mail: mail::Model| Attempt {
            number: mail.attempts,
            fate: Fate::Ambiguous("the process that was sending it went away".to_owned()),
            told: Vec::new(),
            waited: true,
            mail,
        };
        self.mark(abandoned.into_iter().map(give_back).collect()).await
    }

    async fn enclosures(&self, mails: &[mail::Model]) -> Result<HashMap<Uuid, Vec<Enclosed>>, Failure> {
        let connection = self.journal.database.reader();
        let now: Moment = self.journal.clock.now();
        enclosures::of_mails(connection, mails, &self.rules, self.language, now).await
    }

    fn compose(&self, mail: &mail::Model, enclosed: &[Enclosed]) -> Result<Message, Fate> {
        let now = self.journal.clock.now();
        self.sender
            .message(mail, enclosed, now)
            .map_err(|error| Fate::Refused {
                bounced: matches!(error, Unsendable::Address(_)),
                error: error.to_string(),
            })
    }

    async fn mark(&self, attempts: Vec<Attempt>) -> Result<(), Failure> {
        let rules = Arc::clone(&self.rules);
        self.journal
            .act(ACTOR, Uuid::nil(), move |transaction, now| {
                let (attempts, rules) = (attempts.clone(), Arc::clone(&rules));
                Box::pin(async move { mark::outcome(transaction, attempts, &rules, now).await })
            })
            .await
    }
}

fn ended(mail: mail::Model, number: i32, fate: Fate, enclosed: &[Enclosed]) -> Attempt {
    let told: Vec<DueDate> = enclosed.iter().map(|enclosed| enclosed.told).collect();
    Attempt {
        mail,
        number,
        fate,
        told,
        waited: false,
    }
}

async fn write(folder: &std::path::Path, mail: &mail::Model, message: &Message) -> Fate {
    let file = folder.join(format!("{}.eml", mail.id));
    match tokio::fs::write(&file, message.formatted()).await {
        Ok(()) => Fate::Sent,
        Err(error) => Fate::Deferred(Obstacle::Server, format!("{}: {error}", file.display())),
    }
}
