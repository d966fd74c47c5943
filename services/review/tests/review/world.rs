//! The ground a service test stands on: a database of its own, a clock that it moves, facts that it sends,
//! and calls that come in by the service's own door, behind the guard.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use platform::bus::{Delivery, Receiver};
use platform::configuration::DatabaseConfiguration;
use platform::database::Database;
use platform::identity::{Identity, Role};
use platform::inbox::Inbox;
use platform::journal::{Journal, entry, read};
use platform::time::{Clock, Moment};
use prost::Message;
use proto::fact::{Body, DossierAccepted, Fact, RecognitionKind};
use proto::review::review_service_server::ReviewService;
use proto::review::{
    AnswerCommentsRequest, CompleteStepRequest, CreateReviewerRequest, EstablishTeamRequest,
    GetReviewRequest, ReportRequest, Review, ReviewRequest, Reviewer, SeatAssignment, SubmitCommentsRequest,
};
use review::domain::Case;
use review::facts::Reactions;
use review::grpc::ReviewApi;
use sea_orm::{ConnectOptions, ConnectionTrait, QueryResult, Statement};
use secrecy::SecretString;
use tempfile::TempDir;
use tonic::{Request, Status};
use tonic_types::StatusExt;
use uuid::Uuid;

use crate::builders::{ROLES, SHA, STEPS, accepted, at, kept, law, reached};

/// Makes of each async function two tests: over SQLite and over PostgreSQL.
macro_rules! both {
    ($($test:ident),* $(,)?) => {
        mod embedded {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test(&$crate::world::World::embedded().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test(&$crate::world::World::postgres().await).await;
            })*
        }
    };
}

/// When the world begins: dossiers are accepted at this moment.
pub const START: &str = "2024-06-05T09:00:00+07:00";

pub struct World {
    pub journal: Journal,
    pub api: ReviewApi,
    pub inbox: Inbox,
    places: Mutex<HashMap<(&'static str, Uuid), i64>>,
    _folder: TempDir,
}

impl World {
    pub async fn embedded() -> Self {
        Self::over(DatabaseConfiguration::default()).await
    }

    pub async fn postgres() -> Self {
        Self::over(fresh_postgres().await).await
    }

    async fn over(configuration: DatabaseConfiguration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = prepared(&configuration, &folder).await;
        let journal = Journal::new(review::NAME, database, Clock::virtual_from(at(START)));
        Self {
            api: ReviewApi::new(journal.clone(), law()),
            inbox: Inbox::new(journal.clone(), Arc::new(Reactions)),
            journal,
            places: Mutex::default(),
            _folder: folder,
        }
    }

    pub fn now(&self) -> Moment {
        self.journal.clock.now()
    }

    pub fn wait_until(&self, moment: &str) {
        self.journal.clock.advance(at(moment));
    }

    /// Has the service receive `body` from `producer`, happening now, and not yet handle it.
    pub async fn send(&self, producer: &'static str, case: &Case, body: Body) {
        let sequence = {
            let mut places = self.places.lock().unwrap();
            let place = places.entry((producer, case.id)).or_default();
            *place += 1;
            *place
        };
        let name = format!("{producer}/{}/{sequence}", case.id);
        let delivery = Delivery {
            producer: producer.to_owned(),
            fact_id: Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()),
            case_id: case.id,
            sequence,
            fact_type: body.fact_type(producer),
            occurred_at: self.now(),
            recorded_at: self.now(),
            payload: Fact {
                subject: Some(case.subject()),
                body: Some(body),
            }
            .encode_to_vec(),
        };
        self.inbox.receive(vec![delivery]).await.unwrap();
    }

    /// Handles what was received.
    pub async fn handle(&self) {
        while self.inbox.pass().await.unwrap() > 0 {}
    }

    pub async fn accept(&self, case: &Case) {
        let kind = RecognitionKind::New.into();
        let body = Body::DossierAccepted(DossierAccepted { kind });
        self.send("registration", case, body).await;
        self.handle().await;
    }

