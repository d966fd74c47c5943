//! Rows of reviews, and of who sits in their teams.

use std::ops::Range;

use platform::page::{self, Direction};
use platform::refusal::Failure;
use platform::scope::{Place, within};
use platform::time::Moment;
use proto::fact::{SchoolType, Target};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{Condition, DbBackend, QueryOrder, QuerySelect, QueryTrait, Statement};

use super::{corrupt, read_list, stored_list};
use crate::domain::{Case, Decision, EstablishedTeam, Review, ReviewState, Sight, StateChange};
use stored::{StoredAnswer, StoredChange, StoredResult, StoredSeat, StoredStep, StoredVisit};

mod stored;
pub mod visit;

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
    pub team_id: Option<Uuid>,
    pub prepared_by: String,
    pub visits: Json,
    pub results: Json,
    pub standing: Option<Json>,
    pub answers: Json,
    pub draft: Option<Json>,
    pub report: Option<Json>,
    pub closed_because: String,
    pub owes: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Who sits in which team.
pub(super) mod member {
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

fn read_team(row: &mut Model) -> Result<Option<EstablishedTeam>, Failure> {
    let (Some(id), Some(number), Some(signed_on), Some(signer)) = (
        row.team_id,
        row.decision_number.take(),
        row.decided_on,
        row.signer.take(),
    ) else {
        return Ok(None);
    };
    Ok(Some(EstablishedTeam {
        id,
        decision: Decision {
            number: number.parse().map_err(corrupt)?,
            signed_on: signed_on.into(),
            signer,
            prepared_by: std::mem::take(&mut row.prepared_by),
        },
        seats: read_list(row.seats.take(), StoredSeat::read)?,
        warnings: serde_json::from_value(row.warnings.take()).map_err(corrupt)?,
    }))
}

impl TryFrom<Model> for Review {
    type Error = Failure;

