//! The signature of our mail (DKIM, RFC 6376): relaxed in both, over the fields that a reader sees.
//!
//! The library's usual choice of fields and forms makes signatures that fail; so would signing `Content-Type`, which
//! it writes anew after it has signed.

use std::fs;
use std::path::PathBuf;

use lettre::message::dkim::{
    DkimCanonicalization, DkimCanonicalizationType, DkimConfig, DkimSigningAlgorithm, DkimSigningKey,
    DkimSigningKeyError,
};
use lettre::message::header::HeaderName;
use platform::configuration::DkimConfiguration;

/// The fields that are signed.
const SIGNED: [HeaderName; 7] = [
    HeaderName::new_from_ascii_str("From"),
    HeaderName::new_from_ascii_str("To"),
    HeaderName::new_from_ascii_str("Subject"),
    HeaderName::new_from_ascii_str("Date"),
    HeaderName::new_from_ascii_str("Message-ID"),
    HeaderName::new_from_ascii_str("References"),
    HeaderName::new_from_ascii_str("Auto-Submitted"),
];

/// Mail cannot be signed.
#[derive(Debug, thiserror::Error)]
pub enum UnfitKey {
    /// The file.
    #[error("mail.dkim.key_file {0} cannot be read: {1}")]
    File(PathBuf, std::io::Error),
    /// What is in it.
    #[error(
        "mail.dkim.key_file {0} holds neither an RSA key in PKCS#1 PEM (openssl genrsa -traditional 2048) nor the 32 \
         bytes of an Ed25519 key in base64: {1}"
    )]
    Key(PathBuf, DkimSigningKeyError),
}

/// How mail is signed.
pub fn signature(configuration: &DkimConfiguration) -> Result<DkimConfig, UnfitKey> {
    let file = &configuration.key_file;
    let text = fs::read_to_string(file).map_err(|error| UnfitKey::File(file.clone(), error))?;
    let algorithm = if text.trim_start().starts_with("-----") {
        DkimSigningAlgorithm::Rsa
    } else {
        DkimSigningAlgorithm::Ed25519
    };
    let key =
        DkimSigningKey::new(text.trim(), algorithm).map_err(|error| UnfitKey::Key(file.clone(), error))?;
    let relaxed = DkimCanonicalization {
        header: DkimCanonicalizationType::Relaxed,
        body: DkimCanonicalizationType::Relaxed,
    };
    Ok(DkimConfig::new(
        configuration.selector.clone(),
        configuration.domain.clone(),
        key,
        SIGNED.to_vec(),
        relaxed,
    ))
}
