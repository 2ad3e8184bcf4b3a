//! How the statements of [`q!`](crate::q) run.
//!
//! Nothing here knows the type of a row, and every future is boxed: were they part of each caller's own future, the compiler
//! would walk through a driver's insides for each of a thousand statements, and again for whoever awaits the caller.

use futures_util::future::BoxFuture;
use sqlx::Error;

/// When Postgres plans a statement: once for all values, or each time by its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    Once,
    ByValues,
}

/// What came, as the caller's own type.
pub mod read {
    use sqlx::{Error, FromRow, Row};

    pub fn fetch_all<R: Row, T: for<'r> FromRow<'r, R>>(rows: Vec<R>) -> Result<Vec<T>, Error> {
        rows.iter().map(T::from_row).collect()
    }

    pub fn fetch_one<R: Row, T: for<'r> FromRow<'r, R>>(row: R) -> Result<T, Error> {
        T::from_row(&row)
    }

    pub fn fetch_optional<R: Row, T: for<'r> FromRow<'r, R>>(
        row: Option<R>,
    ) -> Result<Option<T>, Error> {
        row.as_ref().map(T::from_row).transpose()
    }
}

pub mod lite {
    use sqlx::Sqlite;
    use sqlx::query::Query;
    use sqlx::sqlite::{SqliteArguments, SqliteRow};

    use super::{BoxFuture, Error};
    use crate::db::query::Source;

    macro_rules! run {
        ($name:ident -> $out:ty) => {
            pub fn $name<'a>(
                source: Source<'a, Sqlite>,
                query: Query<'a, Sqlite, SqliteArguments<'a>>,
            ) -> BoxFuture<'a, Result<$out, Error>> {
                Box::pin(async move { query.$name(&mut *source.open().await?).await })
            }
        };
    }

    run!(fetch_all -> Vec<SqliteRow>);
    run!(fetch_one -> SqliteRow);
    run!(fetch_optional -> Option<SqliteRow>);

    /// The number of rows it changed.
    pub fn execute<'a>(
        source: Source<'a, Sqlite>,
        query: Query<'a, Sqlite, SqliteArguments<'a>>,
    ) -> BoxFuture<'a, Result<u64, Error>> {
        Box::pin(async move {
            let done = query.execute(&mut *source.open().await?).await?;
            Ok(done.rows_affected())
        })
    }
}

pub mod pg {
    use sqlx::postgres::{PgArguments, PgRow};
    use sqlx::query::Query;
    use sqlx::{Execute, PgConnection, Postgres};

    use super::{BoxFuture, Error, Plan};
    use crate::db::again::{in_doubt, is_broken, lost};
    use crate::db::query::{Conn, Source};

    macro_rules! run {
        ($name:ident -> $out:ty) => {
            /// A statement that only reads is asked again, once, if its own connection breaks.
            pub fn $name<'a>(
                source: Source<'a, Postgres>,
                mut query: Query<'a, Postgres, PgArguments>,
                reads: bool,
                plan: Plan,
            ) -> BoxFuture<'a, Result<$out, Error>> {
                Box::pin(async move {
                    let mut conn = source.open().await?;
                    let (own, pool) = match &mut conn {
                        Conn::Lent(conn) => {
                            plan.begin(conn).await?;
                            let found = query.$name(&mut **conn).await?;
                            plan.end(conn).await?;
                            return Ok(found);
                        }
                        Conn::Own(own, pool) => (own, *pool),
                        Conn::Held(own, pool) => (&mut **own, *pool),
                    };
                    // What is planned by its values only reads, also where it begins with WITH.
                    if !reads && plan == Plan::Once {
                        return query.$name(&mut **own).await.map_err(in_doubt);
                    }
                    let sql = query.sql();
                    let values = query.take_arguments().map_err(Error::Encode)?;
                    let values = values.unwrap_or_default();
                    let mut left = 1;
                    loop {
                        let asked = async {
                            plan.begin(own).await?;
                            let again = sqlx::query_with(sql, values.clone());
                            let found = again.$name(&mut **own).await?;
                            plan.end(own).await?;
                            Ok(found)
                        };
                        match asked.await {
                            Err(error) if left > 0 && is_broken(&error) => {
                                left -= 1;
                                lost();
                                *own = pool.acquire().await?;
                            }
                            other => return other,
                        }
                    }
                })
            }
        };
    }

    run!(fetch_all -> Vec<PgRow>);
    run!(fetch_one -> PgRow);
    run!(fetch_optional -> Option<PgRow>);

    /// The number of rows it changed. Outside a transaction nobody knows whether it did, when the answer is lost.
    pub fn execute<'a>(
        source: Source<'a, Postgres>,
        query: Query<'a, Postgres, PgArguments>,
    ) -> BoxFuture<'a, Result<u64, Error>> {
        Box::pin(async move {
            let mut conn = source.open().await?;
            match query.execute(&mut *conn).await {
                Ok(done) => Ok(done.rows_affected()),
                Err(error) if conn.is_own() => Err(in_doubt(error)),
                Err(error) => Err(error),
            }
        })
    }

    impl Plan {
        async fn begin(self, conn: &mut PgConnection) -> Result<(), Error> {
            match self {
                Self::Once => Ok(()),
                Self::ByValues => set(conn, "SET plan_cache_mode = force_custom_plan").await,
            }
        }

        /// As a connection begins.
        async fn end(self, conn: &mut PgConnection) -> Result<(), Error> {
            match self {
                Self::Once => Ok(()),
                Self::ByValues => set(conn, "SET plan_cache_mode = force_generic_plan").await,
            }
        }
    }

    async fn set(conn: &mut PgConnection, sql: &'static str) -> Result<(), Error> {
        sqlx::query(sql).execute(conn).await.map(|_| ())
    }
}
