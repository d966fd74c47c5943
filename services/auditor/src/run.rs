//! An audit from beginning to end: the journals are read side by side, case by case, so that no more than one page of
//! each is held; what was found is signed and kept.

use std::collections::VecDeque;

use chrono::TimeDelta;
use platform::journal::{Journal, NewFact, Outcome};
use platform::refusal::Failure;
use proto::fact::{Body as FactBody, Fact, StatementIssued, Subject};
use sea_orm::{DatabaseConnection, DbErr};
use uuid::Uuid;

use crate::case::{Bounds, Case, Rules, SERVICES};
use crate::chain::{Entry, Head};
use crate::count::OfficialDays;
use crate::finding::{Finding, Kind};
use crate::law::{LawError, OFFICIAL};
use crate::source::{Journals, SourceError};
use crate::statement::{
    Body, Broken, HeadsDigest, Known, Previous, PublicKey, SigningKey, Statement, Tally, texts_sha256, verify,
};
use crate::store;

/// Who it is, in the journal.
const ACTOR: &str = "service:auditor";
/// The case of all statements.
pub const STATEMENTS: Uuid = Uuid::from_u128(0x6b69_656d_6469_6e68_0000_0000_6175_6469);
/// How long something may be under way before it is missed.
pub const USUAL_GRACE: TimeDelta = TimeDelta::minutes(10);
const HEADS_AT_ONCE: u64 = 1_000;

