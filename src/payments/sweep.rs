//! What happened to paid money without a word to us: refunds and disputes on the provider's own pages whose webhook was lost, or
//! was never set up. Each connected account is asked for them every four minutes; what it names is looked at as if it had told.

use chrono::{DateTime, TimeDelta, Utc};

use super::model::apply;
use super::{Account, Payment, provider, work};
use crate::app::App;
use crate::error::Result;
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
    let count = due.len();
    for account in due {
        if let Err(error) = apart(sweep(app, &account, now)).await {
            tracing::warn!(account = %account.id, %error, "account not swept");
        }
    }
    Ok(count)
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
    let mut seen: Vec<Subject> = Vec::new();
    for subject in moved {
        if !seen.contains(&subject) {
            if !look(app, account, provider.as_ref(), &subject).await? {
                return Ok(());
            }
            seen.push(subject);
        }
    }
    q!(
        &app.db,
        execute,
        "UPDATE payment_accounts SET swept_to = $3 WHERE tenant_id = $1 AND id = $2",
        account.tenant_id,
        account.id,
        now,
    )?;
    Ok(())
}

/// Whether the payment could be looked at; one that is none of ours needs no look.
async fn look(
    app: &App,
    account: &Account,
    provider: &dyn Provider,
    subject: &Subject,
) -> Result<bool> {
    let (kind, id) = match subject {
        Subject::Payment(id) => ("payment", id),
        Subject::Charge(id) => ("charge", id),
        Subject::Other => return Ok(true),
    };
    let tenant = account.tenant_id;
    let found = Payment::by_provider(&app.db, tenant, account.id, kind, id).await?;
    let Some((payment, id)) = found.and_then(|one| Some((one.id, one.provider_id?))) else {
        return Ok(true);
    };
    match provider.find(&id).await {
        Ok(remote) => {
            apply(app, tenant, payment, &remote).await?;
            Ok(true)
        }
        Err(failure) => {
            tracing::info!(%payment, %failure, "the provider did not say");
            Ok(failure.is_missing())
        }
    }
}
