//! The door: one gRPC server per service, with limits, and a bounded end.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;

mod command;
mod guard;
mod journal_api;
mod rehearsal_api;

pub use command::{etag, must_be_unchanged, order};
pub use guard::{Guard, caller};
pub use journal_api::{DueWork, JournalApi};
pub use rehearsal_api::{RehearsalApi, resume};

use crate::identity::{Permissions, Role};

/// What a message may weigh at most when it comes in, in bytes.
pub const LARGEST_REQUEST: usize = 1 << 20;
/// What a message may weigh at most when it goes out, in bytes.
pub const LARGEST_ANSWER: usize = 4 << 20;
/// How long a call may take when its caller sets no deadline.
const LONGEST_CALL: Duration = Duration::from_secs(30);
/// How long calls under way may take to end when the server stops (trap D9).
const LAST_CALLS: Duration = Duration::from_secs(5);
/// How long those that were cut off may take to be told so.
const LAST_ANSWERS: Duration = Duration::from_secs(1);

/// Who may ask a service about itself.
pub const PERMISSIONS: Permissions = &[
    (
        "/kiemdinh.platform.v1.JournalService/ListEntries",
        &[
            Role::DepartmentOfficer,
            Role::DepartmentLeader,
            Role::Administrator,
            Role::Auditor,
            Role::Service,
        ],
    ),
    (
        "/kiemdinh.platform.v1.JournalService/VerifyChains",
        &[Role::Administrator, Role::Auditor],
    ),
    (
        "/kiemdinh.platform.v1.JournalService/GetTraffic",
        &[Role::Administrator, Role::Auditor, Role::Service],
    ),
    (
        "/kiemdinh.platform.v1.JournalService/ListParkedFacts",
        &[Role::Administrator, Role::Auditor],
    ),
    (
        "/kiemdinh.platform.v1.JournalService/ReplayParkedFact",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.platform.v1.RehearsalService/GetTime",
        &[Role::Administrator, Role::Auditor, Role::Service],
    ),
    (
        "/kiemdinh.platform.v1.RehearsalService/SetTime",
        &[Role::Administrator, Role::Service],
    ),
];

/// A server that was started.
pub struct RunningServer {
    /// Where it listens.
    pub address: SocketAddr,
    task: JoinHandle<()>,
    stop: CancellationToken,
    cut: CancellationToken,
}

/// Starts a server for `routes` behind `guard` on `listener`, with health and reflection.
pub async fn start(listener: TcpListener, routes: Routes, guard: Guard) -> std::io::Result<RunningServer> {
    let address = listener.local_addr()?;
    let (health, health_service) = tonic_health::server::health_reporter();
    health
        .set_service_status("", tonic_health::ServingStatus::Serving)
        .await;
    let reflection = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(proto::DESCRIPTORS)
        .build_v1()
        .map_err(std::io::Error::other)?;
    let (stop, cut) = (CancellationToken::new(), guard.cut());
    let stopped = stop.clone().cancelled_owned();
    let server = Server::builder()
        .timeout(LONGEST_CALL)
        .http2_keepalive_interval(Some(Duration::from_secs(30)))
        .layer(guard)
        .add_routes(routes)
        .add_service(health_service)
        .add_service(reflection)
        // `Server::tcp_nodelay` is for sockets that the server binds itself: on these it must be said here, or the
        // end of a longer answer waits for an acknowledgement that the other side delays.
        .serve_with_incoming_shutdown(TcpIncoming::from(listener).with_nodelay(Some(true)), stopped);
    let task = tokio::spawn(async move {
        if let Err(error) = server.await {
            tracing::error!(%error, %address, "the server ended");
        }
    });
    Ok(RunningServer {
        address,
        task,
        stop,
        cut,
    })
}

impl RunningServer {
    /// Takes no new calls, lets those under way end, and ends them itself when they take too long.
    pub async fn stop(mut self) {
        self.stop.cancel();
        if timeout(LAST_CALLS, &mut self.task).await.is_ok() {
            return;
        }
        tracing::warn!(address = %self.address, "calls under way were cut off");
        // Ending the server's task alone would not end them: each connection has a task of its own.
        self.cut.cancel();
        if timeout(LAST_ANSWERS, &mut self.task).await.is_err() {
            self.task.abort();
        }
    }
}
