//! How the steps of a review were done, its results and reports; when schools are visited; what is owed and when.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{date, date_null, json, json_null, string, uuid};

use crate::tables::{add, index};

pub struct Steps;

impl MigrationName for Steps {
    fn name(&self) -> &str {
        "review_0005_steps"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Steps {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let list = |name: &'static str| json(name).default("[]").take();
        let columns = vec![
            list("visits"),
            list("results"),
            json_null("standing").take(),
            list("answers"),
            json_null("draft").take(),
            json_null("report").take(),
            string("closed_because").default("").take(),
            // The limit of what is owed next, by which duties that are done are left out.
            string("owes").default("").take(),
        ];
        add(manager, "reviews", columns).await?;
        visits(manager).await?;
        duties(manager).await
    }
}

/// Days on which a school is visited, apart from its review, so that visits of a person that overlap are found by
/// one query.
async fn visits(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("review_visits")
                .col(uuid("review_id"))
                .col(string("step"))
                .col(date("from_day"))
                .col(date("until_day"))
                .primary_key(Index::create().col("review_id").col("step"))
                .foreign_key(
                    ForeignKey::create()
                        .from("review_visits", "review_id")
                        .to("reviews", "id"),
                )
                .take(),
        )
        .await?;
    let days = ["from_day", "until_day"];
    index(manager, "review_visits_by_day", "review_visits", &days, false).await
}

/// The due dates that the scheduler announced. A review may be heard of later than its first clock, so that no key
/// ties the two.
async fn duties(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("duties")
                .col(uuid("clock_id").primary_key())
                .col(uuid("case_id"))
                .col(string("limit_id"))
                .col(string("overlay"))
                .col(date_null("due_on"))
                // Where it stands in the list: its due date, or after all others while the clock is stopped.
                .col(date("listed_on"))
                .take(),
        )
        .await?;
    for (name, columns) in [
        ("duties_by_day", ["listed_on", "clock_id"]),
        ("duties_by_case", ["case_id", "limit_id"]),
    ] {
        index(manager, name, "duties", &columns, false).await?;
    }
    Ok(())
}
