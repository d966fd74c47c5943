//! Rows of authorities.

use platform::page::{self, Direction};
use platform::refusal::Failure;
use platform::search;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, OnConflict};
use sea_orm::{Condition, DbBackend, QuerySelect, QueryTrait, Statement};

use super::{ROWS_AT_ONCE, corrupt};
use crate::domain::{Authority, AuthorityKind};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "authorities")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub province_id: Uuid,
    pub parent_id: Option<Uuid>,
    pub kind: String,
    pub name: String,
    pub search_key: String,
    pub code: String,
    pub live_code: Option<String>,
    pub old_code: String,
    pub valid_from: Option<Date>,
    pub valid_until: Option<Date>,
    pub successors: Json,
    pub email: String,
    pub overlay: String,
    pub end_document: String,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for Authority {
    type Error = Failure;

    fn try_from(row: Model) -> Result<Self, Failure> {
        Ok(Self {
            kind: row.kind.parse().map_err(corrupt)?,
            successors: serde_json::from_value(row.successors).map_err(corrupt)?,
            id: row.id,
            province_id: row.province_id,
            parent_id: row.parent_id,
            name: row.name,
            code: row.code,
            old_code: row.old_code,
            valid_from: row.valid_from.map(Into::into),
            valid_until: row.valid_until.map(Into::into),
            email: row.email,
            overlay: row.overlay,
            end_document: row.end_document,
            version: row.version,
        })
    }
}

fn row(authority: &Authority) -> Result<ActiveModel, Failure> {
    let lasts = authority.valid_until.is_none();
    Ok(ActiveModel {
        id: Set(authority.id),
        province_id: Set(authority.province_id),
        parent_id: Set(authority.parent_id),
        kind: Set(authority.kind.to_string()),
        name: Set(authority.name.clone()),
        search_key: Set(search::key(&[
            &authority.name,
            &authority.code,
            &authority.old_code,
        ])),
        code: Set(authority.code.clone()),
        live_code: Set(lasts.then(|| authority.code.clone())),
        old_code: Set(authority.old_code.clone()),
        valid_from: Set(authority.valid_from.map(Into::into)),
        valid_until: Set(authority.valid_until.map(Into::into)),
        successors: Set(serde_json::to_value(&authority.successors).map_err(corrupt)?),
        email: Set(authority.email.clone()),
        overlay: Set(authority.overlay.clone()),
        end_document: Set(authority.end_document.clone()),
        version: Set(authority.version),
    })
}

/// The statement that keeps `authorities`, all at once.
pub fn save_all(authorities: &[Authority], backend: DbBackend) -> Result<Statement, Failure> {
    let rows = authorities.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    let changed = [
        Column::ParentId,
        Column::Name,
        Column::SearchKey,
        Column::Code,
        Column::LiveCode,
        Column::OldCode,
        Column::ValidFrom,
        Column::ValidUntil,
        Column::Successors,
        Column::Email,
        Column::Overlay,
        Column::EndDocument,
        Column::Version,
    ];
    Ok(Entity::insert_many(rows)
        .on_conflict(OnConflict::column(Column::Id).update_columns(changed).to_owned())
        .build(backend))
}

/// The statements that keep `authorities`, however many they are.
pub fn save_many(authorities: &[Authority], backend: DbBackend) -> Result<Vec<Statement>, Failure> {
    let chunks = authorities.chunks(ROWS_AT_ONCE);
    chunks.map(|chunk| save_all(chunk, backend)).collect()
}

/// The statement that keeps `authority`.
pub fn save(authority: &Authority, backend: DbBackend) -> Result<Statement, Failure> {
    save_all(std::slice::from_ref(authority), backend)
}

/// The authority `id`.
pub async fn find(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Authority>, Failure> {
    let found = Entity::find_by_id(id).one(connection).await?;
    found.map(Authority::try_from).transpose()
}

/// The authority `id`, held until the transaction ends.
pub async fn find_for_change(
    connection: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<Authority>, Failure> {
    let found = Entity::find_by_id(id).lock_exclusive().one(connection).await?;
    found.map(Authority::try_from).transpose()
}

/// The authorities `ids`, in no order.
pub async fn find_all(
    connection: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Authority>, Failure> {
    let query = Entity::find().filter(Column::Id.is_in(ids));
    every(query.all(connection).await?)
}

/// The departments: the roots of the provinces' trees.
pub async fn departments(connection: &impl ConnectionTrait) -> Result<Vec<Authority>, Failure> {
    let query = Entity::find().filter(Column::Kind.eq(AuthorityKind::Department.as_str()));
    every(query.all(connection).await?)
}

/// Every authority of a province.
pub async fn of_province(
    connection: &impl ConnectionTrait,
    province_id: Uuid,
) -> Result<Vec<Authority>, Failure> {
    let query = Entity::find().filter(Column::ProvinceId.eq(province_id));
    every(query.all(connection).await?)
}

/// The authorities that have one of `codes`, of the new or the old form: those that last at the end, and before
/// them those that ended last.
pub async fn with_codes(
    connection: &impl ConnectionTrait,
    codes: impl IntoIterator<Item = String>,
) -> Result<Vec<Authority>, Failure> {
    let codes: Vec<String> = codes.into_iter().collect();
    let mut found = Vec::new();
    for codes in codes.chunks(ROWS_AT_ONCE) {
        let of_either_form = Condition::any()
            .add(Column::Code.is_in(codes))
            .add(Column::OldCode.is_in(codes));
        let query = Entity::find().filter(of_either_form);
        found.extend(every(query.all(connection).await?)?);
    }
    found.sort_by_key(|authority| (authority.valid_until.is_none(), authority.valid_until));
    Ok(found)
}

fn every(rows: Vec<Model>) -> Result<Vec<Authority>, Failure> {
    rows.into_iter().map(Authority::try_from).collect()
}

/// Which authorities are asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only what a caller who is confined to this authority may see: its whole province when it is a department.
    pub scope: Option<Uuid>,
    /// Only those under this one, at any depth, and itself.
    pub under: Option<Uuid>,
    /// Only of this level.
    pub kind: Option<AuthorityKind>,
    /// Only those that exist on this day.
    pub valid_on: Option<Date>,
    /// Words of the name or the code, as they were typed.
    pub search: String,
    /// Only those after this one.
    pub after: Option<Uuid>,
}

/// Authorities by name, at most `limit`.
pub async fn list(
    connection: &impl ConnectionTrait,
    filter: Filter,
    limit: u64,
) -> Result<Vec<Authority>, Failure> {
    // The tree has three levels at most: the root, districts, communes.
    let beneath = |id: Uuid| {
        let districts = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::ParentId.eq(id))
            .into_query();
        Condition::any()
            .add(Column::Id.eq(id))
            .add(Column::ProvinceId.eq(id))
            .add(Column::ParentId.eq(id))
            .add(Column::ParentId.in_subquery(districts))
    };
    let columns = [Column::Name, Column::Id];
    let mut query = page::after_row(
        Entity::find().limit(limit),
        Direction::Ascending,
        columns,
        filter.after,
    );
    for id in [filter.scope, filter.under].into_iter().flatten() {
        query = query.filter(beneath(id));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(Column::Kind.eq(kind.as_str()));
    }
    if let Some(day) = filter.valid_on {
        query = query
            .filter(Column::ValidFrom.is_null().or(Column::ValidFrom.lte(day)))
            .filter(Column::ValidUntil.is_null().or(Column::ValidUntil.gte(day)));
    }
    query = query.filter(search::matching(
        Column::SearchKey,
        &filter.search,
        connection.get_database_backend(),
    ));
    every(query.all(connection).await?)
}
