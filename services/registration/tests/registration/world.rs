//! The ground a service test stands on: the whole service in this process, over a database of its own, in
//! virtual time, with a bus on which the test plays the other services.

use std::time::{Duration, Instant};

use platform::bus::{Delivery, Subscriptions};
use platform::configuration::{Configuration, DatabaseConfiguration};
use platform::database::Database;
use platform::identity::{Identity, Role};
use platform::journal::{Journal, entry, read};
use platform::service::{Host, Running};
use platform::time::Moment;
use prost::Message;
use proto::fact::{Body, DeadlineReached, Fact, Subject};
use proto::registration as wire;
use proto::registration::registration_service_client::RegistrationServiceClient;
use sea_orm::{ConnectOptions, ConnectionTrait, Statement};
use secrecy::SecretString;
use tempfile::TempDir;
use tonic::Request;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::Channel;
use uuid::Uuid;

use crate::builders::{moment, preparation, school};

/// Makes of each async function two tests: over SQLite and over PostgreSQL.
macro_rules! both {
    ($($test:ident),* $(,)?) => {
        mod embedded {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test($crate::world::World::embedded().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test($crate::world::World::postgres().await).await;
            })*
        }
    };
}

const BOUND: Duration = Duration::from_secs(30);
/// Where every rehearsal of these tests begins.
pub const START: &str = "2024-05-20T08:00:00+07:00";

/// The service, and everything it stands on.
pub struct World {
    pub journal: Journal,
    host: Host,
    channel: Channel,
    _running: Running,
    _folder: TempDir,
}

/// A client that speaks for one identity.
pub type Client = RegistrationServiceClient<InterceptedService<Channel, Bearer>>;

/// Puts a token before every call.
#[derive(Clone)]
pub struct Bearer(String);

impl tonic::service::Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, tonic::Status> {
        let token = format!("Bearer {}", self.0).parse().unwrap();
        request.metadata_mut().insert("authorization", token);
        Ok(request)
    }
}

impl World {
    /// Over a SQLite file.
    pub async fn embedded() -> Self {
        Self::over(DatabaseConfiguration::default()).await
    }

    /// Over a fresh database of PostgreSQL.
    pub async fn postgres() -> Self {
        Self::over(fresh_postgres().await).await
    }

    async fn over(database: DatabaseConfiguration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut configuration = Configuration {
            data: folder.path().to_owned(),
            database,
            ..Configuration::default()
        };
        configuration.listen.clear();
        configuration.time.virtual_from = Some(moment(START));
        let host = Host::new(configuration, Subscriptions::default()).unwrap();
        prepare(&host).await;
        let assembly = registration::assemble(&host).await.unwrap();
        let journal = assembly.journal.clone();
        let running = host.start(vec![assembly]).await.unwrap();
        let (_, address) = running.addresses().next().unwrap();
        let channel = Channel::from_shared(format!("http://{address}"))
            .unwrap()
            .connect_lazy();
        Self {
            journal,
            host,
            channel,
            _running: running,
            _folder: folder,
        }
    }

    /// Moves time on to `text`.
    pub fn at(&self, text: &str) {
        self.journal.clock.advance(moment(text));
    }

    /// The service as `identity` sees it.
    pub fn client(&self, identity: &Identity) -> Client {
        let token = self.host.key.issue(identity, Duration::from_secs(600)).unwrap();
        RegistrationServiceClient::with_interceptor(self.channel.clone(), Bearer(token))
    }

    /// An officer of the Sở.
    pub fn officer(&self) -> Client {
        self.client(&Identity::new("chuyen-vien", Role::DepartmentOfficer))
    }

    /// A leader of the Sở.
    pub fn leader(&self) -> Client {
        self.client(&Identity::new("giam-doc", Role::DepartmentLeader))
    }

    /// The school that is named `school`, and nobody else.
    pub fn school(&self, school: &wire::School) -> Client {
        self.client(&Identity::new("hieu-truong", Role::School).within(id(&school.name).to_string()))
    }

