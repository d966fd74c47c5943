//! Rows of mails: what waits, what is under way, what became of it.

use platform::time::Moment;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr, OnConflict};
use sea_orm::{DatabaseConnection, DbBackend, QueryOrder, QuerySelect, QueryTrait, Statement};

use platform::page::{self, Direction};

use super::{case, word};
use crate::domain::{Letter, LetterKind, MailState};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mails")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub clock_id: Option<Uuid>,
    pub reminder: bool,
    pub recipient: String,
    pub subject: String,
    pub body: String,
    pub state: String,
    pub send_after: Moment,
    pub attempts: i32,
    pub claimed_until: Option<Moment>,
    pub sent_at: Option<Moment>,
    pub error: Option<String>,
    pub queued_at: Option<Moment>,
    pub copies: i32,
    pub ended_at: Option<Moment>,
    pub repeats: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The statement that queues `letters`, written at `now`, each with the moment it may leave; nothing when there are
/// none. A letter that was queued before stays as it is.
pub fn queue(letters: &[Letter], send_after: Moment, now: Moment, backend: DbBackend) -> Option<Statement> {
    let rows = letters.iter().map(|letter| Model {
        id: letter.id,
        case_id: letter.case_id,
        clock_id: letter.clock_id,
        reminder: letter.kind == LetterKind::Reminder,
        recipient: letter.to.clone(),
        subject: letter.subject.clone(),
        body: letter.body.clone(),
        state: word(&MailState::Queued),
        send_after,
        attempts: 0,
        claimed_until: None,
        sent_at: None,
        error: None,
        queued_at: Some(now),
        copies: 0,
        ended_at: None,
        repeats: None,
    });
    queue_rows(rows.collect(), backend)
}

/// The statement that queues `mails`; nothing when there are none.
pub fn queue_rows(mails: Vec<Model>, backend: DbBackend) -> Option<Statement> {
    if mails.is_empty() {
        return None;
    }
    let rows = mails.into_iter().map(|mail| ActiveModel {
        id: Set(mail.id),
        case_id: Set(mail.case_id),
        clock_id: Set(mail.clock_id),
        reminder: Set(mail.reminder),
        recipient: Set(mail.recipient),
        subject: Set(mail.subject),
        body: Set(mail.body),
        state: Set(mail.state),
        send_after: Set(mail.send_after),
        attempts: Set(mail.attempts),
        claimed_until: Set(mail.claimed_until),
        sent_at: Set(mail.sent_at),
        error: Set(mail.error),
        queued_at: Set(mail.queued_at),
        copies: Set(mail.copies),
        ended_at: Set(mail.ended_at),
        repeats: Set(mail.repeats),
    });
    let key = OnConflict::column(Column::Id).do_nothing().to_owned();
    Some(Entity::insert_many(rows).on_conflict(key).build(backend))
}

/// The statement that takes back at `now` the reminders of clocks that have ended; nothing when there are none. One
/// that is being handed over at this moment is let go: it was true when it was taken.
pub fn supersede(clocks: &[Uuid], now: Moment, backend: DbBackend) -> Option<Statement> {
    if clocks.is_empty() {
        return None;
    }
    let update = Entity::update_many()
        .col_expr(Column::State, Expr::value(word(&MailState::Superseded)))
        .col_expr(Column::EndedAt, Expr::value(now))
        .filter(Column::ClockId.is_in(clocks.iter().copied()))
        .filter(Column::Reminder.eq(true))
        .filter(is_waiting());
    Some(update.build(backend))
}

/// The statement that takes back the mail `id` at `now`.
pub fn cancel(id: Uuid, now: Moment, backend: DbBackend) -> Statement {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(word(&MailState::Cancelled)))
        .col_expr(Column::EndedAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .build(backend)
}

/// Whether a mail waits to be sent.
fn is_waiting() -> Expr {
    Column::State.is_in(MailState::WAITING.map(|state| word(&state)))
}

/// Mails that wait to be sent.
pub fn waiting() -> Select<Entity> {
    Entity::find().filter(is_waiting())
}

/// Mails that may leave at `now`, oldest first.
pub fn ready(now: Moment, limit: u64) -> Select<Entity> {
    waiting()
        .filter(Column::SendAfter.lte(now))
        .order_by_asc(Column::SendAfter)
        .order_by_asc(Column::Id)
        .limit(limit)
}

/// Mails that a post office took and then went away from: its claim is over at `now`.
pub fn abandoned(now: Moment, limit: u64) -> Select<Entity> {
    Entity::find()
        .filter(Column::State.eq(word(&MailState::Sending)))
        .filter(Column::ClaimedUntil.lte(now))
        .order_by_asc(Column::SendAfter)
        .order_by_asc(Column::Id)
        .limit(limit)
}

/// The statement by which a post office takes `mails` until `until`: each is under way, for one attempt more.
pub fn claim(mails: &[Uuid], until: Moment) -> sea_orm::UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(word(&MailState::Sending)))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .col_expr(Column::ClaimedUntil, Expr::value(until))
        .filter(Column::Id.is_in(mails.iter().copied()))
}

/// Which mails are asked for.
#[derive(Clone, Debug, Default)]
pub struct MailFilter {
    /// Only about cases of this school or authority.
    pub scope: Option<Uuid>,
    /// Only in this state.
    pub state: Option<MailState>,
    /// Only to addresses with this text in them, in any letter case; empty for all.
    pub recipient: String,
    /// Only about this case.
    pub case_id: Option<Uuid>,
    /// Only after this mail.
    pub after: Option<Uuid>,
}

/// Mails by the moment they may leave.
pub async fn list(
    connection: &DatabaseConnection,
    filter: MailFilter,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let columns = [Column::SendAfter, Column::Id];
    let all = seen(filter.scope).limit(limit);
    let mut query = page::after_row(all, Direction::Ascending, columns, filter.after);
    if let Some(state) = filter.state {
        query = query.filter(Column::State.eq(word(&state)));
    }
    if !filter.recipient.is_empty() {
        query = query.filter(has_recipient(&filter.recipient));
    }
    if let Some(case_id) = filter.case_id {
        query = query.filter(Column::CaseId.eq(case_id));
    }
    query.all(connection).await
}

fn has_recipient(text: &str) -> Expr {
    let mut pattern = String::from("%");
    for letter in text.to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    let recipient = Func::lower(Expr::col(Column::Recipient));
    Expr::from(recipient).like(LikeExpr::new(pattern).escape('\\'))
}

/// The mail `id`, if it is about a case of `scope`.
pub fn find(scope: Option<Uuid>, id: Uuid) -> Select<Entity> {
    seen(scope).filter(Column::Id.eq(id))
}

/// Mails about cases of `scope`, if one is given.
fn seen(scope: Option<Uuid>) -> Select<Entity> {
    match scope {
        Some(scope) => Entity::find().filter(Column::CaseId.in_subquery(case::ids_of_scope(scope))),
        None => Entity::find(),
    }
}

impl Model {
    /// How it stands.
    pub fn state(&self) -> Result<MailState, platform::refusal::Failure> {
        super::meant(&self.state)
    }
}
