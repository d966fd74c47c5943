//! What is in force: configuration file and environment, with the command line over them.

use std::path::PathBuf;

use platform::configuration::{Configuration, MailConfiguration, MailLanguage};
use platform::time::Moment;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use crate::arguments::{Connections, Global};
use crate::output::{Printer, rfc3339};
use crate::problem::Problem;

/// The configuration under the flags of the command line.
///
/// # Errors
/// When file or environment do not fit.
pub fn load(global: &Global) -> Result<Configuration, Problem> {
    let mut configuration =
        Configuration::load(global.config.as_deref()).map_err(|error| Problem::invalid(error.to_string()))?;
    if let Some(data) = &global.data {
        configuration.data.clone_from(data);
    }
    Ok(configuration)
}

/// Lays the flags about database and bus over `configuration`.
pub fn connect(configuration: &mut Configuration, connections: &Connections) {
    if let Some(url) = &connections.database_url {
        configuration.database.url = SecretString::from(url.clone());
    }
    if let Some(url) = &connections.amqp_url {
        configuration.bus.url = SecretString::from(url.clone());
    }
}

/// A moment from the command line: RFC 3339, or a day, which `of_day` makes a moment.
///
/// # Errors
/// When it is neither.
pub fn moment(text: &str, of_day: impl Fn(calendar::Day) -> Moment) -> Result<Moment, Problem> {
    if let Ok(day) = text.parse() {
        return Ok(of_day(day));
    }
    text.parse().map_err(|_| {
        Problem::invalid(format!(
            "“{text}” không phải ngày (2024-01-31) hay thời điểm (RFC 3339)"
        ))
    })
}

/// The moment at which a rehearsal starts: the first of the day.
///
/// # Errors
/// When `text` is neither a day nor a moment.
pub fn start_of_rehearsal(text: &str) -> Result<Moment, Problem> {
    moment(text, calendar::start_of_day)
}

/// The configuration for people's eyes: what is secret is left out.
#[derive(Serialize)]
struct Shown {
    data: PathBuf,
    log: String,
    database: Database,
    bus: Bus,
    listen: std::collections::BTreeMap<String, std::net::SocketAddr>,
    identity: Identity,
    audit: Audit,
    mail: Mail,
    time: Time,
    province: Province,
}

#[derive(Serialize)]
struct Database {
    url: String,
    connections: u32,
}

#[derive(Serialize)]
struct Bus {
    url: String,
    prefix: String,
}

#[derive(Serialize)]
struct Identity {
    key_file: PathBuf,
}

#[derive(Serialize)]
struct Audit {
    key_file: PathBuf,
}

#[derive(Serialize)]
struct Mail {
    transport: String,
    allow_plain: bool,
    from: String,
    language: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    dkim: Option<Dkim>,
}

/// How mail is signed; the key itself stays in its file.
#[derive(Serialize)]
struct Dkim {
    domain: String,
    selector: String,
    key_file: PathBuf,
}

#[derive(Serialize)]
struct Time {
    #[serde(skip_serializing_if = "Option::is_none")]
    virtual_from: Option<String>,
}

#[derive(Serialize)]
struct Province {
    agency_code: String,
    overlay: String,
    mailboxes: std::collections::BTreeMap<String, String>,
}

/// `config check`: what is in force, without secrets.
///
/// # Errors
/// When settings exclude one another.
pub fn check(configuration: &Configuration, printer: &Printer) -> Result<(), Problem> {
    configuration
        .check()
        .map_err(|error| Problem::invalid(error.to_string()))?;
    let shown = shown(configuration);
    if printer.is_machine() {
        return printer.json(&shown);
    }
    printer.line(
        toml::to_string_pretty(&shown)
            .map_err(Problem::failure)?
            .trim_end(),
    )
}

