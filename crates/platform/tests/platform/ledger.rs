//! The smallest service there is: one total per case, a command that raises it, a listener that writes
//! down what it hears. What it keeps shows every fault of the platform: a lost write, a second one, a
//! wrong order.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use ground::{World, number};
use platform::identity::{Identity, Role};
use platform::inbox::{Heard, Inbox, Listener};
use platform::journal::{Journal, NewFact, Order, Outcome, entry, read};
use platform::refusal::{BrokenRule, Failure, Refusal};
use platform::time::Moment;
use proto::fact::{Body, Fact, SchoolRegistered, Subject};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, EntityTrait,
    QueryFilter, QueryOrder, Statement,
};
use uuid::Uuid;

const METHOD: &str = "/test.Ledger/Raise";

/// The service that announces.
#[derive(Clone)]
pub struct Ledger {
    pub journal: Journal,
}

/// What stands in the database of a ledger.
#[derive(Debug, PartialEq, Eq)]
pub struct Kept {
    /// The total of the case.
    pub total: i64,
    /// The entries of the case.
    pub facts: i64,
    /// The answers to all requests.
    pub answers: i64,
}

impl Ledger {
    pub async fn open(world: &World) -> Self {
        let journal = world.journal("registration").await;
        let table = "CREATE TABLE ledger (case_id TEXT PRIMARY KEY, total BIGINT NOT NULL)";
        journal.database.reader().execute_unprepared(table).await.unwrap();
        Self { journal }
    }

    /// The same ledger, as another process opens it.
    pub async fn restarted(&self, world: &World) -> Self {
        let database = world.reopen(self.journal.service).await;
        Self {
            journal: Journal::new(self.journal.service, database, self.journal.clock.clone()),
        }
    }

    /// `order`, which only asks what would happen when `validate_only`.
    pub fn question(mut order: Order, validate_only: bool) -> Order {
        order.validate_only = validate_only;
        order
    }

    /// An order to raise the total of `case` by `amount`.
    pub fn order(request: Uuid, case: Uuid, amount: i64) -> Order {
        let identity = Identity::new("officer-1", Role::DepartmentOfficer);
        Order::new(
            METHOD,
            identity,
            &request.to_string(),
            false,
            &format!("{case} {amount}"),
        )
        .unwrap()
    }

    /// Raises the total of `case` by `amount`, announces it in one fact, answers the new total.
    pub async fn raise(&self, request: Uuid, case: Uuid, amount: i64) -> Result<i64, Failure> {
        self.carry_out(Self::order(request, case, amount), case, amount)
            .await
    }

    pub async fn carry_out(&self, order: Order, case: Uuid, amount: i64) -> Result<i64, Failure> {
        let service = self.journal.service;
        self.journal
            .command(order, move |transaction, now| {
                Box::pin(async move {
                    let total = total(transaction, case).await? + decide(amount)?;
                    Ok(Outcome {
                        answer: total,
                        facts: vec![NewFact {
                            case_id: case,
                            occurred_at: now,
                            fact: fact(service, case, total),
                        }],
                        writes: vec![set(transaction.get_database_backend(), case, total)],
                    })
                })
            })
            .await
    }

    /// What `connection` finds of `case`.
    pub async fn kept(connection: &DatabaseConnection, case: Uuid) -> Kept {
        Kept {
            total: total(connection, case).await.unwrap(),
            facts: i64::try_from(chain(connection, case).await.len()).unwrap(),
            answers: number(connection, "SELECT count(*) FROM requests").await,
        }
    }
}

/// More than a hundred at a time is against the rule.
fn decide(amount: i64) -> Result<i64, Refusal> {
    if amount <= 100 {
        return Ok(amount);
    }
    let rule = BrokenRule {
        rule: "ledger.most".to_owned(),
        description: "at most 100 at a time".to_owned(),
        citation: "Article 1".to_owned(),
    };
    Err(Refusal::forbidden("TOO_MUCH", vec![rule]))
}

async fn total(connection: &impl ConnectionTrait, case: Uuid) -> Result<i64, sea_orm::DbErr> {
    let sql = "SELECT total FROM ledger WHERE case_id = $1";
    let values = [case.to_string().into()];
    let query = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    connection
        .query_one_raw(query)
        .await?
        .map_or(Ok(0), |row| row.try_get("", "total"))
}

/// The statement that sets the total of `case`. It sets and does not add, so that a lost update shows.
pub fn set(backend: DbBackend, case: Uuid, total: i64) -> Statement {
    let sql = "INSERT INTO ledger (case_id, total) VALUES ($1, $2)
               ON CONFLICT (case_id) DO UPDATE SET total = excluded.total";
    Statement::from_sql_and_values(backend, sql, [case.to_string().into(), total.into()])
}

/// The province that `case` belongs to.
pub fn province_of(case: Uuid) -> Uuid {
    Uuid::new_v5(&case, b"province")
}

