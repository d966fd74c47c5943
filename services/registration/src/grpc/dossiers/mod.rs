//! Dossiers.

use std::sync::Arc;

use futures::FutureExt;
use platform::identity::{Identity, Permissions, Role};
use platform::refusal::Refusal;
use platform::server::{caller, order};
use platform::{names, page};
use proto::CommandRequest;
use proto::registration as wire;
use proto::registration::dossier_service_server::DossierService;
use tonic::{Request, Response};

use super::schools::{READERS, sees};
use super::{Answer, RegistrationApi};
use crate::domain::{Dossier, DossierNumber};
use crate::store;
use commands::{Asked, Named};

mod commands;
mod messages;
mod refusals;

const SCHOOL: &[Role] = &[Role::School];
const RECEIVING_BODY: &[Role] = &[Role::Commune, Role::DepartmentOfficer];

/// Who may call what.
pub const PERMISSIONS: Permissions = &[
    ("/kiemdinh.registration.v1.DossierService/PrepareDossier", SCHOOL),
    ("/kiemdinh.registration.v1.DossierService/UpdateDossier", SCHOOL),
    ("/kiemdinh.registration.v1.DossierService/SubmitDossier", SCHOOL),
    (
        "/kiemdinh.registration.v1.DossierService/BeginCheck",
        RECEIVING_BODY,
    ),
    (
        "/kiemdinh.registration.v1.DossierService/ForwardDossier",
        &[Role::Commune],
    ),
    (
        "/kiemdinh.registration.v1.DossierService/RequestSupplement",
        RECEIVING_BODY,
    ),
    ("/kiemdinh.registration.v1.DossierService/ResubmitDossier", SCHOOL),
    (
        "/kiemdinh.registration.v1.DossierService/AcceptDossier",
        &[Role::DepartmentOfficer],
    ),
    (
        "/kiemdinh.registration.v1.DossierService/RefuseDossier",
        RECEIVING_BODY,
    ),
    ("/kiemdinh.registration.v1.DossierService/WithdrawDossier", SCHOOL),
    ("/kiemdinh.registration.v1.DossierService/GetDossier", READERS),
    ("/kiemdinh.registration.v1.DossierService/ListDossiers", READERS),
];

