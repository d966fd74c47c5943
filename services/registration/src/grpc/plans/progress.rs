//! How far a plan has come, as it is answered and exported.

use calendar::local_day;
use platform::journal::read::timestamp;
use platform::refusal::Failure;
use platform::time::Moment;
use proto::registration as wire;
use sea_orm::ConnectionTrait;

use super::messages::{self, item_progress, target_progress};
use crate::domain::{ItemProgress, Plan, PlanItem, School, measure};
use crate::store;

/// An item that stands in the plan, with its school and how far it has come.
pub struct Coming {
    /// The item.
    pub item: PlanItem,
    /// Its school.
    pub school: School,
    /// How far it has come.
    pub progress: ItemProgress,
}

/// The items that stand in `plan`, by planned month, with how far they have come by `at`.
pub async fn items(
    connection: &impl ConnectionTrait,
    plan: &Plan,
    at: Moment,
) -> Result<Vec<Coming>, Failure> {
    let mut items = store::plan_item::of_plan(connection, plan.id).await?;
    items.retain(|(item, _)| !item.removed);
    items.sort_by_key(messages::order);
    let dossiers = store::progress::dossiers(connection, plan.id).await?;
    let today = local_day(at);
    let coming = |(item, school): (PlanItem, School)| {
        let dossier = item.dossier_id.and_then(|id| dossiers.get(&id).copied());
        Coming {
            progress: item.progress(dossier.unwrap_or_default(), today),
            item,
            school,
        }
    };
    Ok(items.into_iter().map(coming).collect())
}

/// How far `plan` has come by `at`.
pub async fn of(
    connection: &impl ConnectionTrait,
    plan: &Plan,
    at: Moment,
) -> Result<wire::PlanProgress, Failure> {
    let items = items(connection, plan, at).await?;
    let tallies = store::progress::tallies(connection, plan).await?;
    let unplanned = store::progress::unplanned(connection, plan).await?;
    let targets = plan.targets.iter().zip(&tallies).flat_map(|(target, tally)| {
        measure(target, tally)
            .into_iter()
            .map(move |progress| target_progress(target, &progress))
    });
    Ok(wire::PlanProgress {
        plan: Some(messages::plan(plan)),
        items: items
            .iter()
            .map(|coming| item_progress(&coming.item, &coming.school.name, coming.progress))
            .collect(),
        targets: targets.collect(),
        unplanned_dossiers: unplanned.iter().map(|id| format!("dossiers/{id}")).collect(),
        as_of: Some(timestamp(at)),
    })
}
