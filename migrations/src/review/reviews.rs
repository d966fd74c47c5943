//! Reviews, reviewers and decision numbers.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, date_null, integer, integer_null, json, string, string_null,
    timestamp_with_time_zone, uuid, uuid_null,
};

use crate::tables::{add, add_place, index};

pub struct Reviews;

impl MigrationName for Reviews {
    fn name(&self) -> &str {
        "review_0001_reviews"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Reviews {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        reviewers(manager).await?;
        reviews(manager).await?;
        review_members(manager).await?;
        manager
            .create_table(
                Table::create()
                    .table("decision_numbers")
                    .col(string("agency"))
                    .col(string("document_type"))
                    .col(integer("year"))
                    .col(big_integer("last"))
                    .primary_key(Index::create().col("agency").col("document_type").col("year"))
                    .take(),
            )
            .await
    }
}

async fn reviewers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("reviewers")
                .col(uuid("id").primary_key())
                .col(string("name"))
                .col(string("email"))
                .col(integer("years_in_sector"))
                .col(boolean("trained_by_ministry"))
                .col(string("commune"))
                .col(json("worked_at"))
                .col(json("relatives_at"))
                .col(big_integer("version"))
                .take(),
        )
        .await?;
    index(manager, "reviewers_by_name", "reviewers", &["name", "id"], false).await
}

/// A dossier has one review.
async fn reviews(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("reviews")
                .col(uuid("id").primary_key())
                .col(string("dossier_number").unique_key())
                .col(uuid("school_id"))
                .col(string("school_name"))
                .col(string("school_type"))
                .col(string("commune"))
                .col(string("school_email"))
                .col(string("regime"))
                .col(string("overlay"))
                .col(string("target"))
                .col(string("state"))
                .col(json("history"))
                .col(string_null("decision_number"))
                .col(date_null("decided_on"))
                .col(string_null("signer"))
                .col(json("seats"))
                .col(json("completed_steps"))
                .col(json("comments"))
                .col(string_null("settlement"))
                .col(integer_null("level"))
                .col(json("warnings"))
                .col(timestamp_with_time_zone("opened_at"))
                .col(big_integer("version"))
                .take(),
        )
        .await?;
    for (name, columns) in [
        ("reviews_by_age", ["opened_at", "id"].as_slice()),
        ("reviews_by_state", &["state", "opened_at", "id"]),
        ("reviews_by_school", &["school_id", "opened_at", "id"]),
    ] {
        index(manager, name, "reviews", columns, false).await?;
    }
    Ok(())
}

/// Who sits in which team: nobody twice, one head and one secretary.
async fn review_members(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("review_members")
                .col(uuid("review_id"))
                .col(uuid("reviewer_id"))
                .col(string("role"))
                .primary_key(Index::create().col("review_id").col("reviewer_id"))
                .foreign_key(
                    ForeignKey::create()
                        .from("review_members", "review_id")
                        .to("reviews", "id"),
                )
                .foreign_key(
                    ForeignKey::create()
                        .from("review_members", "reviewer_id")
                        .to("reviewers", "id"),
                )
                .take(),
        )
        .await?;
    index(
        manager,
        "review_members_by_reviewer",
        "review_members",
        &["reviewer_id", "review_id"],
        false,
    )
    .await?;
    for (name, role) in [
        ("review_members_one_head", "TEAM_ROLE_HEAD"),
        ("review_members_one_secretary", "TEAM_ROLE_SECRETARY"),
    ] {
        manager
            .create_index(
                Index::create()
                    .unique()
                    .name(name)
                    .table("review_members")
                    .col("review_id")
                    .and_where(Expr::col("role").eq(role))
                    .take(),
            )
            .await?;
    }
    Ok(())
}

/// Several provinces in one installation, each of which sees its own.
pub struct Province;

impl MigrationName for Province {
    fn name(&self) -> &str {
        "review_0002_province"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Province {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_place(manager, "reviews").await?;
        for (name, id) in [
            ("reviews_by_commune", "commune_id"),
            ("reviews_by_authority", "authority_id"),
            ("reviews_by_province", "province_id"),
        ] {
            index(manager, name, "reviews", &[id, "opened_at", "id"], false).await?;
        }
        // Whoever was entered by an officer confined to a province belongs to it.
        let province = vec![uuid_null("province_id").take()];
        add(manager, "reviewers", province).await?;
        let columns = ["province_id", "name", "id"];
        index(manager, "reviewers_by_province", "reviewers", &columns, false).await
    }
}
