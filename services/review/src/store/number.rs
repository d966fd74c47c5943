//! The numbers of decisions given so far, by agency, type of document and year.

use platform::refusal::Failure;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{DbBackend, QueryTrait, Statement};

use crate::domain::{Agency, DecisionNumber};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "decision_numbers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub document_type: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub year: i32,
    pub last: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

const KEY: [Column; 3] = [Column::Agency, Column::DocumentType, Column::Year];

fn row(agency: Agency, year: i32, last: i64) -> ActiveModel {
    ActiveModel {
        agency: Set(agency.abbreviation().to_owned()),
        document_type: Set(DecisionNumber::DOCUMENT_TYPE.to_owned()),
        year: Set(year),
        last: Set(last),
    }
}

/// The next number of `agency` in `year`. It is taken in the caller's transaction: a command that is
/// refused leaves no gap.
pub async fn next(
    connection: &impl ConnectionTrait,
    agency: Agency,
    year: i32,
) -> Result<DecisionNumber, Failure> {
    let next = Expr::col((Entity, Column::Last)).add(1);
    let given = Entity::insert(row(agency, year, 1))
        .on_conflict(OnConflict::columns(KEY).value(Column::Last, next).to_owned())
        .exec_with_returning(connection)
        .await?;
    Ok(DecisionNumber::new(agency, given.last))
}

/// The statement that keeps clear of `number`, which a person gave: the service never gives it again.
/// Nothing when another agency's book it comes from.
pub fn keep_clear_of(
    number: &DecisionNumber,
    agency: Agency,
    year: i32,
    backend: DbBackend,
) -> Option<Statement> {
    let count = number.count_of(agency)?;
    let statement = Entity::insert(row(agency, year, count))
        .on_conflict(
            OnConflict::columns(KEY)
                .value(Column::Last, count)
                .action_and_where(Expr::col((Entity, Column::Last)).lt(count))
                .to_owned(),
        )
        .build(backend);
    Some(statement)
}
