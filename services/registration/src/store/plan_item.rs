//! Rows of plan items.

use platform::page::{self, Direction};
use platform::refusal::Failure;
use platform::time::Moment;
use proto::fact::{RecognitionKind, Target};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DbBackend, Iterable, QuerySelect, QueryTrait, Statement};

use super::{corrupt, school};
use crate::domain::{ApprovedUnder, PlanItem, School};

/// Rows of one statement: far below the number of parameters that either database takes.
const ROWS_AT_ONCE: usize = 500;

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
    pub plan_id: Option<Uuid>,
    pub dossier_id: Option<Uuid>,
    pub removed: bool,
    pub amended_at: Option<Moment>,
    pub regime: Option<String>,
    pub overlay: String,
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
        let approved_under = row.regime.map(|regime| {
            Ok::<_, Failure>(ApprovedUnder {
                regime: regime.parse().map_err(corrupt)?,
                overlay: row.overlay,
            })
        });
        Ok(Self {
            kind: RecognitionKind::from_str_name(&row.kind).ok_or_else(|| corrupt(&row.kind))?,
            target: Target::from_str_name(&row.target).ok_or_else(|| corrupt(&row.target))?,
            dossier_month: row.dossier_month.parse().map_err(corrupt)?,
            registration_month: row.registration_month.parse().map_err(corrupt)?,
            approved_under: approved_under.transpose()?,
            id: row.id,
            plan_id: row.plan_id,
            school_id: row.school_id,
            year: row.year,
            dossier_id: row.dossier_id,
            dossier_completed_at: row.dossier_completed_at,
            registered_at: row.registered_at,
            removed: row.removed,
            amended_at: row.amended_at,
        })
    }
}

fn row(item: &PlanItem) -> ActiveModel {
    let law = item.approved_under.as_ref();
    ActiveModel {
        id: Set(item.id),
        school_id: Set(item.school_id),
        year: Set(item.year),
        kind: Set(item.kind.as_str_name().to_owned()),
        target: Set(item.target.as_str_name().to_owned()),
        dossier_month: Set(item.dossier_month.to_string()),
        registration_month: Set(item.registration_month.to_string()),
        dossier_completed_at: Set(item.dossier_completed_at),
        registered_at: Set(item.registered_at),
        plan_id: Set(item.plan_id),
        dossier_id: Set(item.dossier_id),
        removed: Set(item.removed),
        amended_at: Set(item.amended_at),
        regime: Set(law.map(|law| law.regime.to_string())),
        overlay: Set(law.map(|law| law.overlay.clone()).unwrap_or_default()),
    }
}

fn save_rows(items: &[PlanItem], backend: DbBackend) -> Statement {
    let changed = Column::iter().filter(|column| !matches!(column, Column::Id));
    Entity::insert_many(items.iter().map(row))
        .on_conflict(OnConflict::column(Column::Id).update_columns(changed).to_owned())
        .build(backend)
}

/// The statements that keep `items`, many rows in each.
pub fn save_all(items: &[PlanItem], backend: DbBackend) -> Vec<Statement> {
    let statements = items.chunks(ROWS_AT_ONCE);
    statements.map(|items| save_rows(items, backend)).collect()
}

/// The statement that keeps `item`.
pub fn save(item: &PlanItem, backend: DbBackend) -> Statement {
    save_rows(std::slice::from_ref(item), backend)
}

/// The statement that forgets every item of the draft `plan_id`.
pub fn clear(plan_id: Uuid, backend: DbBackend) -> Statement {
    Entity::delete_many()
        .filter(Column::PlanId.eq(plan_id))
        .filter(Column::Regime.is_null())
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

/// The items of the plan `plan_id` with those that were taken out, with their schools, in the order of their ids.
pub async fn of_plan(
    connection: &impl ConnectionTrait,
    plan_id: Uuid,
) -> Result<Vec<(PlanItem, School)>, Failure> {
    let rows = Entity::find()
        .filter(Column::PlanId.eq(plan_id))
        .find_also_related(school::Entity)
        .all(connection)
        .await?;
    let mut items = with_schools(rows)?;
    items.sort_by_key(|(item, _)| item.id);
    Ok(items)
}

/// The items of the plan `plan_id`, held until the transaction ends, in the order of their ids.
pub async fn of_plan_for_change(
    connection: &impl ConnectionTrait,
    plan_id: Uuid,
) -> Result<Vec<PlanItem>, Failure> {
    let rows = Entity::find()
        .filter(Column::PlanId.eq(plan_id))
        .lock_exclusive()
        .all(connection)
        .await?;
    let items: Result<Vec<PlanItem>, Failure> = rows.into_iter().map(PlanItem::try_from).collect();
    let mut items = items?;
    items.sort_by_key(|item| item.id);
    Ok(items)
}

/// Which items are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Only of this year.
    pub year: Option<i32>,
    /// Only of this plan.
    pub plan: Option<Uuid>,
    /// Only what a caller who is confined to this school or authority may see.
    pub scope: Option<Uuid>,
    /// Only those whose plan was approved.
    pub approved_only: bool,
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
    if let Some(plan) = filter.plan {
        query = query.filter(Column::PlanId.eq(plan));
    }
    if let Some(scope) = filter.scope {
        query = query.filter(school::within(scope));
    }
    if filter.approved_only {
        query = query.filter(Column::Regime.is_not_null());
    }
    with_schools(query.all(connection).await?)
}

fn with_schools(rows: Vec<(Model, Option<school::Model>)>) -> Result<Vec<(PlanItem, School)>, Failure> {
    rows.into_iter()
        .map(|(item, school)| {
            let school = school.ok_or_else(|| corrupt(format!("plan item {} has no school", item.id)))?;
            Ok((item.try_into()?, school.try_into()?))
        })
        .collect()
}
