//! What happened to paid money without a word to us: refunds and disputes on the provider's own pages whose webhook was lost, or
//! was never set up. Each connected account is asked for them again and again; what it names is looked at as if it had told.
//!
//! An account has a deadline for each round, and the next one goes on where it ended: of a provider that hangs, all is seen in
//! the end, and nobody else waits for that.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::StreamExt;
use futures_util::future::join_all;
use futures_util::stream::FuturesUnordered;
use tokio::time::{Instant, timeout_at};

use super::model::{apply, task};
use super::{Account, Payment, provider, work};
use crate::app::App;
use crate::error::Result;
use crate::id::PaymentId;
use crate::jobs::apart;
use crate::providers::payment::{Failure, Provider, Subject};
use crate::q;

/// Accounts that are asked in one round.
const AT_ONCE: i64 = 16;
/// Payments of one account that are looked at side by side.
const SIDE_BY_SIDE: usize = 4;
/// How often each is. Together with the longest round of the worker it is no more than five minutes.
pub(super) const EVERY: TimeDelta = TimeDelta::seconds(160);
/// Asked for again: clocks differ, and lists lag behind.
const OVERLAP: TimeDelta = TimeDelta::minutes(10);
/// How far back the first look goes.
const FIRST: TimeDelta = TimeDelta::days(3);

/// Asks whom it is time to ask; how many it were.
pub(super) async fn tend(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let due = q!(
        &app.db,
        fetch_all: Account,
        {
            sqlite: "UPDATE payment_accounts SET sweep_at = $2 WHERE (tenant_id, id) IN (
                SELECT tenant_id, id FROM payment_accounts WHERE sweep_at <= $1 ORDER BY sweep_at LIMIT $3) RETURNING *",
            pg: "UPDATE payment_accounts SET sweep_at = $2 WHERE (tenant_id, id) IN (
                SELECT tenant_id, id FROM payment_accounts WHERE sweep_at <= $1 ORDER BY sweep_at LIMIT $3
                FOR UPDATE SKIP LOCKED) RETURNING *",
        },
        now,
        now + EVERY,
        AT_ONCE,
    )?;
    let looks = due.into_iter().map(|account| async move {
        if let Err(error) = apart(sweep(app, &account, now)).await {
            tracing::warn!(account = %account.id, %error, "account not swept");
        }
    });
    Ok(join_all(looks).await.len())
}

async fn sweep(app: &App, account: &Account, now: DateTime<Utc>) -> Result<()> {
    let Some(provider) = provider(app, account).await? else {
        return Ok(());
    };
    let since = account.swept_to.unwrap_or(now - FIRST) - OVERLAP;
    let deadline = app.gateway.deadline();
    let listed = timeout_at(deadline, provider.moved_since(since)).await;
    let moved = match listed.unwrap_or_else(|_| Err(Failure::Unknown("too slow".into()))) {
        Ok(moved) => moved,
        Err(failure @ Failure::Permanent { .. }) if failure.is_about_keys() => {
            return work::refused(app, account.tenant_id, account.id, &failure).await;
        }
        Err(failure) => {
            tracing::info!(account = %account.id, %failure, "the provider did not say");
            return Ok(());
        }
    };
    // What is still under way there is asked for again until it is done, and so is all where one could not be looked at.
    let mut until = now;
    let mut meant: BTreeMap<PaymentId, String> = BTreeMap::new();
    for one in moved {
        if let Some((payment, id)) = ours(app, account, &one.subject).await? {
            until = one.pending_since.map_or(until, |at| at.min(until));
            meant.insert(payment, id);
        }
    }
    let mut meant: Vec<_> = meant.into_iter().collect();
    let done = |(id, _): &(PaymentId, String)| account.swept_past.is_some_and(|past| *id <= past);
    let first = meant.partition_point(done);
    meant.rotate_left(first);
    let seen = look_at_all(app, account, provider.as_ref(), meant, deadline).await;
    q!(
        &app.db,
        execute,
        "UPDATE payment_accounts SET swept_to = COALESCE($3, swept_to), swept_past = $4 WHERE tenant_id = $1 AND id = $2",
        account.tenant_id,
        account.id,
        seen.is_whole.then_some(until),
        seen.ended_at,
    )?;
    Ok(())
}

/// How far a round came.
struct Seen {
    /// Each could be looked at.
    is_whole: bool,
    /// The last that was begun with, where the time was over before all were.
    ended_at: Option<PaymentId>,
}

async fn look_at_all(
    app: &App,
    account: &Account,
    provider: &dyn Provider,
    meant: Vec<(PaymentId, String)>,
    deadline: Instant,
) -> Seen {
    let (mut is_whole, mut last) = (true, None);
    let mut rest = meant.into_iter();
    let mut looks = FuturesUnordered::new();
    loop {
        for (payment, id) in rest.by_ref().take(SIDE_BY_SIDE - looks.len()) {
            last = Some(payment);
            looks.push(async move {
                let seen = apart(look(app, account, provider, payment, &id)).await;
                seen.unwrap_or_else(|error| {
                    tracing::warn!(%payment, %error, "payment not looked at");
                    false
                })
            });
        }
        match timeout_at(deadline, looks.next()).await {
            Ok(Some(is_seen)) => is_whole &= is_seen,
            Ok(None) => {
                return Seen {
                    is_whole,
                    ended_at: None,
                };
            }
            Err(_) => {
                return Seen {
                    is_whole: false,
                    ended_at: last,
                };
            }
        }
    }
}

/// The payment that is meant, with the provider's id of it; none is somebody else's.
async fn ours(
    app: &App,
    account: &Account,
    subject: &Subject,
) -> Result<Option<(PaymentId, String)>> {
    let (kind, id) = match subject {
        Subject::Payment(id) => ("payment", id),
        Subject::Charge(id) => ("charge", id),
        Subject::Other => return Ok(None),
    };
    let found = Payment::by_provider(&app.db, account.tenant_id, account.id, kind, id).await?;
    Ok(found.and_then(|one| Some((one.id, one.provider_id?))))
}

/// Whether the payment could be looked at. What the provider will never say of it, a person finds out.
async fn look(
    app: &App,
    account: &Account,
    provider: &dyn Provider,
    payment: PaymentId,
    id: &str,
) -> Result<bool> {
    let tenant = account.tenant_id;
    let failure = match provider.find(id).await {
        Ok(remote) => {
            apply(app, tenant, payment, &remote).await?;
            return Ok(true);
        }
        Err(failure) => failure,
    };
    tracing::info!(%payment, %failure, "the provider did not say");
    if failure.is_about_keys() {
        work::refused(app, tenant, account.id, &failure).await?;
        return Ok(false);
    }
    if matches!(failure, Failure::Permanent { .. }) && !failure.is_missing() {
        let mut tx = app.db.begin().await?;
        let payment = Payment::find(&mut tx, tenant, payment).await?;
        let about: String = failure.to_string().chars().take(200).collect();
        task::put_aside(&mut tx, &payment, &about, app.clock.now()).await?;
        tx.commit().await?;
    }
    Ok(matches!(failure, Failure::Permanent { .. }))
}
