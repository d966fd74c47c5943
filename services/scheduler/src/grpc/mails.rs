//! One mail: what became of it, and what a person has done with it.

use calendar::{Calendar, sending_moment};
use form::Defects;
use platform::identity::Identity;
use platform::journal::{NewFact, Outcome};
use platform::names;
use platform::refusal::{BrokenRule, Failure, Refusal};
use platform::time::Moment;
use proto::fact::{Body, Fact, MailCancelled, MailRepeated, Subject};
use proto::scheduler as wire;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, QuerySelect};
use uuid::Uuid;

use super::messages;
use crate::domain::{MailRefusal, MailState};
use crate::post::{bare_address, is_address};
use crate::store::{address, mail, passage, word};

/// What keeps mail true and single.
const ORDER: &str = "Quy tắc gửi thư của hệ thống Kiểm Định";

/// The mail `id` with its passages, if it is about a case of `scope`.
pub async fn history(
    connection: &DatabaseConnection,
    scope: Option<Uuid>,
    id: Uuid,
) -> Result<wire::MailHistory, Failure> {
    let found = mail::find(scope, id).one(connection).await?;
    let mail = found.ok_or_else(absent)?;
    let passages = passage::of_mail(connection, id).await?;
    let bouncing = address::bouncing(connection, [bare_address(&mail.recipient)]).await?;
    messages::mail_history(mail, passages, bouncing.into_iter().next())
}

/// Queues a mail again, as a new one.
pub async fn resend(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    request_id: Uuid,
    asked: wire::ResendMailRequest,
    calendar: &'static Calendar,
    at: Moment,
) -> Result<Outcome<wire::Mail>, Failure> {
    let old = held(transaction, caller, &asked.name).await?;
    old.state()?.may_be_repeated().map_err(Refusal::from)?;
    let to = match asked.to.trim() {
        "" => old.recipient.clone(),
        to if is_address(to) => to.to_owned(),
        _ => return Err(Refusal::invalid("to", "không phải địa chỉ thư").into()),
    };
    let new = mail::Model {
        id: Uuid::new_v5(&request_id, b"mail"),
        recipient: to.clone(),
        // A person wants it to leave, whatever becomes of the clock.
        reminder: false,
        state: word(&MailState::Queued),
        send_after: sending_moment(at, calendar),
        attempts: 0,
        claimed_until: None,
        sent_at: None,
        error: None,
        queued_at: Some(at),
        copies: 0,
        ended_at: None,
        repeats: Some(old.id),
        ..old.clone()
    };
    let body = Body::MailRepeated(MailRepeated {
        mail_id: new.id.to_string(),
        repeats: old.id.to_string(),
        to,
    });
    let backend = transaction.get_database_backend();
    Ok(Outcome {
        answer: messages::mail(new.clone())?,
        facts: vec![fact(old.case_id, body, at)?],
        writes: mail::queue_rows(vec![new], backend).into_iter().collect(),
    })
}

/// Takes a mail back.
pub async fn cancel(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    asked: wire::CancelMailRequest,
    at: Moment,
) -> Result<Outcome<wire::Mail>, Failure> {
    let mut defects = Defects::default();
    let reason = defects.stated(&asked.reason, "reason", "phải ghi lý do hủy thư");
    defects
        .judge()
        .map_err(|defects| Refusal::invalid_fields(defects.found()))?;
    let mut mail = held(transaction, caller, &asked.name).await?;
    mail.state()?.may_be_cancelled().map_err(Refusal::from)?;
    mail.state = word(&MailState::Cancelled);
    mail.ended_at = Some(at);
    let body = Body::MailCancelled(MailCancelled {
        mail_id: mail.id.to_string(),
        reason,
    });
    Ok(Outcome {
        facts: vec![fact(mail.case_id, body, at)?],
        writes: vec![mail::cancel(mail.id, at, transaction.get_database_backend())],
        answer: messages::mail(mail)?,
    })
}

/// The mail `name` that `caller` may see, held until the transaction ends.
async fn held(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    name: &str,
) -> Result<mail::Model, Failure> {
    let id = names::id(name, "mails", "name")?;
    let found = mail::find(caller.scope_id()?, id)
        .lock_exclusive()
        .one(transaction)
        .await?;
    Ok(found.ok_or_else(absent)?)
}

fn absent() -> Refusal {
    Refusal::absent("thư")
}

fn fact(case_id: Uuid, body: Body, at: Moment) -> Result<NewFact, Failure> {
    let subject = Subject {
        case_id: case_id.to_string(),
        ..Subject::default()
    };
    let fact = Fact {
        subject: Some(subject),
        body: Some(body),
    };
    NewFact::of(fact, at)
}

impl From<MailRefusal> for Refusal {
    fn from(refusal: MailRefusal) -> Self {
        let (reason, rule, description) = match refusal {
            MailRefusal::UnderWay(state) => (
                "MAIL_UNDER_WAY",
                "mail.once",
                format!(
                    "Thư {} nên không gửi thêm bản nữa; hãy chờ kết quả",
                    state_name(state)
                ),
            ),
            MailRefusal::Superseded => (
                "MAIL_SUPERSEDED",
                "mail.true",
                "Nội dung thư không còn đúng nên không gửi nữa; hãy xem thời hạn hiện nay của vụ việc"
                    .to_owned(),
            ),
            MailRefusal::Gone(state) => (
                "MAIL_GONE",
                "mail.cancellation",
                format!("Thư {} nên không hủy được nữa", state_name(state)),
            ),
            MailRefusal::Ended(state) => (
                "MAIL_ENDED",
                "mail.cancellation",
                format!("Thư {}; không còn gì để hủy", state_name(state)),
            ),
        };
        let rule = BrokenRule {
            rule: rule.to_owned(),
            description,
            citation: ORDER.to_owned(),
        };
        Self::forbidden(reason, vec![rule])
    }
}

fn state_name(state: MailState) -> &'static str {
    match state {
        MailState::Queued => "đang chờ gửi",
        MailState::Sending => "đang được gửi",
        MailState::Sent => "đã gửi",
        MailState::Deferred => "đang chờ gửi lại",
        MailState::Failed => "đã gửi hỏng",
        MailState::Ambiguous => "có thể đã tới nơi và đang chờ gửi lại",
        MailState::Superseded => "không còn cần gửi",
        MailState::Cancelled => "đã hủy",
    }
}
