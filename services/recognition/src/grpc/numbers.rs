//! Numbers of documents, which decisions and measures on certificates take from the same books.

use platform::refusal::{Failure, Refusal};
use sea_orm::DatabaseTransaction;

use crate::domain::{DocumentNumber, Series};
use crate::store;

/// The number of a document of `series`: the `given` one from the agency's book, which other documents
/// share, or the next.
pub async fn document(
    transaction: &DatabaseTransaction,
    book: &str,
    series: Series,
    year: i32,
    given: &str,
) -> Result<DocumentNumber, Failure> {
    if given.is_empty() {
        let ordinal = store::number::next(transaction, book, series, year).await?;
        return Ok(DocumentNumber::new(series, ordinal));
    }
    let number = given.parse::<DocumentNumber>().ok();
    let placed = number.and_then(|number| Some((number.ordinal_in(series)?, number)));
    let (ordinal, number) = placed.ok_or_else(|| {
        let example = DocumentNumber::new(series, 123);
        Refusal::invalid(
            "document_number",
            format!("phải có dạng {example}, hoặc để trống"),
        )
    })?;
    let given = store::decision::is_numbered(transaction, book, &number, year).await?
        || store::certificate::is_numbered(transaction, book, &number, year).await?;
    if given {
        return Err(Refusal::conflict("NUMBER_TAKEN", format!("số {number} đã cấp trong năm {year}")).into());
    }
    store::number::pass(transaction, book, series, year, ordinal).await?;
    Ok(number)
}
