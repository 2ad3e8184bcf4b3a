//! A connection that broke under a statement: what may simply be asked again, and what may not.
//!
//! A restart of Postgres, or a proxy that drops what rests, leaves dead connections in the pool; whoever takes the next one
//! meets the fault. A read is asked again on another connection, at once; a transaction that had not begun to commit is run
//! again by [`patiently`](super::patiently). A commit whose answer was lost, or a single write outside a transaction, may have
//! happened: it is *in doubt* and only told ([`crate::error::Error::Unavailable`]).

use std::sync::Mutex;
use std::time::{Duration, Instant};

use sqlx::postgres::PgPoolOptions;
use sqlx::{Connection, Error, PgPool, Postgres};

/// When this process last met a broken connection: others that rested then may be broken too.
static LAST_LOSS: Mutex<Option<Instant>> = Mutex::new(None);

/// A connection that rested longer is asked whether it lives, before it is used.
const RESTED: Duration = Duration::from_secs(5);

/// A fault of which nobody knows whether the write before it happened.
#[derive(Debug, thiserror::Error)]
#[error("in doubt: {0}")]
struct InDoubt(Error);

/// Marks a lost connection's error as one that must not be tried again.
pub fn in_doubt(error: Error) -> Error {
    if is_broken(&error) {
        lost();
        return Error::Io(std::io::Error::other(InDoubt(error)));
    }
    error
}

/// The connection broke, nothing was changed, and another connection may well do.
pub fn is_broken(error: &Error) -> bool {
    match error {
        Error::Io(e) => !e.get_ref().is_some_and(|inner| inner.is::<InDoubt>()),
        Error::Database(e) => matches!(
            e.code().as_deref(),
            Some("57P01" | "57P02" | "08006" | "08003")
        ),
        _ => false,
    }
}

/// Remembers that a connection broke just now.
pub fn lost() {
    if let Ok(mut last) = LAST_LOSS.lock() {
        *last = Some(Instant::now());
    }
}

/// A ping before each use would double the round trips; only a connection that has rested is asked, or that has not been
/// used since another one broke.
pub fn asking_rested(options: PgPoolOptions) -> PgPoolOptions {
    options
        .test_before_acquire(false)
        .before_acquire(|conn, meta| {
            Box::pin(async move {
                let loss = LAST_LOSS.lock().ok().and_then(|last| *last);
                let rested = meta.idle_for >= RESTED
                    || loss.is_some_and(|loss| meta.idle_for >= loss.elapsed());
                Ok(!rested || conn.ping().await.is_ok())
            })
        })
}

/// Begins a transaction, on another connection if the first one is broken.
pub async fn begin(pool: &PgPool) -> Result<sqlx::Transaction<'static, Postgres>, Error> {
    match pool.begin().await {
        Err(error) if is_broken(&error) => {
            lost();
            pool.begin().await
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_have_happened_is_not_tried_again() {
        let cut = || Error::Io(std::io::ErrorKind::UnexpectedEof.into());
        assert!(is_broken(&cut()));
        assert!(!is_broken(&in_doubt(cut())));
        assert!(!is_broken(&Error::PoolTimedOut));
        let told = crate::error::Error::from(in_doubt(cut()));
        assert!(matches!(told, crate::error::Error::Unavailable(_)));
        let told = crate::error::Error::from(cut());
        assert!(matches!(told, crate::error::Error::Lost(_)));
    }
}
