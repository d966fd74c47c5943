//! Rows of targets.

use calendar::Day;
use platform::page::{self, Direction};
use platform::refusal::Failure;
use platform::time::Moment;
use proto::fact::SchoolType;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{Condition, DbBackend, QuerySelect, QueryTrait, Statement};

use super::{corrupt, school};
use crate::domain::{AttainmentTarget, Standard, Targets};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attainment_targets")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub province_id: Option<Uuid>,
    pub book: String,
    pub on_day: Date,
    pub standard: String,
    pub school_type: String,
    pub per_mille: i32,
    pub document: String,
    pub set_at: Moment,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for AttainmentTarget {
    type Error = Failure;

    fn try_from(row: Model) -> Result<Self, Failure> {
        Ok(Self {
            id: row.id,
            province_id: row.province_id,
            on: row.on_day.into(),
            standard: row.standard.parse().map_err(corrupt)?,
            school_type: SchoolType::from_str_name(&row.school_type)
                .ok_or_else(|| corrupt(&row.school_type))?,
            per_mille: u32::try_from(row.per_mille).map_err(corrupt)?,
            document: row.document,
            set_at: row.set_at,
        })
    }
}

/// The statement that keeps `target` in the place of the one with its id.
pub fn save(target: &AttainmentTarget, backend: DbBackend) -> Result<Statement, Failure> {
    let row = ActiveModel {
        id: Set(target.id),
        province_id: Set(target.province_id),
        book: Set(target.book()),
        on_day: Set(target.on.into()),
        standard: Set(target.standard.to_string()),
        school_type: Set(target.school_type.as_str_name().to_owned()),
        per_mille: Set(i32::try_from(target.per_mille).map_err(corrupt)?),
        document: Set(target.document.clone()),
        set_at: Set(target.set_at),
    };
    let changed = [Column::PerMille, Column::Document, Column::SetAt];
    let kept = OnConflict::column(Column::Id).update_columns(changed).to_owned();
    Ok(Entity::insert(row).on_conflict(kept).build(backend))
}

/// The targets of every department for `standard` that were to be reached by `day` or before.
pub async fn until(
    connection: &impl ConnectionTrait,
    standard: Standard,
    day: Day,
) -> Result<Targets, Failure> {
    let rows = Entity::find()
        .filter(Column::Standard.eq(standard.as_str()))
        .filter(Column::OnDay.lte(Date::from(day)))
        .all(connection)
        .await?;
    let targets = rows.into_iter().map(TryInto::try_into);
    Ok(Targets::new(targets.collect::<Result<_, _>>()?))
}

/// Targets by day, after the target `after`; only those of the departments that the schools of `scope` belong to, if
/// one is given.
pub async fn list(
    connection: &impl ConnectionTrait,
    scope: Option<Uuid>,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<AttainmentTarget>, Failure> {
    let columns = [Column::OnDay, Column::Id];
    let mut query = page::after_row(Entity::find().limit(limit), Direction::Ascending, columns, after);
    if let Some(scope) = scope {
        let departments = school::Entity::find()
            .select_only()
            .column(school::Column::ProvinceId)
            .filter(school::within(scope))
            .filter(school::Column::ProvinceId.is_not_null());
        let of_scope = Condition::any()
            .add(Column::ProvinceId.eq(scope))
            .add(Column::ProvinceId.in_subquery(departments.into_query()));
        query = query.filter(of_scope);
    }
    let rows = query.all(connection).await?;
    rows.into_iter().map(TryInto::try_into).collect()
}
