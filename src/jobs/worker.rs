//! The worker: what has run out, due jobs, the outbox, and the housekeeping.
//!
//! Each of the four is a lane with a loop of its own: a mail server that hangs holds up no expiry. Within a lane one
//! practice's or one job's failure, a panic included, is its own: it is logged and the next one's turn comes.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::queue::{self, Job};
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::TenantId;
use crate::{accounts, appointments, clients, consents, invoices, messages, privacy, q, web};

/// How many jobs are under way at once; no more are claimed than can begin now.
const JOBS_AT_ONCE: usize = 4;
/// How long a job may take: less than its lease, so that no other worker begins it meanwhile.
const JOB_TIME: Duration = Duration::from_secs(90);

/// Runs until the app is stopped.
pub async fn run_worker(app: App) {
    let mut lanes = Lanes::default();
    lanes.add(&app, "expiry", 1, |app| release_expired(app).boxed());
    lanes.add(&app, "consents", 20, |app| expire_consents(app).boxed());
    lanes.add(&app, "invoices", 60, |app| expire_invoices(app).boxed());
    lanes.add(&app, "jobs", 1, |app| run_jobs(app).boxed());
    lanes.add(&app, "messages", 1, |app| deliver(app).boxed());
    lanes.add(&app, "payments", 1, |app| tend_payments(app).boxed());
    lanes.add(&app, "packages", 60, |app| tend_packages(app).boxed());
    lanes.add(&app, "sweep", 600, |app| sweep(app).boxed());
    lanes.add(&app, "privacy", 3600, |app| keep_privacy(app).boxed());
    lanes.add(&app, "search", 3600, |app| refold(app).boxed());
    lanes.add(&app, "calendars", 20, |app| tend_calendars(app).boxed());
    lanes.add(&app, "waitlist", 1, |app| tend_waitlist(app).boxed());
    lanes.run(&app).await;
}

#[derive(Default)]
struct Lanes {
    tasks: JoinSet<()>,
    wake: Vec<Arc<Notify>>,
}

impl Lanes {
    /// A loop that does what is due, then rests: until it is woken, or for so many seconds.
    fn add(
        &mut self,
        app: &App,
        name: &'static str,
        seconds: u64,
        work: fn(App) -> BoxFuture<'static, Result<usize>>,
    ) {
        let (app, wake) = (app.clone(), Arc::new(Notify::new()));
        let pause = Duration::from_secs(seconds);
        self.wake.push(Arc::clone(&wake));
        self.tasks.spawn(async move {
            while !app.stopping.is_cancelled() {
                match apart(work(app.clone())).await {
                    Ok(0) => {}
                    Ok(_) => continue,
                    Err(error) => {
                        tracing::warn!(lane = name, %error, "worker failed, trying again")
                    }
                }
                tokio::select! {
                    () = wake.notified() => {}
                    () = tokio::time::sleep(pause) => {}
                    () = app.stopping.cancelled() => {}
                }
            }
        });
    }

    /// Passes on each word that something was written, until all lanes have ended.
    async fn run(mut self, app: &App) {
        loop {
            tokio::select! {
                () = app.wake.notified() => self.wake.iter().for_each(|lane| lane.notify_one()),
                ended = self.tasks.join_next() => match ended {
                    Some(Ok(())) => {}
                    Some(Err(error)) => return tracing::error!(%error, "a lane of the worker ended"),
                    None => return,
                },
            }
        }
    }
}

/// Does a piece of work whose panic is an error like others.
pub async fn apart<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    // What it has half done is its own: a transaction that is dropped is rolled back.
    AssertUnwindSafe(work)
        .catch_unwind()
        .await
        .unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<&str>().copied();
            let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
            Err(Error::Internal(format!(
                "panicked: {}",
                text.unwrap_or("?")
            )))
        })
}

/// Does everything that is due now, one lane after the other; how much it was.
pub async fn run_due(app: &App) -> Result<usize> {
    let expired = release_expired(app.clone()).await?;
    let consents = expire_consents(app.clone()).await?;
    let invoices = expire_invoices(app.clone()).await?;
    let jobs = run_jobs(app.clone()).await?;
    let payments = tend_payments(app.clone()).await?;
    let packages = tend_packages(app.clone()).await?;
    let waitlist = tend_waitlist(app.clone()).await?;
    let calendars = tend_calendars(app.clone()).await?;
    let sent = deliver(app.clone()).await?;
    Ok(calendars + expired + consents + invoices + jobs + payments + packages + waitlist + sent)
}

/// What is to be forgotten, and has come back from a backup.
async fn keep_privacy(app: App) -> Result<usize> {
    privacy::tend(&app).await
}

/// What search looks through, where it was made by older rules.
async fn refold(app: App) -> Result<usize> {
    clients::refold(&app).await
}

