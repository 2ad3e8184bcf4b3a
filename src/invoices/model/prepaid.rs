//! What packages and certificates took over of an invoice. It counts as paid and brings no money: that came when they were
//! sold. Like what is paid since, it may change after the invoice was sent.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::{Invoice, Kind, Status, standing};
use crate::accounts::Tenant;
use crate::db::Tx;
use crate::error::Result;
use crate::events::{self, Actor};
use crate::id::InvoiceId;
use crate::q;

/// Takes over what the ledger says, as far as the invoice has room for it, and says where the invoice stands now.
pub async fn set_prepaid(
    tx: &mut Tx,
    tenant: &Tenant,
    id: InvoiceId,
    minor: i64,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut invoice = Invoice::find_for_change(tx, tenant.id, id).await?;
    let room = (invoice.total_minor - invoice.deposit_minor).max(0);
    let minor = minor.clamp(0, room);
    let is_over = invoice.kind != Kind::Invoice || invoice.status == Status::Void;
    if is_over || invoice.prepaid_minor == minor {
        return Ok(());
    }
    invoice.prepaid_minor = minor;
    let before = invoice.status;
    if before != Status::Draft {
        let today = tenant.local_date(now);
        invoice.status = standing(invoice.sums(), invoice.due_on, today);
    }
    // An open page of a draft may still be saved: this is no edit of it.
    q!(
        tx,
        execute,
        "UPDATE invoices SET prepaid_minor = $3, status = $4, updated_at = $5 WHERE tenant_id = $1 AND id = $2",
        tenant.id,
        id,
        minor,
        invoice.status,
        now,
    )?;
    if before == Status::Draft {
        return Ok(());
    }
    let data = json!({
        "from": before.as_str(), "to": invoice.status.as_str(), "prepaid": minor, "appointment": invoice.appointment_id,
    });
    invoice
        .tell(tx, actor, events::Kind::InvoiceSettled, data, now)
        .await
}
