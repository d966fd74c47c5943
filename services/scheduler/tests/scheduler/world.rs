//! The ground a service test stands on: a database of its own, virtual time, and the test in the place of
//! the other services.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex};

use ground::Stand;
use platform::bus::{Delivery, Receiver};
use platform::configuration::Configuration;
use platform::database::Database;
use platform::inbox::Inbox;
use platform::journal::{Journal, entry};
use platform::time::{Clock, Moment};
use prost::Message;
use proto::fact::{Body, DeadlineReached};
use scheduler::domain::Rules;
use scheduler::facts::Ear;
use scheduler::post::Post;
use scheduler::{Totals, enforcement};
use sea_orm::prelude::Uuid;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, Statement, Value};
use secrecy::SecretString;

use crate::story::{Told, moment, rules};

/// A Monday, in office hours.
pub const START: &str = "2025-02-03T08:00:00+07:00";

/// The scheduler's database and parts, with nothing running by itself.
pub struct World {
    pub journal: Journal,
    pub rules: Arc<Rules>,
    ground: ground::World,
    inbox: Inbox,
    sequences: Mutex<HashMap<(Uuid, &'static str), i64>>,
}

impl Deref for World {
    type Target = ground::World;

    fn deref(&self) -> &ground::World {
        &self.ground
    }
}

impl Stand for World {
    async fn on(mut ground: ground::World) -> Self {
        if !ground.is_embedded() {
            ground.configuration.connections = 4;
        }
        let clock = Clock::virtual_from(moment(START));
        let journal = ground.journal_at(scheduler::NAME, clock).await;
        let rules = Arc::new(rules());
        let inbox = Inbox::new(journal.clone(), Arc::new(Ear::new(Arc::clone(&rules))));
        Self {
            journal,
            rules,
            ground,
            inbox,
            sequences: Mutex::default(),
        }
    }
}

impl World {
    /// How another process of the scheduler would be put together: a journal over connections of its own,
    /// at the same time.
    pub fn process(&self) -> impl Future<Output = Journal> + Send + 'static {
        let (configuration, clock) = (self.configuration.clone(), self.journal.clock.clone());
        let folder = self.folder.path().to_owned();
        async move {
            let database = Database::open(&configuration, &folder, scheduler::NAME)
                .await
                .unwrap();
            Journal::new(scheduler::NAME, database, clock)
        }
    }

    /// Moves time on to `text`.
    pub fn at(&self, text: &str) {
        self.advance(moment(text));
    }

    pub fn advance(&self, to: Moment) {
        assert_eq!(self.journal.clock.advance(to), Some(to), "time goes forward");
    }

    pub fn now(&self) -> Moment {
        self.journal.clock.now()
    }

    /// Hears `told`, each in its place of its service's chain.
    pub async fn hear(&self, told: impl IntoIterator<Item = Told>) {
        self.deliver(told).await;
        assert_eq!(self.parked().await, [""; 0]);
    }

    /// Why facts are parked.
    pub async fn parked(&self) -> Vec<String> {
        self.texts("SELECT parked_reason FROM inbox WHERE parked_reason IS NOT NULL")
            .await
    }

    /// As [`World::hear`], but what cannot be handled may be parked.
    pub async fn deliver(&self, told: impl IntoIterator<Item = Told>) {
        let mut deliveries = Vec::new();
        for told in told {
            let case_id = told.fact.subject.as_ref().unwrap().case_id.parse().unwrap();
            let mut sequences = self.sequences.lock().unwrap();
            let sequence = sequences.entry((case_id, told.producer)).or_default();
            *sequence += 1;
            deliveries.push(delivery(told, *sequence));
        }
        self.inbox.receive(deliveries).await.unwrap();
        while self.inbox.pass().await.unwrap() > 0 {}
    }

    /// Delivers `told` once more, as what it was the first time: the `sequence`-th fact of its chain.
    pub async fn deliver_again(&self, told: &Told, sequence: i64) {
        self.inbox
            .receive(vec![delivery(told.clone(), sequence)])
            .await
            .unwrap();
        while self.inbox.pass().await.unwrap() > 0 {}
    }

    /// Fires what is due.
    pub async fn fire(&self) {
        while enforcement::pass(&self.journal, &self.rules).await.unwrap() > 0 {}
    }

    /// A post office that keeps its mail in this world's folder.
    pub fn kept_post(&self) -> Post {
        self.post("kept", self.journal.clone())
    }

