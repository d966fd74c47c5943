//! Marking what became of mails: their state, their passages, what recipients were told, which addresses take
//! nothing, and the facts of it, in one transaction.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use calendar::{Calendar, sending_moment};
use platform::journal::{NewFact, Outcome};
use platform::refusal::Failure;
use platform::time::Moment;
use proto::fact::{AlarmRaised, Body, Fact, MailSent, Subject};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, QuerySelect, QueryTrait, Statement};

use super::message::bare_address;
use crate::domain::{
    Bounced, CaseCard, Consequence, DueDate, Fate, Letter, MailState, Rules, asked, bounce_letter,
};
use crate::store::{address, case, due_date, mail, passage, word};

/// An attempt that has ended.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The mail as it was taken.
    pub mail: mail::Model,
    /// Which attempt it was, from 1.
    pub number: i32,
    /// How it ended.
    pub fate: Fate,
    /// What the recipient was told of due dates, if the mail was sent.
    pub told: Vec<DueDate>,
    /// Whether it waited long enough already.
    pub waited: bool,
}

/// What is to be kept of `attempts`. One whose mail someone else has taken since changes nothing: whoever took it says
/// what became of it.
pub async fn outcome(
    transaction: &DatabaseTransaction,
    attempts: Vec<Attempt>,
    rules: &Arc<Rules>,
    now: Moment,
) -> Result<Outcome<()>, Failure> {
    let backend = transaction.get_database_backend();
    let attempts = still_ours(transaction, attempts).await?;
    let mut kept = Kept {
        now,
        backend,
        calendar: rules.calendar,
        facts: Vec::new(),
        writes: Vec::new(),
        passages: Vec::new(),
        told: Vec::new(),
        bounced: Vec::new(),
        reached: BTreeSet::new(),
    };
    for attempt in attempts {
        kept.attempt(attempt)?;
    }
    let Kept {
        facts,
        mut writes,
        passages,
        told,
        bounced,
        reached,
        ..
    } = kept;
    writes.extend(passage::save(passages, backend));
    writes.extend(due_date::save(&told, backend));
    writes.extend(addresses(transaction, bounced, reached, rules, now).await?);
    Ok(Outcome {
        answer: (),
        facts,
        writes,
    })
}

/// Those of `attempts` whose mails stand as they were taken, held until the transaction ends.
async fn still_ours(
    transaction: &DatabaseTransaction,
    attempts: Vec<Attempt>,
) -> Result<Vec<Attempt>, DbErr> {
    let rows = mail::Entity::find()
        .filter(mail::Column::Id.is_in(attempts.iter().map(|attempt| attempt.mail.id)))
        .order_by_id_asc()
        .lock_exclusive()
        .all(transaction)
        .await?;
    let stand: HashMap<Uuid, (String, i32)> = rows
        .into_iter()
        .map(|row| (row.id, (row.state, row.attempts)))
        .collect();
    let is_ours = |attempt: &Attempt| {
        let taken = (attempt.mail.state.as_str(), attempt.mail.attempts);
        let stands = stand.get(&attempt.mail.id);
        stands.is_some_and(|(state, attempts)| (state.as_str(), *attempts) == taken)
    };
    Ok(attempts.into_iter().filter(is_ours).collect())
}

/// What is kept of a batch.
struct Kept {
    now: Moment,
    backend: DbBackend,
    calendar: &'static Calendar,
    facts: Vec<NewFact>,
    writes: Vec<Statement>,
    passages: Vec<passage::Model>,
    told: Vec<(String, DueDate)>,
    bounced: Vec<(mail::Model, String)>,
    reached: BTreeSet<String>,
}

impl Kept {
    fn attempt(&mut self, attempt: Attempt) -> Result<(), Failure> {
        let Attempt {
            mail,
            number,
            fate,
            told,
            waited,
        } = attempt;
        let follows = fate.follows(number);
        let pause = follows.pause.filter(|_| !waited).unwrap_or_default();
        let again = sending_moment(self.now + pause, self.calendar);
        self.writes
            .push(marked(&mail, number, &follows, self.now, again, self.backend));
        if let Some(body) = announced(&mail, &follows) {
            let subject = Subject {
                case_id: mail.case_id.to_string(),
                ..Subject::default()
            };
            let fact = Fact {
                subject: Some(subject),
                body: Some(body),
            };
            self.facts.push(NewFact::of(fact, self.now)?);
        }
        match follows.error {
            None => {
                self.reached.insert(bare_address(&mail.recipient));
                let told = told.into_iter().map(|date| (mail.recipient.clone(), date));
                self.told.extend(told);
            }
            Some(error) => {
                self.passages.push(passage::Model {
                    mail_id: mail.id,
                    attempt: number,
                    state: word(&follows.state),
                    ended_at: self.now,
                    error: error.clone(),
                });
                if follows.bounced {
                    self.bounced.push((mail, error));
                }
            }
        }
        Ok(())
    }
}

