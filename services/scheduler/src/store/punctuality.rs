//! Clocks counted by how they stand.

use calendar::Day;
use platform::refusal::Failure;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{Condition, DatabaseConnection, FromQueryResult, QuerySelect};

use super::query::confined;
use super::{clock, corrupt, meant, word};
use crate::domain::{Counted, Outcome};

/// The outcomes that say something of punctuality by themselves.
const JUDGED: [Outcome; 5] = [
    Outcome::Met,
    Outcome::MetLate,
    Outcome::Breached,
    Outcome::Running,
    Outcome::Suspended,
];

/// A group of clocks.
#[derive(FromQueryResult)]
struct Group {
    limit_id: String,
    overlay: Option<String>,
    regime: String,
    outcome: String,
    clocks: i64,
}

/// The clocks whose last due date lies from `from` to `until`, counted by limit, overlay, regime and outcome, over the
/// cases of `scope` or over all. A stopped clock is taken by the date it would have if it went on at once. Of clocks
/// whose case ended only those are counted that were found broken by then.
pub async fn counted(
    connection: &DatabaseConnection,
    scope: Option<Uuid>,
    from: Day,
    until: Day,
) -> Result<Vec<Counted>, Failure> {
    use clock::{Column, Entity};
    let broken = Condition::all()
        .add(Column::Outcome.eq(word(&Outcome::Cancelled)))
        .add(Expr::col((Entity, Column::BreachedOn)).eq(Expr::col((Entity, Column::DueOn))));
    let judged = Condition::any()
        .add(Column::Outcome.is_in(JUDGED.iter().map(word)))
        .add(broken);
    let groups = confined(Entity::find(), Column::CaseId, scope)
        .filter(Column::ExpectedOn.between(Date::from(from), Date::from(until)))
        .filter(judged)
        .select_only()
        .columns([Column::LimitId, Column::Overlay, Column::Regime, Column::Outcome])
        .column_as(Column::Id.count(), "clocks")
        .group_by(Column::LimitId)
        .group_by(Column::Overlay)
        .group_by(Column::Regime)
        .group_by(Column::Outcome)
        .into_model::<Group>()
        .all(connection)
        .await?;
    groups.into_iter().map(of_group).collect()
}

fn of_group(group: Group) -> Result<Counted, Failure> {
    Ok(Counted {
        limit: group.limit_id,
        overlay: group.overlay,
        regime: group.regime.parse().map_err(corrupt)?,
        outcome: meant(&group.outcome)?,
        clocks: u32::try_from(group.clocks).unwrap_or(u32::MAX),
    })
}