    /// Has `producer` announce `fact` as the entry `sequence` of its case, and waits until the service has
    /// handled it. Says why it was parked, if it was.
    pub async fn hear(
        &self,
        producer: &str,
        sequence: i64,
        fact: Fact,
        occurred_at: Moment,
    ) -> Option<String> {
        let body = fact.body.as_ref().unwrap();
        let delivery = Delivery {
            producer: producer.to_owned(),
            fact_id: Uuid::now_v7(),
            case_id: Uuid::parse_str(&fact.subject.as_ref().unwrap().case_id).unwrap(),
            sequence,
            fact_type: body.fact_type(producer),
            occurred_at,
            recorded_at: occurred_at,
            payload: fact.encode_to_vec(),
        };
        let fact_id = delivery.fact_id;
        self.host.bus.publish(vec![delivery]).await.unwrap();
        let begun = Instant::now();
        loop {
            if let Some(parked) = self.handled(fact_id).await {
                return parked;
            }
            assert!(
                begun.elapsed() < BOUND,
                "waited {BOUND:?} in vain for the fact to be handled"
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Whether the fact was handled; the reason inside when it was parked instead.
    async fn handled(&self, fact_id: Uuid) -> Option<Option<String>> {
        let connection = self.journal.database.reader();
        let statement = Statement::from_sql_and_values(
            connection.get_database_backend(),
            "SELECT handled_at, parked_reason FROM inbox WHERE fact_id = $1",
            [fact_id.into()],
        );
        let row = connection.query_one_raw(statement).await.unwrap()?;
        let handled: Option<Moment> = row.try_get("", "handled_at").unwrap();
        let parked: Option<String> = row.try_get("", "parked_reason").unwrap();
        (handled.is_some() || parked.is_some()).then_some(parked)
    }

    /// Has the scheduler say that a limit of `case_id` has run out, in the entry `sequence` of the case.
    pub async fn reach(&self, case_id: Uuid, sequence: i64, reached: DeadlineReached) -> Option<String> {
        let subject = Subject {
            case_id: case_id.to_string(),
            ..Subject::default()
        };
        let fact = Fact {
            subject: Some(subject),
            body: Some(Body::DeadlineReached(reached)),
        };
        self.hear("scheduler", sequence, fact, self.journal.clock.now())
            .await
    }

    /// Enters a school.
    pub async fn enter(&self, name: &str) -> wire::School {
        let create = wire::CreateSchoolRequest {
            school: Some(school(name)),
            request_id: key(),
            validate_only: false,
        };
        self.officer().create_school(create).await.unwrap().into_inner()
    }

    /// Has `school` put a dossier together.
    pub async fn prepare(&self, school: &wire::School) -> wire::Dossier {
        let prepared = self.school(school).prepare_dossier(preparation(school)).await;
        prepared.unwrap().into_inner()
    }

    /// Has `school` put a dossier together and hand it in.
    pub async fn submit(&self, school: &wire::School) -> wire::Dossier {
        let dossier = self.prepare(school).await;
        let submitted = self.school(school).submit_dossier(asked(&dossier)).await;
        submitted.unwrap().into_inner()
    }

    /// What stands in the journal of `case_id`.
    pub async fn facts(&self, case_id: Uuid) -> Vec<entry::Model> {
        read::entries(self.journal.database.reader(), case_id, 0, 1_000)
            .await
            .unwrap()
    }

    /// The types of what stands in the journal of `case_id`, without the service's name.
    pub async fn history(&self, case_id: Uuid) -> Vec<String> {
        let facts = self.facts(case_id).await;
        facts
            .iter()
            .map(|fact| fact.fact_type.trim_start_matches("registration.").to_owned())
            .collect()
    }
}

/// The id in a resource's name.
pub fn id(name: &str) -> Uuid {
    Uuid::parse_str(name.rsplit_once('/').unwrap().1).unwrap()
}

/// A command on `dossier` that needs nothing more.
pub fn asked(dossier: &wire::Dossier) -> wire::DossierRequest {
    wire::DossierRequest {
        name: dossier.name.clone(),
        request_id: key(),
        ..Default::default()
    }
}

/// A key under which a request is kept.
pub fn key() -> String {
    Uuid::now_v7().to_string()
}

/// Brings the schema up to date, as `kiemdinh migrate` does.
async fn prepare(host: &Host) {
    let configuration = &host.configuration;
    if !configuration.database.is_embedded() {
        use secrecy::ExposeSecret;
        let plain = plain(configuration.database.url.expose_secret()).await;
        migrations::make_schema(registration::NAME, &plain).await.unwrap();
        plain.close().await.unwrap();
    }
    let database = Database::open(&configuration.database, &configuration.data, registration::NAME)
        .await
        .unwrap();
    migrations::up(registration::NAME, database.reader())
        .await
        .unwrap();
}

async fn fresh_postgres() -> DatabaseConfiguration {
    #[allow(
        clippy::disallowed_methods,
        reason = "the test rig speaks through the environment"
    )]
    let server = std::env::var("KIEMDINH_TEST_POSTGRES").unwrap_or_else(|_| {
        panic!(
            "KIEMDINH_TEST_POSTGRES is not set: this test needs a private server. Run ./tests/run, \
             or ./tests/run --shell -- cargo test -p registration"
        )
    });
    let name = format!("t{}", Uuid::now_v7().simple());
    let admin = plain(&server).await;
    admin
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .unwrap();
    admin.close().await.unwrap();
    DatabaseConfiguration {
        url: SecretString::from(format!("{}/{name}", server.rsplit_once('/').unwrap().0)),
        connections: 8,
    }
}

async fn plain(url: &str) -> sea_orm::DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    sea_orm::Database::connect(options).await.unwrap()
}
