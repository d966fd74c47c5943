//! Composing mail: one recipient, a subject without surprises, the same Message-ID for every copy; the text plain and
//! as HTML, and what belongs in the recipient's calendar.

use calendar::events_to_ical;
use lettre::message::dkim::DkimConfig;
use lettre::message::header::{ContentDisposition, ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, MultiPartKind, SinglePart};
use platform::time::Moment;

use super::stationery::Stationery;
use crate::domain::Enclosed;
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

/// Who mail comes from, on which paper, and with which signature.
pub struct Sender {
    from: Mailbox,
    domain: String,
    stationery: Stationery,
    dkim: Option<DkimConfig>,
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
    /// Mail from `address`, such as `Sở GDĐT <kiemdinh@example.vn>`, signed with `dkim` if it is given.
    pub fn new(address: &str, stationery: Stationery, dkim: Option<DkimConfig>) -> Result<Self, Unsendable> {
        let from = mailbox(address)?;
        let domain = from.email.domain().to_owned();
        Ok(Self {
            from,
            domain,
            stationery,
            dkim,
        })
    }

    /// The message of `mail` with what is `enclosed`, sent at `now`.
    pub fn message(
        &self,
        mail: &mail::Model,
        enclosed: &[Enclosed],
        now: Moment,
    ) -> Result<Message, Unsendable> {
        let subject = one_line(&mail.subject);
        let body = text(&mail.body);
        let html = self
            .stationery
            .letter(&format!("mails/{}", mail.id), &subject, &body);
        let letter = multipart(MultiPartKind::Alternative, mail, "text")
            .singlepart(SinglePart::plain(body))
            .singlepart(SinglePart::html(html));
        let parts = match events(enclosed) {
            None => letter,
            Some(events) => multipart(MultiPartKind::Mixed, mail, "parts")
                .multipart(letter)
                .singlepart(events),
        };
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(mailbox(&mail.recipient)?)
            .subject(subject)
            .message_id(Some(format!("<{}@{}>", mail.id, self.domain)))
            // No mail has this id: it holds together what is about one case.
            .references(format!("<case-{}@{}>", mail.case_id, self.domain))
            .date(now.into())
            .header(AutoSubmitted)
            .multipart(parts)?;
        if let Some(dkim) = &self.dkim {
            message.sign(dkim);
        }
        Ok(message)
    }
}

/// An empty part whose boundary is the same for every copy of `mail`.
fn multipart(kind: MultiPartKind, mail: &mail::Model, name: &str) -> MultiPart {
    MultiPart::builder()
        .kind(kind)
        .boundary(format!("{}-{name}", mail.id.simple()))
        .build()
}

/// What belongs in the recipient's calendar; nothing when nothing is enclosed.
fn events(enclosed: &[Enclosed]) -> Option<SinglePart> {
    if enclosed.is_empty() {
        return None;
    }
    let events: Vec<_> = enclosed.iter().map(|enclosed| enclosed.event.clone()).collect();
    // Its line ends are part of the format: it travels encoded, so that they arrive as they are.
    let content_type = ContentType::parse("text/calendar; charset=utf-8; method=PUBLISH").ok()?;
    Some(
        SinglePart::builder()
            .header(content_type)
            .header(ContentDisposition::attachment("han.ics"))
            .body(events_to_ical(&events)),
    )
}

/// Whether mail can go to `text`: one address, with a name or without.
pub fn is_address(text: &str) -> bool {
    mailbox(text).is_ok()
}

