//! What follows from money: a visit that waited for it is certain, an invoice stands otherwise; and what follows for the money
//! from what becomes of the visit.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::anew::counted_anew;
use super::refund::{Cause, Refund};
use super::{Kind, Payment, Status, TaskKind, deposit_of, sums, task};
use crate::appointments::{Appointment, Status as Visit, Who};
use crate::clients::Client;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::{self, Actor, Event, Kind as EventKind};
use crate::id::{AppointmentId, InvoiceId, TenantId};
use crate::invoices::model::{self as invoices, Invoice, Kind as Paper, Status as Standing};
use crate::messages;
use crate::packages::model::Package;
use crate::payments::fiscal;
use crate::policies::Kept;
use crate::q;

/// How long a cancellation can be taken back, and a little more: no money leaves before.
const SECOND_THOUGHTS: TimeDelta = TimeDelta::minutes(16);

/// Whether money that came late takes its time back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retake {
    IfFree,
    Never,
}

pub(super) async fn on_paid(
    tx: &mut Tx,
    payment: &Payment,
    visit: Option<Appointment>,
    retake: Retake,
    now: DateTime<Utc>,
) -> Result<()> {
    // Begun while the visit was ahead, paid when it was over: what was said of it is closed at once.
    if visit
        .as_ref()
        .is_some_and(|visit| visit.status == Visit::Completed)
    {
        fiscal::on_completed(tx, payment, now).await?;
    }
    let mut billed = None;
    match (payment.kind, visit) {
        (Kind::Deposit, Some(visit)) => deposit_paid(tx, payment, visit, retake, now).await?,
        (_, visit) => billed = visit,
    }
    let Some(invoice) = payment.invoice_id else {
        return Ok(());
    };
    settle_invoice(tx, payment, invoice, now).await?;
    match billed {
        Some(visit) => bill_paid(tx, payment, visit, invoice, retake, now).await,
        None => Ok(()),
    }
}

/// Money came for the invoice of a visit. As much as the deposit keeps the time, or takes it back, as the deposit itself would;
/// for a time that is gone it is a person's to give back.
async fn bill_paid(
    tx: &mut Tx,
    payment: &Payment,
    mut visit: Appointment,
    invoice: InvoiceId,
    retake: Retake,
    now: DateTime<Utc>,
) -> Result<()> {
    let (tenant, actor) = (payment.tenant_id, Actor::client(visit.client_id));
    let invoice = Invoice::find(&mut *tx, tenant, invoice).await?;
    let kept = sums::kept_for(&mut *tx, tenant, visit.id).await?;
    let is_enough = invoice.status == Standing::Paid || kept >= visit.deposit_minor;
    // What expired without the master's yes is not taken back by money.
    let was_kept =
        visit.starts_at > now && retake == Retake::IfFree && visit.ran_out_unpaid(&mut *tx).await?;
    // What is asked for after the end is meant so: a time that was cancelled too late, say.
    let sent = invoice.sent_at.unwrap_or(now);
    let is_fee = visit.cancelled_at.is_some_and(|at| sent >= at);
    match visit.status {
        Visit::AwaitingDeposit if is_enough => visit.confirm(tx, &actor, now).await,
        Visit::Expired if is_enough && was_kept => visit.reopen(tx, &actor, now).await,
        Visit::Cancelled if is_fee => Ok(()),
        Visit::Expired | Visit::Cancelled => {
            task::open(tx, payment, TaskKind::Late, now).await?;
            // What the rules keep is promised back to nobody: a person decides.
            let is_late = visit.is_late_cancel && visit.cancelled_by == Some(Who::Client);
            if is_late && Kept::of(&mut *tx, tenant, visit.id).await?.late {
                return Ok(());
            }
            messages::on_late_deposit(tx, &visit, payment.id, now).await
        }
        _ => Ok(()),
    }
}

