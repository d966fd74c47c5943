//! Plans as a whole: their approval, targets and amendments.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, date_null, integer, json, string, string_null, timestamp_with_time_zone_null, uuid,
    uuid_null,
};

use super::{add, index};

pub struct Plans;

impl MigrationName for Plans {
    fn name(&self) -> &str {
        "registration_0003_plans"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Plans {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("plans")
                    .col(uuid("id").primary_key())
                    .col(uuid("province_id"))
                    .col(uuid("authority_id"))
                    .col(string("authority_name"))
                    .col(integer("year"))
                    .col(string("state"))
                    .col(json("targets"))
                    .col(json("drafted_by"))
                    .col(string("document_number"))
                    .col(date_null("approved_on"))
                    .col(string("approved_by"))
                    .col(json("amendments"))
                    .col(big_integer("version"))
                    .take(),
            )
            .await?;
        index(
            manager,
            "plans_of_authority",
            "plans",
            &["authority_id", "year"],
            true,
        )
        .await?;
        index(manager, "plans_by_year", "plans", &["year", "id"], false).await?;
        add(
            manager,
            "plan_items",
            vec![
                uuid_null("plan_id").take(),
                uuid_null("dossier_id").take(),
                boolean("removed").default(false).take(),
                timestamp_with_time_zone_null("amended_at").take(),
                // The law under which it was approved: no regime, no approval.
                string_null("regime").take(),
                string("overlay").default("").take(),
            ],
        )
        .await?;
        index(
            manager,
            "plan_items_of_plan",
            "plan_items",
            &["plan_id", "id"],
            false,
        )
        .await?;
        index(
            manager,
            "plan_items_of_school",
            "plan_items",
            &["school_id", "year"],
            false,
        )
        .await
    }
}
