//! What becomes of goods when something becomes of an invoice. Worked out anew each time from what the invoice says and what
//! the ledger has of it, so that hearing twice is as good as once.
//!
//! Paid, whichever way: what is on it leaves. A line taken back by a credit note comes back, and so does everything when the
//! money went back whole; a part of the money says nothing of which thing. What is not there cannot leave: the task that says
//! so keeps the number, and later news do not take it after all.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::Product;
use super::stock::{self, MovementKind, NewMovement};
use crate::db::{On, Tx};
use crate::error::Result;
use crate::events::Event;
use crate::id::{InvoiceId, ProductId, TenantId};
use crate::invoices::model::{Invoice, Kind, Status};
use crate::invoices::tasks;
use crate::q;

/// Thousandths of each product.
type Counts = BTreeMap<ProductId, i64>;

/// Hears of invoices. The chain of events is held, so that products are locked after it.
pub async fn on_invoice(tx: &mut Tx, event: &Event) -> Result<()> {
    let (tenant, id) = (event.tenant_id, InvoiceId(event.object_id));
    let sold = sold(&mut *tx, tenant, id).await?;
    if sold.is_empty() {
        return Ok(());
    }
    let invoice = Invoice::find(&mut *tx, tenant, id).await?;
    if invoice.kind != Kind::Invoice {
        return Ok(());
    }
    let taken = taken(&mut *tx, tenant, id).await?;
    let credited = credited(&mut *tx, tenant, id).await?;
    let missing = tasks::missing(&mut *tx, tenant, id).await?;
    let of = |counts: &Counts, product| counts.get(&product).copied().unwrap_or_default();
    for (product, sold) in sold {
        let gone = of(&taken, product);
        let left = (sold - of(&credited, product)).max(0);
        let left = left.min((sold - of(&missing, product)).max(0));
        let change = target(&invoice, gone, left) - gone;
        if change > 0 {
            leave(tx, &invoice, product, change, event.at).await?;
        } else if change < 0 {
            come_back(tx, &invoice, product, -change, event.at).await?;
        }
    }
    Ok(())
}

/// How much of a product is to be gone for an invoice; `left` is what is on it and was not taken back.
fn target(invoice: &Invoice, gone: i64, left: i64) -> i64 {
    let is_taken_back = invoice.total_minor > 0 && invoice.credited_minor >= invoice.total_minor;
    match invoice.status {
        Status::Draft | Status::Void | Status::Refunded => 0,
        _ if is_taken_back => 0,
        Status::Paid | Status::PartiallyRefunded => left,
        // Not paid (any more): nothing more leaves, and nobody brought anything back.
        Status::Sent | Status::PartiallyPaid | Status::Overdue => gone.min(left),
    }
}

async fn leave(
    tx: &mut Tx,
    invoice: &Invoice,
    product: ProductId,
    wanted: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut product = Product::find_for_change(tx, invoice.tenant_id, product).await?;
    let leaves = match product.may_go_below {
        true => wanted,
        false => wanted.min(product.stock_milli.max(0)),
    };
    if leaves > 0 {
        let kind = MovementKind::Sale;
        follow(tx, &mut product, invoice, kind, -leaves, now).await?;
    }
    if leaves < wanted {
        tasks::open_short(tx, invoice, product.id, wanted - leaves, now).await?;
    }
    Ok(())
}

async fn come_back(
    tx: &mut Tx,
    invoice: &Invoice,
    product: ProductId,
    back: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut product = Product::find_for_change(tx, invoice.tenant_id, product).await?;
    follow(tx, &mut product, invoice, MovementKind::Return, back, now).await
}

async fn follow(
    tx: &mut Tx,
    product: &mut Product,
    invoice: &Invoice,
    kind: MovementKind,
    change_milli: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    let key = format!("{}:{}:{}", invoice.id, product.id, product.last_seq + 1);
    let new = NewMovement {
        kind,
        change_milli,
        reason: "",
        invoice: Some(invoice.id),
        user: None,
        key: &key,
    };
    stock::write(tx, product, new, now).await
}

/// What is on an invoice.
async fn sold(mut on: impl On, tenant: TenantId, invoice: InvoiceId) -> Result<Counts> {
    let rows = q!(
        on,
        fetch_all: (ProductId, i64),
        "SELECT product_id, CAST(SUM(quantity_milli) AS bigint) FROM invoice_items
         WHERE tenant_id = $1 AND invoice_id = $2 AND kind = 'product' AND product_id IS NOT NULL GROUP BY product_id",
        tenant,
        invoice,
    )?;
    Ok(rows.into_iter().collect())
}

/// What left for it and did not come back.
async fn taken(mut on: impl On, tenant: TenantId, invoice: InvoiceId) -> Result<Counts> {
    let rows = q!(
        on,
        fetch_all: (ProductId, i64),
        "SELECT product_id, CAST(-SUM(change_milli) AS bigint) FROM stock_movements
         WHERE tenant_id = $1 AND invoice_id = $2 GROUP BY product_id",
        tenant,
        invoice,
    )?;
    Ok(rows.into_iter().collect())
}

/// What lines of its credit notes took back.
async fn credited(mut on: impl On, tenant: TenantId, invoice: InvoiceId) -> Result<Counts> {
    let rows = q!(
        on,
        fetch_all: (ProductId, i64),
        "SELECT o.product_id, CAST(SUM(o.quantity_milli) AS bigint)
         FROM invoices n
         JOIN invoice_items c ON c.tenant_id = n.tenant_id AND c.invoice_id = n.id
         JOIN invoice_items o ON o.tenant_id = c.tenant_id AND o.id = c.credited_item_id
         WHERE n.tenant_id = $1 AND n.credited_id = $2 AND n.status <> 'draft' AND o.kind = 'product'
            AND o.product_id IS NOT NULL
         GROUP BY o.product_id",
        tenant,
        invoice,
    )?;
    Ok(rows.into_iter().collect())
}