async fn deposit_paid(
    tx: &mut Tx,
    payment: &Payment,
    mut visit: Appointment,
    retake: Retake,
    now: DateTime<Utc>,
) -> Result<()> {
    let actor = Actor::client(visit.client_id);
    let paid = deposit_of(&mut *tx, payment.tenant_id, visit.id).await?;
    let is_enough = paid.kept_minor() >= visit.deposit_minor;
    let is_ahead = visit.starts_at > now;
    let counts = match visit.status {
        Visit::AwaitingDeposit | Visit::Held if is_enough => {
            visit.confirm(tx, &actor, now).await?;
            // The whole, after a package or certificate took a part of it over.
            if paid.kept_minor() > visit.deposit_minor {
                task::open(tx, payment, TaskKind::Overpaid, now).await?;
            }
            true
        }
        Visit::AwaitingDeposit | Visit::Held => true,
        Visit::Expired if is_enough && is_ahead && retake == Retake::IfFree => {
            visit.reopen(tx, &actor, now).await?;
            true
        }
        Visit::Expired | Visit::Cancelled => {
            task::open(tx, payment, TaskKind::Late, now).await?;
            messages::on_late_deposit(tx, &visit, payment.id, now).await?;
            false
        }
        _ if paid.kept_minor() > visit.deposit_minor => {
            task::open(tx, payment, TaskKind::Overpaid, now).await?;
            false
        }
        _ => true,
    };
    Invoice::refresh_of(tx, payment.tenant_id, visit.id, now).await?;
    if counts {
        count_for_invoice(tx, payment, &visit, now).await?;
    }
    for other in Payment::of_appointment(&mut *tx, payment.tenant_id, visit.id).await? {
        if other.kind == Kind::Deposit && other.status.is_open() && other.stopped_at.is_none() {
            other.stop(tx, now).await?;
        }
    }
    Ok(())
}

/// An invoice that went out before its deposit came credits none: the deposit is paid on it, so that nobody pays twice.
async fn count_for_invoice(
    tx: &mut Tx,
    deposit: &Payment,
    visit: &Appointment,
    now: DateTime<Utc>,
) -> Result<()> {
    let tenant = deposit.tenant_id;
    let sent = Invoice::of_visit(&mut *tx, tenant, visit.id).await?;
    // A draft credits it when it is sent.
    let Some(sent) = sent.filter(|sent| sent.status != Standing::Draft) else {
        return Ok(());
    };
    if !sent.is_open() {
        return task::open(tx, deposit, TaskKind::Overpaid, now).await;
    }
    q!(
        tx,
        execute,
        "UPDATE payments SET invoice_id = $3, updated_at = $4 WHERE tenant_id = $1 AND id = $2 AND invoice_id IS NULL",
        tenant,
        deposit.id,
        sent.id,
        now,
    )?;
    settle_invoice(tx, deposit, sent.id, now).await
}

/// Tells an invoice what came and what went back. Money for one that takes none any more is a person's to give back.
///
/// The sums are added up before the invoice's row is locked. That loses nothing only because whoever comes here holds the
/// practice's chain of events already: another payment of it has been added up and committed, or waits. So record the event of
/// what came or went, and then call this.
pub async fn settle_invoice(
    tx: &mut Tx,
    payment: &Payment,
    invoice: InvoiceId,
    now: DateTime<Utc>,
) -> Result<()> {
    let tenant = payment.tenant_id;
    let seen = Invoice::find(&mut *tx, tenant, invoice).await?;
    let (paid, back) = sums::of_invoice(&mut *tx, &seen).await?;
    match invoices::settle(tx, tenant, invoice, paid, back, now).await {
        Ok(settled) if settled.sums().left() < 0 => {
            task::open(tx, payment, TaskKind::Overpaid, now).await?;
        }
        Ok(settled) if seen.is_open() && !settled.is_open() => {
            if sold_to_nobody(tx, &settled).await? {
                task::open(tx, payment, TaskKind::Overpaid, now).await?;
            }
        }
        Ok(_) => {}
        Err(Error::Conflict(_)) => task::open(tx, payment, TaskKind::Overpaid, now).await?,
        Err(other) => return Err(other),
    }
    if seen.status.is_open() {
        for other in Payment::of_invoice(&mut *tx, tenant, invoice).await? {
            let is_same = other.id != payment.id && other.status.is_open();
            if is_same && other.stopped_at.is_none() {
                other.stop(tx, now).await?;
            }
        }
    }
    Ok(())
}

/// Whether packages or certificates were issued to a buyer who is erased: nobody hears of them, so that a person decides.
async fn sold_to_nobody(tx: &mut Tx, invoice: &Invoice) -> Result<bool> {
    let (tenant, buyer) = (invoice.tenant_id, invoice.client_id);
    if buyer.is_none() || Client::not_erased(&mut *tx, tenant, buyer).await?.is_some() {
        return Ok(false);
    }
    let issued = Package::of_invoice(&mut *tx, tenant, invoice.id).await?;
    Ok(!issued.is_empty())
}