/// The statement that keeps what became of `mail` at `now`; `again` is when it is tried again if it must.
fn marked(
    mail: &mail::Model,
    number: i32,
    follows: &Consequence,
    now: Moment,
    again: Moment,
    backend: DbBackend,
) -> Statement {
    use mail::Column;
    let copies = mail.copies + i32::from(follows.copied);
    let update = mail::Entity::update_many()
        .col_expr(Column::State, Expr::value(word(&follows.state)))
        .col_expr(Column::Attempts, Expr::value(number))
        .col_expr(Column::Copies, Expr::value(copies))
        .col_expr(Column::ClaimedUntil, Expr::value(Option::<Moment>::None))
        .filter(Column::Id.eq(mail.id));
    let update = match &follows.error {
        Some(error) => update.col_expr(Column::Error, Expr::value(error.clone())),
        None => update.col_expr(Column::Error, Expr::value(Option::<String>::None)),
    };
    let update = match follows.state {
        MailState::Sent => update.col_expr(Column::SentAt, Expr::value(now)),
        MailState::Failed => update.col_expr(Column::EndedAt, Expr::value(now)),
        _ => update.col_expr(Column::SendAfter, Expr::value(again)),
    };
    update.build(backend)
}

fn announced(mail: &mail::Model, follows: &Consequence) -> Option<Body> {
    if follows.state == MailState::Sent {
        return Some(Body::MailSent(MailSent {
            mail_id: mail.id.to_string(),
            to: mail.recipient.clone(),
            subject: mail.subject.clone(),
        }));
    }
    let error = follows.error.as_ref().filter(|_| follows.alarm)?;
    let what = match follows.state {
        MailState::Failed if follows.copied => "không biết đã tới nơi chưa và không gửi nữa",
        MailState::Failed => "không gửi được",
        // It waits on; from here on a person should know.
        _ => "đã thử nhiều lần chưa được",
    };
    Some(Body::AlarmRaised(AlarmRaised {
        clock_id: mail.clock_id.map(|id| id.to_string()).unwrap_or_default(),
        reason: format!("Thư «{}» gửi {} {what}: {error}", mail.subject, mail.recipient),
    }))
}

/// The statements that mark addresses which bounced, with the letter about each that is new, and clear those that were
/// `reached`.
async fn addresses(
    transaction: &DatabaseTransaction,
    bounced: Vec<(mail::Model, String)>,
    reached: BTreeSet<String>,
    rules: &Rules,
    now: Moment,
) -> Result<Vec<Statement>, Failure> {
    let backend = transaction.get_database_backend();
    let mut new: BTreeMap<String, (mail::Model, String)> = BTreeMap::new();
    for (mail, error) in bounced {
        new.entry(bare_address(&mail.recipient)).or_insert((mail, error));
    }
    let asked = new.keys().chain(&reached).cloned();
    let known = address::bouncing(transaction, asked).await?;
    let mut writes = Vec::new();
    let well: Vec<String> = known
        .iter()
        .map(|known| known.address.clone())
        .filter(|address| reached.contains(address) && !new.contains_key(address))
        .collect();
    if !well.is_empty() {
        writes.push(address::clear(well, backend));
    }
    new.retain(|address, _| known.iter().all(|known| known.address != *address));
    let letters = letters(transaction, &new, rules).await?;
    let leaves = sending_moment(now, rules.calendar);
    writes.extend(mail::queue(&letters, leaves, now, backend));
    let rows = new.into_iter().map(|(address, (mail, error))| address::Model {
        address,
        since: now,
        mail_id: mail.id,
        error: Some(error),
    });
    writes.extend(rows.map(|row| address::mark(row, backend)));
    Ok(writes)
}

/// The letters about addresses that are `new` among those that take no mail.
async fn letters(
    transaction: &DatabaseTransaction,
    new: &BTreeMap<String, (mail::Model, String)>,
    rules: &Rules,
) -> Result<Vec<Letter>, Failure> {
    let mut letters = Vec::new();
    for (mail, error) in new.values() {
        let card = case::Entity::find_by_id(mail.case_id).one(transaction).await?;
        let unknown = CaseCard {
            case_id: mail.case_id,
            ..CaseCard::default()
        };
        let card = card.map_or(unknown, CaseCard::from);
        let asked = asked(&card, rules);
        let silent = asked.iter().map(|(_, address)| bare_address(address));
        let silent = address::bouncing(transaction, silent).await?;
        let takes_mail = |to: &str| {
            let to = bare_address(to);
            !new.contains_key(&to) && silent.iter().all(|silent| silent.address != to)
        };
        let bounced = Bounced {
            mail_id: mail.id,
            recipient: &mail.recipient,
            subject: &mail.subject,
            error,
        };
        let first = asked.into_iter().find(|(_, to)| takes_mail(to));
        // When there is nobody, the alarm remains.
        letters.extend(first.map(|(role, to)| bounce_letter(bounced, &card, role, to)));
    }
    Ok(letters)
}