/// The address in `text` without the name before it, in lower case: the same for whoever writes it how.
pub fn bare_address(text: &str) -> String {
    let address = mailbox(text).map(|mailbox| mailbox.email.to_string());
    address.unwrap_or_else(|_| one_line(text)).to_lowercase()
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

#[cfg(test)]
mod tests {
    use calendar::Language;
    use proptest::prelude::*;
    use sea_orm::prelude::Uuid;

    use super::*;

    const HEADERS: [&str; 9] = [
        "Auto-Submitted",
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "References",
        "Subject",
        "To",
    ];

    fn mail(recipient: String, subject: String, body: String) -> mail::Model {
        mail::Model {
            id: Uuid::from_u128(1),
            case_id: Uuid::from_u128(2),
            clock_id: None,
            reminder: false,
            recipient,
            subject,
            body,
            state: "queued".to_owned(),
            send_after: moment(),
            attempts: 0,
            claimed_until: None,
            sent_at: None,
            error: None,
            queued_at: None,
            copies: 0,
            ended_at: None,
            repeats: None,
        }
    }

    fn moment() -> Moment {
        "2025-02-03T01:00:00Z".parse().unwrap()
    }

    fn sender() -> Sender {
        let stationery = Stationery::new("Sở Giáo dục và Đào tạo", Language::Vietnamese).unwrap();
        Sender::new(
            "Sở Giáo dục và Đào tạo <kiemdinh@sgddt.example>",
            stationery,
            None,
        )
        .unwrap()
    }

    static SENDER: std::sync::LazyLock<Sender> = std::sync::LazyLock::new(sender);

    /// Text with what breaks mail: control characters, line ends of every kind, header lines, encoded words.
    fn hostile() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            any::<String>(),
            "[a-zA-ZđĐộ ]{0,12}",
            prop::sample::select(vec![
                "\r",
                "\n",
                "\r\n",
                "\0",
                "\u{1b}",
                "\u{7f}",
                "\u{85}",
                "\u{2028}",
                "\u{feff}",
                "\u{202e}",
                "\t",
                "\r\nBcc: ca@khac.example",
                "\nX-Extra: 1",
                "\r\n\r\n",
                "\r\n.\r\n",
                "=?utf-8?q?=0d=0aBcc:?=",
                "\"",
                "\\",
                "<",
                ">",
                "@",
                ",",
                ";",
                ":",
                "(",
                ")",
                "[",
                "]",
                ".",
                "..",
                "e\u{301}",
            ])
            .prop_map(str::to_owned),
        ];
        prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
    }

    fn recipient() -> impl Strategy<Value = String> {
        prop_oneof![
            hostile(),
            hostile().prop_map(|name| format!("{name} <ai@truong.example>")),
            hostile().prop_map(|name| format!("\"{name}\" <ai@truong.example>")),
            hostile().prop_map(|rest| format!("ai@truong.example{rest}")),
            hostile().prop_map(|user| format!("{user}@truong.example")),
            hostile().prop_map(|domain| format!("ai@{domain}")),
            Just("ai@truong.example".to_owned()),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

        /// Trap D7.
        #[test]
        fn no_text_whatever_panics_adds_a_recipient_or_a_header(to in recipient(), subject in hostile(), body in hostile()) {
            let Ok(message) = SENDER.message(&mail(to, subject, body), &[], moment()) else {
                return Ok(());
            };
            prop_assert_eq!(message.envelope().to().len(), 1);
            let address = message.envelope().to()[0].to_string();
            prop_assert!(!address.chars().any(|c| c.is_control() || c == '<' || c == '>'), "{}", address);
            let text = String::from_utf8(message.formatted()).unwrap();
            let rest = text.replace("\r\n", "");
            prop_assert!(!rest.contains(['\r', '\n', '\0']), "{:?}", text);
            let (head, _) = text.split_once("\r\n\r\n").unwrap();
            let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
            let mut names: Vec<_> = unfolded
                .split("\r\n")
                .map(|line| line.split_once(':').unwrap_or((line, "")).0)
                .collect();
            names.sort_unstable();
            prop_assert_eq!(names, HEADERS, "{}", head);
            prop_assert!(text.split("\r\n").all(|line| line.len() <= 998));
        }
    }

    #[test]
    fn every_copy_of_a_mail_carries_the_same_message_id() {
        let one = mail("ai@truong.example".to_owned(), "Thử".to_owned(), "Một".to_owned());
        let later = moment() + std::time::Duration::from_secs(3_600);
        let id = |at| {
            let message = sender().message(&one, &[], at).unwrap();
            message.headers().get_raw("Message-ID").unwrap().to_owned()
        };
        assert_eq!(id(moment()), id(later));
        assert_eq!(id(moment()), format!("<{}@sgddt.example>", one.id));
    }

    #[test]
    fn what_is_no_address_is_refused_with_its_text() {
        for text in [
            "",
            "ai",
            "ai@",
            "@truong.example",
            "a@b.example, c@d.example",
            "a@b.example\r\nBcc: c@d.example",
        ] {
            let refused = sender().message(
                &mail(text.to_owned(), String::new(), String::new()),
                &[],
                moment(),
            );
            assert!(matches!(refused, Err(Unsendable::Address(_))), "{text:?}");
        }
    }
}
