//! Authorities.

use futures::FutureExt;
use platform::identity::{Identity, Permissions, Role};
use platform::refusal::Refusal;
use platform::server::{caller, order};
use platform::{names, page};
use proto::registration as wire;
use proto::registration::authority_service_server::AuthorityService;
use tonic::codegen::tokio_stream::Empty;
use tonic::{Request, Response, Status, Streaming};

use super::schools::READERS;
use super::{Answer, RegistrationApi};
use crate::domain::Authority;
use crate::store;

mod commands;
mod messages;
mod refusals;

/// Who may call what.
pub const PERMISSIONS: Permissions = &[
    (
        "/kiemdinh.registration.v1.AuthorityService/CreateAuthority",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.AuthorityService/UpdateAuthority",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.AuthorityService/EndAuthority",
        &[Role::Administrator],
    ),
    ("/kiemdinh.registration.v1.AuthorityService/GetAuthority", READERS),
    (
        "/kiemdinh.registration.v1.AuthorityService/ListAuthorities",
        READERS,
    ),
    (
        "/kiemdinh.registration.v1.AuthorityService/ImportAuthorities",
        &[Role::Administrator],
    ),
    (
        "/kiemdinh.registration.v1.AuthorityService/ExportAuthorities",
        READERS,
    ),
];

#[tonic::async_trait]
impl AuthorityService for RegistrationApi {
    type ExportAuthoritiesStream = Empty<Result<wire::FilePart, Status>>;

    async fn create_authority(
        &self,
        request: Request<wire::CreateAuthorityRequest>,
    ) -> Answer<wire::Authority> {
        let (order, content) = order("CreateAuthority", request)?;
        let (caller, request_id) = (order.identity.clone(), order.request_id);
        let asked = content.authority.unwrap_or_default();
        let answer = self.journal.command(order, move |transaction, at| {
            let (caller, asked) = (caller.clone(), asked.clone());
            async move { commands::create(transaction, &caller, request_id, asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn update_authority(
        &self,
        _request: Request<wire::UpdateAuthorityRequest>,
    ) -> Answer<wire::Authority> {
        Err(Status::unimplemented("UpdateAuthority"))
    }

    async fn end_authority(&self, _request: Request<wire::EndAuthorityRequest>) -> Answer<wire::Authority> {
        Err(Status::unimplemented("EndAuthority"))
    }

    async fn get_authority(&self, request: Request<wire::GetAuthorityRequest>) -> Answer<wire::Authority> {
        let caller = caller(&request)?;
        let name = request.into_inner().name;
        let found = match names::id(&name, "authorities", "name") {
            Ok(id) => store::authority::find(self.connection(), id).await?,
            Err(refusal) => {
                let code = names::segment(&name, "authorities").ok_or(refusal)?;
                store::authority::find_by_code(self.connection(), code).await?
            }
        };
        let authority = found.filter(|authority| sees(&caller, authority));
        let authority = authority.ok_or_else(|| Refusal::absent("cơ quan"))?;
        Ok(Response::new(wire::Authority::from(&authority)))
    }

    async fn list_authorities(
        &self,
        request: Request<wire::ListAuthoritiesRequest>,
    ) -> Answer<wire::ListAuthoritiesResponse> {
        let scope = caller(&request)?.scope_id()?;
        let request = request.into_inner();
        let size = page::size(request.page_size)?;
        let filter = store::authority::Filter {
            scope,
            after: page::token(&request.page_token)?,
            ..messages::asked(&request)?
        };
        let mut authorities = store::authority::list(self.connection(), filter, size + 1).await?;
        let next_page_token = page::cut(&mut authorities, size, |authority| authority.id.to_string());
        let authorities = authorities.iter().map(wire::Authority::from).collect();
        Ok(Response::new(wire::ListAuthoritiesResponse {
            authorities,
            next_page_token,
        }))
    }

    async fn import_authorities(
        &self,
        _request: Request<Streaming<wire::ImportPart>>,
    ) -> Answer<wire::ImportReport> {
        Err(Status::unimplemented("ImportAuthorities"))
    }

    async fn export_authorities(
        &self,
        _request: Request<wire::ExportAuthoritiesRequest>,
    ) -> Answer<Self::ExportAuthoritiesStream> {
        Err(Status::unimplemented("ExportAuthorities"))
    }
}

/// Whether `caller` may see `authority`: those of its province, and its own.
fn sees(caller: &Identity, authority: &Authority) -> bool {
    let ids = [
        Some(authority.id),
        authority.parent_id,
        Some(authority.province_id),
    ];
    let ids: Vec<String> = ids.into_iter().flatten().map(|id| id.to_string()).collect();
    caller.may_see_any(ids.iter().map(String::as_str))
}
