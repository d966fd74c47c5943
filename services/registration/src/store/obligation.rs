//! Rows of yearly obligations.

use std::collections::HashSet;

use form::ReportFile;
use platform::page::{self, Direction};
use platform::refusal::Failure;
use platform::time::Moment;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, OnConflict};
use sea_orm::{
    Condition, DbBackend, FromQueryResult, JoinType, QueryOrder, QuerySelect, QueryTrait, RelationTrait,
    Statement,
};
use serde::{Deserialize, Serialize};

use super::{authority, corrupt, school};
use crate::domain::{Authority, Holder, HolderId, Obligation, School};

/// Rows of one statement: far below the number of parameters that either database takes.
const ROWS_AT_ONCE: usize = 1_000;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "obligations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub province_id: Uuid,
    pub limit_id: String,
    pub overlay: String,
    pub regime: String,
    pub year: i32,
    pub school_id: Option<Uuid>,
    pub authority_id: Option<Uuid>,
    pub due_before: Date,
    pub report: Option<Json>,
    pub summary: String,
    pub fulfilled_at: Option<Moment>,
    pub lifted_at: Option<Moment>,
    pub version: i64,
}

/// An obligation is of a school or of an authority.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "school::Entity",
        from = "Column::SchoolId",
        to = "school::Column::Id"
    )]
    School,
    #[sea_orm(
        belongs_to = "authority::Entity",
        from = "Column::AuthorityId",
        to = "authority::Column::Id"
    )]
    Authority,
}

impl ActiveModelBehavior for ActiveModel {}

/// A report, as it is stored.
#[derive(Serialize, Deserialize)]
struct StoredReport {
    file_name: String,
    sha256: String,
    size: u64,
}

impl TryFrom<Model> for Obligation {
    type Error = Failure;

    fn try_from(row: Model) -> Result<Self, Failure> {
        let holder = match (row.school_id, row.authority_id) {
            (Some(school), None) => HolderId::School(school),
            (None, Some(authority)) => HolderId::Authority(authority),
            _ => return Err(corrupt(format!("obligation {} has not one holder", row.id))),
        };
        let report = row.report.map(serde_json::from_value::<StoredReport>);
        Ok(Self {
            regime: row.regime.parse().map_err(corrupt)?,
            report: report.transpose().map_err(corrupt)?.map(|stored| ReportFile {
                file_name: stored.file_name,
                sha256: stored.sha256,
                size: stored.size,
            }),
            holder,
            id: row.id,
            province_id: row.province_id,
            limit: row.limit_id,
            overlay: row.overlay,
            year: row.year,
            due_before: row.due_before.into(),
            summary: row.summary,
            fulfilled_at: row.fulfilled_at,
            lifted_at: row.lifted_at,
            version: row.version,
        })
    }
}

fn row(obligation: &Obligation) -> Result<ActiveModel, Failure> {
    let report = obligation.report.as_ref().map(|report| StoredReport {
        file_name: report.file_name.clone(),
        sha256: report.sha256.clone(),
        size: report.size,
    });
    let (school, authority) = match obligation.holder {
        HolderId::School(school) => (Some(school), None),
        HolderId::Authority(authority) => (None, Some(authority)),
    };
    Ok(ActiveModel {
        id: Set(obligation.id),
        province_id: Set(obligation.province_id),
        limit_id: Set(obligation.limit.clone()),
        overlay: Set(obligation.overlay.clone()),
        regime: Set(obligation.regime.to_string()),
        year: Set(obligation.year),
        school_id: Set(school),
        authority_id: Set(authority),
        due_before: Set(obligation.due_before.into()),
        report: Set(report.map(serde_json::to_value).transpose().map_err(corrupt)?),
        summary: Set(obligation.summary.clone()),
        fulfilled_at: Set(obligation.fulfilled_at),
        lifted_at: Set(obligation.lifted_at),
        version: Set(obligation.version),
    })
}

/// The statements that keep `obligations`, many rows in each.
pub fn save_all(obligations: &[Obligation], backend: DbBackend) -> Result<Vec<Statement>, Failure> {
    let changed = [
        Column::Report,
        Column::Summary,
        Column::FulfilledAt,
        Column::LiftedAt,
        Column::Version,
    ];
    let statement = |obligations: &[Obligation]| {
        let rows = obligations.iter().map(row).collect::<Result<Vec<_>, _>>()?;
        Ok(Entity::insert_many(rows)
            .on_conflict(OnConflict::column(Column::Id).update_columns(changed).to_owned())
            .build(backend))
    };
    obligations.chunks(ROWS_AT_ONCE).map(statement).collect()
}

/// The statements that keep `obligation`.
pub fn save(obligation: &Obligation, backend: DbBackend) -> Result<Vec<Statement>, Failure> {
    save_all(std::slice::from_ref(obligation), backend)
}

