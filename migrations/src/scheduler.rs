//! The tables of the scheduler.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    boolean, date, date_null, integer, json, string, string_null, text, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

use crate::tables::{add, add_place, index};

mod mail;

/// The migrations, oldest first.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(Clocks),
        Box::new(Province),
        Box::new(Secretary),
        Box::new(mail::Mail),
    ]
}

struct Clocks;

impl MigrationName for Clocks {
    fn name(&self) -> &str {
        "scheduler_0001_clocks"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Clocks {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        cases(manager).await?;
        clocks(manager).await?;
        rungs(manager).await?;
        mails(manager).await
    }
}

async fn cases(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("cases")
                .col(uuid("case_id").primary_key())
                .col(string("school_id"))
                .col(string("school_name"))
                .col(string("school_email"))
                .col(string("dossier_number"))
                .col(string("regime"))
                .col(string("overlay"))
                .col(string("head_name"))
                .col(string("head_email"))
                .take(),
        )
        .await?;
    index(manager, "cases_by_school", "cases", &["school_id"], false).await
}

async fn clocks(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("clocks")
                .col(uuid("id").primary_key())
                .col(uuid("case_id"))
                .col(string("limit_id"))
                .col(string_null("overlay"))
                .col(string("regime"))
                .col(json("ledger"))
                .col(date_null("breached_on"))
                .col(date_null("started_on"))
                .col(date_null("due_on"))
                .col(date_null("expected_on"))
                .col(string_null("outcome"))
                .col(date_null("ended_on"))
                .col(boolean("projected"))
                .foreign_key(
                    ForeignKey::create()
                        .from("clocks", "case_id")
                        .to("cases", "case_id"),
                )
                .take(),
        )
        .await?;
    for (name, columns) in [
        ("clocks_by_case", ["case_id"].as_slice()),
        ("clocks_by_date", &["expected_on", "id"]),
        ("clocks_by_outcome", &["outcome", "expected_on", "id"]),
    ] {
        index(manager, name, "clocks", columns, false).await?;
    }
    Ok(())
}

async fn rungs(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("rungs")
                .col(uuid("clock_id"))
                .col(string("rung"))
                .col(date("due_on"))
                .col(uuid("case_id"))
                .col(string("kind"))
                .col(timestamp_with_time_zone("fires_at"))
                .col(string("role"))
                .col(string("fallback"))
                .col(string("state"))
                .col(timestamp_with_time_zone_null("fired_at"))
                // The guarantee: a rung fires once for a due date of a clock.
                .primary_key(Index::create().col("clock_id").col("rung").col("due_on"))
                .foreign_key(ForeignKey::create().from("rungs", "clock_id").to("clocks", "id"))
                .take(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("rungs_armed")
                .table("rungs")
                .col("fires_at")
                .col("clock_id")
                .and_where(Expr::col("state").eq("armed"))
                .take(),
        )
        .await?;
    index(manager, "rungs_by_case", "rungs", &["case_id"], false).await
}

async fn mails(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("mails")
                .col(uuid("id").primary_key())
                .col(uuid("case_id"))
                .col(uuid_null("clock_id"))
                .col(boolean("reminder"))
                .col(string("recipient"))
                .col(string("subject"))
                .col(text("body"))
                .col(string("state"))
                .col(timestamp_with_time_zone("send_after"))
                .col(integer("attempts"))
                .col(timestamp_with_time_zone_null("claimed_until"))
                .col(timestamp_with_time_zone_null("sent_at"))
                .col(string_null("error"))
                .take(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("mails_queued")
                .table("mails")
                .col("send_after")
                .col("id")
                .and_where(Expr::col("state").eq("queued"))
                .take(),
        )
        .await?;
    index(manager, "mails_by_clock", "mails", &["clock_id"], false).await
}

/// Several provinces in one installation, each of which sees its own; and cases of authorities.
struct Province;

impl MigrationName for Province {
    fn name(&self) -> &str {
        "scheduler_0002_province"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Province {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_place(manager, "cases").await?;
        for (name, id) in [
            ("cases_by_commune", "commune_id"),
            ("cases_by_authority", "authority_id"),
            ("cases_by_province", "province_id"),
        ] {
            index(manager, name, "cases", &[id], false).await?;
        }
        // Mails are confined by their case.
        index(manager, "mails_by_case", "mails", &["case_id"], false).await
    }
}

/// A review team is written to at its secretary's address as well as at its head's.
struct Secretary;

impl MigrationName for Secretary {
    fn name(&self) -> &str {
        "scheduler_0003_secretary"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Secretary {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            string("secretary_name").default("").take(),
            string("secretary_email").default("").take(),
        ];
        add(manager, "cases", columns).await
    }
}
