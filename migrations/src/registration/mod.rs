//! The tables of the registration service.

use sea_orm_migration::prelude::*;

use crate::tables::{add, index};

mod certificates;
mod checks;
mod dossiers;
mod obligations;
mod plans;
mod province;
mod search;
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
        Box::new(search::Search),
        Box::new(certificates::Certificates),
    ]
}
