//! Rows of certificates, with the days on which they are in force.

use std::collections::HashMap;

use calendar::Day;
use platform::page::{self, Direction};
use platform::refusal::Failure;
use platform::scope::{Place, within};
use platform::time::Moment;
use proto::fact::{RecognitionKind, SchoolType, Target};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{OnConflict, SelectStatement};
use sea_orm::{Condition, DbBackend, QueryOrder, QuerySelect, QueryTrait, Statement};

use super::{ROWS_AT_ONCE, corrupt};
use crate::domain::{Case, Certificate, CertificateNumber, CertificateState, Origin, Renewal};
use stored::{StoredMeasure, StoredPrepared, StoredRemedy, StoredRevocation, read, written};

mod signature;
mod span;
mod standing;
mod stored;

pub use signature::is_numbered;
pub use standing::standing;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "certificates")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub number: String,
    pub year: Option<i32>,
    pub ordinal: Option<i64>,
    pub entered: bool,
    pub book: String,
    pub school_id: Uuid,
    pub school_name: String,
    pub school_type: String,
    pub commune: String,
    pub school_email: String,
    pub regime: String,
    pub overlay: String,
    pub dossier_number: String,
    pub target: String,
    pub kind: String,
    pub decision_number: String,
    pub decided_by: String,
    pub recognised_on: Date,
    pub valid_from: Date,
    pub valid_until: Date,
    pub verification_code: String,
    pub standing: String,
    pub expired_at: Option<Moment>,
    pub renewal_dossier: Option<Uuid>,
    pub renewal_registered_at: Option<Moment>,
    pub remedies: Json,
    pub revocation: Option<Json>,
    pub prepared: Option<Json>,
    pub measures: Json,
    pub entered_at: Moment,
    pub settled_until: Moment,
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

impl Related<span::Entity> for Entity {
    fn to() -> RelationDef {
        Self::belongs_to(span::Entity)
            .from(Column::Id)
            .to(span::Column::CertificateId)
            .into()
    }
}

/// The certificate of a row, and of the rows of its spans.
fn certificate(row: Model, spans: Vec<span::Model>) -> Result<Certificate, Failure> {
    let target = Target::from_str_name(&row.target).ok_or_else(|| corrupt(&row.target))?;
    let case = Case {
        id: row.id,
        school_id: row.school_id,
        school_name: row.school_name,
        school_type: SchoolType::from_str_name(&row.school_type).ok_or_else(|| corrupt(&row.school_type))?,
        commune: row.commune,
        school_email: row.school_email,
        regime: row.regime.parse().map_err(corrupt)?,
        overlay: row.overlay,
        target,
        dossier_number: row.dossier_number,
        place: Place {
            commune_id: row.commune_id,
            authority_id: row.authority_id,
            authority_name: row.authority_name,
            authority_email: row.authority_email,
            province_id: row.province_id,
        },
    };
    let origin = match (row.year, row.ordinal) {
        (Some(year), Some(ordinal)) => Origin::Issued(CertificateNumber::new(year, ordinal)),
        _ => Origin::Entered(row.number),
    };
    let renewal = row.renewal_dossier.zip(row.renewal_registered_at);
    let remedies: Vec<StoredRemedy> = read(row.remedies)?;
    let revocation = row.revocation.map(read::<StoredRevocation>).transpose()?;
    let prepared = row.prepared.map(read::<StoredPrepared>).transpose()?;
    let measures: Vec<StoredMeasure> = read(row.measures)?;
    Ok(Certificate {
        case,
        origin,
        kind: RecognitionKind::from_str_name(&row.kind).ok_or_else(|| corrupt(&row.kind))?,
        decision_number: row.decision_number,
        decided_by: row.decided_by.parse().map_err(corrupt)?,
        recognised_on: row.recognised_on.into(),
        valid_from: row.valid_from.into(),
        valid_until: row.valid_until.into(),
        code: row.verification_code.parse().map_err(corrupt)?,
        standing: row.standing.parse().map_err(corrupt)?,
        spans: spans.into_iter().map(Into::into).collect(),
        expired_at: row.expired_at,
        renewal: renewal.map(|(dossier_id, at)| Renewal { dossier_id, at }),
        remedies: remedies.into_iter().map(Into::into).collect(),
        revocation: revocation.map(Into::into),
        prepared: prepared.map(TryInto::try_into).transpose()?,
        measures: measures
            .into_iter()
            .map(TryInto::try_into)
            .collect::<Result<_, _>>()?,
        entered_at: row.entered_at,
        settled_until: row.settled_until,
        version: row.version,
    })
}

/// The statements that keep `certificate`. What is printed on it never changes.
pub fn save(certificate: &Certificate, backend: DbBackend) -> Result<Vec<Statement>, Failure> {
    save_all(std::slice::from_ref(certificate), backend)
}

