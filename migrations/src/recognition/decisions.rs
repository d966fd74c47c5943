//! Decisions, and the certificates and numbers that came with them first.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, boolean_null, date, date_null, integer, integer_null, json, string, string_null,
    timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

use crate::tables::index;

pub struct Decisions;

impl MigrationName for Decisions {
    fn name(&self) -> &str {
        "recognition_0001_decisions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Decisions {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        decisions(manager).await?;
        certificates(manager).await?;
        numbering(manager).await
    }
}

async fn decisions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("decisions")
                // The case is the key: it has one decision.
                .col(uuid("case_id").primary_key())
                .col(uuid("school_id"))
                .col(string("school_name"))
                .col(string("school_type"))
                .col(string("commune"))
                .col(string("school_email"))
                .col(string("regime"))
                .col(string("overlay"))
                .col(string("target"))
                .col(string("dossier_number"))
                .col(string("decided_by"))
                .col(integer("reviewed_level"))
                .col(string("report_sha256"))
                .col(boolean("proposed_recognition"))
                .col(json("proposed_reasons"))
                .col(boolean_null("recognises"))
                .col(string("reasons"))
                .col(string_null("text_sha256"))
                .col(string_null("prepared_by"))
                .col(string_null("proposal_number"))
                .col(integer_null("proposal_year"))
                .col(date_null("proposed_on"))
                .col(string_null("proposed_by"))
                .col(string_null("number"))
                .col(integer_null("number_year"))
                .col(date_null("signed_on"))
                .col(string_null("signer"))
                .col(string_null("certificate_number").unique_key())
                .col(string("place"))
                .col(string("state"))
                .col(json("history"))
                .col(timestamp_with_time_zone("received_at"))
                .col(timestamp_with_time_zone("settled_until"))
                .col(big_integer("version"))
                // Two people decide, whatever the service above believes.
                .check(other_than_the_preparer("signer"))
                .check(other_than_the_preparer("proposed_by"))
                .take(),
        )
        .await?;
    for (name, columns) in [
        ("decisions_by_age", ["received_at", "case_id"].as_slice()),
        ("decisions_by_state", &["state", "received_at", "case_id"]),
        ("decisions_by_school", &["school_id", "received_at", "case_id"]),
    ] {
        index(manager, name, "decisions", columns, false).await?;
    }
    // The number names agency and type, and both count anew each year.
    for (name, columns) in [
        ("decisions_numbered_once", ["number", "number_year"]),
        ("proposals_numbered_once", ["proposal_number", "proposal_year"]),
    ] {
        index(manager, name, "decisions", &columns, true).await?;
    }
    Ok(())
}

/// Whoever stands in `column` is not who prepared the decision, and somebody did prepare it.
fn other_than_the_preparer(column: &'static str) -> Check {
    let prepared = Expr::col("prepared_by")
        .is_not_null()
        .and(Expr::col(column).ne(Expr::col("prepared_by")));
    Check::named(
        format!("decisions_four_eyes_{column}"),
        Expr::col(column).is_null().or(prepared),
    )
}

async fn certificates(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("certificates")
                .col(integer("year"))
                .col(big_integer("ordinal"))
                .col(uuid("case_id").unique_key())
                .col(uuid("school_id"))
                .col(string("school_name"))
                .col(string("target"))
                .col(date("valid_from"))
                .col(date("valid_until"))
                .col(date("recognised_on"))
                .col(timestamp_with_time_zone_null("expired_at"))
                // The certificate's number is CN-<year>-<ordinal>.
                .primary_key(Index::create().col("year").col("ordinal"))
                .foreign_key(
                    ForeignKey::create()
                        .from("certificates", "case_id")
                        .to("decisions", "case_id"),
                )
                .take(),
        )
        .await?;
    let columns = ["school_id", "year", "ordinal"];
    index(manager, "certificates_by_school", "certificates", &columns, false).await
}

async fn numbering(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("numbering")
                .col(string("agency"))
                .col(string("kind"))
                .col(integer("year"))
                .col(big_integer("last"))
                .primary_key(Index::create().col("agency").col("kind").col("year"))
                .take(),
        )
        .await
}
