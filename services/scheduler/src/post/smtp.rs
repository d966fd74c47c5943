//! Handing a mail over to a server, step by step: only so is it known whether the server may have it when the
//! connection breaks.
//!
//! Each mail has a connection of its own. One whose mail was cut off still owes its answer; kept, it would give that
//! answer to the next mail, which would count as sent though no server took it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use lettre::Message;
use lettre::address::Envelope;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::{Error, SMTP_PORT, SUBMISSION_PORT, SUBMISSIONS_PORT};
use percent_encoding::percent_decode_str;
use url::Url;

use super::message::one_line;
use crate::domain::{Fate, Obstacle};

/// How long a server may take to answer a goodbye that nobody waits for.
const GOODBYE: Duration = Duration::from_secs(5);

/// The address of a server cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum UnfitAddress {
    /// Not an address.
    #[error("mail.transport is not an address: {0}")]
    Url(#[from] url::ParseError),
    /// Another scheme or parameter.
    #[error("mail.transport must be kept, smtps://… or smtp://…?tls=required")]
    Scheme,
    /// No certificate could ever fit.
    #[error("mail.transport names a host that encryption does not allow: {0}")]
    Host(#[from] Error),
}

/// How a connection is encrypted.
#[derive(Clone)]
enum Encryption {
    /// Not at all: tests.
    None,
    /// From a plain beginning, or nothing is sent.
    StartTls(TlsParameters),
    /// From the first byte.
    Whole(TlsParameters),
}

/// A server that takes mail.
pub struct Server {
    host: String,
    port: u16,
    encryption: Encryption,
    credentials: Option<Credentials>,
    hello: ClientId,
}

impl Server {
    /// The server at `address`: `smtp[s]://user:password@host:port/our-name?tls=required`.
    pub fn at(address: &str) -> Result<Self, UnfitAddress> {
        let url = Url::parse(address)?;
        let host = url.host_str().ok_or(UnfitAddress::Scheme)?.to_owned();
        let tls = url.query_pairs().find(|(name, _)| name == "tls");
        let tls = tls.map(|(_, value)| value.into_owned());
        let (encryption, port) = match (url.scheme(), tls.as_deref()) {
            ("smtps", None | Some("required")) => (
                Encryption::Whole(TlsParameters::new(host.clone())?),
                SUBMISSIONS_PORT,
            ),
            ("smtp", Some("required")) => (
                Encryption::StartTls(TlsParameters::new(host.clone())?),
                SUBMISSION_PORT,
            ),
            ("smtp", None) => (Encryption::None, SMTP_PORT),
            _ => return Err(UnfitAddress::Scheme),
        };
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let credentials = url
            .password()
            .map(|password| Credentials::new(decoded(url.username()), decoded(password)));
        Ok(Self {
            port: url.port().unwrap_or(port),
            host,
            encryption,
            credentials,
            hello: match url.path().trim_matches('/') {
                "" => ClientId::default(),
                name => ClientId::Domain(name.to_owned()),
            },
        })
    }

    /// Hands `message` over, within `limit` altogether. lettre's own limit covers the connection only (trap D6).
    pub async fn take(&self, message: &Message, limit: Duration) -> Fate {
        let had_text = AtomicBool::new(false);
        match tokio::time::timeout(limit, self.converse(message, &had_text)).await {
            Ok(fate) => fate,
            Err(_) if had_text.load(Ordering::Relaxed) => {
                Fate::Ambiguous("the server did not say in time whether it has the mail".to_owned())
            }
            Err(_) => Fate::Deferred(Obstacle::Server, "the server took too long".to_owned()),
        }
    }

    async fn converse(&self, message: &Message, had_text: &AtomicBool) -> Fate {
        let mut connection = match self.connect().await {
            Ok(connection) => connection,
            // Whatever is wrong before a mail is named, is wrong for every mail.
            Err(error) => return Fate::Deferred(Obstacle::Server, said(&error)),
        };
        let text = message.formatted();
        let fate = match announce(&mut connection, message.envelope(), &text).await {
            Err(failed) => failed,
            Ok(()) => {
                had_text.store(true, Ordering::Relaxed);
                match connection.message(&text).await {
                    Ok(_) => Fate::Sent,
                    Err(error) => after_text(&error),
                }
            }
        };
        tokio::spawn(async move {
            let _ = tokio::time::timeout(GOODBYE, connection.abort()).await;
        });
        fate
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let at_once = match &self.encryption {
            Encryption::Whole(parameters) => Some(parameters.clone()),
            Encryption::StartTls(_) | Encryption::None => None,
        };
        let address = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(address, None, &self.hello, at_once, None).await?;
        if let Encryption::StartTls(parameters) = &self.encryption {
            connection.starttls(parameters.clone(), &self.hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }
}

/// Everything before the text: who it is from, who it is for, and that it comes.
async fn announce(
    connection: &mut AsyncSmtpConnection,
    envelope: &Envelope,
    text: &[u8],
) -> Result<(), Fate> {
    let mut parameters = Vec::new();
    let addresses = envelope.from().into_iter().chain(envelope.to());
    if addresses
        .into_iter()
        .any(|address| !AsRef::<str>::as_ref(address).is_ascii())
    {
        if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Err(Fate::Refused {
                bounced: false,
                error: "the server takes no address with letters beyond a to z".to_owned(),
            });
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !text.is_ascii() {
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    // Who it is from says nothing of this mail or its recipient: whoever refuses that refuses all our mail.
    let from = Mail::new(envelope.from().cloned(), parameters);
    connection
        .command(from)
        .await
        .map_err(|error| Fate::Deferred(Obstacle::Server, said(&error)))?;
    for to in envelope.to() {
        connection
            .command(Rcpt::new(to.clone(), Vec::new()))
            .await
            .map_err(|error| before_text(&error, true))?;
    }
    connection
        .command(Data)
        .await
        .map_err(|error| before_text(&error, false))?;
    Ok(())
}

/// What a refusal means before the server has any text; `of_recipient` when the recipient was named last.
fn before_text(error: &Error, of_recipient: bool) -> Fate {
    let text = said(error);
    match error.status().map(u16::from) {
        // Authentication, encryption, a server that closes: nothing of this mail.
        None | Some(421 | 530 | 534 | 535 | 538) => Fate::Deferred(Obstacle::Server, text),
        Some(code) if error.is_permanent() => Fate::Refused {
            bounced: of_recipient && is_about_the_address(code, &text),
            error: text,
        },
        Some(_) => Fate::Deferred(Obstacle::Mail, text),
    }
}

/// What a refusal means when the server began to take the text: only an answer says that it does not have it.
fn after_text(error: &Error) -> Fate {
    let text = said(error);
    match error.status().map(u16::from) {
        None => Fate::Ambiguous(text),
        Some(421) => Fate::Deferred(Obstacle::Server, text),
        // Some servers know only now that there is no such mailbox, and say so by their extended code (RFC 3463).
        Some(_) if error.is_permanent() => Fate::Refused {
            bounced: text.contains(" 5.1."),
            error: text,
        },
        Some(_) => Fate::Deferred(Obstacle::Mail, text),
    }
}

/// Whether a refusal of a recipient is about the address and not about our being allowed to write to it (5.7).
fn is_about_the_address(code: u16, text: &str) -> bool {
    matches!(code, 550 | 551 | 553 | 556) && !text.contains(" 5.7.")
}

fn said(error: &Error) -> String {
    one_line(&error.to_string())
}
