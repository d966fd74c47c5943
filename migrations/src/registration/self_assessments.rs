//! Self-assessments.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, integer_null, json, json_null, string, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid,
};

use super::index;

pub struct SelfAssessments;

impl MigrationName for SelfAssessments {
    fn name(&self) -> &str {
        "registration_0005_self_assessments"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for SelfAssessments {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("self_assessments")
                    .col(uuid("id").primary_key())
                    .col(uuid("school_id"))
                    .col(string("school_year"))
                    .col(string("regime"))
                    .col(string("state"))
                    .col(json_null("council"))
                    .col(json("results"))
                    .col(integer_null("concluded_level"))
                    .col(string("reason"))
                    .col(json_null("report"))
                    .col(json("improvement"))
                    .col(json("reviews"))
                    .col(timestamp_with_time_zone("opened_at"))
                    .col(timestamp_with_time_zone_null("completed_at"))
                    .col(big_integer("version"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("self_assessments", "school_id")
                            .to("schools", "id"),
                    )
                    .take(),
            )
            .await?;
        index(
            manager,
            "self_assessments_of_school",
            "self_assessments",
            &["school_id", "school_year"],
            true,
        )
        .await?;
        index(
            manager,
            "self_assessments_by_age",
            "self_assessments",
            &["opened_at", "id"],
            false,
        )
        .await?;
        index(
            manager,
            "self_assessments_by_year",
            "self_assessments",
            &["school_year", "state"],
            false,
        )
        .await
    }
}