    /// A post office of the process behind `journal`.
    pub fn post(&self, transport: &str, journal: Journal) -> Post {
        self.post_of(&self.configured(transport), journal)
    }

    /// The configuration of a post office that sends by `transport`.
    pub fn configured(&self, transport: &str) -> Configuration {
        let mut configuration = Configuration {
            data: self.folder.path().to_owned(),
            ..Configuration::default()
        };
        configuration.mail.transport = SecretString::from(transport);
        configuration.mail.allow_plain = true;
        configuration
    }

    /// A post office that is configured so.
    pub fn post_of(&self, configuration: &Configuration, journal: Journal) -> Post {
        configuration.check().unwrap();
        Post::open(configuration, journal, Arc::clone(&self.rules)).unwrap()
    }

    /// The files of kept mail.
    pub fn kept(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.folder.path().join("mail")).unwrap();
        let mut texts: Vec<_> = files
            .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
            .collect();
        texts.sort_unstable();
        texts
    }

    /// Puts a mail into the queue, to be sent from now on.
    pub async fn queue(&self, number: u128, to: &str, subject: &str, body: &str) -> Uuid {
        let id = Uuid::from_u128(number);
        let sql = "INSERT INTO mails (id, case_id, clock_id, reminder, recipient, subject, body, state, \
                   send_after, attempts) VALUES ($1, $2, NULL, FALSE, $3, $4, $5, 'queued', $6, 0)";
        let values: [Value; 6] = [
            id.into(),
            Uuid::from_u128(7).into(),
            to.into(),
            subject.into(),
            body.into(),
            self.now().into(),
        ];
        self.change(sql, values).await;
        id
    }

    /// Changes what is stored behind the scheduler's back.
    pub async fn change<const N: usize>(&self, sql: &'static str, values: [Value; N]) {
        let backend = self.journal.database.backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        self.journal
            .database
            .write::<_, sea_orm::DbErr, _>(move |transaction| {
                Box::pin(async move { transaction.execute_raw(statement).await.map(drop) })
            })
            .await
            .unwrap();
    }

    /// The number that `sql` answers.
    pub async fn number(&self, sql: &str) -> i64 {
        ground::number(self.journal.database.reader(), sql).await
    }

    /// The texts in the first column of what `sql` answers.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        ground::texts(self.journal.database.reader(), sql).await
    }

    /// The moment that `sql` answers.
    pub async fn moment(&self, sql: &str) -> Moment {
        ground::only(self.journal.database.reader(), sql).await
    }

    /// Everything announced, in the order of its recording.
    pub async fn announced(&self) -> Vec<(entry::Model, Body)> {
        let entries = entry::Entity::find()
            .order_by_asc(entry::Column::Id)
            .all(self.journal.database.reader())
            .await
            .unwrap();
        let body = |entry: entry::Model| {
            let body = entry.fact().unwrap().body.unwrap();
            (entry, body)
        };
        entries.into_iter().map(body).collect()
    }

    /// The deadlines announced, in the order of their recording.
    pub async fn reached(&self) -> Vec<(entry::Model, DeadlineReached)> {
        let reached = |(entry, body)| match body {
            Body::DeadlineReached(reached) => Some((entry, reached)),
            _ => None,
        };
        self.announced().await.into_iter().filter_map(reached).collect()
    }

    /// The reasons of the alarms raised.
    pub async fn alarms(&self) -> Vec<String> {
        let alarm = |(_, body)| match body {
            Body::AlarmRaised(alarm) => Some(alarm.reason),
            _ => None,
        };
        self.announced().await.into_iter().filter_map(alarm).collect()
    }

    pub async fn totals(&self) -> Totals {
        let now = self.now();
        let today = calendar::local_day(now).into();
        scheduler::totals(self.journal.database.reader(), None, now, today)
            .await
            .unwrap()
    }

    /// Fails unless every chain of the journal holds.
    pub async fn verify(&self) {
        ground::chains_must_hold(&self.journal).await;
    }
}

fn delivery(told: Told, sequence: i64) -> Delivery {
    Delivery {
        producer: told.producer.to_owned(),
        fact_id: told.id,
        case_id: told.fact.subject.as_ref().unwrap().case_id.parse().unwrap(),
        sequence,
        fact_type: told.fact_type(),
        occurred_at: told.at,
        recorded_at: told.at,
        payload: told.fact.encode_to_vec(),
    }
}
