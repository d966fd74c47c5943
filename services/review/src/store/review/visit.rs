//! Rows of the days on which schools are visited, written anew whenever a review's visits change.

use platform::refusal::Failure;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{DbBackend, QuerySelect, QueryTrait, Statement};

use super::member;
use crate::domain::{Review, Visit};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "review_visits")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub review_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub step: String,
    pub from_day: Date,
    pub until_day: Date,
}

/// A visit is of everybody who sits in the team of its review.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "member::Entity",
        from = "Column::ReviewId",
        to = "member::Column::ReviewId"
    )]
    Member,
}

impl ActiveModelBehavior for ActiveModel {}

/// The statements that keep when the school of `review` is visited.
pub fn save(review: &Review, backend: DbBackend) -> Vec<Statement> {
    let forget = Entity::delete_many().filter(Column::ReviewId.eq(review.case.id));
    let mut statements = vec![forget.build(backend)];
    let rows = review.visits.iter().map(|visit| ActiveModel {
        review_id: Set(review.case.id),
        step: Set(visit.step.as_str_name().to_owned()),
        from_day: Set(visit.from.into()),
        until_day: Set(visit.until.into()),
    });
    if !review.visits.is_empty() {
        statements.push(Entity::insert_many(rows).build(backend));
    }
    statements
}

/// The visits of `reviewers`, by the teams in which they sit now.
pub async fn of(connection: &impl ConnectionTrait, reviewers: &[Uuid]) -> Result<Vec<Visit>, Failure> {
    let found: Vec<(Uuid, Uuid, Date, Date)> = Entity::find()
        .select_only()
        .column(member::Column::ReviewerId)
        .columns([Column::ReviewId, Column::FromDay, Column::UntilDay])
        .join(sea_orm::JoinType::InnerJoin, Relation::Member.def())
        .filter(member::Column::ReviewerId.is_in(reviewers.iter().copied()))
        .into_tuple()
        .all(connection)
        .await?;
    let visit = |(reviewer, case, from, until): (Uuid, Uuid, Date, Date)| Visit {
        reviewer,
        case,
        from: from.into(),
        until: until.into(),
    };
    Ok(found.into_iter().map(visit).collect())
}
