//! The second fiscal receipt (54-FZ). What was paid ahead had a receipt of a prepayment or an advance; when the service was
//! given, a receipt closes it: a deposit, or the visit on its invoice, for what stayed of it, a package or certificate for what
//! each use takes of its price.
//! Written down when the visit is completed or the use is, said to the provider by the worker.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use sqlx::FromRow;

use super::model::{Kind, Status, TaskKind, Way, task};
use super::receipt_lines::{receipt_lines, receipt_of, vat_of};
use super::{Account, Payment, provider};
use crate::app::App;
use crate::appointments::Appointment;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::i18n::Locale;
use crate::id::{AppointmentId, FiscalReceiptId, MovementId, PaymentId, TenantId};
use crate::invoices::model::{Invoice, Status as Paper};
use crate::invoices::totals::spread;
use crate::jobs::apart;
use crate::money::Money;
use crate::packages::model::issuing::sold_by;
use crate::packages::model::{Kind as Sold, Movement, Package, Target, is_reversed, open_of};
use crate::providers::payment::{
    Answer, ClosingReceipt, Failure, Mode, Provider, ReceiptLine, Ware,
};
use crate::q;

const AT_ONCE: i64 = 8;
const LEASE: TimeDelta = TimeDelta::seconds(90);
/// How long it is tried.
const GIVE_UP: TimeDelta = TimeDelta::hours(72);
/// After which a provider may have forgotten the key of a call.
const NO_KEY: TimeDelta = TimeDelta::hours(12);

#[derive(Clone, Debug, FromRow)]
struct Due {
    tenant_id: TenantId,
    id: FiscalReceiptId,
    payment_id: PaymentId,
    /// The use of a package or certificate that it is for; none is the visit that was paid ahead.
    movement_id: Option<MovementId>,
    /// What it closes, once that was reckoned: a repeated call says the same.
    amount_minor: Option<i64>,
    attempts: i64,
    created_at: DateTime<Utc>,
}

/// The visit is over: what was paid ahead for it is to be closed. Whether there was a receipt at all, and of what, is seen later.
pub(in crate::payments) async fn on_completed(
    tx: &mut Tx,
    payment: &Payment,
    now: DateTime<Utc>,
) -> Result<()> {
    match may_have_receipt(payment) {
        true => write(tx, payment, None, now).await,
        false => Ok(()),
    }
}

/// A package or certificate is used for what was given: what was paid for it is closed for that part. Of what nobody bought
/// with a receipt there is none.
pub(crate) async fn on_used(
    tx: &mut Tx,
    package: &Package,
    used: MovementId,
    now: DateTime<Utc>,
) -> Result<()> {
    let Some(invoice) = package.invoice_id else {
        return Ok(());
    };
    for payment in Payment::of_invoice(&mut *tx, package.tenant_id, invoice).await? {
        if may_have_receipt(&payment) {
            write(tx, &payment, Some(used), now).await?;
        }
    }
    Ok(())
}

/// What was redeemed for a visit that is over now.
pub(in crate::payments) async fn on_visit_completed(
    tx: &mut Tx,
    tenant: TenantId,
    visit: AppointmentId,
    now: DateTime<Utc>,
) -> Result<()> {
    for used in open_of(&mut *tx, tenant, Target::Visit(visit)).await? {
        let package = Package::find(&mut *tx, tenant, used.package_id).await?;
        on_used(tx, &package, used.id, now).await?;
    }
    Ok(())
}

/// A use was taken back. What was not said yet never will be; what was, by the worker or by hand, a person takes back at the
/// register.
pub(crate) async fn on_returned(tx: &mut Tx, used: &Movement, now: DateTime<Utc>) -> Result<()> {
    let said = q!(
        tx,
        fetch_all: (PaymentId, String),
        "UPDATE fiscal_receipts SET check_at = NULL, status = CASE status WHEN 'pending' THEN 'none' ELSE status END
         WHERE tenant_id = $1 AND movement_id = $2 RETURNING payment_id, status",
        used.tenant_id,
        used.id,
    )?;
    for (payment, status) in said {
        if status != "none" {
            let payment = Payment::find(&mut *tx, used.tenant_id, payment).await?;
            task::open(tx, &payment, TaskKind::Fiscal, now).await?;
        }
    }
    Ok(())
}

fn may_have_receipt(payment: &Payment) -> bool {
    payment.status == Status::Succeeded && payment.provider == Way::Yookassa
}