    pub async fn end(&self, case: &Case, limit: &str, due_on: &str) {
        let body = Body::DeadlineReached(reached(limit, due_on));
        self.send("scheduler", case, body).await;
        self.handle().await;
    }

    /// The journal of a case: types of facts, in order.
    pub async fn told(&self, case: &Case) -> Vec<String> {
        let entries = self.entries(case).await;
        entries.into_iter().map(|entry| entry.fact_type).collect()
    }

    pub async fn entries(&self, case: &Case) -> Vec<entry::Model> {
        let connection = self.journal.database.reader();
        read::entries(connection, case.id, 0, 1_000).await.unwrap()
    }

    /// Why facts were parked.
    pub async fn parked(&self) -> Vec<String> {
        let sql = "SELECT parked_reason FROM inbox WHERE parked_reason IS NOT NULL";
        let statement = Statement::from_string(self.journal.database.backend(), sql);
        let rows = self.journal.database.reader().query_all_raw(statement).await;
        let reason = |row: QueryResult| row.try_get::<String>("", "parked_reason").unwrap();
        rows.unwrap().into_iter().map(reason).collect()
    }

    pub async fn chains_must_hold(&self) {
        let found = read::verify(self.journal.database.reader(), None).await.unwrap();
        assert_eq!(found.breaks, []);
    }

    pub async fn review(&self, case: &Case) -> Review {
        let request = GetReviewRequest { name: name(case) };
        self.api
            .get_review(by(officer(), request))
            .await
            .unwrap()
            .into_inner()
    }

    /// Enters `count` eligible reviewers.
    pub async fn reviewers(&self, count: usize) -> Vec<Reviewer> {
        let mut reviewers = Vec::new();
        for number in 0..count {
            reviewers.push(self.enter(person(&format!("Người đánh giá {number:02}"))).await);
        }
        reviewers
    }

    pub async fn enter(&self, reviewer: Reviewer) -> Reviewer {
        let request = CreateReviewerRequest {
            reviewer: Some(reviewer),
            request_id: fresh_id(),
            validate_only: false,
        };
        self.api
            .create_reviewer(by(officer(), request))
            .await
            .unwrap()
            .into_inner()
    }

    /// Accepts the case and establishes a team of five for it.
    pub async fn with_team(&self, case: &Case) -> Vec<Identity> {
        self.accept(case).await;
        let team = self.reviewers(5).await;
        let request = establish(case, &team);
        self.api.establish_team(by(leader(), request)).await.unwrap();
        team.iter().map(member).collect()
    }

    /// As far as the draft with the school.
    pub async fn with_draft(&self, case: &Case) -> Vec<Identity> {
        let team = self.with_team(case).await;
        for step in STEPS {
            let request = CompleteStepRequest {
                name: name(case),
                step: step.into(),
                minutes: "Biên bản".to_owned(),
                request_id: fresh_id(),
                ..CompleteStepRequest::default()
            };
            self.api
                .complete_step(by(team[0].clone(), request))
                .await
                .unwrap();
        }
        self.api
            .send_draft_report(by(team[1].clone(), report_on(case, 2)))
            .await
            .unwrap();
        team
    }

    /// Comments on the draft, two of them.
    pub async fn comment(&self, case: &Case) -> Result<Review, Status> {
        let answer = self
            .api
            .submit_comments(by(headmaster(case), comments(case)))
            .await;
        answer.map(tonic::Response::into_inner)
    }
}

pub fn name(case: &Case) -> String {
    format!("reviews/{}", case.id)
}

pub fn fresh_id() -> String {
    Uuid::now_v7().to_string()
}

/// `content` as it comes from `caller`, whom the guard has let in.
pub fn by<T>(caller: Identity, content: T) -> Request<T> {
    let mut request = Request::new(content);
    request.extensions_mut().insert(caller);
    request
}

