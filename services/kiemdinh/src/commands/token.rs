//! `token`: issues a token with the installation's key.

use std::time::Duration;

use platform::configuration::Configuration;
use platform::identity::{Identity, TokenKey};
use platform::service::key_file;
use tonic::Status;

use crate::arguments::Token;
use crate::client::ClientFile;
use crate::output::Printer;
use crate::problem::{Kind, Problem};

/// Writes a token for the person to standard output. Whoever can read the key may be anyone: that is why it
/// is readable by its owner only.
///
/// # Errors
/// When there is no key.
pub fn issue(configuration: &Configuration, arguments: &Token, printer: &Printer) -> Result<(), Problem> {
    let key = key(configuration)?;
    let mut identity = Identity::new(&arguments.person, arguments.role);
    if let Some(scope) = &arguments.scope {
        identity = identity.within(scope.rsplit('/').next().unwrap_or(scope));
    }
    let lifetime = Duration::from_secs(u64::from(arguments.hours) * 3_600);
    printer.line(&key.issue(&identity, lifetime).map_err(Status::from)?)
}

/// The key of the installation, or of the rehearsal that was started last.
///
/// # Errors
/// When there is no key.
pub fn key(configuration: &Configuration) -> Result<TokenKey, Problem> {
    let file = configuration.identity.key_file.clone().unwrap_or_else(|| {
        let data = ClientFile::newest_folder(&configuration.data);
        key_file(&Configuration {
            data,
            ..configuration.clone()
        })
    });
    TokenKey::read(&file).map_err(|error| Problem::new(Kind::NotAuthenticated, "NO_KEY", error.to_string()))
}
