//! Dossiers from draft to acceptance.

mod certificates;
mod desk;
mod flow;
mod judging;
mod limits;
mod lists;
mod model;
mod plan_items;
mod promises;
mod races;
mod receipts;
mod rules;
