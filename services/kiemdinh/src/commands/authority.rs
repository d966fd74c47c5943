//! `authority`

use calendar::Day;
use proto::exchange::ImportHeader;
use proto::registration::{
    Authority as Wire, AuthorityKind, CreateAuthorityRequest, EndAuthorityRequest, ExportAuthoritiesRequest,
    GetAuthorityRequest, ListAuthoritiesRequest, UpdateAuthorityRequest,
};

use super::files;
use super::session::{PAGE, Session, confirm, filter, resource};
use crate::arguments::{Authority, Changing, Confirmed, Import, KnownOfAuthority};
use crate::client::all;
use crate::output::{self, Printer};
use crate::problem::Problem;

/// Does what `verb` says.
///
/// # Errors
/// What went wrong.
pub async fn run(session: &Session, verb: Authority, printer: &Printer) -> Result<(), Problem> {
    let mut service = session.links.authorities(&session.voice);
    match verb {
        Authority::List {
            under,
            kind,
            on,
            search,
        } => {
            let wanted = ListAuthoritiesRequest {
                parent: session.authority_if_given(under.as_deref()).await?,
                kind: filter::<AuthorityKind>(kind.as_deref(), "--kind")?,
                valid_on: on.map(|day| day.to_string()).unwrap_or_default(),
                search: search.unwrap_or_default(),
                page_size: PAGE,
                ..ListAuthoritiesRequest::default()
            };
            list(session, wanted, printer).await
        }
        Authority::Get { authority } => show(get(session, &authority).await?, printer),
        Authority::Add {
            name,
            kind,
            parent,
            known,
            changing,
        } => {
            let authority = Wire {
                display_name: name,
                kind: filter::<AuthorityKind>(Some(&kind), "--kind")?,
                parent: session.authority_if_given(parent.as_deref()).await?,
                ..Wire::default()
            };
            let request = CreateAuthorityRequest {
                authority: Some(with(authority, known)),
                request_id: changing.request_id(),
                validate_only: changing.dry_run,
            };
            show(service.create_authority(request).await?.into_inner(), printer)
        }
        Authority::Update {
            authority,
            name,
            known,
            changing,
        } => show(
            update(session, &authority, name, known, &changing).await?,
            printer,
        ),
        Authority::End {
            authority,
            on,
            successors,
            document,
            confirmed,
        } => show(
            end(session, &authority, on, &successors, document, &confirmed).await?,
            printer,
        ),
        Authority::Import(import) => read_in(session, &import, printer).await,
        Authority::Export { under, export } => {
            let request = ExportAuthoritiesRequest {
                parent: session.authority_if_given(under.as_deref()).await?,
                format: export.form().into(),
            };
            let mut service = session.links.authorities(&session.voice.with_files());
            let parts = service.export_authorities(request).await?.into_inner();
            files::export(parts, &export, printer).await
        }
    }
}

fn show(authority: Wire, printer: &Printer) -> Result<(), Problem> {
    printer.one(&output::Authority::from(authority))
}

async fn list(session: &Session, wanted: ListAuthoritiesRequest, printer: &Printer) -> Result<(), Problem> {
    let authorities = all(async |page_token| {
        let request = ListAuthoritiesRequest {
            page_token,
            ..wanted.clone()
        };
        let page = session
            .links
            .authorities(&session.voice)
            .list_authorities(request)
            .await?
            .into_inner();
        Ok::<_, Problem>((page.authorities, page.next_page_token))
    });
    let authorities: Vec<output::Authority> = authorities.await?.into_iter().map(Into::into).collect();
    printer.list(&authorities)
}

async fn get(session: &Session, authority: &str) -> Result<Wire, Problem> {
    let request = GetAuthorityRequest {
        name: resource("authorities", authority),
    };
    let found = session
        .links
        .authorities(&session.voice)
        .get_authority(request)
        .await?;
    Ok(found.into_inner())
}

/// Changes what was said and sends the rest back as it was seen, under the version that was seen.
async fn update(
    session: &Session,
    authority: &str,
    name: Option<String>,
    known: KnownOfAuthority,
    changing: &Changing,
) -> Result<Wire, Problem> {
    let seen = get(session, authority).await?;
    let etag = changing.if_match.clone().unwrap_or_else(|| seen.etag.clone());
    let renamed = Wire {
        display_name: name.unwrap_or_else(|| seen.display_name.clone()),
        ..seen
    };
    let request = UpdateAuthorityRequest {
        authority: Some(with(renamed, known)),
        etag,
        request_id: changing.request_id(),
        validate_only: changing.dry_run,
    };
    let mut service = session.links.authorities(&session.voice);
    Ok(service.update_authority(request).await?.into_inner())
}

/// `authority` with what is `known`; what was not said stays.
fn with(authority: Wire, known: KnownOfAuthority) -> Wire {
    let valid_from = known.valid_from.map(|day| day.to_string());
    Wire {
        code: known.code.unwrap_or(authority.code),
        old_code: known.old_code.unwrap_or(authority.old_code),
        email: known.email.unwrap_or(authority.email),
        valid_from: valid_from.unwrap_or(authority.valid_from),
        overlay: known.overlay.unwrap_or(authority.overlay),
        ..authority
    }
}

async fn end(
    session: &Session,
    authority: &str,
    on: Day,
    successors: &[String],
    document: String,
    confirmed: &Confirmed,
) -> Result<Wire, Problem> {
    let seen = get(session, authority).await?;
    let mut named = Vec::new();
    for successor in successors {
        named.push(session.authority(successor).await?);
    }
    let question = format!(
        "Chấm dứt hoạt động của {} sau ngày {}",
        seen.display_name,
        on.vietnamese()
    );
    confirm(confirmed, &question)?;
    let request = EndAuthorityRequest {
        name: seen.name,
        valid_until: on.to_string(),
        successors: named,
        document,
        etag: confirmed.changing.etag(),
        request_id: confirmed.changing.request_id(),
        validate_only: confirmed.changing.dry_run,
    };
    let mut service = session.links.authorities(&session.voice);
    Ok(service.end_authority(request).await?.into_inner())
}

async fn read_in(session: &Session, import: &Import, printer: &Printer) -> Result<(), Problem> {
    let header = header(session, import).await?;
    let mut service = session.links.authorities(&session.voice.with_files());
    files::import(&import.file, header, printer, async |parts| {
        service.import_authorities(parts).await
    })
    .await
}

/// The header of an import into a province.
///
/// # Errors
/// When there is no such province.
pub async fn header(session: &Session, import: &Import) -> Result<ImportHeader, Problem> {
    Ok(ImportHeader {
        province: session.authority_if_given(import.province.as_deref()).await?,
        plan: String::new(),
        request_id: import.request_id.unwrap_or_else(uuid::Uuid::now_v7).to_string(),
        validate_only: import.dry_run,
    })
}
