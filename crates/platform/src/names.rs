//! Resource names as of Google AIP-122: `dossiers/{id}`.

use uuid::Uuid;

use crate::refusal::Refusal;

/// The id in `name`, which must be `{collection}/{uuid}`.
pub fn id(name: &str, collection: &str, field: &str) -> Result<Uuid, Refusal> {
    segment(name, collection)
        .and_then(|id| Uuid::parse_str(id).ok())
        .ok_or_else(|| Refusal::invalid(field, format!("must be {collection}/{{id}} with a UUID as id")))
}

/// What follows `{collection}/` in `name`.
pub fn segment<'a>(name: &'a str, collection: &str) -> Option<&'a str> {
    name.strip_prefix(collection)?
        .strip_prefix('/')
        .filter(|rest| !rest.is_empty())
}
