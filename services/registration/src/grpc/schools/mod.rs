//! Schools.

use exchange::FileStream;
use futures::FutureExt;
use platform::identity::{Identity, Permissions, Role};
use platform::refusal::Refusal;
use platform::server::{caller, order};
use platform::{names, page};
use proto::exchange::{ImportPart, ImportReport};
use proto::registration as wire;
use proto::registration::school_service_server::SchoolService;
use tonic::{Request, Response, Streaming};

use super::{Answer, RegistrationApi, seat};
use crate::domain::{AuthorityRefusal, School, SchoolState};
use crate::{domain, store};

mod commands;
mod messages;
mod refusals;
pub mod sheet;

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

/// Those who keep the list of schools.
const KEEPERS: &[Role] = &[Role::DepartmentOfficer, Role::Administrator];

/// Who may call what.
pub const PERMISSIONS: Permissions = &[
    ("/kiemdinh.registration.v1.SchoolService/CreateSchool", KEEPERS),
    ("/kiemdinh.registration.v1.SchoolService/UpdateSchool", KEEPERS),
    ("/kiemdinh.registration.v1.SchoolService/RenameSchool", KEEPERS),
    ("/kiemdinh.registration.v1.SchoolService/MergeSchools", KEEPERS),
    ("/kiemdinh.registration.v1.SchoolService/CloseSchool", KEEPERS),
    ("/kiemdinh.registration.v1.SchoolService/GetSchool", READERS),
    ("/kiemdinh.registration.v1.SchoolService/ListSchools", READERS),
    ("/kiemdinh.registration.v1.SchoolService/ImportSchools", KEEPERS),
    ("/kiemdinh.registration.v1.SchoolService/ExportSchools", READERS),
];

#[tonic::async_trait]
impl SchoolService for RegistrationApi {
    type ExportSchoolsStream = FileStream;

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

    async fn update_school(&self, request: Request<wire::UpdateSchoolRequest>) -> Answer<wire::School> {
        let (order, content) = order("UpdateSchool", request)?;
        let caller = order.identity.clone();
        let answer = self.journal.command(order, move |transaction, at| {
            let (caller, asked) = (caller.clone(), content.clone());
            async move {
                let (school, seen) = (asked.school.unwrap_or_default(), asked.etag);
                commands::update(transaction, &caller, school, &seen, at).await
            }
            .boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn rename_school(&self, request: Request<wire::RenameSchoolRequest>) -> Answer<wire::School> {
        let (order, content) = order("RenameSchool", request)?;
        let caller = order.identity.clone();
        let answer = self.journal.command(order, move |transaction, at| {
            let (caller, asked) = (caller.clone(), content.clone());
            async move { commands::rename(transaction, &caller, &asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn merge_schools(
        &self,
        request: Request<wire::MergeSchoolsRequest>,
    ) -> Answer<wire::MergeSchoolsResponse> {
        let (order, content) = order("MergeSchools", request)?;
        let caller = order.identity.clone();
        let line = Some(store::dossier_number::LINE);
        let answer = self.journal.command_in_line(order, line, move |transaction, at| {
            let (caller, asked) = (caller.clone(), content.clone());
            async move { commands::merge(transaction, &caller, &asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn close_school(&self, request: Request<wire::CloseSchoolRequest>) -> Answer<wire::School> {
        let (order, content) = order("CloseSchool", request)?;
        let caller = order.identity.clone();
        // Behind whoever is handing in: a school with an open dossier does not go.
        let line = Some(store::dossier_number::LINE);
        let answer = self.journal.command_in_line(order, line, move |transaction, at| {
            let (caller, asked) = (caller.clone(), content.clone());
            async move { commands::close(transaction, &caller, &asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn get_school(&self, request: Request<wire::GetSchoolRequest>) -> Answer<wire::School> {
        let caller = caller(&request)?;
        let name = request.into_inner().name;
        let found = match names::id(&name, "schools", "name") {
            Ok(id) => Vec::from_iter(store::school::find(self.connection(), id).await?),
            Err(refusal) => {
                let code = names::segment(&name, "schools").ok_or(refusal)?;
                store::school::with_code(self.connection(), code).await?
            }
        };
        let school = the_one(found.into_iter().filter(|school| sees(&caller, school)).collect())?;
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

    async fn import_schools(&self, request: Request<Streaming<ImportPart>>) -> Answer<ImportReport> {
        let columns = |_: &[u8]| sheet::COLUMNS;
        exchange::import(
            &self.journal,
            "ImportSchools",
            request,
            columns,
            |transaction, file, at| async move { commands::import(transaction, &file, at).await }.boxed(),
        )
        .await
    }

    async fn export_schools(
        &self,
        request: Request<wire::ExportSchoolsRequest>,
    ) -> Answer<Self::ExportSchoolsStream> {
        let scope = caller(&request)?.scope_id()?;
        let request = request.into_inner();
        let filter = store::school::Filter {
            scope,
            ..messages::asked(request.filter.clone().unwrap_or_default())?
        };
        let schools = store::school::list(self.connection(), filter, EVERYTHING).await?;
        let provinces = schools
            .iter()
            .filter_map(|school| school.place.province_id)
            .collect();
        let trees = seat::trees(self.connection(), provinces).await?;
        let rows = schools.iter().map(|school| sheet::row(school, &trees)).collect();
        exchange::file(request.format(), "truong", "Trường", sheet::COLUMNS, rows).await
    }
}

/// More rows than any table has, within what both databases take as a limit.
pub const EVERYTHING: u64 = i64::MAX as u64;

/// The school that one code names: the one that teaches, else the last; which province is meant must be clear.
fn the_one(mut found: Vec<School>) -> Result<School, Refusal> {
    let teaching = |school: &&School| school.state == SchoolState::Active;
    if found.iter().filter(teaching).count() > 1 {
        return Err(domain::Refusal::from(AuthorityRefusal::WhichProvince).into());
    }
    found.pop().ok_or_else(|| Refusal::absent("trường"))
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
    caller.may_see_any(ids.into_iter().flatten().map(|id| id.to_string()))
}