/// Hears of invoices: a credit note leaves money here that is nobody's, and so does a deposit of more than the invoice is over;
/// a person gives it back. Of one that is owed no more, nobody goes on paying.
pub async fn on_invoice(tx: &mut Tx, event: &Event) -> Result<()> {
    let (tenant, id) = (event.tenant_id, InvoiceId(event.object_id));
    let is_over = match event.kind {
        EventKind::InvoiceSent | EventKind::InvoiceCredited => false,
        EventKind::InvoiceVoided | EventKind::InvoiceSettled => true,
        _ => return Ok(()),
    };
    let invoice = Invoice::find(&mut *tx, tenant, id).await?;
    if invoice.kind != Paper::Invoice {
        return Ok(());
    }
    if !invoice.is_open() {
        for payment in Payment::of_invoice(&mut *tx, tenant, id).await? {
            if payment.status.is_open() && payment.stopped_at.is_none() {
                payment.stop(tx, event.at).await?;
            }
        }
    }
    if is_over {
        return Ok(());
    }
    let mut left = match (event.kind, invoice.appointment_id) {
        (EventKind::InvoiceCredited, _) => -invoice.sums().left(),
        (_, Some(visit)) => {
            deposit_of(&mut *tx, tenant, visit).await?.kept_minor() - invoice.deposit_minor
        }
        (_, None) => 0,
    };
    if left <= 0 {
        return match (event.kind, invoice.appointment_id) {
            (EventKind::InvoiceSent, Some(visit)) => {
                counted_anew(tx, &invoice, visit, event.at).await
            }
            _ => Ok(()),
        };
    }
    let mut payments = Payment::of_invoice(&mut *tx, tenant, id).await?;
    let credits = invoice.deposit_minor > 0 || event.kind == EventKind::InvoiceSent;
    if let Some(visit) = invoice.appointment_id.filter(|_| credits) {
        let ahead = Payment::of_appointment(&mut *tx, tenant, visit).await?;
        let counted = |one: &Payment| one.invoice_id == Some(id);
        payments.extend(
            ahead
                .into_iter()
                .filter(|one| one.kind == Kind::Deposit && !counted(one)),
        );
    }
    for payment in payments {
        if left > 0 && payment.refundable_minor() > 0 {
            left -= payment.refundable_minor();
            task::open(tx, &payment, TaskKind::Overpaid, event.at).await?;
        }
    }
    Ok(())
}

/// The invoice that credits a visit's deposit, if one was sent.
pub(super) async fn invoice_with_deposit(
    tx: &mut Tx,
    tenant: TenantId,
    appointment: AppointmentId,
) -> Result<Option<InvoiceId>> {
    let row = q!(
        tx,
        fetch_optional: (InvoiceId,),
        "SELECT id FROM invoices WHERE tenant_id = $1 AND appointment_id = $2 AND kind = 'invoice' AND deposit_minor > 0
            AND status NOT IN ('draft', 'void') AND credited_minor < total_minor LIMIT 1",
        tenant,
        appointment,
    )?;
    Ok(row.map(|(id,)| id))
}

/// Whether more is here for a visit's deposit than its invoice credits, or than was asked for where none was sent. What is
/// counted on the invoice is the invoice's to say.
pub(super) async fn has_too_much(
    tx: &mut Tx,
    payment: &Payment,
    visit: &Appointment,
) -> Result<bool> {
    if payment.kind != Kind::Deposit || payment.invoice_id.is_some() {
        return Ok(false);
    }
    let tenant = payment.tenant_id;
    let wanted = match invoice_with_deposit(tx, tenant, visit.id).await? {
        Some(invoice) => {
            Invoice::find(&mut *tx, tenant, invoice)
                .await?
                .deposit_minor
        }
        None => visit.deposit_minor,
    };
    let here = deposit_of(&mut *tx, tenant, visit.id).await?;
    Ok(here.kept_minor() > wanted)
}

