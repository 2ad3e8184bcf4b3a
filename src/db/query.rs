//! `q!`: one statement on either database, on a `&Db` or inside a `&mut Tx`.

use std::ops::{Deref, DerefMut};

use futures_util::future::BoxFuture;
use sqlx::pool::PoolConnection;
use sqlx::{Database, Pool, Postgres, Sqlite};

use super::{Db, Either, Tx};

/// A connection of one's own from the pool, a [`Reader`]'s, or the transaction's.
pub enum Conn<'a, D: Database> {
    Own(PoolConnection<D>, &'a Pool<D>),
    Held(&'a mut PoolConnection<D>, &'a Pool<D>),
    Lent(&'a mut D::Connection),
}

impl<D: Database> Conn<'_, D> {
    /// Whether no transaction stands around the statement.
    pub fn is_own(&self) -> bool {
        matches!(self, Self::Own(..) | Self::Held(..))
    }
}

impl<D: Database> Deref for Conn<'_, D> {
    type Target = D::Connection;
    fn deref(&self) -> &Self::Target {
        match self {
            Self::Own(conn, _) => conn,
            Self::Held(conn, _) => conn,
            Self::Lent(conn) => conn,
        }
    }
}

impl<D: Database> DerefMut for Conn<'_, D> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        match self {
            Self::Own(conn, _) => conn,
            Self::Held(conn, _) => conn,
            Self::Lent(conn) => conn,
        }
    }
}

/// Where a connection comes from; [`Sources::open`] gets it.
pub enum Source<'a, D: Database> {
    Pool(&'a Pool<D>),
    Held(&'a mut PoolConnection<D>, &'a Pool<D>),
    Conn(&'a mut D::Connection),
}

pub type Sources<'a> = Either<Source<'a, Sqlite>, Source<'a, Postgres>>;

impl<'a> Sources<'a> {
    pub async fn open(self) -> Result<Either<Conn<'a, Sqlite>, Conn<'a, Postgres>>, sqlx::Error> {
        Ok(match self {
            Either::Lite(source) => Either::Lite(source.open().await?),
            Either::Pg(source) => Either::Pg(source.open().await?),
        })
    }
}

impl<'a, D: Database> Source<'a, D> {
    pub(super) async fn open(self) -> Result<Conn<'a, D>, sqlx::Error> {
        Ok(match self {
            Self::Pool(pool) => Conn::Own(pool.acquire().await?, pool),
            Self::Held(conn, pool) => Conn::Held(conn, pool),
            Self::Conn(conn) => Conn::Lent(conn),
        })
    }
}

/// What a query may run on: `&Db`, `&mut Reader` or `&mut Tx`. No lifetime in the trait: sqlx's own `impl Executor<'_>` as a parameter of
/// an async fn stops being `Send` (rust-lang/rust#100013).
pub trait On: Send {
    fn source(&mut self, read: bool) -> Sources<'_>;
}

impl On for &Db {
    fn source(&mut self, read: bool) -> Sources<'_> {
        match &self.pools {
            Either::Lite(lite) => {
                Either::Lite(Source::Pool(if read { &lite.read } else { &lite.write }))
            }
            Either::Pg(pool) => Either::Pg(Source::Pool(pool)),
        }
    }
}

/// One connection for all that a page reads. Each statement on a [`Db`] takes a connection and gives it back, which asks
/// the server whether it is still in order: with seven statements that is as dear as two more.
///
/// Who holds one asks the [`Db`] for nothing else meanwhile: when all connections are held by those who wait for a
/// second one, none comes free.
pub struct Reader<'a>(Either<Held<'a, Sqlite>, Held<'a, Postgres>>);

struct Held<'a, D: Database>(PoolConnection<D>, &'a Pool<D>);

impl Db {
    /// Waits for a connection to read from.
    pub fn reader(&self) -> BoxFuture<'_, Result<Reader<'_>, sqlx::Error>> {
        Box::pin(async move {
            Ok(Reader(match self.pools() {
                Either::Lite(lite) => Either::Lite(Held(lite.read.acquire().await?, &lite.read)),
                Either::Pg(pool) => Either::Pg(Held(pool.acquire().await?, pool)),
            }))
        })
    }
}

impl On for Reader<'_> {
    fn source(&mut self, _read: bool) -> Sources<'_> {
        match &mut self.0 {
            Either::Lite(Held(conn, pool)) => Either::Lite(Source::Held(conn, pool)),
            Either::Pg(Held(conn, pool)) => Either::Pg(Source::Held(conn, pool)),
        }
    }
}

