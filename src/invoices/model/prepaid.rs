//! What packages and certificates took over of an invoice. It counts as paid and brings no money: that came when they were
//! sold. Like what is paid since, it may change after the invoice was sent.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::{Invoice, Item, Kind, Status, standing};
use crate::accounts::Tenant;
use crate::db::{On, Tx};
use crate::error::Result;
use crate::events::{self, Actor};
use crate::id::{AppointmentId, InvoiceId, TenantId};
use crate::invoices::totals::TaxMode;
use crate::packages::model::ahead::{Ahead, Cost};
use crate::q;

/// Takes over what the ledger says, as far as the invoice has room for it, and says where the invoice stands now. A draft is
/// added up anew: what a package pays for is not taxed once more.
pub async fn take_over(
    tx: &mut Tx,
    tenant: &Tenant,
    id: InvoiceId,
    ahead: &Ahead,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut invoice = Invoice::find_for_change(tx, tenant.id, id).await?;
    let before = invoice.status;
    if before == Status::Draft {
        return invoice.refresh(tx, now).await;
    }
    let items = invoice.items(&mut *tx).await?;
    let costs: Vec<Cost> = items
        .iter()
        .map(|item| item.cost(invoice.tax_mode))
        .collect();
    // Of what was taken back whole, nothing is to be paid for.
    let room = match invoice.is_taken_back() {
        true => 0,
        false => (invoice.total_minor - invoice.deposit_minor).max(0),
    };
    let minor = (ahead.sums + ahead.cover(&costs).sum()).clamp(0, room);
    let is_over = invoice.kind != Kind::Invoice || invoice.status == Status::Void;
    if is_over || invoice.prepaid_minor == minor {
        return Ok(());
    }
    invoice.prepaid_minor = minor;
    let today = tenant.local_date(now);
    invoice.status = standing(invoice.sums(), invoice.due_on, today);
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
    let data = json!({
        "from": before.as_str(), "to": invoice.status.as_str(), "prepaid": minor, "appointment": invoice.appointment_id,
    });
    invoice
        .tell(tx, actor, events::Kind::InvoiceSettled, data, now)
        .await
}

impl Invoice {
    /// The latest that is not void, whether anything is left of it or not.
    pub async fn last_of_visit(
        mut on: impl On,
        tenant: TenantId,
        visit: AppointmentId,
    ) -> Result<Option<Self>> {
        Ok(q!(
            on,
            fetch_optional: Self,
            "SELECT * FROM invoices WHERE tenant_id = $1 AND appointment_id = $2 AND status <> 'void' AND kind = 'invoice'
             ORDER BY id DESC LIMIT 1",
            tenant,
            visit,
        )?)
    }
}

impl Item {
    /// What it costs, as a package's visit pays for it: without tax on top.
    pub fn cost(&self, mode: TaxMode) -> Cost {
        let minor = match mode {
            TaxMode::Added => self.net_minor,
            TaxMode::None | TaxMode::Included => self.gross_minor,
        };
        (self.service_id, minor)
    }
}