/// Payments that are to be begun or asked after, refunds, and what providers told.
async fn tend_payments(app: App) -> Result<usize> {
    crate::payments::work::tend(&app).await
}

/// What was paid ahead and ends, or ends soon; orders that nobody paid.
async fn tend_packages(app: App) -> Result<usize> {
    crate::packages::work::tend(&app).await
}

/// Calendars outside that are to be looked at.
async fn tend_calendars(app: App) -> Result<usize> {
    crate::calendars::tend(&app).await
}

/// Times that came free and are to be offered, or whose hour has come.
async fn tend_waitlist(app: App) -> Result<usize> {
    crate::waitlist::work::tend(&app).await
}

/// Signatures whose last day is over.
async fn expire_consents(app: App) -> Result<usize> {
    consents::expire_due(&app).await
}

/// Invoices whose last day to pay is over.
async fn expire_invoices(app: App) -> Result<usize> {
    invoices::model::expire_due(&app).await
}

async fn deliver(app: App) -> Result<usize> {
    messages::deliver_due(&app).await
}

/// Does jobs until none is due; how many.
async fn run_jobs(app: App) -> Result<usize> {
    let mut going = JoinSet::new();
    let mut count = 0;
    loop {
        if !app.stopping.is_cancelled() {
            let free = JOBS_AT_ONCE - going.len();
            for job in queue::claim(&app.db, free as i64, app.clock.now()).await? {
                count += 1;
                let app = app.clone();
                going.spawn(async move { run_one(&app, &job).await });
            }
        }
        match going.join_next().await {
            None => return Ok(count),
            Some(Ok(Ok(()))) => {}
            // The lease runs out and another try follows.
            Some(Ok(Err(error))) => tracing::warn!(%error, "job not settled"),
            Some(Err(error)) => tracing::warn!(%error, "job not settled"),
        }
    }
}

async fn run_one(app: &App, job: &Job) -> Result<()> {
    let done = tokio::time::timeout(JOB_TIME, apart(run(app, job)))
        .await
        .unwrap_or_else(|_| Err(Error::Unavailable("it took too long".into())));
    match done {
        Ok(()) => queue::done(&app.db, job).await,
        Err(error) => {
            tracing::warn!(kind = job.kind, attempts = job.attempts, %error, "job failed");
            queue::failed(&app.db, job, &error.to_string(), app.clock.now()).await
        }
    }
}

/// Kinds of jobs, each with the model function that does it.
async fn run(app: &App, job: &Job) -> Result<()> {
    match job.kind.as_str() {
        accounts::mails::JOB => accounts::mails::send(app, job).await,
        clients::imports::JOB => clients::imports::run(app, job).await,
        crate::booking::CODE_JOB => crate::booking::send_code(app, job).await,
        other => Err(Error::Internal(format!("no such job: {other}"))),
    }
}

/// Holds and requests of all tenants that have run out. A practice whose visits cannot be read keeps them; the others'
/// are released.
async fn release_expired(app: App) -> Result<usize> {
    let tenants = q!(
        &app.db,
        fetch_all: (TenantId,),
        "SELECT DISTINCT tenant_id FROM appointments WHERE status IN ('held', 'pending', 'awaiting_deposit')
            AND expires_at <= $1",
        app.clock.now(),
    )?;
    let mut count = 0;
    for (tenant,) in tenants {
        match apart(release_of(&app, tenant)).await {
            Ok(released) => count += released,
            Err(error) => tracing::warn!(%tenant, %error, "what has run out was not released"),
        }
    }
    Ok(count)
}

async fn release_of(app: &App, tenant: TenantId) -> Result<usize> {
    let mut tx = app.db.begin().await?;
    let count = appointments::expire_due(&mut tx, tenant, app.clock.now()).await?;
    tx.commit().await?;
    Ok(count)
}

/// Forgets what is of no more use.
async fn sweep(app: App) -> Result<usize> {
    let now = app.clock.now();
    web::rate::sweep(&app).await?;
    web::drafts::sweep(&app, now).await?;
    clients::imports::sweep(&app, now).await?;
    crate::booking::sweep_codes(&app, now).await?;
    crate::db::sessions::Sessions::new(&app.db)
        .map_err(Error::Internal)?
        .delete_expired()
        .await
        .map_err(Error::internal)?;
    crate::media::sweep(&app).await?;
    consents::forget_tries(&app.db, now).await?;
    crate::payments::hooks::sweep(&app, now).await?;
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
    Ok(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_error_of_its_own() {
        let falls = async || -> Result<usize> { panic!("on purpose") };
        assert!(apart(falls()).await.is_err());
        assert_eq!(apart(async { Ok(1) }).await.unwrap(), 1);
    }
}
