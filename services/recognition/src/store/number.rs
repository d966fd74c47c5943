//! The numbers given so far, by agency, type and year.

use platform::refusal::Failure;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};

use crate::domain::Series;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "numbering")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub year: i32,
    pub last: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The next count of `series` in `year`. It is taken in the caller's transaction: a command that is
/// refused leaves no gap.
pub async fn next(connection: &impl ConnectionTrait, series: Series, year: i32) -> Result<i64, Failure> {
    let first = ActiveModel {
        agency: Set(series.agency().to_owned()),
        kind: Set(series.kind().to_owned()),
        year: Set(year),
        last: Set(1),
    };
    let next = Expr::col((Entity, Column::Last)).add(1);
    let given = Entity::insert(first)
        .on_conflict(
            OnConflict::columns([Column::Agency, Column::Kind, Column::Year])
                .value(Column::Last, next)
                .to_owned(),
        )
        .exec_with_returning(connection)
        .await?;
    Ok(given.last)
}