async fn write(
    tx: &mut Tx,
    payment: &Payment,
    used: Option<MovementId>,
    now: DateTime<Utc>,
) -> Result<()> {
    q!(
        tx,
        execute,
        "INSERT INTO fiscal_receipts (tenant_id, id, payment_id, movement_id, status, check_at, created_at)
         VALUES ($1, $2, $3, $4, 'pending', $5, $5) ON CONFLICT DO NOTHING",
        payment.tenant_id,
        FiscalReceiptId::new(),
        payment.id,
        used,
        now,
    )?;
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
                RETURNING tenant_id, id, payment_id, movement_id, amount_minor, attempts, created_at",
            pg: "UPDATE fiscal_receipts SET check_at = $2, attempts = attempts + 1 WHERE (tenant_id, id) IN (
                SELECT tenant_id, id FROM fiscal_receipts WHERE check_at <= $1 ORDER BY check_at LIMIT $3
                FOR UPDATE SKIP LOCKED) RETURNING tenant_id, id, payment_id, movement_id, amount_minor, attempts, created_at",
        },
        now,
        now + LEASE,
        AT_ONCE,
    )?;
    let calls = due.into_iter().map(|one| async move {
        if let Err(error) = apart(close(app, &one)).await {
            tracing::warn!(receipt = %one.id, %error, "receipt not closed");
        }
    });
    Ok(join_all(calls).await.len())
}

