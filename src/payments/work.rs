//! Asking providers: payments that are to be begun, that nobody has told about, that are to be ended, and refunds. Each row is
//! claimed with a lease, called outside any transaction and with its own key, and looked at again after a growing gap that is
//! never longer than three minutes. What happened to paid money without a word to us is [`super::sweep`]'s.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;

use super::model::refund::Standing;
use super::model::{Status, Way, apply, fail, task};
use super::receipt_lines::receipt_of;
use super::{Account, Payment, Refund, fiscal, hooks, provider, sweep};
use crate::app::App;
use crate::appointments::{Appointment, Status as Visit};
use crate::error::{Error, Result};
use crate::id::TenantId;
use crate::invoices::model::Invoice;
use crate::jobs::apart;
use crate::providers::payment::{Answer, Failure, NewPayment, NewRefund, Provider, Remote};
use crate::q;

/// How many are looked at in one round.
const AT_ONCE: i64 = 8;
/// How long a worker may hold a row before it counts as lost: longer than a call may take.
const LEASE: TimeDelta = TimeDelta::seconds(90);
/// Tries after which a beginning that always fails is given up: its page was never shown to anybody.
const MAX_BEGINNINGS: i64 = 12;
/// How long keys are given to be mended before a refund is tried with them again.
const KEYLESS: TimeDelta = TimeDelta::minutes(10);
/// After which a provider may have forgotten the key of a call.
const NO_KEY: TimeDelta = TimeDelta::hours(12);
/// How long a refund is tried.
const GIVE_UP: TimeDelta = TimeDelta::hours(72);

/// Does what is due; how much it was.
pub async fn tend(app: &App) -> Result<usize> {
    // Closing receipts touch no payment: they go on beside what does.
    let (receipts, money) = tokio::join!(fiscal::tend(app), tend_money(app));
    Ok(receipts? + money?)
}

/// One part after the other: what was told is not asked for again, and what a sweep says of a payment is from before its refunds.
/// Where each hangs, they take two minutes and some seconds together.
async fn tend_money(app: &App) -> Result<usize> {
    let mut count = hooks::process_due(app).await?;
    count += sweep::tend(app).await?;
    // All of a round at once: a provider that hangs keeps no other waiting.
    let (payments, refunds) = tokio::join!(tend_payments(app), tend_refunds(app));
    Ok(count + payments? + refunds?)
}

async fn tend_payments(app: &App) -> Result<usize> {
    let payments = claim_payments(app).await?;
    let looks = payments.into_iter().map(|payment| async move {
        let (tenant, id) = (payment.tenant_id, payment.id);
        if let Err(error) = apart(look(app, payment)).await {
            tracing::warn!(%tenant, payment = %id, %error, "payment not looked at");
        }
    });
    Ok(join_all(looks).await.len())
}

async fn tend_refunds(app: &App) -> Result<usize> {
    let refunds = claim_refunds(app).await?;
    let looks = refunds.into_iter().map(|refund| async move {
        let (tenant, id) = (refund.tenant_id, refund.id);
        if let Err(error) = apart(give_back(app, refund)).await {
            tracing::warn!(%tenant, refund = %id, %error, "refund not looked at");
        }
    });
    Ok(join_all(looks).await.len())
}

async fn claim_payments(app: &App) -> Result<Vec<Payment>> {
    let now = app.clock.now();
    Ok(q!(
        &app.db,
        fetch_all: Payment,
        {
            sqlite: "UPDATE payments SET check_at = $2, attempts = attempts + 1 WHERE (tenant_id, id) IN (
                SELECT tenant_id, id FROM payments WHERE check_at <= $1 ORDER BY check_at LIMIT $3) RETURNING *",
            pg: "UPDATE payments SET check_at = $2, attempts = attempts + 1 WHERE (tenant_id, id) IN (
                SELECT tenant_id, id FROM payments WHERE check_at <= $1 ORDER BY check_at LIMIT $3
                FOR UPDATE SKIP LOCKED) RETURNING *",
        },
        now,
        now + LEASE,
        AT_ONCE,
    )?)
}

async fn claim_refunds(app: &App) -> Result<Vec<Refund>> {
    let now = app.clock.now();
    Ok(q!(
        &app.db,
        fetch_all: Refund,
        {
            sqlite: "UPDATE refunds SET check_at = $2, attempts = attempts + 1 WHERE (tenant_id, id) IN (
                SELECT tenant_id, id FROM refunds WHERE check_at <= $1 ORDER BY check_at LIMIT $3) RETURNING *",
            pg: "UPDATE refunds SET check_at = $2, attempts = attempts + 1 WHERE (tenant_id, id) IN (
                SELECT tenant_id, id FROM refunds WHERE check_at <= $1 ORDER BY check_at LIMIT $3
                FOR UPDATE SKIP LOCKED) RETURNING *",
        },
        now,
        now + LEASE,
        AT_ONCE,
    )?)
}

