//! One SQL over two databases: SQLite (a file, one process) or Postgres (many processes).
//!
//! `Db` and `Tx` hold either; [`q!`](crate::q) runs one text on whichever it is. What differs stands here and in
//! `migrations/`. A SELECT on a `Db` goes to SQLite's readers, everything else to its one writer, whose transactions
//! begin IMMEDIATE: a read that turns into a write would otherwise fail at once. What a broken connection means for what was
//! under way: [`again`].

pub mod again;
mod connect;
mod derived;
mod errors;
pub mod live;
mod plans;
mod query;
pub mod run;
pub mod sessions;

use futures_util::future::BoxFuture;
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};

pub use again::{in_doubt, is_broken};
pub(crate) use connect::{POSTGRES, RESTORING, SQLITE, lock, postgres_options, sqlite_options};
pub use connect::{connect, connect_to_read};
pub use derived::{is_derived, refill};
pub use errors::{
    is_check, is_collision, is_erased, is_foreign_key, is_locked, is_lost_connection, is_overlap,
    is_unique,
};
pub use plans::expect_growth;
pub use query::{Conn, On, Reader, Source, Sources, is_select};

use crate::error::{Error, Result};
use crate::id::TenantId;
use live::{Live, Topic};

/// How often a transaction is run that others stood in the way of.
const ATTEMPTS: u32 = 3;

/// Runs a whole transaction, and again when it collided with another one or its connection broke before the commit; what it
/// does must be all in the database.
pub async fn patiently<T, F, Fut>(mut run: F) -> Result<T>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T>>,
{
    let mut attempt = 1;
    loop {
        match run().await {
            Err(Error::Collided(why) | Error::Lost(why)) if attempt < ATTEMPTS => {
                tracing::info!(%why, attempt, "running a transaction again");
                attempt += 1;
            }
            other => return other,
        }
    }
}

/// The SQLite half or the Postgres half of anything.
#[derive(Clone, Debug)]
pub enum Either<S, P> {
    Lite(S),
    Pg(P),
}

/// SQLite's pools: many readers that cannot write, one writer.
#[derive(Clone, Debug)]
pub struct Lite {
    pub read: SqlitePool,
    pub write: SqlitePool,
    /// Held while the process lives, so that a second one refuses to start on the same file. None for one
    /// that only reads.
    _lock: Option<std::sync::Arc<std::fs::File>>,
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pools: Either<Lite, PgPool>,
    live: Live,
    audit_key: [u8; 32],
}

/// A transaction; rolled back when dropped without [`Tx::commit`].
pub struct Tx {
    inner: Either<Transaction<'static, Sqlite>, Transaction<'static, Postgres>>,
    live: Live,
    signals: Vec<(TenantId, Topic)>,
    audit_key: [u8; 32],
}

impl std::fmt::Debug for Db {
    /// Without the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Db")
            .field("pools", &self.pools)
            .finish_non_exhaustive()
    }
}

impl Db {
    pub fn begin(&self) -> BoxFuture<'_, Result<Tx, sqlx::Error>> {
        Box::pin(async move {
            let inner = match &self.pools {
                Either::Lite(lite) => Either::Lite(lite.write.begin_with("BEGIN IMMEDIATE").await?),
                Either::Pg(pool) => Either::Pg(again::begin(pool).await?),
            };
            Ok(Tx {
                inner,
                live: self.live.clone(),
                signals: Vec::new(),
                audit_key: self.audit_key,
            })
        })
    }

    pub fn pools(&self) -> &Either<Lite, PgPool> {
        &self.pools
    }

    /// What signs recorded events.
    pub fn audit_key(&self) -> &[u8; 32] {
        &self.audit_key
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self.pools, Either::Pg(_))
    }

    /// The feed of what other visitors and processes changed.
    pub fn live(&self) -> &Live {
        &self.live
    }

    /// Waits for running queries and closes every connection.
    pub async fn close(&self) {
        match &self.pools {
            Either::Lite(lite) => {
                lite.read.close().await;
                lite.write.close().await;
            }
            Either::Pg(pool) => pool.close().await,
        }
    }
}

impl Tx {
    pub fn commit(self) -> BoxFuture<'static, Result<(), sqlx::Error>> {
        Box::pin(async move {
            match self.inner {
                Either::Lite(tx) => {
                    tx.commit().await?;
                    // Postgres delivers its own notifications at the commit; here there is one process to tell.
                    for (tenant, topic) in self.signals {
                        self.live.publish(tenant, topic);
                    }
                    Ok(())
                }
                // Whether it was done is not known when the answer is lost.
                Either::Pg(tx) => tx.commit().await.map_err(in_doubt),
            }
        })
    }

    pub fn audit_key(&self) -> &[u8; 32] {
        &self.audit_key
    }

    /// Tells open pages of the tenant, after the commit, that something they show has changed.
    pub async fn signal(&mut self, tenant: TenantId, topic: Topic) -> Result<(), sqlx::Error> {
        match &mut self.inner {
            Either::Lite(_) => self.signals.push((tenant, topic)),
            Either::Pg(tx) => {
                let text = format!("{tenant} {}", topic.as_str());
                sqlx::query("SELECT pg_notify($1, $2)")
                    .bind(live::CHANNEL)
                    .bind(text)
                    .execute(&mut **tx)
                    .await?;
            }
        }
        Ok(())
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self.inner, Either::Pg(_))
    }
}
