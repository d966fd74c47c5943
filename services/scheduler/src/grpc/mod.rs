//! The door: questions about clocks and mails, and commands on mails. Clocks take no commands.

use std::sync::Arc;

use calendar::{Language, local_day};
use futures::FutureExt;
use platform::journal::Journal;
use platform::journal::read::timestamp;
use platform::refusal::{Failure, Refusal};
use platform::server::{LARGEST_ANSWER, LARGEST_REQUEST, caller, order};
use platform::{names, page};
use proto::scheduler::scheduler_service_server::{SchedulerService, SchedulerServiceServer};
use proto::scheduler::{
    CancelMailRequest, ClockExplanation, ExplainClockRequest, GetMailRequest, GetNextEventRequest,
    GetPunctualityRequest, GetTotalsRequest, ListClocksRequest, ListClocksResponse, ListMailsRequest,
    ListMailsResponse, Mail, MailHistory, NextEvent, Punctuality, ResendMailRequest, Totals,
};
use sea_orm::{DatabaseConnection, DbErr};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::domain::{CaseCard, Clock, Rules, punctuality};
use crate::store::{self, query};

mod mails;
mod messages;
mod permissions;

pub use permissions::PERMISSIONS;

/// The scheduler over gRPC.
pub struct SchedulerApi {
    journal: Journal,
    rules: Arc<Rules>,
}

/// The server of the scheduler behind `journal`, with the limits of the house.
pub fn server(journal: Journal, rules: Arc<Rules>) -> SchedulerServiceServer<SchedulerApi> {
    SchedulerServiceServer::new(SchedulerApi { journal, rules })
        .max_decoding_message_size(LARGEST_REQUEST)
        .max_encoding_message_size(LARGEST_ANSWER)
}

type Answer<T> = Result<Response<T>, Status>;

impl SchedulerApi {
    fn connection(&self) -> &DatabaseConnection {
        self.journal.database.reader()
    }
}

#[tonic::async_trait]
impl SchedulerService for SchedulerApi {
    async fn list_clocks(&self, request: Request<ListClocksRequest>) -> Answer<ListClocksResponse> {
        let scope = caller(&request)?.scope_id()?;
        let request = request.into_inner();
        let size = page::size(request.page_size)?;
        let school_id = match names::segment(&request.school, "schools") {
            Some(school) => Some(school.to_owned()),
            None if request.school.is_empty() => None,
            None => return Err(Refusal::invalid("school", "must be schools/{id}").into()),
        };
        let filter = query::ClockFilter {
            case_id: uuid(&request.case_id, "case_id")?,
            scope,
            school_id,
            outcome: messages::asked_outcome(request.outcome()),
            after: uuid(&request.page_token, "page_token")?,
        };
        let mut rows = query::clocks(self.connection(), filter, size + 1)
            .await
            .map_err(failed)?;
        let next_page_token = page::cut(&mut rows, size, |(clock, _)| clock.id.to_string());
        let clocks = rows
            .into_iter()
            .map(|(clock, case)| messages::clock(clock, case, &self.rules));
        Ok(Response::new(ListClocksResponse {
            clocks: clocks.collect::<Result<_, _>>()?,
            next_page_token,
        }))
    }

    async fn explain_clock(&self, request: Request<ExplainClockRequest>) -> Answer<ClockExplanation> {
        let caller = caller(&request)?;
        let ExplainClockRequest { name, language } = request.into_inner();
        let id = names::id(&name, "clocks", "name")?;
        let language = match language.as_str() {
            "" | "vi" => Language::Vietnamese,
            "en" => Language::English,
            _ => return Err(Refusal::invalid("language", "must be vi or en").into()),
        };
        let found = query::clock(self.connection(), id).await.map_err(failed)?;
        let (row, case) = found.ok_or_else(|| Refusal::absent("thời hạn"))?;
        let card = case.clone().map(CaseCard::from).unwrap_or_default();
        caller.must_see_any(card.scopes(), "thời hạn")?;
        let clock = Clock::try_from(row.clone())?;
        let rule = clock
            .rule(&self.rules)
            .ok_or_else(|| Failure::Corrupt(format!("no rule {}", clock.limit)))?;
        let derivation = clock
            .derive(rule, &self.rules)
            .map_err(|error| Failure::Corrupt(error.to_string()))?;
        Ok(Response::new(ClockExplanation {
            clock: Some(messages::clock(row, case, &self.rules)?),
            steps: derivation.explanation(language),
            citation: rule.citation.text(language).to_owned(),
            confidence: store::word(&rule.confidence),
        }))
    }

