//! One index for lists of schools by name and for searches in them.

use sea_orm_migration::prelude::*;

/// Drops the index over names alone. `schools_by_search` begins with the same columns and has the search key as
/// well; with both there, SQLite takes the shorter one for a single word and then reads every school.
pub(super) struct Search;

impl MigrationName for Search {
    fn name(&self) -> &str {
        "registration_0007_search"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Search {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::drop().name("schools_by_name").table("schools").to_owned();
        manager.drop_index(index).await
    }
}
