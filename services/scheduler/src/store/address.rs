//! Rows of addresses that refused mail for good, until one takes mail again.

use platform::time::Moment;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DbBackend, QueryTrait, Statement};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bouncing_addresses")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub address: String,
    pub since: Moment,
    pub mail_id: Uuid,
    pub error: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Those of `addresses` that take no mail.
pub async fn bouncing<C: ConnectionTrait>(
    connection: &C,
    addresses: impl IntoIterator<Item = String>,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::Address.is_in(addresses))
        .all(connection)
        .await
}

/// The statement that marks an address; one that is marked stays as it is.
pub fn mark(address: Model, backend: DbBackend) -> Statement {
    let row = ActiveModel {
        address: Set(address.address),
        since: Set(address.since),
        mail_id: Set(address.mail_id),
        error: Set(address.error),
    };
    let key = OnConflict::column(Column::Address).do_nothing().to_owned();
    Entity::insert(row).on_conflict(key).build(backend)
}

/// The statement that clears `addresses`: they take mail again.
pub fn clear(addresses: Vec<String>, backend: DbBackend) -> Statement {
    Entity::delete_many()
        .filter(Column::Address.is_in(addresses))
        .build(backend)
}
