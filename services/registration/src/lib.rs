//! Registration: authorities, schools, plans, yearly obligations, self-assessments and dossiers —
//! everything before the external review.
//!
//! A dossier is put together, handed in, checked within three working days, completed once if it must
//! be, and accepted or refused. What happens is announced as facts; the clocks of the plan and of the
//! check follow from them in the scheduler, and when one of them runs out this service is the judge of
//! whether the limit was broken.

use std::sync::Arc;

use platform::inbox::Inbox;
use platform::service::{Assembly, Host, StartError};
use statute::Law;

pub mod domain;
pub mod facts;
pub mod grpc;
mod store;

/// The service's name: its schema, its queue, the first part of its facts' types.
pub const NAME: &str = "registration";
/// The services whose facts it hears.
pub const LISTENS_TO: &[&str] = &["scheduler", "review", "recognition"];

/// Puts the service together.
pub async fn assemble(host: &Host) -> Result<Assembly, StartError> {
    let journal = host.journal(NAME).await?;
    grpc::open_seat(&journal, &host.configuration.province)
        .await
        .map_err(|failure| StartError::Service(format!("the department cannot be entered: {failure}")))?;
    let api = grpc::RegistrationApi::new(journal.clone(), Law::official());
    Ok(Assembly {
        inbox: Inbox::new(journal.clone(), Arc::new(facts::Judge)),
        routes: api.routes(),
        permissions: grpc::PERMISSIONS.to_vec(),
        loops: Vec::new(),
        due: None,
        journal,
    })
}
