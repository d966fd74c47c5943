//! The numbers of dossiers given so far, by agency and day.

use calendar::Day;
use platform::refusal::Failure;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};

use crate::domain::DossierNumber;

/// The table in whose line those wait who take a number. All dossiers of an agency and a day count in one row: who
/// waited for it outside the line would find, on PostgreSQL, that it moved on since the transaction began. Whoever
/// ends a school stands in the same line: otherwise a dossier could be handed in between the look and the end.
pub const LINE: &str = "dossier_numbers";

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dossier_numbers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: Date,
    pub last: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The next number of `agency_code` on `day`. It is taken in the caller's transaction: a command that is
/// refused leaves no gap.
pub async fn next(
    connection: &impl ConnectionTrait,
    agency_code: &str,
    day: Day,
) -> Result<DossierNumber, Failure> {
    let first = ActiveModel {
        agency_code: Set(agency_code.to_owned()),
        day: Set(day.into()),
        last: Set(1),
    };
    let next = Expr::col((Entity, Column::Last)).add(1);
    let given = Entity::insert(first)
        .on_conflict(
            OnConflict::columns([Column::AgencyCode, Column::Day])
                .value(Column::Last, next)
                .to_owned(),
        )
        .exec_with_returning(connection)
        .await?;
    Ok(DossierNumber::new(agency_code, day, given.last))
}
