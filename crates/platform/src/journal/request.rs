//! The answers that were given, kept for the life of the case: the same request gets the same answer.

use prost::Message;
use sea_orm::ActiveValue::Set;
use sea_orm::DatabaseTransaction;
use sea_orm::entity::prelude::*;

use super::Order;
use crate::refusal::{Failure, Refusal};
use crate::time::Moment;

/// A request that was answered.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "requests")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_id: Uuid,
    pub method: String,
    #[sea_orm(column_type = "VarBinary(StringLen::None)")]
    pub fingerprint: Vec<u8>,
    #[sea_orm(column_type = "VarBinary(StringLen::None)")]
    pub answer: Vec<u8>,
    pub answered_at: Moment,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The answer that `order` was given before, if it was. Another content under the same key is refused.
pub(super) async fn find<A: Message + Default>(
    transaction: &DatabaseTransaction,
    order: &Order,
) -> Result<Option<A>, Failure> {
    let Some(kept) = Entity::find_by_id(order.request_id).one(transaction).await? else {
        return Ok(None);
    };
    if kept.fingerprint != order.fingerprint {
        return Err(Refusal::conflict(
            "REQUEST_ID_REUSED",
            format!(
                "yêu cầu {} đã được gửi với nội dung khác; hãy dùng request_id mới",
                order.request_id
            ),
        )
        .into());
    }
    A::decode(kept.answer.as_slice()).map(Some).map_err(|error| {
        Failure::Corrupt(format!(
            "the answer to request {} is unreadable: {error}",
            kept.request_id
        ))
    })
}

/// Keeps the answer to `order`.
pub(super) async fn keep(
    transaction: &DatabaseTransaction,
    order: &Order,
    answer: &impl Message,
    now: Moment,
) -> Result<(), DbErr> {
    let row = ActiveModel {
        request_id: Set(order.request_id),
        method: Set(order.method.to_owned()),
        fingerprint: Set(order.fingerprint.to_vec()),
        answer: Set(answer.encode_to_vec()),
        answered_at: Set(now),
    };
    Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}
