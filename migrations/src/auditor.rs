//! The tables of the auditor.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, text, timestamp_with_time_zone, uuid, var_binary};

/// The migrations, oldest first.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(Statements)]
}

struct Statements;

impl MigrationName for Statements {
    fn name(&self) -> &str {
        "auditor_0001_statements"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Statements {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // A number has one statement, whoever issues it.
        manager
            .create_table(
                Table::create()
                    .table("statements")
                    .col(big_integer("number").primary_key())
                    .col(timestamp_with_time_zone("issued_at"))
                    .col(text("canonical"))
                    .col(string("sha256"))
                    .col(string("signature"))
                    .col(text("summary"))
                    .take(),
            )
            .await?;
        // Where each chain ended at the last audit: one that ends before it was cut.
        manager
            .create_table(
                Table::create()
                    .table("heads")
                    .col(uuid("case_id"))
                    .col(string("service"))
                    .col(big_integer("sequence"))
                    .col(var_binary("hash", 32))
                    .primary_key(Index::create().col("case_id").col("service"))
                    .take(),
            )
            .await
    }
}
