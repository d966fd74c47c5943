//! Rows of plans.

use calendar::Day;
use chrono::{DateTime, Utc};
use platform::page::{self, Direction};
use platform::refusal::Failure;
use proto::fact::{Ownership, RecognitionKind, SchoolType, Target};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{Condition, DbBackend, QuerySelect, QueryTrait, Statement};
use serde::{Deserialize, Serialize};

use super::corrupt;
use crate::domain::{ItemTerms, Plan, PlanAmendment, PlanChange, PlanTarget};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plans")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub province_id: Uuid,
    pub authority_id: Uuid,
    pub authority_name: String,
    pub year: i32,
    pub state: String,
    pub targets: Json,
    pub drafted_by: Json,
    pub document_number: String,
    pub approved_on: Option<Date>,
    pub approved_by: String,
    pub amendments: Json,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A target, as it is stored.
#[derive(Serialize, Deserialize)]
struct StoredTarget {
    measure: String,
    school_type: String,
    ownership: String,
    at_least: u32,
    at_most: u32,
    by: Option<Day>,
    source: String,
}

/// An amendment, as it is stored.
#[derive(Serialize, Deserialize)]
struct StoredAmendment {
    document_number: String,
    approved_on: Day,
    approved_by: String,
    reason: String,
    changes: Vec<StoredChange>,
    targets_before: Option<Vec<StoredTarget>>,
    recorded_at: DateTime<Utc>,
}

/// What an amendment did to an item, as it is stored.
#[derive(Serialize, Deserialize)]
struct StoredChange {
    item: Uuid,
    school_id: Uuid,
    school_name: String,
    before: Option<StoredTerms>,
    after: Option<StoredTerms>,
}

/// What an item said, as it is stored.
#[derive(Serialize, Deserialize)]
struct StoredTerms {
    kind: String,
    target: String,
    dossier_month: String,
    registration_month: String,
}

impl From<&PlanTarget> for StoredTarget {
    fn from(target: &PlanTarget) -> Self {
        Self {
            measure: target.measure.to_string(),
            school_type: target.school_type.as_str_name().to_owned(),
            ownership: target.ownership.as_str_name().to_owned(),
            at_least: target.at_least,
            at_most: target.at_most,
            by: target.by,
            source: target.source.clone(),
        }
    }
}

impl TryFrom<StoredTarget> for PlanTarget {
    type Error = Failure;

    fn try_from(stored: StoredTarget) -> Result<Self, Failure> {
        Ok(Self {
            measure: stored.measure.parse().map_err(corrupt)?,
            school_type: SchoolType::from_str_name(&stored.school_type)
                .ok_or_else(|| corrupt(&stored.school_type))?,
            ownership: Ownership::from_str_name(&stored.ownership)
                .ok_or_else(|| corrupt(&stored.ownership))?,
            at_least: stored.at_least,
            at_most: stored.at_most,
            by: stored.by,
            source: stored.source,
        })
    }
}

impl From<&ItemTerms> for StoredTerms {
    fn from(terms: &ItemTerms) -> Self {
        Self {
            kind: terms.kind.as_str_name().to_owned(),
            target: terms.target.as_str_name().to_owned(),
            dossier_month: terms.dossier_month.to_string(),
            registration_month: terms.registration_month.to_string(),
        }
    }
}

impl TryFrom<StoredTerms> for ItemTerms {
    type Error = Failure;

    fn try_from(stored: StoredTerms) -> Result<Self, Failure> {
        Ok(Self {
            kind: RecognitionKind::from_str_name(&stored.kind).ok_or_else(|| corrupt(&stored.kind))?,
            target: Target::from_str_name(&stored.target).ok_or_else(|| corrupt(&stored.target))?,
            dossier_month: stored.dossier_month.parse().map_err(corrupt)?,
            registration_month: stored.registration_month.parse().map_err(corrupt)?,
        })
    }
}

impl From<&PlanChange> for StoredChange {
    fn from(change: &PlanChange) -> Self {
        Self {
            item: change.item,
            school_id: change.school_id,
            school_name: change.school_name.clone(),
            before: change.before.as_ref().map(StoredTerms::from),
            after: change.after.as_ref().map(StoredTerms::from),
        }
    }
}

impl TryFrom<StoredChange> for PlanChange {
    type Error = Failure;

    fn try_from(stored: StoredChange) -> Result<Self, Failure> {
        Ok(Self {
            item: stored.item,
            school_id: stored.school_id,
            school_name: stored.school_name,
            before: stored.before.map(ItemTerms::try_from).transpose()?,
            after: stored.after.map(ItemTerms::try_from).transpose()?,
        })
    }
}

impl From<&PlanAmendment> for StoredAmendment {
    fn from(amendment: &PlanAmendment) -> Self {
        let targets = |targets: &Vec<PlanTarget>| targets.iter().map(StoredTarget::from).collect();
        Self {
            document_number: amendment.document_number.clone(),
            approved_on: amendment.approved_on,
            approved_by: amendment.approved_by.clone(),
            reason: amendment.reason.clone(),
            changes: amendment.changes.iter().map(StoredChange::from).collect(),
            targets_before: amendment.targets_before.as_ref().map(targets),
            recorded_at: amendment.recorded_at,
        }
    }
}

