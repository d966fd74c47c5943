//! Schools.

use futures::FutureExt;
use platform::identity::{Identity, Permissions, Role};
use platform::refusal::Refusal;
use platform::server::{caller, order};
use platform::{names, page};
use proto::registration as wire;
use proto::registration::school_service_server::SchoolService;
use tonic::codegen::tokio_stream::Empty;
use tonic::{Request, Response, Status, Streaming};

use super::{Answer, RegistrationApi};
use crate::domain::School;
use crate::store;

mod commands;
mod messages;
mod refusals;

/// Those who may read what schools have.
pub const READERS: &[Role] = &[
    Role::School,
    Role::Commune,
    Role::DepartmentOfficer,
    Role::DepartmentLeader,
    Role::Province,
    Role::Administrator,
    Role::Auditor,
    Role::Service,
];

/// Who may call what.
pub const PERMISSIONS: Permissions = &[
    (
        "/kiemdinh.registration.v1.SchoolService/CreateSchool",
        &[Role::DepartmentOfficer, Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.SchoolService/UpdateSchool",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.SchoolService/RenameSchool",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.SchoolService/MergeSchools",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.SchoolService/CloseSchool",
        &[Role::Administrator],
    ),
    ("/kiemdinh.registration.v1.SchoolService/GetSchool", READERS),
    ("/kiemdinh.registration.v1.SchoolService/ListSchools", READERS),
    (
        "/kiemdinh.registration.v1.SchoolService/ImportSchools",
        &[Role::Administrator],
    ),
    ("/kiemdinh.registration.v1.SchoolService/ExportSchools", READERS),
];

#[tonic::async_trait]
impl SchoolService for RegistrationApi {
    type ExportSchoolsStream = Empty<Result<wire::FilePart, Status>>;

    async fn create_school(&self, request: Request<wire::CreateSchoolRequest>) -> Answer<wire::School> {
        let (order, content) = order("CreateSchool", request)?;
        let (caller, request_id) = (order.identity.clone(), order.request_id);
        let asked = content.school.unwrap_or_default();
        let answer = self.journal.command(order, move |transaction, at| {
            let (caller, asked) = (caller.clone(), asked.clone());
            async move { commands::create(transaction, &caller, request_id, asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn update_school(&self, _request: Request<wire::UpdateSchoolRequest>) -> Answer<wire::School> {
        Err(Status::unimplemented("UpdateSchool"))
    }

    async fn rename_school(&self, _request: Request<wire::RenameSchoolRequest>) -> Answer<wire::School> {
        Err(Status::unimplemented("RenameSchool"))
    }

    async fn merge_schools(
        &self,
        _request: Request<wire::MergeSchoolsRequest>,
    ) -> Answer<wire::MergeSchoolsResponse> {
        Err(Status::unimplemented("MergeSchools"))
    }

    async fn close_school(&self, _request: Request<wire::CloseSchoolRequest>) -> Answer<wire::School> {
        Err(Status::unimplemented("CloseSchool"))
    }

    async fn get_school(&self, request: Request<wire::GetSchoolRequest>) -> Answer<wire::School> {
        let caller = caller(&request)?;
        let id = names::id(&request.into_inner().name, "schools", "name")?;
        let school = store::school::find(self.connection(), id).await?;
        let school = school.filter(|school| sees(&caller, school));
        let school = school.ok_or_else(|| Refusal::absent("trường"))?;
        Ok(Response::new(wire::School::from(&school)))
    }

    async fn list_schools(
        &self,
        request: Request<wire::ListSchoolsRequest>,
    ) -> Answer<wire::ListSchoolsResponse> {
        let scope = caller(&request)?.scope_id()?;
        let request = request.into_inner();
        let size = page::size(request.page_size)?;
        let filter = store::school::Filter {
            scope,
            after: page::token(&request.page_token)?,
            ..messages::asked(request.filter.unwrap_or_default())?
        };
        let mut schools = store::school::list(self.connection(), filter, size + 1).await?;
        let next_page_token = page::cut(&mut schools, size, |school| school.id.to_string());
        let schools = schools.iter().map(wire::School::from).collect();
        Ok(Response::new(wire::ListSchoolsResponse {
            schools,
            next_page_token,
        }))
    }

    async fn import_schools(
        &self,
        _request: Request<Streaming<wire::ImportPart>>,
    ) -> Answer<wire::ImportReport> {
        Err(Status::unimplemented("ImportSchools"))
    }

    async fn export_schools(
        &self,
        _request: Request<wire::ExportSchoolsRequest>,
    ) -> Answer<Self::ExportSchoolsStream> {
        Err(Status::unimplemented("ExportSchools"))
    }
}

/// Whether `caller` may see what `school` has: its own people, and those of its authorities.
pub fn sees(caller: &Identity, school: &School) -> bool {
    let place = &school.place;
    let ids = [
        Some(school.id),
        place.commune_id,
        place.authority_id,
        place.province_id,
    ];
    let ids: Vec<String> = ids.into_iter().flatten().map(|id| id.to_string()).collect();
    caller.may_see_any(ids.iter().map(String::as_str))
}
