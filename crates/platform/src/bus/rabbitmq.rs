//! The bus of production: RabbitMQ, by lapin.
//!
//! lapin's own recovery is not used: after its budget it ends without a word (trap D2). Whatever goes
//! wrong — an error, an ended stream, an acknowledgement that was not taken, a connection that is no
//! longer connected — everything is dropped and built anew (trap D3). Delivered means: confirmed, and
//! not returned as unroutable (trap D4), within a time limit of our own, since a broker short of disk
//! blocks publishers without an error (trap D10).

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::Datelike;
use futures::StreamExt;
use lapin::options::{
    BasicAckOptions, BasicConsumeOptions, BasicPublishOptions, BasicQosOptions, BasicRejectOptions,
    ConfirmSelectOptions, ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions,
};
use lapin::types::{AMQPValue, FieldTable, ShortString};
use lapin::uri::AMQPUri;
use lapin::{
    BasicProperties, Channel, Confirmation, Connection, ConnectionProperties, Consumer, ExchangeKind,
};
use sea_orm::prelude::Uuid;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};
use tokio_util::task::AbortOnDropHandle;

use super::{Bus, BusError, Delivery, Receiver};
use crate::time::Moment;

/// How long the broker may take to confirm, the making of a connection included: less than the relay's
/// transaction may be idle.
const CONFIRM: Duration = Duration::from_secs(10);
/// How long a consumer's connection may take to be made.
const CONNECT: Duration = Duration::from_secs(10);
const WATCHDOG: Duration = Duration::from_secs(1);
/// Seconds between signs of life when the address does not say: a link that died without a word is noticed
/// after twice as long. RabbitMQ would propose a minute.
const HEARTBEAT: u16 = 10;
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// Deliveries a consumer may hold unacknowledged, and so the size of a batch.
const PREFETCH: u16 = 200;
/// Redeliveries after which a quorum queue sets a message aside. A delivery is only ever given back when
/// its process dies, so reaching this means something else is badly wrong.
const DELIVERY_LIMIT: i64 = 1_000;

impl From<lapin::Error> for BusError {
    fn from(error: lapin::Error) -> Self {
        Self(error.to_string())
    }
}

/// Who listens to whom: every process declares all queues, so that no fact is announced before the
/// queue of a listener that has never started exists.
pub type Subscriptions = &'static [(&'static str, &'static [&'static str])];

/// Carries facts over RabbitMQ.
pub struct RabbitBus {
    broker: Arc<Broker>,
    publisher: Mutex<Option<Link>>,
    confirm: Duration,
    consumers: std::sync::Mutex<Vec<AbortOnDropHandle<()>>>,
}

struct Broker {
    url: SecretString,
    prefix: String,
    subscriptions: Subscriptions,
}

/// A connection and its one channel; they live and die together.
struct Link {
    connection: Connection,
    channel: Channel,
}

impl RabbitBus {
    /// A bus on the broker at `url`; names of its exchange and queues begin with `prefix`.
    /// Connects when it is first needed, and again whenever it must.
    pub fn new(url: SecretString, prefix: &str, subscriptions: Subscriptions) -> Self {
        let broker = Broker {
            url,
            prefix: prefix.to_owned(),
            subscriptions,
        };
        Self {
            broker: Arc::new(broker),
            publisher: Mutex::default(),
            confirm: CONFIRM,
            consumers: std::sync::Mutex::default(),
        }
    }

    /// Waits this long for the broker to confirm, instead of ten seconds.
    #[must_use]
    pub fn with_confirm_timeout(mut self, confirm: Duration) -> Self {
        self.confirm = confirm;
        self
    }
}

impl Broker {
    fn exchange(&self) -> ShortString {
        format!("{}.facts", self.prefix).into()
    }

    fn queue(&self, consumer: &str) -> ShortString {
        format!("{}.{consumer}.v1", self.prefix).into()
    }

    fn dead(&self) -> ShortString {
        format!("{}.dead", self.prefix).into()
    }

    async fn link(&self, name: &str) -> Result<Link, BusError> {
        let properties =
            ConnectionProperties::default().with_connection_name(format!("kiemdinh-{name}").into());
        let mut uri: AMQPUri = self.url.expose_secret().parse().map_err(BusError)?;
        uri.query.heartbeat.get_or_insert(HEARTBEAT);
        let connection = Connection::connect_uri(uri, properties).await?;
        let channel = connection.create_channel().await?;
        self.declare(&channel).await?;
        Ok(Link { connection, channel })
    }

