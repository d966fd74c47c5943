//! Counting seen from outside.

mod golden;
mod laws;
mod naive;
