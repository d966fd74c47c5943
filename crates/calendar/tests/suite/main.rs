//! The calendar seen from outside.

mod golden;
