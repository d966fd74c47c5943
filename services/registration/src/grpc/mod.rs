//! The door: translate, hand to the journal, answer. No rules here.

use std::sync::Arc;

use futures::FutureExt;
use platform::configuration::ProvinceConfiguration;
use platform::journal::Journal;
use platform::refusal::Refusal;
use platform::server::{LARGEST_ANSWER, LARGEST_REQUEST, caller, order};
use platform::{names, page};
use proto::CommandRequest;
use proto::registration::registration_service_server::{RegistrationService, RegistrationServiceServer};
use proto::registration::{
    ApprovePlanRequest, ApprovePlanResponse, CreateSchoolRequest, Dossier, DossierRequest, GetDossierRequest,
    GetSchoolRequest, ListDossiersRequest, ListDossiersResponse, ListPlanItemsRequest, ListPlanItemsResponse,
    ListSchoolsRequest, ListSchoolsResponse, PrepareDossierRequest, ReasonedDossierRequest,
    RequestSupplementRequest, School,
};
use sea_orm::DatabaseConnection;
use statute::Law;
use tonic::{Request, Response, Status};

use crate::domain::{DossierCommand, DossierNumber};
use crate::store;
use commands::{Asked, Named};

mod commands;
mod messages;
mod permissions;
mod refusals;

pub use permissions::PERMISSIONS;

/// What every command needs to know about the office it is carried out in.
#[derive(Clone, Debug)]
pub struct Office {
    law: &'static Law,
    agency_code: String,
    overlay: String,
}

/// The registration service over gRPC.
pub struct RegistrationApi {
    journal: Journal,
    office: Arc<Office>,
}

/// The server of `api`, with the limits of the house.
pub fn server(api: RegistrationApi) -> RegistrationServiceServer<RegistrationApi> {
    RegistrationServiceServer::new(api)
        .max_decoding_message_size(LARGEST_REQUEST)
        .max_encoding_message_size(LARGEST_ANSWER)
}

type Answer<T> = Result<Response<T>, Status>;

impl RegistrationApi {
    /// The service over `journal`, under `law`, for `province`.
    pub fn new(journal: Journal, law: &'static Law, province: &ProvinceConfiguration) -> Self {
        let office = Office {
            law,
            agency_code: province.agency_code.clone(),
            overlay: province.overlay.clone(),
        };
        Self {
            journal,
            office: Arc::new(office),
        }
    }

    fn connection(&self) -> &DatabaseConnection {
        self.journal.database.reader()
    }

