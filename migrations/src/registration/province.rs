//! Authorities in their tree, and what is known of a school besides its name.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, date_null, json, string, string_null, uuid, uuid_null};

use super::{add, index};

pub struct Province;

impl MigrationName for Province {
    fn name(&self) -> &str {
        "registration_0002_province"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Province {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        authorities(manager).await?;
        schools(manager).await
    }
}

async fn authorities(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("authorities")
                .col(uuid("id").primary_key())
                .col(uuid("province_id"))
                .col(uuid_null("parent_id"))
                .col(string("kind"))
                .col(string("name"))
                .col(string("search_key"))
                .col(string("code"))
                // The code while the authority lasts: no two that last share one.
                .col(string_null("live_code").unique_key())
                .col(string("old_code"))
                .col(date_null("valid_from"))
                .col(date_null("valid_until"))
                .col(json("successors"))
                .col(string("email"))
                .col(string("overlay"))
                .col(string("end_document"))
                .col(big_integer("version"))
                .take(),
        )
        .await?;
    index(
        manager,
        "authorities_by_name",
        "authorities",
        &["name", "id"],
        false,
    )
    .await?;
    index(
        manager,
        "authorities_by_province",
        "authorities",
        &["province_id", "kind"],
        false,
    )
    .await?;
    index(
        manager,
        "authorities_by_parent",
        "authorities",
        &["parent_id"],
        false,
    )
    .await
}

async fn schools(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let text = |name: &'static str| string(name).default("").take();
    add(
        manager,
        "schools",
        vec![
            text("code"),
            // The code while the school is there: no two of a province share one.
            string_null("live_code").take(),
            text("search_key"),
            uuid_null("commune_id").take(),
            uuid_null("authority_id").take(),
            text("authority_name"),
            text("authority_email"),
            uuid_null("province_id").take(),
            text("principal"),
            text("phone"),
            text("address"),
            date_null("founded_on").take(),
            string("state").default("active").take(),
            uuid_null("merged_into").take(),
            json("history").default("[]").take(),
        ],
    )
    .await?;
    index(
        manager,
        "schools_by_code",
        "schools",
        &["province_id", "live_code"],
        true,
    )
    .await?;
    // A search for words looks at every key, in the order of names: the index has all that it looks at.
    index(
        manager,
        "schools_by_search",
        "schools",
        &["name", "id", "search_key"],
        false,
    )
    .await?;
    index(manager, "schools_by_commune", "schools", &["commune_id"], false).await?;
    index(
        manager,
        "schools_by_authority",
        "schools",
        &["authority_id"],
        false,
    )
    .await
}
