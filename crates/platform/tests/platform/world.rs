//! What the platform's tests stand on besides the common ground: a bus of their own, the broker's turns,
//! callers that go away, and properties.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ground::{World, setting};
use platform::bus::{Bus, InProcessBus, RabbitBus, Subscriptions};
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestRunner};
use secrecy::SecretString;

/// A bus of this test's own. The broker stays up while it is held.
pub async fn bus(world: &World, subscriptions: Subscriptions) -> TestBus {
    if world.is_embedded() {
        return TestBus {
            bus: Arc::new(InProcessBus::default()),
            _broker: None,
        };
    }
    let broker = Broker::shared().await;
    let bus = RabbitBus::new(
        SecretString::from(broker.url.as_str()),
        &world.prefix,
        subscriptions,
    );
    TestBus {
        bus: Arc::new(bus),
        _broker: Some(broker),
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

/// A file in `folder` with a key of tokens.
pub fn token_key(folder: &Path) -> platform::identity::TokenKey {
    platform::identity::TokenKey::read_or_make(&folder.join("token.key")).unwrap()
}
