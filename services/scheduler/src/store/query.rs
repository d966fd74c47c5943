//! Questions about everything: lists, counts, what comes next.

use platform::page::{self, Direction};
use platform::time::Moment;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{DatabaseConnection, QueryOrder, QuerySelect};
use statute::RungKind;

use super::{case, clock, mail, rung, word};
use crate::domain::{MailState, Outcome, RungState};

/// Which clocks are asked for.
#[derive(Clone, Debug, Default)]
pub struct ClockFilter {
    /// Only of this case.
    pub case_id: Option<Uuid>,
    /// Only what belongs to this school or authority.
    pub scope: Option<Uuid>,
    /// Only of this school.
    pub school_id: Option<String>,
    /// Only with this outcome.
    pub outcome: Option<Outcome>,
    /// Only after this clock.
    pub after: Option<Uuid>,
}

/// Clocks that have started, by the date they are due or expected, with their cases.
pub async fn clocks(
    connection: &DatabaseConnection,
    filter: ClockFilter,
    limit: u64,
) -> Result<Vec<(clock::Model, Option<case::Model>)>, DbErr> {
    use clock::{Column, Entity};
    let mut query = page::after_row(
        Entity::find().find_also_related(case::Entity).limit(limit),
        Direction::Ascending,
        [Column::ExpectedOn, Column::Id],
        filter.after,
    )
    .filter(Column::ExpectedOn.is_not_null());
    if let Some(case_id) = filter.case_id {
        query = query.filter(Column::CaseId.eq(case_id));
    }
    if let Some(scope) = filter.scope {
        query = query.filter(case::of_scope(scope));
    }
    if let Some(school_id) = filter.school_id {
        query = query.filter(case::Column::SchoolId.eq(school_id));
    }
    if let Some(outcome) = filter.outcome {
        query = query.filter(Column::Outcome.eq(word(&outcome)));
    }
    query.all(connection).await
}

/// The clock `id` and its case.
pub async fn clock(
    connection: &DatabaseConnection,
    id: Uuid,
) -> Result<Option<(clock::Model, Option<case::Model>)>, DbErr> {
    clock::Entity::find_by_id(id)
        .find_also_related(case::Entity)
        .one(connection)
        .await
}

/// `query` cut to the cases of `scope`, if one is given; `case_id` is the column that names the case.
pub(super) fn confined<E: EntityTrait>(
    query: Select<E>,
    case_id: impl ColumnTrait,
    scope: Option<Uuid>,
) -> Select<E> {
    match scope {
        Some(scope) => query.filter(case_id.in_subquery(case::ids_of_scope(scope))),
        None => query,
    }
}

fn armed() -> Select<rung::Entity> {
    rung::Entity::find().filter(rung::Column::State.eq(word(&RungState::Armed)))
}

/// Rungs and mails that are due at `now`.
pub async fn due(connection: &DatabaseConnection, now: Moment) -> Result<i64, DbErr> {
    let rungs = armed()
        .filter(rung::Column::FiresAt.lte(now))
        .count(connection)
        .await?;
    let mails = mail::waiting()
        .filter(mail::Column::SendAfter.lte(now))
        .count(connection)
        .await?;
    Ok(count(rungs) + count(mails))
}

/// The next moment at which a rung is due.
pub async fn next_rung(connection: &DatabaseConnection) -> Result<Option<Moment>, DbErr> {
    let rung = armed()
        .order_by_asc(rung::Column::FiresAt)
        .one(connection)
        .await?;
    Ok(rung.map(|rung| rung.fires_at))
}

/// The next moment at which a rung or a mail is due.
pub async fn next_event(connection: &DatabaseConnection) -> Result<Option<Moment>, DbErr> {
    let rung = next_rung(connection).await?;
    let mail = mail::waiting()
        .order_by_asc(mail::Column::SendAfter)
        .one(connection)
        .await?
        .map(|mail| mail.send_after);
    Ok([rung, mail].into_iter().flatten().min())
}

/// Counts over everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Clocks that ever ran.
    pub clocks: i64,
    /// Rungs fired.
    pub fired: i64,
    /// Limits that ended without their effect.
    pub missed: i64,
    /// Limits that ended by deemed consent.
    pub deemed: i64,
    /// Mails sent.
    pub mails_sent: i64,
}

/// Counts at `now`, of which `today` is the day, over the cases of `scope` or over all.
pub async fn totals(
    connection: &DatabaseConnection,
    scope: Option<Uuid>,
    now: Moment,
    today: Date,
) -> Result<Totals, DbErr> {
    let clocks = || {
        let clocks = clock::Entity::find().filter(clock::Column::StartedOn.is_not_null());
        confined(clocks, clock::Column::CaseId, scope)
    };
    let rungs = |rungs| confined(rungs, rung::Column::CaseId, scope);
    let fired = rungs(rung::Entity::find()).filter(rung::Column::State.eq(word(&RungState::Fired)));
    // Missed is what neither the ladder nor the judge caught: a deadline whose moment has passed without
    // being fired, or a limit that is still said to run after its last day.
    let unfired = rungs(armed())
        .filter(rung::Column::Kind.eq(word(&RungKind::Deadline)))
        .filter(rung::Column::FiresAt.lte(now))
        .count(connection)
        .await?;
    let unjudged = clocks()
        .filter(clock::Column::Outcome.eq(word(&Outcome::Running)))
        .filter(clock::Column::DueOn.lt(today))
        .filter(clock::Column::Id.not_in_subquery(unfired_clocks(now)))
        .count(connection)
        .await?;
    let deemed = clocks().filter(clock::Column::Outcome.eq(word(&Outcome::Deemed)));
    let mails = confined(mail::Entity::find(), mail::Column::CaseId, scope);
    let sent = mails.filter(mail::Column::State.eq(word(&MailState::Sent)));
    Ok(Totals {
        clocks: count(clocks().count(connection).await?),
        fired: count(fired.count(connection).await?),
        missed: count(unfired) + count(unjudged),
        deemed: count(deemed.count(connection).await?),
        mails_sent: count(sent.count(connection).await?),
    })
}

/// The clocks with a deadline that should have fired, so that none is counted twice.
fn unfired_clocks(now: Moment) -> sea_orm::sea_query::SelectStatement {
    use rung::Column;
    Query::select()
        .column(Column::ClockId)
        .from(rung::Entity)
        .and_where(Expr::col(Column::State).eq(word(&RungState::Armed)))
        .and_where(Expr::col(Column::Kind).eq(word(&RungKind::Deadline)))
        .and_where(Expr::col(Column::FiresAt).lte(now))
        .take()
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
