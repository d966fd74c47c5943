//! Rows of schools.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use platform::page::{self, Direction};
use platform::refusal::Failure;
use platform::search;
use proto::fact::{Ownership, SchoolType};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{Condition, DbBackend, Iterable, QueryOrder, QuerySelect, QueryTrait, Statement};
use serde::{Deserialize, Serialize};

use super::{ROWS_AT_ONCE, corrupt};
use crate::domain::{Contact, Place, School, SchoolChange, SchoolEvent, SchoolState};

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
    pub code: String,
    pub live_code: Option<String>,
    pub search_key: String,
    pub commune_id: Option<Uuid>,
    pub authority_id: Option<Uuid>,
    pub authority_name: String,
    pub authority_email: String,
    pub province_id: Option<Uuid>,
    pub principal: String,
    pub phone: String,
    pub address: String,
    pub founded_on: Option<Date>,
    pub state: String,
    pub merged_into: Option<Uuid>,
    pub history: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What happened to a school, as it is stored.
#[derive(Serialize, Deserialize)]
struct StoredEvent {
    what: StoredChange,
    on: Date,
    document: String,
    recorded_at: DateTime<Utc>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredChange {
    Renamed(String),
    Merged(Uuid),
    Absorbed(Uuid),
    Closed,
}

impl From<StoredEvent> for SchoolEvent {
    fn from(stored: StoredEvent) -> Self {
        Self {
            what: match stored.what {
                StoredChange::Renamed(previous) => SchoolChange::Renamed(previous),
                StoredChange::Merged(into) => SchoolChange::Merged(into),
                StoredChange::Absorbed(source) => SchoolChange::Absorbed(source),
                StoredChange::Closed => SchoolChange::Closed,
            },
            on: stored.on.into(),
            document: stored.document,
            recorded_at: stored.recorded_at,
        }
    }
}

impl From<&SchoolEvent> for StoredEvent {
    fn from(event: &SchoolEvent) -> Self {
        Self {
            what: match &event.what {
                SchoolChange::Renamed(previous) => StoredChange::Renamed(previous.clone()),
                SchoolChange::Merged(into) => StoredChange::Merged(*into),
                SchoolChange::Absorbed(source) => StoredChange::Absorbed(*source),
                SchoolChange::Closed => StoredChange::Closed,
            },
            on: event.on.into(),
            document: event.document.clone(),
            recorded_at: event.recorded_at,
        }
    }
}

impl TryFrom<Model> for School {
    type Error = Failure;

