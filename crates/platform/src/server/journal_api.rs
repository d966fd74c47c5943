//! What a service answers about its journal and its inbox.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::Arc;

use async_trait::async_trait;
use proto::platform::journal_service_server::{JournalService, JournalServiceServer};
use proto::platform::{
    ChainBreak, GetTrafficRequest, ListEntriesRequest, ListEntriesResponse, ListParkedFactsRequest,
    ListParkedFactsResponse, ParkedFact, ReplayParkedFactRequest, ReplayParkedFactResponse, Traffic,
    VerifyChainsRequest, VerifyChainsResponse,
};
use sea_orm::entity::prelude::*;
use sea_orm::{DatabaseConnection, QuerySelect};
use tonic::{Request, Response, Status};

use super::{LARGEST_ANSWER, LARGEST_REQUEST, caller};
use crate::identity::{Identity, Role};
use crate::inbox::{Inbox, row};
use crate::journal::{Journal, entry, read};
use crate::page;
use crate::refusal::{Failure, Refusal};
use crate::scope::Place;

/// Work of a service's own that is due and not yet done.
#[async_trait]
pub trait DueWork: Send + Sync {
    /// How much of it there is.
    async fn due_work(&self) -> Result<i64, DbErr>;
}

/// The journal of one service, to be asked over gRPC.
pub struct JournalApi {
    journal: Journal,
    inbox: Inbox,
    due: Option<Arc<dyn DueWork>>,
}

impl JournalApi {
    /// The server of `journal` and `inbox`.
    pub fn server(
        journal: Journal,
        inbox: Inbox,
        due: Option<Arc<dyn DueWork>>,
    ) -> JournalServiceServer<Self> {
        JournalServiceServer::new(Self { journal, inbox, due })
            .max_decoding_message_size(LARGEST_REQUEST)
            .max_encoding_message_size(LARGEST_ANSWER)
    }

    fn connection(&self) -> &DatabaseConnection {
        self.journal.database.reader()
    }

    /// A page of all cases.
    async fn whole_journal(
        &self,
        request: &ListEntriesRequest,
    ) -> Result<Response<ListEntriesResponse>, Status> {
        let size = page::size(request.page_size)?;
        let after = page::token::<LastRow>(&request.page_token)?
            .map(|LastRow(case_id, sequence)| (case_id, sequence));
        let mut rows = read::all_entries(self.connection(), after, size + 1)
            .await
            .map_err(failed)?;
        let size = Ord::min(size, light(&rows));
        let next_page_token = page::cut(&mut rows, size, |row| format!("{}/{}", row.case_id, row.sequence));
        let entries = rows.into_iter().map(read::whole).collect();
        Ok(Response::new(ListEntriesResponse {
            entries,
            next_page_token,
        }))
    }

    /// The counts, read in the order in which work flows: what came in before what follows from it. Whoever
    /// finds all of them quiet then knows that nothing slipped from one to the next between two readings.
    async fn traffic(&self) -> Result<Traffic, DbErr> {
        let connection = self.connection();
        let received: Vec<(String, i64)> = row::Entity::find()
            .select_only()
            .column(row::Column::Producer)
            .column_as(row::Column::Id.count(), "received")
            .group_by(row::Column::Producer)
            .into_tuple()
            .all(connection)
            .await?;
        let waiting = row::Entity::find().filter(row::Column::HandledAt.is_null());
        let unhandled = waiting.clone().count(connection).await?;
        let parked = waiting
            .filter(row::Column::ParkedReason.is_not_null())
            .count(connection)
            .await?;
        let due_work = match &self.due {
            Some(due) => due.due_work().await?,
            None => 0,
        };
        let unpublished = entry::Entity::find()
            .filter(entry::Column::PublishedAt.is_null())
            .count(connection)
            .await?;
        let announced = entry::Entity::find().count(connection).await?;
        Ok(Traffic {
            service: self.journal.service.to_owned(),
            announced: count(announced),
            unpublished: count(unpublished),
            received: HashMap::from_iter(received),
            unhandled: count(unhandled),
            parked: count(parked),
            due_work,
            listens_to: self
                .inbox
                .producers()
                .iter()
                .map(|producer| (*producer).to_owned())
                .collect(),
        })
    }
}

/// The place after which a page of the whole journal begins.
#[derive(Clone, Copy)]
struct LastRow(Uuid, i64);

impl FromStr for LastRow {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (case_id, sequence) = text.split_once('/').ok_or(())?;
        let case_id = Uuid::parse_str(case_id).map_err(drop)?;
        Ok(Self(case_id, sequence.parse().map_err(drop)?))
    }
}

