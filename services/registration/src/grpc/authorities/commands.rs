//! Commands on authorities: load, decide, hand over what is to be kept.

use platform::identity::Identity;
use platform::journal::Outcome;
use platform::names;
use platform::refusal::{Failure, Refusal};
use platform::time::Moment;
use proto::registration as wire;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use super::super::{happened, made_by};
use super::messages::{form, kind};
use crate::domain::Authority;
use crate::store;

/// Enters an authority.
pub async fn create(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    request_id: Uuid,
    asked: wire::Authority,
    at: Moment,
) -> Result<Outcome<wire::Authority>, Failure> {
    let kind = kind(asked.kind())?;
    let parent = match asked.parent.as_str() {
        "" => None,
        name => {
            let id = names::id(name, "authorities", "authority.parent")?;
            let parent = store::authority::find(transaction, id).await?;
            let parent = parent.filter(|parent| caller.may_see(&parent.province_id.to_string()));
            Some(parent.ok_or_else(|| Refusal::absent("cơ quan cấp trên"))?)
        }
    };
    let id = made_by(request_id, "authority");
    let (authority, fact) =
        Authority::enter(id, kind, parent.as_ref(), form(asked)).map_err(Refusal::from)?;
    Ok(Outcome {
        answer: wire::Authority::from(&authority),
        facts: happened([fact], at)?,
        writes: vec![store::authority::save(
            &authority,
            transaction.get_database_backend(),
        )?],
    })
}
