//! The door: who comes in, what they are told when they do not, and how it closes.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use ground::{Voice, World, eventually, within};
use platform::identity::{Identity, Permissions, Role, TokenKey};
use platform::inbox::Inbox;
use platform::refusal::ERROR_DOMAIN;
use platform::server::{self, Guard, JournalApi, LARGEST_REQUEST, PERMISSIONS, RehearsalApi, RunningServer};
use platform::time::Clock;
use prost::Message;
use proto::platform::journal_service_client::JournalServiceClient;
use proto::platform::rehearsal_service_client::RehearsalServiceClient;
use proto::platform::{
    GetTimeRequest, GetTrafficRequest, ListEntriesRequest, ListParkedFactsRequest, ReplayParkedFactRequest,
    SetTimeRequest, VerifyChainsRequest,
};
use tonic::body::Body;
use tonic::service::Routes;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_types::StatusExt;
use uuid::Uuid;

use crate::ledger::{Ledger, POISON, Scribe, heard, province_of};
use crate::schedules::{delivery, drain};
use crate::world::token_key;

ground::both! {
    &World:
    a_refusal_travels_with_its_details,
    the_journal_is_read_in_pages_and_verified,
    the_journal_of_another_province_is_not_there,
    the_whole_journal_is_for_auditors_page_by_page_as_it_was_hashed,
    parked_facts_are_listed_and_replayed,
    virtual_time_moves_forward_and_is_kept,
    of_many_who_move_virtual_time_the_furthest_is_kept,
}

const LOOK: &str = "/test.Hanging/Look";
const HANGING: Permissions = &[
    ("/test.Hanging/Wait", &[Role::Administrator]),
    ("/test.Hanging/WaitInPublic", &[Role::Public]),
    (LOOK, &[Role::Public]),
];
const EVERY_ROLE: [Role; 10] = [
    Role::School,
    Role::Commune,
    Role::DepartmentOfficer,
    Role::DepartmentLeader,
    Role::Province,
    Role::Reviewer,
    Role::Administrator,
    Role::Auditor,
    Role::Service,
    Role::Public,
];

/// Methods that never answer, and one that says at once that there is nothing.
#[derive(Clone)]
struct Hanging;

impl tonic::server::NamedService for Hanging {
    const NAME: &'static str = "test.Hanging";
}

impl tower::Service<http::Request<Body>> for Hanging {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = futures::future::BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        if request.uri().path() == LOOK {
            return Box::pin(async { Ok(Status::not_found("nothing").into_http()) });
        }
        Box::pin(std::future::pending())
    }
}

/// A server, with what stands behind it.
struct Door {
    server: RunningServer,
    key: TokenKey,
    ledger: Ledger,
    inbox: Inbox,
    scribe: Arc<Scribe>,
}

impl Door {
    async fn open(world: &World) -> Self {
        Self::at(world, Clock::real()).await
    }

    async fn at(world: &World, clock: Clock) -> Self {
        let mut ledger = Ledger::open(world).await;
        ledger.journal.clock = clock;
        let scribe = Scribe::new(&["registration"]);
        let inbox = scribe.inbox(world, "scheduler").await;
        let key = token_key(world.folder.path());
        let routes = Routes::new(JournalApi::server(ledger.journal.clone(), inbox.clone(), None))
            .add_service(RehearsalApi::server(ledger.journal.clone()))
            .add_service(Hanging);
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let guard = Guard::new(key.clone(), vec![HANGING, PERMISSIONS]);
        let server = server::start(listener, routes, guard).await.unwrap();
        Self {
            server,
            key,
            ledger,
            inbox,
            scribe,
        }
    }

    async fn channel(&self) -> Channel {
        Endpoint::from_shared(format!("http://{}", self.server.address))
            .unwrap()
            .connect()
            .await
            .unwrap()
    }

    fn token(&self, role: Role) -> String {
        self.key
            .issue(&Identity::new("somebody", role), Duration::from_secs(60))
            .unwrap()
    }

    fn voice(&self, role: Role) -> Voice {
        Voice::of(&self.key, &Identity::new("somebody", role))
    }

    async fn journal(&self, role: Role) -> JournalServiceClient<ground::Door> {
        JournalServiceClient::with_interceptor(self.channel().await, self.voice(role))
    }

