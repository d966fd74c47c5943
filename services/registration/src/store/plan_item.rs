//! Rows of plan items.

use platform::page::{self, Direction};
use platform::refusal::Failure;
use platform::time::Moment;
use proto::fact::{RecognitionKind, Target};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DbBackend, QuerySelect, QueryTrait, Statement};

use super::{corrupt, school};
use crate::domain::{PlanItem, School};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_items")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub school_id: Uuid,
    pub year: i32,
    pub kind: String,
    pub target: String,
    pub dossier_month: String,
    pub registration_month: String,
    pub dossier_completed_at: Option<Moment>,
    pub registered_at: Option<Moment>,
}

/// A plan item is of a school.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "school::Entity",
        from = "Column::SchoolId",
        to = "school::Column::Id"
    )]
    School,
}

impl Related<school::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::School.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for PlanItem {
    type Error = Failure;

    fn try_from(row: Model) -> Result<Self, Failure> {
        Ok(Self {
            kind: RecognitionKind::from_str_name(&row.kind).ok_or_else(|| corrupt(&row.kind))?,
            target: Target::from_str_name(&row.target).ok_or_else(|| corrupt(&row.target))?,
            dossier_month: row.dossier_month.parse().map_err(corrupt)?,
            registration_month: row.registration_month.parse().map_err(corrupt)?,
            id: row.id,
            school_id: row.school_id,
            year: row.year,
            dossier_completed_at: row.dossier_completed_at,
            registered_at: row.registered_at,
        })
    }
}

/// The statement that keeps `item`.
pub fn save(item: &PlanItem, backend: DbBackend) -> Statement {
    let row = ActiveModel {
        id: Set(item.id),
        school_id: Set(item.school_id),
        year: Set(item.year),
        kind: Set(item.kind.as_str_name().to_owned()),
        target: Set(item.target.as_str_name().to_owned()),
        dossier_month: Set(item.dossier_month.to_string()),
        registration_month: Set(item.registration_month.to_string()),
        dossier_completed_at: Set(item.dossier_completed_at),
        registered_at: Set(item.registered_at),
    };
    let changed = [
        Column::DossierMonth,
        Column::RegistrationMonth,
        Column::DossierCompletedAt,
        Column::RegisteredAt,
    ];
    Entity::insert(row)
        .on_conflict(OnConflict::column(Column::Id).update_columns(changed).to_owned())
        .build(backend)
}

/// The item `id`, held until the transaction ends.
pub async fn find_for_change(
    connection: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<PlanItem>, Failure> {
    Entity::find_by_id(id)
        .lock_exclusive()
        .one(connection)
        .await?
        .map(PlanItem::try_from)
        .transpose()
}

/// Which items are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Only of this year.
    pub year: Option<i32>,
    /// Only of this school.
    pub school: Option<Uuid>,
    /// Only those after this item.
    pub after: Option<Uuid>,
}

/// Items by id, with their schools, at most `limit`.
pub async fn list(
    connection: &impl ConnectionTrait,
    filter: Filter,
    limit: u64,
) -> Result<Vec<(PlanItem, School)>, Failure> {
    let mut query = page::after_key(
        Entity::find().find_also_related(school::Entity).limit(limit),
        Direction::Ascending,
        [Column::Id],
        filter.after.map(|id| [id.into()]),
    );
    if let Some(year) = filter.year {
        query = query.filter(Column::Year.eq(year));
    }
    if let Some(school) = filter.school {
        query = query.filter(Column::SchoolId.eq(school));
    }
    let rows = query.all(connection).await?;
    rows.into_iter()
        .map(|(item, school)| {
            let school = school.ok_or_else(|| corrupt(format!("plan item {} has no school", item.id)))?;
            Ok((item.try_into()?, school.try_into()?))
        })
        .collect()
}
