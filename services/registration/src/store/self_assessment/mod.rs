//! Rows of self-assessments.

use platform::page::{self, Direction};
use platform::refusal::Failure;
use platform::time::Moment;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{LockType, OnConflict};
use sea_orm::{DbBackend, Iterable, QuerySelect, QueryTrait, Statement};

use super::{corrupt, school};
use crate::domain::{Conclusion, SchoolYear, SelfAssessment};

mod stored;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "self_assessments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub school_id: Uuid,
    pub school_year: String,
    pub regime: String,
    pub state: String,
    pub council: Option<Json>,
    pub results: Json,
    pub concluded_level: Option<i32>,
    pub reason: String,
    pub report: Option<Json>,
    pub improvement: Json,
    pub reviews: Json,
    pub opened_at: Moment,
    pub completed_at: Option<Moment>,
    pub version: i64,
}

/// A self-assessment is of a school.
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

fn state(row: (Model, Option<school::Model>)) -> Result<SelfAssessment, Failure> {
    let (row, school) = row;
    let school = school.ok_or_else(|| corrupt(format!("self-assessment {} has no school", row.id)))?;
    let conclusion = match (row.concluded_level, row.report, row.completed_at) {
        (Some(level), Some(report), Some(at)) => Some(Conclusion {
            level: u32::try_from(level).map_err(corrupt)?,
            reason: row.reason,
            report: stored::report(report)?,
            at,
        }),
        (None, None, None) => None,
        _ => return Err(corrupt(format!("self-assessment {} is half concluded", row.id))),
    };
    Ok(SelfAssessment {
        id: row.id,
        school: school.try_into()?,
        school_year: row.school_year.parse().map_err(corrupt)?,
        regime: row.regime.parse().map_err(corrupt)?,
        council: row.council.map(stored::council).transpose()?,
        results: stored::results(row.results)?,
        conclusion,
        improvement: stored::improvement(row.improvement)?,
        reviews: stored::reviews(row.reviews)?,
        opened_at: row.opened_at,
        version: row.version,
    })
}

/// The statement that keeps `assessment`.
pub fn save(assessment: &SelfAssessment, backend: DbBackend) -> Result<Statement, Failure> {
    let conclusion = assessment.conclusion.as_ref();
    let level = conclusion.map(|conclusion| i32::try_from(conclusion.level).map_err(corrupt));
    let report = conclusion.map(|conclusion| stored::of_report(&conclusion.report));
    let council = assessment.council.as_ref().map(stored::of_council);
    let row = ActiveModel {
        id: Set(assessment.id),
        school_id: Set(assessment.school.id),
        school_year: Set(assessment.school_year.to_string()),
        regime: Set(assessment.regime.to_string()),
        state: Set(if conclusion.is_some() { "completed" } else { "open" }.to_owned()),
        council: Set(council.transpose()?),
        results: Set(stored::of_results(&assessment.results)?),
        concluded_level: Set(level.transpose()?),
        reason: Set(conclusion
            .map(|conclusion| conclusion.reason.clone())
            .unwrap_or_default()),
        report: Set(report.transpose()?),
        improvement: Set(stored::of_improvement(&assessment.improvement)?),
        reviews: Set(stored::of_reviews(&assessment.reviews)?),
        opened_at: Set(assessment.opened_at),
        completed_at: Set(conclusion.map(|conclusion| conclusion.at)),
        version: Set(assessment.version),
    };
    let changed = Column::iter().filter(|column| !matches!(column, Column::Id));
    Ok(Entity::insert(row)
        .on_conflict(OnConflict::column(Column::Id).update_columns(changed).to_owned())
        .build(backend))
}

/// The self-assessment `id`.
pub async fn find(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<SelfAssessment>, Failure> {
    let found = Entity::find_by_id(id)
        .find_also_related(school::Entity)
        .one(connection)
        .await?;
    found.map(state).transpose()
}

/// The self-assessment `id`, held until the transaction ends.
pub async fn find_for_change(
    connection: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<SelfAssessment>, Failure> {
    let mut query = Entity::find_by_id(id).find_also_related(school::Entity);
    // Only the self-assessment is held: others of the same school go on.
    QuerySelect::query(&mut query).lock_with_tables(LockType::Update, [Entity]);
    query.one(connection).await?.map(state).transpose()
}

/// Whether the school has one of that school year.
pub async fn is_there(
    connection: &impl ConnectionTrait,
    school_id: Uuid,
    school_year: &str,
) -> Result<bool, Failure> {
    let found = Entity::find()
        .filter(Column::SchoolId.eq(school_id))
        .filter(Column::SchoolYear.eq(school_year))
        .one(connection)
        .await?;
    Ok(found.is_some())
}

/// Which self-assessments are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Only what a caller who is confined to this school or authority may see.
    pub scope: Option<Uuid>,
    /// Only of this school.
    pub school: Option<Uuid>,
    /// Only of this school year.
    pub school_year: Option<SchoolYear>,
    /// Only those before this one.
    pub after: Option<Uuid>,
}

/// Self-assessments, newest first, at most `limit`.
pub async fn list(
    connection: &impl ConnectionTrait,
    filter: Filter,
    limit: u64,
) -> Result<Vec<SelfAssessment>, Failure> {
    let mut query = page::after_row(
        Entity::find().find_also_related(school::Entity).limit(limit),
        Direction::Descending,
        [Column::OpenedAt, Column::Id],
        filter.after,
    );
    if let Some(school) = filter.school {
        query = query.filter(Column::SchoolId.eq(school));
    }
    if let Some(school_year) = filter.school_year {
        query = query.filter(Column::SchoolYear.eq(school_year.to_string()));
    }
    if let Some(scope) = filter.scope {
        query = query.filter(school::within(scope));
    }
    query.all(connection).await?.into_iter().map(state).collect()
}
