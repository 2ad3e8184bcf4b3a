//! The worker: due jobs, the outbox, what has run out, and the housekeeping.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::queue::{self, Job};
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::TenantId;
use crate::{accounts, appointments, messages, q, web};

/// Runs until the app is stopped: woken by what was just written, else every second.
pub async fn run_worker(app: App) {
    let mut last_sweep: Option<DateTime<Utc>> = None;
    while !app.stopping.is_cancelled() {
        let now = app.clock.now();
        if last_sweep.is_none_or(|at| (now - at).abs() >= TimeDelta::minutes(10)) {
            last_sweep = Some(now);
            note("sweep", sweep(&app).await);
        }
        let busy = match run_due(&app).await {
            Ok(count) => count > 0,
            Err(error) => {
                tracing::warn!(%error, "worker failed, trying again");
                false
            }
        };
        if busy {
            continue;
        }
        tokio::select! {
            () = app.wake.notified() => {}
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
            () = app.stopping.cancelled() => {}
        }
    }
}

/// Does everything that is due now; how much it was.
pub async fn run_due(app: &App) -> Result<usize> {
    let mut count = release_expired(app).await?;
    let now = app.clock.now();
    for job in queue::claim(&app.db, 20, now).await? {
        count += 1;
        match run(app, &job).await {
            Ok(()) => queue::done(&app.db, &job).await?,
            Err(error) => {
                tracing::warn!(kind = job.kind, attempts = job.attempts, %error, "job failed");
                queue::failed(&app.db, &job, &error.to_string(), app.clock.now()).await?;
            }
        }
    }
    Ok(count + messages::deliver_due(app).await?)
}

/// Kinds of jobs, each with the model function that does it.
async fn run(app: &App, job: &Job) -> Result<()> {
    match job.kind.as_str() {
        accounts::mails::JOB => accounts::mails::send(app, job).await,
        other => Err(Error::Internal(format!("no such job: {other}"))),
    }
}

/// Holds and requests of all tenants that have run out.
async fn release_expired(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let tenants = q!(
        &app.db,
        fetch_all: (TenantId,),
        "SELECT DISTINCT tenant_id FROM appointments WHERE status IN ('held', 'pending', 'awaiting_deposit')
            AND expires_at <= $1 LIMIT 100",
        now,
    )?;
    let mut count = 0;
    for (tenant,) in tenants {
        let mut tx = app.db.begin().await?;
        count += appointments::expire_due(&mut tx, tenant, now).await?;
        tx.commit().await?;
    }
    Ok(count)
}

/// Forgets what is of no more use.
async fn sweep(app: &App) -> Result<()> {
    let now = app.clock.now();
    web::rate::sweep(app).await?;
    web::drafts::sweep(app, now).await?;
    crate::db::sessions::Sessions::new(&app.db)
        .map_err(Error::Internal)?
        .delete_expired()
        .await
        .map_err(Error::internal)?;
    crate::media::sweep(app).await?;
    q!(
        &app.db,
        execute,
        "DELETE FROM user_sessions WHERE expires_at < $1",
        now
    )?;
    q!(
        &app.db,
        execute,
        "DELETE FROM idempotency_keys WHERE created_at < $1",
        now - TimeDelta::days(7)
    )?;
    q!(
        &app.db,
        execute,
        "DELETE FROM user_tokens WHERE expires_at < $1",
        now - TimeDelta::days(30)
    )?;
    Ok(())
}

fn note(what: &str, result: Result<()>) {
    if let Err(error) = result {
        tracing::warn!(%error, "{what} failed");
    }
}
