//! Commands on schools: load, decide, hand over what is to be kept.

use platform::identity::Identity;
use platform::journal::Outcome;
use platform::names;
use platform::refusal::{Failure, Refusal};
use platform::time::Moment;
use proto::registration as wire;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use super::super::seat::department;
use super::super::{happened, made_by};
use super::messages::form;
use crate::domain::{Authority, AuthorityKind, Place, School};
use crate::store;

/// Enters a school.
pub async fn create(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    request_id: Uuid,
    asked: wire::School,
    at: Moment,
) -> Result<Outcome<wire::School>, Failure> {
    let place = place(transaction, caller, &asked).await?;
    let (school, fact) =
        School::register(made_by(request_id, "school"), place, form(asked)).map_err(Refusal::from)?;
    Ok(Outcome {
        answer: wire::School::from(&school),
        facts: happened([fact], at)?,
        writes: vec![store::school::save(&school, transaction.get_database_backend())?],
    })
}

/// Where the school stands among the authorities of the caller's province.
async fn place(
    connection: &impl ConnectionTrait,
    caller: &Identity,
    asked: &wire::School,
) -> Result<Place, Failure> {
    let department = department(connection, caller, &asked.province).await?;
    let tree = store::authority::of_province(connection, department.id).await?;
    let commune = named(&tree, &asked.commune, Some(AuthorityKind::Commune)).ok_or_else(|| {
        let message = "không có xã, phường này trong tỉnh; nêu authorities/{id}, mã hoặc đúng tên, hoặc nhập cơ quan trước";
        Refusal::invalid("school.commune", message)
    })?;
    let authority = match asked.authority.as_str() {
        "" => commune,
        name => named(&tree, name, None)
            .ok_or_else(|| Refusal::invalid("school.authority", "không có cơ quan quản lý này trong tỉnh"))?,
    };
    Ok(Place::among(commune, authority).map_err(Refusal::from)?)
}

/// The authority of `tree` that `text` names: by resource name, by code, or by its name, which may leave out
/// what every authority of its level is called.
fn named<'a>(tree: &'a [Authority], text: &str, kind: Option<AuthorityKind>) -> Option<&'a Authority> {
    let text = text.trim();
    let id = names::id(text, "authorities", "authority").ok();
    let fits = |authority: &&Authority| {
        kind.is_none_or(|kind| kind == authority.kind)
            && (Some(authority.id) == id || authority.code == text || authority.name == text)
    };
    let mut found: Vec<_> = tree.iter().filter(fits).collect();
    found.sort_by_key(|authority| authority.valid_until.is_none());
    found.pop()
}