    async fn rehearsal(&self, role: Role) -> RehearsalServiceClient<ground::Door> {
        RehearsalServiceClient::with_interceptor(self.channel().await, self.voice(role))
    }
}

/// Calls `method` with `message` and whatever stands in `authorization`, and says how it ended.
async fn call(
    channel: &Channel,
    method: &str,
    authorization: Option<&str>,
    message: impl Message + Default + 'static,
) -> Status {
    let mut request = Request::new(message);
    if let Some(authorization) = authorization {
        request
            .metadata_mut()
            .insert("authorization", authorization.parse().unwrap());
    }
    let mut client = tonic::client::Grpc::new(channel.clone());
    client.ready().await.unwrap();
    let codec = tonic_prost::ProstCodec::<_, ()>::default();
    match client.unary(request, method.parse().unwrap(), codec).await {
        Ok(_) => Status::ok(""),
        Err(status) => status,
    }
}

/// Every method of the platform's package stands in the table, and nothing else does.
#[test]
fn every_method_stands_in_the_permission_table() {
    let files = prost_types::FileDescriptorSet::decode(proto::DESCRIPTORS)
        .unwrap()
        .file;
    let methods: BTreeSet<String> = files
        .iter()
        .filter(|file| file.package() == "kiemdinh.platform.v1")
        .flat_map(|file| &file.service)
        .flat_map(|service| {
            let name = service.name();
            service
                .method
                .iter()
                .map(move |method| format!("/kiemdinh.platform.v1.{name}/{}", method.name()))
        })
        .collect();
    assert!(
        methods.len() >= 7,
        "the descriptors hold the platform's services: {methods:?}"
    );
    let table: BTreeSet<String> = PERMISSIONS
        .iter()
        .map(|(method, _)| (*method).to_owned())
        .collect();
    assert_eq!(table, methods);
    assert_eq!(PERMISSIONS.len(), table.len(), "each stands there once");
}

