//! The tables of the review service.

use sea_orm_migration::prelude::*;

mod people;
mod reviews;
mod seasons;
mod steps;
mod teams;

/// The migrations, oldest first.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(reviews::Reviews),
        Box::new(reviews::Province),
        Box::new(people::People),
        Box::new(teams::Teams),
        Box::new(steps::Steps),
        Box::new(seasons::Seasons),
    ]
}
