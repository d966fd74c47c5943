//! Decisions with what appraisal, apology and publication add to them, and a book of numbers for each province.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, boolean_null, date_null, integer, integer_null, json, json_null, string,
    string_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::tables::index;

pub struct Appraisals;

impl MigrationName for Appraisals {
    fn name(&self) -> &str {
        "recognition_0004_appraisals"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Appraisals {
    /// One connection: another one of the pool may still know what was dropped or renamed here, and refuse the name.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // What must hold of a row changes, and SQLite learns that with a new table only.
        let before = Table::rename().table("decisions", "decisions_before").take();
        manager.rename_table(before).await?;
        decisions(manager).await?;
        carry_over(manager).await?;
        let before = Table::drop().table("decisions_before").take();
        manager.drop_table(before).await?;
        indices(manager).await?;
        books(manager).await
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
                // What the review team found of the school besides its criteria.
                .col(json_null("standing"))
                .col(string("kind"))
                .col(json("conditions"))
                .col(boolean("proposed_recognition"))
                .col(string("proposed_as"))
                .col(json("proposed_reasons"))
                .col(boolean_null("recognises"))
                .col(string("recognised_as"))
                .col(json("findings"))
                .col(string("reasons"))
                .col(string_null("text_sha256"))
                .col(string_null("prepared_by"))
                .col(date_null("effective_on"))
                .col(string_null("proposal_number"))
                .col(integer_null("proposal_year"))
                .col(date_null("proposed_on"))
                .col(string_null("proposed_by"))
                .col(string_null("number"))
                .col(integer_null("number_year"))
                .col(date_null("signed_on"))
                .col(string_null("signer"))
                .col(string_null("certificate_number"))
                .col(string("place"))
                .col(timestamp_with_time_zone_null("published_at"))
                .col(string("school_place"))
                .col(timestamp_with_time_zone_null("published_by_school_at"))
                // The last day of the act's limit, as the scheduler counted it last.
                .col(date_null("decide_due_on"))
                // The letter of apology: null, prepared or signed.
                .col(date_null("apology_due_on"))
                .col(date_null("apology_new_due_on"))
                .col(string("apology_reason"))
                .col(string_null("apology_sha256"))
                .col(string_null("apology_prepared_by"))
                .col(string_null("apology_number"))
                .col(integer_null("apology_year"))
                .col(date_null("apology_signed_on"))
                .col(string_null("apology_signer"))
                .col(string("state"))
                .col(json("history"))
                .col(timestamp_with_time_zone("received_at"))
                .col(timestamp_with_time_zone("settled_until"))
                .col(big_integer("version"))
                .col(uuid_null("commune_id"))
                .col(uuid_null("authority_id"))
                .col(string("authority_name"))
                .col(string("authority_email"))
                .col(uuid_null("province_id"))
                // The province's id as plain digits; empty where there is only one.
                .col(string("book"))
                // Two people decide, whatever the service above believes.
                .check(other_than_the_preparer("signer", "prepared_by"))
                .check(other_than_the_preparer("proposed_by", "prepared_by"))
                .check(other_than_the_preparer("apology_signer", "apology_prepared_by"))
                .take(),
        )
        .await
}

/// Whoever stands in `column` is not who stands in `preparer`, and somebody stands there.
fn other_than_the_preparer(column: &'static str, preparer: &'static str) -> Check {
    let prepared = Expr::col(preparer)
        .is_not_null()
        .and(Expr::col(column).ne(Expr::col(preparer)));
    Check::named(
        format!("decisions_four_eyes_{column}"),
        Expr::col(column).is_null().or(prepared),
    )
}

/// What was decided before this version, as it would have been written by it. When it was published stands in its
/// history.
async fn carry_over(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let (book, published) = match manager.get_database_backend() {
        DbBackend::Postgres => (
            "replace(province_id::text, '-', '')",
            "(history::jsonb -> -1 ->> 'at')::timestamptz",
        ),
        // SQLite keeps an id as its bytes.
        _ => ("lower(hex(province_id))", "json_extract(history, '$[#-1].at')"),
    };
    let kept = "case_id, school_id, school_name, school_type, commune, school_email, regime, overlay, target, \
                dossier_number, decided_by, reviewed_level, report_sha256, proposed_recognition, proposed_reasons, \
                recognises, reasons, text_sha256, prepared_by, proposal_number, proposal_year, proposed_on, \
                proposed_by, number, number_year, signed_on, signer, certificate_number, place, state, history, \
                received_at, settled_until, version, commune_id, authority_id, authority_name, authority_email, \
                province_id";
    let carried = format!(
        "INSERT INTO decisions ({kept}, kind, conditions, proposed_as, recognised_as, findings, published_at, \
         school_place, apology_reason, book) \
         SELECT {kept}, 'RECOGNITION_KIND_UNSPECIFIED', '[]', \
         CASE WHEN proposed_recognition THEN target ELSE 'TARGET_UNSPECIFIED' END, \
         CASE WHEN recognises THEN target ELSE 'TARGET_UNSPECIFIED' END, '[]', \
         CASE WHEN state = 'published' THEN {published} END, '', '', COALESCE({book}, '') FROM decisions_before"
    );
    manager.get_connection().execute_unprepared(&carried).await?;
    Ok(())
}

async fn indices(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for (name, columns) in [
        ("decisions_by_age", ["received_at", "case_id"].as_slice()),
        ("decisions_by_state", &["state", "received_at", "case_id"]),
        ("decisions_by_school", &["school_id", "received_at", "case_id"]),
        ("decisions_by_commune", &["commune_id", "received_at", "case_id"]),
        (
            "decisions_by_authority",
            &["authority_id", "received_at", "case_id"],
        ),
        (
            "decisions_by_province",
            &["province_id", "received_at", "case_id"],
        ),
        ("decisions_by_signature", &["signed_on", "case_id"]),
    ] {
        index(manager, name, "decisions", columns, false).await?;
    }
    // The number names agency and type, and both count anew each year, in each province.
    for (name, columns) in [
        (
            "decisions_numbered_once",
            ["book", "number", "number_year"].as_slice(),
        ),
        (
            "proposals_numbered_once",
            &["book", "proposal_number", "proposal_year"],
        ),
        (
            "apologies_numbered_once",
            &["book", "apology_number", "apology_year"],
        ),
        ("decisions_certified_once", &["book", "certificate_number"]),
    ] {
        index(manager, name, "decisions", columns, true).await?;
    }
    Ok(())
}

/// Each province has its books. Each goes on after the highest number that was given so far.
async fn books(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("number_books")
                .col(string("book"))
                .col(string("agency"))
                .col(string("kind"))
                .col(integer("year"))
                .col(big_integer("last"))
                .primary_key(Index::create().col("book").col("agency").col("kind").col("year"))
                .take(),
        )
        .await?;
    let kept = "INSERT INTO number_books (book, agency, kind, year, last) \
                SELECT books.book, agency, kind, year, last FROM numbering \
                CROSS JOIN (SELECT DISTINCT book FROM decisions) AS books";
    manager.get_connection().execute_unprepared(kept).await?;
    manager.drop_table(Table::drop().table("numbering").take()).await
}
