//! Rows of certificates, as recognition announced them.

use calendar::Day;
use platform::refusal::Failure;
use proto::fact::Target;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{DbBackend, QueryTrait, Statement};

use super::corrupt;
use crate::domain::Certificate;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "certificates")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: Uuid,
    pub school_id: Uuid,
    pub number: String,
    pub target: String,
    pub recognised_on: Date,
    pub valid_until: Date,
    pub ended_on: Option<Date>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for Certificate {
    type Error = Failure;

    fn try_from(row: Model) -> Result<Self, Failure> {
        Ok(Self {
            target: Target::from_str_name(&row.target).ok_or_else(|| corrupt(&row.target))?,
            case_id: row.case_id,
            school_id: row.school_id,
            number: row.number,
            recognised_on: row.recognised_on.into(),
            valid_until: row.valid_until.into(),
            ended_on: row.ended_on.map(Into::into),
        })
    }
}

/// The statement that keeps `certificate`.
pub fn save(certificate: &Certificate, backend: DbBackend) -> Statement {
    let row = ActiveModel {
        case_id: Set(certificate.case_id),
        school_id: Set(certificate.school_id),
        number: Set(certificate.number.clone()),
        target: Set(certificate.target.as_str_name().to_owned()),
        recognised_on: Set(certificate.recognised_on.into()),
        valid_until: Set(certificate.valid_until.into()),
        ended_on: Set(certificate.ended_on.map(Into::into)),
    };
    let changed = [
        Column::SchoolId,
        Column::Number,
        Column::Target,
        Column::RecognisedOn,
        Column::ValidUntil,
        Column::EndedOn,
    ];
    Entity::insert(row)
        .on_conflict(
            OnConflict::column(Column::CaseId)
                .update_columns(changed)
                .to_owned(),
        )
        .build(backend)
}

/// The statement that keeps the first day on which the certificate of `case_id` no longer holds before its time;
/// nothing when it holds again.
pub fn end(case_id: Uuid, ended_on: Option<Day>, backend: DbBackend) -> Statement {
    Entity::update_many()
        .col_expr(Column::EndedOn, Expr::value(ended_on.map(Date::from)))
        .filter(Column::CaseId.eq(case_id))
        .build(backend)
}

/// The certificates of `school`.
pub async fn of_school(connection: &impl ConnectionTrait, school: Uuid) -> Result<Vec<Certificate>, Failure> {
    let rows = Entity::find()
        .filter(Column::SchoolId.eq(school))
        .all(connection)
        .await?;
    rows.into_iter().map(Certificate::try_from).collect()
}
