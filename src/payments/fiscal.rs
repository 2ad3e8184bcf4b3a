//! The second fiscal receipt (54-FZ). What was paid ahead of a visit had a receipt of a prepayment; when the service was given, a
//! receipt closes it for what stayed of it. Written down when the visit is completed, said to the provider by the worker.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;

use super::model::{Kind, Status, TaskKind, Way, task};
use super::{Account, Payment, provider};
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::{FiscalReceiptId, PaymentId, TenantId};
use crate::jobs::apart;
use crate::money::Money;
use crate::providers::payment::{ClosingReceipt, Failure, Mode, NewPayment};
use crate::q;

const AT_ONCE: i64 = 8;
const LEASE: TimeDelta = TimeDelta::seconds(90);
/// How long it is tried.
const GIVE_UP: TimeDelta = TimeDelta::hours(72);

#[derive(Clone, Debug, FromRow)]
struct Due {
    tenant_id: TenantId,
    id: FiscalReceiptId,
    payment_id: PaymentId,
    attempts: i64,
    created_at: DateTime<Utc>,
}

/// The visit is over: what was paid ahead for it is to be closed. Whether there was a receipt at all is seen later.
pub(in crate::payments) async fn on_completed(
    tx: &mut Tx,
    deposit: &Payment,
    now: DateTime<Utc>,
) -> Result<()> {
    let is_due = deposit.kind == Kind::Deposit
        && deposit.status == Status::Succeeded
        && deposit.provider == Way::Yookassa
        && deposit.sealed.is_some();
    if is_due {
        q!(
            tx,
            execute,
            "INSERT INTO fiscal_receipts (tenant_id, id, payment_id, status, check_at, created_at)
             VALUES ($1, $2, $3, 'pending', $4, $4) ON CONFLICT (tenant_id, payment_id) DO NOTHING",
            deposit.tenant_id,
            FiscalReceiptId::new(),
            deposit.id,
            now,
        )?;
    }
    Ok(())
}

/// Says what is due; how much it was.
pub async fn tend(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let due = q!(
        &app.db,
        fetch_all: Due,
        {
            sqlite: "UPDATE fiscal_receipts SET check_at = $2, attempts = attempts + 1 WHERE (tenant_id, id) IN (
                SELECT tenant_id, id FROM fiscal_receipts WHERE check_at <= $1 ORDER BY check_at LIMIT $3)
                RETURNING tenant_id, id, payment_id, attempts, created_at",
            pg: "UPDATE fiscal_receipts SET check_at = $2, attempts = attempts + 1 WHERE (tenant_id, id) IN (
                SELECT tenant_id, id FROM fiscal_receipts WHERE check_at <= $1 ORDER BY check_at LIMIT $3
                FOR UPDATE SKIP LOCKED) RETURNING tenant_id, id, payment_id, attempts, created_at",
        },
        now,
        now + LEASE,
        AT_ONCE,
    )?;
    let count = due.len();
    for one in due {
        if let Err(error) = apart(close(app, &one)).await {
            tracing::warn!(receipt = %one.id, %error, "receipt not closed");
        }
    }
    Ok(count)
}

async fn close(app: &App, due: &Due) -> Result<()> {
    let now = app.clock.now();
    let payment = Payment::find(&app.db, due.tenant_id, due.payment_id).await?;
    let account = Account::find(&app.db, due.tenant_id, payment.account_id).await?;
    let Some(new) = closing(app, due, &payment).await? else {
        return finish(app, due, "none", None, "").await;
    };
    let Some(provider) = provider(app, &account).await? else {
        return give_up(app, due, &payment, "disconnected").await;
    };
    match provider.close_receipt(&new).await {
        Ok(id) => finish(app, due, "sent", Some(&id), "").await,
        Err(Failure::Permanent { code, .. }) => give_up(app, due, &payment, &code).await,
        Err(_) if now - due.created_at > GIVE_UP => give_up(app, due, &payment, "unanswered").await,
        Err(failure) => {
            tracing::info!(receipt = %due.id, %failure, "the provider did not say");
            let wait = match failure {
                Failure::RetryAfter(wait) => wait,
                _ => TimeDelta::seconds(30 * (1 << due.attempts.clamp(0, 6))),
            };
            q!(
                &app.db,
                execute,
                "UPDATE fiscal_receipts SET check_at = $3 WHERE tenant_id = $1 AND id = $2 AND status = 'pending'",
                due.tenant_id,
                due.id,
                now + wait,
            )?;
            Ok(())
        }
    }
}

/// The receipt that closes a prepayment; none where the prepayment had no receipt, or all of it went back.
async fn closing(app: &App, due: &Due, payment: &Payment) -> Result<Option<ClosingReceipt>> {
    let kept = Money::new(payment.amount_minor - payment.held_minor, payment.currency);
    let (Some(sealed), Some(id)) = (&payment.sealed, &payment.provider_id) else {
        return Ok(None);
    };
    let key = app.tenant_key(&app.db, payment.tenant_id).await?;
    let plain = key.open(&format!("payments.sealed:{}", payment.id), sealed)?;
    let new: NewPayment = serde_json::from_slice(&plain).map_err(Error::internal)?;
    let Some(receipt) = new.receipt.filter(|_| kept.minor > 0) else {
        return Ok(None);
    };
    let mut receipt = receipt.of(kept);
    for line in &mut receipt.lines {
        line.mode = Mode::FullPayment;
    }
    Ok(Some(ClosingReceipt {
        key: due.id.to_string(),
        payment: id.clone(),
        amount: kept,
        receipt,
    }))
}

async fn finish(app: &App, due: &Due, status: &str, id: Option<&str>, reason: &str) -> Result<()> {
    q!(
        &app.db,
        execute,
        "UPDATE fiscal_receipts SET status = $3, provider_id = $4, reason = $5, check_at = NULL WHERE tenant_id = $1 AND id = $2",
        due.tenant_id,
        due.id,
        status,
        id,
        reason,
    )?;
    Ok(())
}

/// A person registers it by hand.
async fn give_up(app: &App, due: &Due, payment: &Payment, reason: &str) -> Result<()> {
    let reason: String = reason.chars().take(200).collect();
    finish(app, due, "failed", None, &reason).await?;
    let mut tx = app.db.begin().await?;
    task::open(&mut tx, payment, TaskKind::Fiscal, app.clock.now()).await?;
    Ok(tx.commit().await?)
}
