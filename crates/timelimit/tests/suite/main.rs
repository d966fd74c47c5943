//! Counting seen from outside.

mod golden;