    /// Every command on one dossier.
    async fn on_dossier<R: CommandRequest>(
        &self,
        method: &'static str,
        request: Request<R>,
        name: impl FnOnce(&R) -> &str,
        asked: impl FnOnce(R) -> Asked,
    ) -> Answer<Dossier> {
        let (order, content) = order(method, request)?;
        let id = names::id(name(&content), "dossiers", "name")?;
        let named = Arc::new(Named {
            id,
            etag: content.etag().to_owned(),
            caller: order.identity.clone(),
        });
        let (office, asked) = (Arc::clone(&self.office), asked(content));
        let answer = self.journal.command(order, move |transaction, at| {
            let (office, named, asked) = (Arc::clone(&office), Arc::clone(&named), asked.clone());
            async move { commands::change_dossier(transaction, &office, &named, asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }
}

#[tonic::async_trait]
impl RegistrationService for RegistrationApi {
    async fn create_school(&self, request: Request<CreateSchoolRequest>) -> Answer<School> {
        let (order, content) = order("CreateSchool", request)?;
        let (request_id, school) = (order.request_id, content.school.unwrap_or_default());
        let answer = self.journal.command(order, move |transaction, at| {
            commands::create_school(transaction, request_id, school.clone(), at).boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn get_school(&self, request: Request<GetSchoolRequest>) -> Answer<School> {
        let caller = caller(&request)?;
        let id = names::id(&request.into_inner().name, "schools", "name")?;
        caller.must_see(&id.to_string(), "trường")?;
        let school = store::school::find(self.connection(), id).await?;
        let school = school.ok_or_else(|| Refusal::absent("trường"))?;
        Ok(Response::new(School::from(&school)))
    }

    async fn list_schools(&self, request: Request<ListSchoolsRequest>) -> Answer<ListSchoolsResponse> {
        let only = caller(&request)?.own_school()?;
        let ListSchoolsRequest {
            page_size,
            page_token,
        } = request.into_inner();
        let size = page::size(page_size)?;
        let mut schools =
            store::school::list(self.connection(), only, page::token(&page_token)?, size + 1).await?;
        let next_page_token = page::cut(&mut schools, size, |school| school.id.to_string());
        let schools = schools.iter().map(School::from).collect();
        Ok(Response::new(ListSchoolsResponse {
            schools,
            next_page_token,
        }))
    }

    async fn approve_plan(&self, request: Request<ApprovePlanRequest>) -> Answer<ApprovePlanResponse> {
        let (order, content) = order("ApprovePlan", request)?;
        let (request_id, office) = (order.request_id, Arc::clone(&self.office));
        let answer = self.journal.command(order, move |transaction, at| {
            let (office, content) = (Arc::clone(&office), content.clone());
            async move { commands::approve_plan(transaction, &office, request_id, content, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn list_plan_items(&self, request: Request<ListPlanItemsRequest>) -> Answer<ListPlanItemsResponse> {
        let only = caller(&request)?.own_school()?;
        let ListPlanItemsRequest {
            year,
            page_size,
            page_token,
        } = request.into_inner();
        let size = page::size(page_size)?;
        let filter = store::plan_item::Filter {
            year: Some(year).filter(|year| *year != 0),
            school: only,
            after: page::token(&page_token)?,
        };
        let mut items = store::plan_item::list(self.connection(), filter, size + 1).await?;
        let next_page_token = page::cut(&mut items, size, |(item, _)| item.id.to_string());
        let items = items
            .iter()
            .map(|(item, school)| messages::plan_item(item, school))
            .collect();
        Ok(Response::new(ListPlanItemsResponse {
            items,
            next_page_token,
        }))
    }

    async fn prepare_dossier(&self, request: Request<PrepareDossierRequest>) -> Answer<Dossier> {
        let (order, content) = order("PrepareDossier", request)?;
        let (request_id, caller, office) =
            (order.request_id, order.identity.clone(), Arc::clone(&self.office));
        let answer = self.journal.command(order, move |transaction, at| {
            let (office, caller, content) = (Arc::clone(&office), caller.clone(), content.clone());
            let prepared = async move {
                commands::prepare_dossier(transaction, &office, &caller, request_id, content, at).await
            };
            prepared.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn submit_dossier(&self, request: Request<DossierRequest>) -> Answer<Dossier> {
        self.on_dossier("SubmitDossier", request, |r| &r.name, |_| Asked::Submit)
            .await
    }

    async fn begin_check(&self, request: Request<DossierRequest>) -> Answer<Dossier> {
        let command = Asked::Command(DossierCommand::BeginCheck);
        self.on_dossier("BeginCheck", request, |r| &r.name, |_| command)
            .await
    }

    async fn request_supplement(&self, request: Request<RequestSupplementRequest>) -> Answer<Dossier> {
        let command =
            |r: RequestSupplementRequest| Asked::Command(DossierCommand::RequestSupplement(r.defects));
        self.on_dossier("RequestSupplement", request, |r| &r.name, command)
            .await
    }

    async fn resubmit_dossier(&self, request: Request<DossierRequest>) -> Answer<Dossier> {
        let command = Asked::Command(DossierCommand::Resubmit);
        self.on_dossier("ResubmitDossier", request, |r| &r.name, |_| command)
            .await
    }

    async fn accept_dossier(&self, request: Request<DossierRequest>) -> Answer<Dossier> {
        let command = Asked::Command(DossierCommand::Accept);
        self.on_dossier("AcceptDossier", request, |r| &r.name, |_| command)
            .await
    }

    async fn refuse_dossier(&self, request: Request<ReasonedDossierRequest>) -> Answer<Dossier> {
        let command = |r: ReasonedDossierRequest| Asked::Command(DossierCommand::Refuse(r.reason));
        self.on_dossier("RefuseDossier", request, |r| &r.name, command)
            .await
    }

    async fn withdraw_dossier(&self, request: Request<ReasonedDossierRequest>) -> Answer<Dossier> {
        let command = |r: ReasonedDossierRequest| Asked::Command(DossierCommand::Withdraw(r.reason));
        self.on_dossier("WithdrawDossier", request, |r| &r.name, command)
            .await
    }

    async fn get_dossier(&self, request: Request<GetDossierRequest>) -> Answer<Dossier> {
        let caller = caller(&request)?;
        let name = request.into_inner().name;
        let number =
            names::segment(&name, "dossiers").and_then(|number| number.parse::<DossierNumber>().ok());
        let found = match number {
            Some(number) => store::dossier::find_by_number(self.connection(), &number).await?,
            None => store::dossier::find(self.connection(), names::id(&name, "dossiers", "name")?).await?,
        };
        let dossier = found.ok_or_else(|| Refusal::absent("hồ sơ"))?;
        caller.must_see(&dossier.school.id.to_string(), "hồ sơ")?;
        Ok(Response::new(Dossier::from(&dossier)))
    }

    async fn list_dossiers(&self, request: Request<ListDossiersRequest>) -> Answer<ListDossiersResponse> {
        let only = caller(&request)?.own_school()?;
        let request = request.into_inner();
        let size = page::size(request.page_size)?;
        let school = match request.school.as_str() {
            "" => None,
            name => Some(names::id(name, "schools", "school")?),
        };
        if only.is_some() && school.is_some() && only != school {
            return Err(Refusal::absent("trường").into());
        }
        let filter = store::dossier::Filter {
            state: messages::asked_state(request.state()),
            school: only.or(school),
            after: page::token(&request.page_token)?,
        };
        let mut dossiers = store::dossier::list(self.connection(), filter, size + 1).await?;
        let next_page_token = page::cut(&mut dossiers, size, |dossier| dossier.id.to_string());
        let dossiers = dossiers.iter().map(Dossier::from).collect();
        Ok(Response::new(ListDossiersResponse {
            dossiers,
            next_page_token,
        }))
    }
}
