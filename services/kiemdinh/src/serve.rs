//! Puts services into this process: one of them, or all, and knows who listens to whom.

use std::path::Path;
use std::time::Duration;

use platform::bus::Subscriptions;
use platform::configuration::Configuration;
use platform::identity::{Identity, Role};
use platform::service::{Assembly, Host, Running, StartError};
use tonic::Status;

use crate::arguments::Service;
use crate::client::{self, ClientFile, Endpoints};
use crate::migrate;
use crate::problem::{Kind, Problem};

/// Who listens to whom, as the services say.
pub const SUBSCRIPTIONS: Subscriptions = &[
    (registration::NAME, registration::LISTENS_TO),
    (review::NAME, review::LISTENS_TO),
    (recognition::NAME, recognition::LISTENS_TO),
    (scheduler::NAME, scheduler::LISTENS_TO),
];

/// How long a token in `client.toml` is valid; every start writes a new one.
const CLIENT_TOKEN: Duration = Duration::from_secs(30 * 24 * 3600);

impl Service {
    /// The services meant, in the order of a case's way through them.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Self::All => &[
                registration::NAME,
                review::NAME,
                recognition::NAME,
                scheduler::NAME,
            ],
            Self::Registration => &[registration::NAME],
            Self::Review => &[review::NAME],
            Self::Recognition => &[recognition::NAME],
            Self::Scheduler => &[scheduler::NAME],
        }
    }
}

/// Services that run in this process.
pub struct Serving {
    /// What they share.
    pub host: Host,
    running: Running,
}

impl Serving {
    /// Where each service listens: those of this process at their real addresses, the others as configured.
    pub fn endpoints(&self) -> Endpoints {
        let mut endpoints = client::endpoints(&self.host.configuration.listen);
        endpoints.extend(
            self.running
                .addresses()
                .map(|(service, address)| (service.to_owned(), format!("http://{address}"))),
        );
        endpoints
    }

    /// Leaves `client.toml` in the data folder, for the command line in a second terminal.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_client_file(&self) -> Result<(), Problem> {
        let administrator = Identity::new("quan-tri", Role::Administrator);
        let token = self
            .host
            .key
            .issue(&administrator, CLIENT_TOKEN)
            .map_err(Status::from)?;
        Ok(ClientFile {
            token,
            endpoints: self.endpoints(),
        }
        .write(&self.host.configuration.data)?)
    }

    /// Serves until the process is told to end, then stops within a bound.
    ///
    /// # Errors
    /// When signals cannot be waited for.
    pub async fn until_told_to_end(self) -> Result<(), Problem> {
        told_to_end().await?;
        eprintln!("Đang dừng …");
        self.stop().await;
        Ok(())
    }

    /// Stops all services within a bound.
    pub async fn stop(self) {
        let _ = std::fs::remove_file(ClientFile::path(&self.host.configuration.data));
        self.running.stop().await;
    }
}

/// Starts `services` in this process. In the embedded default their schemas are brought up to date first;
/// over PostgreSQL they must be.
///
/// # Errors
/// When they cannot start; the problem says what to do.
pub async fn start(configuration: Configuration, services: &[&'static str]) -> Result<Serving, Problem> {
    configuration
        .check()
        .map_err(|error| Problem::invalid(error.to_string()))?;
    if services.len() < SUBSCRIPTIONS.len() && configuration.bus.is_in_process() {
        return Err(Problem::invalid(
            "một dịch vụ chạy riêng cần hàng đợi chung: đặt bus.url là amqp://… hoặc chạy “kiemdinh serve all”",
        ));
    }
    // The folder, key and bus; nothing connects yet.
    let host = Host::new(configuration, SUBSCRIPTIONS).map_err(cannot_start)?;
    migrate::prepare(&host.configuration, services).await?;
    let mut assemblies = Vec::new();
    for service in services {
        assemblies.push(assemble(service, &host).await.map_err(cannot_start)?);
    }
    let running = host.start(assemblies).await.map_err(cannot_start)?;
    Ok(Serving { host, running })
}

async fn assemble(service: &str, host: &Host) -> Result<Assembly, StartError> {
    match service {
        registration::NAME => registration::assemble(host).await,
        review::NAME => review::assemble(host).await,
        recognition::NAME => recognition::assemble(host).await,
        scheduler::NAME => scheduler::assemble(host).await,
        other => Err(StartError::Service(format!("there is no service named {other}"))),
    }
}

fn cannot_start(error: StartError) -> Problem {
    Problem::new(
        Kind::Failure,
        "CANNOT_START",
        format!("không khởi động được: {error}"),
    )
}

/// `serve`: runs until told to end.
///
/// # Errors
/// As [`start`].
pub async fn run(configuration: Configuration, service: Service) -> Result<(), Problem> {
    let serving = start(configuration, service.names()).await?;
    serving.write_client_file()?;
    announce(
        &serving.endpoints(),
        service.names(),
        &serving.host.configuration.data,
    );
    serving.until_told_to_end().await
}

fn announce(endpoints: &Endpoints, services: &[&str], data: &Path) {
    for service in services {
        eprintln!(
            "{service:<14} {}",
            endpoints.get(*service).map_or("", String::as_str)
        );
    }
    eprintln!("Dữ liệu ở {}. Dừng bằng Ctrl-C.", data.display());
}

async fn told_to_end() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            ended = tokio::signal::ctrl_c() => ended,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
