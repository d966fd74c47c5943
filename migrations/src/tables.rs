//! What several migrations do to tables in the same way.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string, uuid_null};

/// Adds columns to a table, one statement each: SQLite takes no more at once.
pub async fn add(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: Vec<ColumnDef>,
) -> Result<(), DbErr> {
    for column in columns {
        let change = Table::alter().table(table).add_column(column).take();
        manager.alter_table(change).await?;
    }
    Ok(())
}

/// Makes an index over `columns` of `table`.
pub async fn index(
    manager: &SchemaManager<'_>,
    name: &'static str,
    table: &'static str,
    columns: &[&'static str],
    unique: bool,
) -> Result<(), DbErr> {
    let mut index = Index::create();
    index.name(name).table(table);
    for column in columns {
        index.col(*column);
    }
    if unique {
        index.unique();
    }
    manager.create_index(index.take()).await
}

/// Adds to `table` where its cases stand among the authorities: their ids, by which lists are cut to what a
/// caller may see, and how to name and reach the one in charge. What was stored before stands nowhere.
pub async fn add_place(manager: &SchemaManager<'_>, table: &'static str) -> Result<(), DbErr> {
    add(
        manager,
        table,
        vec![
            uuid_null("commune_id").take(),
            uuid_null("authority_id").take(),
            string("authority_name").default("").take(),
            string("authority_email").default("").take(),
            uuid_null("province_id").take(),
        ],
    )
    .await
}