async fn close(app: &App, due: &Due) -> Result<()> {
    let now = app.clock.now();
    let payment = Payment::find(&app.db, due.tenant_id, due.payment_id).await?;
    let account = Account::find(&app.db, due.tenant_id, payment.account_id).await?;
    let Some(new) = closing(app, due, &account, &payment).await? else {
        return finish(app, due, "none", None, "").await;
    };
    let Some(provider) = provider(app, &account).await? else {
        return give_up(app, due, &payment, "disconnected").await;
    };
    let answer = match now - due.created_at > NO_KEY {
        true => register_late(app, due, provider.as_ref(), &new).await?,
        false => provider.close_receipt(&new).await,
    };
    match answer {
        Ok(id) => said(app, due, &payment, &id).await,
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

/// Perhaps it was registered before and the answer was lost: one like it that is none of the others is it.
async fn register_late(
    app: &App,
    due: &Due,
    provider: &dyn Provider,
    new: &ClosingReceipt,
) -> Result<Answer<String>> {
    let like = match provider.look_for_receipt(new).await {
        Ok(like) => like,
        Err(failure) => return Ok(Err(failure)),
    };
    let others = q!(
        &app.db,
        fetch_all: (String,),
        "SELECT provider_id FROM fiscal_receipts WHERE tenant_id = $1 AND payment_id = $2 AND provider_id IS NOT NULL",
        due.tenant_id,
        due.payment_id,
    )?;
    let is_other = |id: &String| others.iter().any(|(other,)| other == id);
    Ok(match like.into_iter().find(|id| !is_other(id)) {
        Some(id) => Ok(id),
        None => provider.close_receipt(new).await,
    })
}

/// The receipt that closes what was paid ahead; none where that had no receipt, or nothing of it is left to be closed.
async fn closing(
    app: &App,
    due: &Due,
    account: &Account,
    payment: &Payment,
) -> Result<Option<ClosingReceipt>> {
    let kept = Money::new(payment.amount_minor - payment.held_minor, payment.currency);
    let Some(id) = payment.provider_id.as_ref().filter(|_| kept.minor > 0) else {
        return Ok(None);
    };
    let Some((receipt, locale)) = receipt_of(app, account, payment).await? else {
        return Ok(None);
    };
    let mut receipt = receipt.of(kept);
    // Of a deposit all is the visit's, as those that were written before this was told apart.
    let of_visit = |line: &ReceiptLine| payment.kind == Kind::Deposit || line.of_visit;
    let is_use = due.movement_id.is_some();
    receipt
        .lines
        .retain(|line| line.mode.is_ahead() && of_visit(line) != is_use);
    let ahead = receipt.lines.iter().map(|line| line.amount.minor).sum();
    let amount = match due.movement_id {
        None => ahead,
        Some(used) => {
            let (minor, lines) = use_of(app, due, used, ahead, locale).await?;
            receipt.lines = lines;
            minor
        }
    };
    if amount <= 0 {
        return Ok(None);
    }
    let amount = Money::new(amount, payment.currency);
    for line in &mut receipt.lines {
        line.mode = Mode::FullPayment;
    }
    Ok(Some(ClosingReceipt {
        key: due.id.to_string(),
        payment: id.clone(),
        amount,
        receipt: receipt.of(amount),
    }))
}

/// What a use takes of what was paid ahead by one payment, and what was given for it. A package's price is used up evenly, visit
/// by visit, a certificate's as its sum is; the last use closes what is left to the minor unit.
async fn use_of(
    app: &App,
    due: &Due,
    used: MovementId,
    ahead: i64,
    locale: Locale,
) -> Result<(i64, Vec<ReceiptLine>)> {
    let mut tx = app.db.begin().await?;
    let movement = Movement::find_any(&mut tx, due.tenant_id, used).await?;
    // Two uses are reckoned one after the other.
    let package = Package::find_for_change(&mut tx, due.tenant_id, movement.package_id).await?;
    let Some(sale) = package.invoice_id else {
        return Ok((0, Vec::new()));
    };
    let sale = Invoice::find(&mut tx, due.tenant_id, sale).await?;
    let mut lines = given(&mut tx, &movement, &package, locale).await?;
    // A package's visits are taxed as it was, what has no rate of its own as the account says.
    let items = sale.items(&mut tx).await?;
    let vat = sold_by(&package, &items).and_then(|item| vat_of(&sale, item));
    for line in &mut lines {
        line.vat = line.vat.or(vat);
    }
    if let Some(known) = due.amount_minor {
        return Ok((known, lines));
    }
    let sold = Package::of_invoice(&mut tx, due.tenant_id, sale.id).await?;
    let prices: Vec<i128> = sold.iter().map(|one| one.price_minor.into()).collect();
    let mut shares = sold.iter().zip(spread(ahead.into(), &prices));
    let share = shares.find(|(one, _)| one.id == package.id);
    let share = share.map_or(0, |(_, share)| share);
    // Of all uses that stand, also where nothing was left to be closed for one; what was taken back is to be closed anew.
    let (before, closed) = q!(
        tx,
        fetch_one: (i64, i64),
        "SELECT CAST(COALESCE(SUM(-m.minor - m.visits), 0) AS BIGINT),
            CAST(COALESCE(SUM(CASE f.status WHEN 'none' THEN 0 ELSE COALESCE(f.amount_minor, 0) END), 0) AS BIGINT)
         FROM fiscal_receipts f JOIN package_movements m ON m.tenant_id = f.tenant_id AND m.id = f.movement_id
         WHERE f.tenant_id = $1 AND f.payment_id = $2 AND m.package_id = $3
            AND (f.amount_minor IS NOT NULL OR f.status <> 'pending')
            AND NOT EXISTS (SELECT 1 FROM package_movements b WHERE b.tenant_id = $1 AND b.reverses_id = m.id)",
        due.tenant_id,
        due.payment_id,
        package.id,
    )?;
    let units = i128::from(before - movement.minor - movement.visits);
    let all = i128::from(package.granted_minor + package.granted_visits).max(1);
    let reached = i64::try_from(share * units.min(all) / all).map_err(Error::internal)?;
    let minor = (reached - closed).max(0);
    q!(
        tx,
        execute,
        "UPDATE fiscal_receipts SET amount_minor = $3 WHERE tenant_id = $1 AND id = $2",
        due.tenant_id,
        due.id,
        minor,
    )?;
    tx.commit().await?;
    Ok((minor, lines))
}

/// What was given for a use: the visit, or what stands on the invoice that a certificate paid for.
async fn given(
    tx: &mut Tx,
    used: &Movement,
    package: &Package,
    locale: Locale,
) -> Result<Vec<ReceiptLine>> {
    let tenant = used.tenant_id;
    let invoice = match (used.appointment_id, used.invoice_id) {
        (Some(visit), _) => Invoice::of_visit(&mut *tx, tenant, visit).await?,
        (None, Some(id)) => Some(Invoice::find(&mut *tx, tenant, id).await?),
        (None, None) => None,
    };
    let sent = invoice.filter(|one| !matches!(one.status, Paper::Draft | Paper::Void));
    if let Some(invoice) = sent.filter(|_| package.kind == Sold::Certificate) {
        let items = invoice.items(&mut *tx).await?;
        return Ok(receipt_lines(&invoice, &items, false, locale));
    }
    let text = match used.appointment_id {
        Some(visit) => Appointment::find(&mut *tx, tenant, visit).await?.title,
        None => package.name.clone(),
    };
    Ok(vec![ReceiptLine {
        text,
        ware: Ware::Service,
        amount: Money::new(used.value_minor.max(1), package.currency),
        mode: Mode::FullPayment,
        of_visit: false,
        vat: None,
    }])
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

/// Said; where the use was taken back meanwhile, a person takes this back too.
async fn said(app: &App, due: &Due, payment: &Payment, id: &str) -> Result<()> {
    finish(app, due, "sent", Some(id), "").await?;
    let Some(used) = due.movement_id else {
        return Ok(());
    };
    let mut tx = app.db.begin().await?;
    let movement = Movement::find_any(&mut tx, due.tenant_id, used).await?;
    if is_reversed(&mut tx, &movement).await? {
        task::open(&mut tx, payment, TaskKind::Fiscal, app.clock.now()).await?;
    }
    Ok(tx.commit().await?)
}

/// A person registers it by hand.
async fn give_up(app: &App, due: &Due, payment: &Payment, reason: &str) -> Result<()> {
    let reason: String = reason.chars().take(200).collect();
    finish(app, due, "failed", None, &reason).await?;
    let mut tx = app.db.begin().await?;
    task::open(&mut tx, payment, TaskKind::Fiscal, app.clock.now()).await?;
    Ok(tx.commit().await?)
}
