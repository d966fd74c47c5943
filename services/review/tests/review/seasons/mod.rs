//! Seasons: the solver against rules written separately, and the service over both databases.

mod answers;
mod bac_son;
mod infeasible;
mod oracle;
