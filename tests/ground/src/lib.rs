//! The ground that tests stand on: a database of its own for each, virtual time, a service that runs whole
//! in the test's process, and waiting with a bound.
//!
//! Only tests may depend on this. It knows the platform and the tables, and no service: what a suite does
//! with its own service stands in the suite.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "this is a part of tests, and a test that cannot go on stops"
)]

mod hosted;
mod refusals;
mod servers;
mod stored;
mod voice;
mod waiting;
mod world;

pub use hosted::Hosted;
pub use refusals::{broken_fields, broken_rule, reason};
pub use servers::{NewDatabase, setting};
pub use stored::{chains_must_hold, number, only, texts};
pub use voice::{Door, Voice, channel};
pub use waiting::{BOUND, eventually, within};
pub use world::{Stand, World};

/// A request id that nobody used before.
pub fn fresh_id() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// Makes of each async function two tests: `embedded` over SQLite, and `servers` over the servers that
/// `tests/run` starts. Each test gets a world of its own, of a type that implements [`Stand`] and is in scope.
///
/// ```ignore
/// ground::both!(World: a_test_that_takes_a_world, another);
/// ground::both!(&World: a_test_that_takes_a_reference);
/// ```
#[macro_export]
macro_rules! both {
    (&$world:ident: $($test:ident),* $(,)?) => {
        mod embedded {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                let world = <super::$world as $crate::Stand>::on($crate::World::embedded()).await;
                super::$test(&world).await;
            })*
        }
        mod servers {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                let world = <super::$world as $crate::Stand>::on($crate::World::servers().await).await;
                super::$test(&world).await;
            })*
        }
    };
    ($world:ident: $($test:ident),* $(,)?) => {
        mod embedded {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test(<super::$world as $crate::Stand>::on($crate::World::embedded()).await).await;
            })*
        }
        mod servers {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test(<super::$world as $crate::Stand>::on($crate::World::servers().await).await).await;
            })*
        }
    };
}
