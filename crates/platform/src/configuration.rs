//! What is configured, and from where: a TOML file, then `KIEMDINH__…` from the environment, then flags.
//!
//! The defaults are the embedded system: SQLite files, an in-process bus, mail kept in a folder.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::time::Moment;

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigurationError {
    /// The file or the environment could not be read or does not fit.
    #[error("the configuration does not fit: {0}")]
    Unreadable(#[from] config::ConfigError),
    /// Two settings exclude one another.
    #[error("{0}")]
    Contradiction(&'static str),
}

/// Everything that is configured.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Configuration {
    /// The folder for SQLite files, kept mail and keys.
    pub data: PathBuf,
    /// The database.
    pub database: DatabaseConfiguration,
    /// The bus.
    pub bus: BusConfiguration,
    /// Where each service listens, by service.
    pub listen: BTreeMap<String, SocketAddr>,
    /// Tokens.
    pub identity: IdentityConfiguration,
    /// The auditor.
    pub audit: AuditConfiguration,
    /// Mail.
    pub mail: MailConfiguration,
    /// Time.
    pub time: TimeConfiguration,
    /// The province that this installation serves.
    pub province: ProvinceConfiguration,
    /// What the log shows, in the syntax of `tracing`: `info`, `scheduler=debug`.
    pub log: String,
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            data: PathBuf::from("kiemdinh-data"),
            database: DatabaseConfiguration::default(),
            bus: BusConfiguration::default(),
            listen: default_listen(),
            identity: IdentityConfiguration::default(),
            audit: AuditConfiguration::default(),
            mail: MailConfiguration::default(),
            time: TimeConfiguration::default(),
            province: ProvinceConfiguration::default(),
            log: "warn".to_owned(),
        }
    }
}

/// The services that answer gRPC, in the order of a case's way through them.
pub const SERVICES: [&str; 4] = ["registration", "review", "recognition", "scheduler"];

fn default_listen() -> BTreeMap<String, SocketAddr> {
    SERVICES
        .iter()
        .zip(50_051..)
        .map(|(service, port)| ((*service).to_owned(), SocketAddr::from(([127, 0, 0, 1], port))))
        .collect()
}

/// Where the database is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DatabaseConfiguration {
    /// `sqlite` for a file per service in the data folder, or a `postgres://` address.
    pub url: SecretString,
    /// Connections a service holds at most.
    pub connections: u32,
}

impl Default for DatabaseConfiguration {
    fn default() -> Self {
        Self {
            url: SecretString::from("sqlite"),
            connections: 8,
        }
    }
}

impl DatabaseConfiguration {
    /// Whether each service keeps its own SQLite file.
    pub fn is_embedded(&self) -> bool {
        self.url.expose_secret() == "sqlite"
    }
}

/// Where facts travel.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BusConfiguration {
    /// `in-process`, or an `amqp://` address.
    pub url: SecretString,
    /// Put before the names of exchange and queues; keeps installations on one broker apart.
    pub prefix: String,
}

impl Default for BusConfiguration {
    fn default() -> Self {
        Self {
            url: SecretString::from("in-process"),
            prefix: "kiemdinh".to_owned(),
        }
    }
}

impl BusConfiguration {
    /// Whether facts stay inside this process.
    pub fn is_in_process(&self) -> bool {
        self.url.expose_secret() == "in-process"
    }
}

/// How tokens are signed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IdentityConfiguration {
    /// A file with at least 32 random bytes, shared by all services. In the embedded default it is made
    /// at the first start, in the data folder.
    pub key_file: Option<PathBuf>,
}

/// How the auditor's statements are signed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuditConfiguration {
    /// The file with the auditor's key; its public half stands beside it. Both are made by the first audit; absent
    /// for the data folder.
    pub key_file: Option<PathBuf>,
}

/// How mail leaves.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailConfiguration {
    /// `kept` for files in the data folder, or the address of a server: `smtps://…` or `smtp://…?tls=required`.
    pub transport: SecretString,
    /// Whether mail may travel without encryption, which only tests need.
    pub allow_plain: bool,
    /// The sender.
    pub from: String,
    /// The language of what frames a letter.
    pub language: MailLanguage,
    /// With what mail is signed; absent for no signature.
    pub dkim: Option<DkimConfiguration>,
}

/// A language of mail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailLanguage {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
}

/// How mail is signed, so that its recipients know that it is ours (DKIM, RFC 6376).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DkimConfiguration {
    /// The domain that answers for the mail.
    pub domain: String,
    /// The name under which that domain publishes the key: `{selector}._domainkey.{domain}`.
    pub selector: String,
    /// A file with the private key: RSA in PKCS#1 PEM, or the 32 bytes of an Ed25519 key in base64.
    pub key_file: PathBuf,
}

impl Default for MailConfiguration {
    fn default() -> Self {
        Self {
            transport: SecretString::from("kept"),
            allow_plain: false,
            language: MailLanguage::default(),
            dkim: None,
            from: "Sở Giáo dục và Đào tạo <kiemdinh@sgddt.example>".to_owned(),
        }
    }
}

impl MailConfiguration {
    /// Whether mail stays in a folder.
    pub fn is_kept(&self) -> bool {
        self.transport.expose_secret() == "kept"
    }

    /// Whether it never leaves unencrypted: it stays here, or the server must offer encryption.
    fn is_safe(&self) -> bool {
        let transport = self.transport.expose_secret();
        let query = transport.split_once('?').map_or("", |(_, query)| query);
        self.is_kept()
            || transport.starts_with("smtps://")
            || query.split('&').any(|parameter| parameter == "tls=required")
    }
}

