//! How a service comes to life: its database is opened, its parts are put together, and all of it is
//! started and stopped as one.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use futures::future::BoxFuture;
use sea_orm::DbErr;
use tokio::net::TcpListener;
use tokio_util::task::AbortOnDropHandle;
use tonic::service::Routes;

use crate::bus::{Bus, BusError, InProcessBus, RabbitBus};
use crate::configuration::Configuration;
use crate::database::Database;
use crate::identity::{KeyError, Permissions, TokenKey};
use crate::inbox::Inbox;
use crate::journal::Journal;
use crate::relay;
use crate::server::{self, DueWork, Guard, JournalApi, RehearsalApi, RunningServer};
use crate::time::Clock;

/// Why a service did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The token key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database.
    #[error("the database cannot be used: {0}")]
    Database(#[from] DbErr),
    /// The bus.
    #[error(transparent)]
    Bus(#[from] BusError),
    /// The address to listen on, or the data folder.
    #[error("{what}: {source}")]
    Machine {
        /// What was tried.
        what: String,
        /// Why it failed.
        source: std::io::Error,
    },
    /// A service has a reason of its own.
    #[error("{0}")]
    Service(String),
}

/// What all services of a process share.
#[derive(Clone)]
pub struct Host {
    /// What is configured.
    pub configuration: Arc<Configuration>,
    /// The bus.
    pub bus: Arc<dyn Bus>,
    /// The key of tokens.
    pub key: TokenKey,
}

impl Host {
    /// Prepares the data folder, the token key and the bus.
    pub fn new(
        configuration: Configuration,
        subscriptions: crate::bus::Subscriptions,
    ) -> Result<Self, StartError> {
        // Both lapin and lettre take the process's provider; a second installation changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let data = &configuration.data;
        std::fs::create_dir_all(data).map_err(|source| StartError::Machine {
            what: format!("the folder {}", data.display()),
            source,
        })?;
        let key = match &configuration.identity.key_file {
            Some(file) => TokenKey::read(file)?,
            None => TokenKey::read_or_make(&key_file(&configuration))?,
        };
        let bus: Arc<dyn Bus> = if configuration.bus.is_in_process() {
            Arc::new(InProcessBus::default())
        } else {
            Arc::new(RabbitBus::new(
                configuration.bus.url.clone(),
                &configuration.bus.prefix,
                subscriptions,
            ))
        };
        Ok(Self {
            configuration: Arc::new(configuration),
            bus,
            key,
        })
    }

    /// Opens the journal of `service`, with the time that is configured.
    pub async fn journal(&self, service: &'static str) -> Result<Journal, StartError> {
        let database =
            Database::open(&self.configuration.database, &self.configuration.data, service).await?;
        let clock = match self.configuration.time.virtual_from {
            Some(start) => server::resume(&database, start).await?,
            None => {
                let clock = Clock::real();
                clock.synchronise(database.now().await?);
                clock
            }
        };
        Ok(Journal::new(service, database, clock))
    }

    /// Starts `services`: first every inbox is subscribed, then facts begin to flow, then doors open.
    pub async fn start(&self, services: Vec<Assembly>) -> Result<Running, StartError> {
        for service in &services {
            service.inbox.subscribe(&self.bus).await?;
        }
        let mut running = Running::default();
        for service in services {
            running.add(self, service).await?;
        }
        Ok(running)
    }
}

/// The file of the embedded default's token key.
pub fn key_file(configuration: &Configuration) -> PathBuf {
    configuration.data.join("token.key")
}

/// A service, put together and not yet started.
pub struct Assembly {
    /// Its journal.
    pub journal: Journal,
    /// What it hears.
    pub inbox: Inbox,
    /// Its gRPC services.
    pub routes: Routes,
    /// Who may call them, a table for each.
    pub permissions: Vec<Permissions>,
    /// Loops of its own that run until the process ends.
    pub loops: Vec<BoxFuture<'static, ()>>,
    /// Work of its own that can be due.
    pub due: Option<Arc<dyn DueWork>>,
}

/// Services that were started.
#[derive(Default)]
pub struct Running {
    servers: Vec<(&'static str, RunningServer)>,
    loops: Vec<AbortOnDropHandle<()>>,
}

impl Running {
    async fn add(&mut self, host: &Host, service: Assembly) -> Result<(), StartError> {
        let name = service.journal.service;
        let address = host
            .configuration
            .listen
            .get(name)
            .copied()
            .unwrap_or(SocketAddr::from(([127, 0, 0, 1], 0)));
        let listener = TcpListener::bind(address)
            .await
            .map_err(|source| StartError::Machine {
                what: format!("{name} cannot listen on {address}; set listen.{name} to a free address"),
                source,
            })?;
        let journal = service.journal;
        let routes = service
            .routes
            .add_service(JournalApi::server(
                journal.clone(),
                service.inbox.clone(),
                service.due,
            ))
            .add_service(RehearsalApi::server(journal.clone()));
        let mut permissions = service.permissions;
        permissions.push(server::PERMISSIONS);
        let guard = Guard::new(host.key.clone(), permissions);
        let server = server::start(listener, routes, guard)
            .await
            .map_err(|source| StartError::Machine {
                what: format!("the server of {name}"),
                source,
            })?;
        tracing::info!(service = name, address = %server.address, "listening");
        self.servers.push((name, server));
        if !journal.clock.is_virtual() {
            let (database, clock) = (journal.database.clone(), journal.clock.clone());
            self.keep(async move { database.keep_time(&clock).await });
        }
        self.keep(relay::run(journal, Arc::clone(&host.bus)));
        self.keep(service.inbox.run());
        for work in service.loops {
            self.keep(work);
        }
        Ok(())
    }

    fn keep(&mut self, work: impl Future<Output = ()> + Send + 'static) {
        self.loops.push(AbortOnDropHandle::new(tokio::spawn(work)));
    }

    /// Where each service listens.
    pub fn addresses(&self) -> impl Iterator<Item = (&'static str, SocketAddr)> {
        self.servers.iter().map(|(name, server)| (*name, server.address))
    }

    /// Closes the doors, lets calls under way end, stops the loops. What is half done is in no
    /// transaction that was committed, and is done again at the next start.
    pub async fn stop(self) {
        futures::future::join_all(self.servers.into_iter().map(|(_, server)| server.stop())).await;
    }
}
