//! Rows of signatures under measures: in them the database, too, sees that two people decide and that no number of a
//! book is given twice. What else is known of a measure stands with its certificate.

use platform::refusal::Failure;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DbBackend, QueryTrait, Statement};

use crate::domain::{Certificate, DocumentNumber};
use crate::store::corrupt;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "measure_signatures")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub certificate_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: i32,
    pub book: String,
    pub number: String,
    pub number_year: i32,
    pub prepared_by: String,
    pub signer: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The statement that keeps the signatures under the measures on `certificate`; nothing while there are none. A
/// signature never changes.
pub fn save(certificate: &Certificate, backend: DbBackend) -> Result<Option<Statement>, Failure> {
    let book = certificate.case.book();
    let rows = certificate.measures.iter().enumerate().map(|(place, signed)| {
        Ok(ActiveModel {
            certificate_id: Set(certificate.case.id),
            place: Set(i32::try_from(place).map_err(corrupt)?),
            book: Set(book.clone()),
            number: Set(signed.number.to_string()),
            number_year: Set(signed.signed_on().year()),
            prepared_by: Set(signed.prepared_by.clone()),
            signer: Set(signed.signer.clone()),
        })
    });
    let rows = rows.collect::<Result<Vec<_>, Failure>>()?;
    if rows.is_empty() {
        return Ok(None);
    }
    let kept = OnConflict::columns([Column::CertificateId, Column::Place])
        .do_nothing()
        .to_owned();
    Ok(Some(Entity::insert_many(rows).on_conflict(kept).build(backend)))
}

/// Whether a measure of `year` in `book` has this number.
pub async fn is_numbered(
    connection: &impl ConnectionTrait,
    book: &str,
    number: &DocumentNumber,
    year: i32,
) -> Result<bool, Failure> {
    let same = Entity::find()
        .filter(Column::Book.eq(book))
        .filter(Column::Number.eq(number.as_str()))
        .filter(Column::NumberYear.eq(year));
    Ok(same.count(connection).await? > 0)
}