impl TryFrom<StoredAmendment> for PlanAmendment {
    type Error = Failure;

    fn try_from(stored: StoredAmendment) -> Result<Self, Failure> {
        let changes = stored.changes.into_iter().map(PlanChange::try_from);
        Ok(Self {
            document_number: stored.document_number,
            approved_on: stored.approved_on,
            approved_by: stored.approved_by,
            reason: stored.reason,
            changes: changes.collect::<Result<_, _>>()?,
            targets_before: stored.targets_before.map(targets).transpose()?,
            recorded_at: stored.recorded_at,
        })
    }
}

fn targets(stored: Vec<StoredTarget>) -> Result<Vec<PlanTarget>, Failure> {
    stored.into_iter().map(PlanTarget::try_from).collect()
}

impl TryFrom<Model> for Plan {
    type Error = Failure;

    fn try_from(row: Model) -> Result<Self, Failure> {
        let amendments: Vec<StoredAmendment> = serde_json::from_value(row.amendments).map_err(corrupt)?;
        Ok(Self {
            state: row.state.parse().map_err(corrupt)?,
            targets: targets(serde_json::from_value(row.targets).map_err(corrupt)?)?,
            drafted_by: serde_json::from_value(row.drafted_by).map_err(corrupt)?,
            amendments: amendments
                .into_iter()
                .map(PlanAmendment::try_from)
                .collect::<Result<_, _>>()?,
            id: row.id,
            province_id: row.province_id,
            authority_id: row.authority_id,
            authority_name: row.authority_name,
            year: row.year,
            document_number: row.document_number,
            approved_on: row.approved_on.map(Into::into),
            approved_by: row.approved_by,
            version: row.version,
        })
    }
}

/// The statement that keeps `plan`.
pub fn save(plan: &Plan, backend: DbBackend) -> Result<Statement, Failure> {
    let targets: Vec<_> = plan.targets.iter().map(StoredTarget::from).collect();
    let amendments: Vec<_> = plan.amendments.iter().map(StoredAmendment::from).collect();
    let row = ActiveModel {
        id: Set(plan.id),
        province_id: Set(plan.province_id),
        authority_id: Set(plan.authority_id),
        authority_name: Set(plan.authority_name.clone()),
        year: Set(plan.year),
        state: Set(plan.state.to_string()),
        targets: Set(serde_json::to_value(targets).map_err(corrupt)?),
        drafted_by: Set(serde_json::to_value(&plan.drafted_by).map_err(corrupt)?),
        document_number: Set(plan.document_number.clone()),
        approved_on: Set(plan.approved_on.map(Into::into)),
        approved_by: Set(plan.approved_by.clone()),
        amendments: Set(serde_json::to_value(amendments).map_err(corrupt)?),
        version: Set(plan.version),
    };
    let changed = [
        Column::State,
        Column::Targets,
        Column::DraftedBy,
        Column::DocumentNumber,
        Column::ApprovedOn,
        Column::ApprovedBy,
        Column::Amendments,
        Column::Version,
    ];
    Ok(Entity::insert(row)
        .on_conflict(OnConflict::column(Column::Id).update_columns(changed).to_owned())
        .build(backend))
}

/// The plan `id`.
pub async fn find(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Plan>, Failure> {
    let found = Entity::find_by_id(id).one(connection).await?;
    found.map(Plan::try_from).transpose()
}

/// The plan `id`, held until the transaction ends.
pub async fn find_for_change(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Plan>, Failure> {
    let found = Entity::find_by_id(id).lock_exclusive().one(connection).await?;
    found.map(Plan::try_from).transpose()
}

/// Whether the authority has a plan of the year.
pub async fn exists(
    connection: &impl ConnectionTrait,
    authority_id: Uuid,
    year: i32,
) -> Result<bool, Failure> {
    let count = Entity::find()
        .filter(Column::AuthorityId.eq(authority_id))
        .filter(Column::Year.eq(year))
        .count(connection)
        .await?;
    Ok(count > 0)
}

/// Which plans are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Only of this year.
    pub year: Option<i32>,
    /// Only of this authority.
    pub authority: Option<Uuid>,
    /// Only what a caller who is confined to this authority may see.
    pub scope: Option<Uuid>,
    /// Only those after this plan.
    pub after: Option<Uuid>,
}

/// Plans, newest year first, at most `limit`.
pub async fn list(
    connection: &impl ConnectionTrait,
    filter: Filter,
    limit: u64,
) -> Result<Vec<Plan>, Failure> {
    let mut query = page::after_row(
        Entity::find().limit(limit),
        Direction::Descending,
        [Column::Year, Column::Id],
        filter.after,
    );
    if let Some(year) = filter.year {
        query = query.filter(Column::Year.eq(year));
    }
    if let Some(authority) = filter.authority {
        query = query.filter(Column::AuthorityId.eq(authority));
    }
    if let Some(scope) = filter.scope {
        let own = Condition::any()
            .add(Column::AuthorityId.eq(scope))
            .add(Column::ProvinceId.eq(scope));
        query = query.filter(own);
    }
    query
        .all(connection)
        .await?
        .into_iter()
        .map(Plan::try_from)
        .collect()
}
