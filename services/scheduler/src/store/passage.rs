//! Rows of passages: the attempts to hand a mail over that did not end with it being sent.

use platform::refusal::Failure;
use platform::time::Moment;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DatabaseConnection, DbBackend, QueryOrder, QueryTrait, Statement};

use crate::domain::MailState;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_passages")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub mail_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub attempt: i32,
    pub state: String,
    pub ended_at: Moment,
    pub error: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The statement that keeps `passages`; nothing when there are none.
pub fn save(passages: Vec<Model>, backend: DbBackend) -> Option<Statement> {
    if passages.is_empty() {
        return None;
    }
    let rows = passages.into_iter().map(|passage| ActiveModel {
        mail_id: Set(passage.mail_id),
        attempt: Set(passage.attempt),
        state: Set(passage.state),
        ended_at: Set(passage.ended_at),
        error: Set(passage.error),
    });
    let key = OnConflict::columns([Column::MailId, Column::Attempt])
        .do_nothing()
        .to_owned();
    Some(Entity::insert_many(rows).on_conflict(key).build(backend))
}

/// The passages of the mail `mail_id`, the first one first.
pub async fn of_mail(connection: &DatabaseConnection, mail_id: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::MailId.eq(mail_id))
        .order_by_asc(Column::Attempt)
        .all(connection)
        .await
}

impl Model {
    /// How the mail stood after it.
    pub fn state(&self) -> Result<MailState, Failure> {
        super::meant(&self.state)
    }
}
