//! The rows that a day's figures are made of: payments, refunds, invoices with tips, visits that are not paid.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;

use super::figures::bounds;
use crate::accounts::Tenant;
use crate::db::On;
use crate::error::Result;
use crate::id::{AppointmentId, InvoiceId, PaymentId};
use crate::invoices::model::Status;
use crate::money::Currency;
use crate::payments::Way;
use crate::q;

/// Rows that one page shows; a day of one person has fewer.
const MOST: i64 = 500;

/// Money that came or went back.
#[derive(Clone, Debug, FromRow)]
pub struct Money {
    pub payment_id: PaymentId,
    pub provider: Way,
    pub is_live: bool,
    pub currency: Currency,
    pub amount_minor: i64,
    pub at: DateTime<Utc>,
    /// When it was written down, which may be later.
    pub known_at: DateTime<Utc>,
    pub client_name: Option<String>,
    pub year: Option<i64>,
    pub number: Option<i64>,
    pub appointment_id: Option<AppointmentId>,
    pub note: String,
}

/// What came by a way, or by all, the earliest first.
pub async fn came(
    mut on: impl On,
    tenant: &Tenant,
    day: NaiveDate,
    way: Option<Way>,
) -> Result<Vec<Money>> {
    let (from, to) = bounds(tenant, day);
    Ok(q!(
        on,
        fetch_all: Money,
        "SELECT p.id AS payment_id, p.provider, p.is_live, p.currency, p.amount_minor, p.paid_at AS at, p.created_at AS known_at, c.name AS client_name,
            i.year, i.number, p.appointment_id, p.note
         FROM payments p
         LEFT JOIN clients c ON c.tenant_id = p.tenant_id AND c.id = p.client_id
         LEFT JOIN invoices i ON i.tenant_id = p.tenant_id AND i.id = p.invoice_id
         WHERE p.tenant_id = $1 AND p.paid_at >= $2 AND p.paid_at < $3 AND p.status = 'succeeded'
            AND p.provider = COALESCE($4, p.provider)
         ORDER BY p.paid_at, p.id LIMIT $5",
        tenant.id,
        from,
        to,
        way.map(Way::as_str),
        MOST,
    )?)
}

pub async fn back(
    mut on: impl On,
    tenant: &Tenant,
    day: NaiveDate,
    way: Option<Way>,
) -> Result<Vec<Money>> {
    let (from, to) = bounds(tenant, day);
    Ok(q!(
        on,
        fetch_all: Money,
        "SELECT p.id AS payment_id, p.provider, p.is_live, r.currency, r.amount_minor, r.settled_at AS at, r.created_at AS known_at, c.name AS client_name,
            i.year, i.number, p.appointment_id, r.note
         FROM refunds r
         JOIN payments p ON p.tenant_id = r.tenant_id AND p.id = r.payment_id
         LEFT JOIN clients c ON c.tenant_id = p.tenant_id AND c.id = p.client_id
         LEFT JOIN invoices i ON i.tenant_id = p.tenant_id AND i.id = p.invoice_id
         WHERE r.tenant_id = $1 AND r.settled_at >= $2 AND r.settled_at < $3 AND r.status = 'succeeded'
            AND p.provider = COALESCE($4, p.provider)
         ORDER BY r.settled_at, r.id LIMIT $5",
        tenant.id,
        from,
        to,
        way.map(Way::as_str),
        MOST,
    )?)
}

/// An invoice with a tip that was paid off on the day.
#[derive(Clone, Debug, FromRow)]
pub struct Tip {
    pub invoice_id: InvoiceId,
    pub year: Option<i64>,
    pub number: Option<i64>,
    pub currency: Currency,
    pub tip_minor: i64,
    pub client_name: Option<String>,
}

