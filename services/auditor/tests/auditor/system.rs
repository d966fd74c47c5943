//! The auditor over real journals and real doors: it reads them over gRPC, signs, and keeps what it found.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use auditor::statement::{Known, SigningKey};
use auditor::{GrpcJournals, Kind, SERVICES, kept, run, verify_kept};
use chrono::TimeDelta;
use platform::identity::{Identity, Role, TokenKey};
use platform::inbox::{Heard, Inbox, Listener, nothing};
use platform::journal::{Journal, NewFact, Outcome};
use platform::refusal::Failure;
use platform::server::{Guard, JournalApi, PERMISSIONS, RunningServer, start};
use platform::time::{Clock, Moment};
use prost::Message;
use proto::fact::{Body, Fact};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Statement};
use tokio::net::TcpListener;
use tonic::service::Routes;
use uuid::Uuid;

use crate::story::{self, END};
use crate::town::moment;

/// Hears nothing.
struct Deaf;

#[async_trait]
impl Listener for Deaf {
    fn producers(&self) -> &'static [&'static str] {
        &[]
    }

    async fn react(&self, _: &DatabaseTransaction, _: Heard, _: Moment) -> Result<Outcome<()>, Failure> {
        Ok(nothing())
    }
}

/// The journals of the story behind their doors, and the auditor's own.
struct System {
    journals: BTreeMap<&'static str, Journal>,
    own: Journal,
    key: SigningKey,
    tokens: TokenKey,
    servers: Vec<(&'static str, RunningServer)>,
    _ground: ground::World,
}

impl ground::Stand for System {
    async fn on(ground: ground::World) -> Self {
        let tokens = TokenKey::read_or_make(&ground.folder.path().join("token.key")).unwrap();
        let clock = Clock::virtual_from(moment("2024-01-01T00:00:00Z"));
        let (mut journals, mut servers) = (BTreeMap::new(), Vec::new());
        for service in SERVICES {
            let journal = ground.journal_at(service, clock.clone()).await;
            let inbox = Inbox::new(journal.clone(), Arc::new(Deaf));
            let routes = Routes::new(JournalApi::server(journal.clone(), inbox, None));
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let guard = Guard::new(tokens.clone(), vec![PERMISSIONS]);
            servers.push((service, start(listener, routes, guard).await.unwrap()));
            journals.insert(service, journal);
        }
        let own = ground.journal_at(auditor::NAME, clock.clone()).await;
        let key = SigningKey::read_or_make(&ground.folder.path().join("auditor.key")).unwrap();
        let system = Self {
            journals,
            own,
            key,
            tokens,
            servers,
            _ground: ground,
        };
        for entry in story::told().entries {
            clock.advance(entry.recorded_at);
            let fact = Fact::decode(entry.payload.as_slice()).unwrap();
            system
                .tell(entry.service, NewFact::of(fact, entry.occurred_at).unwrap())
                .await;
        }
        clock.advance(moment(END));
        system
    }
}

impl System {
    async fn tell(&self, service: &str, fact: NewFact) {
        let told = self.journals[service].act("service:town", Uuid::nil(), move |_, _| {
            let facts = vec![fact.clone()];
            Box::pin(async move {
                Ok(Outcome {
                    answer: (),
                    facts,
                    writes: Vec::new(),
                })
            })
        });
        told.await.unwrap();
    }

    /// The journals, as whoever has `role` may read them.
    fn read_by(&self, role: Role) -> GrpcJournals {
        let channels = self
            .servers
            .iter()
            .map(|(service, server)| ((*service).to_owned(), ground::channel(server.address)));
        let (key, identity) = (self.tokens.clone(), Identity::new("kiem-toan", role));
        let voice = move || key.issue(&identity, Duration::from_secs(60)).ok();
        GrpcJournals::new(channels.collect(), Box::new(voice))
    }

    async fn audit(&self) -> auditor::Issued {
        let mut journals = self.read_by(Role::Auditor);
        run(&mut journals, &self.own, &self.key, TimeDelta::zero())
            .await
            .unwrap()
    }

