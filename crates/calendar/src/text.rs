//! Calendar versions as TOML, the form in which notices are kept and exchanged.

use crate::Version;

/// A TOML text that is not a calendar version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a calendar version: {message}")]
pub struct VersionTextError {
    /// What is wrong and where, with line and column.
    pub message: String,
}

/// Reads a version from TOML.
///
/// # Errors
/// [`VersionTextError`], naming line and column, when the text is not a version or has a field nobody knows.
pub fn version_from_toml(text: &str) -> Result<Version, VersionTextError> {
    toml::from_str(text).map_err(|error| VersionTextError {
        message: error.to_string(),
    })
}

/// Writes a version as TOML, such that [`version_from_toml`] reads the same version.
///
/// # Errors
/// [`VersionTextError`] if the version cannot be written; none known.
pub fn version_to_toml(version: &Version) -> Result<String, VersionTextError> {
    toml::to_string(version).map_err(|error| VersionTextError {
        message: error.to_string(),
    })
}
