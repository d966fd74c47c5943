//! Rows of reviewers.

use platform::page::{self, Direction};
use platform::refusal::Failure;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{DbBackend, QuerySelect, QueryTrait, Statement};

use super::corrupt;
use crate::domain::Reviewer;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reviewers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub email: String,
    pub years_in_sector: i32,
    pub trained_by_ministry: bool,
    pub commune: String,
    pub worked_at: Json,
    pub relatives_at: Json,
    pub version: i64,
    pub province_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for Reviewer {
    type Error = Failure;

    fn try_from(row: Model) -> Result<Self, Failure> {
        Ok(Self {
            years_in_sector: u32::try_from(row.years_in_sector).map_err(corrupt)?,
            worked_at: serde_json::from_value(row.worked_at).map_err(corrupt)?,
            relatives_at: serde_json::from_value(row.relatives_at).map_err(corrupt)?,
            id: row.id,
            name: row.name,
            email: row.email,
            trained_by_ministry: row.trained_by_ministry,
            commune: row.commune,
            province_id: row.province_id,
            version: row.version,
        })
    }
}

/// The statement that enters `reviewer`.
pub fn insert(reviewer: &Reviewer, backend: DbBackend) -> Result<Statement, Failure> {
    let row = ActiveModel {
        id: Set(reviewer.id),
        name: Set(reviewer.name.clone()),
        email: Set(reviewer.email.clone()),
        years_in_sector: Set(i32::try_from(reviewer.years_in_sector).map_err(corrupt)?),
        trained_by_ministry: Set(reviewer.trained_by_ministry),
        commune: Set(reviewer.commune.clone()),
        worked_at: Set(serde_json::to_value(&reviewer.worked_at).map_err(corrupt)?),
        relatives_at: Set(serde_json::to_value(&reviewer.relatives_at).map_err(corrupt)?),
        version: Set(reviewer.version),
        province_id: Set(reviewer.province_id),
    };
    Ok(Entity::insert(row).build(backend))
}

/// The reviewers that someone confined to `scope` may see: those of that province, or all.
fn seen(scope: Option<Uuid>) -> Select<Entity> {
    match scope {
        Some(province) => Entity::find().filter(Column::ProvinceId.eq(province)),
        None => Entity::find(),
    }
}

/// The reviewers `ids`, in no order; only those of the province `scope`, if one is given.
pub async fn find_all(
    connection: &impl ConnectionTrait,
    scope: Option<Uuid>,
    ids: Vec<Uuid>,
) -> Result<Vec<Reviewer>, Failure> {
    let rows = seen(scope).filter(Column::Id.is_in(ids)).all(connection).await?;
    rows.into_iter().map(Reviewer::try_from).collect()
}

/// Reviewers by name, after the reviewer `after`, at most `limit`; only those of the province `scope`, if
/// one is given.
pub async fn list(
    connection: &impl ConnectionTrait,
    scope: Option<Uuid>,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Reviewer>, Failure> {
    let columns = [Column::Name, Column::Id];
    let query = page::after_row(seen(scope).limit(limit), Direction::Ascending, columns, after);
    let rows = query.all(connection).await?;
    rows.into_iter().map(Reviewer::try_from).collect()
}