/// The statements that keep `certificates`, however many they are.
pub fn save_many(certificates: &[Certificate], backend: DbBackend) -> Result<Vec<Statement>, Failure> {
    let chunks = certificates.chunks(ROWS_AT_ONCE);
    let statements = chunks.map(|chunk| save_all(chunk, backend));
    Ok(statements.collect::<Result<Vec<_>, _>>()?.concat())
}

fn save_all(certificates: &[Certificate], backend: DbBackend) -> Result<Vec<Statement>, Failure> {
    if certificates.is_empty() {
        return Ok(Vec::new());
    }
    let changed = [
        Column::Standing,
        Column::ExpiredAt,
        Column::RenewalDossier,
        Column::RenewalRegisteredAt,
        Column::Remedies,
        Column::Revocation,
        Column::Prepared,
        Column::Measures,
        Column::SettledUntil,
        Column::Version,
    ];
    let kept = OnConflict::column(Column::Id).update_columns(changed).to_owned();
    let rows = certificates.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    let mut statements = vec![Entity::insert_many(rows).on_conflict(kept).build(backend)];
    statements.extend(span::save(certificates, backend));
    for certificate in certificates {
        statements.extend(signature::save(certificate, backend)?);
    }
    Ok(statements)
}

fn row(certificate: &Certificate) -> Result<ActiveModel, Failure> {
    let Certificate { case, origin, .. } = certificate;
    let issued = match origin {
        Origin::Issued(number) => Some(number),
        Origin::Entered(_) => None,
    };
    let remedies: Vec<_> = certificate.remedies.iter().map(StoredRemedy::from).collect();
    let revocation = certificate.revocation.as_ref().map(StoredRevocation::from);
    let prepared = certificate.prepared.as_ref().map(StoredPrepared::from);
    let measures: Vec<_> = certificate.measures.iter().map(StoredMeasure::from).collect();
    Ok(ActiveModel {
        id: Set(case.id),
        number: Set(origin.number()),
        year: Set(issued.map(|number| number.year())),
        ordinal: Set(issued.map(|number| number.ordinal())),
        entered: Set(issued.is_none()),
        book: Set(case.book()),
        school_id: Set(case.school_id),
        school_name: Set(case.school_name.clone()),
        school_type: Set(case.school_type.as_str_name().to_owned()),
        commune: Set(case.commune.clone()),
        school_email: Set(case.school_email.clone()),
        regime: Set(case.regime.to_string()),
        overlay: Set(case.overlay.clone()),
        dossier_number: Set(case.dossier_number.clone()),
        target: Set(case.target.as_str_name().to_owned()),
        kind: Set(certificate.kind.as_str_name().to_owned()),
        decision_number: Set(certificate.decision_number.clone()),
        decided_by: Set(certificate.decided_by.to_string()),
        recognised_on: Set(certificate.recognised_on.into()),
        valid_from: Set(certificate.valid_from.into()),
        valid_until: Set(certificate.valid_until.into()),
        verification_code: Set(certificate.code.as_str().to_owned()),
        standing: Set(certificate.standing.as_str().to_owned()),
        expired_at: Set(certificate.expired_at),
        renewal_dossier: Set(certificate.renewal.map(|renewal| renewal.dossier_id)),
        renewal_registered_at: Set(certificate.renewal.map(|renewal| renewal.at)),
        remedies: Set(written(&remedies)?),
        revocation: Set(revocation.as_ref().map(written).transpose()?),
        prepared: Set(prepared.as_ref().map(written).transpose()?),
        measures: Set(written(&measures)?),
        entered_at: Set(certificate.entered_at),
        settled_until: Set(certificate.settled_until),
        version: Set(certificate.version),
        commune_id: Set(case.place.commune_id),
        authority_id: Set(case.place.authority_id),
        authority_name: Set(case.place.authority_name.clone()),
        authority_email: Set(case.place.authority_email.clone()),
        province_id: Set(case.place.province_id),
    })
}

/// The certificate whose life is journaled in `case_id`, held until the transaction ends.
pub async fn find_for_change(
    connection: &impl ConnectionTrait,
    case_id: Uuid,
) -> Result<Option<Certificate>, Failure> {
    let query = Entity::find_by_id(case_id).lock_exclusive();
    let found = held(connection, query).await?;
    Ok(found.into_iter().next())
}

/// The certificates of the school, held until the transaction ends, oldest first.
pub async fn of_school_for_change(
    connection: &impl ConnectionTrait,
    school_id: Uuid,
) -> Result<Vec<Certificate>, Failure> {
    let query = Entity::find()
        .filter(Column::SchoolId.eq(school_id))
        .order_by_asc(Column::RecognisedOn)
        .order_by_asc(Column::Id)
        .lock_exclusive();
    held(connection, query).await
}

