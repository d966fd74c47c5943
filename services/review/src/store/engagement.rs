//! What reviewers carry and carried: their seats in established teams, counted and listed. One query each.

use calendar::{Day, end_of_day, start_of_day};
use platform::refusal::Failure;
use proto::fact::TeamRole;
use sea_orm::entity::prelude::*;
use sea_orm::{DbBackend, FromQueryResult, Statement, Value};
use serde::Deserialize;

use super::corrupt;
use crate::domain::{Engagement, Workload};

/// Which rows of a list are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    /// How many come before.
    pub after: u64,
    /// How many at most.
    pub limit: u64,
}

impl Rows {
    fn values(self) -> Result<[Value; 2], Failure> {
        let number = |count: u64| i64::try_from(count).map(Value::from).map_err(corrupt);
        Ok([number(self.limit)?, number(self.after)?])
    }
}

/// A seat as it stands in the tables: whoever gave theirs up stands in the team's replacements alone.
#[derive(FromQueryResult)]
struct Held {
    team_id: Uuid,
    review_id: Uuid,
    school_id: Uuid,
    school_name: String,
    review_state: String,
    role: Option<String>,
    decision: Option<Json>,
    replacements: Json,
    dissolution: Option<Json>,
}

/// What is read of a decision.
#[derive(Deserialize)]
struct Signed {
    signed_on: Day,
}

/// What is read of a replacement.
#[derive(Deserialize)]
struct Replaced {
    leaving: Person,
    coming: Person,
    decision: Option<Signed>,
}

#[derive(Deserialize)]
struct Person {
    reviewer: Uuid,
    role: String,
}

impl Held {
    /// The engagement of `reviewer`; nothing when they are named in the replacements without a seat of their own.
    fn read(self, reviewer: Uuid) -> Result<Option<Engagement>, Failure> {
        let decision: Option<Signed> = self.decision.map(read_signed).transpose()?;
        let dissolution: Option<Signed> = self.dissolution.map(read_signed).transpose()?;
        let replaced: Vec<Replaced> = serde_json::from_value(self.replacements).map_err(corrupt)?;
        let day = |replaced: &Replaced| replaced.decision.as_ref().map(|signed| signed.signed_on);
        let came = replaced
            .iter()
            .rfind(|replaced| replaced.coming.reviewer == reviewer);
        let left = replaced
            .iter()
            .rfind(|replaced| replaced.leaving.reviewer == reviewer);
        let left = left.filter(|_| self.role.is_none());
        let Some(role) = self.role.or_else(|| left.map(|left| left.leaving.role.clone())) else {
            return Ok(None);
        };
        let since = came.and_then(day).or(decision.map(|signed| signed.signed_on));
        let until = left.and_then(day).or(dissolution.map(|signed| signed.signed_on));
        Ok(Some(Engagement {
            team: self.team_id,
            review: self.review_id,
            school: self.school_id,
            school_name: self.school_name,
            role: TeamRole::from_str_name(&role).ok_or_else(|| corrupt(&role))?,
            since: since.ok_or_else(|| corrupt(format!("team {} without a decision", self.team_id)))?,
            until,
            review_state: self.review_state,
        }))
    }
}

fn read_signed(stored: Json) -> Result<Signed, Failure> {
    serde_json::from_value(stored).map_err(corrupt)
}

/// The seats of `reviewer` in established teams, one for each review, newest first.
pub async fn of(
    connection: &impl ConnectionTrait,
    reviewer: Uuid,
    rows: Rows,
) -> Result<Vec<Engagement>, Failure> {
    let [limit, after] = rows.values()?;
    let values = [reviewer.into(), format!("%{reviewer}%").into(), limit, after];
    let backend = connection.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, SEATS, values);
    let held = Held::find_by_statement(statement).all(connection).await?;
    let engagements = held
        .into_iter()
        .filter_map(|held| held.read(reviewer).transpose());
    engagements.collect()
}

