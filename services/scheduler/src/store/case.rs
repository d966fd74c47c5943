//! Rows of cases: who they are about.

use platform::scope::{Place, within};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{OnConflict, Query, SelectStatement};
use sea_orm::{Condition, DbBackend, QueryTrait, Statement};

use crate::domain::CaseCard;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cases")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: Uuid,
    pub school_id: String,
    pub school_name: String,
    pub school_email: String,
    pub dossier_number: String,
    pub regime: String,
    pub overlay: String,
    pub head_name: String,
    pub head_email: String,
    pub secretary_name: String,
    pub secretary_email: String,
    pub commune_id: Option<Uuid>,
    pub authority_id: Option<Uuid>,
    pub authority_name: String,
    pub authority_email: String,
    pub province_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for CaseCard {
    fn from(row: Model) -> Self {
        Self {
            case_id: row.case_id,
            school_id: row.school_id,
            school_name: row.school_name,
            school_email: row.school_email,
            dossier_number: row.dossier_number,
            regime: row.regime,
            overlay: row.overlay,
            head_name: row.head_name,
            head_email: row.head_email,
            secretary_name: row.secretary_name,
            secretary_email: row.secretary_email,
            place: Place {
                commune_id: row.commune_id,
                authority_id: row.authority_id,
                authority_name: row.authority_name,
                authority_email: row.authority_email,
                province_id: row.province_id,
            },
        }
    }
}

/// What belongs to `scope`: cases of that school, or of schools under that authority and its own.
pub fn of_scope(scope: Uuid) -> Condition {
    // A school stands here as facts write it.
    Condition::any()
        .add(Column::SchoolId.eq(scope.to_string()))
        .add(within(
            [Column::CommuneId, Column::AuthorityId, Column::ProvinceId],
            scope,
        ))
}

/// The ids of the cases of [`of_scope`], for lists of what cases have.
pub fn ids_of_scope(scope: Uuid) -> SelectStatement {
    Query::select()
        .column(Column::CaseId)
        .from(Entity)
        .cond_where(of_scope(scope))
        .take()
}

/// The statement that keeps `card`.
pub fn save(card: &CaseCard, backend: DbBackend) -> Statement {
    let row = ActiveModel {
        case_id: Set(card.case_id),
        school_id: Set(card.school_id.clone()),
        school_name: Set(card.school_name.clone()),
        school_email: Set(card.school_email.clone()),
        dossier_number: Set(card.dossier_number.clone()),
        regime: Set(card.regime.clone()),
        overlay: Set(card.overlay.clone()),
        head_name: Set(card.head_name.clone()),
        head_email: Set(card.head_email.clone()),
        secretary_name: Set(card.secretary_name.clone()),
        secretary_email: Set(card.secretary_email.clone()),
        commune_id: Set(card.place.commune_id),
        authority_id: Set(card.place.authority_id),
        authority_name: Set(card.place.authority_name.clone()),
        authority_email: Set(card.place.authority_email.clone()),
        province_id: Set(card.place.province_id),
    };
    let changed = [
        Column::SchoolId,
        Column::SchoolName,
        Column::SchoolEmail,
        Column::DossierNumber,
        Column::Regime,
        Column::Overlay,
        Column::HeadName,
        Column::HeadEmail,
        Column::SecretaryName,
        Column::SecretaryEmail,
        Column::CommuneId,
        Column::AuthorityId,
        Column::AuthorityName,
        Column::AuthorityEmail,
        Column::ProvinceId,
    ];
    Entity::insert(row)
        .on_conflict(
            OnConflict::column(Column::CaseId)
                .update_columns(changed)
                .to_owned(),
        )
        .build(backend)
}
