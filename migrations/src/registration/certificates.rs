//! Certificates that ended before their time.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::date_null;

use crate::tables::add;

/// Adds the first day on which a certificate no longer holds although it has not expired. What was stored before had
/// not been ended: nobody could.
pub(super) struct Certificates;

impl MigrationName for Certificates {
    fn name(&self) -> &str {
        "registration_0008_certificates"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Certificates {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add(manager, "certificates", vec![date_null("ended_on").take()]).await
    }
}
