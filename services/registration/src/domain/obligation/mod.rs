//! Yearly obligations: what every school and authority owes every year.

mod refusal;

pub use refusal::ObligationRefusal;
