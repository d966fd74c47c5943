//! Authorities.

use exchange::FileStream;
use futures::FutureExt;
use platform::identity::{Identity, Permissions, Role};
use platform::refusal::Refusal;
use platform::server::{caller, order};
use platform::{names, page};
use proto::exchange::{ImportPart, ImportReport};
use proto::registration as wire;
use proto::registration::authority_service_server::AuthorityService;
use tonic::{Request, Response, Streaming};

use super::schools::{EVERYTHING, READERS};
use super::{Answer, RegistrationApi, seat};
use crate::domain::Authority;
use crate::store;

mod commands;
mod messages;
mod refusals;
mod sheet;

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
    type ExportAuthoritiesStream = FileStream;

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
        request: Request<wire::UpdateAuthorityRequest>,
    ) -> Answer<wire::Authority> {
        let (order, content) = order("UpdateAuthority", request)?;
        let caller = order.identity.clone();
        let answer = self.journal.command(order, move |transaction, at| {
            let (caller, asked) = (caller.clone(), content.clone());
            async move {
                let (authority, seen) = (asked.authority.unwrap_or_default(), asked.etag);
                commands::update(transaction, &caller, authority, &seen, at).await
            }
            .boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn end_authority(&self, request: Request<wire::EndAuthorityRequest>) -> Answer<wire::Authority> {
        let (order, content) = order("EndAuthority", request)?;
        let caller = order.identity.clone();
        let answer = self.journal.command(order, move |transaction, at| {
            let (caller, asked) = (caller.clone(), content.clone());
            async move { commands::end(transaction, &caller, asked, at).await }.boxed()
        });
        Ok(Response::new(answer.await?))
    }

    async fn get_authority(&self, request: Request<wire::GetAuthorityRequest>) -> Answer<wire::Authority> {
        let caller = caller(&request)?;
        let name = request.into_inner().name;
        let mut found = match names::id(&name, "authorities", "name") {
            Ok(id) => store::authority::find_all(self.connection(), [id]).await?,
            Err(refusal) => {
                let code = names::segment(&name, "authorities").ok_or(refusal)?;
                store::authority::with_codes(self.connection(), [code.to_owned()]).await?
            }
        };
        found.retain(|authority| sees(&caller, authority));
        let authority = found.pop().ok_or_else(|| Refusal::absent("cơ quan"))?;
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

    async fn import_authorities(&self, request: Request<Streaming<ImportPart>>) -> Answer<ImportReport> {
        let columns = |_: &[u8]| sheet::COLUMNS;
        exchange::import(
            &self.journal,
            "ImportAuthorities",
            request,
            columns,
            |transaction, file, at| async move { commands::import(transaction, &file, at).await }.boxed(),
        )
        .await
    }

    async fn export_authorities(
        &self,
        request: Request<wire::ExportAuthoritiesRequest>,
    ) -> Answer<Self::ExportAuthoritiesStream> {
        let scope = caller(&request)?.scope_id()?;
        let request = request.into_inner();
        let under = match request.parent.as_str() {
            "" => None,
            name => Some(names::id(name, "authorities", "parent")?),
        };
        let filter = store::authority::Filter {
            scope,
            under,
            ..store::authority::Filter::default()
        };
        let authorities = store::authority::list(self.connection(), filter, EVERYTHING).await?;
        let provinces = authorities
            .iter()
            .map(|authority| authority.province_id)
            .collect();
        let trees = seat::trees(self.connection(), provinces).await?;
        let rows = authorities
            .iter()
            .map(|authority| sheet::row(authority, &trees))
            .collect();
        exchange::file(request.format(), "co-quan", "Cơ quan", sheet::COLUMNS, rows).await
    }
}

/// Whether `caller` may see `authority`: those of its province, and its own.
pub fn sees(caller: &Identity, authority: &Authority) -> bool {
    let ids = [
        Some(authority.id),
        authority.parent_id,
        Some(authority.province_id),
    ];
    caller.may_see_any(ids.into_iter().flatten().map(|id| id.to_string()))
}
