//! The ground a test stands on: a database of its own, a bus of its own, and waiting with a bound.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use platform::bus::{Bus, InProcessBus, RabbitBus, Subscriptions};
use platform::configuration::DatabaseConfiguration;
use platform::database::Database;
use platform::journal::Journal;
use platform::time::Clock;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestRunner};
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, Statement};
use secrecy::SecretString;
use tempfile::TempDir;
use uuid::Uuid;

/// Makes of each async function two tests: over SQLite and the in-process bus, and over PostgreSQL and
/// RabbitMQ.
macro_rules! both {
    ($($test:ident),* $(,)?) => {
        mod embedded {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test(&$crate::world::World::embedded()).await;
            })*
        }
        mod servers {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test(&$crate::world::World::servers().await).await;
            })*
        }
    };
}

const BOUND: Duration = Duration::from_secs(30);

/// The ground of one test; nothing in it is shared with another.
pub struct World {
    pub folder: TempDir,
    pub configuration: DatabaseConfiguration,
    /// Keeps names on the shared broker apart.
    pub prefix: String,
}

impl World {
    /// SQLite files and the in-process bus.
    pub fn embedded() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            configuration: DatabaseConfiguration::default(),
            prefix: name_of_its_own(),
        }
    }

    /// A fresh database of PostgreSQL, and RabbitMQ.
    pub async fn servers() -> Self {
        let server = setting("KIEMDINH_TEST_POSTGRES");
        let name = name_of_its_own();
        let admin = sea_orm::Database::connect(&server).await.unwrap();
        admin
            .execute_unprepared(&format!("CREATE DATABASE {name}"))
            .await
            .unwrap();
        admin.close().await.unwrap();
        let url = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
        let configuration = DatabaseConfiguration {
            url: SecretString::from(url),
            connections: 8,
        };
        Self {
            folder: tempfile::tempdir().unwrap(),
            configuration,
            prefix: name,
        }
    }

    pub fn is_embedded(&self) -> bool {
        self.configuration.is_embedded()
    }

    /// The database of `service`, with its tables.
    pub async fn database(&self, service: &'static str) -> Database {
        let plain = self.separate(service).await;
        migrations::make_schema(service, &plain).await.unwrap();
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

    /// The journal of `service`, in real time.
    pub async fn journal(&self, service: &'static str) -> Journal {
        Journal::new(service, self.database(service).await, Clock::real())
    }

    /// A plain connection to the database of `service` that shares nothing with the platform's pool.
    pub async fn separate(&self, service: &str) -> DatabaseConnection {
        use secrecy::ExposeSecret;
        let mut options = if self.is_embedded() {
            ConnectOptions::new(format!("sqlite://{}?mode=rwc", self.file(service).display()))
        } else {
            let mut options = ConnectOptions::new(self.configuration.url.expose_secret());
            options.set_schema_search_path(service);
            options
        };
        options.max_connections(1).sqlx_logging(false);
        sea_orm::Database::connect(options).await.unwrap()
    }

    fn file(&self, service: &str) -> PathBuf {
        self.folder.path().join(format!("{service}.sqlite"))
    }

    /// A bus of this test's own. The broker stays up while it is held.
    pub async fn bus(&self, subscriptions: Subscriptions) -> TestBus {
        if self.is_embedded() {
            return TestBus {
                bus: Arc::new(InProcessBus::default()),
                _broker: None,
            };
        }
        let broker = Broker::shared().await;
        let bus = RabbitBus::new(
            SecretString::from(broker.url.as_str()),
            &self.prefix,
            subscriptions,
        );
        TestBus {
            bus: Arc::new(bus),
            _broker: Some(broker),
        }
    }
}

/// A bus, and what keeps its broker up.
pub struct TestBus {
    pub bus: Arc<dyn Bus>,
    _broker: Option<Broker>,
}

/// The broker. Many tests use it side by side; who stops it has it alone.
pub struct Broker {
    pub url: String,
    _turn: File,
}

