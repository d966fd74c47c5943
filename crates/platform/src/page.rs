//! Pages of a list: keyset pages, whose token is the key of the last row.

use std::str::FromStr;

use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SubQueryStatement};
use sea_orm::{ColumnTrait, EntityName, QueryFilter, QueryOrder, Value};

use crate::refusal::Refusal;

/// The most that a page holds.
pub const LARGEST: i32 = 200;
const USUAL: i32 = 100;

/// What the page before ended with, as the list made its token of it; nothing for the first page.
pub fn token<T: FromStr>(text: &str) -> Result<Option<T>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = |_| Refusal::invalid("page_token", "is not a token of this list");
    text.parse().map(Some).map_err(wrong)
}

/// How many rows to answer: 0 asks for the usual number; more than [`LARGEST`] is cut to it.
pub fn size(asked: i32) -> Result<u64, Refusal> {
    match asked {
        ..0 => Err(Refusal::invalid("page_size", "must not be negative".to_owned())),
        0 => Ok(USUAL as u64),
        _ => Ok(Ord::min(asked, LARGEST) as u64),
    }
}

/// Cuts `rows`, of which one more than `size` was asked for, to the page and gives the token of the next,
/// made by `key` from the last row of this one.
pub fn cut<T>(rows: &mut Vec<T>, size: u64, key: impl Fn(&T) -> String) -> String {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    if rows.len() <= size {
        return String::new();
    }
    rows.truncate(size);
    rows.last().map(key).unwrap_or_default()
}

/// Which way a list runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the least on.
    Ascending,
    /// From the greatest on.
    Descending,
}

impl Direction {
    fn order(self) -> Order {
        match self {
            Self::Ascending => Order::Asc,
            Self::Descending => Order::Desc,
        }
    }

    /// What holds for a row that comes after `there` when it is `here`.
    fn beyond(self, here: Expr, there: Expr) -> Expr {
        match self {
            Self::Ascending => here.gt(there),
            Self::Descending => here.lt(there),
        }
    }
}

/// Orders `query` by `columns`, the last of which is the key of the listed entity, and leaves only what
/// comes after the row with the key `row`, if one is given.
///
/// The database looks up where that row stands, so the token of a page needs to say no more than the key.
/// After a row that does not exist comes nothing.
pub fn after_row<Q, C, const N: usize>(
    query: Q,
    direction: Direction,
    columns: [C; N],
    row: Option<impl Into<Value>>,
) -> Q
where
    Q: QueryOrder + QueryFilter,
    C: ColumnTrait,
{
    let (Some(row), Some(key)) = (row, columns.last()) else {
        return ordered(query, direction, columns);
    };
    let place = Query::select()
        .columns(columns)
        .from(C::EntityName::default().table_ref())
        .and_where(Expr::col(*key).eq(Expr::value(row)))
        .take();
    let there = Expr::from(SubQueryStatement::SelectStatement(place));
    ordered(query, direction, columns).filter(direction.beyond(tuple(columns), there))
}

/// Orders `query` by `columns`, which together are the key of the listed entity, and leaves only what comes
/// after `key`, if one is given.
pub fn after_key<Q, C, const N: usize>(
    query: Q,
    direction: Direction,
    columns: [C; N],
    key: Option<[Value; N]>,
) -> Q
where
    Q: QueryOrder + QueryFilter,
    C: ColumnTrait,
{
    let query = ordered(query, direction, columns);
    let Some(key) = key else { return query };
    let there = Expr::tuple(key.map(Expr::value));
    query.filter(direction.beyond(tuple(columns), there))
}

fn ordered<Q: QueryOrder, C: ColumnTrait>(
    query: Q,
    direction: Direction,
    columns: impl IntoIterator<Item = C>,
) -> Q {
    let by = |query: Q, column| query.order_by(column, direction.order());
    columns.into_iter().fold(query, by)
}

/// The columns of the listed entity, told from those of the same name in what is joined to it.
fn tuple<C: ColumnTrait>(columns: impl IntoIterator<Item = C>) -> Expr {
    let column = |column: C| Expr::col(column.as_column_ref());
    Expr::tuple(columns.into_iter().map(column))
}

