//! Payments tell an invoice what came.
//!
//! Whoever changes a payment or a refund calls [`settle`] in the same transaction, with both sums anew: the succeeded
//! payments whose `invoice_id` is this invoice, and the succeeded refunds of those. A deposit that came before the invoice
//! stands in `invoices.deposit_minor` since it was sent and belongs to neither (what goes back of it since counts as refunded).
//! The sums are arguments, so that this module knows no payments; they are stored, never added, so that settling twice is as
//! good as once.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::{Invoice, Kind, Status, standing};
use crate::accounts::Tenant;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::{self, Actor, Object};
use crate::i18n::key;
use crate::id::{InvoiceId, TenantId};
use crate::q;

/// Takes over what was paid and refunded, and says where the invoice stands now. Whoever adds the sums up holds the practice's
/// chain of events by then, so that no other payment is left out of them.
///
/// # Errors
/// Conflict for a draft, a credit note, a void invoice that money came for, and when more was given back than came; the
/// payment is then a case for a person.
pub async fn settle(
    tx: &mut Tx,
    tenant: TenantId,
    invoice: InvoiceId,
    paid_minor: i64,
    refunded_minor: i64,
    now: DateTime<Utc>,
) -> Result<Invoice> {
    let mut invoice = Invoice::find_for_change(tx, tenant, invoice).await?;
    let is_same = invoice.paid_minor == paid_minor && invoice.refunded_minor == refunded_minor;
    let cannot = invoice.kind != Kind::Invoice || invoice.status == Status::Draft;
    if cannot || (invoice.status == Status::Void && !is_same) {
        return Err(Error::Conflict(key!("invoices-takes-no-money")));
    }
    let before = invoice.status;
    (invoice.paid_minor, invoice.refunded_minor) = (paid_minor, refunded_minor);
    let sums = invoice.sums();
    if paid_minor < 0 || refunded_minor < 0 || sums.kept() < 0 {
        return Err(Error::Conflict(key!("invoices-refund-too-large")));
    }
    if before == Status::Void {
        return Ok(invoice);
    }
    let today = Tenant::find(&mut *tx, tenant).await?.local_date(now);
    invoice.status = standing(sums, invoice.due_on, today);
    if is_same && invoice.status == before {
        return Ok(invoice);
    }
    q!(
        tx,
        execute,
        "UPDATE invoices SET paid_minor = $3, refunded_minor = $4, status = $5, version = version + 1, updated_at = $6
         WHERE tenant_id = $1 AND id = $2",
        tenant,
        invoice.id,
        paid_minor,
        refunded_minor,
        invoice.status,
        now,
    )?;
    invoice.version += 1;
    let data = json!({
        "from": before.as_str(), "to": invoice.status.as_str(), "paid": paid_minor, "refunded": refunded_minor,
        "appointment": invoice.appointment_id,
    });
    events::record(
        tx,
        tenant,
        &Actor::system(),
        events::Kind::InvoiceSettled,
        Object::Invoice(invoice.id),
        data,
        now,
    )
    .await?;
    Ok(invoice)
}
