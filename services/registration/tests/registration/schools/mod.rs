//! Schools and what becomes of them.
