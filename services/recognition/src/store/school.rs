//! Rows of schools: one for each period in which what was known of them stayed the same.

use std::collections::{BTreeMap, BTreeSet};

use platform::refusal::Failure;
use platform::scope::Place;
use platform::search;
use proto::fact::{Ownership, SchoolType};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, DbBackend, QueryOrder, QuerySelect, QueryTrait, Statement};

use super::corrupt;
use crate::domain::{School, SchoolDetails, SchoolPeriod, Schools, commune_key, school_id_in};

/// Texts of one query: far below the number of parameters that either database takes.
const TEXTS_AT_ONCE: usize = 500;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "school_periods")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub school_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_day: Date,
    pub until_day: Date,
    pub code: String,
    pub name: String,
    pub search_key: String,
    pub school_type: String,
    pub ownership: String,
    pub email: String,
    pub overlay: String,
    pub commune: String,
    pub commune_key: String,
    pub commune_id: Option<Uuid>,
    pub authority_id: Option<Uuid>,
    pub authority_name: String,
    pub authority_email: String,
    pub province_id: Option<Uuid>,
    pub ended: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for SchoolPeriod {
    type Error = Failure;

    fn try_from(row: Model) -> Result<Self, Failure> {
        Ok(Self {
            from: row.from_day.into(),
            until: row.until_day.into(),
            details: SchoolDetails {
                school_type: SchoolType::from_str_name(&row.school_type)
                    .ok_or_else(|| corrupt(&row.school_type))?,
                ownership: Ownership::from_str_name(&row.ownership).ok_or_else(|| corrupt(&row.ownership))?,
                code: row.code,
                name: row.name,
                email: row.email,
                overlay: row.overlay,
                commune: row.commune,
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

/// The statements that keep `school` in the place of what was known of it.
pub fn save(school: &School, backend: DbBackend) -> Vec<Statement> {
    let before = Entity::delete_many()
        .filter(Column::SchoolId.eq(school.id))
        .build(backend);
    let rows = school.periods().map(|period| row(school, period));
    vec![before, Entity::insert_many(rows).build(backend)]
}

fn row(school: &School, SchoolPeriod { from, until, details }: &SchoolPeriod) -> ActiveModel {
    let ended = school.ended.filter(|_| school.last_day() == Some(*until));
    let place = details.place.clone();
    ActiveModel {
        school_id: Set(school.id),
        from_day: Set((*from).into()),
        until_day: Set((*until).into()),
        code: Set(details.code.clone()),
        name: Set(details.name.clone()),
        search_key: Set(search::key(&[&details.name])),
        school_type: Set(details.school_type.as_str_name().to_owned()),
        ownership: Set(details.ownership.as_str_name().to_owned()),
        email: Set(details.email.clone()),
        overlay: Set(details.overlay.clone()),
        commune: Set(details.commune.clone()),
        commune_key: Set(commune_key(&details.commune)),
        commune_id: Set(place.commune_id),
        authority_id: Set(place.authority_id),
        authority_name: Set(place.authority_name),
        authority_email: Set(place.authority_email),
        province_id: Set(place.province_id),
        ended: Set(ended.map(|ended| ended.to_string()).unwrap_or_default()),
    }
}

/// What belongs to `scope`: that school, or schools under that authority.
pub fn within(scope: Uuid) -> Condition {
    let scopes = [
        Column::SchoolId,
        Column::CommuneId,
        Column::AuthorityId,
        Column::ProvinceId,
    ];
    platform::scope::within(scopes, scope)
}

/// The school `id`.
pub async fn find(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<School>, Failure> {
    let rows = Entity::find()
        .filter(Column::SchoolId.eq(id))
        .order_by_asc(Column::FromDay)
        .all(connection)
        .await?;
    Ok(schools(rows)?.pop())
}

/// The schools that `texts` may name, however many they are: by `schools/{id}` wherever they are, by code within the
/// province, if one is given.
pub async fn called<'t>(
    connection: &impl ConnectionTrait,
    province: Option<Uuid>,
    texts: impl IntoIterator<Item = &'t str>,
) -> Result<Schools, Failure> {
    let texts: BTreeSet<&str> = texts
        .into_iter()
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .collect();
    let texts: Vec<&str> = texts.into_iter().collect();
    let mut found = BTreeMap::new();
    for texts in texts.chunks(TEXTS_AT_ONCE) {
        let by_code = Condition::all()
            .add(Column::Code.is_in(texts.iter().copied()))
            .add_option(province.map(|id| Column::ProvinceId.eq(id)));
        let by_any = Condition::any()
            .add(Column::SchoolId.is_in(texts.iter().filter_map(|text| school_id_in(text))))
            .add(by_code);
        let named = Entity::find()
            .select_only()
            .column(Column::SchoolId)
            .filter(by_any);
        let rows = Entity::find()
            .filter(Column::SchoolId.in_subquery(named.into_query()))
            .order_by_asc(Column::SchoolId)
            .order_by_asc(Column::FromDay)
            .all(connection)
            .await?;
        found.extend(schools(rows)?.into_iter().map(|school| (school.id, school)));
    }
    Ok(Schools::new(found.into_values().collect()))
}

/// The schools of `rows`, which are in the order of schools and periods.
fn schools(rows: Vec<Model>) -> Result<Vec<School>, Failure> {
    let mut schools = Vec::new();
    for rows in rows.chunk_by(|one, next| one.school_id == next.school_id) {
        let Some(last) = rows.last() else { continue };
        let ended = match last.ended.as_str() {
            "" => None,
            ended => Some(ended.parse().map_err(corrupt)?),
        };
        let periods = rows.iter().cloned().map(SchoolPeriod::try_from);
        schools.extend(School::of(
            last.school_id,
            ended,
            periods.collect::<Result<_, _>>()?,
        ));
    }
    Ok(schools)
}
