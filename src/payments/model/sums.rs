//! What was paid for something, added up from the payments.

use sqlx::FromRow;

use crate::db::On;
use crate::error::Result;
use crate::id::{AppointmentId, TenantId};
use crate::invoices::model::Invoice;
use crate::q;

/// A visit's deposit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Deposit {
    pub paid_minor: i64,
    /// Of that: gone back, or on its way.
    pub held_minor: i64,
}

impl Deposit {
    /// What an invoice credits.
    pub fn kept_minor(&self) -> i64 {
        self.paid_minor - self.held_minor
    }
}

pub async fn deposit_of(
    mut on: impl On,
    tenant: TenantId,
    appointment: AppointmentId,
) -> Result<Deposit> {
    Ok(q!(
        on,
        fetch_one: Deposit,
        "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) AS paid_minor,
            CAST(COALESCE(SUM(held_minor), 0) AS BIGINT) AS held_minor
         FROM payments WHERE tenant_id = $1 AND appointment_id = $2 AND kind = 'deposit' AND status = 'succeeded'",
        tenant,
        appointment,
    )?)
}

/// All that came for a visit and stayed: ahead of it, or on its invoice.
pub async fn kept_for(
    mut on: impl On,
    tenant: TenantId,
    appointment: AppointmentId,
) -> Result<i64> {
    let (kept,) = q!(
        on,
        fetch_one: (i64,),
        "SELECT CAST(COALESCE(SUM(amount_minor - held_minor), 0) AS BIGINT)
         FROM payments WHERE tenant_id = $1 AND appointment_id = $2 AND status = 'succeeded'",
        tenant,
        appointment,
    )?;
    Ok(kept)
}

/// What came for an invoice since it was sent, and what went back of that and of the deposit that it credits. It credits what
/// had stayed of the deposit when it was sent, and no more than it is over: what went back before, or is more than that, went
/// back of nothing that stands on it.
pub(super) async fn of_invoice(mut on: impl On, invoice: &Invoice) -> Result<(i64, i64)> {
    let (tenant, credited) = (invoice.tenant_id, invoice.deposit_minor);
    let (paid, back) = q!(
        on,
        fetch_one: (i64, i64),
        "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT), CAST(COALESCE(SUM(refunded_minor), 0) AS BIGINT)
         FROM payments WHERE tenant_id = $1 AND invoice_id = $2 AND status = 'succeeded'",
        tenant,
        invoice.id,
    )?;
    let Some(appointment) = invoice.appointment_id.filter(|_| credited > 0) else {
        return Ok((paid, back));
    };
    let (stays,) = q!(
        on,
        fetch_one: (i64,),
        "SELECT CAST(COALESCE(SUM(amount_minor - refunded_minor), 0) AS BIGINT) FROM payments
         WHERE tenant_id = $1 AND appointment_id = $2 AND kind = 'deposit' AND status = 'succeeded' AND invoice_id IS NULL",
        tenant,
        appointment,
    )?;
    Ok((paid, back + (credited - stays).clamp(0, credited)))
}