/// Looks at one payment now, as the page that waits for it asks.
pub async fn look_now(app: &App, payment: &Payment) -> Result<()> {
    let now = app.clock.now();
    let taken = q!(
        &app.db,
        fetch_optional: Payment,
        "UPDATE payments SET check_at = $3, attempts = attempts + 1
         WHERE tenant_id = $1 AND id = $2 AND check_at <= $4 RETURNING *",
        payment.tenant_id,
        payment.id,
        now + LEASE,
        now,
    )?;
    match taken {
        Some(payment) => look(app, payment).await,
        None => Ok(()),
    }
}

async fn look(app: &App, payment: Payment) -> Result<()> {
    let account = Account::find(&app.db, payment.tenant_id, payment.account_id).await?;
    let Some(provider) = provider(app, &account).await? else {
        return keyless(app, &payment).await;
    };
    let answer = ask(app, &payment, provider.as_ref()).await?;
    settle(app, &payment, answer).await
}

/// The call that a payment needs now.
async fn ask(app: &App, payment: &Payment, provider: &dyn Provider) -> Result<Answer<Remote>> {
    let key = payment.idempotency_key.as_str();
    let Some(id) = &payment.provider_id else {
        // Nor can it be said any more, once the client is erased.
        let Some(sealed) = payment
            .sealed
            .as_ref()
            .filter(|_| payment.stopped_at.is_none())
        else {
            let gone = Failure::permanent("cancelled", "nobody waits for it");
            return Ok(Err(gone));
        };
        let tenant_key = app.tenant_key(&app.db, payment.tenant_id).await?;
        let plain = tenant_key.open(&format!("payments.sealed:{}", payment.id), sealed)?;
        let new: NewPayment = serde_json::from_slice(&plain).map_err(Error::internal)?;
        return Ok(provider.create(&new).await);
    };
    if payment.status == Status::WaitingForCapture {
        return Ok(match is_wanted(app, payment).await? {
            true => {
                provider
                    .capture(id, payment.amount(), &format!("capture:{key}"))
                    .await
            }
            false => provider.cancel(id, &format!("cancel:{key}")).await,
        });
    }
    // YooKassa ends its pages by itself, within the hour.
    let can_end = payment.provider != Way::Yookassa;
    if payment.stopped_at.is_some() && payment.status == Status::Pending && can_end {
        let ended = provider.cancel(id, &format!("stop:{key}")).await;
        if ended.is_ok() {
            return Ok(ended);
        }
    }
    Ok(provider.find(id).await)
}

/// Whether held money is to be taken: its visit or invoice still waits for it, or its time can be had again.
async fn is_wanted(app: &App, payment: &Payment) -> Result<bool> {
    let tenant = payment.tenant_id;
    if let Some(invoice) = payment.invoice_id {
        let invoice = Invoice::find(&app.db, tenant, invoice).await?;
        return Ok(invoice.is_open());
    }
    let Some(visit) = payment.appointment_id else {
        return Ok(true);
    };
    let visit = Appointment::find(&app.db, tenant, visit).await?;
    Ok(match visit.status {
        Visit::AwaitingDeposit | Visit::Held => true,
        Visit::Expired if visit.starts_at > app.clock.now() => {
            visit.could_reopen(&app.db, app.clock.now()).await?
        }
        _ => false,
    })
}

async fn settle(app: &App, payment: &Payment, answer: Answer<Remote>) -> Result<()> {
    let now = app.clock.now();
    let begins = payment.provider_id.is_none();
    match answer {
        Ok(remote) => {
            apply(app, payment.tenant_id, payment.id, &remote).await?;
            Ok(())
        }
        Err(failure @ Failure::Permanent { .. }) if begins => fail(app, payment, &failure).await,
        Err(failure) if begins && payment.attempts >= MAX_BEGINNINGS => {
            fail(app, payment, &failure).await
        }
        Err(failure) => {
            tracing::info!(payment = %payment.id, %failure, "the provider did not say");
            if failure.is_about_keys() {
                refused(app, payment.tenant_id, payment.account_id, &failure).await?;
            }
            let at = match failure {
                Failure::RetryAfter(wait) => now + wait,
                _ => payment.after_gap(now),
            };
            q!(
                &app.db,
                execute,
                "UPDATE payments SET check_at = $3 WHERE tenant_id = $1 AND id = $2 AND check_at IS NOT NULL",
                payment.tenant_id,
                payment.id,
                at,
            )?;
            Ok(())
        }
    }
}

/// The keys are gone: nobody can be asked any more, so that a person must look.
async fn keyless(app: &App, payment: &Payment) -> Result<()> {
    let now = app.clock.now();
    if payment.provider_id.is_none() {
        let gone = Failure::permanent("disconnected", "the keys are gone");
        return fail(app, payment, &gone).await;
    }
    let mut tx = app.db.begin().await?;
    q!(
        tx,
        execute,
        "UPDATE payments SET check_at = NULL WHERE tenant_id = $1 AND id = $2",
        payment.tenant_id,
        payment.id,
    )?;
    task::put_aside(&mut tx, payment, "disconnected", now).await?;
    tx.commit().await?;
    Ok(())
}

