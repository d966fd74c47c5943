//! The one command: a target is set.

use platform::identity::Identity;
use platform::journal::{NewFact, Outcome};
use platform::names;
use platform::refusal::{Failure, Refusal};
use platform::time::Moment;
use proto::recognition as wire;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::messages;
use crate::domain::{AttainmentTarget, TargetForm, department};
use crate::store;

/// Sets a target in the place of the one for the same day, standard and kind of school.
pub async fn set_target(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    asked: &wire::SetTargetRequest,
    at: Moment,
) -> Result<Outcome<wire::AttainmentTarget>, Failure> {
    let named = match asked.province.as_str() {
        "" => None,
        name => Some(names::id(name, "authorities", "province")?),
    };
    let known = store::statistics::departments(transaction).await?;
    let province_id = department(named, caller.scope_id()?, &known).map_err(Refusal::from)?;
    let form = TargetForm {
        on: asked.on.clone(),
        standard: messages::standard(asked.standard()),
        school_type: asked.school_type(),
        per_mille: asked.per_mille,
        document: asked.document.clone(),
    };
    let (target, fact) = AttainmentTarget::set(&form, province_id, at).map_err(Refusal::from)?;
    Ok(Outcome {
        answer: messages::target(&target),
        facts: vec![NewFact::of(fact, at)?],
        writes: vec![store::target::save(&target, transaction.get_database_backend())?],
    })
}
