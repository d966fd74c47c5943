//! Dossiers with documents and two bodies that check them, and the certificates that bind them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    boolean_null, date, json, string, string_null, timestamp_with_time_zone_null, uuid, uuid_null,
};

use super::{add, index};

pub struct Checks;

impl MigrationName for Checks {
    fn name(&self) -> &str {
        "registration_0006_checks"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Checks {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let text = |name: &'static str| string(name).default("").take();
        add(
            manager,
            "dossiers",
            vec![
                uuid_null("self_assessment").take(),
                json("documents").default("[]").take(),
                text("stage"),
                uuid_null("received_by").take(),
                text("received_by_name"),
                text("local_no"),
                text("portal_no"),
                text("origin_system"),
                // The wish while the dossier is open: a school has one open dossier for each.
                string_null("open_wish").take(),
                timestamp_with_time_zone_null("reviewed_at").take(),
                timestamp_with_time_zone_null("decided_at").take(),
                boolean_null("recognised").take(),
                timestamp_with_time_zone_null("settled_until").take(),
                // The portal's number within the province: it names one dossier.
                string_null("portal_key").take(),
            ],
        )
        .await?;
        index(manager, "dossiers_portal_once", "dossiers", &["portal_key"], true).await?;
        index(
            manager,
            "dossiers_open_once",
            "dossiers",
            &["school_id", "open_wish"],
            true,
        )
        .await?;
        manager
            .create_table(
                Table::create()
                    .table("certificates")
                    .col(uuid("case_id").primary_key())
                    .col(uuid("school_id"))
                    .col(string("number"))
                    .col(string("target"))
                    .col(date("recognised_on"))
                    .col(date("valid_until"))
                    .take(),
            )
            .await?;
        index(
            manager,
            "certificates_of_school",
            "certificates",
            &["school_id"],
            false,
        )
        .await
    }
}