    async fn declare(&self, channel: &Channel) -> Result<(), BusError> {
        let durable = ExchangeDeclareOptions {
            durable: true,
            ..ExchangeDeclareOptions::default()
        };
        channel
            .exchange_declare(
                self.exchange(),
                ExchangeKind::Topic,
                durable,
                FieldTable::default(),
            )
            .await?;
        let queue = |dead_letters: bool| {
            let mut arguments = FieldTable::default();
            arguments.insert("x-queue-type".into(), AMQPValue::LongString("quorum".into()));
            if dead_letters {
                arguments.insert("x-delivery-limit".into(), AMQPValue::LongLongInt(DELIVERY_LIMIT));
                arguments.insert("x-dead-letter-exchange".into(), AMQPValue::LongString("".into()));
                let dead = AMQPValue::LongString(self.dead().as_str().into());
                arguments.insert("x-dead-letter-routing-key".into(), dead);
            }
            arguments
        };
        channel
            .queue_declare(self.dead(), QueueDeclareOptions::durable(), queue(false))
            .await?;
        for (consumer, producers) in self.subscriptions {
            let name = self.queue(consumer);
            channel
                .queue_declare(name.clone(), QueueDeclareOptions::durable(), queue(true))
                .await?;
            for producer in *producers {
                let key = format!("{producer}.#").into();
                let bind = QueueBindOptions::default();
                channel
                    .queue_bind(name.clone(), self.exchange(), key, bind, FieldTable::default())
                    .await?;
            }
        }
        Ok(())
    }

    /// Consumes until something goes wrong, and says what.
    async fn consume(&self, consumer: &str, receiver: &dyn Receiver) -> BusError {
        match self.consume_while_well(consumer, receiver).await {
            Ok(()) => BusError("the broker ended the subscription".to_owned()),
            Err(error) => error,
        }
    }

    async fn listen(&self, consumer: &str) -> Result<(Link, Consumer), BusError> {
        let link = self.link(consumer).await?;
        link.channel
            .basic_qos(PREFETCH, BasicQosOptions::default())
            .await?;
        let (queue, options) = (self.queue(consumer), BasicConsumeOptions::default());
        let stream = link
            .channel
            .basic_consume(queue, consumer.into(), options, FieldTable::default())
            .await?;
        Ok((link, stream))
    }

    async fn consume_while_well(&self, consumer: &str, receiver: &dyn Receiver) -> Result<(), BusError> {
        let (
            Link {
                connection,
                channel: _channel,
            },
            stream,
        ) = timeout(CONNECT, self.listen(consumer))
            .await
            .map_err(|_| BusError("the broker does not answer".to_owned()))??;
        let mut batches = stream.ready_chunks(PREFETCH.into());
        let taking = async {
            while let Some(batch) = batches.next().await {
                take(batch, receiver).await?;
            }
            Ok(())
        };
        // Beside the work and not between two pieces of it: an acknowledgement over a connection that has
        // just died may be waited for in vain.
        tokio::select! {
            ended = taking => ended,
            () = gone(&connection) => Err(BusError("the connection is gone".to_owned())),
        }
    }
}

/// Returns when `connection` is no longer connected.
async fn gone(connection: &Connection) {
    let mut watchdog = interval(WATCHDOG);
    watchdog.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while connection.status().connected() {
        watchdog.tick().await;
    }
}

/// Keeps a batch and acknowledges it. While the receiver cannot keep it, nothing is acknowledged: the
/// messages stay the broker's until they are in the inbox.
async fn take(
    batch: Vec<lapin::Result<lapin::message::Delivery>>,
    receiver: &dyn Receiver,
) -> Result<(), BusError> {
    let mut deliveries = Vec::with_capacity(batch.len());
    let mut last = None;
    for message in batch {
        let message = message?;
        match read(&message) {
            Some(delivery) => {
                deliveries.push(delivery);
                last = Some(message);
            }
            None => {
                tracing::error!(key = %message.routing_key, "a message without our headers was set aside");
                settled(message.reject(BasicRejectOptions { requeue: false }).await?)?;
            }
        }
    }
    let Some(last) = last else { return Ok(()) };
    let mut pause = Backoff::default();
    while let Err(error) = receiver.receive(deliveries.clone()).await {
        tracing::warn!(%error, "facts could not be kept and stay with the broker");
        pause.wait().await;
    }
    settled(last.ack(BasicAckOptions { multiple: true }).await?)
}

