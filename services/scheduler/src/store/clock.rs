//! Rows of clocks. The ledger stands whole in its row: a clock is always read and counted whole.

use platform::refusal::Failure;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{DbBackend, QueryTrait, Statement};

use super::{case, corrupt, meant, word};
use crate::domain::{Clock, Noted, Standing};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "clocks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub limit_id: String,
    pub overlay: Option<String>,
    pub regime: String,
    pub ledger: Json,
    pub breached_on: Option<Date>,
    pub started_on: Option<Date>,
    pub due_on: Option<Date>,
    pub expected_on: Option<Date>,
    pub outcome: Option<String>,
    pub ended_on: Option<Date>,
    pub projected: bool,
    pub revision: i32,
}

/// A clock is of a case.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "case::Entity",
        from = "Column::CaseId",
        to = "case::Column::CaseId"
    )]
    Case,
}

impl Related<case::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Case.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for Clock {
    type Error = Failure;

    fn try_from(row: Model) -> Result<Self, Failure> {
        let standing = match (row.started_on, row.expected_on, row.outcome) {
            (Some(started_on), Some(expected_on), Some(outcome)) => Some(Standing {
                started_on: started_on.into(),
                due_on: row.due_on.map(Into::into),
                expected_on: expected_on.into(),
                outcome: meant(&outcome)?,
                ended_on: row.ended_on.map(Into::into),
                projected: row.projected,
            }),
            _ => None,
        };
        let ledger: Vec<Noted> = serde_json::from_value(row.ledger).map_err(corrupt)?;
        Ok(Self {
            id: row.id,
            limit: row.limit_id,
            overlay: row.overlay,
            regime: row.regime.parse().map_err(corrupt)?,
            ledger,
            breached_on: row.breached_on.map(Into::into),
            standing,
            rungs: Vec::new(),
        })
    }
}

fn row(case_id: Uuid, clock: &Clock) -> Result<ActiveModel, Failure> {
    let standing = clock.standing.as_ref();
    Ok(ActiveModel {
        id: Set(clock.id),
        case_id: Set(case_id),
        limit_id: Set(clock.limit.clone()),
        overlay: Set(clock.overlay.clone()),
        regime: Set(clock.regime.to_string()),
        ledger: Set(serde_json::to_value(&clock.ledger).map_err(corrupt)?),
        breached_on: Set(clock.breached_on.map(Into::into)),
        started_on: Set(standing.map(|standing| standing.started_on.into())),
        due_on: Set(standing.and_then(|standing| standing.due_on).map(Into::into)),
        expected_on: Set(standing.map(|standing| standing.expected_on.into())),
        outcome: Set(standing.map(|standing| word(&standing.outcome))),
        ended_on: Set(standing.and_then(|standing| standing.ended_on).map(Into::into)),
        projected: Set(standing.is_some_and(|standing| standing.projected)),
        revision: Set(0),
    })
}

/// The statement that keeps `clocks` of a case; nothing when there are none.
pub fn save(case_id: Uuid, clocks: &[&Clock], backend: DbBackend) -> Result<Option<Statement>, Failure> {
    if clocks.is_empty() {
        return Ok(None);
    }
    let rows = clocks
        .iter()
        .map(|clock| row(case_id, clock))
        .collect::<Result<Vec<_>, _>>()?;
    let changed = [
        Column::Ledger,
        Column::BreachedOn,
        Column::StartedOn,
        Column::DueOn,
        Column::ExpectedOn,
        Column::Outcome,
        Column::EndedOn,
        Column::Projected,
    ];
    let revised = Expr::col((Entity, Column::Revision)).add(1);
    let key = OnConflict::column(Column::Id)
        .update_columns(changed)
        .value(Column::Revision, revised)
        .to_owned();
    Ok(Some(Entity::insert_many(rows).on_conflict(key).build(backend)))
}