#[cfg(test)]
mod tests {
    use sea_orm::entity::prelude::*;
    use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, QuerySelect, QueryTrait};

    use super::*;

    mod book {
        use sea_orm::entity::prelude::*;

        #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
        #[sea_orm(table_name = "books")]
        pub struct Model {
            #[sea_orm(primary_key, auto_increment = false)]
            pub id: i64,
            pub title: String,
        }

        #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
        pub enum Relation {}

        impl ActiveModelBehavior for ActiveModel {}
    }

    use book::{Column, Entity};

    /// Five books by id, of which three share a title.
    async fn library() -> DatabaseConnection {
        let mut options = sea_orm::ConnectOptions::new("sqlite::memory:");
        options.max_connections(1);
        let library = Database::connect(options).await.unwrap();
        library
            .execute_unprepared(
                "CREATE TABLE books (id BIGINT PRIMARY KEY, title TEXT NOT NULL); \
                 INSERT INTO books VALUES (1, 'b'), (2, 'a'), (3, 'b'), (4, 'c'), (5, 'b')",
            )
            .await
            .unwrap();
        library
    }

    /// The ids of all books, read by pages of `size`, each asked for by `page` after the last of the one
    /// before.
    async fn read(
        library: &DatabaseConnection,
        size: u64,
        page: impl Fn(Select<Entity>, Option<i64>) -> Select<Entity>,
    ) -> Vec<i64> {
        let (mut ids, mut after) = (Vec::new(), None);
        loop {
            let query = page(Entity::find().limit(size), after);
            let books = query.all(library).await.unwrap();
            ids.extend(books.iter().map(|book| book.id));
            let Some(last) = books.last() else { return ids };
            after = Some(last.id);
        }
    }

    #[tokio::test]
    async fn pages_by_rows_hold_every_row_once_in_order() {
        use Direction::{Ascending, Descending};
        let library = library().await;
        let columns = [Column::Title, Column::Id];
        for size in 1..=6 {
            let up = read(&library, size, |query, row| {
                after_row(query, Ascending, columns, row)
            });
            assert_eq!(up.await, [2, 1, 3, 5, 4], "pages of {size}");
            let down = read(&library, size, |query, row| {
                after_row(query, Descending, columns, row)
            });
            assert_eq!(down.await, [4, 5, 3, 1, 2], "pages of {size}");
        }
    }

    #[tokio::test]
    async fn pages_by_keys_hold_every_row_once_in_order() {
        use Direction::{Ascending, Descending};
        let library = library().await;
        for size in 1..=6 {
            let page = |direction| {
                move |query, row: Option<i64>| {
                    after_key(query, direction, [Column::Id], row.map(|row| [row.into()]))
                }
            };
            let up = read(&library, size, page(Ascending)).await;
            assert_eq!(up, [1, 2, 3, 4, 5], "pages of {size}");
            let down = read(&library, size, page(Descending)).await;
            assert_eq!(down, [5, 4, 3, 2, 1], "pages of {size}");
        }
    }

    #[tokio::test]
    async fn only_a_key_may_name_a_row_that_is_gone() {
        let library = library().await;
        let gone = after_row(
            Entity::find(),
            Direction::Ascending,
            [Column::Title, Column::Id],
            Some(9),
        );
        assert_eq!(gone.all(&library).await.unwrap(), []);
        let key = [Value::from(0)];
        let gone = after_key(Entity::find(), Direction::Ascending, [Column::Id], Some(key));
        assert_eq!(gone.all(&library).await.unwrap().len(), 5);
    }

    #[test]
    fn the_listed_columns_are_told_from_joined_ones() {
        let query = Entity::find().select_only().column(Column::Id);
        let query = after_row(
            query,
            Direction::Descending,
            [Column::Title, Column::Id],
            Some(7_i64),
        );
        assert_eq!(
            query.build(DbBackend::Postgres).to_string(),
            r#"SELECT "books"."id" FROM "books" WHERE ("books"."title", "books"."id") < (SELECT "title", "id" FROM "books" WHERE "id" = 7) ORDER BY "books"."title" DESC, "books"."id" DESC"#
        );
    }

    #[test]
    fn pages_end_where_the_rows_end() {
        let mut rows = vec![1, 2, 3];
        assert_eq!(cut(&mut rows, 2, ToString::to_string), "2");
        assert_eq!(rows, [1, 2]);
        assert_eq!(cut(&mut rows, 2, ToString::to_string), "", "no further page");
    }

    #[test]
    fn sizes_are_bounded() {
        assert_eq!(size(0).unwrap(), 100);
        assert_eq!(size(9_999).unwrap(), 200);
        assert!(size(-1).is_err());
    }
}
