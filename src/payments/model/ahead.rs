//! What a package or certificate takes over of a visit that waits for its deposit: so much less of it is asked for, as when the
//! visit is booked with a code.

use chrono::{DateTime, Utc};

use super::{Kind, Payment, deposit_of, kept_for};
use crate::appointments::{Appointment, Status as Visit};
use crate::db::Tx;
use crate::error::Result;
use crate::events::Actor;
use crate::id::{AppointmentId, TenantId};

/// So much of the price is paid ahead by now. The time is the client's where nothing of the deposit is left to pay. Pages where
/// the whole was to be paid are closed where that can be done; money that comes all the same is a person's to see to.
pub async fn less_deposit(
    tx: &mut Tx,
    tenant: TenantId,
    visit: AppointmentId,
    minor: i64,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut visit = Appointment::find_for_change(tx, tenant, visit).await?;
    let waits = matches!(visit.status, Visit::AwaitingDeposit | Visit::Pending);
    if !waits || visit.deposit_minor == 0 {
        return Ok(());
    }
    // What has come stays the deposit.
    let paid = deposit_of(&mut *tx, tenant, visit.id).await?.kept_minor();
    let left = (visit.deposit_minor - minor).max(paid).max(0);
    if left >= visit.deposit_minor {
        return Ok(());
    }
    visit.ask_deposit(tx, left, None, now).await?;
    for payment in Payment::of_appointment(&mut *tx, tenant, visit.id).await? {
        let waits = payment.kind == Kind::Deposit && payment.status.is_open();
        if waits && payment.stopped_at.is_none() {
            payment.stop(tx, now).await?;
        }
    }
    // What was paid on an invoice of the visit keeps its time as well.
    let kept = kept_for(&mut *tx, tenant, visit.id).await?;
    match visit.status == Visit::AwaitingDeposit && kept >= left {
        true => visit.confirm(tx, actor, now).await,
        false => Ok(()),
    }
}
