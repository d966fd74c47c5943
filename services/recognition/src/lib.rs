//! Recognition: from the final report of a review to a signed and published decision, and the certificate.
//!
//! The report is received, an officer appraises it and prepares the decision, somebody else signs it; in
//! regime A0 the provincial People's Committee decides on the national standard, on the Sở's proposal.
//! A recognition issues a certificate whose last day is printed on it and never computed again. What
//! happens is announced as facts; the clocks follow from them in the scheduler, and when one of them runs
//! out this service is the judge of what that means.

use std::sync::Arc;

use platform::inbox::Inbox;
use platform::service::{Assembly, Host, StartError};
use statute::Law;

pub mod domain;
pub mod facts;
pub mod grpc;
mod store;

/// The service's name: its schema, its queue, the first part of its facts' types.
pub const NAME: &str = "recognition";
/// The services whose facts it hears.
pub const LISTENS_TO: &[&str] = &["review", "registration", "scheduler"];

/// Puts the service together.
pub async fn assemble(host: &Host) -> Result<Assembly, StartError> {
    let journal = host.journal(NAME).await?;
    let law = Law::official();
    let api = grpc::RecognitionApi::new(journal.clone(), law);
    Ok(Assembly {
        inbox: Inbox::new(journal.clone(), Arc::new(facts::Hearing::new(law))),
        routes: api.routes(),
        permissions: grpc::PERMISSIONS.to_vec(),
        loops: Vec::new(),
        due: None,
        journal,
    })
}
