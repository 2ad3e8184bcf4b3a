//! Links to a request, and after it is signed to its copy. Opening one changes nothing.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;

use super::Consent;
use crate::crypto;
use crate::db::{On, Tx};
use crate::error::Result;
use crate::id::{ConsentId, LinkId, TenantId};
use crate::q;

/// How long a request may be answered, and a copy read.
pub const DAYS: TimeDelta = TimeDelta::days(90);

#[derive(Clone, Debug, FromRow)]
pub struct Link {
    pub tenant_id: TenantId,
    pub consent_id: ConsentId,
    pub expires_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Makes a link's path, `/l/consents/{token}`. Older links to the same request stop working; those to a signed copy stay.
pub async fn mint(tx: &mut Tx, consent: &Consent, now: DateTime<Utc>) -> Result<String> {
    let token = crypto::random_token();
    if !consent.is_signed() {
        q!(
            tx,
            execute,
            "UPDATE consent_links SET revoked_at = $3 WHERE tenant_id = $1 AND consent_id = $2 AND revoked_at IS NULL",
            consent.tenant_id,
            consent.id,
            now
        )?;
    }
    q!(
        tx,
        execute,
        "INSERT INTO consent_links (tenant_id, id, token_hash, consent_id, expires_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        consent.tenant_id,
        LinkId::new(),
        crypto::sha256(&token),
        consent.id,
        now + DAYS,
        now
    )?;
    Ok(format!("/l/consents/{token}"))
}

/// The link of a token; one that has ended too, so that the page can say so.
pub async fn open(mut on: impl On, token: &str) -> Result<Link> {
    Ok(q!(
        on,
        fetch_one: Link,
        "SELECT tenant_id, consent_id, expires_at, revoked_at FROM consent_links WHERE token_hash = $1",
        crypto::sha256(token)
    )?)
}

impl Link {
    pub fn is_valid(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}
