//! The tables of the scheduler service.

use sea_orm_migration::prelude::*;

/// The migrations, oldest first.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    Vec::new()
}