pub(super) async fn refused(
    app: &App,
    tenant: TenantId,
    account: crate::id::PaymentAccountId,
    failure: &Failure,
) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let account = Account::find(&mut tx, tenant, account).await?;
    account
        .note(&mut tx, Some(&failure.to_string()), now)
        .await?;
    task::open_keys(&mut tx, tenant, account.id, now).await?;
    tx.commit().await?;
    Ok(())
}

async fn give_back(app: &App, refund: Refund) -> Result<()> {
    if refund.status == Standing::Succeeded {
        return look_again(app, refund).await;
    }
    let payment = Payment::find(&app.db, refund.tenant_id, refund.payment_id).await?;
    let account = Account::find(&app.db, payment.tenant_id, payment.account_id).await?;
    let Some(provider) = provider(app, &account).await? else {
        // Asked before, it may be done: that is a person's to find out.
        return match refund.provider_id.is_none() && refund.attempts <= 1 {
            true => Refund::fail(app, &refund, "disconnected").await,
            false => leave(app, &payment, &refund).await,
        };
    };
    let new = asked(app, &account, &payment, &refund).await?;
    // What is answered to a question says nothing of the money.
    let mut is_asked_for = false;
    let answer = match &refund.provider_id {
        Some(id) => provider.find_refund(id).await,
        // Perhaps it was done before, and the answer was lost: with a first try, or with what was written since a backup.
        None if refund.attempts > 1 || app.clock.now() - refund.created_at > NO_KEY => {
            match provider.look_for_refund(&new).await {
                Ok(Some(found)) => Ok(found),
                Ok(None) => {
                    is_asked_for = true;
                    provider.refund(&new).await
                }
                Err(failure) => Err(failure),
            }
        }
        None => {
            is_asked_for = true;
            provider.refund(&new).await
        }
    };
    let now = app.clock.now();
    match answer {
        Ok(remote) => Refund::apply(app, &refund, &remote).await,
        // It may be done already, which nobody says until the keys are mended.
        Err(failure) if failure.is_about_keys() && now - refund.created_at <= GIVE_UP => {
            refused(app, refund.tenant_id, account.id, &failure).await?;
            put_off(&app.db, &refund, Some(now + KEYLESS)).await
        }
        Err(ref failure @ Failure::Permanent { ref code, .. })
            if is_asked_for && !failure.is_about_keys() =>
        {
            Refund::fail(app, &refund, code).await
        }
        Err(_) if now - refund.created_at > GIVE_UP => leave(app, &payment, &refund).await,
        Err(failure) => {
            tracing::info!(refund = %refund.id, %failure, "the provider did not say");
            let at = match failure {
                Failure::RetryAfter(wait) => now + wait,
                _ => refund.after_gap(now),
            };
            put_off(&app.db, &refund, Some(at)).await
        }
    }
}

/// What was done may come back: the bank did not take it.
async fn look_again(app: &App, refund: Refund) -> Result<()> {
    let payment = Payment::find(&app.db, refund.tenant_id, refund.payment_id).await?;
    let account = Account::find(&app.db, payment.tenant_id, payment.account_id).await?;
    let provider = provider(app, &account).await?;
    let (Some(provider), Some(id)) = (provider, &refund.provider_id) else {
        return Refund::hear_again(app, &refund, false).await;
    };
    match provider.find_refund(id).await {
        Ok(remote) => Refund::apply(app, &refund, &remote).await,
        Err(failure) => {
            tracing::info!(refund = %refund.id, %failure, "the provider did not say");
            let is_over = matches!(failure, Failure::Permanent { .. });
            match is_over {
                true => Refund::hear_again(app, &refund, false).await,
                // Claimed for a moment only: soon again.
                false => Ok(()),
            }
        }
    }
}

/// Asks no more: a person says what became of it.
async fn leave(app: &App, payment: &Payment, refund: &Refund) -> Result<()> {
    let mut tx = app.db.begin().await?;
    let now = app.clock.now();
    task::open(&mut tx, payment, task::TaskKind::RefundFailed, now).await?;
    put_off(&mut tx, refund, None).await?;
    Ok(tx.commit().await?)
}

async fn put_off(
    mut on: impl crate::db::On,
    refund: &Refund,
    at: Option<DateTime<Utc>>,
) -> Result<()> {
    q!(
        on,
        execute,
        "UPDATE refunds SET check_at = $3 WHERE tenant_id = $1 AND id = $2 AND status = 'pending'",
        refund.tenant_id,
        refund.id,
        at,
    )?;
    Ok(())
}

/// What the provider is asked for; a part needs a receipt of its own where receipts are sent.
async fn asked(
    app: &App,
    account: &Account,
    payment: &Payment,
    refund: &Refund,
) -> Result<NewRefund> {
    let is_part = refund.amount_minor < payment.amount_minor;
    let receipt = match is_part && account.provider == Way::Yookassa {
        true => receipt_of(app, account, payment).await?,
        false => None,
    };
    Ok(NewRefund {
        refund: refund.id.to_string(),
        key: refund.id.to_string(),
        payment: payment.provider_id.clone().unwrap_or_default(),
        charge: payment.charge_id.clone(),
        amount: refund.amount(),
        receipt: receipt.map(|(receipt, _)| receipt.of(refund.amount())),
    })
}
