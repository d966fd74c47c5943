//! Seasons: what was asked, how it came out, and why nobody else was chosen.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, integer, json, string, timestamp_with_time_zone, uuid, uuid_null,
};

use crate::tables::index;

pub struct Seasons;

impl MigrationName for Seasons {
    fn name(&self) -> &str {
        "review_0006_seasons"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Seasons {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("seasons")
                    .col(uuid("id").primary_key())
                    .col(json("schools"))
                    .col(json("terms"))
                    .col(string("seed"))
                    .col(integer("candidates"))
                    .col(json("answer"))
                    .col(json("adopted"))
                    .col(string("solved_by"))
                    .col(timestamp_with_time_zone("solved_at"))
                    .col(uuid_null("province_id"))
                    .col(big_integer("took_ms"))
                    .col(big_integer("version"))
                    .take(),
            )
            .await?;
        for (name, columns) in [
            ("seasons_by_age", ["solved_at", "id"].as_slice()),
            ("seasons_by_province", &["province_id", "solved_at", "id"]),
        ] {
            index(manager, name, "seasons", columns, false).await?;
        }
        // A row for each team: everyone who does not sit in it, which only one question reads.
        manager
            .create_table(
                Table::create()
                    .table("season_choices")
                    .col(uuid("season_id"))
                    .col(integer("number"))
                    .col(json("passed_over"))
                    .primary_key(Index::create().col("season_id").col("number"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("season_choices", "season_id")
                            .to("seasons", "id"),
                    )
                    .take(),
            )
            .await
    }
}