    async fn list_mails(&self, request: Request<ListMailsRequest>) -> Answer<ListMailsResponse> {
        let scope = caller(&request)?.scope_id()?;
        let request = request.into_inner();
        let size = page::size(request.page_size)?;
        let filter = store::mail::MailFilter {
            scope,
            state: messages::asked_state(request.state()),
            recipient: request.recipient.clone(),
            case_id: uuid(&request.case_id, "case_id")?,
            after: uuid(&request.page_token, "page_token")?,
        };
        let mut rows = store::mail::list(self.connection(), filter, size + 1)
            .await
            .map_err(failed)?;
        let next_page_token = page::cut(&mut rows, size, |mail| mail.id.to_string());
        let mails = rows.into_iter().map(messages::mail).collect::<Result<_, _>>()?;
        Ok(Response::new(ListMailsResponse {
            mails,
            next_page_token,
        }))
    }

    async fn get_mail(&self, request: Request<GetMailRequest>) -> Answer<MailHistory> {
        let scope = caller(&request)?.scope_id()?;
        let id = names::id(&request.into_inner().name, "mails", "name")?;
        Ok(Response::new(mails::history(self.connection(), scope, id).await?))
    }

    async fn resend_mail(&self, request: Request<ResendMailRequest>) -> Answer<Mail> {
        let (order, asked) = order("ResendMail", request)?;
        let (caller, request_id) = (order.identity.clone(), order.request_id);
        let calendar = self.rules.calendar;
        let answer = self.journal.command(order, move |transaction, at| {
            let (caller, asked) = (caller.clone(), asked.clone());
            async move { mails::resend(transaction, &caller, request_id, asked, calendar, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn cancel_mail(&self, request: Request<CancelMailRequest>) -> Answer<Mail> {
        let (order, asked) = order("CancelMail", request)?;
        let caller = order.identity.clone();
        let answer = self.journal.command(order, move |transaction, at| {
            let (caller, asked) = (caller.clone(), asked.clone());
            async move { mails::cancel(transaction, &caller, asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn get_totals(&self, request: Request<GetTotalsRequest>) -> Answer<Totals> {
        let scope = caller(&request)?.scope_id()?;
        let now = self.journal.clock.now();
        let totals = query::totals(self.connection(), scope, now, local_day(now).into())
            .await
            .map_err(failed)?;
        let query::Totals {
            clocks,
            fired,
            missed,
            deemed,
            mails_sent,
        } = totals;
        Ok(Response::new(Totals {
            clocks,
            fired,
            missed,
            deemed,
            mails_sent,
        }))
    }

    async fn get_punctuality(&self, request: Request<GetPunctualityRequest>) -> Answer<Punctuality> {
        let scope = caller(&request)?.scope_id()?;
        let (from, until) = messages::asked_days(&request.into_inner())?;
        let counted = store::punctuality::counted(self.connection(), scope, from, until).await?;
        let rows = punctuality(counted, self.rules.law);
        Ok(Response::new(Punctuality {
            rows: rows.into_iter().map(messages::punctuality).collect(),
        }))
    }

    async fn get_next_event(&self, _: Request<GetNextEventRequest>) -> Answer<NextEvent> {
        let next = query::next_event(self.connection()).await.map_err(failed)?;
        Ok(Response::new(NextEvent {
            at: next.map(timestamp),
        }))
    }
}

fn failed(error: DbErr) -> Status {
    Failure::from(error).into()
}

/// The UUID in `text`; nothing when it is empty.
fn uuid(text: &str, field: &str) -> Result<Option<Uuid>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    Uuid::parse_str(text)
        .map(Some)
        .map_err(|_| Refusal::invalid(field, "must be a UUID"))
}