/// Why an audit came to no statement.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// A journal.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A text of the law or of the calendar.
    #[error(transparent)]
    Law(#[from] LawError),
    /// The auditor's own database.
    #[error("cơ sở dữ liệu của kiểm toán: {0}")]
    Database(#[from] DbErr),
    /// The auditor's own journal.
    #[error("nhật ký của kiểm toán: {0}")]
    Journal(Failure),
    /// The statement.
    #[error("bản xác nhận không ghi được thành văn bản: {0}")]
    Form(#[from] serde_json::Error),
}

/// A statement that was just issued.
#[derive(Clone, Debug)]
pub struct Issued {
    /// What it says.
    pub body: Body,
    /// As it was signed.
    pub statement: Statement,
}

/// Audits `journals` up to now by the official law and calendar, and keeps the signed statement in `journal`, the
/// auditor's own. What is younger than `grace` is not missed yet.
///
/// # Errors
/// [`AuditError`]; then there is no statement, which the next one shows by nothing: it begins where the last ended.
pub async fn run(
    journals: &mut impl Journals,
    journal: &Journal,
    key: &SigningKey,
    grace: TimeDelta,
) -> Result<Issued, AuditError> {
    let connection = journal.database.reader();
    let bounds = Bounds {
        until: journal.clock.now(),
        grace,
    };
    let rules = Rules::read(OFFICIAL, OfficialDays::TEXTS, bounds)?;
    let mut tally = Tally::default();
    let statements = store::statement::all(connection).await?;
    if let Err(broken) = verify(&statements, &key.public(), None) {
        tally.find(Finding::new(Kind::TamperedStatement, format!("{broken}.")));
    }
    let previous = previous(&statements)?;

    let mut reading = Reading::begin(journals, connection).await?;
    let mut moved: Vec<Head> = Vec::new();
    while let Some(case) = reading.next(journals, connection).await? {
        let noted = case.noted.clone();
        let audited = case.audit(&rules);
        moved.extend(audited.heads.iter().filter(|head| !noted.contains(head)).cloned());
        tally.add(audited);
    }
    let vouched = previous.as_ref().map(|(_, body)| &body.heads_sha256);
    if vouched.is_some_and(|vouched| *vouched != reading.noted.finish()) {
        let text = "Các mốc nhật ký đã ghi không khớp với mã băm trong bản xác nhận trước.";
        tally.find(Finding::new(Kind::TamperedHeads, text));
    }
    let texts: Vec<&str> = [OFFICIAL, OfficialDays::TEXTS].concat();
    let body = tally.body(
        &rules,
        texts_sha256(&texts),
        previous.as_ref().map(|(previous, _)| previous),
    );
    let statement = Statement::sign(&body, key)?;
    let issued = Issued { body, statement };
    store_all(journal, issued.clone(), moved)
        .await
        .map_err(AuditError::Journal)?;
    Ok(issued)
}

/// Verifies every statement that is kept, and that they go on to the one that is known.
///
/// # Errors
/// [`AuditError`] when they cannot be read.
pub async fn verify_kept(
    journal: &Journal,
    key: &PublicKey,
    known: Option<&Known>,
) -> Result<Result<usize, Broken>, AuditError> {
    let statements = kept(journal).await?;
    Ok(verify(&statements, key, known).map(|()| statements.len()))
}

/// Every statement that is kept, oldest first.
///
/// # Errors
/// [`DbErr`].
pub async fn kept(journal: &Journal) -> Result<Vec<Statement>, DbErr> {
    store::statement::all(journal.database.reader()).await
}

/// What the newest statement says. One that cannot be read stands in the way of the next: nothing can be chained to
/// it, and a person must look.
fn previous(statements: &[Statement]) -> Result<Option<(Previous, Body)>, serde_json::Error> {
    let Some(newest) = statements.last() else {
        return Ok(None);
    };
    let body = newest.body()?;
    let previous = Previous {
        number: body.number,
        sha256: newest.sha256.clone(),
        until: body.until,
    };
    Ok(Some((previous, body)))
}

/// Statement, heads and fact, in one transaction.
async fn store_all(journal: &Journal, issued: Issued, moved: Vec<Head>) -> Result<(), Failure> {
    journal
        .act(ACTOR, Uuid::nil(), move |transaction, now| {
            let backend = sea_orm::ConnectionTrait::get_database_backend(transaction);
            let fact = NewFact::of(fact(&issued), now);
            let mut writes = vec![store::statement::save(
                &issued.statement,
                &issued.body,
                now,
                backend,
            )];
            writes.extend(store::head::save(&moved, backend));
            Box::pin(async move {
                Ok(Outcome {
                    answer: (),
                    facts: vec![fact?],
                    writes,
                })
            })
        })
        .await
}

fn fact(Issued { body, statement }: &Issued) -> Fact {
    Fact {
        subject: Some(Subject {
            case_id: STATEMENTS.to_string(),
            ..Subject::default()
        }),
        body: Some(FactBody::StatementIssued(StatementIssued {
            number: body.number,
            sha256: statement.sha256.clone(),
            previous_sha256: body.previous_sha256.clone(),
            clocks: body.clocks,
            missed: body.missed,
            exceptions: body.exception_count(),
            greatest_lateness_ms: body.lateness.greatest_ms,
            text: body.text(),
        })),
    }
}

/// One journal, as far as it was read.
struct Cursor {
    service: &'static str,
    entries: VecDeque<Entry>,
    next: Option<String>,
}

impl Cursor {
    /// Reads on until an entry is there, or the journal is at its end.
    async fn fill(&mut self, journals: &mut impl Journals) -> Result<(), SourceError> {
        while self.entries.is_empty()
            && let Some(token) = self.next.take()
        {
            let page = journals.page(self.service, token).await?;
            self.entries.extend(page.entries);
            self.next = Some(page.next).filter(|next| !next.is_empty());
        }
        Ok(())
    }

    /// The entries of `case_id`, which is the next in every journal that has it.
    async fn take(&mut self, case_id: Uuid, journals: &mut impl Journals) -> Result<Vec<Entry>, SourceError> {
        let mut taken = Vec::new();
        loop {
            self.fill(journals).await?;
            match self.entries.pop_front() {
                Some(entry) if entry.case_id == case_id => taken.push(entry),
                Some(other) => {
                    self.entries.push_front(other);
                    return Ok(taken);
                }
                None => return Ok(taken),
            }
        }
    }
}

/// The journals and the noted heads, side by side.
struct Reading {
    cursors: Vec<Cursor>,
    heads: VecDeque<Head>,
    last_head: Option<(Uuid, String)>,
    heads_end: bool,
    noted: HeadsDigest,
}

impl Reading {
    async fn begin(
        journals: &mut impl Journals,
        connection: &DatabaseConnection,
    ) -> Result<Reading, AuditError> {
        let mut reading = Reading {
            cursors: Vec::new(),
            heads: VecDeque::new(),
            last_head: None,
            heads_end: false,
            noted: HeadsDigest::default(),
        };
        for service in SERVICES {
            let mut cursor = Cursor {
                service,
                entries: VecDeque::new(),
                next: Some(String::new()),
            };
            cursor.fill(journals).await?;
            reading.cursors.push(cursor);
        }
        reading.fill_heads(connection).await?;
        Ok(reading)
    }

    async fn fill_heads(&mut self, connection: &DatabaseConnection) -> Result<(), DbErr> {
        while self.heads.is_empty() && !self.heads_end {
            let rows = store::head::page(connection, self.last_head.clone(), HEADS_AT_ONCE).await?;
            self.last_head = rows.last().map(|row| (row.case_id, row.service.clone()));
            self.heads_end = rows.is_empty();
            self.heads
                .extend(rows.into_iter().filter_map(store::head::Model::head));
        }
        Ok(())
    }

    /// The next case, whole.
    async fn next(
        &mut self,
        journals: &mut impl Journals,
        connection: &DatabaseConnection,
    ) -> Result<Option<Case>, AuditError> {
        let of_journals = self.cursors.iter().filter_map(|cursor| cursor.entries.front());
        let of_journals = of_journals.map(|entry| entry.case_id);
        let of_heads = self.heads.front().map(|head| head.case_id);
        let Some(id) = of_journals.chain(of_heads).min() else {
            return Ok(None);
        };
        let mut entries = Vec::new();
        for cursor in &mut self.cursors {
            entries.extend(cursor.take(id, journals).await?);
        }
        let mut noted = Vec::new();
        while let Some(head) = self.heads.pop_front() {
            if head.case_id != id {
                self.heads.push_front(head);
                break;
            }
            noted.push(head);
            self.fill_heads(connection).await?;
        }
        // In the order in which the last statement took them in.
        noted.sort_by_key(|head| SERVICES.iter().position(|service| *service == head.service));
        noted.iter().for_each(|head| self.noted.add(head));
        Ok(Some(Case { id, entries, noted }))
    }
}
