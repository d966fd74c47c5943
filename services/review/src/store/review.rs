//! Rows of reviews, and of who sits in their teams.

use chrono::{DateTime, Utc};
use platform::page::{self, Direction};
use platform::refusal::Failure;
use platform::scope::{Place, within};
use platform::time::Moment;
use proto::fact::{ReviewStep, SchoolType, Target, TeamRole};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{Condition, DbBackend, QuerySelect, QueryTrait, Statement};
use serde::{Deserialize, Serialize};

use super::corrupt;
use crate::domain::{Case, Review, ReviewState, Seat, Sight, StateChange, Team};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reviews")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub dossier_number: String,
    pub school_id: Uuid,
    pub school_name: String,
    pub school_type: String,
    pub commune: String,
    pub school_email: String,
    pub regime: String,
    pub overlay: String,
    pub target: String,
    pub state: String,
    pub history: Json,
    pub decision_number: Option<String>,
    pub decided_on: Option<Date>,
    pub signer: Option<String>,
    pub seats: Json,
    pub completed_steps: Json,
    pub comments: Json,
    pub settlement: Option<String>,
    pub level: Option<i32>,
    pub warnings: Json,
    pub opened_at: Moment,
    pub version: i64,
    pub commune_id: Option<Uuid>,
    pub authority_id: Option<Uuid>,
    pub authority_name: String,
    pub authority_email: String,
    pub province_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Who sits in which team.
mod member {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "review_members")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub review_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub reviewer_id: Uuid,
        pub role: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One change of state, as it is stored.
#[derive(Serialize, Deserialize)]
struct StoredChange {
    state: String,
    at: DateTime<Utc>,
}

impl StoredChange {
    fn of(change: &StateChange) -> Self {
        Self {
            state: change.state.to_string(),
            at: change.at,
        }
    }

    fn read(self) -> Result<StateChange, Failure> {
        Ok(StateChange {
            state: self.state.parse().map_err(corrupt)?,
            at: self.at,
        })
    }
}

/// One seat, as it is stored.
#[derive(Serialize, Deserialize)]
struct StoredSeat {
    reviewer: Uuid,
    name: String,
    email: String,
    role: String,
}

impl StoredSeat {
    fn of(seat: &Seat) -> Self {
        Self {
            reviewer: seat.reviewer,
            name: seat.name.clone(),
            email: seat.email.clone(),
            role: seat.role.as_str_name().to_owned(),
        }
    }

    fn read(self) -> Result<Seat, Failure> {
        Ok(Seat {
            role: TeamRole::from_str_name(&self.role).ok_or_else(|| corrupt(&self.role))?,
            reviewer: self.reviewer,
            name: self.name,
            email: self.email,
        })
    }
}

fn read_list<S, T>(stored: Json, read: impl Fn(S) -> Result<T, Failure>) -> Result<Vec<T>, Failure>
where
    S: serde::de::DeserializeOwned,
{
    let stored: Vec<S> = serde_json::from_value(stored).map_err(corrupt)?;
    stored.into_iter().map(read).collect()
}

fn read_team(row: &mut Model) -> Result<Option<Team>, Failure> {
    let (Some(number), Some(decided_on), Some(signer)) =
        (row.decision_number.take(), row.decided_on, row.signer.take())
    else {
        return Ok(None);
    };
    Ok(Some(Team {
        decision_number: number.parse().map_err(corrupt)?,
        decided_on: decided_on.into(),
        signer,
        seats: read_list(row.seats.take(), StoredSeat::read)?,
    }))
}

impl TryFrom<Model> for Review {
    type Error = Failure;

    fn try_from(mut row: Model) -> Result<Self, Failure> {
        let step = |name: String| ReviewStep::from_str_name(&name).ok_or_else(|| corrupt(&name));
        Ok(Self {
            team: read_team(&mut row)?,
            history: read_list(row.history, StoredChange::read)?,
            completed_steps: read_list(row.completed_steps, step)?,
            comments: serde_json::from_value(row.comments).map_err(corrupt)?,
            settlement: row
                .settlement
                .as_deref()
                .map(str::parse)
                .transpose()
                .map_err(corrupt)?,
            level: row.level.map(u32::try_from).transpose().map_err(corrupt)?,
            warnings: serde_json::from_value(row.warnings).map_err(corrupt)?,
            version: row.version,
            case: Case {
                school_type: SchoolType::from_str_name(&row.school_type)
                    .ok_or_else(|| corrupt(&row.school_type))?,
                target: Target::from_str_name(&row.target).ok_or_else(|| corrupt(&row.target))?,
                regime: row.regime.parse().map_err(corrupt)?,
                id: row.id,
                dossier_number: row.dossier_number,
                school_id: row.school_id,
                school_name: row.school_name,
                commune: row.commune,
                school_email: row.school_email,
                overlay: row.overlay,
                place: Place {
                    commune_id: row.commune_id,
                    authority_id: row.authority_id,
                    authority_name: row.authority_name,
                    authority_email: row.authority_email,
                    province_id: row.province_id,
                },
            },
        })
    }
}

