//! Rows of reviewers.

use calendar::Day;
use platform::page::{self, Direction};
use platform::refusal::Failure;
use platform::search;
use proto::fact::SchoolType;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr, OnConflict};
use sea_orm::{Condition, DbBackend, Iterable, QueryOrder, QuerySelect, QueryTrait, Statement};
use serde::{Deserialize, Serialize};

use super::{ROWS_AT_ONCE, corrupt, read_list, stored_list};
use crate::domain::{self, Absence, Post, RelationKind, Retirement, Reviewer, Training};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reviewers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub code: String,
    pub live_code: Option<String>,
    pub search_key: String,
    pub name: String,
    pub email: String,
    pub phone: String,
    pub commune: String,
    pub in_sector_since: Date,
    pub training: Option<Json>,
    pub other_department: Option<String>,
    pub fields: Json,
    pub levels: Json,
    pub career: Json,
    pub relations: Json,
    pub absences: Json,
    pub most_schools: Option<i32>,
    pub retired_on: Option<Date>,
    pub retirement_reason: String,
    pub province_id: Option<Uuid>,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

#[derive(Serialize, Deserialize)]
struct StoredTraining {
    certificate_number: String,
    completed_on: Day,
}

#[derive(Serialize, Deserialize)]
struct StoredPost {
    school: Option<Uuid>,
    employer: String,
    position: String,
    from: Day,
    until: Option<Day>,
}

#[derive(Serialize, Deserialize)]
struct StoredRelation {
    school: Uuid,
    kind: StoredKind,
    note: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredKind {
    Relative,
    Advised,
}

#[derive(Serialize, Deserialize)]
struct StoredAbsence {
    from: Day,
    until: Day,
    reason: String,
}

impl From<&Training> for StoredTraining {
    fn from(training: &Training) -> Self {
        Self {
            certificate_number: training.certificate_number.clone(),
            completed_on: training.completed_on,
        }
    }
}

impl From<StoredTraining> for Training {
    fn from(stored: StoredTraining) -> Self {
        Self {
            certificate_number: stored.certificate_number,
            completed_on: stored.completed_on,
        }
    }
}

impl From<&Post> for StoredPost {
    fn from(post: &Post) -> Self {
        Self {
            school: post.school,
            employer: post.employer.clone(),
            position: post.position.clone(),
            from: post.from,
            until: post.until,
        }
    }
}

impl From<StoredPost> for Post {
    fn from(stored: StoredPost) -> Self {
        Self {
            school: stored.school,
            employer: stored.employer,
            position: stored.position,
            from: stored.from,
            until: stored.until,
        }
    }
}

impl From<&domain::Relation> for StoredRelation {
    fn from(relation: &domain::Relation) -> Self {
        Self {
            school: relation.school,
            kind: match relation.kind {
                RelationKind::Relative => StoredKind::Relative,
                RelationKind::Advised => StoredKind::Advised,
            },
            note: relation.note.clone(),
        }
    }
}

impl From<StoredRelation> for domain::Relation {
    fn from(stored: StoredRelation) -> Self {
        Self {
            school: stored.school,
            kind: match stored.kind {
                StoredKind::Relative => RelationKind::Relative,
                StoredKind::Advised => RelationKind::Advised,
            },
            note: stored.note,
        }
    }
}

impl From<&Absence> for StoredAbsence {
    fn from(absence: &Absence) -> Self {
        Self {
            from: absence.from,
            until: absence.until,
            reason: absence.reason.clone(),
        }
    }
}

impl From<StoredAbsence> for Absence {
    fn from(stored: StoredAbsence) -> Self {
        Self {
            from: stored.from,
            until: stored.until,
            reason: stored.reason,
        }
    }
}

impl TryFrom<Model> for Reviewer {
    type Error = Failure;

