//! Teams: who sits where and how they stand to it, which reviews they hold.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, integer, json, json_null, string, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

use crate::tables::index;

pub struct Teams;

impl MigrationName for Teams {
    fn name(&self) -> &str {
        "review_0004_teams"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Teams {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        teams(manager).await?;
        team_seats(manager).await?;
        team_reviews(manager).await
    }
}

async fn teams(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("teams")
                .col(uuid("id").primary_key())
                .col(string("state"))
                .col(string("decided_by"))
                .col(json("warnings"))
                .col(json("overrides"))
                .col(json("preparers"))
                .col(json_null("decision"))
                .col(json("replacements"))
                .col(json_null("proposed_replacement"))
                .col(json_null("dissolution"))
                .col(string("end_reason"))
                .col(timestamp_with_time_zone("proposed_at"))
                .col(uuid_null("province_id"))
                .col(big_integer("version"))
                .take(),
        )
        .await?;
    for (name, columns) in [
        ("teams_by_age", ["proposed_at", "id"].as_slice()),
        ("teams_by_state", &["state", "proposed_at", "id"]),
        ("teams_by_province", &["province_id", "proposed_at", "id"]),
    ] {
        index(manager, name, "teams", columns, false).await?;
    }
    Ok(())
}

/// Nobody sits in a team twice; it has one head and one secretary.
async fn team_seats(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("team_seats")
                .col(uuid("team_id"))
                .col(uuid("reviewer_id"))
                .col(integer("position"))
                .col(string("name"))
                .col(string("email"))
                .col(string("role"))
                .col(string("invitation"))
                .col(string("decline_reason"))
                .col(timestamp_with_time_zone_null("invitation_at"))
                .primary_key(Index::create().col("team_id").col("reviewer_id"))
                .foreign_key(
                    ForeignKey::create()
                        .from("team_seats", "team_id")
                        .to("teams", "id"),
                )
                .foreign_key(
                    ForeignKey::create()
                        .from("team_seats", "reviewer_id")
                        .to("reviewers", "id"),
                )
                .take(),
        )
        .await?;
    let columns = ["reviewer_id", "team_id"];
    index(manager, "team_seats_by_reviewer", "team_seats", &columns, false).await?;
    for (name, role) in [
        ("team_seats_one_head", "TEAM_ROLE_HEAD"),
        ("team_seats_one_secretary", "TEAM_ROLE_SECRETARY"),
    ] {
        let one = Index::create()
            .unique()
            .name(name)
            .table("team_seats")
            .col("team_id")
            .and_where(Expr::col("role").eq(role))
            .take();
        manager.create_index(one).await?;
    }
    Ok(())
}

/// A review is held by one team at a time.
async fn team_reviews(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("team_reviews")
                .col(uuid("team_id"))
                .col(uuid("review_id"))
                .col(boolean("open"))
                .primary_key(Index::create().col("team_id").col("review_id"))
                .foreign_key(
                    ForeignKey::create()
                        .from("team_reviews", "team_id")
                        .to("teams", "id"),
                )
                .foreign_key(
                    ForeignKey::create()
                        .from("team_reviews", "review_id")
                        .to("reviews", "id"),
                )
                .take(),
        )
        .await?;
    let columns = ["review_id", "team_id"];
    index(manager, "team_reviews_by_review", "team_reviews", &columns, false).await?;
    let one = Index::create()
        .unique()
        .name("team_reviews_one_open")
        .table("team_reviews")
        .col("review_id")
        .and_where(Expr::col("open").eq(true))
        .take();
    manager.create_index(one).await
}
