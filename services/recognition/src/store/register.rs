//! The public register: certificates beside what was known of their schools on a day, one query for each list.

use std::collections::HashMap;

use calendar::Day;
use platform::page::{self, Direction};
use platform::refusal::Failure;
use platform::search;
use proto::fact::{SchoolType, Target};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, IntoCondition, SelectStatement};
use sea_orm::{
    Condition, DbBackend, FromQueryResult, JoinType, QueryOrder, QuerySelect, QueryTrait, SelectModel,
    Selector,
};

use super::certificate::{Column, Entity, standing};
use super::{corrupt, school};
use crate::domain::{CertificateState, RegisterEntry, VerificationCode};

/// Which entries are asked for.
#[derive(Clone, Debug)]
pub struct Filter {
    /// The day they are asked for. What was recognised later is not in the register of that day.
    pub on: Day,
    /// Words of the school's name, as they were typed.
    pub query: String,
    /// Only schools that were of this kind.
    pub school_type: Option<SchoolType>,
    /// Only schools that lay in a commune with one of these keys, if there are any.
    pub communes: Vec<String>,
    /// Only schools that were of this department.
    pub province: Option<Uuid>,
    /// Only of this school.
    pub school: Option<Uuid>,
    /// Only what certifies this.
    pub target: Option<Target>,
    /// Only what stood so.
    pub state: Option<CertificateState>,
    /// Only what is not printed to last longer.
    pub valid_until: Option<Day>,
    /// Only those after this certificate.
    pub after: Option<Uuid>,
}

impl Filter {
    /// Everything on `day`.
    pub fn on(day: Day) -> Self {
        Self {
            on: day,
            query: String::new(),
            school_type: None,
            communes: Vec::new(),
            province: None,
            school: None,
            target: None,
            state: None,
            valid_until: None,
            after: None,
        }
    }

    /// Whether it asks for something about schools.
    fn is_about_schools(&self) -> bool {
        !self.query.trim().is_empty()
            || self.school_type.is_some()
            || !self.communes.is_empty()
            || self.province.is_some()
    }

    /// The schools that it asks for, as they were on its day.
    fn schools(&self, backend: DbBackend) -> SelectStatement {
        let kind = |kind: SchoolType| school::Column::SchoolType.eq(kind.as_str_name());
        let mut schools = school::Entity::find()
            .select_only()
            .column(school::Column::SchoolId)
            .filter(known_on(self.on))
            .filter(Condition::all().add_option(self.school_type.map(kind)))
            .filter(Condition::all().add_option(self.province.map(|id| school::Column::ProvinceId.eq(id))))
            .filter(search::matching(school::Column::SearchKey, &self.query, backend));
        if !self.communes.is_empty() {
            schools = schools.filter(school::Column::CommuneKey.is_in(&self.communes));
        }
        schools.into_query()
    }
}

/// What holds for the one period that says what a school was on `day`: the one with the day in it, or the last one of
/// a school that has ended.
pub(super) fn known_on(day: Day) -> Condition {
    let day = Date::from(day);
    let lasts = Condition::any()
        .add(school::Column::UntilDay.gte(day))
        .add(school::Column::Ended.ne(""));
    Condition::all().add(school::Column::FromDay.lte(day)).add(lasts)
}

/// A row: what is printed, and what is known of the school if it has been heard of.
#[derive(FromQueryResult)]
struct Line {
    id: Uuid,
    number: String,
    decision_number: String,
    school_id: Uuid,
    printed_name: String,
    printed_type: String,
    printed_commune: String,
    known_name: Option<String>,
    known_type: Option<String>,
    known_commune: Option<String>,
    target: String,
    recognised_on: Date,
    valid_from: Date,
    valid_until: Date,
    state: i32,
}

impl Line {
    /// The entry that it is on the day `on`.
    fn entry(self, on: Day) -> Result<RegisterEntry, Failure> {
        let school_type = self.known_type.unwrap_or(self.printed_type);
        let state = usize::try_from(self.state).ok();
        let state = state.and_then(|place| CertificateState::ALL.get(place).copied());
        Ok(RegisterEntry {
            certificate_id: self.id,
            number: self.number,
            decision_number: self.decision_number,
            school_id: self.school_id,
            school_name: self.known_name.unwrap_or_else(|| self.printed_name.clone()),
            printed_name: self.printed_name,
            school_type: SchoolType::from_str_name(&school_type).ok_or_else(|| corrupt(&school_type))?,
            commune: self.known_commune.unwrap_or(self.printed_commune),
            target: Target::from_str_name(&self.target).ok_or_else(|| corrupt(&self.target))?,
            recognised_on: self.recognised_on.into(),
            valid_from: self.valid_from.into(),
            valid_until: self.valid_until.into(),
            state: state.ok_or_else(|| corrupt(format!("certificate {} stands nowhere", self.id)))?,
            on,
        })
    }
}