/// What `query` finds and holds, each with its spans. They are read apart: PostgreSQL holds no rows of an outer join.
async fn held(connection: &impl ConnectionTrait, query: Select<Entity>) -> Result<Vec<Certificate>, Failure> {
    let rows = query.all(connection).await?;
    let mut spans: HashMap<Uuid, Vec<span::Model>> = HashMap::new();
    for rows in rows.chunks(ROWS_AT_ONCE) {
        let found = span::Entity::find()
            .filter(span::Column::CertificateId.is_in(rows.iter().map(|row| row.id)))
            .order_by_asc(span::Column::FromDay)
            .all(connection)
            .await?;
        for span in found {
            spans.entry(span.certificate_id).or_default().push(span);
        }
    }
    let mut with_spans = |row: Model| {
        let of_it = spans.remove(&row.id).unwrap_or_default();
        certificate(row, of_it)
    };
    rows.into_iter().map(&mut with_spans).collect()
}

/// The certificates that `query` finds, in its order, in one query.
async fn read_all(
    connection: &impl ConnectionTrait,
    query: Select<Entity>,
) -> Result<Vec<Certificate>, Failure> {
    let found = query
        .find_with_related(span::Entity)
        .order_by_asc(span::Column::FromDay)
        .all(connection)
        .await?;
    found
        .into_iter()
        .map(|(row, spans)| certificate(row, spans))
        .collect()
}

/// The certificate whose life is journaled in `case_id`.
pub async fn find(connection: &impl ConnectionTrait, case_id: Uuid) -> Result<Option<Certificate>, Failure> {
    let found = read_all(connection, Entity::find_by_id(case_id)).await?;
    Ok(found.into_iter().next())
}

/// The certificates that were issued here under `number`: one in each province that has come so far.
pub async fn issued_as(
    connection: &impl ConnectionTrait,
    number: CertificateNumber,
) -> Result<Vec<Certificate>, Failure> {
    let query = Entity::find()
        .filter(Column::Number.eq(number.to_string()))
        .filter(Column::Entered.eq(false));
    read_all(connection, query).await
}

/// The certificates in `book` that carry `number`.
pub async fn numbered(
    connection: &impl ConnectionTrait,
    book: &str,
    number: &str,
) -> Result<Vec<Certificate>, Failure> {
    let query = Entity::find()
        .filter(Column::Book.eq(book))
        .filter(Column::Number.eq(number));
    read_all(connection, query).await
}

/// Every certificate of the province, or of all.
pub async fn of_province(
    connection: &impl ConnectionTrait,
    province_id: Option<Uuid>,
) -> Result<Vec<Certificate>, Failure> {
    let of_it = Condition::all().add_option(province_id.map(|id| Column::ProvinceId.eq(id)));
    read_all(connection, Entity::find().filter(of_it)).await
}

/// The certificates that `found` selects, oldest recognition first.
pub(super) async fn oldest_first(
    connection: &impl ConnectionTrait,
    found: SelectStatement,
) -> Result<Vec<Certificate>, Failure> {
    let listed = Entity::find()
        .filter(Column::Id.in_subquery(found))
        .order_by_asc(Column::RecognisedOn)
        .order_by_asc(Column::Id);
    read_all(connection, listed).await
}

/// Which certificates are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Only those that stand so on that day.
    pub state: Option<(CertificateState, Day)>,
    /// Only of this school.
    pub school: Option<Uuid>,
    /// Only what belongs to this school or authority.
    pub scope: Option<Uuid>,
    /// Only those before this one.
    pub after: Option<Uuid>,
}

/// Certificates, newest recognition first, at most `limit`.
pub async fn list(
    connection: &impl ConnectionTrait,
    filter: Filter,
    limit: u64,
) -> Result<Vec<Certificate>, Failure> {
    let mut query = page::after_row(
        Entity::find().select_only().column(Column::Id).limit(limit),
        Direction::Descending,
        [Column::RecognisedOn, Column::Id],
        filter.after,
    );
    if let Some(school) = filter.school {
        query = query.filter(Column::SchoolId.eq(school));
    }
    if let Some(scope) = filter.scope {
        let scopes = [
            Column::SchoolId,
            Column::CommuneId,
            Column::AuthorityId,
            Column::ProvinceId,
        ];
        query = query.filter(within(scopes, scope));
    }
    if let Some((state, day)) = filter.state {
        query = query.filter(standing(state, day));
    }
    let listed = Entity::find()
        .filter(Column::Id.in_subquery(query.into_query()))
        .order_by_desc(Column::RecognisedOn)
        .order_by_desc(Column::Id);
    read_all(connection, listed).await
}
