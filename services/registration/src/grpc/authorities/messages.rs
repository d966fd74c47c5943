//! Authorities, between the domain and the wire.

use platform::names;
use platform::refusal::Refusal;
use platform::server::etag;
use proto::registration as wire;
use uuid::Uuid;

use crate::domain::{Authority, AuthorityForm, AuthorityKind};
use crate::store::authority::Filter;

impl From<&Authority> for wire::Authority {
    fn from(authority: &Authority) -> Self {
        let name = |id: &Uuid| format!("authorities/{id}");
        let day = |day: Option<calendar::Day>| day.map(|day| day.to_string()).unwrap_or_default();
        Self {
            name: name(&authority.id),
            display_name: authority.name.clone(),
            kind: wire::AuthorityKind::from(authority.kind).into(),
            code: authority.code.clone(),
            old_code: authority.old_code.clone(),
            parent: authority.parent_id.as_ref().map(name).unwrap_or_default(),
            province: name(&authority.province_id),
            valid_from: day(authority.valid_from),
            valid_until: day(authority.valid_until),
            successors: authority.successors.iter().map(name).collect(),
            email: authority.email.clone(),
            overlay: authority.overlay.clone(),
            end_document: authority.end_document.clone(),
            etag: etag(authority.version),
        }
    }
}

impl From<AuthorityKind> for wire::AuthorityKind {
    fn from(kind: AuthorityKind) -> Self {
        match kind {
            AuthorityKind::Department => Self::Department,
            AuthorityKind::District => Self::District,
            AuthorityKind::Commune => Self::Commune,
        }
    }
}

/// The level that the wire names.
pub fn kind(asked: wire::AuthorityKind) -> Result<AuthorityKind, Refusal> {
    AuthorityKind::ALL
        .into_iter()
        .find(|kind| wire::AuthorityKind::from(*kind) == asked)
        .ok_or_else(|| Refusal::invalid("authority.kind", "phải là Sở, cấp huyện hoặc cấp xã"))
}

/// What is entered about an authority.
pub fn form(asked: wire::Authority) -> AuthorityForm {
    AuthorityForm {
        name: asked.display_name,
        code: asked.code,
        old_code: asked.old_code,
        valid_from: asked.valid_from,
        email: asked.email,
        overlay: asked.overlay,
    }
}

/// Which authorities a list asks for.
pub fn asked(request: &wire::ListAuthoritiesRequest) -> Result<Filter, Refusal> {
    let under = match request.parent.as_str() {
        "" => None,
        name => Some(names::id(name, "authorities", "parent")?),
    };
    let valid_on = match request.valid_on.as_str() {
        "" => None,
        text => Some(
            text.parse::<calendar::Day>()
                .map_err(|_| Refusal::invalid("valid_on", "phải là ngày dạng 2026-09-05"))?
                .into(),
        ),
    };
    let kind = AuthorityKind::ALL
        .into_iter()
        .find(|kind| wire::AuthorityKind::from(*kind) == request.kind());
    Ok(Filter {
        under,
        kind,
        valid_on,
        search: request.search.clone(),
        ..Filter::default()
    })
}
