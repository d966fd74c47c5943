//! The calendar seen from outside.

mod days;
mod exchange;
mod golden;
mod walker;
