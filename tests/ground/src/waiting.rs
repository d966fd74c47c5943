//! Waiting for a condition, with a bound.

use std::time::{Duration, Instant};

/// How long a test waits for what should come at once.
pub const BOUND: Duration = Duration::from_secs(30);

/// Returns when `holds`, and fails when it still does not after [`BOUND`].
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
