//! Rows of cases: who they are about.

use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DbBackend, QueryTrait, Statement};

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
        }
    }
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
    ];
    Entity::insert(row)
        .on_conflict(
            OnConflict::column(Column::CaseId)
                .update_columns(changed)
                .to_owned(),
        )
        .build(backend)
}
