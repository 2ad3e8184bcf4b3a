//! Sending: the number, the parties as they are today, the hash. What is sent stays.

use chrono::{DateTime, Datelike, Days, Utc};
use serde_json::json;
use sqlx::types::Json;

use super::{Invoice, Item, Kind, Seller, Status, chain, standing};
use crate::accounts::Tenant;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::{self, Actor};
use crate::i18n::key;
use crate::id::{InvoiceId, TenantId};
use crate::invoices::business::Business;
use crate::packages::model::Target;
use crate::packages::model::issuing::require_sellable;
use crate::packages::model::returning::give_back_sums;
use crate::q;

/// What came of sending.
#[derive(Clone, Debug)]
pub enum Sending {
    /// Now or before: pressing twice takes one number.
    Sent(Box<Invoice>),
    /// Nothing is on it.
    Empty,
    /// Keys of the legal details that must be there first.
    Missing(Vec<&'static str>),
}

/// Sends a draft.
///
/// # Errors
/// Conflict when it was changed since `version`.
pub async fn send(
    tx: &mut Tx,
    tenant: &Tenant,
    actor: &Actor,
    id: InvoiceId,
    version: Option<i64>,
    now: DateTime<Utc>,
) -> Result<Sending> {
    let mut invoice = Invoice::find_for_change(tx, tenant.id, id).await?;
    if invoice.status != Status::Draft {
        return Ok(Sending::Sent(Box::new(invoice)));
    }
    if version.is_some_and(|version| version != invoice.version) {
        return Err(Error::Conflict(key!("invoices-stale")));
    }
    if invoice.is_behind(tx).await? {
        invoice.refresh(tx, now).await?;
    }
    let items = invoice.items(&mut *tx).await?;
    if items.is_empty() {
        return Ok(Sending::Empty);
    }
    require_sellable(&mut *tx, tenant.id, &items).await?;
    let business = Business::of(&mut *tx, tenant).await?;
    let missing = business.missing();
    if !missing.is_empty() {
        return Ok(Sending::Missing(missing));
    }
    let today = tenant.local_date(now);
    let by_rule = today.checked_add_days(Days::new(business.due_days.unsigned_abs()));
    invoice.due_on = invoice.due_on.or(by_rule).map(|due| due.max(today));
    let seller = business.seller(tenant, invoice.locale);
    issue(tx, tenant, actor, &mut invoice, &items, seller, now).await?;
    if let Some(visit) = invoice.appointment_id {
        let excess = invoice.ahead(&mut *tx).await?.sums + packaged(&items)
            - (invoice.total_minor - invoice.deposit_minor);
        give_back_sums(tx, tenant, actor, Target::Visit(visit), excess, now).await?;
    }
    // What it sells is issued at once where nothing is left to pay.
    Ok(Sending::Sent(Box::new(
        Invoice::find(tx, tenant.id, id).await?,
    )))
}

/// What visits of packages pay for.
fn packaged(items: &[Item]) -> i64 {
    items.iter().map(|item| item.packaged_minor).sum()
}

/// Gives a complete draft its number and closes it.
pub(super) async fn issue(
    tx: &mut Tx,
    tenant: &Tenant,
    actor: &Actor,
    invoice: &mut Invoice,
    items: &[Item],
    seller: Seller,
    now: DateTime<Utc>,
) -> Result<()> {
    let today = tenant.local_date(now);
    let (year, number, previous) =
        take_number(tx, tenant.id, invoice.kind, today.year().into()).await?;
    invoice.dated_on = today;
    (invoice.year, invoice.number) = (Some(year), Some(number));
    invoice.seller = Some(Json(seller));
    invoice.hash = Some(chain::hash(&previous, invoice, items)?);
    invoice.previous_hash = Some(previous);
    invoice.sent_at = Some(now);
    invoice.status = match invoice.kind {
        Kind::Invoice => standing(invoice.sums(), invoice.due_on, today),
        Kind::CreditNote => Status::Sent,
    };
    q!(
        tx,
        execute,
        "UPDATE invoices SET status = $3, year = $4, number = $5, dated_on = $6, due_on = $7, seller = $8, hash = $9,
            previous_hash = $10, sent_at = $11, updated_at = $11, version = version + 1
         WHERE tenant_id = $1 AND id = $2",
        tenant.id,
        invoice.id,
        invoice.status,
        year,
        number,
        invoice.dated_on,
        invoice.due_on,
        &invoice.seller,
        &invoice.hash,
        &invoice.previous_hash,
        now,
    )?;
    q!(
        tx,
        execute,
        "UPDATE invoice_counters SET hash = $3 WHERE tenant_id = $1 AND kind = $2",
        tenant.id,
        invoice.kind,
        &invoice.hash,
    )?;
    invoice.version += 1;
    let data = json!({ "reference": invoice.reference(), "appointment": invoice.appointment_id });
    invoice
        .tell(tx, actor, events::Kind::InvoiceSent, data, now)
        .await
}

/// The next number of a series, and the hash the last document ended with. The row is locked until the commit, so that numbers
/// have no gaps. A year that has gone back counts on in the later one.
async fn take_number(
    tx: &mut Tx,
    tenant: TenantId,
    kind: Kind,
    year: i64,
) -> Result<(i64, i64, Vec<u8>)> {
    q!(
        tx,
        execute,
        "INSERT INTO invoice_counters (tenant_id, kind, year, number, hash) VALUES ($1, $2, $3, 0, $4)
         ON CONFLICT (tenant_id, kind) DO NOTHING",
        tenant,
        kind,
        year,
        Vec::<u8>::new(),
    )?;
    Ok(q!(
        tx,
        fetch_one: (i64, i64, Vec<u8>),
        "UPDATE invoice_counters SET number = CASE WHEN year >= $3 THEN number + 1 ELSE 1 END,
            year = CASE WHEN year >= $3 THEN year ELSE $3 END
         WHERE tenant_id = $1 AND kind = $2 RETURNING year, number, hash",
        tenant,
        kind,
        year,
    )?)
}