/// The obligation `id`, held until the transaction ends.
pub async fn find_for_change(
    connection: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<Obligation>, Failure> {
    let found = Entity::find_by_id(id).lock_exclusive().one(connection).await?;
    found.map(Obligation::try_from).transpose()
}

/// What the school owes under `limit` in `year`, held until the transaction ends; nothing when it was not opened.
pub async fn find_of_school(
    connection: &impl ConnectionTrait,
    limit: &str,
    school_id: Uuid,
    year: i32,
) -> Result<Option<Obligation>, Failure> {
    find_for_change(connection, Obligation::id_of(limit, school_id, year)).await
}

/// What the schools and authorities `holders` still owe, by the day it is due, held until the transaction ends.
pub async fn open_of(
    connection: &impl ConnectionTrait,
    holders: &[Uuid],
) -> Result<Vec<Obligation>, Failure> {
    if holders.is_empty() {
        return Ok(Vec::new());
    }
    let ids = || holders.iter().copied();
    let found = Entity::find()
        .filter(open())
        .filter(Column::SchoolId.is_in(ids()).or(Column::AuthorityId.is_in(ids())))
        .order_by_asc(Column::DueBefore)
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(connection)
        .await?;
    found.into_iter().map(Obligation::try_from).collect()
}

/// What is neither fulfilled nor lifted.
fn open() -> Condition {
    Condition::all()
        .add(Column::FulfilledAt.is_null())
        .add(Column::LiftedAt.is_null())
}

/// Who owes something, as it stands now.
pub enum Debtor {
    /// A school.
    School(Box<School>),
    /// An authority.
    Authority(Box<Authority>),
}

impl Debtor {
    /// The holder, as the rules see it.
    pub fn holder(&self) -> Holder<'_> {
        match self {
            Self::School(school) => Holder::School(school),
            Self::Authority(authority) => Holder::Authority(authority),
        }
    }
}

/// Who owes `obligation`.
pub async fn debtor(connection: &impl ConnectionTrait, obligation: &Obligation) -> Result<Debtor, Failure> {
    let found = match obligation.holder {
        HolderId::School(id) => school::find(connection, id)
            .await?
            .map(|school| Debtor::School(Box::new(school))),
        HolderId::Authority(id) => authority::find(connection, id)
            .await?
            .map(|authority| Debtor::Authority(Box::new(authority))),
    };
    found.ok_or_else(|| corrupt(format!("obligation {} has no holder", obligation.id)))
}

/// The ids of what is open or fulfilled in a province and year.
pub async fn ids_of_year(
    connection: &impl ConnectionTrait,
    province_id: Uuid,
    year: i32,
) -> Result<HashSet<Uuid>, Failure> {
    let ids = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::ProvinceId.eq(province_id))
        .filter(Column::Year.eq(year))
        .into_tuple::<Uuid>()
        .all(connection)
        .await?;
    Ok(ids.into_iter().collect())
}

/// What belongs to `scope`: the holder's own, that of the schools under it, and of the communes under a district.
fn within(scope: Uuid) -> Condition {
    let beneath = authority::Column::ParentId.eq(scope);
    Condition::any()
        .add(Column::ProvinceId.eq(scope))
        .add(Column::AuthorityId.eq(scope))
        .add(beneath)
        .add(school::within(scope))
}

/// Which obligations are asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only this one.
    pub id: Option<Uuid>,
    /// Only what a caller who is confined to this school or authority may see.
    pub scope: Option<Uuid>,
    /// Only of this year.
    pub year: Option<i32>,
    /// Only under this limit.
    pub limit: Option<String>,
    /// Only of this school or authority.
    pub holder: Option<Uuid>,
    /// Only those that are neither fulfilled nor lifted.
    pub open_only: bool,
    /// Only those after this one.
    pub after: Option<Uuid>,
}

/// An obligation with its holder's name.
#[derive(FromQueryResult)]
struct Named {
    #[sea_orm(nested)]
    obligation: Model,
    school_name: Option<String>,
    authority_name: Option<String>,
}

/// Obligations by the day they are due, with their holders' names, at most `limit`.
pub async fn list(
    connection: &impl ConnectionTrait,
    filter: Filter,
    limit: u64,
) -> Result<Vec<(Obligation, String)>, Failure> {
    let columns = [Column::DueBefore, Column::Id];
    let query = Entity::find()
        .join(JoinType::LeftJoin, Relation::School.def())
        .join(JoinType::LeftJoin, Relation::Authority.def())
        .column_as(school::Column::Name, "school_name")
        .column_as(authority::Column::Name, "authority_name")
        .limit(limit);
    let mut query = page::after_row(query, Direction::Ascending, columns, filter.after);
    if let Some(id) = filter.id {
        query = query.filter(Column::Id.eq(id));
    }
    if let Some(scope) = filter.scope {
        query = query.filter(within(scope));
    }
    if let Some(year) = filter.year {
        query = query.filter(Column::Year.eq(year));
    }
    if let Some(limit) = filter.limit {
        query = query.filter(Column::LimitId.eq(limit));
    }
    if let Some(holder) = filter.holder {
        query = query.filter(Column::SchoolId.eq(holder).or(Column::AuthorityId.eq(holder)));
    }
    if filter.open_only {
        query = query.filter(open());
    }
    let rows = query.into_model::<Named>().all(connection).await?;
    rows.into_iter()
        .map(|row| {
            let name = row.school_name.or(row.authority_name).unwrap_or_default();
            Ok((row.obligation.try_into()?, name))
        })
        .collect()
}
