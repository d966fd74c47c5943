//! Plans: approval, amendment, targets, progress.
