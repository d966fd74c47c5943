//! Rows of teams, of their seats, and of the reviews they hold.

use std::collections::HashMap;

use platform::page::{self, Direction};
use platform::refusal::Failure;
use platform::time::Moment;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict, Query, SelectStatement};
use sea_orm::{Condition, DbBackend, QueryOrder, QuerySelect, QueryTrait, Statement};
use statute::Role;

use super::{corrupt, read_list, review, stored_list};
use crate::domain::{Case, Review, ReviewState, Sight, Team, TeamState};
use stored::{StoredDecision, StoredOverride, StoredReplacement};

mod known;
mod seat;
mod stored;

pub use known::{known, members};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "teams")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub state: String,
    pub decided_by: String,
    pub warnings: Json,
    pub overrides: Json,
    pub preparers: Json,
    pub decision: Option<Json>,
    pub replacements: Json,
    pub proposed_replacement: Option<Json>,
    pub dissolution: Option<Json>,
    pub end_reason: String,
    pub proposed_at: Moment,
    pub province_id: Option<Uuid>,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Which reviews a team holds, or held.
mod held {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "team_reviews")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub team_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub review_id: Uuid,
        pub open: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(
            belongs_to = "crate::store::review::Entity",
            from = "Column::ReviewId",
            to = "crate::store::review::Column::Id"
        )]
        Review,
    }

    impl Related<crate::store::review::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::Review.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// The authorities that establish teams.
const AUTHORITIES: [Role; 2] = [Role::DepartmentLeader, Role::Province];

fn read_authority(name: &str) -> Result<Role, Failure> {
    let found = AUTHORITIES.into_iter().find(|role| role.as_str() == name);
    found.ok_or_else(|| corrupt(name))
}

fn read(row: Model, seats: Vec<seat::Model>, cases: Vec<Case>) -> Result<Team, Failure> {
    let decision = |stored: Option<Json>| -> Result<_, Failure> {
        let stored: Option<StoredDecision> =
            stored.map(serde_json::from_value).transpose().map_err(corrupt)?;
        stored.map(StoredDecision::read).transpose()
    };
    let proposed: Option<StoredReplacement> = row
        .proposed_replacement
        .map(serde_json::from_value)
        .transpose()
        .map_err(corrupt)?;
    Ok(Team {
        id: row.id,
        state: row.state.parse().map_err(corrupt)?,
        decided_by: read_authority(&row.decided_by)?,
        cases,
        seats: seats
            .into_iter()
            .map(seat::Model::read)
            .collect::<Result<_, _>>()?,
        warnings: serde_json::from_value(row.warnings).map_err(corrupt)?,
        overrides: read_list(row.overrides, |stored: StoredOverride| Ok(stored.into()))?,
        preparers: serde_json::from_value(row.preparers).map_err(corrupt)?,
        decision: decision(row.decision)?,
        replacements: read_list(row.replacements, StoredReplacement::read)?,
        proposed_replacement: proposed.map(StoredReplacement::read).transpose()?,
        dissolution: decision(row.dissolution)?,
        end_reason: row.end_reason,
        proposed_at: row.proposed_at,
        version: row.version,
    })
}

/// The statements that keep `team`.
pub fn save(team: &Team, backend: DbBackend) -> Result<Vec<Statement>, Failure> {
    let decision = |decision: &Option<crate::domain::Decision>| {
        let stored = decision.as_ref().map(StoredDecision::of);
        stored.map(serde_json::to_value).transpose().map_err(corrupt)
    };
    let proposed = team.proposed_replacement.as_ref().map(StoredReplacement::of);
    let row = ActiveModel {
        id: Set(team.id),
        state: Set(team.state.to_string()),
        decided_by: Set(team.decided_by.as_str().to_owned()),
        warnings: Set(serde_json::to_value(&team.warnings).map_err(corrupt)?),
        overrides: Set(stored_list(&team.overrides, StoredOverride::from)?),
        preparers: Set(serde_json::to_value(&team.preparers).map_err(corrupt)?),
        decision: Set(decision(&team.decision)?),
        replacements: Set(stored_list(&team.replacements, StoredReplacement::of)?),
        proposed_replacement: Set(proposed.map(serde_json::to_value).transpose().map_err(corrupt)?),
        dissolution: Set(decision(&team.dissolution)?),
        end_reason: Set(team.end_reason.clone()),
        proposed_at: Set(team.proposed_at),
        province_id: Set(team.place().province_id),
        version: Set(team.version),
    };
    let changed = [
        Column::State,
        Column::DecidedBy,
        Column::Warnings,
        Column::Overrides,
        Column::Preparers,
        Column::Decision,
        Column::Replacements,
        Column::ProposedReplacement,
        Column::Dissolution,
        Column::EndReason,
        Column::ProvinceId,
        Column::Version,
    ];
    let kept = OnConflict::column(Column::Id).update_columns(changed).to_owned();
    let mut statements = vec![Entity::insert(row).on_conflict(kept).build(backend)];
    statements.extend(seat::save(team, backend));
    let released = held::Entity::delete_many().filter(held::Column::TeamId.eq(team.id));
    let taken = team.cases.iter().map(|case| held::ActiveModel {
        team_id: Set(team.id),
        review_id: Set(case.id),
        open: Set(team.state.is_open()),
    });
    statements.push(released.build(backend));
    statements.push(held::Entity::insert_many(taken).build(backend));
    Ok(statements)
}

