//! Rows of the days on which certificates are in force.

use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{DbBackend, QueryTrait, Statement};

use crate::domain::{Certificate, Span};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "certificate_spans")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub certificate_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_day: Date,
    pub until_day: Date,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for Span {
    fn from(row: Model) -> Self {
        Self {
            from: row.from_day.into(),
            until: row.until_day.into(),
        }
    }
}

/// The statements that keep the spans of `certificates` in the place of those before.
pub fn save(certificates: &[Certificate], backend: DbBackend) -> Vec<Statement> {
    let ids = certificates.iter().map(|certificate| certificate.case.id);
    let before = Entity::delete_many()
        .filter(Column::CertificateId.is_in(ids))
        .build(backend);
    let rows = certificates.iter().flat_map(|certificate| {
        certificate.spans.iter().map(|span| ActiveModel {
            certificate_id: Set(certificate.case.id),
            from_day: Set(span.from.into()),
            until_day: Set(span.until.into()),
        })
    });
    let rows: Vec<_> = rows.collect();
    let kept = (!rows.is_empty()).then(|| Entity::insert_many(rows).build(backend));
    [before].into_iter().chain(kept).collect()
}
