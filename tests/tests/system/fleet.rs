//! Four processes of the program over PostgreSQL and RabbitMQ, each to be killed and started at will.

use std::collections::BTreeMap;
use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use ground::{NewDatabase, setting};
use kiemdinh::client::Endpoints;
use platform::configuration::SERVICES;
use platform::identity::TokenKey;
use tempfile::TempDir;

use crate::program;

const BOUND: Duration = Duration::from_secs(60);

/// The four services, each in a process of its own, in virtual time.
pub struct Fleet {
    folder: TempDir,
    configuration: PathBuf,
    ports: BTreeMap<&'static str, u16>,
    processes: BTreeMap<&'static str, Child>,
    /// The key that signs everyone's tokens.
    pub key: TokenKey,
}

impl Fleet {
    /// Starts them over a database and queues of their own.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let NewDatabase { name, url: database } = NewDatabase::make("fleet_").await;

        let key_file = folder.path().join("token.key");
        let key = TokenKey::read_or_make(&key_file).unwrap();
        // The ports are free now; they are taken again within the second.
        let held: Vec<_> = SERVICES
            .iter()
            .map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap())
            .collect();
        let ports: BTreeMap<_, _> = SERVICES
            .into_iter()
            .zip(held.iter().map(|held| held.local_addr().unwrap().port()))
            .collect();
        drop(held);

        let listen: Vec<_> = ports
            .iter()
            .map(|(service, port)| format!("{service} = \"127.0.0.1:{port}\""))
            .collect();
        let configuration = folder.path().join("kiemdinh.toml");
        let text = format!(
            "data = {:?}\n[database]\nurl = {database:?}\nconnections = 4\n[bus]\nurl = {:?}\nprefix = {name:?}\n\
             [identity]\nkey_file = {key_file:?}\n[time]\nvirtual_from = \"2023-12-31T17:00:00Z\"\n[listen]\n{}\n",
            folder.path().join("data"),
            setting("KIEMDINH_TEST_AMQP"),
            listen.join("\n"),
        );
        std::fs::write(&configuration, text).unwrap();

        let mut fleet = Self {
            folder,
            configuration,
            ports,
            processes: BTreeMap::new(),
            key,
        };
        let migrated = fleet.command("migrate").arg("migrate").status().unwrap();
        assert!(migrated.success(), "{}", fleet.log("migrate"));
        for service in SERVICES {
            fleet.raise(service);
        }
        fleet.wait_until_listening();
        fleet
    }

    fn command(&self, log: &str) -> Command {
        let talk = File::options()
            .create(true)
            .append(true)
            .open(self.folder.path().join(log))
            .unwrap();
        let mut command = Command::new(program::path());
        command.arg("--config").arg(&self.configuration);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(talk);
        command
    }

    /// Starts `service`.
    pub fn raise(&mut self, service: &'static str) {
        let child = self.command(service).args(["serve", service]).spawn().unwrap();
        self.processes.insert(service, child);
    }

    /// Kills `service` where it stands.
    pub fn kill(&mut self, service: &'static str) {
        if let Some(mut child) = self.processes.remove(service) {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    fn wait_until_listening(&mut self) {
        let bound = Instant::now() + BOUND;
        for (service, port) in self.ports.clone() {
            while std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
                let ended = self
                    .processes
                    .get_mut(service)
                    .and_then(|child| child.try_wait().unwrap());
                assert!(
                    ended.is_none(),
                    "{service} ended with {ended:?}: {}",
                    self.log(service)
                );
                assert!(
                    Instant::now() < bound,
                    "{service} does not listen: {}",
                    self.log(service)
                );
                std::thread::yield_now();
            }
        }
    }

    /// Where the services listen.
    pub fn endpoints(&self) -> Endpoints {
        let endpoint =
            |(service, port): (&&str, &u16)| ((*service).to_owned(), format!("http://127.0.0.1:{port}"));
        self.ports.iter().map(endpoint).collect()
    }

    /// What `service` said, for a failing test.
    pub fn log(&self, service: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(service)).unwrap_or_default()
    }

    /// What all of them said.
    pub fn logs(&self) -> String {
        SERVICES
            .map(|service| format!("== {service}\n{}", self.log(service)))
            .join("\n")
    }
}

impl Drop for Fleet {
    fn drop(&mut self) {
        for service in SERVICES {
            self.kill(service);
        }
    }
}