impl Broker {
    /// The broker, which nobody stops meanwhile.
    pub async fn shared() -> Self {
        Self::take(File::lock_shared).await
    }

    /// The broker, which nobody else of these tests uses meanwhile.
    pub async fn alone() -> Self {
        Self::take(File::lock).await
    }

    async fn take(lock: fn(&File) -> std::io::Result<()>) -> Self {
        let url = setting("KIEMDINH_TEST_AMQP");
        let beside = PathBuf::from(setting("KIEMDINH_TEST_RABBITMQ_CONTROL"));
        let turn = tokio::task::spawn_blocking(move || {
            // A lock of the file system holds between processes too: each test may run in its own.
            let turn = File::create(beside.with_file_name("broker-turn")).unwrap();
            lock(&turn).unwrap();
            turn
        });
        Self {
            url,
            _turn: turn.await.unwrap(),
        }
    }

    /// Has the broker's control script do `action`.
    pub async fn control(&self, action: &'static str) {
        let script = setting("KIEMDINH_TEST_RABBITMQ_CONTROL");
        let done = tokio::task::spawn_blocking(move || {
            std::process::Command::new(script).arg(action).status().unwrap()
        });
        assert!(
            done.await.unwrap().success(),
            "the broker's control script could not {action} it"
        );
    }
}

fn name_of_its_own() -> String {
    format!("t{}", Uuid::now_v7().simple())
}

/// What `tests/run` says about its servers.
pub fn setting(name: &str) -> String {
    #[allow(
        clippy::disallowed_methods,
        reason = "the test rig speaks through the environment"
    )]
    std::env::var(name).unwrap_or_else(|_| {
        panic!(
            "{name} is not set: this test needs private servers. Run ./tests/run, \
             or ./tests/run --shell -- cargo test -p platform"
        )
    })
}

/// Returns when `holds`, and fails when it still does not after half a minute.
pub async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !holds().await {
        assert!(begun.elapsed() < BOUND, "waited {BOUND:?} in vain: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Fails when `work` takes longer than `bound`.
pub async fn within<T>(bound: Duration, what: &str, work: impl Future<Output = T>) -> T {
    let Ok(done) = tokio::time::timeout(bound, work).await else {
        panic!("{what} took longer than {bound:?}")
    };
    done
}

/// Polls `work` at most `polls` times and drops it: a caller that goes away at that very point.
pub async fn abandoned_after<T>(polls: u32, work: impl Future<Output = T>) -> Option<T> {
    let mut work = std::pin::pin!(work);
    let mut left = polls;
    std::future::poll_fn(move |context| {
        if left == 0 {
            return std::task::Poll::Ready(None);
        }
        left -= 1;
        work.as_mut().poll(context).map(Some)
    })
    .await
}

/// Tries `property` on `cases` values of `values`, and shrinks what breaks it.
pub fn property<S: Strategy>(cases: u32, values: S, property: impl AsyncFn(S::Value)) {
    let config = Config {
        cases,
        max_shrink_iters: 64,
        failure_persistence: None,
        ..Config::default()
    };
    tokio::task::block_in_place(|| {
        let holds = TestRunner::new(config).run(&values, |value| {
            tokio::runtime::Handle::current().block_on(property(value));
            Ok(())
        });
        if let Err(broken) = holds {
            panic!("{broken}");
        }
    });
}

/// The number that `sql` answers.
pub async fn number(connection: &impl ConnectionTrait, sql: &str) -> i64 {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    connection
        .query_one_raw(statement)
        .await
        .unwrap()
        .unwrap()
        .try_get_by_index(0)
        .unwrap()
}

/// The texts in the first column of what `sql` answers.
pub async fn texts(connection: &impl ConnectionTrait, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

/// A file in `folder` with a key of tokens.
pub fn token_key(folder: &Path) -> platform::identity::TokenKey {
    platform::identity::TokenKey::read_or_make(&folder.join("token.key")).unwrap()
}
