//! Rows of schools.

use platform::page::{self, Direction};
use platform::refusal::Failure;
use proto::fact::{Ownership, SchoolType};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DbBackend, QuerySelect, QueryTrait, Statement};

use super::corrupt;
use crate::domain::School;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "schools")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub school_type: String,
    pub commune: String,
    pub ownership: String,
    pub email: String,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for School {
    type Error = Failure;

    fn try_from(row: Model) -> Result<Self, Failure> {
        Ok(Self {
            school_type: SchoolType::from_str_name(&row.school_type)
                .ok_or_else(|| corrupt(&row.school_type))?,
            ownership: Ownership::from_str_name(&row.ownership).ok_or_else(|| corrupt(&row.ownership))?,
            id: row.id,
            name: row.name,
            commune: row.commune,
            email: row.email,
            version: row.version,
        })
    }
}

/// The statement that keeps `school`.
pub fn save(school: &School, backend: DbBackend) -> Statement {
    let row = ActiveModel {
        id: Set(school.id),
        name: Set(school.name.clone()),
        school_type: Set(school.school_type.as_str_name().to_owned()),
        commune: Set(school.commune.clone()),
        ownership: Set(school.ownership.as_str_name().to_owned()),
        email: Set(school.email.clone()),
        version: Set(school.version),
    };
    let changed = [
        Column::Name,
        Column::SchoolType,
        Column::Commune,
        Column::Ownership,
        Column::Email,
        Column::Version,
    ];
    Entity::insert(row)
        .on_conflict(OnConflict::column(Column::Id).update_columns(changed).to_owned())
        .build(backend)
}

/// The school `id`.
pub async fn find(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<School>, Failure> {
    Entity::find_by_id(id)
        .one(connection)
        .await?
        .map(School::try_from)
        .transpose()
}

/// The schools `ids`, in no order.
pub async fn find_all(connection: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<Vec<School>, Failure> {
    let rows = Entity::find()
        .filter(Column::Id.is_in(ids))
        .all(connection)
        .await?;
    rows.into_iter().map(School::try_from).collect()
}

/// Schools by name, after the school `after`, at most `limit`; only `only` when the caller is confined.
pub async fn list(
    connection: &impl ConnectionTrait,
    only: Option<Uuid>,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<School>, Failure> {
    let columns = [Column::Name, Column::Id];
    let mut query = page::after_row(Entity::find().limit(limit), Direction::Ascending, columns, after);
    if let Some(only) = only {
        query = query.filter(Column::Id.eq(only));
    }
    query
        .all(connection)
        .await?
        .into_iter()
        .map(School::try_from)
        .collect()
}