    /// Writes past the service.
    async fn meddle(&self, journal: &Journal, sql: &'static str) {
        let statement = Statement::from_string(journal.database.backend(), sql);
        journal
            .database
            .write::<_, DbErr, _>(move |transaction| {
                Box::pin(async move { transaction.execute_raw(statement).await.map(drop) })
            })
            .await
            .unwrap();
    }
}

async fn what_is_clean_is_stated_signed_and_chained(system: System) {
    let first = system.audit().await;
    assert_eq!(first.body.findings, []);
    assert_eq!((first.body.number, first.body.missed), (1, 0));
    assert!(first.body.clocks > 8, "{}", first.body.clocks);
    assert_eq!(
        first.body.journals.len(),
        3,
        "the story has nothing in recognition"
    );
    let second = system.audit().await;
    assert_eq!(
        (second.body.number, &second.body.previous_sha256),
        (2, &first.statement.sha256)
    );
    assert_eq!(second.body.heads_sha256, first.body.heads_sha256);

    let public = system.key.public();
    assert_eq!(verify_kept(&system.own, &public, None).await.unwrap(), Ok(2));
    let known = Known {
        number: 3,
        sha256: String::new(),
    };
    let cut = verify_kept(&system.own, &public, Some(&known)).await.unwrap();
    assert_eq!(cut.unwrap_err().number, 3);
    assert_eq!(kept(&system.own).await.unwrap().last(), Some(&second.statement));

    // The fact of each stands in the auditor's own journal.
    let entries = platform::journal::read::entries(system.own.database.reader(), auditor::STATEMENTS, 0, 10)
        .await
        .unwrap();
    assert_eq!(entries.len(), 2);
    let Some(Body::StatementIssued(issued)) = entries[1].fact().unwrap().body else {
        panic!("{:?}", entries[1]);
    };
    assert_eq!((issued.number, issued.missed), (2, 0));
    assert_eq!(issued.sha256, second.statement.sha256);
    ground::chains_must_hold(&system.own).await;
}

async fn only_an_auditor_reads_whole_journals(system: System) {
    for role in [Role::DepartmentOfficer, Role::School, Role::Service] {
        let mut journals = system.read_by(role);
        let refused = run(&mut journals, &system.own, &system.key, TimeDelta::zero()).await;
        assert!(refused.is_err(), "{role:?}");
    }
    assert_eq!(kept(&system.own).await.unwrap(), []);
}

async fn a_row_that_was_tampered_with_is_found(system: System) {
    system.audit().await;
    let review = &system.journals["review"];
    system
        .meddle(
            review,
            "UPDATE journal SET actor = 'x' WHERE fact_type = 'review.draft_report_sent'",
        )
        .await;
    let found = system.audit().await.body.findings;
    let kinds: Vec<Kind> = found.iter().map(|finding| finding.kind).collect();
    assert_eq!(kinds, [Kind::TamperedEntry]);
    assert_eq!(
        (found[0].service.as_str(), found[0].sequence),
        ("review", Some(5))
    );
}

async fn a_journal_that_was_cut_off_is_found_each_time(system: System) {
    system.audit().await;
    let registration = &system.journals["registration"];
    system.meddle(registration, "DELETE FROM journal").await;
    for _ in 0..2 {
        let found = system.audit().await.body;
        assert_eq!(
            found.exceptions.get(&Kind::TruncatedChain),
            Some(&1),
            "{:?}",
            found.exceptions
        );
    }
}

async fn heads_and_statements_that_were_rewritten_are_found(system: System) {
    system.audit().await;
    system
        .meddle(&system.own, "UPDATE heads SET sequence = sequence - 1")
        .await;
    let found = system.audit().await.body;
    assert_eq!(
        found.exceptions.get(&Kind::TamperedHeads),
        Some(&1),
        "{:?}",
        found.exceptions
    );
    system
        .meddle(
            &system.own,
            "UPDATE statements SET signature = 'ab' WHERE number = 1",
        )
        .await;
    let found = system.audit().await.body;
    assert_eq!(
        found.exceptions.get(&Kind::TamperedStatement),
        Some(&1),
        "{:?}",
        found.exceptions
    );
}

ground::both!(
    System: what_is_clean_is_stated_signed_and_chained,
    only_an_auditor_reads_whole_journals,
    a_row_that_was_tampered_with_is_found,
    a_journal_that_was_cut_off_is_found_each_time,
    heads_and_statements_that_were_rewritten_are_found,
);
