//! Schools, plan items and dossiers.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, date, integer, json, string, string_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

pub struct Dossiers;

impl MigrationName for Dossiers {
    fn name(&self) -> &str {
        "registration_0001_dossiers"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Dossiers {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        schools(manager).await?;
        plan_items(manager).await?;
        dossiers(manager).await
    }
}

async fn schools(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("schools")
                .col(uuid("id").primary_key())
                .col(string("name"))
                .col(string("school_type"))
                .col(string("commune"))
                .col(string("ownership"))
                .col(string("email"))
                .col(big_integer("version"))
                .take(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("schools_by_name")
                .table("schools")
                .col("name")
                .col("id")
                .take(),
        )
        .await
}

async fn plan_items(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("plan_items")
                .col(uuid("id").primary_key())
                .col(uuid("school_id"))
                .col(integer("year"))
                .col(string("kind"))
                .col(string("target"))
                .col(string("dossier_month"))
                .col(string("registration_month"))
                .col(timestamp_with_time_zone_null("dossier_completed_at"))
                .col(timestamp_with_time_zone_null("registered_at"))
                .foreign_key(
                    ForeignKey::create()
                        .from("plan_items", "school_id")
                        .to("schools", "id"),
                )
                .take(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("plan_items_by_year")
                .table("plan_items")
                .col("year")
                .col("id")
                .take(),
        )
        .await
}

async fn dossiers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("dossiers")
                .col(uuid("id").primary_key())
                .col(string_null("number").unique_key())
                .col(uuid("school_id"))
                .col(uuid_null("plan_item"))
                .col(string("kind"))
                .col(string("target"))
                .col(string_null("regime"))
                .col(string("overlay"))
                .col(string("state"))
                .col(json("history"))
                .col(json("defects"))
                .col(string("reason"))
                .col(timestamp_with_time_zone("prepared_at"))
                .col(big_integer("version"))
                .foreign_key(
                    ForeignKey::create()
                        .from("dossiers", "school_id")
                        .to("schools", "id"),
                )
                .foreign_key(
                    ForeignKey::create()
                        .from("dossiers", "plan_item")
                        .to("plan_items", "id"),
                )
                .take(),
        )
        .await?;
    for (name, columns) in [
        ("dossiers_by_age", ["prepared_at", "id"].as_slice()),
        ("dossiers_by_state", &["state", "prepared_at", "id"]),
        ("dossiers_by_school", &["school_id", "prepared_at", "id"]),
    ] {
        let mut index = Index::create();
        index.name(name).table("dossiers");
        for column in columns {
            index.col(*column);
        }
        manager.create_index(index).await?;
    }
    manager
        .create_table(
            Table::create()
                .table("dossier_numbers")
                .col(string("agency_code"))
                .col(date("day"))
                .col(big_integer("last"))
                .primary_key(Index::create().col("agency_code").col("day"))
                .take(),
        )
        .await
}
