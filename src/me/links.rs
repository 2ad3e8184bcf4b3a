//! Links to a client's own page. Opening one changes nothing.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;

use crate::crypto;
use crate::db::{On, Tx};
use crate::error::Result;
use crate::id::{ClientId, LinkId, TenantId};
use crate::q;

const LASTS: TimeDelta = TimeDelta::days(7);
/// So long a link opens everything; then a new one is sent first.
const FRESH: TimeDelta = TimeDelta::hours(1);

#[derive(Clone, Debug, FromRow)]
pub struct Link {
    pub tenant_id: TenantId,
    pub client_id: ClientId,
    pub expires_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

/// Makes a link's path, `/me/{token}`; older ones stop working.
pub async fn mint(
    tx: &mut Tx,
    tenant: TenantId,
    client: ClientId,
    now: DateTime<Utc>,
) -> Result<String> {
    q!(
        tx,
        execute,
        "UPDATE me_links SET revoked_at = $3 WHERE tenant_id = $1 AND client_id = $2 AND revoked_at IS NULL",
        tenant,
        client,
        now
    )?;
    let token = crypto::random_token();
    q!(
        tx,
        execute,
        "INSERT INTO me_links (tenant_id, id, token_hash, client_id, expires_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        tenant,
        LinkId::new(),
        crypto::sha256(&token),
        client,
        now + LASTS,
        now
    )?;
    Ok(format!("/me/{token}"))
}

/// The link of a token; one that has ended too, so that the page can say so.
pub async fn open(mut on: impl On, token: &str) -> Result<Link> {
    Ok(q!(
        on,
        fetch_one: Link,
        "SELECT tenant_id, client_id, expires_at, revoked_at, created_at FROM me_links WHERE token_hash = $1",
        crypto::sha256(token)
    )?)
}

impl Link {
    pub fn is_valid(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }

    pub fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        self.is_valid(now) && now - self.created_at < FRESH
    }
}
