//! What is known of people besides their own record: whom they reviewed before, and where they are expected.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use platform::refusal::Failure;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::domain::{Case, Known, Review, ReviewState, Reviewer};
use crate::store::review::{self, member};
use crate::store::reviewer;

/// The members of the team of `review`, as they are known now.
pub async fn members(connection: &impl ConnectionTrait, review: &Review) -> Result<Vec<Reviewer>, Failure> {
    let seats = review.team.as_ref().map_or(&[][..], |team| &team.seats);
    let ids = seats.iter().map(|seat| seat.reviewer).collect();
    reviewer::find_all(connection, None, ids).await
}

/// What is known of `reviewers` in view of `cases`.
pub async fn known(
    connection: &impl ConnectionTrait,
    reviewers: &[Uuid],
    cases: &[Case],
) -> Result<Known, Failure> {
    Ok(Known {
        reviewed: reviewed(connection, reviewers, cases).await?,
        visits: review::visit::of(connection, reviewers).await?,
    })
}

/// A review of a school that is over, and one of those who sat in its team.
#[derive(Debug, FromQueryResult)]
struct Sat {
    school_id: Uuid,
    opened_at: DateTime<Utc>,
    reviewer_id: Option<Uuid>,
}

/// Who of `reviewers` sat in the team that last reviewed a school of `cases`.
async fn reviewed(
    connection: &impl ConnectionTrait,
    reviewers: &[Uuid],
    cases: &[Case],
) -> Result<Vec<(Uuid, Uuid)>, Failure> {
    let own = cases.iter().map(|case| case.id);
    let schools = cases.iter().map(|case| case.school_id);
    let sat = Expr::col((member::Entity, member::Column::ReviewId))
        .equals((review::Entity, review::Column::Id))
        .and(member::Column::ReviewerId.is_in(reviewers.iter().copied()));
    // Of every review that is over at least one row, so that the last is known even if none of them sat in it.
    let query = Query::select()
        .column((review::Entity, review::Column::SchoolId))
        .column((review::Entity, review::Column::OpenedAt))
        .column((member::Entity, member::Column::ReviewerId))
        .from(review::Entity)
        .left_join(member::Entity, sat)
        .and_where(review::Column::SchoolId.is_in(schools))
        .and_where(review::Column::State.eq(ReviewState::Completed.as_str()))
        .and_where(review::Column::Id.is_not_in(own))
        .take();
    let statement = connection.get_database_backend().build(&query);
    let rows = Sat::find_by_statement(statement).all(connection).await?;
    let mut last: HashMap<Uuid, DateTime<Utc>> = HashMap::new();
    for row in &rows {
        let known = last.entry(row.school_id).or_insert(row.opened_at);
        *known = Ord::max(row.opened_at, *known);
    }
    let in_the_last = |row: &Sat| last.get(&row.school_id) == Some(&row.opened_at);
    let pairs = rows.iter().filter(|row| in_the_last(row));
    Ok(pairs
        .filter_map(|row| row.reviewer_id.map(|reviewer| (reviewer, row.school_id)))
        .collect())
}