    fn try_from(row: Model) -> Result<Self, Failure> {
        let history: Vec<StoredEvent> = serde_json::from_value(row.history).map_err(corrupt)?;
        Ok(Self {
            school_type: SchoolType::from_str_name(&row.school_type)
                .ok_or_else(|| corrupt(&row.school_type))?,
            ownership: Ownership::from_str_name(&row.ownership).ok_or_else(|| corrupt(&row.ownership))?,
            state: row.state.parse().map_err(corrupt)?,
            history: history.into_iter().map(Into::into).collect(),
            id: row.id,
            code: row.code,
            name: row.name,
            place: Place {
                commune_id: row.commune_id,
                commune: row.commune,
                authority_id: row.authority_id,
                authority: row.authority_name,
                authority_email: row.authority_email,
                province_id: row.province_id,
            },
            contact: Contact {
                principal: row.principal,
                email: row.email,
                phone: row.phone,
                address: row.address,
            },
            founded_on: row.founded_on.map(Into::into),
            merged_into: row.merged_into,
            version: row.version,
        })
    }
}

fn row(school: &School) -> Result<ActiveModel, Failure> {
    let history: Vec<_> = school.history.iter().map(StoredEvent::from).collect();
    let (place, contact) = (&school.place, &school.contact);
    let is_there = school.state == SchoolState::Active && !school.code.is_empty();
    Ok(ActiveModel {
        id: Set(school.id),
        name: Set(school.name.clone()),
        school_type: Set(school.school_type.as_str_name().to_owned()),
        commune: Set(place.commune.clone()),
        ownership: Set(school.ownership.as_str_name().to_owned()),
        email: Set(contact.email.clone()),
        version: Set(school.version),
        code: Set(school.code.clone()),
        live_code: Set(is_there.then(|| school.code.clone())),
        search_key: Set(search::key(&[&school.name, &school.code])),
        commune_id: Set(place.commune_id),
        authority_id: Set(place.authority_id),
        authority_name: Set(place.authority.clone()),
        authority_email: Set(place.authority_email.clone()),
        province_id: Set(place.province_id),
        principal: Set(contact.principal.clone()),
        phone: Set(contact.phone.clone()),
        address: Set(contact.address.clone()),
        founded_on: Set(school.founded_on.map(Into::into)),
        state: Set(school.state.to_string()),
        merged_into: Set(school.merged_into),
        history: Set(serde_json::to_value(history).map_err(corrupt)?),
    })
}

/// The statement that keeps `schools`, all at once.
pub fn save_all(schools: &[School], backend: DbBackend) -> Result<Statement, Failure> {
    let rows = schools.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    let changed = Column::iter().filter(|column| !matches!(column, Column::Id));
    Ok(Entity::insert_many(rows)
        .on_conflict(OnConflict::column(Column::Id).update_columns(changed).to_owned())
        .build(backend))
}

/// The statements that keep `schools`, however many they are.
pub fn save_many(schools: &[School], backend: DbBackend) -> Result<Vec<Statement>, Failure> {
    let chunks = schools.chunks(ROWS_AT_ONCE);
    chunks.map(|chunk| save_all(chunk, backend)).collect()
}

/// The statement that keeps `school`.
pub fn save(school: &School, backend: DbBackend) -> Result<Statement, Failure> {
    save_all(std::slice::from_ref(school), backend)
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

/// The schools `ids`, held until the transaction ends, in no order.
pub async fn find_all_for_change(
    connection: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<Vec<School>, Failure> {
    let rows = Entity::find()
        .filter(Column::Id.is_in(ids))
        .lock_exclusive()
        .all(connection)
        .await?;
    rows.into_iter().map(School::try_from).collect()
}

/// What an entry may call a school by.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Ids.
    pub ids: Vec<Uuid>,
    /// Codes in the sector's register.
    pub codes: Vec<String>,
    /// Names.
    pub names: Vec<String>,
}

/// The schools of a province that are called by one of `names`, those that are still there last.
pub async fn called(
    connection: &impl ConnectionTrait,
    province_id: Uuid,
    names: Names,
) -> Result<Vec<School>, Failure> {
    let by_any = Condition::any()
        .add(Column::Id.is_in(names.ids))
        .add(Column::Code.is_in(names.codes))
        .add(Column::Name.is_in(names.names));
    let query = Entity::find()
        .filter(Column::ProvinceId.eq(province_id))
        .filter(by_any);
    let mut schools = every(query.all(connection).await?)?;
    schools.sort_by_key(|school| (school.state == SchoolState::Active, school.id));
    Ok(schools)
}

/// Every school of a province, whatever became of it.
pub async fn of_province(
    connection: &impl ConnectionTrait,
    province_id: Uuid,
) -> Result<Vec<School>, Failure> {
    let query = Entity::find().filter(Column::ProvinceId.eq(province_id));
    every(query.all(connection).await?)
}

/// The schools that teach and have one of `authorities` as commune or manager, by id.
pub async fn under(connection: &impl ConnectionTrait, authorities: &[Uuid]) -> Result<Vec<School>, Failure> {
    let mut found = BTreeMap::new();
    for ids in authorities.chunks(ROWS_AT_ONCE) {
        let theirs = Condition::any()
            .add(Column::CommuneId.is_in(ids.iter().copied()))
            .add(Column::AuthorityId.is_in(ids.iter().copied()));
        let query = Entity::find()
            .filter(theirs)
            .filter(Column::State.eq(SchoolState::Active.as_str()));
        let schools = every(query.all(connection).await?)?;
        found.extend(schools.into_iter().map(|school| (school.id, school)));
    }
    Ok(found.into_values().collect())
}

/// The schools that have `code`, in whatever province: those that teach at the end.
pub async fn with_code(connection: &impl ConnectionTrait, code: &str) -> Result<Vec<School>, Failure> {
    let query = Entity::find().filter(Column::Code.eq(code));
    let mut found = every(query.all(connection).await?)?;
    found.sort_by_key(|school| school.state == SchoolState::Active);
    Ok(found)
}

fn every(rows: Vec<Model>) -> Result<Vec<School>, Failure> {
    rows.into_iter().map(School::try_from).collect()
}

/// Every school of a province that is still there.
pub async fn active_of(connection: &impl ConnectionTrait, province_id: Uuid) -> Result<Vec<School>, Failure> {
    let query = Entity::find()
        .filter(Column::ProvinceId.eq(province_id))
        .filter(Column::State.eq(SchoolState::Active.as_str()));
    every(query.all(connection).await?)
}

/// What belongs to `scope`: the school itself, or those whose commune, manager or province it is.
pub fn within(scope: Uuid) -> Condition {
    Condition::any()
        .add(Column::Id.eq(scope))
        .add(Column::CommuneId.eq(scope))
        .add(Column::AuthorityId.eq(scope))
        .add(Column::ProvinceId.eq(scope))
}

/// Which schools are asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only what a caller who is confined to this school or authority may see.
    pub scope: Option<Uuid>,
    /// Only under this authority, as province, manager or commune.
    pub authority: Option<Uuid>,
    /// Only of this kind.
    pub school_type: Option<SchoolType>,
    /// Only of this ownership.
    pub ownership: Option<Ownership>,
    /// Only in this state.
    pub state: Option<SchoolState>,
    /// Words of the name or the code, as they were typed.
    pub search: String,
    /// Only those after this one.
    pub after: Option<Uuid>,
}

/// Schools by name, at most `limit`. The keys are found first, in an index that has all that is looked at in a
/// search: only the rows that are answered are read.
pub async fn list(
    connection: &impl ConnectionTrait,
    filter: Filter,
    limit: u64,
) -> Result<Vec<School>, Failure> {
    let mut query = page::after_row(
        Entity::find().select_only().column(Column::Id).limit(limit),
        Direction::Ascending,
        [Column::Name, Column::Id],
        filter.after,
    );
    for id in [filter.scope, filter.authority].into_iter().flatten() {
        query = query.filter(within(id));
    }
    if let Some(school_type) = filter.school_type {
        query = query.filter(Column::SchoolType.eq(school_type.as_str_name()));
    }
    if let Some(ownership) = filter.ownership {
        query = query.filter(Column::Ownership.eq(ownership.as_str_name()));
    }
    if let Some(state) = filter.state {
        query = query.filter(Column::State.eq(state.as_str()));
    }
    let words = search::matching(
        Column::SearchKey,
        &filter.search,
        connection.get_database_backend(),
    );
    let found = query.filter(words).into_query();
    let rows = Entity::find()
        .filter(Column::Id.in_subquery(found))
        .order_by_asc(Column::Name)
        .order_by_asc(Column::Id)
        .all(connection)
        .await?;
    every(rows)
}
