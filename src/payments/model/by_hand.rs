//! What a person writes down or decides: cash and cards on the practice's own device, transfers whose receipt was looked at,
//! and what was put aside.

use chrono::{DateTime, Utc};

use super::apply::lock;
use super::effects::{self, Retake};
use super::{Account, Payment, Status, Subject, TaskKind, Way, due, task};
use crate::accounts::Tenant;
use crate::app::App;
use crate::db::{On, Tx, patiently};
use crate::error::{Error, Result};
use crate::events::{Actor, Kind as EventKind};
use crate::i18n::key;
use crate::id::{PaymentId, TenantId, UserId};
use crate::money::Money;
use crate::q;

/// Money that was taken at the desk.
#[derive(Clone, Debug)]
pub struct ByHand {
    pub subject: Subject,
    pub way: Way,
    pub amount: Money,
    pub note: String,
    /// The form's own: a second press writes nothing.
    pub key: String,
}

/// Writes it down as paid.
///
/// # Errors
/// Conflict when nothing is due, Invalid for another currency or more than is due.
pub async fn record(
    app: &App,
    tenant: &Tenant,
    new: &ByHand,
    user: UserId,
    actor: &Actor,
) -> Result<PaymentId> {
    let run = |retake| move || record_once(app, tenant, new, user, actor, retake);
    let written = match patiently(run(Retake::IfFree)).await {
        Err(Error::SlotTaken) => patiently(run(Retake::Never)).await,
        other => other,
    };
    let id = match written {
        // The other press has written it meanwhile, and nothing is due any more.
        Err(error) => known(&app.db, tenant.id, &new.key).await?.ok_or(error)?,
        Ok(id) => id,
    };
    app.wake.notify_one();
    Ok(id)
}

async fn known(mut on: impl On, tenant: TenantId, key: &str) -> Result<Option<PaymentId>> {
    let row = q!(
        on,
        fetch_optional: (PaymentId,),
        "SELECT id FROM payments WHERE tenant_id = $1 AND idempotency_key = $2",
        tenant,
        key,
    )?;
    Ok(row.map(|(id,)| id))
}

async fn record_once(
    app: &App,
    tenant: &Tenant,
    new: &ByHand,
    user: UserId,
    actor: &Actor,
    retake: Retake,
) -> Result<PaymentId> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if let Some(known) = known(&mut tx, tenant.id, &new.key).await? {
        return Ok(known);
    }
    if !new.way.is_by_hand() {
        return Err(Error::NotFound);
    }
    let due = due(&mut tx, tenant, new.subject, tenant.locale, now).await?;
    if new.amount.currency != due.amount.currency || new.amount.minor <= 0 {
        return Err(Error::Invalid(key!("payments-bad-amount")));
    }
    if new.amount.minor > due.amount.minor {
        return Err(Error::Invalid(key!("payments-too-much")));
    }
    let account = Account::ensure(&mut tx, tenant.id, new.way, now).await?;
    let id = PaymentId::new();
    q!(
        tx,
        execute,
        "INSERT INTO payments (tenant_id, id, account_id, provider, kind, status, amount_minor, currency, client_id,
            appointment_id, invoice_id, idempotency_key, is_live, note, recorded_by, paid_at, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, 'succeeded', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $15)",
        tenant.id,
        id,
        account.id,
        new.way,
        due.kind,
        new.amount.minor,
        new.amount.currency,
        due.client,
        due.appointment,
        due.invoice,
        &new.key,
        true,
        &new.note,
        user,
        now,
    )?;
    let (visit, payment) = lock(&mut tx, tenant.id, id).await?;
    payment
        .tell(&mut tx, actor, EventKind::PaymentRecorded, now)
        .await?;
    effects::on_paid(&mut tx, &payment, visit, retake, now).await?;
    tx.commit().await?;
    Ok(id)
}

/// The receipt was looked at, and the money is there.
pub async fn accept(app: &App, tenant: TenantId, id: PaymentId, actor: &Actor) -> Result<()> {
    let run = |retake| move || accept_once(app, tenant, id, actor, retake);
    match patiently(run(Retake::IfFree)).await {
        Err(Error::SlotTaken) => patiently(run(Retake::Never)).await,
        other => other,
    }?;
    app.wake.notify_one();
    Ok(())
}

async fn accept_once(
    app: &App,
    tenant: TenantId,
    id: PaymentId,
    actor: &Actor,
    retake: Retake,
) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let (visit, mut payment) = lock(&mut tx, tenant, id).await?;
    if payment.provider != Way::Transfer {
        return Err(Error::NotFound);
    }
    if payment.status == Status::Succeeded {
        return Ok(());
    }
    payment.status = Status::Succeeded;
    payment.reason = String::new();
    payment.paid_at = Some(now);
    payment.check_at = None;
    payment.save(&mut tx, now).await?;
    payment
        .tell(&mut tx, actor, EventKind::PaymentSucceeded, now)
        .await?;
    effects::on_paid(&mut tx, &payment, visit, retake, now).await?;
    task::settle(&mut tx, tenant, id, TaskKind::Receipt, now).await?;
    tx.commit().await?;
    Ok(())
}

/// The receipt shows nothing that came. Whoever sent it may send another.
pub async fn reject(
    app: &App,
    tenant: TenantId,
    id: PaymentId,
    note: &str,
    actor: &Actor,
) -> Result<()> {
    patiently(|| reject_once(app, tenant, id, note, actor)).await
}

async fn reject_once(
    app: &App,
    tenant: TenantId,
    id: PaymentId,
    note: &str,
    actor: &Actor,
) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let (_, mut payment) = lock(&mut tx, tenant, id).await?;
    if payment.provider != Way::Transfer {
        return Err(Error::NotFound);
    }
    if payment.status.is_open() {
        payment.status = Status::Failed;
        payment.reason = "rejected".to_owned();
        payment.note = note.to_owned();
        end(&mut tx, &payment, EventKind::PaymentFailed, actor, now).await?;
    }
    task::settle(&mut tx, tenant, id, TaskKind::Receipt, now).await?;
    tx.commit().await?;
    Ok(())
}

/// What was put aside is closed without counting; nothing was paid here.
pub async fn release(app: &App, tenant: TenantId, id: PaymentId, actor: &Actor) -> Result<()> {
    patiently(|| release_once(app, tenant, id, actor)).await
}

async fn release_once(app: &App, tenant: TenantId, id: PaymentId, actor: &Actor) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let (_, mut payment) = lock(&mut tx, tenant, id).await?;
    if payment.status == Status::Quarantined {
        payment.status = Status::Cancelled;
        end(&mut tx, &payment, EventKind::PaymentCancelled, actor, now).await?;
    }
    task::settle(&mut tx, tenant, id, TaskKind::Quarantined, now).await?;
    tx.commit().await?;
    Ok(())
}

async fn end(
    tx: &mut Tx,
    payment: &Payment,
    kind: EventKind,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    payment.save(tx, now).await?;
    payment.tell(tx, actor, kind, now).await
}
