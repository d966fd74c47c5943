//! Mail in all its states: how each attempt ended, what recipients were told of due dates, and which addresses take
//! nothing.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    boolean, date_null, integer, string, string_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

use crate::tables::{add, index};

/// Mail in all its states.
pub struct Mail;

impl MigrationName for Mail {
    fn name(&self) -> &str {
        "scheduler_0004_mail"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Mail {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        mails(manager).await?;
        passages(manager).await?;
        due_dates(manager).await?;
        addresses(manager).await
    }
}

async fn mails(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        // When it was written; unknown of what was queued before this migration.
        timestamp_with_time_zone_null("queued_at").take(),
        // How often a server had, or may have had, its whole text.
        integer("copies").default(0).take(),
        // When it failed, was superseded or was cancelled.
        timestamp_with_time_zone_null("ended_at").take(),
        // The mail of which it is a repetition asked for by a person.
        uuid_null("repeats").take(),
    ];
    add(manager, "mails", columns).await?;
    let old = Index::drop().name("mails_queued").table("mails").to_owned();
    manager.drop_index(old).await?;
    manager
        .create_index(
            Index::create()
                .name("mails_under_way")
                .table("mails")
                .col("send_after")
                .col("id")
                .and_where(Expr::col("state").is_in(["queued", "deferred", "ambiguous", "sending"]))
                .take(),
        )
        .await?;
    index(manager, "mails_by_moment", "mails", &["send_after", "id"], false).await
}

/// Attempts that did not end with the mail being sent; that one stands in the mail itself.
async fn passages(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("mail_passages")
                .col(uuid("mail_id"))
                .col(integer("attempt"))
                .col(string("state"))
                .col(timestamp_with_time_zone("ended_at"))
                .col(string("error"))
                .primary_key(Index::create().col("mail_id").col("attempt"))
                .foreign_key(
                    ForeignKey::create()
                        .from("mail_passages", "mail_id")
                        .to("mails", "id"),
                )
                .take(),
        )
        .await
}

/// What the calendar of a recipient was told of a clock, so that a date that moved or ended is corrected there.
async fn due_dates(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // Counts the changes of a clock: the SEQUENCE of its event.
    let revision = integer("revision").default(0).take();
    add(manager, "clocks", vec![revision]).await?;
    manager
        .create_table(
            Table::create()
                .table("due_dates_told")
                .col(uuid("clock_id"))
                .col(string("recipient"))
                .col(date_null("due_on"))
                .col(boolean("cancelled"))
                .primary_key(Index::create().col("clock_id").col("recipient"))
                .foreign_key(
                    ForeignKey::create()
                        .from("due_dates_told", "clock_id")
                        .to("clocks", "id"),
                )
                .take(),
        )
        .await
}

/// Addresses that refused mail for good, until one takes mail again.
async fn addresses(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("bouncing_addresses")
                .col(string("address").primary_key())
                .col(timestamp_with_time_zone("since"))
                .col(uuid("mail_id"))
                .col(string_null("error"))
                .take(),
        )
        .await
}
