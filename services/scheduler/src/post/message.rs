//! Composing mail: one recipient, a subject without surprises, the same Message-ID for every copy.

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use platform::time::Moment;

use crate::store::mail;

/// Why a mail cannot be sent, now or later.
#[derive(Debug, thiserror::Error)]
pub enum Unsendable {
    /// Not an address.
    #[error("«{0}» is not a mail address")]
    Address(String),
    /// The message cannot be put together.
    #[error("the message cannot be put together: {0}")]
    Composition(#[from] lettre::error::Error),
}

/// Who mail comes from.
#[derive(Clone, Debug)]
pub struct Sender {
    from: Mailbox,
    domain: String,
}

/// Says that no person wrote the mail, so that no machine answers it (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

impl Sender {
    /// Mail from `address`, such as `Sở GDĐT <kiemdinh@example.vn>`.
    pub fn new(address: &str) -> Result<Self, Unsendable> {
        let from = mailbox(address)?;
        let domain = from.email.domain().to_owned();
        Ok(Self { from, domain })
    }

    /// The message of `mail`, sent at `now`.
    pub fn message(&self, mail: &mail::Model, now: Moment) -> Result<Message, Unsendable> {
        let message = Message::builder()
            .from(self.from.clone())
            .to(mailbox(&mail.recipient)?)
            .subject(one_line(&mail.subject))
            .message_id(Some(format!("<{}@{}>", mail.id, self.domain)))
            .date(now.into())
            .header(AutoSubmitted)
            .header(ContentType::TEXT_PLAIN)
            .body(text(&mail.body))?;
        Ok(message)
    }
}

/// The address in `text`. Control characters are taken out before lettre sees it: in a display name they
/// make it panic (trap D7).
fn mailbox(text: &str) -> Result<Mailbox, Unsendable> {
    let clean = one_line(text);
    clean.parse().map_err(|_| Unsendable::Address(clean))
}

/// `text` on one line, without control characters.
pub(super) fn one_line(text: &str) -> String {
    let spaced = text
        .chars()
        .map(|character| if character.is_control() { ' ' } else { character });
    spaced
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// `text` with no control characters but line ends and tabs; a lone CR is a line end too.
fn text(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect()
}
