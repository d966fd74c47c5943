//! Rows of mails.

use platform::time::Moment;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{DbBackend, QueryOrder, QuerySelect, QueryTrait, Statement};
use serde::{Deserialize, Serialize};

use super::word;
use crate::domain::{Letter, LetterKind};

/// How a mail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailState {
    /// Waiting for its moment.
    Queued,
    /// Handed over.
    Sent,
    /// Refused for good.
    Failed,
    /// No longer true; not sent.
    Superseded,
}

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
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The statement that queues `letters`, each with the moment it may leave; nothing when there are none.
/// A letter that was queued before stays as it is.
pub fn queue(letters: &[Letter], send_after: Moment, backend: DbBackend) -> Option<Statement> {
    if letters.is_empty() {
        return None;
    }
    let rows = letters.iter().map(|letter| ActiveModel {
        id: Set(letter.id),
        case_id: Set(letter.case_id),
        clock_id: Set(letter.clock_id),
        reminder: Set(letter.kind == LetterKind::Reminder),
        recipient: Set(letter.to.clone()),
        subject: Set(letter.subject.clone()),
        body: Set(letter.body.clone()),
        state: Set(word(&MailState::Queued)),
        send_after: Set(send_after),
        attempts: Set(0),
        claimed_until: Set(None),
        sent_at: Set(None),
        error: Set(None),
    });
    let key = OnConflict::column(Column::Id).do_nothing().to_owned();
    Some(Entity::insert_many(rows).on_conflict(key).build(backend))
}

/// The statement that takes back the reminders of clocks that have ended; nothing when there are none.
pub fn supersede(clocks: &[Uuid], backend: DbBackend) -> Option<Statement> {
    if clocks.is_empty() {
        return None;
    }
    let update = Entity::update_many()
        .col_expr(Column::State, Expr::value(word(&MailState::Superseded)))
        .filter(Column::ClockId.is_in(clocks.iter().copied()))
        .filter(Column::Reminder.eq(true))
        .filter(Column::State.eq(word(&MailState::Queued)));
    Some(update.build(backend))
}

/// Mails that may leave at `now` and that nobody else is sending, oldest first.
pub fn ready(now: Moment, limit: u64) -> Select<Entity> {
    Entity::find()
        .filter(Column::State.eq(word(&MailState::Queued)))
        .filter(Column::SendAfter.lte(now))
        .filter(Column::ClaimedUntil.is_null().or(Column::ClaimedUntil.lte(now)))
        .order_by_asc(Column::SendAfter)
        .order_by_asc(Column::Id)
        .limit(limit)
}

impl Model {
    /// How it stands.
    pub fn state(&self) -> Result<MailState, platform::refusal::Failure> {
        super::meant(&self.state)
    }
}
