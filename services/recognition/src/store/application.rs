//! Rows of dossiers as registration announced them: whether they ask for recognition again.

use platform::refusal::Failure;
use proto::fact::RecognitionKind;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DbBackend, QueryTrait, Statement};

use super::corrupt;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "applications")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: Uuid,
    pub school_id: Uuid,
    pub kind: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The statement that keeps that the dossier `case_id` of `school_id` asks for `kind`.
pub fn save(case_id: Uuid, school_id: Uuid, kind: RecognitionKind, backend: DbBackend) -> Statement {
    let row = ActiveModel {
        case_id: Set(case_id),
        school_id: Set(school_id),
        kind: Set(kind.as_str_name().to_owned()),
    };
    let kept = OnConflict::column(Column::CaseId)
        .update_columns([Column::SchoolId, Column::Kind])
        .to_owned();
    Entity::insert(row).on_conflict(kept).build(backend)
}

/// What the dossier `case_id` asks for; nothing when registration did not say.
pub async fn kind(
    connection: &impl ConnectionTrait,
    case_id: Uuid,
) -> Result<Option<RecognitionKind>, Failure> {
    let row = Entity::find_by_id(case_id).one(connection).await?;
    let kind = row.map(|row| RecognitionKind::from_str_name(&row.kind).ok_or_else(|| corrupt(row.kind)));
    kind.transpose()
}
