//! Rows of dossiers.

use chrono::{DateTime, Utc};
use platform::page::{self, Direction};
use platform::refusal::Failure;
use platform::time::Moment;
use proto::fact::{RecognitionKind, Target};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{LockType, OnConflict};
use sea_orm::{DbBackend, QuerySelect, QueryTrait, Statement};
use serde::{Deserialize, Serialize};
use statute::Wish;

use super::{corrupt, school};
use crate::domain::{
    CheckStage, Document, Dossier, DossierNumber, DossierState, ReceivingBody, School, StateChange,
};

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
    pub self_assessment: Option<Uuid>,
    pub documents: Json,
    pub regime: Option<String>,
    pub overlay: String,
    pub state: String,
    pub stage: String,
    pub received_by: Option<Uuid>,
    pub received_by_name: String,
    pub history: Json,
    pub defects: Json,
    pub reason: String,
    pub local_no: String,
    pub portal_no: String,
    pub portal_key: Option<String>,
    pub origin_system: String,
    pub open_wish: Option<String>,
    pub reviewed_at: Option<Moment>,
    pub decided_at: Option<Moment>,
    pub recognised: Option<bool>,
    pub settled_until: Option<Moment>,
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
    #[serde(default)]
    stage: String,
}

/// A document, as it is stored.
#[derive(Serialize, Deserialize)]
struct StoredDocument {
    kind: String,
    title: String,
    file_name: String,
    sha256: String,
    size: u64,
    copies: u32,
}

fn stage(text: &str) -> Result<Option<CheckStage>, Failure> {
    match text {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(corrupt),
    }
}

fn stage_text(stage: Option<CheckStage>) -> String {
    stage.map(|stage| stage.to_string()).unwrap_or_default()
}

fn wish_text(wish: Wish) -> &'static str {
    match wish {
        Wish::Accreditation => "accreditation",
        Wish::NationalStandard => "national_standard",
        Wish::Both => "both",
    }
}

/// The number of a portal, which names one dossier of a province.
fn portal_key(school: &School, portal_no: &str) -> Option<String> {
    let province = school.place.province_id.unwrap_or_default();
    (!portal_no.is_empty()).then(|| format!("{province}/{portal_no}"))
}

