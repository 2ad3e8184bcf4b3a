//! The queue's rows: written in the transaction that causes them, claimed by one worker each.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use sqlx::FromRow;
use sqlx::types::Json;

use crate::db::{Db, On};
use crate::error::Result;
use crate::id::{JobId, TenantId};
use crate::q;

/// How long a worker may hold a job before it counts as lost.
const LEASE: TimeDelta = TimeDelta::seconds(120);
/// Tries before a job is given up: with the backoff below, about a day.
const MAX_ATTEMPTS: i64 = 20;

#[derive(Clone, Debug, FromRow)]
pub struct Job {
    pub id: JobId,
    pub tenant_id: Option<TenantId>,
    pub kind: String,
    pub payload: Json<Value>,
    /// Of this try, counted from 1.
    pub attempts: i64,
}

pub struct NewJob<'a> {
    pub tenant: Option<TenantId>,
    pub kind: &'static str,
    pub payload: Value,
    /// A second job with the same key is not written while the first is there.
    pub unique_key: Option<&'a str>,
    pub run_at: DateTime<Utc>,
}

pub async fn enqueue(mut on: impl On, job: NewJob<'_>, now: DateTime<Utc>) -> Result<()> {
    q!(
        on,
        execute,
        "INSERT INTO jobs (id, tenant_id, kind, payload, unique_key, run_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (unique_key) DO NOTHING",
        JobId::new(),
        job.tenant,
        job.kind,
        Json(job.payload),
        job.unique_key,
        job.run_at,
        now,
    )?;
    Ok(())
}

/// Takes up to `n` due jobs for this worker alone.
pub(super) async fn claim(db: &Db, n: i64, now: DateTime<Utc>) -> Result<Vec<Job>> {
    let mut on = db;
    Ok(q!(
        on,
        fetch_all: Job,
        {
            sqlite: "UPDATE jobs SET leased_until = $2, attempts = attempts + 1 WHERE id IN (
                SELECT id FROM jobs WHERE dead_at IS NULL AND run_at <= $1 AND (leased_until IS NULL OR leased_until < $1)
                ORDER BY run_at LIMIT $3) RETURNING *",
            pg: "UPDATE jobs SET leased_until = $2, attempts = attempts + 1 WHERE id IN (
                SELECT id FROM jobs WHERE dead_at IS NULL AND run_at <= $1 AND (leased_until IS NULL OR leased_until < $1)
                ORDER BY run_at LIMIT $3 FOR UPDATE SKIP LOCKED) RETURNING *",
        },
        now,
        now + LEASE,
        n,
    )?)
}

/// Settled only by the worker whose try it was: one that lost its lease has no more say.
pub(super) async fn done(db: &Db, job: &Job) -> Result<()> {
    let mut on = db;
    q!(
        on,
        execute,
        "DELETE FROM jobs WHERE id = $1 AND attempts = $2",
        job.id,
        job.attempts
    )?;
    Ok(())
}

pub(super) async fn failed(db: &Db, job: &Job, why: &str, now: DateTime<Utc>) -> Result<()> {
    let mut on = db;
    let dead_at = (job.attempts >= MAX_ATTEMPTS).then_some(now);
    q!(
        on,
        execute,
        "UPDATE jobs SET leased_until = NULL, run_at = $2, last_error = $3, dead_at = $4
         WHERE id = $1 AND attempts = $5",
        job.id,
        now + backoff(job.attempts),
        why,
        dead_at,
        job.attempts,
    )?;
    Ok(())
}

/// 2 s doubled with each try, at most ten minutes, with full jitter so that many do not come back at once.
pub fn backoff(attempts: i64) -> TimeDelta {
    let cap = (2_000_i64 << attempts.clamp(0, 20).saturating_sub(1)).min(600_000);
    TimeDelta::milliseconds(rand::random_range(cap / 2..=cap))
}
