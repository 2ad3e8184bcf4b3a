//! What time does to packages: they end, by each practice's own date; clients hear of it a fortnight before; and orders of the
//! practice's page that nobody paid are void.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::mails;
use super::model::Package;
use crate::accounts::Tenant;
use crate::app::App;
use crate::error::Result;
use crate::events::Actor;
use crate::id::{InvoiceId, PackageId, TenantId};
use crate::invoices::model::Invoice;
use crate::q;

/// How many days before its end a client is told.
const AHEAD: u64 = 14;
/// How many are looked at in one round.
const AT_ONCE: i64 = 200;

/// Does what is due; how much it was.
pub async fn tend(app: &App) -> Result<usize> {
    let now = app.clock.now();
    // Somewhere it is tomorrow already.
    let latest = now.date_naive().checked_add_days(Days::new(1));
    let latest = latest.unwrap_or(NaiveDate::MAX);
    let mut count = 0;
    for (tenant, id) in ending(app, latest).await? {
        match expire(app, tenant, id, now).await {
            Ok(done) => count += usize::from(done),
            Err(error) => tracing::warn!(%tenant, package = %id, %error, "package not expired"),
        }
    }
    for (tenant, id) in to_remind(app, now).await? {
        match remind(app, tenant, id, now).await {
            Ok(()) => count += 1,
            Err(error) => tracing::warn!(%tenant, package = %id, %error, "nobody reminded"),
        }
    }
    for (tenant, id) in unpaid(app, latest).await? {
        match let_go(app, tenant, id, now).await {
            Ok(done) => count += usize::from(done),
            Err(error) => tracing::warn!(%tenant, invoice = %id, %error, "order not ended"),
        }
    }
    Ok(count)
}

async fn ending(app: &App, latest: NaiveDate) -> Result<Vec<(TenantId, PackageId)>> {
    Ok(q!(
        &app.db,
        fetch_all: (TenantId, PackageId),
        "SELECT tenant_id, id FROM packages WHERE expires_on < $1 AND expires_on IS NOT NULL AND expired_at IS NULL
            AND cancelled_at IS NULL ORDER BY expires_on LIMIT $2",
        latest,
        AT_ONCE,
    )?)
}

async fn expire(app: &App, tenant: TenantId, id: PackageId, now: DateTime<Utc>) -> Result<bool> {
    let tenant = Tenant::find(&app.db, tenant).await?;
    let package = Package::find(&app.db, tenant.id, id).await?;
    let today = tenant.local_date(now);
    if package.expires_on.is_none_or(|last| last >= today) {
        return Ok(false);
    }
    let mut tx = app.db.begin().await?;
    let done = package.expire(&mut tx, &tenant, now).await?;
    if done {
        tx.commit().await?;
    }
    Ok(done)
}

async fn to_remind(app: &App, now: DateTime<Utc>) -> Result<Vec<(TenantId, PackageId)>> {
    let today = now.date_naive();
    let until = today.checked_add_days(Days::new(AHEAD));
    Ok(q!(
        &app.db,
        fetch_all: (TenantId, PackageId),
        "SELECT tenant_id, id FROM packages WHERE expires_on BETWEEN $1 AND $2 AND expires_on IS NOT NULL
            AND expired_at IS NULL AND cancelled_at IS NULL AND reminded_at IS NULL AND balance_minor + balance_visits > 0
            AND created_at < $4 ORDER BY expires_on LIMIT $3",
        today,
        until,
        AT_ONCE,
        // Whoever has just bought it knows.
        now - chrono::TimeDelta::days(7),
    )?)
}

async fn remind(app: &App, tenant: TenantId, id: PackageId, now: DateTime<Utc>) -> Result<()> {
    let mut tx = app.db.begin().await?;
    let package = Package::find_for_change(&mut tx, tenant, id).await?;
    if package.reminded_at.is_none() {
        mails::enqueue_ending(&mut tx, &package, now).await?;
        q!(
            tx,
            execute,
            "UPDATE packages SET reminded_at = $3 WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
            now,
        )?;
    }
    tx.commit().await?;
    Ok(())
}

async fn unpaid(app: &App, latest: NaiveDate) -> Result<Vec<(TenantId, InvoiceId)>> {
    Ok(q!(
        &app.db,
        fetch_all: (TenantId, InvoiceId),
        "SELECT tenant_id, invoice_id FROM package_orders WHERE ends_on < $1 AND ends_on IS NOT NULL
         ORDER BY ends_on LIMIT $2",
        latest,
        AT_ONCE,
    )?)
}

/// Makes the invoice of an order void, where no money came for it; whatever came of it, it is not looked at again.
async fn let_go(app: &App, tenant: TenantId, id: InvoiceId, now: DateTime<Utc>) -> Result<bool> {
    let mut tx = app.db.begin().await?;
    let tenant = Tenant::find(&mut tx, tenant).await?;
    let mut invoice = Invoice::find_for_change(&mut tx, tenant.id, id).await?;
    let changed = q!(
        tx,
        execute,
        "UPDATE package_orders SET ends_on = NULL WHERE tenant_id = $1 AND invoice_id = $2 AND ends_on < $3",
        tenant.id,
        id,
        tenant.local_date(now),
    )?;
    if changed == 0 {
        return Ok(false);
    }
    if invoice.may_be_void() {
        let reason = tenant.locale.t("packages-order-unpaid");
        invoice
            .make_void(&mut tx, &Actor::system(), &reason, now)
            .await?;
    }
    tx.commit().await?;
    Ok(true)
}
