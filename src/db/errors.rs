//! What a database error means; the two dialects say it differently.

use sqlx::Error;
use sqlx::error::ErrorKind;

/// Two visits want the same time: Postgres's exclusion violation, or our trigger's ABORT on SQLite.
pub fn is_overlap(error: &Error) -> bool {
    let Error::Database(e) = error else {
        return false;
    };
    match e.code().as_deref() {
        Some("23P01") => true,
        Some("1811") => e.message().contains("slot taken"),
        _ => false,
    }
}

/// Something was written for a client who has been erased; the triggers of the migration say so.
pub fn is_erased(error: &Error) -> bool {
    matches!(error, Error::Database(e) if e.message().contains("stays erased"))
}

/// Something was written for a client whose card is locked; the triggers of the migration say so.
pub fn is_locked(error: &Error) -> bool {
    matches!(error, Error::Database(e) if e.message().contains("stays locked"))
}

/// A value that must be unique is there already.
pub fn is_unique(error: &Error) -> bool {
    matches!(error, Error::Database(e) if e.kind() == ErrorKind::UniqueViolation)
}

/// A value that may not be: a sum below zero, say.
pub fn is_check(error: &Error) -> bool {
    matches!(error, Error::Database(e) if e.kind() == ErrorKind::CheckViolation)
}

/// A row is still referred to, or refers to one that is gone.
pub fn is_foreign_key(error: &Error) -> bool {
    matches!(error, Error::Database(e) if e.kind() == ErrorKind::ForeignKeyViolation)
}

/// The database is away or out of connections: nothing is known to be wrong with the request.
pub fn is_lost_connection(error: &Error) -> bool {
    match error {
        Error::Io(_) | Error::PoolTimedOut | Error::PoolClosed | Error::WorkerCrashed => true,
        Error::Database(e) => {
            matches!(
                e.code().as_deref(),
                Some("57P01" | "57P02" | "57P03" | "08006" | "08003" | "53300")
            )
        }
        _ => false,
    }
}

/// Two transactions stood in each other's way and this one gave in: the same again may well work.
pub fn is_collision(error: &Error) -> bool {
    matches!(error, Error::Database(e) if matches!(e.code().as_deref(), Some("40001" | "40P01" | "5" | "517")))
}
