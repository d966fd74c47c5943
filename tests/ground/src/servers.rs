//! The servers that `tests/run` starts, as it tells of them in the environment.

use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection};
use uuid::Uuid;

/// What `tests/run` says about its servers under this name, such as `KIEMDINH_TEST_POSTGRES`.
pub fn setting(name: &str) -> String {
    #[expect(
        clippy::disallowed_methods,
        reason = "tests learn of their servers by the environment"
    )]
    std::env::var(name).unwrap_or_else(|_| {
        panic!(
            "{name} is not set: this test needs private servers. Run ./tests/run, \
             or ./tests/run --shell -- cargo test"
        )
    })
}

/// A database of PostgreSQL that nothing was written to yet.
pub struct NewDatabase {
    /// Its name, which nothing else on the servers has.
    pub name: String,
    /// Where it is, with user and password.
    pub url: String,
}

impl NewDatabase {
    /// Makes one whose name begins with `prefix`.
    pub async fn make(prefix: &str) -> Self {
        let server = setting("KIEMDINH_TEST_POSTGRES");
        let name = name_of_its_own(prefix);
        let admin = connect(ConnectOptions::new(&server)).await;
        admin
            .execute_unprepared(&format!("CREATE DATABASE {name}"))
            .await
            .unwrap();
        admin.close().await.unwrap();
        Self {
            url: format!("{}/{name}", server.rsplit_once('/').unwrap().0),
            name,
        }
    }
}

/// A name that begins with `prefix` and that nothing else has.
pub fn name_of_its_own(prefix: &str) -> String {
    format!("{prefix}{}", Uuid::now_v7().simple())
}

/// One quiet connection that shares nothing with any pool of the platform.
pub async fn connect(mut options: ConnectOptions) -> DatabaseConnection {
    options.max_connections(1).sqlx_logging(false);
    sea_orm::Database::connect(options).await.unwrap()
}
