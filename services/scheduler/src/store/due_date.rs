//! Rows of due dates told: what stands in the calendar of a recipient of our mail.

use platform::refusal::Failure;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{Condition, DatabaseConnection, DbBackend, QueryTrait, Statement};

use super::{clock, mail};
use crate::domain::{Clock, DueDate, Revised};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "due_dates_told")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub clock_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub recipient: String,
    pub due_on: Option<Date>,
    pub cancelled: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What the recipients of `mails` were told of clocks of any case.
pub async fn told(connection: &DatabaseConnection, mails: &[mail::Model]) -> Result<Vec<Model>, DbErr> {
    let cases = mails.iter().map(|mail| mail.case_id);
    let of_cases = Query::select()
        .column(clock::Column::Id)
        .from(clock::Entity)
        .and_where(Expr::col(clock::Column::CaseId).is_in(cases))
        .take();
    Entity::find()
        .filter(Column::Recipient.is_in(mails.iter().map(|mail| mail.recipient.clone())))
        .filter(Column::ClockId.in_subquery(of_cases))
        .all(connection)
        .await
}

/// The clocks that `mails` or `told` are about, each with its case.
pub async fn clocks(
    connection: &DatabaseConnection,
    mails: &[mail::Model],
    told: &[Model],
) -> Result<Vec<(Uuid, Revised)>, Failure> {
    let ids = mails
        .iter()
        .filter_map(|mail| mail.clock_id)
        .chain(told.iter().map(|told| told.clock_id));
    let ids: Vec<Uuid> = ids.collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = clock::Entity::find()
        .filter(Condition::all().add(clock::Column::Id.is_in(ids)))
        .all(connection)
        .await?;
    let revised = |row: clock::Model| {
        let (case_id, revision) = (row.case_id, row.revision);
        let clock = Clock::try_from(row)?;
        Ok((
            case_id,
            Revised {
                clock,
                revision: u32::try_from(revision).unwrap_or_default(),
            },
        ))
    };
    rows.into_iter().map(revised).collect()
}

impl From<&Model> for DueDate {
    fn from(row: &Model) -> Self {
        Self {
            clock_id: row.clock_id,
            due_on: row.due_on.map(Into::into),
            cancelled: row.cancelled,
        }
    }
}

/// The statement that keeps what recipients were told; nothing when they were told nothing.
pub fn save(told: &[(String, DueDate)], backend: DbBackend) -> Option<Statement> {
    if told.is_empty() {
        return None;
    }
    // Of two mails of one batch to one recipient the later one counts.
    let mut rows: Vec<&(String, DueDate)> = Vec::new();
    for one in told {
        rows.retain(|(recipient, date)| (recipient, date.clock_id) != (&one.0, one.1.clock_id));
        rows.push(one);
    }
    let rows = rows.into_iter().map(|(recipient, date)| ActiveModel {
        clock_id: Set(date.clock_id),
        recipient: Set(recipient.clone()),
        due_on: Set(date.due_on.map(Into::into)),
        cancelled: Set(date.cancelled),
    });
    let key = OnConflict::columns([Column::ClockId, Column::Recipient])
        .update_columns([Column::DueOn, Column::Cancelled])
        .to_owned();
    Some(Entity::insert_many(rows).on_conflict(key).build(backend))
}
