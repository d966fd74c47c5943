//! Logging. Talk goes to standard error; standard output belongs to the data that was asked for.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Starts logging with `filter`, in the syntax of `tracing`. Plain lines on a terminal, JSON elsewhere.
/// A second call changes nothing.
pub fn start(filter: &str) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("warn"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let _ = if std::io::stderr().is_terminal() {
        builder.try_init()
    } else {
        builder.json().try_init()
    };
}