pub async fn tips(mut on: impl On, tenant: &Tenant, day: NaiveDate) -> Result<Vec<Tip>> {
    let (from, to) = bounds(tenant, day);
    Ok(q!(
        on,
        fetch_all: Tip,
        "SELECT i.id AS invoice_id, i.year, i.number, i.currency, i.tip_minor, c.name AS client_name
         FROM (SELECT DISTINCT p.invoice_id FROM payments p
               WHERE p.tenant_id = $1 AND p.paid_at >= $2 AND p.paid_at < $3 AND p.status = 'succeeded'
                   AND p.invoice_id IS NOT NULL) d
         JOIN invoices i ON i.tenant_id = $1 AND i.id = d.invoice_id
         LEFT JOIN clients c ON c.tenant_id = i.tenant_id AND c.id = i.client_id
         WHERE i.tip_minor > 0 AND i.status IN ('paid', 'partially_refunded')
           AND NOT EXISTS (SELECT 1 FROM payments l WHERE l.tenant_id = $1 AND l.invoice_id = i.id AND l.paid_at >= $3)
         ORDER BY i.year, i.number LIMIT $4",
        tenant.id,
        from,
        to,
        MOST,
    )?)
}

/// A visit that took place on the day.
#[derive(Clone, Debug, FromRow)]
pub struct Visit {
    pub id: AppointmentId,
    pub title: String,
    pub starts_at: DateTime<Utc>,
    pub client_name: Option<String>,
    pub currency: Currency,
    pub price_minor: i64,
    /// Paid ahead, and not given back.
    pub deposit_minor: i64,
    /// What packages and certificates took over.
    pub packaged_minor: i64,
    pub invoice_id: Option<InvoiceId>,
    pub invoice_status: Option<Status>,
    /// What its invoice still asks for.
    pub open_minor: Option<i64>,
}

impl Visit {
    /// What is still owed for it: as its invoice says, or its price less what came ahead.
    pub fn owed_minor(&self) -> i64 {
        match (self.invoice_status, self.open_minor) {
            (Some(status), Some(open)) if status.is_open() => open.max(0),
            (Some(Status::Draft) | None, _) => {
                (self.price_minor - self.deposit_minor - self.packaged_minor).max(0)
            }
            _ => 0,
        }
    }
}

/// Visits of the day that took place and are not paid, in their order.
pub async fn owed(mut on: impl On, tenant: &Tenant, day: NaiveDate) -> Result<Vec<Visit>> {
    let (from, to) = bounds(tenant, day);
    let visits = q!(
        on,
        fetch_all: Visit,
        "SELECT a.id, a.title, a.starts_at, c.name AS client_name, a.currency,
            COALESCE(a.final_price_minor, a.price_minor) AS price_minor,
            (SELECT CAST(COALESCE(SUM(p.amount_minor - p.held_minor), 0) AS bigint) FROM payments p
             WHERE p.tenant_id = a.tenant_id AND p.appointment_id = a.id AND p.kind = 'deposit'
                AND p.status = 'succeeded') AS deposit_minor,
            (SELECT CAST(COALESCE(SUM(m.value_minor), 0) AS bigint) FROM package_movements m
             WHERE m.tenant_id = a.tenant_id AND m.appointment_id = a.id) AS packaged_minor,
            i.id AS invoice_id, i.status AS invoice_status,
            i.total_minor - i.credited_minor - i.deposit_minor - i.prepaid_minor - i.paid_minor + i.refunded_minor AS open_minor
         FROM appointments a
         LEFT JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
         LEFT JOIN invoices i ON i.tenant_id = a.tenant_id AND i.id = (
            SELECT l.id FROM invoices l WHERE l.tenant_id = a.tenant_id AND l.appointment_id = a.id AND l.kind = 'invoice'
                AND l.status <> 'void' AND (l.credited_minor = 0 OR l.credited_minor < l.total_minor)
            ORDER BY l.id DESC LIMIT 1)
         WHERE a.tenant_id = $1 AND a.starts_at >= $2 AND a.starts_at < $3 AND a.status = 'completed'
         ORDER BY a.starts_at, a.id LIMIT $4",
        tenant.id,
        from,
        to,
        MOST,
    )?;
    Ok(visits
        .into_iter()
        .filter(|visit| visit.owed_minor() > 0)
        .collect())
}