/// Every role calls every method: it comes in when the table says so and not otherwise.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_role_is_let_in_where_the_table_says_so_and_nowhere_else() {
    let world = World::embedded();
    let door = Door::open(&world).await;
    let channel = door.channel().await;
    let elsewhere: Permissions = &[
        ("/test.Hanging/Other", &[]),
        ("/kiemdinh.platform.v1.JournalService/Drop", &[]),
        ("/kiemdinh.review.v1.ReviewService/ListReviews", &[]),
        ("/", &[]),
    ];
    for (method, roles) in PERMISSIONS.iter().chain(elsewhere) {
        for role in EVERY_ROLE {
            let status = call(
                &channel,
                method,
                Some(&format!("Bearer {}", door.token(role))),
                (),
            )
            .await;
            let denied = status.code() == Code::PermissionDenied;
            assert_eq!(
                !denied,
                roles.contains(&role),
                "{role:?} calls {method}: {status:?}"
            );
            if denied {
                let reason = status.get_details_error_info().unwrap();
                assert_eq!(
                    (reason.reason.as_str(), reason.domain.as_str()),
                    ("PERMISSION_DENIED", ERROR_DOMAIN)
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_valid_token_nobody_comes_in() {
    let world = World::embedded();
    let door = Door::open(&world).await;
    let channel = door.channel().await;
    let administrator = Identity::new("somebody", Role::Administrator);
    let elsewhere = token_key(tempfile::tempdir().unwrap().path());
    let foreign = elsewhere.issue(&administrator, Duration::from_secs(60)).unwrap();
    let valid = door.token(Role::Administrator);
    let (head, signature) = valid.rsplit_once('.').unwrap();
    let altered = format!("{head}.{}", signature.chars().rev().collect::<String>());
    let none = [
        None,
        Some(String::new()),
        Some("Bearer ".to_owned()),
        Some("Bearer nonsense".to_owned()),
        Some(valid.clone()),
        Some(format!("Basic {valid}")),
        Some(format!("Bearer {foreign}")),
        Some(format!("Bearer {altered}")),
        Some(format!("Bearer {head}.")),
    ];
    let reflection = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
    for authorization in &none {
        for method in [
            "/kiemdinh.platform.v1.JournalService/GetTraffic",
            "/test.Nothing/Nowhere",
            reflection,
        ] {
            let status = call(&channel, method, authorization.as_deref(), ()).await;
            assert_eq!(
                status.code(),
                Code::Unauthenticated,
                "{method} with {authorization:?}"
            );
            assert_eq!(status.get_details_error_info().unwrap().reason, "UNAUTHENTICATED");
        }
    }
    let valid = format!("Bearer {valid}");
    let status = call(
        &channel,
        "/kiemdinh.platform.v1.JournalService/GetTraffic",
        Some(&valid),
        (),
    )
    .await;
    assert_eq!(status.code(), Code::Ok, "{status:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_public_answers_anyone_but_who_shows_a_wrong_token() {
    let world = World::embedded();
    let door = Door::open(&world).await;
    let channel = door.channel().await;
    let look = async |shown: Option<&str>| call(&channel, LOOK, shown, ()).await.code();
    assert_eq!(look(None).await, Code::NotFound, "nobody in particular is let in");
    for role in EVERY_ROLE {
        let token = format!("Bearer {}", door.token(role));
        assert_eq!(look(Some(&token)).await, Code::NotFound, "{role:?} is let in");
    }
    let elsewhere = token_key(tempfile::tempdir().unwrap().path());
    let administrator = Identity::new("somebody", Role::Administrator);
    let foreign = elsewhere.issue(&administrator, Duration::from_secs(60)).unwrap();
    let foreign = format!("Bearer {foreign}");
    for wrong in ["", "Bearer ", "Bearer nonsense", &foreign] {
        assert_eq!(look(Some(wrong)).await, Code::Unauthenticated, "{wrong:?}");
    }
    let closed = call(&channel, "/test.Hanging/Wait", None, ()).await;
    assert_eq!(closed.code(), Code::Unauthenticated, "what is not public");
}

/// The public takes its own places and leaves the others to those who work here.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_public_does_not_crowd_out_those_who_work_here() {
    let world = World::embedded();
    let door = Door::open(&world).await;
    let mut waiting = tokio::task::JoinSet::new();
    let crowd = door.channel().await;
    for _ in 0..100 {
        let crowd = crowd.clone();
        waiting.spawn(async move { call(&crowd, "/test.Hanging/WaitInPublic", None, ()).await });
    }
    let refused = waiting.join_next().await.unwrap().unwrap();
    assert_eq!(refused.code(), Code::ResourceExhausted, "{refused:?}");
    assert_eq!(refused.get_details_error_info().unwrap().reason, "OVERLOADED");
    let administrator = format!("Bearer {}", door.token(Role::Administrator));
    let traffic = "/kiemdinh.platform.v1.JournalService/GetTraffic";
    let answered = call(&door.channel().await, traffic, Some(&administrator), ()).await;
    assert_eq!(answered.code(), Code::Ok, "{answered:?}");
    waiting.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_answers_anyone() {
    let world = World::embedded();
    let door = Door::open(&world).await;
    let mut health = HealthClient::new(door.channel().await);
    let answer = health
        .check(HealthCheckRequest::default())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(answer.status(), ServingStatus::Serving);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_oversize_message_is_refused_by_every_method() {
    let world = World::embedded();
    let door = Door::open(&world).await;
    let channel = door.channel().await;
    let administrator = format!("Bearer {}", door.token(Role::Administrator));
    for (method, roles) in PERMISSIONS {
        assert!(
            roles.contains(&Role::Administrator),
            "the administrator may call {method}"
        );
        // Any message with a text of that size; the size is looked at before the content.
        let status = call(
            &channel,
            method,
            Some(&administrator),
            "x".repeat(LARGEST_REQUEST),
        )
        .await;
        assert_eq!(status.code(), Code::OutOfRange, "{method}: {status:?}");
        assert!(status.message().contains("too large"), "{method}: {status:?}");
    }
    let almost = ListEntriesRequest {
        case_id: "x".repeat(LARGEST_REQUEST - 100),
        ..Default::default()
    };
    let list = "/kiemdinh.platform.v1.JournalService/ListEntries";
    assert_eq!(
        call(&channel, list, Some(&administrator), almost).await.code(),
        Code::InvalidArgument
    );
}

/// When every place is taken the answer is no, at once; health does not need a place.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn overload_is_refused_and_not_suffered() {
    let world = World::embedded();
    let door = Door::open(&world).await;
    let administrator = format!("Bearer {}", door.token(Role::Administrator));
    let mut waiting = tokio::task::JoinSet::new();
    // A connection carries no more than 200 calls.
    for _ in 0..4 {
        let channel = door.channel().await;
        for _ in 0..64 {
            let (channel, administrator) = (channel.clone(), administrator.clone());
            waiting.spawn(async move {
                // A question below may sit in the last place when this one comes.
                while call(&channel, "/test.Hanging/Wait", Some(&administrator), ())
                    .await
                    .code()
                    == Code::ResourceExhausted
                {}
            });
        }
    }
    let channel = door.channel().await;
    let traffic = "/kiemdinh.platform.v1.JournalService/GetTraffic";
    eventually("every place is taken", async || {
        call(&channel, traffic, Some(&administrator), ()).await.code() == Code::ResourceExhausted
    })
    .await;
    let begun = Instant::now();
    let refused = call(&channel, traffic, Some(&administrator), ()).await;
    assert_eq!(refused.get_details_error_info().unwrap().reason, "OVERLOADED");
    let nobody = call(&channel, traffic, None, ()).await;
    assert_eq!(
        nobody.code(),
        Code::Unauthenticated,
        "who is nobody is told that and not how busy it is"
    );
    HealthClient::new(channel.clone())
        .check(HealthCheckRequest::default())
        .await
        .unwrap();
    assert!(
        begun.elapsed() < Duration::from_secs(2),
        "three answers took {:?}",
        begun.elapsed()
    );

    // Callers that go away give their places back.
    waiting.shutdown().await;
    eventually("there is room again", async || {
        call(&channel, traffic, Some(&administrator), ()).await.code() == Code::Ok
    })
    .await;
}

/// D9: a call that never ends does not keep the server from ending, and its caller is told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hanging_call_does_not_keep_the_server_open() {
    let world = World::embedded();
    let door = Door::open(&world).await;
    let administrator = format!("Bearer {}", door.token(Role::Administrator));
    let channel = door.channel().await;
    let hanging = {
        let (channel, administrator) = (channel.clone(), administrator.clone());
        tokio::spawn(async move { call(&channel, "/test.Hanging/Wait", Some(&administrator), ()).await })
    };
    // The call is under way when a later one over the same connection is answered.
    let traffic = "/kiemdinh.platform.v1.JournalService/GetTraffic";
    assert_eq!(
        call(&channel, traffic, Some(&administrator), ()).await.code(),
        Code::Ok
    );
    let address = door.server.address;
    let bound = Duration::from_secs(7);
    within(bound, "stopping", door.server.stop()).await;
    let status = within(bound, "the caller's answer", hanging).await.unwrap();
    assert_ne!(status.code(), Code::Ok);
    assert!(
        tokio::net::TcpStream::connect(address).await.is_err(),
        "the door is closed"
    );
}

/// Without calls under way it ends at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idle_server_stops_at_once() {
    let world = World::embedded();
    let door = Door::open(&world).await;
    let _channel = door.channel().await;
    within(Duration::from_secs(2), "stopping", door.server.stop()).await;
}

async fn a_refusal_travels_with_its_details(world: &World) {
    let door = Door::open(world).await;
    let mut journal = door.journal(Role::Administrator).await;

    // BadRequest: the fields.
    let negative = ListEntriesRequest {
        case_id: Uuid::nil().to_string(),
        page_size: -1,
        ..Default::default()
    };
    let status = journal.list_entries(negative).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    let details = status.get_error_details();
    let fields = &details.bad_request().unwrap().field_violations;
    assert_eq!((fields.len(), fields[0].field.as_str()), (1, "page_size"));
    let info = details.error_info().unwrap();
    assert_eq!(
        (info.reason.as_str(), info.domain.as_str()),
        ("INVALID_ARGUMENT", ERROR_DOMAIN)
    );

    // PreconditionFailure: the rule, with where it stands.
    let set = SetTimeRequest {
        to: Some(at("2030-01-01T00:00:00Z")),
    };
    let mut rehearsal = door.rehearsal(Role::Administrator).await;
    let status = rehearsal.set_time(set).await.unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition, "real time cannot be set");
    let details = status.get_error_details();
    let rule = &details.precondition_failure().unwrap().violations[0];
    assert_eq!(
        (rule.subject.as_str(), rule.r#type.as_str()),
        ("rehearsal.time", "kiemdinh serve --virtual-time")
    );
    assert!(
        rule.description.contains("Thời gian thật không thể thay đổi"),
        "in Vietnamese, whole: {rule:?}"
    );
    assert_eq!(details.error_info().unwrap().reason, "TIME_IS_REAL");
    let status = rehearsal.get_time(GetTimeRequest {}).await.unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition);

    // Nothing but a reason: there is no such thing.
    let absent = ReplayParkedFactRequest {
        fact_id: Uuid::nil().to_string(),
    };
    let status = journal.replay_parked_fact(absent).await.unwrap_err();
    assert_eq!(status.code(), Code::NotFound);
    assert_eq!(status.get_details_error_info().unwrap().reason, "NOT_FOUND");
}

async fn the_whole_journal_is_for_auditors_page_by_page_as_it_was_hashed(world: &World) {
    let door = Door::open(world).await;
    let cases = [Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7()];
    for _ in 0..2 {
        for case in cases {
            door.ledger.raise(Uuid::now_v7(), case, 1).await.unwrap();
        }
    }
    let everything = |page_token: String| ListEntriesRequest {
        page_size: 4,
        page_token,
        ..Default::default()
    };
    let mut journal = door.journal(Role::Auditor).await;
    let first = journal
        .list_entries(everything(String::new()))
        .await
        .unwrap()
        .into_inner();
    let second = journal
        .list_entries(everything(first.next_page_token.clone()))
        .await
        .unwrap()
        .into_inner();
    assert_eq!((first.entries.len(), second.entries.len()), (4, 2));
    assert_eq!(second.next_page_token, "");
    let entries: Vec<_> = first.entries.into_iter().chain(second.entries).collect();
    let places: Vec<_> = entries
        .iter()
        .map(|entry| (entry.case_id.clone(), entry.sequence))
        .collect();
    let mut sorted = places.clone();
    sorted.sort();
    assert_eq!(places, sorted, "case by case, oldest first");
    for entry in &entries {
        assert!(!entry.payload.is_empty() && entry.fact.is_none(), "{entry:?}");
        let before = entries
            .iter()
            .find(|before| before.case_id == entry.case_id && before.sequence + 1 == entry.sequence);
        let hash = before.map_or_else(|| "0".repeat(64), |before| before.hash.clone());
        assert_eq!(entry.previous_hash, hash);
    }
    let wrong = journal
        .list_entries(everything("x/y".to_owned()))
        .await
        .unwrap_err();
    assert_eq!(wrong.code(), Code::InvalidArgument);
    let confined = Identity::new("x", Role::Auditor).within(province_of(cases[0]).to_string());
    for identity in [confined, Identity::new("x", Role::DepartmentOfficer)] {
        let voice = Voice::of(&door.key, &identity);
        let mut journal = JournalServiceClient::with_interceptor(door.channel().await, voice);
        let status = journal.list_entries(everything(String::new())).await.unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument, "{identity:?}");
    }
}

async fn the_journal_of_another_province_is_not_there(world: &World) {
    let door = Door::open(world).await;
    let (case, other) = (Uuid::now_v7(), Uuid::now_v7());
    for case in [case, other] {
        door.ledger.raise(Uuid::now_v7(), case, 1).await.unwrap();
    }
    let officer = Identity::new("x", Role::DepartmentOfficer);
    let confined = officer.clone().within(province_of(case).to_string());
    for (identity, case, expected) in [
        (&officer, case, 1),
        (&officer, other, 1),
        (&confined, case, 1),
        (&confined, other, 0),
        (&confined, Uuid::nil(), 0),
    ] {
        let voice = Voice::of(&door.key, identity);
        let mut journal = JournalServiceClient::with_interceptor(door.channel().await, voice);
        let request = ListEntriesRequest {
            case_id: case.to_string(),
            ..ListEntriesRequest::default()
        };
        let answer = journal.list_entries(request).await.unwrap().into_inner();
        assert_eq!(answer.entries.len(), expected, "{identity:?} on {case}");
        assert_eq!(answer.next_page_token, "");
    }
}

async fn the_journal_is_read_in_pages_and_verified(world: &World) {
    let door = Door::open(world).await;
    let (case, other) = (Uuid::now_v7(), Uuid::now_v7());
    for _ in 0..7 {
        door.ledger.raise(Uuid::now_v7(), case, 1).await.unwrap();
    }
    door.ledger.raise(Uuid::now_v7(), other, 1).await.unwrap();
    let mut journal = door.journal(Role::Administrator).await;
    let mut request = ListEntriesRequest {
        case_id: case.to_string(),
        page_size: 3,
        page_token: String::new(),
    };
    let mut pages = Vec::new();
    loop {
        let page = journal.list_entries(request.clone()).await.unwrap().into_inner();
        pages.push(
            page.entries
                .iter()
                .map(|entry| entry.sequence)
                .collect::<Vec<_>>(),
        );
        for entry in page.entries {
            assert_eq!(
                entry.fact.unwrap(),
                crate::ledger::fact("registration", case, entry.sequence)
            );
            assert_eq!(entry.hash.len(), 64);
        }
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    assert_eq!(pages, [vec![1, 2, 3], vec![4, 5, 6], vec![7]]);

    let found = journal
        .verify_chains(VerifyChainsRequest::default())
        .await
        .unwrap()
        .into_inner();
    assert_eq!((found.cases, found.entries, found.breaks.len()), (2, 8, 0));
    let outside = world.separate("registration").await;
    let change = "UPDATE journal SET actor = 'somebody else' WHERE sequence = 5";
    sea_orm::ConnectionTrait::execute_unprepared(&outside, change)
        .await
        .unwrap();
    let found = journal
        .verify_chains(VerifyChainsRequest::default())
        .await
        .unwrap()
        .into_inner();
    let broken = &found.breaks[0];
    assert_eq!(
        (found.breaks.len(), broken.case_id.as_str(), broken.sequence),
        (1, case.to_string().as_str(), 5)
    );

    let traffic = journal
        .get_traffic(GetTrafficRequest {})
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (traffic.service.as_str(), traffic.announced, traffic.unpublished),
        ("registration", 8, 8)
    );
    assert_eq!(traffic.listens_to, ["registration"]);
}

async fn parked_facts_are_listed_and_replayed(world: &World) {
    use platform::bus::Receiver;
    // The journal behind the door must be the one behind the inbox.
    let door = Door::open(world).await;
    let routes = Routes::new(JournalApi::server(
        door.inbox_journal(world).await,
        door.inbox.clone(),
        None,
    ));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let server = server::start(listener, routes, Guard::new(door.key.clone(), vec![PERMISSIONS]))
        .await
        .unwrap();
    let door = Door { server, ..door };
    let mut journal = door.journal(Role::Administrator).await;

    let case = Uuid::now_v7();
    let poison = delivery("registration", case, 1, POISON);
    door.inbox
        .receive(vec![poison.clone(), delivery("registration", case, 2, 2)])
        .await
        .unwrap();
    drain(&door.inbox).await;
    let parked = journal
        .list_parked_facts(ListParkedFactsRequest {})
        .await
        .unwrap()
        .into_inner()
        .facts;
    assert_eq!(parked.len(), 1);
    assert_eq!(
        (
            parked[0].fact_id.clone(),
            parked[0].case_id.clone(),
            parked[0].producer.as_str()
        ),
        (poison.fact_id.to_string(), case.to_string(), "registration")
    );
    assert!(parked[0].reason.contains("is not to be handled"));
    let traffic = journal
        .get_traffic(GetTrafficRequest {})
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (
            traffic.received["registration"],
            traffic.unhandled,
            traffic.parked
        ),
        (2, 2, 1)
    );

    door.scribe
        .stumbles
        .store(false, std::sync::atomic::Ordering::SeqCst);
    let replay = ReplayParkedFactRequest {
        fact_id: poison.fact_id.to_string(),
    };
    journal.replay_parked_fact(replay.clone()).await.unwrap();
    drain(&door.inbox).await;
    let outside = world.separate("scheduler").await;
    assert_eq!(heard(&outside, "registration", case).await, [POISON, 2]);
    let traffic = journal
        .get_traffic(GetTrafficRequest {})
        .await
        .unwrap()
        .into_inner();
    assert_eq!((traffic.unhandled, traffic.parked), (0, 0));
    assert_eq!(
        journal.replay_parked_fact(replay).await.unwrap_err().code(),
        Code::NotFound
    );
}

