//! The scheduler: clocks, ladders, enforcement, mail.
//!
//! It takes no commands. It hears the facts of every service, keeps a clock for each time limit that the
//! law lays on a case, fires the rungs of its ladder when they are due, and sends the letters. When a
//! limit ends it announces `deadline_reached` and judges nothing: the service that owns the case does,
//! and answers with a fact.

use std::sync::Arc;

use calendar::Almanac;
use platform::inbox::Inbox;
use platform::service::{Assembly, Host, StartError};
use statute::Law;
use tonic::service::Routes;

pub mod domain;
pub mod enforcement;
pub mod facts;
mod grpc;
pub mod post;
mod store;

pub use grpc::PERMISSIONS;
pub use store::query::{Totals, totals};

/// The service's name: its schema, its queue, the first part of its facts' types.
pub const NAME: &str = "scheduler";
/// The services whose facts it hears.
pub const LISTENS_TO: &[&str] = &["registration", "review", "recognition"];
/// Who it is, in the journal, when it acts on its own.
const ACTOR: &str = "service:scheduler";

/// Puts the service together.
pub async fn assemble(host: &Host) -> Result<Assembly, StartError> {
    let journal = host.journal(NAME).await?;
    let rules = Arc::new(domain::Rules {
        law: Law::official(),
        calendar: Almanac::official().latest(),
        directory: domain::Directory::new(&host.configuration.province.mailboxes),
    });
    let post = post::Post::open(&host.configuration, journal.clone(), Arc::clone(&rules))
        .map_err(|error| StartError::Service(format!("mail cannot be sent: {error}")))?;
    let inbox = Inbox::new(journal.clone(), Arc::new(facts::Ear::new(Arc::clone(&rules))));
    Ok(Assembly {
        inbox,
        routes: Routes::new(grpc::server(journal.clone(), Arc::clone(&rules))),
        permissions: vec![PERMISSIONS],
        loops: vec![
            Box::pin(enforcement::run(journal.clone(), rules)),
            Box::pin(post.run()),
        ],
        due: Some(Arc::new(store::Due(journal.clone()))),
        journal,
    })
}