/// The statement that keeps `review`.
pub fn save(review: &Review, backend: DbBackend) -> Result<Statement, Failure> {
    let history: Vec<_> = review.history.iter().map(StoredChange::of).collect();
    let team = review.team.as_ref();
    let seats: Vec<_> = team
        .map_or(&[][..], |team| &team.seats)
        .iter()
        .map(StoredSeat::of)
        .collect();
    let steps: Vec<_> = review
        .completed_steps
        .iter()
        .map(ReviewStep::as_str_name)
        .collect();
    let case = &review.case;
    let row = ActiveModel {
        id: Set(case.id),
        dossier_number: Set(case.dossier_number.clone()),
        school_id: Set(case.school_id),
        school_name: Set(case.school_name.clone()),
        school_type: Set(case.school_type.as_str_name().to_owned()),
        commune: Set(case.commune.clone()),
        school_email: Set(case.school_email.clone()),
        regime: Set(case.regime.to_string()),
        overlay: Set(case.overlay.clone()),
        target: Set(case.target.as_str_name().to_owned()),
        state: Set(review.state().to_string()),
        history: Set(serde_json::to_value(history).map_err(corrupt)?),
        decision_number: Set(team.map(|team| team.decision_number.to_string())),
        decided_on: Set(team.map(|team| team.decided_on.into())),
        signer: Set(team.map(|team| team.signer.clone())),
        seats: Set(serde_json::to_value(seats).map_err(corrupt)?),
        completed_steps: Set(serde_json::to_value(steps).map_err(corrupt)?),
        comments: Set(serde_json::to_value(&review.comments).map_err(corrupt)?),
        settlement: Set(review.settlement.map(|settlement| settlement.as_str().to_owned())),
        level: Set(review.level.map(i32::try_from).transpose().map_err(corrupt)?),
        warnings: Set(serde_json::to_value(&review.warnings).map_err(corrupt)?),
        opened_at: Set(review.opened_at()),
        version: Set(review.version),
        commune_id: Set(case.place.commune_id),
        authority_id: Set(case.place.authority_id),
        authority_name: Set(case.place.authority_name.clone()),
        authority_email: Set(case.place.authority_email.clone()),
        province_id: Set(case.place.province_id),
    };
    let changed = [
        Column::State,
        Column::History,
        Column::DecisionNumber,
        Column::DecidedOn,
        Column::Signer,
        Column::Seats,
        Column::CompletedSteps,
        Column::Comments,
        Column::Settlement,
        Column::Level,
        Column::Warnings,
        Column::Version,
    ];
    Ok(Entity::insert(row)
        .on_conflict(OnConflict::column(Column::Id).update_columns(changed).to_owned())
        .build(backend))
}

/// The statement that seats the team of `review`, which has just been established; nothing without one.
pub fn seat_team(review: &Review, backend: DbBackend) -> Option<Statement> {
    let seats = &review.team.as_ref()?.seats;
    let rows = seats.iter().map(|seat| member::ActiveModel {
        review_id: Set(review.case.id),
        reviewer_id: Set(seat.reviewer),
        role: Set(seat.role.as_str_name().to_owned()),
    });
    Some(member::Entity::insert_many(rows).build(backend))
}

/// The review `id`, held until the transaction ends.
pub async fn find_for_change(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Review>, Failure> {
    let found = Entity::find_by_id(id).lock_exclusive().one(connection).await?;
    found.map(Review::try_from).transpose()
}

/// The review `id`.
pub async fn find(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Review>, Failure> {
    let found = Entity::find_by_id(id).one(connection).await?;
    found.map(Review::try_from).transpose()
}

/// The reviews that `sight` covers.
fn seen(sight: &Sight) -> Select<Entity> {
    if sight.everything {
        return Entity::find();
    }
    let mut covered = Condition::any();
    if let Some(scope) = sight.scope {
        let scopes = [
            Column::SchoolId,
            Column::CommuneId,
            Column::AuthorityId,
            Column::ProvinceId,
        ];
        covered = covered.add(within(scopes, scope));
    }
    if let Some(member) = sight.member {
        let theirs = Query::select()
            .column(member::Column::ReviewId)
            .from(member::Entity)
            .and_where(member::Column::ReviewerId.eq(member))
            .take();
        covered = covered.add(Column::Id.in_subquery(theirs));
    }
    if covered.is_empty() {
        covered = covered.add(Expr::val(false));
    }
    Entity::find().filter(covered)
}

/// Which of the reviews that may be seen are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Only in this state.
    pub state: Option<ReviewState>,
    /// Only those before this review.
    pub after: Option<Uuid>,
}

/// Reviews that `sight` covers, newest first, at most `limit`.
pub async fn list(
    connection: &impl ConnectionTrait,
    sight: &Sight,
    filter: Filter,
    limit: u64,
) -> Result<Vec<Review>, Failure> {
    let mut query = page::after_row(
        seen(sight).limit(limit),
        Direction::Descending,
        [Column::OpenedAt, Column::Id],
        filter.after,
    );
    if let Some(state) = filter.state {
        query = query.filter(Column::State.eq(state.as_str()));
    }
    let rows = query.all(connection).await?;
    rows.into_iter().map(Review::try_from).collect()
}
