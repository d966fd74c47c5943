//! Authorities: their tree, their ends, their provinces, their files.

mod ends;
mod files;
mod provinces;
