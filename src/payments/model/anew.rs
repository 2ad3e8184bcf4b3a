//! A deposit that several invoices of its visit credit: the one that counts, and those that credit notes took back before it.

use chrono::{DateTime, Utc};

use super::{Kind, Payment, Status, TaskKind, task};
use crate::db::Tx;
use crate::error::Result;
use crate::id::{AppointmentId, InvoiceId, TenantId};
use crate::invoices::model::Invoice;
use crate::q;

/// The deposit of an invoice that was taken back whole is nobody's; the next invoice of the visit credits it.
pub(super) async fn counted_anew(
    tx: &mut Tx,
    invoice: &Invoice,
    visit: AppointmentId,
    now: DateTime<Utc>,
) -> Result<()> {
    let tenant = invoice.tenant_id;
    if invoice.deposit_minor == 0 || taken_back(tx, tenant, visit).await?.is_empty() {
        return Ok(());
    }
    for payment in Payment::of_appointment(&mut *tx, tenant, visit).await? {
        if payment.kind == Kind::Deposit && payment.status == Status::Succeeded {
            task::settle(tx, tenant, payment.id, TaskKind::Overpaid, now).await?;
        }
    }
    Ok(())
}

/// The invoices that credited a visit's deposit before credit notes took them back whole.
pub(super) async fn taken_back(
    tx: &mut Tx,
    tenant: TenantId,
    appointment: AppointmentId,
) -> Result<Vec<InvoiceId>> {
    let rows = q!(
        tx,
        fetch_all: (InvoiceId,),
        "SELECT id FROM invoices WHERE tenant_id = $1 AND appointment_id = $2 AND kind = 'invoice' AND deposit_minor > 0
            AND status NOT IN ('draft', 'void') AND credited_minor >= total_minor ORDER BY id",
        tenant,
        appointment,
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