/// Which time is in force.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TimeConfiguration {
    /// The moment at which a rehearsal starts; absent for real time.
    pub virtual_from: Option<Moment>,
}

/// The province that this installation serves.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProvinceConfiguration {
    /// The agency code of the Sở, with which the numbers of dossiers that it receives begin.
    pub agency_code: String,
    /// The name of the Sở.
    pub department: String,
    /// The local overlay of stricter targets, for example `ha-noi`; empty for none.
    pub overlay: String,
    /// Mail addresses by role: `department_officer`, `department_leader`, `province`, `administrator`, …
    pub mailboxes: BTreeMap<String, String>,
}

impl Default for ProvinceConfiguration {
    fn default() -> Self {
        let mailboxes = [
            "department_officer",
            "department_leader",
            "province",
            "administrator",
        ]
        .map(|role| {
            (
                role.to_owned(),
                format!("{}@sgddt.example", role.replace('_', "-")),
            )
        });
        Self {
            agency_code: "H37.14".to_owned(),
            department: "Sở Giáo dục và Đào tạo tỉnh Lạng Sơn".to_owned(),
            overlay: String::new(),
            mailboxes: mailboxes.into(),
        }
    }
}

impl Configuration {
    /// Reads the file, if one is given, and the environment over it.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigurationError> {
        let mut sources = config::Config::builder();
        if let Some(path) = file {
            sources = sources.add_source(config::File::from(path).format(config::FileFormat::Toml));
        }
        let environment = config::Environment::with_prefix("KIEMDINH")
            .prefix_separator("__")
            .separator("__")
            .try_parsing(true);
        let mut configuration: Self = sources.add_source(environment).build()?.try_deserialize()?;
        for (service, address) in default_listen() {
            configuration.listen.entry(service).or_insert(address);
        }
        configuration.check()?;
        Ok(configuration)
    }

    /// Refuses settings that exclude one another.
    pub fn check(&self) -> Result<(), ConfigurationError> {
        if self.time.virtual_from.is_some() && !self.mail.is_kept() {
            return Err(ConfigurationError::Contradiction(
                "virtual time and SMTP exclude one another: a rehearsal must not send mail to people; \
                 set mail.transport to \"kept\" or remove time.virtual_from",
            ));
        }
        if !self.mail.is_safe() && !self.mail.allow_plain {
            return Err(ConfigurationError::Contradiction(
                "mail would travel without encryption: set mail.transport to smtps://… or to \
                 smtp://…?tls=required; mail.allow_plain is for tests only",
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rehearsal_never_sends_real_mail() {
        let mut configuration = Configuration::default();
        configuration.time.virtual_from = Some("2024-01-01T00:00:00Z".parse().unwrap());
        configuration.mail.transport = SecretString::from("smtp://mail.example");
        assert!(matches!(
            configuration.check(),
            Err(ConfigurationError::Contradiction(_))
        ));
    }

    #[test]
    fn mail_leaves_encrypted_or_not_at_all() {
        let refused = |transport: &str, allow_plain| {
            let mut configuration = Configuration::default();
            configuration.mail.transport = SecretString::from(transport);
            configuration.mail.allow_plain = allow_plain;
            configuration.check().is_err()
        };
        for plain in [
            "smtp://mail.example",
            "smtp://mail.example:587?tls=opportunistic",
            "smtp://mail.example/smtps://?xtls=required",
        ] {
            assert!(refused(plain, false), "{plain}");
            assert!(!refused(plain, true), "{plain}: a test may");
        }
        for safe in [
            "kept",
            "smtps://app:tiger@mail.example",
            "smtp://mail.example:587?tls=required",
        ] {
            assert!(!refused(safe, false), "{safe}");
        }
    }

    #[test]
    fn language_and_signature_of_mail_are_read_from_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("kiemdinh.toml");
        let text = "[mail]\nlanguage = \"en\"\n[mail.dkim]\ndomain = \"sgddt.example\"\nselector = \"s1\"\nkey_file = \
                    \"/k\"\n";
        std::fs::write(&file, text).unwrap();
        let mail = Configuration::load(Some(&file)).unwrap().mail;
        assert_eq!(mail.language, MailLanguage::En);
        assert_eq!(mail.dkim.unwrap().selector, "s1");
        std::fs::write(&file, "[mail.dkim]\ndomain = \"sgddt.example\"\n").unwrap();
        assert!(Configuration::load(Some(&file)).is_err(), "half a signature");
    }

    #[test]
    fn a_file_overrides_the_embedded_default() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("kiemdinh.toml");
        std::fs::write(
            &file,
            "[listen]\nreview = \"127.0.0.1:6000\"\n[province]\nagency_code = \"H56.14\"\n",
        )
        .unwrap();
        let configuration = Configuration::load(Some(&file)).unwrap();
        assert_eq!(configuration.listen["review"].port(), 6000);
        assert_eq!(
            configuration.listen["registration"].port(),
            50_051,
            "what is not named keeps its default"
        );
        assert_eq!(configuration.province.agency_code, "H56.14");
        assert!(configuration.database.is_embedded() && configuration.bus.is_in_process());
    }

    #[test]
    fn an_unknown_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("kiemdinh.toml");
        std::fs::write(&file, "[databse]\nurl = \"sqlite\"\n").unwrap();
        assert!(Configuration::load(Some(&file)).is_err());
    }
}