impl On for Tx {
    fn source(&mut self, _read: bool) -> Sources<'_> {
        match &mut self.inner {
            Either::Lite(tx) => Either::Lite(Source::Conn(&mut **tx)),
            Either::Pg(tx) => Either::Pg(Source::Conn(&mut **tx)),
        }
    }
}

impl<T: On> On for &mut T {
    fn source(&mut self, read: bool) -> Sources<'_> {
        (**self).source(read)
    }
}

/// Whether a statement only reads, which decides SQLite's pool.
pub const fn is_select(sql: &str) -> bool {
    let bytes = sql.as_bytes();
    let mut i = 0;
    while i < bytes.len() && bytes[i].is_ascii_whitespace() {
        i += 1;
    }
    bytes.len() >= i + 6
        && bytes
            .split_at(i)
            .1
            .split_at(6)
            .0
            .eq_ignore_ascii_case(b"SELECT")
}

/// Runs one statement on either database.
///
/// `q!(on, fetch_all: Row, "SELECT … $1", bind, …)` with `fetch_all`, `fetch_one` or `fetch_optional`, or
/// `q!(on, execute, "UPDATE …", …)`, which gives the number of rows. Where the dialects must differ (same parameters):
/// `q!(on, execute, { sqlite: "…", pg: "…" }, …)`. Where the values decide which way is the quick one, as a pattern does,
/// `fetch_all planned: Row` has Postgres plan anew each time: it plans once for all values else. `on` is a `mut` variable
/// of a type that is [`On`], a `&mut Tx`, or an expression such as `&app.db`.
#[macro_export]
macro_rules! q {
    ($on:expr, execute, { sqlite: $s:expr, pg: $p:expr $(,)? } $(, $b:expr)* $(,)?) => {
        {
            #[allow(unused_imports, reason = "a caller that names the trait has it in scope already")]
            use $crate::db::On as _;
            match $on.source(const { $crate::db::is_select($s) }) {
                $crate::db::Either::Lite(source) => {
                    $crate::db::run::lite::execute(source, sqlx::query($s)$(.bind($b))*).await
                }
                $crate::db::Either::Pg(source) => {
                    $crate::db::run::pg::execute(source, sqlx::query($p)$(.bind($b))*).await
                }
            }
        }
    };
    ($on:expr, $fetch:ident planned: $row:ty, { sqlite: $s:expr, pg: $p:expr $(,)? } $(, $b:expr)* $(,)?) => {
        $crate::q!(@ $crate::db::run::Plan::ByValues, $on, $fetch: $row, $s, $p $(, $b)*)
    };
    ($on:expr, $fetch:ident planned: $row:ty, $sql:expr $(, $b:expr)* $(,)?) => {
        $crate::q!(@ $crate::db::run::Plan::ByValues, $on, $fetch: $row, $sql, $sql $(, $b)*)
    };
    ($on:expr, $fetch:ident: $row:ty, { sqlite: $s:expr, pg: $p:expr $(,)? } $(, $b:expr)* $(,)?) => {
        $crate::q!(@ $crate::db::run::Plan::Once, $on, $fetch: $row, $s, $p $(, $b)*)
    };
    ($on:expr, execute, $sql:expr $(, $b:expr)* $(,)?) => {
        $crate::q!($on, execute, { sqlite: $sql, pg: $sql } $(, $b)*)
    };
    ($on:expr, $fetch:ident: $row:ty, $sql:expr $(, $b:expr)* $(,)?) => {
        $crate::q!(@ $crate::db::run::Plan::Once, $on, $fetch: $row, $sql, $sql $(, $b)*)
    };
    (@ $plan:expr, $on:expr, $fetch:ident: $row:ty, $s:expr, $p:expr $(, $b:expr)*) => {
        {
            #[allow(unused_imports, reason = "a caller that names the trait has it in scope already")]
            use $crate::db::On as _;
            match $on.source(const { $crate::db::is_select($s) }) {
                $crate::db::Either::Lite(source) => {
                    let found = $crate::db::run::lite::$fetch(source, sqlx::query($s)$(.bind($b))*).await;
                    found.and_then($crate::db::run::read::$fetch::<_, $row>)
                }
                $crate::db::Either::Pg(source) => {
                    let reads = const { $crate::db::is_select($p) };
                    let found = $crate::db::run::pg::$fetch(source, sqlx::query($p)$(.bind($b))*, reads, $plan).await;
                    found.and_then($crate::db::run::read::$fetch::<_, $row>)
                }
            }
        }
    };
}
