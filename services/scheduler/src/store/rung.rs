//! Rows of rungs. The key — clock, rung, due date — is the guarantee that a rung fires once.

use platform::refusal::Failure;
use platform::time::Moment;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DbBackend, QueryTrait, Statement};

use super::{meant, word};
use crate::domain::Rung;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rungs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub clock_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub rung: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub due_on: Date,
    pub case_id: Uuid,
    pub kind: String,
    pub fires_at: Moment,
    pub role: String,
    pub fallback: String,
    pub state: String,
    pub fired_at: Option<Moment>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for Rung {
    type Error = Failure;

    fn try_from(row: Model) -> Result<Self, Failure> {
        Ok(Self {
            id: row.rung,
            due_on: row.due_on.into(),
            kind: meant(&row.kind)?,
            fires_at: row.fires_at,
            role: meant(&row.role)?,
            fallback: meant(&row.fallback)?,
            state: meant(&row.state)?,
            fired_at: row.fired_at,
        })
    }
}

/// The statement that keeps `rungs`, each with its clock; nothing when there are none.
pub fn save(case_id: Uuid, rungs: &[(Uuid, &Rung)], backend: DbBackend) -> Option<Statement> {
    if rungs.is_empty() {
        return None;
    }
    let rows = rungs.iter().map(|(clock_id, rung)| ActiveModel {
        clock_id: Set(*clock_id),
        rung: Set(rung.id.clone()),
        due_on: Set(rung.due_on.into()),
        case_id: Set(case_id),
        kind: Set(word(&rung.kind)),
        fires_at: Set(rung.fires_at),
        role: Set(rung.role.to_string()),
        fallback: Set(rung.fallback.to_string()),
        state: Set(word(&rung.state)),
        fired_at: Set(rung.fired_at),
    });
    let key = OnConflict::columns([Column::ClockId, Column::Rung, Column::DueOn])
        .update_columns([Column::State, Column::FiredAt])
        .to_owned();
    Some(Entity::insert_many(rows).on_conflict(key).build(backend))
}