    fn try_from(mut row: Model) -> Result<Self, Failure> {
        Ok(Self {
            team: read_team(&mut row)?,
            history: read_list(row.history, StoredChange::read)?,
            visits: read_list(row.visits, StoredVisit::read)?,
            steps: read_list(row.completed_steps, StoredStep::read)?,
            results: read_list(row.results, |result: StoredResult| Ok(result.read()))?,
            standing: row.standing.map(stored::standing).transpose()?,
            draft: row.draft.map(stored::conclusion).transpose()?,
            answers: read_list(row.answers, |answer: StoredAnswer| Ok(answer.read()))?,
            report: row.report.map(stored::conclusion).transpose()?,
            closed_because: row.closed_because,
            comments: serde_json::from_value(row.comments).map_err(corrupt)?,
            settlement: row
                .settlement
                .as_deref()
                .map(str::parse)
                .transpose()
                .map_err(corrupt)?,
            level: row.level.map(u32::try_from).transpose().map_err(corrupt)?,
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
    let team = review.team.as_ref();
    let decision = team.map(|team| &team.decision);
    let warnings = team.map_or(&[][..], |team| &team.warnings);
    let seats = team.map_or(&[][..], |team| &team.seats);
    let standing = review.standing.as_ref().map(stored::of_standing);
    let draft = review.draft.as_ref().map(stored::of_conclusion);
    let report = review.report.as_ref().map(stored::of_conclusion);
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
        history: Set(stored_list(&review.history, StoredChange::of)?),
        decision_number: Set(decision.map(|decision| decision.number.to_string())),
        decided_on: Set(decision.map(|decision| decision.signed_on.into())),
        signer: Set(decision.map(|decision| decision.signer.clone())),
        prepared_by: Set(decision
            .map(|decision| decision.prepared_by.clone())
            .unwrap_or_default()),
        team_id: Set(team.map(|team| team.id)),
        seats: Set(stored_list(seats, StoredSeat::of)?),
        visits: Set(stored_list(&review.visits, StoredVisit::of)?),
        completed_steps: Set(stored_list(&review.steps, StoredStep::of)?),
        results: Set(stored_list(&review.results, StoredResult::of)?),
        standing: Set(standing.transpose()?),
        draft: Set(draft.transpose()?),
        answers: Set(stored_list(&review.answers, StoredAnswer::of)?),
        report: Set(report.transpose()?),
        closed_because: Set(review.closed_because.clone()),
        owes: Set(review.owed().first().copied().unwrap_or_default().to_owned()),
        comments: Set(serde_json::to_value(&review.comments).map_err(corrupt)?),
        settlement: Set(review.settlement.map(|settlement| settlement.as_str().to_owned())),
        level: Set(review.level.map(i32::try_from).transpose().map_err(corrupt)?),
        warnings: Set(serde_json::to_value(warnings).map_err(corrupt)?),
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
        Column::PreparedBy,
        Column::TeamId,
        Column::Seats,
        Column::Visits,
        Column::CompletedSteps,
        Column::Results,
        Column::Standing,
        Column::Draft,
        Column::Comments,
        Column::Answers,
        Column::Report,
        Column::ClosedBecause,
        Column::Owes,
        Column::Settlement,
        Column::Level,
        Column::Warnings,
        Column::Version,
    ];
    Ok(Entity::insert(row)
        .on_conflict(OnConflict::column(Column::Id).update_columns(changed).to_owned())
        .build(backend))
}

/// The statements that bring who sits in the team of `review` up to it: nobody while it has none, and then nobody
/// visits the school either.
pub fn seat_team(review: &Review, backend: DbBackend) -> Vec<Statement> {
    let unseat = member::Entity::delete_many().filter(member::Column::ReviewId.eq(review.case.id));
    let mut statements = vec![unseat.build(backend)];
    if let Some(team) = &review.team {
        let rows = team.seats.iter().map(|seat| member::ActiveModel {
            review_id: Set(review.case.id),
            reviewer_id: Set(seat.reviewer),
            role: Set(seat.role.as_str_name().to_owned()),
        });
        statements.push(member::Entity::insert_many(rows).build(backend));
    } else {
        statements.extend(visit::save(review, backend));
    }
    statements
}

/// The review `id`, held until the transaction ends.
pub async fn find_for_change(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Review>, Failure> {
    let found = Entity::find_by_id(id).lock_exclusive().one(connection).await?;
    found.map(Review::try_from).transpose()
}

/// The reviews `ids`, held until the transaction ends; always taken in one order, so that two who take the same do
/// not wait for each other.
pub async fn find_all_for_change(
    connection: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<Vec<Review>, Failure> {
    let found = Entity::find()
        .filter(Column::Id.is_in(ids))
        .order_by_asc(Column::Id)
        .lock_exclusive();
    let rows = found.all(connection).await?;
    rows.into_iter().map(Review::try_from).collect()
}

/// The reviews `ids`, in no order.
pub async fn find_all(connection: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<Vec<Review>, Failure> {
    let rows = Entity::find()
        .filter(Column::Id.is_in(ids))
        .all(connection)
        .await?;
    rows.into_iter().map(Review::try_from).collect()
}

/// The review `id`.
pub async fn find(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Review>, Failure> {
    let found = Entity::find_by_id(id).one(connection).await?;
    found.map(Review::try_from).transpose()
}

/// What holds for the reviews that `sight` covers.
pub(super) fn covered(sight: &Sight) -> Condition {
    if sight.everything {
        return Condition::all();
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
    covered
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
        Entity::find().filter(covered(sight)).limit(limit),
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

/// The histories of the reviews that `sight` covers, of those opened in `opened` only when it is given.
pub async fn histories(
    connection: &impl ConnectionTrait,
    sight: &Sight,
    opened: Option<Range<Moment>>,
) -> Result<Vec<Vec<StateChange>>, Failure> {
    let mut query = Entity::find()
        .select_only()
        .column(Column::History)
        .filter(covered(sight));
    if let Some(opened) = opened {
        query = query
            .filter(Column::OpenedAt.gte(opened.start))
            .filter(Column::OpenedAt.lt(opened.end));
    }
    let histories: Vec<Json> = query.into_tuple().all(connection).await?;
    let read = |history| read_list(history, StoredChange::read);
    histories.into_iter().map(read).collect()
}