/// A fact of `producer` about `case` that carries `number`.
pub fn fact(producer: &str, case: Uuid, number: i64) -> Fact {
    let subject = Subject {
        case_id: case.to_string(),
        school_name: number.to_string(),
        province_id: province_of(case).to_string(),
        ..Subject::default()
    };
    let body = match producer {
        "registration" => Body::SchoolRegistered(SchoolRegistered::default()),
        // The one fact that every service may announce.
        _ => Body::DeadlineBreached(proto::fact::DeadlineBreached::default()),
    };
    Fact {
        subject: Some(subject),
        body: Some(body),
    }
}

/// The entries of `case`, oldest first.
pub async fn chain(connection: &DatabaseConnection, case: Uuid) -> Vec<entry::Model> {
    entry::Entity::find()
        .filter(entry::Column::CaseId.eq(case))
        .order_by_asc(entry::Column::Sequence)
        .all(connection)
        .await
        .unwrap()
}

/// Fails unless every chain is whole and runs from 1 without a gap or a repetition.
pub async fn assert_chains_are_whole(connection: &DatabaseConnection) {
    let found = read::verify(connection, None).await.unwrap();
    assert_eq!(found.breaks, [], "every chain verifies");
    let sql = "SELECT count(*) FROM (SELECT case_id FROM journal GROUP BY case_id
               HAVING min(sequence) <> 1 OR max(sequence) <> count(*)) AS gaps";
    assert_eq!(
        number(connection, sql).await,
        0,
        "every chain runs from 1 without a gap"
    );
}

/// What a listener does about a fact that it cannot handle.
type Stumble = fn(&DatabaseTransaction) -> Result<Outcome<()>, Failure>;

/// A listener that writes down what it hears, in the order in which it hears it.
pub struct Scribe {
    producers: &'static [&'static str],
    /// While this is set, facts with the number [`POISON`] cannot be handled.
    pub stumbles: AtomicBool,
    stumble: Mutex<Stumble>,
}

/// The number of a fact that cannot be handled.
pub const POISON: i64 = 666;

impl Scribe {
    pub fn new(producers: &'static [&'static str]) -> Arc<Self> {
        let refuse: Stumble = |_| Err(Refusal::invalid("number", "is not to be handled").into());
        Arc::new(Self {
            producers,
            stumbles: AtomicBool::new(true),
            stumble: Mutex::new(refuse),
        })
    }

    /// From now on it stumbles over poison by `stumble`.
    pub fn stumble_by(&self, stumble: Stumble) {
        *self.stumble.lock().unwrap() = stumble;
    }

    /// An inbox of `service` with this listener.
    pub async fn inbox(self: &Arc<Self>, world: &World, service: &'static str) -> Inbox {
        let journal = world.journal(service).await;
        // Nothing is unique here on purpose: what is handled twice must show.
        let place = match journal.database.backend() {
            DbBackend::Sqlite => "INTEGER PRIMARY KEY AUTOINCREMENT",
            _ => "BIGSERIAL",
        };
        let columns = "producer TEXT NOT NULL, case_id TEXT NOT NULL, number BIGINT NOT NULL";
        let table = format!("CREATE TABLE heard (place {place}, {columns})");
        journal
            .database
            .reader()
            .execute_unprepared(&table)
            .await
            .unwrap();
        Inbox::new(journal, Arc::clone(self) as Arc<dyn Listener>)
    }
}

#[async_trait]
impl Listener for Scribe {
    fn producers(&self) -> &'static [&'static str] {
        self.producers
    }

    async fn react(
        &self,
        transaction: &DatabaseTransaction,
        heard: Heard,
        _now: Moment,
    ) -> Result<Outcome<()>, Failure> {
        let number: i64 = heard
            .fact
            .subject
            .unwrap_or_default()
            .school_name
            .parse()
            .unwrap();
        let write = note(
            transaction.get_database_backend(),
            &heard.producer,
            heard.case_id,
            number,
        );
        if number == POISON && self.stumbles.load(Ordering::SeqCst) {
            let stumble = *self.stumble.lock().unwrap();
            let mut outcome = stumble(transaction)?;
            // What goes before the stumble must not be kept.
            outcome.writes.insert(0, write);
            return Ok(outcome);
        }
        Ok(Outcome {
            answer: (),
            facts: Vec::new(),
            writes: vec![write],
        })
    }
}

fn note(backend: DbBackend, producer: &str, case: Uuid, number: i64) -> Statement {
    let sql = "INSERT INTO heard (producer, case_id, number) VALUES ($1, $2, $3)";
    Statement::from_sql_and_values(
        backend,
        sql,
        [producer.into(), case.to_string().into(), number.into()],
    )
}

/// The numbers heard of `case` from `producer`, in the order of hearing.
pub async fn heard(connection: &DatabaseConnection, producer: &str, case: Uuid) -> Vec<i64> {
    let backend = connection.get_database_backend();
    let sql = "SELECT number FROM heard WHERE producer = $1 AND case_id = $2 ORDER BY place";
    let query = Statement::from_sql_and_values(backend, sql, [producer.into(), case.to_string().into()]);
    let rows = connection.query_all_raw(query).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}
