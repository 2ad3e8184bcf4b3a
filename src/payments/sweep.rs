//! What happened to paid money without a word to us: refunds and disputes on the provider's own pages whose webhook was lost, or
//! was never set up. Each connected account is asked for them every four minutes; what it names is looked at as if it had told.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;

use super::model::{TaskKind, apply, task};
use super::{Account, Payment, provider, work};
use crate::app::App;
use crate::error::Result;
use crate::id::PaymentId;
use crate::jobs::apart;
use crate::providers::payment::{Failure, Provider, Subject};
use crate::q;

/// Accounts that are asked in one round.
const AT_ONCE: i64 = 8;
/// How often each is.
pub(super) const EVERY: TimeDelta = TimeDelta::minutes(4);
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
    let moved = match provider.moved_since(since).await {
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
    let (mut until, mut is_whole) = (now, true);
    let mut seen: Vec<PaymentId> = Vec::new();
    for one in moved {
        let Some((payment, id)) = ours(app, account, &one.subject).await? else {
            continue;
        };
        until = one.pending_since.map_or(until, |at| at.min(until));
        if seen.contains(&payment) {
            continue;
        }
        seen.push(payment);
        match apart(look(app, account, provider.as_ref(), payment, &id)).await {
            Ok(is_seen) => is_whole &= is_seen,
            Err(error) => {
                tracing::warn!(%payment, %error, "payment not looked at");
                is_whole = false;
            }
        }
    }
    if !is_whole {
        return Ok(());
    }
    q!(
        &app.db,
        execute,
        "UPDATE payment_accounts SET swept_to = $3 WHERE tenant_id = $1 AND id = $2",
        account.tenant_id,
        account.id,
        until,
    )?;
    Ok(())
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
        task::open(&mut tx, &payment, TaskKind::Quarantined, app.clock.now()).await?;
        tx.commit().await?;
    }
    Ok(matches!(failure, Failure::Permanent { .. }))
}
