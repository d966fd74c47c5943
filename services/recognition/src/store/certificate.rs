//! Rows of certificates.

use platform::page::{self, Direction};
use platform::refusal::Failure;
use platform::scope::{Place, within};
use platform::time::Moment;
use proto::fact::Target;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DbBackend, QuerySelect, QueryTrait, Statement};

use super::corrupt;
use crate::domain::{Certificate, CertificateNumber};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "certificates")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub year: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub ordinal: i64,
    pub case_id: Uuid,
    pub school_id: Uuid,
    pub school_name: String,
    pub target: String,
    pub valid_from: Date,
    pub valid_until: Date,
    pub recognised_on: Date,
    pub expired_at: Option<Moment>,
    pub commune_id: Option<Uuid>,
    pub authority_id: Option<Uuid>,
    pub authority_name: String,
    pub authority_email: String,
    pub province_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for Certificate {
    type Error = Failure;

    fn try_from(row: Model) -> Result<Self, Failure> {
        Ok(Self {
            number: CertificateNumber::new(row.year, row.ordinal),
            case_id: row.case_id,
            school_id: row.school_id,
            school_name: row.school_name,
            target: Target::from_str_name(&row.target).ok_or_else(|| corrupt(&row.target))?,
            valid_from: row.valid_from.into(),
            valid_until: row.valid_until.into(),
            recognised_on: row.recognised_on.into(),
            expired_at: row.expired_at,
            place: Place {
                commune_id: row.commune_id,
                authority_id: row.authority_id,
                authority_name: row.authority_name,
                authority_email: row.authority_email,
                province_id: row.province_id,
            },
        })
    }
}

/// The statement that keeps `certificate`. What is printed on it never changes.
pub fn save(certificate: &Certificate, backend: DbBackend) -> Statement {
    let row = ActiveModel {
        year: Set(certificate.number.year()),
        ordinal: Set(certificate.number.ordinal()),
        case_id: Set(certificate.case_id),
        school_id: Set(certificate.school_id),
        school_name: Set(certificate.school_name.clone()),
        target: Set(certificate.target.as_str_name().to_owned()),
        valid_from: Set(certificate.valid_from.into()),
        valid_until: Set(certificate.valid_until.into()),
        recognised_on: Set(certificate.recognised_on.into()),
        expired_at: Set(certificate.expired_at),
        commune_id: Set(certificate.place.commune_id),
        authority_id: Set(certificate.place.authority_id),
        authority_name: Set(certificate.place.authority_name.clone()),
        authority_email: Set(certificate.place.authority_email.clone()),
        province_id: Set(certificate.place.province_id),
    };
    let number = OnConflict::columns([Column::Year, Column::Ordinal])
        .update_column(Column::ExpiredAt)
        .to_owned();
    Entity::insert(row).on_conflict(number).build(backend)
}

/// The certificate with this number.
pub async fn find(
    connection: &impl ConnectionTrait,
    number: CertificateNumber,
) -> Result<Option<Certificate>, Failure> {
    Entity::find_by_id((number.year(), number.ordinal()))
        .one(connection)
        .await?
        .map(Certificate::try_from)
        .transpose()
}

/// The certificate with this number, held until the transaction ends.
pub async fn find_for_change(
    connection: &impl ConnectionTrait,
    number: CertificateNumber,
) -> Result<Option<Certificate>, Failure> {
    Entity::find_by_id((number.year(), number.ordinal()))
        .lock_exclusive()
        .one(connection)
        .await?
        .map(Certificate::try_from)
        .transpose()
}

/// Certificates by number, after the number `after`, at most `limit`; only what belongs to the school
/// or authority `scope` when the caller is confined.
pub async fn list(
    connection: &impl ConnectionTrait,
    scope: Option<Uuid>,
    after: Option<CertificateNumber>,
    limit: u64,
) -> Result<Vec<Certificate>, Failure> {
    let mut query = page::after_key(
        Entity::find().limit(limit),
        Direction::Ascending,
        [Column::Year, Column::Ordinal],
        after.map(|number| [number.year().into(), number.ordinal().into()]),
    );
    if let Some(scope) = scope {
        let scopes = [
            Column::SchoolId,
            Column::CommuneId,
            Column::AuthorityId,
            Column::ProvinceId,
        ];
        query = query.filter(within(scopes, scope));
    }
    query
        .all(connection)
        .await?
        .into_iter()
        .map(Certificate::try_from)
        .collect()
}
