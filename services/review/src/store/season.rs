//! Rows of seasons, and what a season is asked of: reviews that wait, people and what they carry.

use std::collections::{BTreeMap, BTreeSet};

use platform::page::{self, Direction};
use platform::refusal::Failure;
use platform::time::Moment;
use proto::fact::TeamRole;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{DbBackend, FromQueryResult, QuerySelect, QueryTrait, Statement};

use super::corrupt;
use crate::domain::season::{PassedOver, Season, Solved};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seasons")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub schools: Json,
    pub terms: Json,
    pub seed: String,
    pub candidates: i32,
    pub answer: Json,
    pub adopted: Json,
    pub solved_by: String,
    pub solved_at: Moment,
    pub province_id: Option<Uuid>,
    pub took_ms: i64,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Who was not chosen for one team of a season.
mod choice {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "season_choices")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub season_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i32,
        pub passed_over: Json,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<Model> for Season {
    type Error = Failure;

    fn try_from(row: Model) -> Result<Self, Failure> {
        Ok(Self {
            id: row.id,
            schools: serde_json::from_value(row.schools).map_err(corrupt)?,
            terms: serde_json::from_value(row.terms).map_err(corrupt)?,
            seed: row.seed.parse().map_err(corrupt)?,
            candidates: u32::try_from(row.candidates).map_err(corrupt)?,
            answer: serde_json::from_value(row.answer).map_err(corrupt)?,
            adopted: serde_json::from_value(row.adopted).map_err(corrupt)?,
            solved: Solved {
                by: row.solved_by,
                at: row.solved_at,
                province_id: row.province_id,
                took_ms: u64::try_from(row.took_ms).map_err(corrupt)?,
            },
            version: row.version,
        })
    }
}

/// The statement that keeps `season`, apart from who was not chosen.
pub fn save(season: &Season, backend: DbBackend) -> Result<Statement, Failure> {
    let row = ActiveModel {
        id: Set(season.id),
        schools: Set(serde_json::to_value(&season.schools).map_err(corrupt)?),
        terms: Set(serde_json::to_value(season.terms).map_err(corrupt)?),
        seed: Set(season.seed.to_string()),
        candidates: Set(i32::try_from(season.candidates).map_err(corrupt)?),
        answer: Set(serde_json::to_value(&season.answer).map_err(corrupt)?),
        adopted: Set(serde_json::to_value(&season.adopted).map_err(corrupt)?),
        solved_by: Set(season.solved.by.clone()),
        solved_at: Set(season.solved.at),
        province_id: Set(season.solved.province_id),
        took_ms: Set(i64::try_from(season.solved.took_ms).map_err(corrupt)?),
        version: Set(season.version),
    };
    let changed = [Column::Adopted, Column::Version];
    Ok(Entity::insert(row)
        .on_conflict(OnConflict::column(Column::Id).update_columns(changed).to_owned())
        .build(backend))
}

/// The statements that keep who was not chosen for the teams of `season`.
pub fn save_choices(season: &Season, backend: DbBackend) -> Result<Vec<Statement>, Failure> {
    let choices = (1..).zip(season.teams()).map(|(number, team)| {
        let row = choice::ActiveModel {
            season_id: Set(season.id),
            number: Set(number),
            passed_over: Set(serde_json::to_value(&team.passed_over).map_err(corrupt)?),
        };
        Ok(choice::Entity::insert(row).build(backend))
    });
    choices.collect()
}

/// The seasons that someone confined to `scope` may see: those of that province, or all.
fn seen(scope: Option<Uuid>) -> Select<Entity> {
    match scope {
        Some(province) => Entity::find().filter(Column::ProvinceId.eq(province)),
        None => Entity::find(),
    }
}

/// The season `id`, if it may be seen.
pub async fn find(
    connection: &impl ConnectionTrait,
    scope: Option<Uuid>,
    id: Uuid,
) -> Result<Option<Season>, Failure> {
    let found = seen(scope).filter(Column::Id.eq(id)).one(connection).await?;
    found.map(Season::try_from).transpose()
}

/// The season `id`, if it may be seen, held until the transaction ends.
pub async fn find_for_change(
    connection: &impl ConnectionTrait,
    scope: Option<Uuid>,
    id: Uuid,
) -> Result<Option<Season>, Failure> {
    let query = seen(scope).filter(Column::Id.eq(id)).lock_exclusive();
    query.one(connection).await?.map(Season::try_from).transpose()
}

/// Seasons that may be seen, newest first, after the season `after`, at most `limit`.
pub async fn list(
    connection: &impl ConnectionTrait,
    scope: Option<Uuid>,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Season>, Failure> {
    let columns = [Column::SolvedAt, Column::Id];
    let query = page::after_row(seen(scope).limit(limit), Direction::Descending, columns, after);
    let rows = query.all(connection).await?;
    rows.into_iter().map(Season::try_from).collect()
}

/// Who was not chosen for the team `number` of the season `id`.
pub async fn passed_over(
    connection: &impl ConnectionTrait,
    id: Uuid,
    number: u32,
) -> Result<Option<Vec<PassedOver>>, Failure> {
    let Ok(number) = i32::try_from(number) else {
        return Ok(None);
    };
    let found = choice::Entity::find_by_id((id, number)).one(connection).await?;
    let read = |row: choice::Model| serde_json::from_value(row.passed_over).map_err(corrupt);
    found.map(read).transpose()
}

/// A seat of a team that is open or was.
#[derive(Debug, FromQueryResult)]
struct Held {
    reviewer_id: Uuid,
    team_id: Uuid,
    role: String,
    open: bool,
}

/// What a person carries and did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    /// Teams that they sit in, or were proposed for, whose reviews go on.
    pub teams: u32,
    /// Schools that they reviewed, or review, as head of a team.
    pub headed: u32,
}

/// What everyone carries and did who ever sat in a team.
pub async fn carried(connection: &impl ConnectionTrait) -> Result<BTreeMap<Uuid, Carried>, Failure> {
    let same_team = Expr::col(("team_seats", "team_id")).equals(("team_reviews", "team_id"));
    let query = Query::select()
        .column(("team_seats", "reviewer_id"))
        .column(("team_seats", "team_id"))
        .column(("team_seats", "role"))
        .column(("team_reviews", "open"))
        .from("team_seats")
        .inner_join("team_reviews", same_team)
        .inner_join(
            "teams",
            Expr::col(("teams", "id")).equals(("team_seats", "team_id")),
        )
        .and_where(Expr::col(("teams", "state")).is_in(["proposed", "established"]))
        .take();
    let statement = connection.get_database_backend().build(&query);
    let mut open: BTreeSet<(Uuid, Uuid)> = BTreeSet::new();
    let mut carried: BTreeMap<Uuid, Carried> = BTreeMap::new();
    for held in Held::find_by_statement(statement).all(connection).await? {
        let person = carried.entry(held.reviewer_id).or_default();
        person.headed += u32::from(held.role == TeamRole::Head.as_str_name());
        if held.open && open.insert((held.reviewer_id, held.team_id)) {
            person.teams += 1;
        }
    }
    Ok(carried)
}