fn settled(taken: bool) -> Result<(), BusError> {
    if taken {
        Ok(())
    } else {
        Err(BusError("an acknowledgement was not taken".to_owned()))
    }
}

impl RabbitBus {
    async fn publish_unhurried(&self, deliveries: Vec<Delivery>) -> Result<(), BusError> {
        let mut publisher = self.publisher.lock().await;
        let link = match publisher.take() {
            Some(link) if link.connection.status().connected() => link,
            _ => {
                let link = self.broker.link("relay").await?;
                link.channel
                    .confirm_select(ConfirmSelectOptions::default())
                    .await?;
                link
            }
        };
        // The link is put back only when all went well; on any error it is dropped.
        send(&link.channel, self.broker.exchange(), &deliveries).await?;
        *publisher = Some(link);
        Ok(())
    }
}

#[async_trait]
impl Bus for RabbitBus {
    async fn publish(&self, deliveries: Vec<Delivery>) -> Result<(), BusError> {
        // Everything that may wait is under the limit: the turn, the connection, the confirmation.
        timeout(self.confirm, self.publish_unhurried(deliveries))
            .await
            .map_err(|_| {
                BusError(format!(
                    "no confirmation within {:?}: is the broker's disk full?",
                    self.confirm
                ))
            })?
    }

    async fn subscribe(
        &self,
        consumer: &str,
        _producers: &[&str],
        receiver: Arc<dyn Receiver>,
    ) -> Result<(), BusError> {
        let (broker, consumer) = (Arc::clone(&self.broker), consumer.to_owned());
        let supervisor = tokio::spawn(async move {
            let mut pause = Backoff::default();
            loop {
                let begun = Instant::now();
                let error = broker.consume(&consumer, &*receiver).await;
                if begun.elapsed() > LONGEST_PAUSE {
                    pause = Backoff::default();
                }
                tracing::warn!(%error, consumer, "the subscription is rebuilt");
                pause.wait().await;
            }
        });
        let supervisor = AbortOnDropHandle::new(supervisor);
        self.consumers
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .push(supervisor);
        Ok(())
    }
}

/// Publishes all, then waits for all confirmations: one wait, not one per fact.
async fn send(channel: &Channel, exchange: ShortString, deliveries: &[Delivery]) -> Result<(), BusError> {
    let options = BasicPublishOptions {
        mandatory: true,
        ..BasicPublishOptions::default()
    };
    let mut confirmations = Vec::with_capacity(deliveries.len());
    for delivery in deliveries {
        let key = delivery.fact_type.as_str().into();
        let properties = properties(delivery);
        let confirmation = channel
            .basic_publish(exchange.clone(), key, options, &delivery.payload, properties)
            .await?;
        confirmations.push(confirmation);
    }
    for (confirmation, delivery) in confirmations.into_iter().zip(deliveries) {
        delivered(&confirmation.await?, &delivery.fact_type)?;
    }
    Ok(())
}

/// A fact is delivered when it is acknowledged and was not returned: `is_ack()` alone is also true for a
/// message that no queue took.
fn delivered(confirmation: &Confirmation, fact_type: &str) -> Result<(), BusError> {
    match confirmation {
        Confirmation::Ack(None) => Ok(()),
        Confirmation::Ack(Some(_)) => Err(BusError(format!("no queue takes {fact_type}"))),
        Confirmation::Nack(_) => Err(BusError(format!("the broker refused {fact_type}"))),
        Confirmation::NotRequested => Err(BusError("the channel does not confirm".to_owned())),
    }
}

const SOURCE: &str = "cloudEvents:source";
const SUBJECT: &str = "cloudEvents:subject";
const TIME: &str = "cloudEvents:time";
const RECORDED: &str = "cloudEvents:recordedtime";
const SEQUENCE: &str = "cloudEvents:sequence";
const PERSISTENT: u8 = 2;