/// The teams of `rows`, in their order: their seats and their reviews are one query each.
async fn whole(connection: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Team>, Failure> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut seats: HashMap<Uuid, Vec<seat::Model>> = HashMap::new();
    for seat in seat::of_teams(connection, ids.clone()).await? {
        seats.entry(seat.team_id).or_default().push(seat);
    }
    let reviews = held::Entity::find()
        .filter(held::Column::TeamId.is_in(ids))
        .find_also_related(review::Entity)
        .order_by_asc(review::Column::DossierNumber)
        .all(connection)
        .await?;
    let mut cases: HashMap<Uuid, Vec<Case>> = HashMap::new();
    for (held, row) in reviews {
        let row = row.ok_or_else(|| corrupt(format!("no review {}", held.review_id)))?;
        cases
            .entry(held.team_id)
            .or_default()
            .push(Review::try_from(row)?.case);
    }
    let team = |row: Model| {
        let seats = seats.remove(&row.id).unwrap_or_default();
        let cases = cases.remove(&row.id).unwrap_or_default();
        read(row, seats, cases)
    };
    rows.into_iter().map(team).collect()
}

/// The team `id`.
pub async fn find(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Team>, Failure> {
    let row = Entity::find_by_id(id).one(connection).await?;
    Ok(whole(connection, row.into_iter().collect()).await?.pop())
}

/// The team `id`, held until the transaction ends.
pub async fn find_for_change(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Team>, Failure> {
    let row = Entity::find_by_id(id).lock_exclusive().one(connection).await?;
    Ok(whole(connection, row.into_iter().collect()).await?.pop())
}

/// Those of the `reviews` that an open team other than `team` holds.
pub async fn taken(
    connection: &impl ConnectionTrait,
    reviews: Vec<Uuid>,
    team: Uuid,
) -> Result<Vec<Uuid>, Failure> {
    let others = held::Entity::find()
        .filter(held::Column::ReviewId.is_in(reviews))
        .filter(held::Column::Open.eq(true))
        .filter(held::Column::TeamId.ne(team));
    let rows = others.all(connection).await?;
    Ok(rows.into_iter().map(|row| row.review_id).collect())
}

/// The teams that `sight` covers.
fn seen(sight: &Sight) -> Select<Entity> {
    if sight.everything {
        return Entity::find();
    }
    let mut covered = Condition::any();
    if let Some(scope) = sight.scope {
        covered = covered.add(Column::ProvinceId.eq(scope));
    }
    if let Some(member) = sight.member {
        covered = covered.add(Column::Id.in_subquery(seat::asked(member)));
    }
    if covered.is_empty() {
        covered = covered.add(Expr::val(false));
    }
    Entity::find().filter(covered)
}

/// Which of the teams that may be seen are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Only in this state.
    pub state: Option<TeamState>,
    /// Only those that hold this review, or held it.
    pub review: Option<Uuid>,
    /// Only those that may still act: proposed, or established with a review that is not over.
    pub at_work: bool,
    /// Only those before this team.
    pub after: Option<Uuid>,
}

/// Teams that `sight` covers, newest first, at most `limit`.
pub async fn list(
    connection: &impl ConnectionTrait,
    sight: &Sight,
    filter: Filter,
    limit: u64,
) -> Result<Vec<Team>, Failure> {
    let mut query = page::after_row(
        seen(sight).limit(limit),
        Direction::Descending,
        [Column::ProposedAt, Column::Id],
        filter.after,
    );
    if let Some(state) = filter.state {
        query = query.filter(Column::State.eq(state.as_str()));
    }
    if let Some(review) = filter.review {
        let theirs = teams_holding()
            .and_where(held::Column::ReviewId.eq(review))
            .take();
        query = query.filter(Column::Id.in_subquery(theirs));
    }
    if filter.at_work {
        query = query.filter(Column::Id.in_subquery(at_work()));
    }
    whole(connection, query.all(connection).await?).await
}

fn teams_holding() -> SelectStatement {
    let mut teams = Query::select();
    teams.column(held::Column::TeamId).from(held::Entity);
    teams
}

/// The teams that hold a review which is not over.
fn at_work() -> SelectStatement {
    let over = ReviewState::ALL.into_iter().filter(|state| state.is_over());
    let over = over.map(ReviewState::as_str);
    let over = Query::select()
        .column(review::Column::Id)
        .from(review::Entity)
        .and_where(review::Column::State.is_in(over))
        .take();
    teams_holding()
        .and_where(held::Column::Open.eq(true))
        .and_where(held::Column::ReviewId.not_in_subquery(over))
        .take()
}
