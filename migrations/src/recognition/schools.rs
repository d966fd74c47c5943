//! Schools as they were at every time, for the register and the statistics of any day; and the targets.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{date, integer, string, timestamp_with_time_zone, uuid, uuid_null};
use sea_orm_migration::sea_orm::ConnectionTrait;

use crate::tables::index;

pub struct Schools;

impl MigrationName for Schools {
    fn name(&self) -> &str {
        "recognition_0005_schools"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Schools {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        school_periods(manager).await?;
        school_mergers(manager).await?;
        hear_again(manager).await?;
        targets(manager).await
    }
}

/// What was known of a school held from one day to another. The first period begins at the beginning of time, since
/// a school was there before it was entered; the last one ends at the end of time, unless the school has ended.
async fn school_periods(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("school_periods")
                .col(uuid("school_id"))
                .col(date("from_day"))
                .col(date("until_day"))
                .col(string("code"))
                .col(string("name"))
                .col(string("search_key"))
                .col(string("school_type"))
                .col(string("ownership"))
                .col(string("email"))
                .col(string("overlay"))
                .col(string("commune"))
                // The name as it is looked for, without the body that governs the commune.
                .col(string("commune_key"))
                .col(uuid_null("commune_id"))
                .col(uuid_null("authority_id"))
                .col(string("authority_name"))
                .col(string("authority_email"))
                .col(uuid_null("province_id"))
                // How the period ended: empty, merged or closed.
                .col(string("ended"))
                .primary_key(Index::create().col("school_id").col("from_day"))
                .take(),
        )
        .await?;
    for (name, columns) in [
        (
            "school_periods_by_day",
            // All by which the register finds schools, and their ids.
            [
                "from_day",
                "until_day",
                "ended",
                "search_key",
                "school_type",
                "commune_key",
                "province_id",
                "school_id",
            ]
            .as_slice(),
        ),
        (
            "school_periods_counted",
            // All by which statistics count and group schools.
            &[
                "until_day",
                "from_day",
                "school_type",
                "ownership",
                "province_id",
                "authority_id",
                "commune_id",
                "commune",
                "school_id",
            ],
        ),
        ("school_periods_by_commune_key", &["commune_key", "school_id"]),
        ("school_periods_by_code", &["code"]),
        ("school_periods_by_commune", &["commune_id", "school_id"]),
        ("school_periods_by_province", &["province_id", "school_id"]),
    ] {
        index(manager, name, "school_periods", columns, false).await?;
    }
    Ok(())
}

/// What was said of schools before this version was heard and passed over. It is still in the inbox, whole and in its
/// order, and is heard once more, from the beginning of each school's case.
async fn hear_again(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let schools = "SELECT case_id FROM inbox WHERE producer = 'registration' AND sequence = 1 \
                   AND fact_type = 'registration.school_registered'";
    let connection = manager.get_connection();
    for again in ["UPDATE inbox SET handled_at = NULL", "DELETE FROM inbox_heads"] {
        let statement = format!("{again} WHERE producer = 'registration' AND case_id IN ({schools})");
        connection.execute_unprepared(&statement).await?;
    }
    Ok(())
}

/// Which school went up in which.
async fn school_mergers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("school_mergers")
                .col(uuid("school_id"))
                .col(uuid("absorbed_id"))
                .col(date("on_day"))
                .primary_key(Index::create().col("school_id").col("absorbed_id"))
                .take(),
        )
        .await
}

async fn targets(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("attainment_targets")
                .col(uuid("id").primary_key())
                .col(uuid_null("province_id"))
                .col(string("book"))
                .col(date("on_day"))
                .col(string("standard"))
                .col(string("school_type"))
                .col(integer("per_mille"))
                .col(string("document"))
                .col(timestamp_with_time_zone("set_at"))
                .take(),
        )
        .await?;
    let columns = ["book", "on_day", "standard", "school_type"];
    index(
        manager,
        "attainment_targets_once",
        "attainment_targets",
        &columns,
        true,
    )
    .await
}
