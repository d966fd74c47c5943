//! The tree of authorities.
