//! Rows of mergers: which school went up in which.

use std::collections::HashMap;

use calendar::Day;
use platform::refusal::Failure;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    Condition, DbBackend, FromQueryResult, JoinType, QueryOrder, QuerySelect, QueryTrait, Statement,
};

use super::{ROWS_AT_ONCE, school};
use crate::domain::Absorbed;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "school_mergers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub school_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub absorbed_id: Uuid,
    pub on_day: Date,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The statement that keeps that `absorbed_id` went up in `school_id`, which stands in its place from the day `on`.
pub fn save(school_id: Uuid, absorbed_id: Uuid, on: Day, backend: DbBackend) -> Statement {
    let row = ActiveModel {
        school_id: Set(school_id),
        absorbed_id: Set(absorbed_id),
        on_day: Set(on.into()),
    };
    let kept = OnConflict::columns([Column::SchoolId, Column::AbsorbedId])
        .update_column(Column::OnDay)
        .to_owned();
    Entity::insert(row).on_conflict(kept).build(backend)
}

/// A merger with the name that the absorbed school had at last, if it was heard of.
#[derive(FromQueryResult)]
struct Line {
    school_id: Uuid,
    on_day: Date,
    name: Option<String>,
}

/// What each of `schools` absorbed, oldest first; those that absorbed nothing are left out.
pub async fn of_schools(
    connection: &impl ConnectionTrait,
    schools: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Absorbed>>, Failure> {
    let mut absorbed: HashMap<Uuid, Vec<Absorbed>> = HashMap::new();
    for schools in schools.chunks(ROWS_AT_ONCE) {
        let last_name = Entity::belongs_to(school::Entity)
            .from(Column::AbsorbedId)
            .to(school::Column::SchoolId)
            .on_condition(|_, _| last_period())
            .into();
        let lines = Entity::find()
            .select_only()
            .columns([Column::SchoolId, Column::OnDay])
            .column_as(school::Column::Name, "name")
            .join(JoinType::LeftJoin, last_name)
            .filter(Column::SchoolId.is_in(schools.iter().copied()))
            .order_by_asc(Column::OnDay)
            .order_by_asc(Column::AbsorbedId)
            .into_model::<Line>()
            .all(connection)
            .await?;
        for line in lines {
            let of_it = absorbed.entry(line.school_id).or_default();
            of_it.push(Absorbed {
                name: line.name.unwrap_or_default(),
                on: line.on_day.into(),
            });
        }
    }
    Ok(absorbed)
}

/// What holds for the last period of a school: it is open, or the school ended with it.
fn last_period() -> Condition {
    Condition::any()
        .add(school::Column::UntilDay.eq(Date::from(Day::MAX)))
        .add(school::Column::Ended.ne(""))
}
