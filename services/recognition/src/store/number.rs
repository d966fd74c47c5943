//! The numbers given so far, by province, agency, type and year.

use platform::refusal::Failure;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};

use crate::domain::Series;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "number_books")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub book: String,
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

/// Notes that `count` of `series` in `year` was given elsewhere in `book`: the next is a later one.
pub async fn pass(
    connection: &impl ConnectionTrait,
    book: &str,
    series: Series,
    year: i32,
    count: i64,
) -> Result<(), Failure> {
    let given = Expr::case(Expr::col((Entity, Column::Last)).lt(count), count)
        .finally(Expr::col((Entity, Column::Last)));
    Entity::insert(row(book, series, year, count))
        .on_conflict(key().value(Column::Last, given).to_owned())
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

fn row(book: &str, series: Series, year: i32, last: i64) -> ActiveModel {
    ActiveModel {
        book: Set(book.to_owned()),
        agency: Set(series.agency().to_owned()),
        kind: Set(series.kind().to_owned()),
        year: Set(year),
        last: Set(last),
    }
}

fn key() -> OnConflict {
    OnConflict::columns([Column::Book, Column::Agency, Column::Kind, Column::Year])
}

/// The next count of `series` in `year` in `book`. It is taken in the caller's transaction: a command that is
/// refused leaves no gap.
pub async fn next(
    connection: &impl ConnectionTrait,
    book: &str,
    series: Series,
    year: i32,
) -> Result<i64, Failure> {
    let next = Expr::col((Entity, Column::Last)).add(1);
    let given = Entity::insert(row(book, series, year, 1))
        .on_conflict(key().value(Column::Last, next).to_owned())
        .exec_with_returning(connection)
        .await?;
    Ok(given.last)
}
