//! Schools counted as they were on a day, with those that held a certificate then, in one query whatever their number;
//! and the certificates of a span of days.

use calendar::Day;
use platform::page::{self, Direction};
use platform::refusal::Failure;
use platform::scope::within;
use proto::fact::{Ownership, RecognitionKind, SchoolType, Target};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, Func, JoinType, Query, SelectStatement};
use sea_orm::{Condition, QueryResult, QuerySelect, QueryTrait};

use super::{certificate, corrupt, register, school};
use crate::domain::{
    Certificate, CertificateState, Counted, Group, Grouping, RegisterEntry, Standard, Tally,
};

/// Which schools are counted, and what for.
#[derive(Clone, Copy, Debug)]
pub struct Count {
    /// The cut-off day.
    pub on: Day,
    /// By what they are grouped.
    pub grouping: Grouping,
    /// What counts as being at standard.
    pub standard: Standard,
    /// Only schools of this kind; unspecified for all but continuing education, which the targets do not count
    /// (seed 001: "không tính 12 trung tâm giáo dục thường xuyên").
    pub school_type: SchoolType,
    /// Only schools of this department.
    pub province: Option<Uuid>,
    /// Only schools that belong to this authority.
    pub scope: Option<Uuid>,
}

/// The schools that were there on the day, counted by group and department.
pub async fn attainment(connection: &impl ConnectionTrait, count: Count) -> Result<Vec<Counted>, Failure> {
    let statement = connection.get_database_backend().build(&query(count));
    let rows = connection.query_all_raw(statement).await?;
    rows.iter().map(|row| counted(row, count.grouping)).collect()
}

fn query(count: Count) -> SelectStatement {
    use school::{Column, Entity};
    let day = Date::from(count.on);
    let holds = Expr::col((Entity, Column::SchoolId)).in_subquery(holders(count.standard, day));
    let mut query = Query::select();
    query
        .column((Entity, Column::ProvinceId))
        .expr_as(Func::count(Expr::col((Entity, Column::SchoolId))), "schools")
        .expr_as(Func::count(Expr::case(holds, 1)), "attained")
        .from(Entity)
        .and_where(Expr::col((Entity, Column::FromDay)).lte(day))
        .and_where(Expr::col((Entity, Column::UntilDay)).gte(day))
        .cond_where(wanted(count))
        .group_by_col((Entity, Column::ProvinceId));
    for column in grouped_by(count.grouping) {
        query.column((Entity, *column)).group_by_col((Entity, *column));
    }
    query
}

/// The columns of a school that a grouping tells apart.
fn grouped_by(grouping: Grouping) -> &'static [school::Column] {
    use school::Column;
    match grouping {
        Grouping::All => &[],
        Grouping::SchoolType => &[Column::SchoolType],
        Grouping::Commune => &[Column::CommuneId, Column::Commune],
        Grouping::Ownership => &[Column::Ownership],
    }
}

/// The schools with a certificate of `standard` in force on `day`.
fn holders(standard: Standard, day: Date) -> SelectStatement {
    let targets = standard.targets().iter().map(Target::as_str_name);
    let of_certificate = Expr::col(("certificate_spans", "certificate_id")).equals(("certificates", "id"));
    Query::select()
        .column(("certificates", "school_id"))
        .from("certificates")
        .join(JoinType::InnerJoin, "certificate_spans", of_certificate)
        .and_where(Expr::col(("certificates", "target")).is_in(targets))
        .and_where(Expr::col(("certificate_spans", "from_day")).lte(day))
        .and_where(Expr::col(("certificate_spans", "until_day")).gte(day))
        .take()
}

fn wanted(count: Count) -> Condition {
    use school::Column;
    let kind = match count.school_type {
        SchoolType::Unspecified => Column::SchoolType.ne(SchoolType::ContinuingEducation.as_str_name()),
        kind => Column::SchoolType.eq(kind.as_str_name()),
    };
    Condition::all()
        .add(kind)
        .add_option(count.province.map(|id| Column::ProvinceId.eq(id)))
        .add_option(count.scope.map(school::within))
}

