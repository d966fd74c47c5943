//! Dossiers from draft to acceptance.

mod certificates;
mod judging;
mod model;
mod receipts;
mod rules;