impl RegistrationApi {
    /// Every command on one dossier.
    async fn on_dossier<R: CommandRequest>(
        &self,
        method: &'static str,
        request: Request<R>,
        name: impl FnOnce(&R) -> &str,
        asked: impl FnOnce(R) -> Asked,
    ) -> Answer<wire::Dossier> {
        let (order, content) = order(method, request)?;
        let id = names::id(name(&content), "dossiers", "name")?;
        let named = Arc::new(Named {
            id,
            etag: content.etag().to_owned(),
            caller: order.identity.clone(),
        });
        let (law, asked) = (self.law, asked(content));
        // Who hands in takes a number, all of one agency and day from one row.
        let line = matches!(asked, Asked::Submit).then_some(store::dossier_number::LINE);
        let answer = self.journal.command_in_line(order, line, move |transaction, at| {
            let (named, asked) = (Arc::clone(&named), asked.clone());
            async move { commands::change(transaction, law, &named, asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }
}

#[tonic::async_trait]
impl DossierService for RegistrationApi {
    async fn prepare_dossier(&self, request: Request<wire::PrepareDossierRequest>) -> Answer<wire::Dossier> {
        let (order, content) = order("PrepareDossier", request)?;
        let (request_id, caller) = (order.request_id, order.identity.clone());
        let answer = self.journal.command(order, move |transaction, at| {
            let (caller, content) = (caller.clone(), content.clone());
            async move { commands::prepare(transaction, &caller, request_id, content, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn update_dossier(&self, request: Request<wire::UpdateDossierRequest>) -> Answer<wire::Dossier> {
        let asked = |r: wire::UpdateDossierRequest| {
            Asked::ReplaceDocuments(r.documents.into_iter().map(messages::document).collect())
        };
        self.on_dossier("UpdateDossier", request, |r| &r.name, asked)
            .await
    }

    async fn submit_dossier(&self, request: Request<wire::DossierRequest>) -> Answer<wire::Dossier> {
        self.on_dossier("SubmitDossier", request, |r| &r.name, |_| Asked::Submit)
            .await
    }

    async fn begin_check(&self, request: Request<wire::DossierRequest>) -> Answer<wire::Dossier> {
        self.on_dossier("BeginCheck", request, |r| &r.name, |_| Asked::BeginCheck)
            .await
    }

    async fn forward_dossier(&self, request: Request<wire::DossierRequest>) -> Answer<wire::Dossier> {
        self.on_dossier("ForwardDossier", request, |r| &r.name, |_| Asked::Forward)
            .await
    }

    async fn request_supplement(
        &self,
        request: Request<wire::RequestSupplementRequest>,
    ) -> Answer<wire::Dossier> {
        let asked = |r: wire::RequestSupplementRequest| Asked::RequestSupplement(r.defects);
        self.on_dossier("RequestSupplement", request, |r| &r.name, asked)
            .await
    }

    async fn resubmit_dossier(&self, request: Request<wire::DossierRequest>) -> Answer<wire::Dossier> {
        self.on_dossier("ResubmitDossier", request, |r| &r.name, |_| Asked::Resubmit)
            .await
    }

    async fn accept_dossier(&self, request: Request<wire::DossierRequest>) -> Answer<wire::Dossier> {
        self.on_dossier("AcceptDossier", request, |r| &r.name, |_| Asked::Accept)
            .await
    }

    async fn refuse_dossier(&self, request: Request<wire::ReasonedDossierRequest>) -> Answer<wire::Dossier> {
        let asked = |r: wire::ReasonedDossierRequest| Asked::Refuse(r.reason);
        self.on_dossier("RefuseDossier", request, |r| &r.name, asked)
            .await
    }

    async fn withdraw_dossier(
        &self,
        request: Request<wire::ReasonedDossierRequest>,
    ) -> Answer<wire::Dossier> {
        let asked = |r: wire::ReasonedDossierRequest| Asked::Withdraw(r.reason);
        self.on_dossier("WithdrawDossier", request, |r| &r.name, asked)
            .await
    }

    async fn get_dossier(&self, request: Request<wire::GetDossierRequest>) -> Answer<wire::Dossier> {
        let caller = caller(&request)?;
        let name = request.into_inner().name;
        let number =
            names::segment(&name, "dossiers").and_then(|number| number.parse::<DossierNumber>().ok());
        let found = match number {
            Some(number) => store::dossier::find_by_number(self.connection(), &number).await?,
            None => store::dossier::find(self.connection(), names::id(&name, "dossiers", "name")?).await?,
        };
        let dossier = found.filter(|dossier| sees_dossier(&caller, dossier));
        let dossier = dossier.ok_or_else(|| Refusal::absent("hồ sơ"))?;
        Ok(Response::new(wire::Dossier::from(&dossier)))
    }

    async fn list_dossiers(
        &self,
        request: Request<wire::ListDossiersRequest>,
    ) -> Answer<wire::ListDossiersResponse> {
        let scope = caller(&request)?.scope_id()?;
        let request = request.into_inner();
        let size = page::size(request.page_size)?;
        let school = match request.school.as_str() {
            "" => None,
            name => Some(names::id(name, "schools", "school")?),
        };
        let filter = store::dossier::Filter {
            state: messages::asked_state(request.state()),
            stage: messages::asked_stage(request.stage()),
            scope,
            school,
            after: page::token(&request.page_token)?,
        };
        let mut dossiers = store::dossier::list(self.connection(), filter, size + 1).await?;
        let next_page_token = page::cut(&mut dossiers, size, |dossier| dossier.id.to_string());
        let dossiers = dossiers.iter().map(wire::Dossier::from).collect();
        Ok(Response::new(wire::ListDossiersResponse {
            dossiers,
            next_page_token,
        }))
    }
}

/// Whether `caller` may see the dossier: those who see its school, and the body that received it.
fn sees_dossier(caller: &Identity, dossier: &Dossier) -> bool {
    let received_by = dossier.received_by.as_ref();
    sees(caller, &dossier.school) || received_by.is_some_and(|body| caller.may_see(&body.id.to_string()))
}