/// The place of a certificate's state on `day` among all of them.
fn state_on(day: Day) -> CaseStatement {
    let states = (0_i32..).zip(CertificateState::ALL);
    states.fold(CaseStatement::new(), |case, (place, state)| {
        case.case(standing(state, day), Expr::val(place))
    })
}

/// The lines of what `found` finds, with their schools as they were on the day.
fn lines(found: Condition, on: Day) -> Selector<SelectModel<Line>> {
    let of_school = Entity::belongs_to(school::Entity)
        .from(Column::SchoolId)
        .to(school::Column::SchoolId)
        .on_condition(move |_, _| known_on(on))
        .into();
    Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::Number,
            Column::DecisionNumber,
            Column::SchoolId,
            Column::Target,
            Column::RecognisedOn,
            Column::ValidFrom,
            Column::ValidUntil,
        ])
        .column_as(Column::SchoolName, "printed_name")
        .column_as(Column::SchoolType, "printed_type")
        .column_as(Column::Commune, "printed_commune")
        .column_as(school::Column::Name, "known_name")
        .column_as(school::Column::SchoolType, "known_type")
        .column_as(school::Column::Commune, "known_commune")
        .expr_as(state_on(on), "state")
        .join(JoinType::LeftJoin, of_school)
        .filter(found)
        .order_by_desc(Column::RecognisedOn)
        .order_by_desc(Column::Id)
        .into_model::<Line>()
}

/// Entries, newest recognition first, at most `limit`.
///
/// The certificates are found first, in an index that has all that is asked of them; only the rows that are answered
/// are read. The schools are found once, before: walking down the index, a certificate is looked up among them.
pub async fn list(
    connection: &impl ConnectionTrait,
    filter: Filter,
    limit: u64,
) -> Result<Vec<RegisterEntry>, Failure> {
    let on = filter.on;
    let mut found = page::after_row(
        Entity::find().select_only().column(Column::Id).limit(limit),
        Direction::Descending,
        [Column::RecognisedOn, Column::Id],
        filter.after,
    )
    .filter(Column::RecognisedOn.lte(Date::from(on)));
    if let Some(school) = filter.school {
        found = found.filter(Column::SchoolId.eq(school));
    }
    if let Some(target) = filter.target {
        found = found.filter(Column::Target.eq(target.as_str_name()));
    }
    if let Some(last) = filter.valid_until {
        found = found.filter(Column::ValidUntil.lte(Date::from(last)));
    }
    if filter.is_about_schools() {
        let schools = filter.schools(connection.get_database_backend());
        // Said this way no database begins with the schools, of which there may be forty thousand.
        found = found.filter(Column::SchoolId.in_subquery(schools).eq(true));
    }
    if let Some(state) = filter.state {
        found = found.filter(standing(state, on));
    }
    let found = Column::Id.in_subquery(found.into_query());
    let lines = lines(found.into_condition(), on).all(connection).await?;
    lines.into_iter().map(|line| line.entry(on)).collect()
}

/// The entries of the certificates that `found` selects, by certificate, on the day.
pub(super) async fn of(
    connection: &impl ConnectionTrait,
    found: SelectStatement,
    on: Day,
) -> Result<HashMap<Uuid, RegisterEntry>, Failure> {
    let found = Column::Id.in_subquery(found).into_condition();
    let lines = lines(found, on).all(connection).await?;
    lines
        .into_iter()
        .map(|line| Ok((line.id, line.entry(on)?)))
        .collect()
}

/// The entry of the certificate with `code`, on `day`.
pub async fn with_code(
    connection: &impl ConnectionTrait,
    code: &VerificationCode,
    on: Day,
) -> Result<Option<RegisterEntry>, Failure> {
    let found = Column::VerificationCode.eq(code.as_str()).into_condition();
    let line = lines(found, on).one(connection).await?;
    line.map(|line| line.entry(on)).transpose()
}
