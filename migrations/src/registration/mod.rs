//! The tables of the registration service.

use sea_orm_migration::prelude::*;

mod checks;
mod dossiers;
mod obligations;
mod plans;
mod province;
mod self_assessments;

/// The migrations, oldest first.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(dossiers::Dossiers),
        Box::new(province::Province),
        Box::new(plans::Plans),
        Box::new(obligations::Obligations),
        Box::new(self_assessments::SelfAssessments),
        Box::new(checks::Checks),
    ]
}

/// Adds columns to a table, one statement each: SQLite takes no more at once.
async fn add(manager: &SchemaManager<'_>, table: &'static str, columns: Vec<ColumnDef>) -> Result<(), DbErr> {
    for column in columns {
        let change = Table::alter().table(table).add_column(column).take();
        manager.alter_table(change).await?;
    }
    Ok(())
}

/// Makes an index over `columns` of `table`.
async fn index(
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
