//! Schools: what is known of them, what becomes of them, how they are found, their files.

mod files;
mod history;
mod many;
