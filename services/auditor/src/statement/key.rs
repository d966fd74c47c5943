//! The key that statements are signed with: a file that only its owner may read, and its public half beside it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use platform::identity::owner_only;
use ring::rand::SystemRandom;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

/// What is signed begins with this, so that a signature stands for nothing else.
const PURPOSE: &str = "kiemdinh auditor statement 1\n";

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("the auditor's key {path} cannot be used: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file holds no key.
    #[error("the auditor's key {0} is no Ed25519 key; keep it for reference and let another be made")]
    NoKey(PathBuf),
    /// No random bytes could be had.
    #[error("no key could be made: the machine gives no random bytes")]
    NoRandomness,
}

/// Signs statements.
pub struct SigningKey(Ed25519KeyPair);

/// Verifies them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey(Vec<u8>);

/// The file beside `path` that holds the public half, in hexadecimal.
#[must_use]
pub fn public_file(path: &Path) -> PathBuf {
    path.with_extension("pub")
}

impl SigningKey {
    /// Reads the key from `path`; makes it, for its owner only, when there is none. The public half is written beside
    /// it.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn read_or_make(path: &Path) -> Result<SigningKey, KeyError> {
        let of_file = |path: &Path| {
            let path = path.to_owned();
            move |source| KeyError::File { path, source }
        };
        if !path.exists() {
            let made =
                Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| KeyError::NoRandomness)?;
            let written = owner_only(path).and_then(|mut file| file.write_all(made.as_ref()));
            written.map_err(of_file(path))?;
        }
        let bytes = fs::read(path).map_err(of_file(path))?;
        let pair = Ed25519KeyPair::from_pkcs8(&bytes).map_err(|_| KeyError::NoKey(path.to_owned()))?;
        let key = SigningKey(pair);
        let public = public_file(path);
        if !public.exists() {
            fs::write(&public, format!("{}\n", key.public().to_hex())).map_err(of_file(&public))?;
        }
        Ok(key)
    }

    /// Its public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.public_key().as_ref().to_vec())
    }

    pub(super) fn sign(&self, canonical: &str) -> String {
        hex::encode(self.0.sign(format!("{PURPOSE}{canonical}").as_bytes()))
    }
}

impl PublicKey {
    /// Reads it from the file that was written beside the key.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn read(path: &Path) -> Result<PublicKey, KeyError> {
        let text = fs::read_to_string(path).map_err(|source| KeyError::File {
            path: path.to_owned(),
            source,
        })?;
        hex::decode(text.trim())
            .ok()
            .filter(|bytes| bytes.len() == 32)
            .map(PublicKey)
            .ok_or_else(|| KeyError::NoKey(path.to_owned()))
    }

    /// It, in lower-case hexadecimal.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex::encode(&self.0)
    }

    pub(super) fn verifies(&self, canonical: &str, signature: &str) -> bool {
        let Ok(signature) = hex::decode(signature) else {
            return false;
        };
        UnparsedPublicKey::new(&ED25519, &self.0)
            .verify(format!("{PURPOSE}{canonical}").as_bytes(), &signature)
            .is_ok()
    }
}
