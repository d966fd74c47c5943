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

/// How mail leaves.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailConfiguration {
    /// `kept` for files in the data folder, or an `smtp://` or `smtps://` address.
    pub transport: SecretString,
    /// The sender.
    pub from: String,
}

impl Default for MailConfiguration {
    fn default() -> Self {
        Self {
            transport: SecretString::from("kept"),
            from: "Sở Giáo dục và Đào tạo <kiemdinh@sgddt.example>".to_owned(),
        }
    }
}

impl MailConfiguration {
    /// Whether mail stays in a folder.
    pub fn is_kept(&self) -> bool {
        self.transport.expose_secret() == "kept"
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
