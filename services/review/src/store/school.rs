//! Rows of schools, as registration announced them.

use platform::refusal::Failure;
use platform::search;
use proto::fact::SchoolType;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{Condition, DbBackend, Iterable, QueryTrait, Statement};

use super::corrupt;
use crate::domain::{KnownSchool, id_in};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "schools")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub search_key: String,
    pub school_type: String,
    pub commune: String,
    pub commune_id: Option<Uuid>,
    pub province_id: Option<Uuid>,
    pub is_open: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for KnownSchool {
    type Error = Failure;

    fn try_from(row: Model) -> Result<Self, Failure> {
        Ok(Self {
            school_type: SchoolType::from_str_name(&row.school_type)
                .ok_or_else(|| corrupt(&row.school_type))?,
            id: row.id,
            code: row.code,
            name: row.name,
            commune: row.commune,
            commune_id: row.commune_id,
            province_id: row.province_id,
            is_open: row.is_open,
        })
    }
}

/// The statement that keeps `school`.
pub fn save(school: &KnownSchool, backend: DbBackend) -> Statement {
    let row = ActiveModel {
        id: Set(school.id),
        code: Set(school.code.clone()),
        name: Set(school.name.clone()),
        search_key: Set(search::key(&[&school.name])),
        school_type: Set(school.school_type.as_str_name().to_owned()),
        commune: Set(school.commune.clone()),
        commune_id: Set(school.commune_id),
        province_id: Set(school.province_id),
        is_open: Set(school.is_open),
    };
    let changed = Column::iter().filter(|column| !matches!(column, Column::Id));
    let kept = OnConflict::column(Column::Id).update_columns(changed).to_owned();
    Entity::insert(row).on_conflict(kept).build(backend)
}

/// The school `id`.
pub async fn find(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<KnownSchool>, Failure> {
    let row = Entity::find_by_id(id).one(connection).await?;
    row.map(KnownSchool::try_from).transpose()
}

/// The schools that `texts` may mean: by id wherever they are, by code or name within the province, if one is
/// given.
pub async fn called(
    connection: &impl ConnectionTrait,
    province: Option<Uuid>,
    texts: &[String],
) -> Result<Vec<KnownSchool>, Failure> {
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let trimmed = || texts.iter().map(|text| text.trim());
    let by_text = Condition::any()
        .add(Column::Code.is_in(trimmed()))
        .add(Column::SearchKey.is_in(texts.iter().map(|text| search::key(&[text]))));
    let by_any = Condition::any()
        .add(Column::Id.is_in(texts.iter().filter_map(|text| id_in(text))))
        .add(of(province).add(by_text));
    let rows = Entity::find().filter(by_any).all(connection).await?;
    rows.into_iter().map(KnownSchool::try_from).collect()
}

/// The schools of the province, or all.
pub async fn of_province(
    connection: &impl ConnectionTrait,
    province: Option<Uuid>,
) -> Result<Vec<KnownSchool>, Failure> {
    let rows = Entity::find().filter(of(province)).all(connection).await?;
    rows.into_iter().map(KnownSchool::try_from).collect()
}

fn of(province: Option<Uuid>) -> Condition {
    Condition::all().add_option(province.map(|id| Column::ProvinceId.eq(id)))
}
