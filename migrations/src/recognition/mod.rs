//! The tables of the recognition service.

use sea_orm_migration::MigrationTrait;

mod appraisals;
#[cfg(test)]
mod carried;
mod certificates;
mod decisions;
mod places;
mod schools;

/// The migrations, oldest first.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(decisions::Decisions),
        Box::new(places::Province),
        Box::new(certificates::Certificates),
        Box::new(appraisals::Appraisals),
        Box::new(schools::Schools),
    ]
}
