//! What is stored, read past the services.

use platform::journal::{Journal, read};
use sea_orm::{ConnectionTrait, Statement, TryGetable};

/// The one value that `sql` answers.
pub async fn only<T: TryGetable>(connection: &impl ConnectionTrait, sql: &str) -> T {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

/// The number that `sql` answers.
pub async fn number(connection: &impl ConnectionTrait, sql: &str) -> i64 {
    only(connection, sql).await
}

/// The texts in the first column of what `sql` answers.
pub async fn texts(connection: &impl ConnectionTrait, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

/// Fails unless every chain of `journal` holds.
pub async fn chains_must_hold(journal: &Journal) {
    let found = read::verify(journal.database.reader(), None).await.unwrap();
    assert_eq!(found.breaks, []);
}