    fn try_from(row: Model) -> Result<Self, Failure> {
        let level = |name: String| SchoolType::from_str_name(&name).ok_or_else(|| corrupt(&name));
        let training: Option<StoredTraining> = row
            .training
            .map(serde_json::from_value)
            .transpose()
            .map_err(corrupt)?;
        let reason = row.retirement_reason;
        Ok(Self {
            id: row.id,
            code: row.code,
            name: row.name,
            email: row.email,
            phone: row.phone,
            commune: row.commune,
            in_sector_since: row.in_sector_since.into(),
            training: training.map(Training::from),
            other_department: row.other_department,
            fields: serde_json::from_value(row.fields).map_err(corrupt)?,
            levels: read_list(row.levels, level)?,
            career: read_list(row.career, |stored: StoredPost| Ok(stored.into()))?,
            relations: read_list(row.relations, |stored: StoredRelation| Ok(stored.into()))?,
            absences: read_list(row.absences, |stored: StoredAbsence| Ok(stored.into()))?,
            most_schools: row.most_schools.map(u32::try_from).transpose().map_err(corrupt)?,
            retirement: row.retired_on.map(|on| Retirement {
                on: on.into(),
                reason,
            }),
            province_id: row.province_id,
            version: row.version,
        })
    }
}

fn row(reviewer: &Reviewer) -> Result<ActiveModel, Failure> {
    let training = reviewer.training.as_ref().map(StoredTraining::from);
    let retirement = reviewer.retirement.as_ref();
    let is_listed = retirement.is_none() && !reviewer.code.is_empty();
    let levels: Vec<_> = reviewer.levels.iter().map(SchoolType::as_str_name).collect();
    Ok(ActiveModel {
        id: Set(reviewer.id),
        code: Set(reviewer.code.clone()),
        live_code: Set(is_listed.then(|| reviewer.code.clone())),
        search_key: Set(search::key(&[&reviewer.name, &reviewer.code])),
        name: Set(reviewer.name.clone()),
        email: Set(reviewer.email.clone()),
        phone: Set(reviewer.phone.clone()),
        commune: Set(reviewer.commune.clone()),
        in_sector_since: Set(reviewer.in_sector_since.into()),
        training: Set(training.map(serde_json::to_value).transpose().map_err(corrupt)?),
        other_department: Set(reviewer.other_department.clone()),
        fields: Set(serde_json::to_value(&reviewer.fields).map_err(corrupt)?),
        levels: Set(serde_json::to_value(levels).map_err(corrupt)?),
        career: Set(stored_list(&reviewer.career, StoredPost::from)?),
        relations: Set(stored_list(&reviewer.relations, StoredRelation::from)?),
        absences: Set(stored_list(&reviewer.absences, StoredAbsence::from)?),
        most_schools: Set(reviewer
            .most_schools
            .map(i32::try_from)
            .transpose()
            .map_err(corrupt)?),
        retired_on: Set(retirement.map(|retirement| retirement.on.into())),
        retirement_reason: Set(retirement
            .map(|retirement| retirement.reason.clone())
            .unwrap_or_default()),
        province_id: Set(reviewer.province_id),
        version: Set(reviewer.version),
    })
}

/// The statement that keeps `reviewers`, all at once.
fn save_all(reviewers: &[Reviewer], backend: DbBackend) -> Result<Statement, Failure> {
    let rows = reviewers.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    let changed = Column::iter().filter(|column| !matches!(column, Column::Id | Column::ProvinceId));
    let kept = OnConflict::column(Column::Id).update_columns(changed).to_owned();
    Ok(Entity::insert_many(rows).on_conflict(kept).build(backend))
}

/// The statements that keep `reviewers`, however many they are.
pub fn save_many(reviewers: &[Reviewer], backend: DbBackend) -> Result<Vec<Statement>, Failure> {
    let chunks = reviewers.chunks(ROWS_AT_ONCE);
    chunks.map(|chunk| save_all(chunk, backend)).collect()
}

/// The statement that keeps `reviewer`.
pub fn save(reviewer: &Reviewer, backend: DbBackend) -> Result<Statement, Failure> {
    save_all(std::slice::from_ref(reviewer), backend)
}

/// The reviewers that someone confined to `scope` may see: those of that province, or all.
fn seen(scope: Option<Uuid>) -> Select<Entity> {
    match scope {
        Some(province) => Entity::find().filter(Column::ProvinceId.eq(province)),
        None => Entity::find(),
    }
}

fn every(rows: Vec<Model>) -> Result<Vec<Reviewer>, Failure> {
    rows.into_iter().map(Reviewer::try_from).collect()
}

/// The reviewer `id`.
pub async fn find(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Reviewer>, Failure> {
    let row = Entity::find_by_id(id).one(connection).await?;
    row.map(Reviewer::try_from).transpose()
}

/// The reviewer `id`, held until the transaction ends.
pub async fn find_for_change(
    connection: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<Reviewer>, Failure> {
    let row = Entity::find_by_id(id).lock_exclusive().one(connection).await?;
    row.map(Reviewer::try_from).transpose()
}

/// The reviewers `ids`, in no order; only those of the province `scope`, if one is given.
pub async fn find_all(
    connection: &impl ConnectionTrait,
    scope: Option<Uuid>,
    ids: Vec<Uuid>,
) -> Result<Vec<Reviewer>, Failure> {
    every(seen(scope).filter(Column::Id.is_in(ids)).all(connection).await?)
}

/// Those on the list who have `code`, in whatever province.
pub async fn with_code(connection: &impl ConnectionTrait, code: &str) -> Result<Vec<Reviewer>, Failure> {
    let query = Entity::find().filter(Column::LiveCode.eq(code));
    every(query.all(connection).await?)
}

/// Everyone on the list of the province, or of none.
pub async fn listed(
    connection: &impl ConnectionTrait,
    province: Option<Uuid>,
) -> Result<Vec<Reviewer>, Failure> {
    let of = match province {
        Some(province) => Column::ProvinceId.eq(province),
        None => Column::ProvinceId.is_null(),
    };
    let query = Entity::find().filter(of).filter(Column::RetiredOn.is_null());
    every(query.all(connection).await?)
}

/// Which reviewers are asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only those of this province.
    pub scope: Option<Uuid>,
    /// Words of the name or the code, as they were typed.
    pub search: String,
    /// Only those who can review this kind of school.
    pub level: Option<SchoolType>,
    /// Also those who are off the list.
    pub with_retired: bool,
    /// Only those after this one.
    pub after: Option<Uuid>,
}

/// Reviewers by name, at most `limit`. The keys are found first, in an index that has all that is looked at in a
/// search: only the rows that are answered are read.
pub async fn list(
    connection: &impl ConnectionTrait,
    filter: Filter,
    limit: u64,
) -> Result<Vec<Reviewer>, Failure> {
    let backend = connection.get_database_backend();
    let columns = [Column::Name, Column::Id];
    let query = seen(filter.scope).select_only().column(Column::Id).limit(limit);
    let mut query = page::after_row(query, Direction::Ascending, columns, filter.after)
        .filter(search::matching(Column::SearchKey, &filter.search, backend));
    if let Some(level) = filter.level {
        query = query.filter(reviews(level));
    }
    if !filter.with_retired {
        query = query.filter(Column::RetiredOn.is_null());
    }
    let rows = Entity::find()
        .filter(Column::Id.in_subquery(query.into_query()))
        .order_by_asc(Column::Name)
        .order_by_asc(Column::Id)
        .all(connection)
        .await?;
    every(rows)
}

/// What holds for someone who can review schools of the kind `level`: its name, quoted, stands in the list that is
/// kept as text. No name holds another with its quotes.
fn reviews(level: SchoolType) -> Condition {
    let kept = Expr::col(Column::Levels).cast_as("text");
    let quoted = format!("%\"{}\"%", level.as_str_name());
    Condition::all().add(kept.like(LikeExpr::new(quoted)))
}
