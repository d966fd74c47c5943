//! Rows of statements.

use platform::time::Moment;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{DatabaseConnection, DbBackend, QueryOrder, QueryTrait, Statement as Sql};

use crate::statement::{Body, Statement};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "statements")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    pub issued_at: Moment,
    pub canonical: String,
    pub sha256: String,
    pub signature: String,
    pub summary: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for Statement {
    fn from(row: Model) -> Self {
        Self {
            canonical: row.canonical,
            sha256: row.sha256,
            signature: row.signature,
        }
    }
}

/// Every statement, oldest first.
pub async fn all(connection: &DatabaseConnection) -> Result<Vec<Statement>, DbErr> {
    let rows = Entity::find()
        .order_by_asc(Column::Number)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The statement that keeps one. Its number must be new: of two that are issued at once one fails.
pub(crate) fn save(statement: &Statement, body: &Body, issued_at: Moment, backend: DbBackend) -> Sql {
    let row = ActiveModel {
        number: Set(body.number),
        issued_at: Set(issued_at),
        canonical: Set(statement.canonical.clone()),
        sha256: Set(statement.sha256.clone()),
        signature: Set(statement.signature.clone()),
        summary: Set(body.text()),
    };
    Entity::insert(row).build(backend)
}
