//! Links to an invoice's pay page, `/pay/{token}`. Opening one changes nothing. Several may be out at once: the one in a mail
//! still works after the next was made. They end with the invoice's being void, and by time.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;

use super::model::Invoice;
use crate::crypto;
use crate::db::{On, Tx};
use crate::error::Result;
use crate::id::{InvoiceId, LinkId, TenantId};
use crate::q;

const LASTS: TimeDelta = TimeDelta::days(400);

#[derive(Clone, Debug, FromRow)]
pub struct Link {
    pub tenant_id: TenantId,
    pub invoice_id: InvoiceId,
    pub expires_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Makes a link's path.
pub async fn mint(tx: &mut Tx, invoice: &Invoice, now: DateTime<Utc>) -> Result<String> {
    let token = crypto::random_token();
    q!(
        tx,
        execute,
        "INSERT INTO invoice_links (tenant_id, id, token_hash, invoice_id, expires_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        invoice.tenant_id,
        LinkId::new(),
        crypto::sha256(&token),
        invoice.id,
        now + LASTS,
        now
    )?;
    Ok(format!("/pay/{token}"))
}

/// The link of a token; one that has ended too, so that the page can say so.
pub async fn open(mut on: impl On, token: &str) -> Result<Link> {
    Ok(q!(
        on,
        fetch_one: Link,
        "SELECT tenant_id, invoice_id, expires_at, revoked_at FROM invoice_links WHERE token_hash = $1",
        crypto::sha256(token)
    )?)
}

impl Link {
    pub fn is_valid(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}
