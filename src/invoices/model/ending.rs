//! What becomes of a sent invoice without money: it falls overdue, or is made void.

use chrono::{DateTime, Days, Utc};
use serde_json::json;

use super::{Invoice, Status, standing};
use crate::accounts::Tenant;
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::{self, Actor};
use crate::i18n::key;
use crate::id::{InvoiceId, TenantId};
use crate::q;

impl Invoice {
    /// Makes it void: the number stays taken, nothing is owed. A second time changes nothing.
    ///
    /// # Errors
    /// Conflict for a draft, a credit note, and one that money came for or something was credited on: that takes a credit note.
    pub async fn make_void(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if self.status == Status::Void {
            return Ok(());
        }
        if !self.may_be_void() {
            return Err(Error::Conflict(key!("invoices-not-to-void")));
        }
        q!(
            tx,
            execute,
            "UPDATE invoices SET status = 'void', reason = $3, voided_at = $4, updated_at = $4, version = version + 1
             WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            reason,
            now,
        )?;
        q!(
            tx,
            execute,
            "UPDATE invoice_links SET revoked_at = $3 WHERE tenant_id = $1 AND invoice_id = $2 AND revoked_at IS NULL",
            self.tenant_id,
            self.id,
            now,
        )?;
        let before = self.status.as_str();
        (self.status, self.reason, self.voided_at) = (Status::Void, reason.to_owned(), Some(now));
        self.tell(
            tx,
            actor,
            events::Kind::InvoiceVoided,
            json!({ "from": before }),
            now,
        )
        .await
    }

    pub fn may_be_void(&self) -> bool {
        let untouched = self.sums().received() == 0 && self.credited_minor == 0;
        self.is_open() && untouched
    }
}

/// Marks what was to be paid before today, in each practice by its own date; how many.
pub async fn expire_due(app: &App) -> Result<usize> {
    let now = app.clock.now();
    // Somewhere it is tomorrow already.
    let latest = now.date_naive().checked_add_days(Days::new(1));
    let tenants = q!(
        &app.db,
        fetch_all: (TenantId,),
        "SELECT DISTINCT tenant_id FROM invoices WHERE status IN ('sent', 'partially_paid') AND due_on < $1",
        latest,
    )?;
    let mut count = 0;
    for (tenant,) in tenants {
        match expire_of(app, tenant, now).await {
            Ok(done) => count += done,
            Err(error) => tracing::warn!(%tenant, %error, "what is overdue was not marked"),
        }
    }
    Ok(count)
}

async fn expire_of(app: &App, tenant: TenantId, now: DateTime<Utc>) -> Result<usize> {
    let tenant = Tenant::find(&app.db, tenant).await?;
    let today = tenant.local_date(now);
    let due = q!(
        &app.db,
        fetch_all: (InvoiceId,),
        "SELECT id FROM invoices WHERE status IN ('sent', 'partially_paid') AND due_on < $2 AND tenant_id = $1
         ORDER BY due_on, id LIMIT 500",
        tenant.id,
        today,
    )?;
    let mut count = 0;
    for (id,) in due {
        let mut tx = app.db.begin().await?;
        let invoice = Invoice::find_for_change(&mut tx, tenant.id, id).await?;
        let status = match invoice.status.is_open() {
            true => standing(invoice.sums(), invoice.due_on, today),
            false => invoice.status,
        };
        if status == invoice.status {
            continue;
        }
        q!(
            tx,
            execute,
            "UPDATE invoices SET status = $3, version = version + 1, updated_at = $4 WHERE tenant_id = $1 AND id = $2",
            tenant.id,
            id,
            status,
            now,
        )?;
        let data = json!({ "from": invoice.status.as_str() });
        let actor = Actor::system();
        invoice
            .tell(&mut tx, &actor, events::Kind::InvoiceOverdue, data, now)
            .await?;
        tx.commit().await?;
        count += 1;
    }
    Ok(count)
}
