//! One service that runs whole in the test's process, with a bus on which the test plays the others.

use platform::bus::{Delivery, Subscriptions};
use platform::identity::Identity;
use platform::journal::{Journal, entry, read};
use platform::service::{Assembly, Host, Running, StartError};
use platform::time::Moment;
use prost::Message;
use proto::fact::Fact;
use sea_orm::{ConnectionTrait, Statement};
use tonic::transport::Channel;
use uuid::Uuid;

use crate::stored::{number, texts};
use crate::voice::{Door, Voice, channel};
use crate::waiting::eventually;
use crate::world::World;

/// The service, and everything it stands on.
pub struct Hosted {
    /// The service's journal; its clock is the service's time.
    pub journal: Journal,
    host: Host,
    channel: Channel,
    _running: Running,
    _ground: World,
}

impl Hosted {
    /// Starts `service`, put together by `assemble`, with its time beginning at `start`.
    pub async fn start(
        ground: World,
        service: &str,
        start: Moment,
        assemble: impl AsyncFnOnce(&Host) -> Result<Assembly, StartError>,
    ) -> Self {
        let host = ground.host(start, Subscriptions::default());
        drop(ground.database(service).await);
        let assembly = assemble(&host).await.unwrap();
        let journal = assembly.journal.clone();
        let running = host.start(vec![assembly]).await.unwrap();
        let (_, address) = running.addresses().next().unwrap();
        Self {
            journal,
            host,
            channel: channel(address),
            _running: running,
            _ground: ground,
        }
    }

    /// The service as `identity` reaches it.
    pub fn door(&self, identity: &Identity) -> Door {
        Door::new(self.channel.clone(), Voice::of(&self.host.key, identity))
    }

    /// The service as anyone reaches it who shows no token.
    pub fn public_door(&self) -> Channel {
        self.channel.clone()
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
        let delivery = delivery(producer, sequence, fact, occurred_at);
        let fact_id = delivery.fact_id;
        self.host.bus.publish(vec![delivery]).await.unwrap();
        let mut parked = None;
        eventually("the fact is handled", async || {
            let handled = self.handled(fact_id).await;
            let done = handled.is_some();
            parked = handled.flatten();
            done
        })
        .await;
        parked
    }

    /// Has `producer` announce all of `facts`, each as the entry with that number of its case, and waits until the
    /// service has handled them.
    pub async fn hear_all(&self, producer: &str, facts: impl IntoIterator<Item = (i64, Fact, Moment)>) {
        let unhandled = "SELECT count(*) FROM inbox WHERE handled_at IS NULL";
        let parked = "SELECT parked_reason FROM inbox WHERE handled_at IS NULL AND parked_reason IS NOT NULL";
        let deliveries: Vec<Delivery> = facts
            .into_iter()
            .map(|(sequence, fact, occurred_at)| delivery(producer, sequence, fact, occurred_at))
            .collect();
        // As many at a time as any machine handles within the bound.
        for some in deliveries.chunks(100) {
            self.host.bus.publish(some.to_vec()).await.unwrap();
            let reader = self.journal.database.reader();
            eventually("the facts are handled", async || {
                assert_eq!(texts(reader, parked).await, Vec::<String>::new());
                number(reader, unhandled).await == 0
            })
            .await;
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

    /// What stands in the journal of `case_id`.
    pub async fn facts(&self, case_id: Uuid) -> Vec<entry::Model> {
        read::entries(self.journal.database.reader(), case_id, 0, 1_000)
            .await
            .unwrap()
    }

    /// The types of what stands in the journal of `case_id`, without the service's name.
    pub async fn history(&self, case_id: Uuid) -> Vec<String> {
        let prefix = format!("{}.", self.journal.service);
        let facts = self.facts(case_id).await;
        facts
            .iter()
            .map(|fact| fact.fact_type.trim_start_matches(&prefix).to_owned())
            .collect()
    }
}

/// `fact` on its way from `producer`.
fn delivery(producer: &str, sequence: i64, fact: Fact, occurred_at: Moment) -> Delivery {
    let body = fact.body.as_ref().unwrap();
    Delivery {
        producer: producer.to_owned(),
        fact_id: Uuid::now_v7(),
        case_id: Uuid::parse_str(&fact.subject.as_ref().unwrap().case_id).unwrap(),
        sequence,
        fact_type: body.fact_type(producer),
        occurred_at,
        recorded_at: occurred_at,
        payload: fact.encode_to_vec(),
    }
}
