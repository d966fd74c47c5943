//! What the progress of a plan is counted from: schools by kind and ownership, and dossiers. Few queries, whatever
//! the number of schools.

use std::collections::HashMap;

use platform::refusal::Failure;
use platform::time::Moment;
use proto::fact::{Ownership, RecognitionKind, SchoolType};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{Condition, FromQueryResult, QuerySelect};

use super::{corrupt, plan_item, school};
use crate::domain::{
    DossierProgress, DossierState, Measure, Plan, PlanTarget, SchoolCount, SchoolState, Tally, Window,
    school_year,
};

/// What is counted for each target of `plan`, in their order.
pub async fn tallies(connection: &impl ConnectionTrait, plan: &Plan) -> Result<Vec<Tally>, Failure> {
    let mut tallies = Vec::with_capacity(plan.targets.len());
    let mut everyone = None;
    for target in &plan.targets {
        let (reached, of) = conditions(target, plan.year);
        let of = match of {
            Base::Nobody => Vec::new(),
            Base::Eligible(eligible) => count(connection, plan.authority_id, eligible).await?,
            Base::Everyone => {
                if everyone.is_none() {
                    everyone = Some(count(connection, plan.authority_id, Condition::all()).await?);
                }
                everyone.clone().unwrap_or_default()
            }
        };
        tallies.push(Tally {
            reached: count(connection, plan.authority_id, reached).await?,
            of,
        });
    }
    Ok(tallies)
}

/// Out of which schools a share is.
enum Base {
    /// All.
    Everyone,
    /// Those that meet a condition.
    Eligible(Condition),
    /// It is no share.
    Nobody,
}

/// Which schools reached `target` in a plan of `year`, and out of which.
fn conditions(target: &PlanTarget, year: i32) -> (Condition, Base) {
    let window = target.window(year);
    let one_of = |schools: SelectStatement| Condition::all().add(school::Column::Id.in_subquery(schools));
    let recognised = |kind: RecognitionKind| {
        let mut schools = dossiers_with("decided_at", window);
        schools
            .and_where(Expr::col("recognised").eq(true))
            .and_where(Expr::col("kind").eq(kind.as_str_name()));
        (one_of(schools), Base::Nobody)
    };
    match target.measure {
        Measure::SelfAssessed => {
            let mut schools = self_assessed(window);
            schools.and_where(Expr::col("school_year").eq(school_year(year)));
            (one_of(schools), Base::Everyone)
        }
        Measure::ExternallyReviewed => (one_of(dossiers_with("reviewed_at", window)), Base::Everyone),
        Measure::EligibleReviewed => {
            let eligible = one_of(self_assessed(window));
            let reviewed = one_of(dossiers_with("reviewed_at", window));
            (reviewed.add(eligible.clone()), Base::Eligible(eligible))
        }
        Measure::RecognisedNew => recognised(RecognitionKind::New),
        Measure::RecognisedAgain => recognised(RecognitionKind::Renewal),
    }
}

/// The schools that have completed a self-assessment before the window ends.
fn self_assessed(window: Window) -> SelectStatement {
    Query::select()
        .column("school_id")
        .from("self_assessments")
        .and_where(Expr::col("completed_at").lt(window.until))
        .take()
}

/// The schools with a dossier whose `moment` lies in the window.
fn dossiers_with(moment: &'static str, window: Window) -> SelectStatement {
    let mut schools = Query::select();
    schools
        .column("school_id")
        .from("dossiers")
        .and_where(Expr::col(moment).lt(window.until));
    if let Some(from) = window.from {
        schools.and_where(Expr::col(moment).gte(from));
    }
    schools
}

/// How many schools under the authority meet `condition`, by kind and ownership, of those that are still there.
async fn count(
    connection: &impl ConnectionTrait,
    authority: Uuid,
    condition: Condition,
) -> Result<Vec<SchoolCount>, Failure> {
    let rows = school::Entity::find()
        .select_only()
        .column(school::Column::SchoolType)
        .column(school::Column::Ownership)
        .column_as(school::Column::Id.count(), "schools")
        .filter(school::within(authority))
        .filter(school::Column::State.eq(SchoolState::Active.as_str()))
        .filter(condition)
        .group_by(school::Column::SchoolType)
        .group_by(school::Column::Ownership)
        .into_tuple::<(String, String, i64)>()
        .all(connection)
        .await?;
    rows.into_iter()
        .map(|(school_type, ownership, schools)| {
            Ok(SchoolCount {
                school_type: SchoolType::from_str_name(&school_type).ok_or_else(|| corrupt(&school_type))?,
                ownership: Ownership::from_str_name(&ownership).ok_or_else(|| corrupt(&ownership))?,
                schools: u32::try_from(schools).unwrap_or(u32::MAX),
            })
        })
        .collect()
}

/// What the numbers of dossiers that were registered in `year` look like: `<agency code>-YYMMDD-NNNN`, and no
/// agency's code has a dash.
fn numbered_in(year: i32) -> String {
    format!("%-{:02}____-%", year.rem_euclid(100))
}

/// What became of a dossier, as it is stored.
#[derive(FromQueryResult)]
struct Stage {
    id: Uuid,
    state: String,
    reviewed_at: Option<Moment>,
    decided_at: Option<Moment>,
}

/// What became of the dossiers of the plan's items.
pub async fn dossiers(
    connection: &impl ConnectionTrait,
    plan_id: Uuid,
) -> Result<HashMap<Uuid, DossierProgress>, Failure> {
    let fulfilling = Query::select()
        .column(plan_item::Column::DossierId)
        .from(plan_item::Entity)
        .and_where(Expr::col(plan_item::Column::PlanId).eq(plan_id))
        .and_where(Expr::col(plan_item::Column::DossierId).is_not_null())
        .take();
    let query = Query::select()
        .columns(["id", "state", "reviewed_at", "decided_at"])
        .from("dossiers")
        .and_where(Expr::col("id").in_subquery(fulfilling))
        .take();
    let statement = connection.get_database_backend().build(&query);
    let rows = Stage::find_by_statement(statement).all(connection).await?;
    let progress = |row: Stage| {
        let progress = DossierProgress {
            accepted: row.state == DossierState::Accepted.as_str(),
            reviewed: row.reviewed_at.is_some(),
            decided: row.decided_at.is_some(),
        };
        (row.id, progress)
    };
    Ok(rows.into_iter().map(progress).collect())
}

/// The dossiers that schools under the plan's authority registered in its year and that stand in no item of it, in
/// the order of their numbers.
pub async fn unplanned(connection: &impl ConnectionTrait, plan: &Plan) -> Result<Vec<Uuid>, Failure> {
    let planned = Query::select()
        .column(plan_item::Column::SchoolId)
        .from(plan_item::Entity)
        .and_where(Expr::col(plan_item::Column::PlanId).eq(plan.id))
        .and_where(Expr::col(plan_item::Column::Removed).eq(false))
        .take();
    let under = Query::select()
        .column(school::Column::Id)
        .from(school::Entity)
        .cond_where(school::within(plan.authority_id))
        .take();
    let query = Query::select()
        .column("id")
        .from("dossiers")
        .and_where(Expr::col("number").like(numbered_in(plan.year)))
        .and_where(Expr::col("school_id").in_subquery(under))
        .and_where(Expr::col("school_id").not_in_subquery(planned))
        .order_by("number", sea_orm::Order::Asc)
        .take();
    let statement = connection.get_database_backend().build(&query);
    let rows = connection.query_all_raw(statement).await?;
    rows.iter()
        .map(|row| row.try_get("", "id").map_err(Failure::from))
        .collect()
}