fn counted(row: &QueryResult, grouping: Grouping) -> Result<Counted, Failure> {
    let group = match grouping {
        Grouping::All => Group::All,
        Grouping::SchoolType => {
            let word: String = row.try_get("", "school_type")?;
            Group::SchoolType(SchoolType::from_str_name(&word).ok_or_else(|| corrupt(&word))?)
        }
        Grouping::Commune => Group::Commune {
            id: row.try_get("", "commune_id")?,
            name: row.try_get("", "commune")?,
        },
        Grouping::Ownership => {
            let word: String = row.try_get("", "ownership")?;
            Group::Ownership(Ownership::from_str_name(&word).ok_or_else(|| corrupt(&word))?)
        }
    };
    let number = |column: &str| -> Result<u32, Failure> {
        let number: i64 = row.try_get("", column)?;
        u32::try_from(number).map_err(corrupt)
    };
    Ok(Counted {
        group,
        province_id: row.try_get("", "province_id")?,
        tally: Tally {
            schools: number("schools")?,
            attained: number("attained")?,
        },
    })
}

/// The departments that schools belong to.
pub async fn departments(connection: &impl ConnectionTrait) -> Result<Vec<Uuid>, Failure> {
    let departments = school::Entity::find()
        .select_only()
        .column(school::Column::ProvinceId)
        .distinct()
        .filter(school::Column::ProvinceId.is_not_null())
        .into_tuple();
    Ok(departments.all(connection).await?)
}

/// Which recognitions are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Recognised {
    /// The first day of recognition.
    pub from: Day,
    /// The last one.
    pub until: Day,
    /// Only new or only renewed ones.
    pub kind: Option<RecognitionKind>,
    /// Only what is in force on `on`.
    pub in_force_only: bool,
    /// The day on which the register is asked.
    pub on: Day,
    /// Only what belongs to this school or authority.
    pub scope: Option<Uuid>,
    /// Only those after this certificate.
    pub after: Option<Uuid>,
    /// At most so many; nothing for all.
    pub limit: Option<u64>,
}

/// Certificates by day of recognition, oldest first, each with what the register says of it.
pub async fn recognised(
    connection: &impl ConnectionTrait,
    asked: Recognised,
) -> Result<Vec<(Certificate, RegisterEntry)>, Failure> {
    let mut entries = register::of(connection, ids(asked), asked.on).await?;
    let found = certificate::oldest_first(connection, ids(asked)).await?;
    let with_entry = |certificate: Certificate| {
        let entry = entries.remove(&certificate.case.id)?;
        Some((certificate, entry))
    };
    Ok(found.into_iter().filter_map(with_entry).collect())
}

/// The certificates that are asked for. Somebody's are those that were issued under them and those of schools that are
/// theirs on the day: when communes are put together, the new one finds what its schools got before.
fn ids(asked: Recognised) -> SelectStatement {
    use certificate::{Column, Entity};
    let days = Column::RecognisedOn.between(Date::from(asked.from), Date::from(asked.until));
    let mut query = page::after_row(
        Entity::find().select_only().column(Column::Id),
        Direction::Ascending,
        [Column::RecognisedOn, Column::Id],
        asked.after,
    )
    .filter(days);
    if let Some(kind) = asked.kind {
        query = query.filter(Column::Kind.eq(kind.as_str_name()));
    }
    if asked.in_force_only {
        query = query.filter(certificate::standing(CertificateState::InForce, asked.on));
    }
    if let Some(scope) = asked.scope {
        let schools = school::Entity::find()
            .select_only()
            .column(school::Column::SchoolId)
            .filter(register::known_on(asked.on))
            .filter(school::within(scope));
        let scopes = [
            Column::SchoolId,
            Column::CommuneId,
            Column::AuthorityId,
            Column::ProvinceId,
        ];
        let theirs = within(scopes, scope).add(Column::SchoolId.in_subquery(schools.into_query()));
        query = query.filter(theirs);
    }
    if let Some(limit) = asked.limit {
        query = query.limit(limit);
    }
    query.into_query()
}
