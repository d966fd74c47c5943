//! Where decisions and certificates stand among the authorities.

use sea_orm_migration::prelude::*;

use crate::tables::{add_place, index};

/// Several provinces in one installation, each of which sees its own.
pub struct Province;

impl MigrationName for Province {
    fn name(&self) -> &str {
        "recognition_0002_province"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Province {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_place(manager, "decisions").await?;
        for (name, id) in [
            ("decisions_by_commune", "commune_id"),
            ("decisions_by_authority", "authority_id"),
            ("decisions_by_province", "province_id"),
        ] {
            index(manager, name, "decisions", &[id, "received_at", "case_id"], false).await?;
        }
        add_place(manager, "certificates").await?;
        for (name, id) in [
            ("certificates_by_commune", "commune_id"),
            ("certificates_by_authority", "authority_id"),
            ("certificates_by_province", "province_id"),
        ] {
            index(manager, name, "certificates", &[id, "year", "ordinal"], false).await?;
        }
        Ok(())
    }
}