fn properties(delivery: &Delivery) -> BasicProperties {
    let mut headers = FieldTable::default();
    let mut put = |name: &str, value: String| {
        headers.insert(name.into(), AMQPValue::LongString(value.into()));
    };
    put("cloudEvents:specversion", "1.0".to_owned());
    put("cloudEvents:id", delivery.fact_id.to_string());
    put("cloudEvents:type", delivery.fact_type.clone());
    put(SOURCE, delivery.producer.clone());
    put(SUBJECT, delivery.case_id.to_string());
    put(TIME, delivery.occurred_at.to_rfc3339());
    put(RECORDED, delivery.recorded_at.to_rfc3339());
    put(SEQUENCE, delivery.sequence.to_string());
    BasicProperties::default()
        .with_delivery_mode(PERSISTENT)
        .with_message_id(delivery.fact_id.to_string().into())
        .with_content_type("application/protobuf".into())
        .with_headers(headers)
}

fn read(message: &lapin::message::Delivery) -> Option<Delivery> {
    let headers = message.properties.headers().as_ref()?;
    let text = |name: &str| match headers.inner().get(name)? {
        AMQPValue::LongString(value) => Some(value.to_string()),
        _ => None,
    };
    let delivery = Delivery {
        producer: text(SOURCE)?,
        fact_id: Uuid::parse_str(message.properties.message_id().as_ref()?.as_str()).ok()?,
        case_id: Uuid::parse_str(&text(SUBJECT)?).ok()?,
        sequence: text(SEQUENCE)?.parse().ok()?,
        fact_type: message.routing_key.to_string(),
        occurred_at: instant(&text(TIME)?)?,
        recorded_at: instant(&text(RECORDED)?)?,
        payload: message.data.clone(),
    };
    may_be_kept(&delivery).then_some(delivery)
}

/// Whether both databases can keep it. One that they cannot would be tried for ever, and all that came with
/// it would wait.
fn may_be_kept(delivery: &Delivery) -> bool {
    let is_ours = delivery
        .fact_type
        .split_once('.')
        .is_some_and(|(producer, _)| producer == delivery.producer);
    let is_a_moment = |moment: Moment| (1..=9_999).contains(&moment.year());
    is_ours
        && !delivery.fact_type.chars().any(char::is_control)
        && delivery.sequence > 0
        && is_a_moment(delivery.occurred_at)
        && is_a_moment(delivery.recorded_at)
}

fn instant(text: &str) -> Option<Moment> {
    text.parse().ok()
}

/// Growing pauses between tries, uneven so that many processes do not return at one instant.
#[derive(Default)]
pub(crate) struct Backoff {
    tries: u32,
}

impl Backoff {
    pub(crate) async fn wait(&mut self) {
        self.tries = (self.tries + 1).min(6);
        let longest = (Duration::from_millis(100) * 2_u32.pow(self.tries)).min(LONGEST_PAUSE);
        let uneven = Uuid::now_v7().as_u128() % 512;
        sleep(longest / 2 + longest / 2 * u32::try_from(uneven).unwrap_or_default() / 512).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unroutable_fact_is_not_delivered_although_it_is_acknowledged() {
        // D4: lapin's `is_ack` says yes to what no queue took.
        assert!(delivered(&Confirmation::Ack(None), "a.b").is_ok());
        assert!(delivered(&Confirmation::Nack(None), "a.b").is_err());
        assert!(delivered(&Confirmation::NotRequested, "a.b").is_err());
    }

    #[test]
    fn an_acknowledgement_that_was_not_taken_is_an_error() {
        assert!(settled(true).is_ok());
        assert!(settled(false).is_err(), "D3");
    }

    #[test]
    fn a_delivery_survives_the_wire() {
        let delivery = Delivery {
            producer: "review".to_owned(),
            fact_id: Uuid::from_u128(1),
            case_id: Uuid::from_u128(2),
            sequence: 7,
            fact_type: "review.consent_deemed".to_owned(),
            occurred_at: "2024-07-05T16:59:59.999999Z".parse().unwrap(),
            recorded_at: "2024-07-05T17:00:00Z".parse().unwrap(),
            payload: vec![1, 2, 3],
        };
        let mut message = lapin::message::Delivery::mock(
            1,
            "x".into(),
            delivery.fact_type.as_str().into(),
            false,
            delivery.payload.clone(),
        );
        assert_eq!(read(&message), None, "a message without our headers is not ours");
        message.properties = properties(&delivery);
        assert_eq!(read(&message), Some(delivery));
    }
}
