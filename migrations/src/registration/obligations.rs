//! Yearly obligations.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, date, integer, json_null, string, timestamp_with_time_zone_null, uuid, uuid_null,
};

use super::index;

pub struct Obligations;

impl MigrationName for Obligations {
    fn name(&self) -> &str {
        "registration_0004_obligations"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Obligations {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("obligations")
                    .col(uuid("id").primary_key())
                    .col(uuid("province_id"))
                    .col(string("limit_id"))
                    .col(string("overlay"))
                    .col(string("regime"))
                    .col(integer("year"))
                    // Exactly one of the two holds it.
                    .col(uuid_null("school_id"))
                    .col(uuid_null("authority_id"))
                    .col(date("due_before"))
                    .col(json_null("report"))
                    .col(string("summary"))
                    .col(timestamp_with_time_zone_null("fulfilled_at"))
                    .col(timestamp_with_time_zone_null("lifted_at"))
                    .col(big_integer("version"))
                    .take(),
            )
            .await?;
        for (name, columns) in [
            ("obligations_by_day", ["due_before", "id"].as_slice()),
            ("obligations_of_year", &["province_id", "year", "limit_id"]),
            ("obligations_of_school", &["school_id", "year"]),
            ("obligations_of_authority", &["authority_id", "year"]),
        ] {
            index(manager, name, "obligations", columns, false).await?;
        }
        Ok(())
    }
}
