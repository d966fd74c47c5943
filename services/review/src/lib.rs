//! External review: reviewers, teams, and the six steps from an accepted dossier to the final report.
//!
//! A review opens when registration accepts a dossier. A team is established by a decision, studies the
//! dossier, visits the school twice and sends its draft; the school comments, agrees or stays silent,
//! and silence is consent; the team answers and hands in its final report. The clocks run in the
//! scheduler. When one of them runs out this service is the judge: of a broken limit, and of deemed
//! consent.

use std::sync::Arc;

use platform::inbox::Inbox;
use platform::service::{Assembly, Host, StartError};
use statute::Law;

pub mod domain;
pub mod facts;
pub mod grpc;
mod store;

/// The service's name: its schema, its queue, the first part of its facts' types.
pub const NAME: &str = "review";
/// The services whose facts it hears.
pub const LISTENS_TO: &[&str] = &["registration", "scheduler"];

/// Puts the service together.
pub async fn assemble(host: &Host) -> Result<Assembly, StartError> {
    let journal = host.journal(NAME).await?;
    let api = grpc::ReviewApi::new(journal.clone(), Law::official());
    Ok(Assembly {
        inbox: Inbox::new(journal.clone(), Arc::new(facts::Reactions)),
        routes: api.routes(),
        permissions: grpc::PERMISSIONS.to_vec(),
        loops: Vec::new(),
        due: None,
        journal,
    })
}
