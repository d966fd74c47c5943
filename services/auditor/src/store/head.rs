//! Rows of heads: where each chain ended at the last audit.

use platform::page::{self, Direction};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DatabaseConnection, DbBackend, QuerySelect, QueryTrait, Statement};

use crate::case::SERVICES;
use crate::chain::Head;

const ROWS_AT_ONCE: usize = 500;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "heads")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub service: String,
    pub sequence: i64,
    #[sea_orm(column_type = "VarBinary(StringLen::N(32))")]
    pub hash: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The heads of the chains after `after`, in the order of their cases; fewer than `limit` at the end.
pub async fn page(
    connection: &DatabaseConnection,
    after: Option<(Uuid, String)>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    page::after_key(
        Entity::find(),
        Direction::Ascending,
        [Column::CaseId, Column::Service],
        after.map(|(case_id, service)| [case_id.into(), service.into()]),
    )
    .limit(limit)
    .all(connection)
    .await
}

impl Model {
    /// The head; nothing of a service that is not audited.
    pub fn head(self) -> Option<Head> {
        let service = SERVICES.into_iter().find(|service| *service == self.service)?;
        Some(Head {
            service,
            case_id: self.case_id,
            sequence: self.sequence,
            hash: self.hash,
        })
    }
}

/// The statements that keep `heads`.
pub(crate) fn save(heads: &[Head], backend: DbBackend) -> Vec<Statement> {
    let key = OnConflict::columns([Column::CaseId, Column::Service])
        .update_columns([Column::Sequence, Column::Hash])
        .to_owned();
    let rows = heads.chunks(ROWS_AT_ONCE).map(|heads| {
        let rows = heads.iter().map(|head| ActiveModel {
            case_id: Set(head.case_id),
            service: Set(head.service.to_owned()),
            sequence: Set(head.sequence),
            hash: Set(head.hash.clone()),
        });
        Entity::insert_many(rows).on_conflict(key.clone()).build(backend)
    });
    rows.collect()
}
