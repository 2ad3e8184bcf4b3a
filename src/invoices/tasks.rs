//! What about an invoice needs a person: it was not paid in time, or more of a product was sold on it than there was. One task
//! for one thing, however often it is found.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use super::model::{Invoice, Kind, Status};
use crate::db::live::Topic;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{Event, Kind as EventKind};
use crate::id::{InvoiceId, InvoiceTaskId, ProductId, TenantId};
use crate::money::Currency;
use crate::q;

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum TaskKind {
    Overdue,
    /// Sold and not there.
    Short,
}

/// With what a list shows of its invoice.
#[derive(Clone, Debug, FromRow)]
pub struct Task {
    pub id: InvoiceTaskId,
    pub kind: TaskKind,
    pub invoice_id: InvoiceId,
    pub year: Option<i64>,
    pub number: Option<i64>,
    pub currency: Currency,
    /// What the invoice still asks for.
    pub open_minor: i64,
    pub client_name: Option<String>,
    pub product_id: Option<ProductId>,
    pub product_name: Option<String>,
    /// Thousandths.
    pub missing_milli: Option<i64>,
    pub created_at: DateTime<Utc>,
}

impl Task {
    /// "2026-0142"
    pub fn reference(&self) -> String {
        let (year, number) = self.year.zip(self.number).unwrap_or_default();
        format!("{year}-{number:04}")
    }

    /// Those that wait, the oldest first.
    pub async fn waiting(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT t.id, t.kind, t.invoice_id, i.year, i.number, i.currency,
                i.total_minor - i.credited_minor - i.deposit_minor - i.prepaid_minor - i.paid_minor + i.refunded_minor AS open_minor,
                c.name AS client_name, t.product_id, p.name AS product_name, t.missing_milli, t.created_at
             FROM invoice_tasks t
             JOIN invoices i ON i.tenant_id = t.tenant_id AND i.id = t.invoice_id
             LEFT JOIN clients c ON c.tenant_id = i.tenant_id AND c.id = i.client_id
             LEFT JOIN products p ON p.tenant_id = t.tenant_id AND p.id = t.product_id
             WHERE t.tenant_id = $1 AND t.settled_at IS NULL ORDER BY t.created_at LIMIT 100",
            tenant,
        )?)
    }

    /// Looked at, and nothing is to be done.
    pub async fn dismiss(
        tx: &mut Tx,
        tenant: TenantId,
        id: InvoiceTaskId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let changed = q!(
            tx,
            execute,
            "UPDATE invoice_tasks SET settled_at = COALESCE(settled_at, $3) WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
            now,
        )?;
        if changed == 0 {
            return Err(Error::NotFound);
        }
        tx.signal(tenant, Topic::Todo).await?;
        Ok(())
    }
}

/// Hears of invoices: one that falls overdue is a task, until it is paid, credited or void.
pub async fn on_invoice(tx: &mut Tx, event: &Event) -> Result<()> {
    let (tenant, id) = (event.tenant_id, InvoiceId(event.object_id));
    let invoice = Invoice::find(&mut *tx, tenant, id).await?;
    if invoice.kind != Kind::Invoice {
        return Ok(());
    }
    if invoice.status != Status::Overdue {
        return settle_overdue(tx, &invoice, event.at).await;
    }
    // What was overdue before is known; whoever has dismissed it is not told again.
    let was_overdue = event.data.0["from"].as_str() == Some(Status::Overdue.as_str());
    match event.kind {
        EventKind::InvoiceOverdue | EventKind::InvoiceSettled if !was_overdue => {
            open_overdue(tx, &invoice, event.at).await
        }
        _ => Ok(()),
    }
}

async fn open_overdue(tx: &mut Tx, invoice: &Invoice, now: DateTime<Utc>) -> Result<()> {
    q!(
        tx,
        execute,
        "INSERT INTO invoice_tasks (tenant_id, id, invoice_id, key, kind, created_at) VALUES ($1, $2, $3, 'overdue', 'overdue', $4)
         ON CONFLICT (tenant_id, invoice_id, key) DO UPDATE SET settled_at = NULL, created_at = excluded.created_at
            WHERE invoice_tasks.settled_at IS NOT NULL",
        invoice.tenant_id,
        InvoiceTaskId::new(),
        invoice.id,
        now,
    )?;
    tx.signal(invoice.tenant_id, Topic::Todo).await?;
    Ok(())
}

async fn settle_overdue(tx: &mut Tx, invoice: &Invoice, now: DateTime<Utc>) -> Result<()> {
    let settled = q!(
        tx,
        execute,
        "UPDATE invoice_tasks SET settled_at = $3 WHERE tenant_id = $1 AND invoice_id = $2 AND key = 'overdue' AND settled_at IS NULL",
        invoice.tenant_id,
        invoice.id,
        now,
    )?;
    if settled > 0 {
        tx.signal(invoice.tenant_id, Topic::Todo).await?;
    }
    Ok(())
}

/// So much more of a product was paid for than there was.
pub async fn open_short(
    tx: &mut Tx,
    invoice: &Invoice,
    product: ProductId,
    missing_milli: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    q!(
        tx,
        execute,
        "INSERT INTO invoice_tasks (tenant_id, id, invoice_id, key, kind, product_id, missing_milli, created_at)
         VALUES ($1, $2, $3, $4, 'short', $5, $6, $7)
         ON CONFLICT (tenant_id, invoice_id, key) DO UPDATE SET settled_at = NULL, created_at = excluded.created_at,
            missing_milli = invoice_tasks.missing_milli + excluded.missing_milli",
        invoice.tenant_id,
        InvoiceTaskId::new(),
        invoice.id,
        format!("short:{product}"),
        product,
        missing_milli,
        now,
    )?;
    tx.signal(invoice.tenant_id, Topic::Todo).await?;
    Ok(())
}

/// What was sold on an invoice and not there, whether anybody has looked at it or not; thousandths of each product.
pub async fn missing(
    mut on: impl On,
    tenant: TenantId,
    invoice: InvoiceId,
) -> Result<BTreeMap<ProductId, i64>> {
    let rows = q!(
        on,
        fetch_all: (ProductId, i64),
        "SELECT product_id, missing_milli FROM invoice_tasks WHERE tenant_id = $1 AND invoice_id = $2 AND kind = 'short'",
        tenant,
        invoice,
    )?;
    Ok(rows.into_iter().collect())
}
