//! Rows of dossiers, and their numbers.

use calendar::Day;
use chrono::{DateTime, Utc};
use platform::page::{self, Direction};
use platform::refusal::Failure;
use platform::time::Moment;
use proto::fact::{RecognitionKind, Target};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, LockType, OnConflict};
use sea_orm::{DbBackend, QuerySelect, QueryTrait, Statement};
use serde::{Deserialize, Serialize};

use super::{corrupt, school};
use crate::domain::{Dossier, DossierNumber, DossierState, StateChange};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dossiers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub number: Option<String>,
    pub school_id: Uuid,
    pub plan_item: Option<Uuid>,
    pub kind: String,
    pub target: String,
    pub regime: Option<String>,
    pub overlay: String,
    pub state: String,
    pub history: Json,
    pub defects: Json,
    pub reason: String,
    pub prepared_at: Moment,
    pub version: i64,
}

/// A dossier is of a school.
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

/// One change of state, as it is stored.
#[derive(Serialize, Deserialize)]
struct StoredChange {
    state: String,
    at: DateTime<Utc>,
}

fn state(row: (Model, Option<school::Model>)) -> Result<Dossier, Failure> {
    let (row, school) = row;
    let school = school.ok_or_else(|| corrupt(format!("dossier {} has no school", row.id)))?;
    let history: Vec<StoredChange> = serde_json::from_value(row.history).map_err(corrupt)?;
    let change = |stored: StoredChange| {
        Ok::<_, Failure>(StateChange {
            state: stored.state.parse().map_err(corrupt)?,
            at: stored.at,
        })
    };
    Ok(Dossier {
        number: row
            .number
            .as_deref()
            .map(str::parse::<DossierNumber>)
            .transpose()
            .map_err(corrupt)?,
        school: school.try_into()?,
        kind: RecognitionKind::from_str_name(&row.kind).ok_or_else(|| corrupt(&row.kind))?,
        target: Target::from_str_name(&row.target).ok_or_else(|| corrupt(&row.target))?,
        regime: row
            .regime
            .as_deref()
            .map(str::parse)
            .transpose()
            .map_err(corrupt)?,
        history: history.into_iter().map(change).collect::<Result<_, _>>()?,
        defects: serde_json::from_value(row.defects).map_err(corrupt)?,
        id: row.id,
        plan_item: row.plan_item,
        overlay: row.overlay,
        reason: row.reason,
        version: row.version,
    })
}

/// The statement that keeps `dossier`.
pub fn save(dossier: &Dossier, backend: DbBackend) -> Result<Statement, Failure> {
    let history: Vec<_> = dossier
        .history
        .iter()
        .map(|change| StoredChange {
            state: change.state.to_string(),
            at: change.at,
        })
        .collect();
    let row = ActiveModel {
        id: Set(dossier.id),
        number: Set(dossier.number.as_ref().map(ToString::to_string)),
        school_id: Set(dossier.school.id),
        plan_item: Set(dossier.plan_item),
        kind: Set(dossier.kind.as_str_name().to_owned()),
        target: Set(dossier.target.as_str_name().to_owned()),
        regime: Set(dossier.regime.map(|regime| regime.to_string())),
        overlay: Set(dossier.overlay.clone()),
        state: Set(dossier.state().to_string()),
        history: Set(serde_json::to_value(history).map_err(corrupt)?),
        defects: Set(serde_json::to_value(&dossier.defects).map_err(corrupt)?),
        reason: Set(dossier.reason.clone()),
        prepared_at: Set(dossier.prepared_at()),
        version: Set(dossier.version),
    };
    let changed = [
        Column::Number,
        Column::Regime,
        Column::State,
        Column::History,
        Column::Defects,
        Column::Reason,
        Column::Version,
    ];
    Ok(Entity::insert(row)
        .on_conflict(OnConflict::column(Column::Id).update_columns(changed).to_owned())
        .build(backend))
}

/// The dossier `id`, held until the transaction ends.
pub async fn find_for_change(
    connection: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<Dossier>, Failure> {
    let mut query = Entity::find_by_id(id).find_also_related(school::Entity);
    // Only the dossier is held: others of the same school go on.
    QuerySelect::query(&mut query).lock_with_tables(LockType::Update, [Entity]);
    query.one(connection).await?.map(state).transpose()
}

/// The dossier with this id.
pub async fn find(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Dossier>, Failure> {
    let found = Entity::find_by_id(id)
        .find_also_related(school::Entity)
        .one(connection)
        .await?;
    found.map(state).transpose()
}

/// The dossier with this number.
pub async fn find_by_number(
    connection: &impl ConnectionTrait,
    number: &DossierNumber,
) -> Result<Option<Dossier>, Failure> {
    let query = Entity::find()
        .filter(Column::Number.eq(number.as_str()))
        .find_also_related(school::Entity);
    query.one(connection).await?.map(state).transpose()
}

/// Which dossiers are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Only in this state.
    pub state: Option<DossierState>,
    /// Only what a caller who is confined to this school or authority may see.
    pub scope: Option<Uuid>,
    /// Only of this school.
    pub school: Option<Uuid>,
    /// Only those before this dossier.
    pub after: Option<Uuid>,
}

/// Dossiers, newest first, at most `limit`.
pub async fn list(
    connection: &impl ConnectionTrait,
    filter: Filter,
    limit: u64,
) -> Result<Vec<Dossier>, Failure> {
    let mut query = page::after_row(
        Entity::find().find_also_related(school::Entity).limit(limit),
        Direction::Descending,
        [Column::PreparedAt, Column::Id],
        filter.after,
    );
    if let Some(state) = filter.state {
        query = query.filter(Column::State.eq(state.as_str()));
    }
    if let Some(school) = filter.school {
        query = query.filter(Column::SchoolId.eq(school));
    }
    if let Some(scope) = filter.scope {
        query = query.filter(school::within(scope));
    }
    query.all(connection).await?.into_iter().map(state).collect()
}

/// The numbers given so far, by agency and day.
mod numbers {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "dossier_numbers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_code: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub day: Date,
        pub last: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The next number of `agency_code` on `day`. It is taken in the caller's transaction: a command that is
/// refused leaves no gap.
pub async fn next_number(
    connection: &impl ConnectionTrait,
    agency_code: &str,
    day: Day,
) -> Result<DossierNumber, Failure> {
    use numbers::Column;
    let first = numbers::ActiveModel {
        agency_code: Set(agency_code.to_owned()),
        day: Set(day.into()),
        last: Set(1),
    };
    let next = Expr::col((numbers::Entity, Column::Last)).add(1);
    let given = numbers::Entity::insert(first)
        .on_conflict(
            OnConflict::columns([Column::AgencyCode, Column::Day])
                .value(Column::Last, next)
                .to_owned(),
        )
        .exec_with_returning(connection)
        .await?;
    Ok(DossierNumber::new(agency_code, day, given.last))
}
