//! The commands, between the door and the domain: load, decide, hand over what is to be kept.

use calendar::local_day;
use platform::identity::Identity;
use platform::journal::{NewFact, Outcome};
use platform::refusal::{Failure, Refusal};
use platform::server::must_be_unchanged;
use platform::time::Moment;
use proto::review as wire;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use statute::Law;
use uuid::Uuid;

use super::super::callers::{Party, must_belong};
use super::messages::whole;
use crate::domain::{self, Review, ReviewCommand};
use crate::store;

/// A review that is to change, as the caller named and saw it.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its id.
    pub id: Uuid,
    /// The version the caller saw, or empty.
    pub etag: String,
    /// Who asks.
    pub caller: Identity,
    /// On whose behalf.
    pub party: Party,
}

/// Changes a review.
pub async fn change(
    transaction: &DatabaseTransaction,
    law: &Law,
    named: &Named,
    command: ReviewCommand,
    at: Moment,
) -> Result<Outcome<wire::Review>, Failure> {
    let review = store::review::find_for_change(transaction, named.id).await?;
    let review = review.ok_or_else(|| Refusal::absent("đợt đánh giá ngoài"))?;
    must_belong(&named.caller, named.party, &review)?;
    must_be_unchanged(&named.etag, review.version)?;
    if named.party == Party::Team {
        must_still_fit(transaction, law, &review, at).await?;
    }
    let (after, fact) = review.decide(command, law, at).map_err(Refusal::from)?;
    let backend = transaction.get_database_backend();
    let mut writes = vec![store::review::save(&after, backend)?];
    if after.visits != review.visits {
        writes.extend(store::review::visit::save(&after, backend));
    }
    Ok(Outcome {
        answer: whole(&after, law, at),
        facts: vec![NewFact::of(fact, at)?],
        writes,
    })
}

/// Refuses the act of a team in which somebody is meanwhile who may not review the school: people change while a
/// review lasts.
async fn must_still_fit(
    transaction: &DatabaseTransaction,
    law: &Law,
    review: &Review,
    at: Moment,
) -> Result<(), Failure> {
    let members = store::team::members(transaction, review).await?;
    let people: Vec<Uuid> = members.iter().map(|member| member.id).collect();
    let known = store::team::known(transaction, &people, std::slice::from_ref(&review.case)).await?;
    let fits = domain::must_still_fit(&members, &review.case, &known, law, local_day(at));
    Ok(fits.map_err(Refusal::from)?)
}
