//! Work that may take time or fail: a queue on the same database, and the worker that empties it.
//!
//! A job is claimed with a lease, so that one whose worker died comes back; retried with backoff and jitter; after the
//! last try it stays as dead, for a person to look at. A job's `run` is a shell around a model function.

mod queue;
mod worker;

pub use queue::{Job, NewJob, backoff, enqueue};
pub use worker::{apart, run_due, run_worker};
