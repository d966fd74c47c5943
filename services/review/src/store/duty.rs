//! Rows of due dates that the scheduler announced for limits of this service.

use calendar::Day;
use platform::page::{self, Direction};
use platform::refusal::Failure;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{Condition, DbBackend, QuerySelect, QueryTrait, Statement};

use super::review;
use crate::domain::{Duty, Review, Sight};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "duties")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub clock_id: Uuid,
    pub case_id: Uuid,
    pub limit_id: String,
    pub overlay: String,
    pub due_on: Option<Date>,
    pub listed_on: Date,
}

/// A duty is owed in a review.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "review::Entity",
        from = "Column::CaseId",
        to = "review::Column::Id"
    )]
    Review,
}

impl Related<review::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Review.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// The statement that keeps `duty`, in place of what was known of its clock.
pub fn save(duty: &Duty, backend: DbBackend) -> Statement {
    let row = ActiveModel {
        clock_id: Set(duty.clock),
        case_id: Set(duty.case),
        limit_id: Set(duty.limit.clone()),
        overlay: Set(duty.overlay.clone()),
        due_on: Set(duty.due_on.map(Into::into)),
        listed_on: Set(duty.due_on.unwrap_or(Day::MAX).into()),
    };
    let changed = [Column::DueOn, Column::ListedOn];
    Entity::insert(row)
        .on_conflict(
            OnConflict::column(Column::ClockId)
                .update_columns(changed)
                .to_owned(),
        )
        .build(backend)
}

/// Which duties are asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of this team.
    pub team: Option<Uuid>,
    /// Only of these limits.
    pub limits: Option<Vec<String>>,
    /// Only those after this clock.
    pub after: Option<Uuid>,
}

/// What is still owed in reviews that `sight` covers, the most urgent first, at most `limit`.
pub async fn list(
    connection: &impl ConnectionTrait,
    sight: &Sight,
    filter: Filter,
    limit: u64,
) -> Result<Vec<(Duty, Review)>, Failure> {
    let mut query = Entity::find()
        .find_also_related(review::Entity)
        .filter(still_owed())
        .filter(review::covered(sight))
        .limit(limit);
    if let Some(team) = filter.team {
        query = query.filter(review::Column::TeamId.eq(team));
    }
    if let Some(limits) = filter.limits {
        query = query.filter(Column::LimitId.is_in(limits));
    }
    let columns = [Column::ListedOn, Column::ClockId];
    let query = page::after_row(query, Direction::Ascending, columns, filter.after);
    let rows = query.all(connection).await?;
    let both = rows.into_iter().filter_map(|(row, review)| Some((row, review?)));
    both.map(|(row, review)| Ok((duty(row), Review::try_from(review)?)))
        .collect()
}

/// The limit is one of those that are owed in what its review has become.
fn still_owed() -> Condition {
    Review::ever_owed()
        .into_iter()
        .filter_map(|owed| Some((*owed.first()?, owed)))
        .map(|(next, owed)| {
            let of_these = Column::LimitId.is_in(owed.iter().copied());
            Condition::all().add(review::Column::Owes.eq(next)).add(of_these)
        })
        .fold(Condition::any(), Condition::add)
}

fn duty(row: Model) -> Duty {
    Duty {
        clock: row.clock_id,
        case: row.case_id,
        limit: row.limit_id,
        overlay: row.overlay,
        due_on: row.due_on.map(Into::into),
    }
}
