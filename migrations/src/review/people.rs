//! What is known of reviewers, and whose team a review has.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    boolean, date, date_null, integer_null, json, json_null, string, string_null, uuid, uuid_null,
};

use crate::tables::{add, index};

pub struct People;

impl MigrationName for People {
    fn name(&self) -> &str {
        "review_0003_people"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for People {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let text = |name: &'static str| string(name).default("").take();
        let list = |name: &'static str| json(name).default("[]").take();
        let columns = vec![
            text("code"),
            // The code while the person is on the list: no two of a province share one.
            string_null("live_code").take(),
            text("search_key"),
            text("phone"),
            // Nobody entered before said since when: no years are counted until somebody does.
            date("in_sector_since").default("9999-12-31").take(),
            json_null("training").take(),
            string_null("other_department").take(),
            list("fields"),
            list("levels"),
            list("career"),
            list("relations"),
            list("absences"),
            integer_null("most_schools").take(),
            date_null("retired_on").take(),
            text("retirement_reason"),
        ];
        add(manager, "reviewers", columns).await?;
        for column in [
            "years_in_sector",
            "trained_by_ministry",
            "worked_at",
            "relatives_at",
        ] {
            let change = Table::alter().table("reviewers").drop_column(column).take();
            manager.alter_table(change).await?;
        }
        codes(manager).await?;
        schools(manager).await?;
        let team = vec![uuid_null("team_id").take(), text("prepared_by")];
        add(manager, "reviews", team).await?;
        index(manager, "reviews_by_team", "reviews", &["team_id"], false).await
    }
}

/// Nobody shares a code: within a province, nor among those who belong to none. A nothing equals no other, so
/// each of the two has its own index.
async fn codes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    index(
        manager,
        "reviewers_by_code",
        "reviewers",
        &["province_id", "live_code"],
        true,
    )
    .await?;
    let of_none = Index::create()
        .unique()
        .name("reviewers_by_code_of_no_province")
        .table("reviewers")
        .col("live_code")
        .and_where(Expr::col("province_id").is_null())
        .take();
    manager.create_index(of_none).await?;
    // A search for words looks at every key, in the order of names: the index has all that it looks at, and
    // serves lists by name as well.
    let by_name = Index::drop()
        .name("reviewers_by_name")
        .table("reviewers")
        .to_owned();
    manager.drop_index(by_name).await?;
    let columns = ["name", "id", "search_key"];
    index(manager, "reviewers_by_search", "reviewers", &columns, false).await
}

/// The schools that registration announced: by them careers and relations name schools.
async fn schools(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("schools")
                .col(uuid("id").primary_key())
                .col(string("code"))
                .col(string("name"))
                .col(string("search_key"))
                .col(string("school_type"))
                .col(string("commune"))
                .col(uuid_null("commune_id"))
                .col(uuid_null("province_id"))
                .col(boolean("is_open"))
                .take(),
        )
        .await?;
    for (name, columns) in [
        ("schools_by_code", ["province_id", "code"]),
        ("schools_by_search", ["province_id", "search_key"]),
    ] {
        index(manager, name, "schools", &columns, false).await?;
    }
    Ok(())
}
