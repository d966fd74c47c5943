//! Which dossiers of a school are not settled: a school with any cannot merge or close.

use platform::refusal::Failure;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{Condition, ConnectionTrait};
use uuid::Uuid;

use crate::domain::DossierState;

/// The numbers of the dossiers of `schools` that are handed in and not settled, in order: those under check,
/// and those accepted on which recognition has not decided.
pub async fn numbers(connection: &impl ConnectionTrait, schools: &[Uuid]) -> Result<Vec<String>, Failure> {
    let column = |name: &'static str| Expr::col(Alias::new(name));
    let under_check = [
        DossierState::Submitted,
        DossierState::UnderCheck,
        DossierState::SupplementRequested,
    ];
    let undecided = column("state")
        .eq(DossierState::Accepted.as_str())
        .and(column("decided_at").is_null());
    let open = Condition::any()
        .add(column("state").is_in(under_check.map(DossierState::as_str)))
        .add(undecided);
    let query = Query::select()
        .column(Alias::new("number"))
        .from(Alias::new("dossiers"))
        .and_where(column("school_id").is_in(schools.iter().copied()))
        .cond_where(open)
        .order_by(Alias::new("number"), sea_orm::Order::Asc)
        .take();
    let rows = connection.query_all(&query).await?;
    let number = |row: &sea_orm::QueryResult| row.try_get::<Option<String>>("", "number");
    let numbers = rows.iter().map(number).collect::<Result<Vec<_>, _>>()?;
    Ok(numbers.into_iter().flatten().collect())
}
