//! The law seen from outside.

mod official;