pub fn officer() -> Identity {
    Identity::new("chuyen-vien", Role::DepartmentOfficer)
}

pub fn leader() -> Identity {
    Identity::new("giam-doc", Role::DepartmentLeader)
}

pub fn headmaster(case: &Case) -> Identity {
    Identity::new("hieu-truong", Role::School).within(case.school_id.to_string())
}

pub fn member(reviewer: &Reviewer) -> Identity {
    let id = reviewer.name.strip_prefix("reviewers/").unwrap();
    Identity::new(id, Role::Reviewer)
}

pub fn person(display_name: &str) -> Reviewer {
    Reviewer {
        display_name: display_name.to_owned(),
        email: "doan@sgddt.example".to_owned(),
        years_in_sector: 12,
        trained_by_ministry: true,
        commune: "Quỳnh Sơn".to_owned(),
        ..Reviewer::default()
    }
}

pub fn establish(case: &Case, team: &[Reviewer]) -> EstablishTeamRequest {
    let seats = team.iter().zip(ROLES).map(|(reviewer, role)| SeatAssignment {
        reviewer: reviewer.name.clone(),
        role: role.into(),
    });
    EstablishTeamRequest {
        name: name(case),
        seats: seats.collect(),
        request_id: fresh_id(),
        ..EstablishTeamRequest::default()
    }
}

pub fn comments(case: &Case) -> SubmitCommentsRequest {
    SubmitCommentsRequest {
        name: name(case),
        comments: vec!["Ý kiến một".to_owned(), "Ý kiến hai".to_owned()],
        request_id: fresh_id(),
        ..SubmitCommentsRequest::default()
    }
}

pub fn agreement(case: &Case) -> ReviewRequest {
    ReviewRequest {
        name: name(case),
        request_id: fresh_id(),
        ..ReviewRequest::default()
    }
}

pub fn answers(case: &Case) -> AnswerCommentsRequest {
    AnswerCommentsRequest {
        name: name(case),
        answers: vec![accepted(), kept("Minh chứng chưa đủ")],
        request_id: fresh_id(),
        ..AnswerCommentsRequest::default()
    }
}

pub fn report_on(case: &Case, level: u32) -> ReportRequest {
    ReportRequest {
        name: name(case),
        level,
        report_sha256: SHA.to_owned(),
        request_id: fresh_id(),
        ..ReportRequest::default()
    }
}

/// The stable word of a refusal.
pub fn reason(status: &Status) -> String {
    let info = status.get_details_error_info();
    info.map(|info| info.reason).unwrap_or_default()
}

/// The fields that an answer names.
pub fn fields(status: &Status) -> Vec<String> {
    let details = status.get_details_bad_request();
    let violations = details
        .map(|details| details.field_violations)
        .unwrap_or_default();
    violations.into_iter().map(|violation| violation.field).collect()
}

/// The database of the service, with its tables.
pub async fn prepared(configuration: &DatabaseConfiguration, folder: &TempDir) -> Database {
    if !configuration.is_embedded() {
        use secrecy::ExposeSecret;
        let plain = plain(configuration.url.expose_secret()).await;
        migrations::make_schema(review::NAME, &plain).await.unwrap();
        plain.close().await.unwrap();
    }
    let database = Database::open(configuration, folder.path(), review::NAME)
        .await
        .unwrap();
    migrations::up(review::NAME, database.reader()).await.unwrap();
    database
}

pub async fn fresh_postgres() -> DatabaseConfiguration {
    #[allow(
        clippy::disallowed_methods,
        reason = "the test rig speaks through the environment"
    )]
    let server = std::env::var("KIEMDINH_TEST_POSTGRES").unwrap_or_else(|_| {
        panic!(
            "KIEMDINH_TEST_POSTGRES is not set: this test needs a private server. Run ./tests/run, \
             or ./tests/run --shell -- cargo test -p review"
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
