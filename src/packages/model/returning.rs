//! What goes back because of what became of an invoice.

use chrono::{DateTime, Utc};

use super::ahead::{Ahead, Cost};
use super::ledger::{Target, by, give_back, open_of, tell_invoice};
use super::{Movement, Package};
use crate::accounts::Tenant;
use crate::appointments::{Appointment, Status as Visit};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::Actor;
use crate::i18n::key;
use crate::id::{InvoiceItemId, MovementId};
use crate::invoices::model::{Invoice, Status as Paper};
use crate::invoices::totals::TaxMode;
use crate::payments::fiscal;

/// So much of what was taken off certificates goes back, the latest first: an invoice has no room for it. A visit of a package
/// is a visit, whatever it cost in the end.
pub async fn give_back_sums(
    tx: &mut Tx,
    tenant: &Tenant,
    actor: &Actor,
    target: Target,
    mut excess: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut open = open_of(&mut *tx, tenant.id, target).await?;
    open.retain(|movement| movement.visits == 0);
    while let Some(movement) = open.pop().filter(|_| excess > 0) {
        give_back(tx, tenant, actor, &movement, now).await?;
        let keep = movement.value_minor - excess;
        excess -= movement.value_minor;
        if keep > 0 {
            let rest = Movement {
                id: MovementId::new(),
                minor: -keep,
                value_minor: keep,
                key: format!("rest:{}", movement.id),
                recorded_by: by(actor),
                created_at: now,
                ..movement
            };
            rest.insert(tx).await?;
            // What was given and is kept is closed as any use is.
            if is_given(tx, target, tenant).await? {
                let package = Package::find(&mut *tx, tenant.id, rest.package_id).await?;
                fiscal::on_used(tx, &package, rest.id, now).await?;
            }
            tell_invoice(tx, tenant, target, actor, now).await?;
        }
    }
    Ok(())
}

/// Whether what it pays for was given: the visit is over, or it is an invoice of no visit.
async fn is_given(tx: &mut Tx, target: Target, tenant: &Tenant) -> Result<bool> {
    let Target::Visit(visit) = target else {
        return Ok(true);
    };
    let visit = Appointment::find(&mut *tx, tenant.id, visit).await?;
    Ok(visit.status == Visit::Completed)
}

/// What a credit note took off goes back to what had paid for it: the visits of the lines that it names, and certificates as far as
/// more than is owed is there now. All of it, where nothing is left of the invoice.
pub async fn give_back_credited(
    tx: &mut Tx,
    tenant: &Tenant,
    actor: &Actor,
    invoice: &Invoice,
    lines: &[InvoiceItemId],
    now: DateTime<Utc>,
) -> Result<()> {
    let target = Target::of_invoice(&mut *tx, tenant.id, invoice.id).await?;
    let mut open = open_of(&mut *tx, tenant.id, target).await?;
    if invoice.is_taken_back() {
        for movement in open {
            give_back(tx, tenant, actor, &movement, now).await?;
        }
        return Ok(());
    }
    open.retain(|movement| movement.visits < 0);
    let items = invoice.items(&mut *tx).await?;
    let costs: Vec<Cost> = items
        .iter()
        .map(|item| item.cost(invoice.tax_mode))
        .collect();
    let covered = Ahead::from(&mut *tx, &open).await?.cover(&costs).line_of;
    for (movement, line) in open.iter().zip(covered) {
        if line.is_some_and(|at| lines.contains(&items[at].id)) {
            give_back(tx, tenant, actor, movement, now).await?;
        }
    }
    let sums = Invoice::find(&mut *tx, tenant.id, invoice.id).await?.sums();
    let excess = (-sums.left()).min(sums.prepaid);
    give_back_sums(tx, tenant, actor, target, excess, now).await
}

/// Whether a use may be given back by a person: what went out untaxed because of it takes no money instead.
///
/// # Errors
/// Conflict when its invoice did.
pub async fn require_returnable(tx: &mut Tx, movement: &Movement) -> Result<()> {
    let (tenant, visit) = (movement.tenant_id, movement.appointment_id);
    let Some(visit) = visit.filter(|_| movement.visits < 0) else {
        return Ok(());
    };
    let Some(invoice) = Invoice::of_visit(&mut *tx, tenant, visit).await? else {
        return Ok(());
    };
    let is_over = invoice.credited_minor >= invoice.total_minor;
    if invoice.status == Paper::Draft || invoice.tax_mode == TaxMode::None || is_over {
        return Ok(());
    }
    let items = invoice.items(&mut *tx).await?;
    match items.iter().any(|item| item.packaged_minor > 0) {
        true => Err(Error::Conflict(key!("packages-went-out-untaxed"))),
        false => Ok(()),
    }
}