impl Door {
    async fn inbox_journal(&self, world: &World) -> platform::journal::Journal {
        let database = world.reopen("scheduler").await;
        platform::journal::Journal::new("scheduler", database, self.ledger.journal.clock.clone())
    }
}

fn at(moment: &str) -> prost_types::Timestamp {
    platform::journal::read::timestamp(moment.parse().unwrap())
}

async fn virtual_time_moves_forward_and_is_kept(world: &World) {
    let start = "2024-01-01T00:00:00Z".parse().unwrap();
    let door = Door::at(world, Clock::virtual_from(start)).await;
    let mut rehearsal = door.rehearsal(Role::Administrator).await;
    let now = rehearsal
        .get_time(GetTimeRequest {})
        .await
        .unwrap()
        .into_inner()
        .now;
    assert_eq!(now, Some(at("2024-01-01T00:00:00Z")));
    for (to, in_force) in [
        ("2024-05-05T08:00:00.123456Z", "2024-05-05T08:00:00.123456Z"),
        ("2024-05-05T08:00:00.123456Z", "2024-05-05T08:00:00.123456Z"),
        ("2023-05-05T08:00:00Z", "2024-05-05T08:00:00.123456Z"),
        ("2024-05-05T08:00:00.5Z", "2024-05-05T08:00:00.5Z"),
    ] {
        let answer = rehearsal
            .set_time(SetTimeRequest { to: Some(at(to)) })
            .await
            .unwrap()
            .into_inner();
        assert_eq!(answer.now, Some(at(in_force)), "set to {to}");
        let restarted = server::resume(&world.reopen("registration").await, start)
            .await
            .unwrap();
        assert_eq!(
            at(&restarted.now().to_rfc3339()),
            at(in_force),
            "a restart goes on where it stood"
        );
    }
    let later = "2025-01-01T00:00:00Z".parse().unwrap();
    let restarted = server::resume(&world.reopen("registration").await, later)
        .await
        .unwrap();
    assert_eq!(restarted.now(), later, "a later start is later");

    // Moments that are none, or that a database could not give back.
    for to in [
        None,
        Some((0, -1)),
        Some((0, 1_000_000_000)),
        Some((253_402_300_800, 0)),
        Some((8_000_000_000_000, 0)),
    ] {
        let to = to.map(|(seconds, nanos)| prost_types::Timestamp { seconds, nanos });
        let status = rehearsal.set_time(SetTimeRequest { to }).await.unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument, "{to:?}");
    }
    let restarted = server::resume(&world.reopen("registration").await, start)
        .await
        .unwrap();
    assert_eq!(
        at(&restarted.now().to_rfc3339()),
        at("2024-05-05T08:00:00.5Z"),
        "and nothing of it is kept"
    );
}

async fn of_many_who_move_virtual_time_the_furthest_is_kept(world: &World) {
    let start: platform::time::Moment = "2024-01-01T00:00:00Z".parse().unwrap();
    let door = Door::at(world, Clock::virtual_from(start)).await;
    let rehearsal = door.rehearsal(Role::Administrator).await;
    let mut furthest = start;
    for round in 0..10_i64 {
        let moves = (1..=16_i64).map(|number| {
            let to = start + chrono::TimeDelta::hours(round * 100 + number * 7 % 17);
            furthest = furthest.max(to);
            let mut rehearsal = rehearsal.clone();
            let request = SetTimeRequest {
                to: Some(platform::journal::read::timestamp(to)),
            };
            tokio::spawn(async move { rehearsal.set_time(request).await.map(drop) })
        });
        for moved in futures::future::join_all(moves.collect::<Vec<_>>()).await {
            moved.unwrap().unwrap();
        }
        assert_eq!(door.ledger.journal.clock.now(), furthest);
        let restarted = server::resume(&world.reopen("registration").await, start)
            .await
            .unwrap();
        assert_eq!(restarted.now(), furthest, "round {round}");
    }
}
