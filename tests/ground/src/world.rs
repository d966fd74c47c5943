//! The ground of one test: a folder, a database, and journals and hosts over them.

use platform::bus::Subscriptions;
use platform::configuration::{Configuration, DatabaseConfiguration};
use platform::database::Database;
use platform::journal::Journal;
use platform::service::Host;
use platform::time::{Clock, Moment};
use sea_orm::{ConnectOptions, DatabaseConnection};
use secrecy::{ExposeSecret, SecretString};
use tempfile::TempDir;

use crate::servers::{NewDatabase, connect, name_of_its_own};

/// The ground of one test; nothing in it is shared with another.
pub struct World {
    /// Where the test's files are; SQLite's among them.
    pub folder: TempDir,
    /// Which database the test has for itself.
    pub configuration: DatabaseConfiguration,
    /// Keeps names on the shared broker apart.
    pub prefix: String,
}

/// What a suite builds upon a [`World`], so that `both!` can make one for each test.
pub trait Stand: Sized {
    /// Builds it.
    fn on(ground: World) -> impl Future<Output = Self>;
}

impl Stand for World {
    async fn on(ground: World) -> Self {
        ground
    }
}

impl World {
    /// SQLite files in a folder of its own.
    pub fn embedded() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            configuration: DatabaseConfiguration::default(),
            prefix: name_of_its_own("t"),
        }
    }

    /// A fresh database of PostgreSQL.
    pub async fn servers() -> Self {
        let NewDatabase { name, url } = NewDatabase::make("t").await;
        Self {
            folder: tempfile::tempdir().unwrap(),
            configuration: DatabaseConfiguration {
                url: SecretString::from(url),
                connections: 8,
            },
            prefix: name,
        }
    }

    /// Whether this is SQLite.
    pub fn is_embedded(&self) -> bool {
        self.configuration.is_embedded()
    }

    /// The database of `service`, with its tables, as `kiemdinh migrate` makes them.
    pub async fn database(&self, service: &str) -> Database {
        if !self.is_embedded() {
            let plain = self.separate(service).await;
            migrations::make_schema(service, &plain).await.unwrap();
            plain.close().await.unwrap();
        }
        let database = self.reopen(service).await;
        migrations::up(service, database.reader()).await.unwrap();
        database
    }

    /// The database of `service` once more, as another process would open it.
    pub async fn reopen(&self, service: &str) -> Database {
        Database::open(&self.configuration, self.folder.path(), service)
            .await
            .unwrap()
    }

    /// A plain connection to the database of `service` that shares nothing with the platform's pool.
    pub async fn separate(&self, service: &str) -> DatabaseConnection {
        if self.is_embedded() {
            let file = self.folder.path().join(format!("{service}.sqlite"));
            return connect(ConnectOptions::new(format!(
                "sqlite://{}?mode=rwc",
                file.display()
            )))
            .await;
        }
        let mut options = ConnectOptions::new(self.configuration.url.expose_secret());
        options.set_schema_search_path(service);
        connect(options).await
    }

    /// The journal of `service`, in real time.
    pub async fn journal(&self, service: &'static str) -> Journal {
        self.journal_at(service, Clock::real()).await
    }

    /// The journal of `service`, in the time of `clock`.
    pub async fn journal_at(&self, service: &'static str, clock: Clock) -> Journal {
        Journal::new(service, self.database(service).await, clock)
    }

    /// A host over this database, in virtual time that begins at `start`. Its services listen on free ports,
    /// and the bus is in the process.
    pub fn host(&self, start: Moment, subscriptions: Subscriptions) -> Host {
        let mut configuration = Configuration {
            data: self.folder.path().to_owned(),
            database: self.configuration.clone(),
            ..Configuration::default()
        };
        configuration.listen.clear();
        configuration.time.virtual_from = Some(start);
        Host::new(configuration, subscriptions).unwrap()
    }
}