fn state(row: (Model, Option<school::Model>)) -> Result<Dossier, Failure> {
    let (row, school) = row;
    let school = school.ok_or_else(|| corrupt(format!("dossier {} has no school", row.id)))?;
    let history: Vec<StoredChange> = serde_json::from_value(row.history).map_err(corrupt)?;
    let change = |stored: StoredChange| {
        Ok::<_, Failure>(StateChange {
            state: stored.state.parse().map_err(corrupt)?,
            at: stored.at,
            stage: stage(&stored.stage)?,
        })
    };
    let documents: Vec<StoredDocument> = serde_json::from_value(row.documents).map_err(corrupt)?;
    let document = |stored: StoredDocument| {
        Ok::<_, Failure>(Document {
            kind: stored.kind.parse().map_err(corrupt)?,
            title: stored.title,
            file_name: stored.file_name,
            sha256: stored.sha256,
            size: stored.size,
            copies: stored.copies,
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
        stage: stage(&row.stage)?,
        received_by: row.received_by.map(|id| ReceivingBody {
            id,
            name: row.received_by_name,
        }),
        history: history.into_iter().map(change).collect::<Result<_, _>>()?,
        documents: documents.into_iter().map(document).collect::<Result<_, _>>()?,
        defects: serde_json::from_value(row.defects).map_err(corrupt)?,
        id: row.id,
        plan_item: row.plan_item,
        self_assessment: row.self_assessment,
        overlay: row.overlay,
        reason: row.reason,
        local_no: row.local_no,
        portal_no: row.portal_no,
        origin_system: row.origin_system,
        reviewed_at: row.reviewed_at,
        decided_at: row.decided_at,
        recognised: row.recognised,
        settled_until: row.settled_until,
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
            stage: stage_text(change.stage),
        })
        .collect();
    let documents: Vec<_> = dossier
        .documents
        .iter()
        .map(|document| StoredDocument {
            kind: document.kind.to_string(),
            title: document.title.clone(),
            file_name: document.file_name.clone(),
            sha256: document.sha256.clone(),
            size: document.size,
            copies: document.copies,
        })
        .collect();
    let received_by = dossier.received_by.as_ref();
    let row = ActiveModel {
        id: Set(dossier.id),
        number: Set(dossier.number.as_ref().map(ToString::to_string)),
        school_id: Set(dossier.school.id),
        plan_item: Set(dossier.plan_item),
        kind: Set(dossier.kind.as_str_name().to_owned()),
        target: Set(dossier.target.as_str_name().to_owned()),
        self_assessment: Set(dossier.self_assessment),
        documents: Set(serde_json::to_value(documents).map_err(corrupt)?),
        regime: Set(dossier.regime.map(|regime| regime.to_string())),
        overlay: Set(dossier.overlay.clone()),
        state: Set(dossier.state().to_string()),
        stage: Set(stage_text(dossier.stage)),
        received_by: Set(received_by.map(|body| body.id)),
        received_by_name: Set(received_by.map(|body| body.name.clone()).unwrap_or_default()),
        history: Set(serde_json::to_value(history).map_err(corrupt)?),
        defects: Set(serde_json::to_value(&dossier.defects).map_err(corrupt)?),
        reason: Set(dossier.reason.clone()),
        local_no: Set(dossier.local_no.clone()),
        portal_no: Set(dossier.portal_no.clone()),
        portal_key: Set(portal_key(&dossier.school, &dossier.portal_no)),
        origin_system: Set(dossier.origin_system.clone()),
        open_wish: Set(dossier.open_wish().map(|wish| wish_text(wish).to_owned())),
        reviewed_at: Set(dossier.reviewed_at),
        decided_at: Set(dossier.decided_at),
        recognised: Set(dossier.recognised),
        settled_until: Set(dossier.settled_until),
        prepared_at: Set(dossier.prepared_at()),
        version: Set(dossier.version),
    };
    let changed = [
        Column::Number,
        Column::Documents,
        Column::Regime,
        Column::Overlay,
        Column::State,
        Column::Stage,
        Column::ReceivedBy,
        Column::ReceivedByName,
        Column::History,
        Column::Defects,
        Column::Reason,
        Column::OpenWish,
        Column::ReviewedAt,
        Column::DecidedAt,
        Column::Recognised,
        Column::SettledUntil,
        Column::Version,
    ];
    Ok(Entity::insert(row)
        .on_conflict(OnConflict::column(Column::Id).update_columns(changed).to_owned())
        .build(backend))
}

/// The number of another dossier of the school of `dossier` that is open for the same wish, if there is one. The
/// unique index keeps it so when two are handed in at once.
pub async fn open_beside(
    connection: &impl ConnectionTrait,
    dossier: &Dossier,
) -> Result<Option<String>, Failure> {
    let open = Entity::find()
        .filter(Column::SchoolId.eq(dossier.school.id))
        .filter(Column::OpenWish.eq(wish_text(dossier.wish())))
        .filter(Column::Id.ne(dossier.id))
        .one(connection)
        .await?;
    Ok(open.map(|open| open.number.unwrap_or_else(|| open.id.to_string())))
}

/// The dossier of the province of `school` that has a portal's number already.
pub async fn find_by_portal(
    connection: &impl ConnectionTrait,
    school: &School,
    portal_no: &str,
) -> Result<Option<Dossier>, Failure> {
    let Some(key) = portal_key(school, portal_no) else {
        return Ok(None);
    };
    let query = Entity::find()
        .filter(Column::PortalKey.eq(key))
        .find_also_related(school::Entity);
    query.one(connection).await?.map(state).transpose()
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
    /// Only at this stage of the check.
    pub stage: Option<CheckStage>,
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
    if let Some(stage) = filter.stage {
        query = query.filter(Column::Stage.eq(stage.as_str()));
    }
    if let Some(scope) = filter.scope {
        query = query.filter(school::within(scope).add(Column::ReceivedBy.eq(scope)));
    }
    query.all(connection).await?.into_iter().map(state).collect()
}
