//! What is owed every year.