const SEATS: &str = "\
    SELECT t.id AS team_id, v.id AS review_id, v.school_id, v.school_name, v.state AS review_state, s.role, \
        t.decision, t.replacements, t.dissolution \
    FROM teams t \
    JOIN team_reviews h ON h.team_id = t.id \
    JOIN reviews v ON v.id = h.review_id \
    LEFT JOIN team_seats s ON s.team_id = t.id AND s.reviewer_id = $1 \
    WHERE t.state IN ('established', 'dissolved') \
        AND (s.reviewer_id IS NOT NULL OR CAST(t.replacements AS TEXT) LIKE $2) \
    ORDER BY t.proposed_at DESC, t.id, v.dossier_number, v.id \
    LIMIT $3 OFFSET $4";

/// What a reviewer carries, as it is counted.
#[derive(FromQueryResult)]
struct Counted {
    reviewer_id: Uuid,
    name: String,
    open_schools: i64,
    finished_schools: i64,
    teams: i64,
    headed: i64,
    declined: i64,
}

impl Counted {
    fn read(self) -> Result<Workload, Failure> {
        let count = |number: i64| u32::try_from(number).map_err(corrupt);
        Ok(Workload {
            reviewer: self.reviewer_id,
            name: self.name,
            open_schools: count(self.open_schools)?,
            finished_schools: count(self.finished_schools)?,
            teams: count(self.teams)?,
            headed: count(self.headed)?,
            declined: count(self.declined)?,
        })
    }
}

/// What reviewers of the province `scope`, if one is given, carry by the decisions and invitations from the first
/// to the last of `days`, the most loaded first.
pub async fn workloads(
    connection: &impl ConnectionTrait,
    scope: Option<Uuid>,
    (first, last): (Day, Day),
    rows: Rows,
) -> Result<Vec<Workload>, Failure> {
    let [limit, after] = rows.values()?;
    let mut values = vec![
        Date::from(first).into(),
        Date::from(last).into(),
        start_of_day(first).into(),
        end_of_day(last).into(),
        limit,
        after,
    ];
    values.extend(scope.map(Value::from));
    let of_scope = if scope.is_some() {
        "AND r.province_id = $7 "
    } else {
        ""
    };
    let sql = format!("{COUNTS}{of_scope}{MOST_FIRST}");
    let backend: DbBackend = connection.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, values);
    let counted = Counted::find_by_statement(statement).all(connection).await?;
    counted.into_iter().map(Counted::read).collect()
}

/// Each seat with each review that its team holds: a seat counts from the decision that the review knows, an
/// invitation from the day it was given or declined.
const COUNTS: &str = "\
    WITH seats AS ( \
        SELECT s.reviewer_id, s.team_id, s.role, s.invitation, v.id AS review_id, v.state, \
            t.state = 'established' AND v.team_id = t.id AND v.decided_on BETWEEN $1 AND $2 AS seated, \
            s.invitation IN ('invited', 'declined') \
                AND s.invitation_at >= $3 AND s.invitation_at < $4 AS asked \
        FROM team_seats s \
        JOIN teams t ON t.id = s.team_id \
        JOIN team_reviews h ON h.team_id = t.id \
        JOIN reviews v ON v.id = h.review_id \
    ) \
    SELECT r.id AS reviewer_id, r.name, \
        COUNT(DISTINCT CASE WHEN s.seated AND s.state NOT IN ('completed', 'closed') THEN s.review_id END) \
            AS open_schools, \
        COUNT(DISTINCT CASE WHEN s.seated AND s.state = 'completed' THEN s.review_id END) AS finished_schools, \
        COUNT(DISTINCT CASE WHEN s.seated THEN s.team_id END) AS teams, \
        COUNT(DISTINCT CASE WHEN s.seated AND s.role = 'TEAM_ROLE_HEAD' THEN s.team_id END) AS headed, \
        COUNT(DISTINCT CASE WHEN s.asked AND s.invitation = 'declined' THEN s.team_id END) AS declined \
    FROM seats s \
    JOIN reviewers r ON r.id = s.reviewer_id \
    WHERE (s.seated OR s.asked) ";

const MOST_FIRST: &str = "\
    GROUP BY r.id, r.name \
    ORDER BY open_schools DESC, finished_schools DESC, r.name, r.id \
    LIMIT $5 OFFSET $6";