/// How many of `rows` weigh no more together than half an answer may; at least one.
fn light(rows: &[entry::Model]) -> u64 {
    let mut weight = 0;
    let fitting = rows.iter().take_while(|row| {
        weight += row.payload.len();
        weight <= LARGEST_ANSWER / 2
    });
    u64::try_from(fitting.count()).unwrap_or(1).max(1)
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn failed(error: DbErr) -> Status {
    Failure::from(error).into()
}

/// Whether one of `entries`, all of one case, says that the case belongs to what `caller` is confined to.
fn may_see(caller: &Identity, entries: &[entry::Model]) -> Result<bool, Failure> {
    if caller.confined_to().is_none() {
        return Ok(true);
    }
    for entry in entries {
        let fact = entry
            .fact()
            .map_err(|error| Failure::Corrupt(error.to_string()))?;
        let subject = fact.subject.unwrap_or_default();
        let school = Uuid::parse_str(&subject.school_id).ok();
        if caller.may_see_any(Place::of(&subject).scopes(school)) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn uuid(text: &str, field: &str) -> Result<Uuid, Refusal> {
    Uuid::parse_str(text).map_err(|_| Refusal::invalid(field, "must be a UUID"))
}

#[async_trait]
impl JournalService for JournalApi {
    async fn list_entries(
        &self,
        request: Request<ListEntriesRequest>,
    ) -> Result<Response<ListEntriesResponse>, Status> {
        let caller = caller(&request)?;
        let request = request.into_inner();
        // Everything is for those who look after everything; others name a case.
        let audits = caller.is(Role::Auditor) || caller.is(Role::Administrator);
        if request.case_id.is_empty() && audits && caller.confined_to().is_none() {
            return self.whole_journal(&request).await;
        }
        let case_id = uuid(&request.case_id, "case_id")?;
        let size = page::size(request.page_size)?;
        let after = page::token(&request.page_token)?.unwrap_or(0);
        let mut rows = read::entries(self.connection(), case_id, after, size + 1)
            .await
            .map_err(failed)?;
        // To whom a case does not belong, it is not there. Its oldest facts may not say yet where it belongs.
        if !may_see(&caller, &rows)? {
            rows.clear();
        }
        let next_page_token = page::cut(&mut rows, size, |row| row.sequence.to_string());
        let entries = rows.into_iter().map(Into::into).collect();
        Ok(Response::new(ListEntriesResponse {
            entries,
            next_page_token,
        }))
    }

    async fn verify_chains(
        &self,
        request: Request<VerifyChainsRequest>,
    ) -> Result<Response<VerifyChainsResponse>, Status> {
        let request = request.into_inner();
        let case_id = match request.case_id.as_str() {
            "" => None,
            case_id => Some(uuid(case_id, "case_id")?),
        };
        let found = read::verify(self.connection(), case_id).await.map_err(failed)?;
        let breaks = found.breaks.into_iter().map(|one| ChainBreak {
            case_id: one.case_id.to_string(),
            sequence: one.sequence,
            reason: one.reason,
        });
        Ok(Response::new(VerifyChainsResponse {
            cases: found.cases,
            entries: found.entries,
            breaks: breaks.collect(),
        }))
    }

    async fn get_traffic(&self, _: Request<GetTrafficRequest>) -> Result<Response<Traffic>, Status> {
        Ok(Response::new(self.traffic().await.map_err(failed)?))
    }

    async fn list_parked_facts(
        &self,
        _: Request<ListParkedFactsRequest>,
    ) -> Result<Response<ListParkedFactsResponse>, Status> {
        let rows = self
            .inbox
            .parked(u64::try_from(page::LARGEST).unwrap_or_default())
            .await
            .map_err(failed)?;
        let facts = rows.into_iter().map(|row| ParkedFact {
            fact_id: row.fact_id.to_string(),
            producer: row.producer,
            case_id: row.case_id.to_string(),
            fact_type: row.fact_type,
            reason: row.parked_reason.unwrap_or_default(),
        });
        Ok(Response::new(ListParkedFactsResponse {
            facts: facts.collect(),
        }))
    }

    async fn replay_parked_fact(
        &self,
        request: Request<ReplayParkedFactRequest>,
    ) -> Result<Response<ReplayParkedFactResponse>, Status> {
        let fact_id = uuid(&request.into_inner().fact_id, "fact_id")?;
        if self.inbox.replay(fact_id).await.map_err(failed)? {
            Ok(Response::new(ReplayParkedFactResponse {}))
        } else {
            Err(Refusal::absent("sự việc bị giữ lại").into())
        }
    }
}