fn shown(configuration: &Configuration) -> Shown {
    let key_file = configuration.identity.key_file.clone();
    Shown {
        data: configuration.data.clone(),
        log: configuration.log.clone(),
        database: Database {
            url: without_password(configuration.database.url.expose_secret()),
            connections: configuration.database.connections,
        },
        bus: Bus {
            url: without_password(configuration.bus.url.expose_secret()),
            prefix: configuration.bus.prefix.clone(),
        },
        listen: configuration.listen.clone(),
        identity: Identity {
            key_file: key_file.unwrap_or_else(|| platform::service::key_file(configuration)),
        },
        audit: Audit {
            key_file: audit_key_file(configuration),
        },
        mail: mail(&configuration.mail),
        time: Time {
            virtual_from: configuration.time.virtual_from.map(rfc3339),
        },
        province: Province {
            agency_code: configuration.province.agency_code.clone(),
            overlay: configuration.province.overlay.clone(),
            mailboxes: configuration.province.mailboxes.clone(),
        },
    }
}

fn mail(mail: &MailConfiguration) -> Mail {
    Mail {
        transport: without_password(mail.transport.expose_secret()),
        allow_plain: mail.allow_plain,
        from: mail.from.clone(),
        language: match mail.language {
            MailLanguage::Vi => "vi",
            MailLanguage::En => "en",
        },
        dkim: mail.dkim.as_ref().map(|dkim| Dkim {
            domain: dkim.domain.clone(),
            selector: dkim.selector.clone(),
            key_file: dkim.key_file.clone(),
        }),
    }
}

/// The file of the auditor's key: the configured one, or one beside the embedded default's token key.
pub fn audit_key_file(configuration: &Configuration) -> PathBuf {
    let configured = configuration.audit.key_file.clone();
    configured.unwrap_or_else(|| configuration.data.join("auditor.key"))
}

/// An address without its password, and without parameters, which may hold one too.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let rest = rest.split('?').next().unwrap_or(rest);
    match rest.rsplit_once('@') {
        Some((user, host)) => {
            let user = user.split(':').next().unwrap_or(user);
            format!("{scheme}://{user}:•••@{host}")
        }
        None => format!("{scheme}://{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_shown() {
        assert_eq!(without_password("sqlite"), "sqlite");
        assert_eq!(
            without_password("postgres://app:p@ss:w/d@db:5432/x?password=y"),
            "postgres://app:•••@db:5432/x"
        );
        assert_eq!(
            without_password("amqp://localhost:5672/%2f"),
            "amqp://localhost:5672/%2f"
        );
    }

    #[test]
    fn what_is_shown_holds_no_secret() {
        let mut configuration = Configuration::default();
        let connections = Connections {
            database_url: Some("postgres://app:tiger@db/x".to_owned()),
            amqp_url: Some("amqp://app:tiger@mq/x".to_owned()),
        };
        connect(&mut configuration, &connections);
        configuration.mail.transport = SecretString::from("smtp://app:tiger@mail");
        configuration.mail.allow_plain = true;
        configuration.mail.language = MailLanguage::En;
        configuration.mail.dkim = Some(platform::configuration::DkimConfiguration {
            domain: "sgddt.example".to_owned(),
            selector: "s1".to_owned(),
            key_file: PathBuf::from("/etc/kiemdinh/dkim.pem"),
        });
        let text = toml::to_string_pretty(&shown(&configuration)).unwrap();
        assert!(!text.contains("tiger"), "{text}");
        insta::assert_snapshot!(text);
    }

    #[test]
    fn a_day_or_a_moment() {
        assert_eq!(
            start_of_rehearsal("2024-01-01").unwrap().to_rfc3339(),
            "2023-12-31T17:00:00+00:00"
        );
        assert_eq!(
            start_of_rehearsal("2024-01-01T08:00:00+07:00")
                .unwrap()
                .to_rfc3339(),
            "2024-01-01T01:00:00+00:00"
        );
        assert!(start_of_rehearsal("hôm qua").is_err());
    }
}
