//! Yearly obligations.

use futures::FutureExt;
use platform::identity::{Permissions, Role};
use platform::refusal::Refusal;
use platform::server::{caller, order};
use platform::{names, page};
use proto::registration as wire;
use proto::registration::obligation_service_server::ObligationService;
use tonic::{Request, Response};

use super::schools::READERS;
use super::{Answer, RegistrationApi};
use crate::store::obligation::{Filter, list};

mod commands;
mod messages;
mod refusals;

pub use commands::lift;

/// Who may call what.
pub const PERMISSIONS: Permissions = &[
    (
        "/kiemdinh.registration.v1.ObligationService/OpenObligations",
        &[Role::DepartmentOfficer, Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.ObligationService/FulfilObligation",
        &[Role::School, Role::Commune, Role::DepartmentOfficer],
    ),
    (
        "/kiemdinh.registration.v1.ObligationService/GetObligation",
        READERS,
    ),
    (
        "/kiemdinh.registration.v1.ObligationService/ListObligations",
        READERS,
    ),
];

#[tonic::async_trait]
impl ObligationService for RegistrationApi {
    async fn open_obligations(
        &self,
        request: Request<wire::OpenObligationsRequest>,
    ) -> Answer<wire::OpenObligationsResponse> {
        let (order, asked) = order("OpenObligations", request)?;
        let (law, caller) = (self.law, order.identity.clone());
        let answer = self.journal.command(order, move |transaction, at| {
            let (caller, asked) = (caller.clone(), asked.clone());
            async move { commands::open(transaction, law, &caller, asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn fulfil_obligation(
        &self,
        request: Request<wire::FulfilObligationRequest>,
    ) -> Answer<wire::Obligation> {
        let (order, asked) = order("FulfilObligation", request)?;
        let (law, caller) = (self.law, order.identity.clone());
        let answer = self.journal.command(order, move |transaction, at| {
            let (caller, asked) = (caller.clone(), asked.clone());
            async move { commands::fulfil(transaction, law, &caller, asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn get_obligation(&self, request: Request<wire::GetObligationRequest>) -> Answer<wire::Obligation> {
        let scope = caller(&request)?.scope_id()?;
        let id = names::id(&request.into_inner().name, "obligations", "name")?;
        let only = Filter {
            id: Some(id),
            scope,
            ..Filter::default()
        };
        let found = list(self.connection(), only, 1).await?.pop();
        let (obligation, name) = found.ok_or_else(|| Refusal::absent("nghĩa vụ"))?;
        Ok(Response::new(messages::message(&obligation, &name, self.law)))
    }

    async fn list_obligations(
        &self,
        request: Request<wire::ListObligationsRequest>,
    ) -> Answer<wire::ListObligationsResponse> {
        let scope = caller(&request)?.scope_id()?;
        let request = request.into_inner();
        let size = page::size(request.page_size)?;
        let filter = Filter {
            scope,
            after: page::token(&request.page_token)?,
            ..messages::asked(&request)?
        };
        let mut found = list(self.connection(), filter, size + 1).await?;
        let next_page_token = page::cut(&mut found, size, |(obligation, _)| obligation.id.to_string());
        let message =
            |(obligation, name): &(_, String)| messages::message(obligation, name.as_str(), self.law);
        Ok(Response::new(wire::ListObligationsResponse {
            obligations: found.iter().map(message).collect(),
            next_page_token,
        }))
    }
}