/// Hears of what becomes of visits: a deposit is kept or goes back as the practice's rules say, what was paid on the invoice is
/// a person's to give back, and nobody pays for a time that is gone.
pub async fn on_appointment(tx: &mut Tx, event: &Event) -> Result<()> {
    if event.kind != EventKind::AppointmentStatusChanged {
        return Ok(());
    }
    let data = &event.data.0;
    let of = |name: &str| data.get(name).and_then(Value::as_str).unwrap_or_default();
    let (tenant, id) = (event.tenant_id, AppointmentId(event.object_id));
    let (to, is_over) = (
        of("to"),
        matches!(of("to"), "cancelled" | "expired" | "no_show"),
    );
    // The cancellation was taken back, or who had not come has come after all; and so is what it led to.
    let is_restored = data.get("restored").and_then(Value::as_bool) == Some(true)
        || (of("from") == "no_show" && !is_over);
    let payments = Payment::of_appointment(&mut *tx, tenant, id).await?;
    if to == "completed" {
        for payment in &payments {
            fiscal::on_completed(tx, payment, event.at).await?;
        }
        fiscal::on_visit_completed(tx, tenant, id, event.at).await?;
    }
    if !is_over && !is_restored && !matches!(to, "confirmed" | "pending") {
        return Ok(());
    }
    if payments.is_empty() {
        return Ok(());
    }
    let (deposits, billed): (Vec<Payment>, Vec<Payment>) = payments
        .into_iter()
        .partition(|payment| payment.kind == Kind::Deposit);
    let kept = Kept::of(&mut *tx, tenant, id).await?;
    let is_late = data
        .get("late")
        .and_then(Value::as_bool)
        .unwrap_or_default();
    let fate = match to {
        "cancelled" if of("by") == "client" && is_late && kept.late => "kept",
        "no_show" if kept.no_show => "kept",
        "cancelled" | "no_show" => "returned",
        _ => "",
    };
    for payment in billed {
        // An invoice may ask for more than the visit: how much of it goes back is not ours to say.
        if (fate == "returned" || to == "expired") && payment.refundable_minor() > 0 {
            task::open(tx, &payment, TaskKind::Late, event.at).await?;
        }
        if is_restored || of("from") == "expired" {
            task::settle(tx, tenant, payment.id, TaskKind::Late, event.at).await?;
        }
    }
    if deposits.is_empty() {
        return Ok(());
    }
    for payment in deposits {
        if is_restored {
            Refund::withdraw(tx, &payment, event.at).await?;
            task::settle(tx, tenant, payment.id, TaskKind::ByHand, event.at).await?;
        }
        // A part that came in time keeps nothing, and nobody asks for the rest: a person gives it back.
        if to == "expired" && payment.refundable_minor() > 0 {
            task::open(tx, &payment, TaskKind::Late, event.at).await?;
        }
        // Restored to a visit that still waits for its deposit, the money that came meanwhile is a person's to see to.
        let stands_again = is_restored && to != "awaiting_deposit";
        if stands_again || (of("from") == "expired" && !is_over) {
            task::settle(tx, tenant, payment.id, TaskKind::Late, event.at).await?;
        }
        if payment.status.is_open() && payment.stopped_at.is_none() {
            payment.stop(tx, event.at).await?;
        }
        if fate == "returned" {
            give_back(tx, &payment, event.at).await?;
        }
        if fate == "kept" && payment.status == Status::Succeeded {
            let kind = events::Kind::DepositKept;
            payment.tell(tx, &Actor::system(), kind, event.at).await?;
        }
    }
    q!(
        tx,
        execute,
        "UPDATE appointments SET deposit_fate = $3 WHERE tenant_id = $1 AND id = $2 AND deposit_minor > 0",
        tenant,
        id,
        fate,
    )?;
    Ok(())
}

/// All that is left of a payment goes back: by its provider, or by hand.
pub(super) async fn give_back(tx: &mut Tx, payment: &Payment, now: DateTime<Utc>) -> Result<()> {
    let left = payment.refundable_minor();
    if left <= 0 {
        return Ok(());
    }
    if payment.provider.is_by_hand() {
        return task::open(tx, payment, TaskKind::ByHand, now).await;
    }
    let key = format!("cancelled:{}:{}", payment.id, now.timestamp_micros());
    let cause = Cause::Cancelled;
    let refund = Refund::ask_in(tx, payment, left, cause, "", &key, &Actor::system(), now).await?;
    refund.wait_until(tx, now + SECOND_THOUGHTS).await
}
