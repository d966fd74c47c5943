//! The tables that every service has: its journal, its inbox, the answers it gave, its rehearsal's time.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, binary, integer, pk_auto, string, string_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid,
};

/// The first form of these tables.
pub struct Journal;

impl MigrationName for Journal {
    fn name(&self) -> &str {
        "platform_0001_journal"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Journal {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        journal(manager).await?;
        inbox(manager).await?;
        requests(manager).await?;
        manager
            .create_table(
                Table::create()
                    .table("rehearsal_time")
                    .col(integer("id").primary_key())
                    .col(timestamp_with_time_zone("now"))
                    .take(),
            )
            .await
    }
}

async fn journal(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("journal")
                .col(pk_auto("id").big_integer())
                .col(uuid("fact_id").unique_key())
                .col(uuid("case_id"))
                .col(big_integer("sequence"))
                .col(string("fact_type"))
                .col(timestamp_with_time_zone("occurred_at"))
                .col(timestamp_with_time_zone("recorded_at"))
                .col(string("actor"))
                .col(uuid("cause"))
                .col(binary("payload"))
                .col(binary("previous_hash"))
                .col(binary("hash"))
                .col(timestamp_with_time_zone_null("published_at"))
                .take(),
        )
        .await?;
    // Two writers of one case cannot both take the same place in its chain.
    manager
        .create_index(
            Index::create()
                .unique()
                .name("journal_chain")
                .table("journal")
                .col("case_id")
                .col("sequence")
                .take(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("journal_unpublished")
                .table("journal")
                .col("id")
                .and_where(Expr::col("published_at").is_null())
                .take(),
        )
        .await
}

async fn inbox(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("inbox")
                .col(pk_auto("id").big_integer())
                .col(string("producer"))
                .col(uuid("case_id"))
                .col(big_integer("sequence"))
                .col(uuid("fact_id").unique_key())
                .col(string("fact_type"))
                .col(timestamp_with_time_zone("occurred_at"))
                .col(timestamp_with_time_zone("recorded_at"))
                .col(binary("payload"))
                .col(timestamp_with_time_zone("received_at"))
                .col(timestamp_with_time_zone_null("handled_at"))
                .col(string_null("parked_reason"))
                .take(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("inbox_unhandled")
                .table("inbox")
                .col("id")
                .and_where(Expr::col("handled_at").is_null())
                .take(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("inbox_parked")
                .table("inbox")
                .col("case_id")
                .and_where(Expr::col("parked_reason").is_not_null())
                .take(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("inbox_heads")
                .col(string("producer"))
                .col(uuid("case_id"))
                .col(big_integer("sequence"))
                .primary_key(Index::create().col("producer").col("case_id"))
                .take(),
        )
        .await
}

async fn requests(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("requests")
                .col(uuid("request_id").primary_key())
                .col(string("method"))
                .col(binary("fingerprint"))
                .col(binary("answer"))
                .col(timestamp_with_time_zone("answered_at"))
                .take(),
        )
        .await
}
